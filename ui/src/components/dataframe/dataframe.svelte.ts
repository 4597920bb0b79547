/** A table that is shown and edited: which cell is chosen, what is being written, how rows are ordered, what may change. */
import { t } from "../../i18n/words.svelte";
import { toClipboard } from "../../kit/clipboard";
import type { Node } from "../../store/node.svelte";
import { arrange, blank, cells, kinds, numeric, parse, sheet, text, widths, type Cell, type Kind, type TableValue, type Width } from "./columns";

type Count = [number, "dynamic" | "fixed"];
type Limits = [number | null, number | null];

export interface DataframeProps {
  value?: TableValue | null;
  datatype?: string | string[];
  row_count?: Count;
  column_count?: Count;
  row_limits?: Limits | null;
  column_limits?: Limits | null;
  column_widths?: string[];
  wrap?: boolean;
  line_breaks?: boolean;
  show_row_numbers?: boolean;
  max_chars?: number | null;
  show_search?: "none" | "search" | "filter";
  pinned_columns?: number | null;
  static_columns?: number[];
}

export interface Column {
  name: string;
  kind: Kind;
  numeric: boolean;
  /** Whether visitors may change its cells. */
  open: boolean;
  width: Width;
  /** Pixels from the left at which it stays in view; null: it scrolls. */
  pinned: number | null;
}

export interface Place {
  /** Among the rows as they are ordered now; -1 is the header. */
  row: number;
  column: number;
}

export interface Sort {
  column: number;
  direction: 1 | -1;
}

const NONE: TableValue = { headers: [], data: [] };

export class Table {
  active: Place | null = $state.raw(null);
  /** The text being written into the active cell or header; null: none is. */
  draft: string | null = $state(null);
  copied = $state(false);
  /** The width of the view, which columns given in per cent refer to. */
  view = $state(0);
  #sort: Sort | null = $state.raw(null);
  #query = $state("");
  /** The value of the person's last change and the order it was made in: a row that is being edited does not jump. */
  #kept: { value: TableValue; order: number[] } | null = $state.raw(null);

  constructor(readonly node: Node<DataframeProps>) {}

  get value(): TableValue {
    return this.node.props.value ?? NONE;
  }

  get data(): Cell[][] {
    return this.value.data;
  }

  readonly columns: Column[] = $derived.by(() => {
    const { props } = this.node;
    const pinned = props.pinned_columns ?? 0;
    const closed = new Set(props.static_columns ?? []);
    const all = widths(props.column_widths ?? [], this.value, this.view, pinned);
    const found = kinds(props.datatype, this.value);
    const numbers = numeric(found, this.value);
    let left = props.show_row_numbers ? this.numberWidth : 0;
    return this.value.headers.map((header, i) => {
      const column: Column = {
        name: text(header),
        kind: found[i],
        numeric: numbers[i],
        open: this.node.interactive && !closed.has(i),
        width: all[i],
        pinned: i < pinned ? left : null,
      };
      left += all[i].pixels;
      return column;
    });
  });

  /** The width of the column of row numbers. */
  get numberWidth(): number {
    return 28 + String(this.data.length).length * 8;
  }

  /** Which row of the data stands at each place. */
  readonly order: number[] = $derived.by(() => {
    if (this.#kept && this.#kept.value === this.node.props.value) return this.#kept.order;
    return arrange(this.data, this.#query, this.#sort);
  });

  get sort(): Sort | null {
    return this.#sort;
  }

  set sort(sort: Sort | null) {
    this.#kept = null;
    this.#sort = sort;
  }

  get query(): string {
    return this.#query;
  }

  set query(query: string) {
    this.#kept = null;
    this.#query = query;
    this.active = null;
  }

  /** Ascending, descending, as it came. */
  turn(column: number): void {
    const { sort } = this;
    if (sort?.column !== column) this.sort = { column, direction: 1 };
    else this.sort = sort.direction === 1 ? { column, direction: -1 } : null;
  }

  // ---- what may change -----------------------------------------------------------------------------------------------

  get grows(): boolean {
    const most = this.node.props.row_limits?.[1] ?? Infinity;
    return this.node.interactive && this.node.props.row_count?.[1] !== "fixed" && this.data.length < most;
  }

  get shrinks(): boolean {
    const fewest = this.node.props.row_limits?.[0] ?? 0;
    return this.node.interactive && this.node.props.row_count?.[1] !== "fixed" && this.data.length > fewest;
  }

  get widens(): boolean {
    const most = this.node.props.column_limits?.[1] ?? Infinity;
    return this.node.interactive && this.node.props.column_count?.[1] !== "fixed" && this.columns.length < most;
  }

  get narrows(): boolean {
    const fewest = this.node.props.column_limits?.[0] ?? 1;
    return this.node.interactive && this.node.props.column_count?.[1] !== "fixed" && this.columns.length > fewest;
  }

  get renames(): boolean {
    return this.node.interactive && this.node.props.column_count?.[1] !== "fixed";
  }

  // ---- choosing and writing ------------------------------------------------------------------------------------------

  /** What stands in a cell, for those who see it. */
  shown(row: number, column: number): string {
    return text(this.value.metadata?.display_value?.[row]?.[column] ?? this.data[row]?.[column]);
  }

  choose(row: number, column: number): void {
    const same = this.active?.row === row && this.active.column === column;
    this.active = { row, column };
    if (row < 0 || same || !this.node.listens("select")) return;
    const at = this.order[row];
    this.node.emit("select", {
      index: [at, column],
      value: this.data[at][column],
      row_value: this.data[at],
      col_value: this.data.map((one) => one[column]),
    });
  }

  move(down: number, right: number): void {
    const { row, column } = this.active ?? { row: 0, column: 0 };
    const clamp = (n: number, most: number, least = 0) => Math.max(least, Math.min(n, most));
    this.choose(clamp(row + down, this.order.length - 1, -1), clamp(column + right, this.columns.length - 1));
  }

  /** Starts writing in the active cell: over its text, or after it. */
  write(typed?: string): void {
    const { active } = this;
    if (!active) return;
    const column = this.columns[active.column];
    if (active.row < 0 ? !this.renames : !column?.open) return;
    if (active.row >= 0 && column.kind === "bool") return this.set(active, !this.data[this.order[active.row]][active.column]);
    this.draft = typed ?? (active.row < 0 ? column.name : text(this.data[this.order[active.row]][active.column]));
  }

  /** Takes what was written; null: takes nothing. */
  finish(written: string | null): void {
    const { active, draft } = this;
    this.draft = null;
    if (!active || draft === null || written === null) return;
    if (active.row < 0) {
      if (written !== this.columns[active.column].name) this.#rename(active.column, written);
      return;
    }
    const previous = this.data[this.order[active.row]][active.column];
    if (written === text(previous)) return;
    this.set(active, parse(written, this.columns[active.column].kind, previous));
  }

  /** Empties the active cell. */
  clear(): void {
    const { active } = this;
    if (!active || active.row < 0 || !this.columns[active.column]?.open) return;
    this.set(active, blank(this.columns[active.column].kind));
  }

  set({ row, column }: Place, cell: Cell): void {
    const at = this.order[row];
    const previous = this.data[at][column];
    if (previous === cell) return;
    const data = this.data.with(at, this.data[at].with(column, cell));
    this.#put({ ...this.value, data, metadata: this.#restyled(at, column, cell) }, this.order);
    this.node.emit("edit", { index: [at, column], value: cell, previous_value: previous });
  }

  #restyled(row: number, column: number, cell: Cell): TableValue["metadata"] {
    const { metadata } = this.value;
    const display = metadata?.display_value;
    if (!metadata || !display?.[row]) return metadata ?? null;
    return { ...metadata, display_value: display.with(row, display[row].with(column, text(cell))) };
  }

  #put(value: TableValue, order: number[]): void {
    this.#kept = { value, order };
    this.node.input(value);
  }

  // ---- rows and columns ----------------------------------------------------------------------------------------------

  /** Adds an empty row at a place among those shown. */
  addRow(place = this.order.length): void {
    if (!this.grows) return;
    const at = this.order[place] ?? this.data.length;
    const row = this.columns.map(({ kind }) => blank(kind));
    const order = this.order.map((one) => (one >= at ? one + 1 : one));
    this.#put({ ...this.value, data: this.data.toSpliced(at, 0, row), metadata: null }, order.toSpliced(place, 0, at));
    this.active = { row: place, column: this.active?.column ?? 0 };
  }

  deleteRow(place: number): void {
    if (!this.shrinks || place < 0) return;
    const at = this.order[place];
    const order = this.order.toSpliced(place, 1).map((one) => (one > at ? one - 1 : one));
    this.#put({ ...this.value, data: this.data.toSpliced(at, 1), metadata: null }, order);
    this.active = order.length ? { row: Math.min(place, order.length - 1), column: this.active?.column ?? 0 } : null;
  }

  addColumn(at: number): void {
    if (!this.widens) return;
    const taken = new Set(this.columns.map(({ name }) => name));
    let name = this.columns.length + 1;
    while (taken.has(String(name))) name += 1;
    const headers = this.value.headers.toSpliced(at, 0, String(name));
    this.#columns(headers, (row) => row.toSpliced(at, 0, ""), at);
  }

  deleteColumn(at: number): void {
    if (!this.narrows) return;
    this.#columns(this.value.headers.toSpliced(at, 1), (row) => row.toSpliced(at, 1), Math.max(at - 1, 0));
  }

  #columns(headers: Cell[], change: (row: Cell[]) => Cell[], active: number): void {
    const { order } = this;
    this.#sort = null;
    this.#put({ headers, data: this.data.map(change), metadata: null }, order);
    this.active = { row: this.active?.row ?? -1, column: active };
  }

  #rename(column: number, name: string): void {
    this.#put({ ...this.value, headers: this.value.headers.with(column, name) }, this.order);
  }

  /** Makes what the search found the value. */
  keepFound(): void {
    const data = this.order.map((row) => this.data[row]);
    this.#query = "";
    this.#put({ ...this.value, data, metadata: null }, data.map((_, i) => i));
  }

  // ---- the clipboard -------------------------------------------------------------------------------------------------

  async copyAll(): Promise<void> {
    const rows = this.order.map((row) => this.data[row]);
    await toClipboard(sheet([this.value.headers, ...rows]));
    this.copied = true;
    this.node.say(t("Copied"));
    setTimeout(() => (this.copied = false), 1500);
  }

  /** The active cell as text. */
  get chosen(): string | null {
    if (!this.active) return null;
    const { row, column } = this.active;
    return row < 0 ? this.columns[column].name : text(this.data[this.order[row]][column]);
  }

  /** Puts cells from a spreadsheet over the table, from the active cell on; rows are added as far as they may be. */
  paste(pasted: string): void {
    const { active } = this;
    if (!active || active.row < 0 || !this.node.interactive || !pasted) return;
    const most = this.node.props.row_limits?.[1] ?? Infinity;
    const data = [...this.data];
    const order = [...this.order];
    for (const [down, fields] of cells(pasted).entries()) {
      const place = active.row + down;
      if (place >= order.length) {
        if (!this.grows || data.length >= most) break;
        order.push(data.push(this.columns.map(({ kind }) => blank(kind))) - 1);
      }
      const row = [...data[order[place]]];
      for (const [right, field] of fields.entries()) {
        const column = this.columns[active.column + right];
        if (column?.open) row[active.column + right] = parse(field, column.kind, row[active.column + right]);
      }
      data[order[place]] = row;
    }
    this.#put({ ...this.value, data, metadata: null }, order);
  }
}
