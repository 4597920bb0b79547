/** What columns hold: their kind, the text of a cell, what a typed text means, how cells are ordered, how wide they are. */

export type Cell = string | number | boolean | null | undefined | object;
export type Kind = "str" | "number" | "bool" | "date" | "markdown" | "html" | "image";

export interface TableValue {
  headers: Cell[];
  data: Cell[][];
  metadata?: { display_value?: Cell[][] | null; styling?: (string | null)[][] | null } | null;
}

/** How many rows, spread over the table, are looked at to tell what a column holds and how wide it should be. */
const SAMPLE = 200;
const NARROWEST = 72;
const WIDEST = 340;
/** Pixels of a character of the table's text, and of a cell's padding. */
const CHARACTER = 8.6;
const PADDING = 26;
/** Sort arrow and menu button of a header. */
const TOOLS = 16;

/** The kind of each column, as the program says or, for "auto", as the cells tell. */
export function kinds(datatype: string | string[] | null | undefined, value: TableValue): Kind[] {
  const rows = sample(value.data);
  return value.headers.map((_, column) => {
    const said = Array.isArray(datatype) ? (datatype[column] ?? "str") : (datatype ?? "str");
    return said === "auto" ? guess(rows, column) : (said as Kind);
  });
}

function sample(data: Cell[][]): Cell[][] {
  if (data.length <= SAMPLE) return data;
  const step = (data.length - 1) / (SAMPLE - 1);
  return Array.from({ length: SAMPLE }, (_, i) => data[Math.round(i * step)]);
}

function guess(rows: Cell[][], column: number): Kind {
  const cells = rows.flatMap((row) => (row[column] === null || row[column] === "" ? [] : [row[column]]));
  if (cells.length && cells.every((cell) => typeof cell === "number")) return "number";
  if (cells.length && cells.every((cell) => typeof cell === "boolean")) return "bool";
  return "str";
}

/** Which columns hold numbers, whatever their kind is called; those stand at the right. */
export function numeric(found: Kind[], value: TableValue): boolean[] {
  const rows = sample(value.data);
  return found.map((kind, column) => kind === "number" || (kind === "str" && guess(rows, column) === "number"));
}

/** A cell as text. */
export function text(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/** What a person means by a text: a number stays a number, so that a function can go on calculating. */
export function parse(typed: string, kind: Kind, previous: Cell): Cell {
  const plain = typed.trim();
  if (kind === "bool" && /^(true|false)$/i.test(plain)) return plain.toLowerCase() === "true";
  const calculates = kind === "number" || (kind === "str" && typeof previous === "number");
  if (calculates && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) {
    const number = Number(plain);
    if (Number.isFinite(number)) return number;
  }
  return typed;
}

/** A new cell of a column. */
export function blank(kind: Kind): Cell {
  return kind === "bool" ? false : "";
}

let collator: Intl.Collator | undefined;

/** The order of two cells; empty ones come last, whichever way the table is sorted. */
export function compare(a: Cell, b: Cell, direction: 1 | -1): number {
  const without = (cell: Cell) => cell === null || cell === undefined || cell === "";
  if (without(a) || without(b)) return Number(without(a)) - Number(without(b));
  const difference =
    typeof a === "number" && typeof b === "number"
      ? a - b
      : (collator ??= new Intl.Collator(undefined, { numeric: true, sensitivity: "base" })).compare(text(a), text(b));
  return difference * direction;
}

/** The rows that a search leaves, in the order that a sort asks for. */
export function arrange(
  data: Cell[][],
  query: string,
  sort: { column: number; direction: 1 | -1 } | null,
): number[] {
  const wanted = query.trim().toLowerCase();
  const order: number[] = [];
  for (let row = 0; row < data.length; row += 1) {
    if (!wanted || data[row].some((cell) => text(cell).toLowerCase().includes(wanted))) order.push(row);
  }
  if (sort) order.sort((a, b) => compare(data[a][sort.column], data[b][sort.column], sort.direction) || a - b);
  return order;
}

export interface Width {
  pixels: number;
  /** Whether it takes a share of the room that is left. */
  grows: boolean;
}

/** How wide each column is: as the program says, else by what its first cells hold. */
export function widths(given: string[], value: TableValue, view: number, pinned: number): Width[] {
  const rows = sample(value.data);
  return value.headers.map((header, column) => {
    const said = /^([\d.]+)(px|%)$/.exec(given[column] ?? "");
    if (said && said[2] === "px") return { pixels: Number(said[1]), grows: false };
    if (said && view) return { pixels: Math.floor((Number(said[1]) * view) / 100), grows: false };
    let longest = 0;
    for (const row of rows) longest = Math.max(longest, line(text(row[column])));
    const needed = Math.max(longest * CHARACTER, line(text(header)) * CHARACTER + TOOLS) + PADDING;
    return { pixels: Math.round(Math.min(Math.max(needed, NARROWEST), WIDEST)), grows: column >= pinned };
  });
}

/** Characters of the longest line. */
function line(content: string): number {
  return content.includes("\n") ? Math.max(...content.split("\n").map((one) => one.length)) : content.length;
}

/** Cells as text that spreadsheets paste. */
export function sheet(rows: Cell[][]): string {
  const quoted = (content: string) => (/[\t\n"]/.test(content) ? `"${content.replace(/"/g, '""')}"` : content);
  return rows.map((row) => row.map((cell) => quoted(text(cell))).join("\t")).join("\n");
}

/** Text from a spreadsheet as cells. */
export function cells(pasted: string): string[][] {
  const rows: string[][] = [[]];
  const pieces = /("(?:[^"]|"")*"|[^\t\n\r]*)(\t|\r?\n|$)/g;
  for (const [whole, field, end] of pasted.replace(/\r?\n$/, "").matchAll(pieces)) {
    if (!whole && rows.at(-1)?.length) break;
    rows.at(-1)?.push(/^".*"$/s.test(field) ? field.slice(1, -1).replace(/""/g, '"') : field);
    if (!end) break;
    if (end !== "\t") rows.push([]);
  }
  return rows;
}

const HARMLESS = /^(color|background(-color)?|font-(weight|style|size|family)|text-(align|decoration|transform)|opacity|border(-\w+)*|white-space)$/;

/** The CSS of a styled cell, without what could reach beyond the cell or to another host. */
export function harmless(css: string | null | undefined): string {
  if (!css) return "";
  const rules = new Map<string, string>();
  for (const rule of css.split(";")) {
    const [name, ...rest] = rule.split(":");
    const value = rest.join(":").trim();
    if (HARMLESS.test(name.trim().toLowerCase()) && value && !/url\s*\(|image|expression|\\/i.test(value)) {
      rules.set(name.trim().toLowerCase(), value);
    }
  }
  const ground = rules.get("background-color") ?? rules.get("background");
  // Words on a colour of the program's own must be read in both themes: dark on light, light on dark.
  if (ground && !rules.has("color")) rules.set("color", `oklch(from ${ground} round(1.18 - l) 0 0)`);
  return [...rules].map(([name, value]) => `${name}: ${value}`).join("; ");
}
