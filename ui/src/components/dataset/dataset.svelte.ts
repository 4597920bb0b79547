/** How samples are paged, walked through by keyboard, and chosen. */
import type { Node } from "../../store/node.svelte";

export interface Column {
  name: string;
}

export interface DatasetProps {
  value?: number | null;
  samples?: unknown[][];
  headers?: string[] | null;
  components?: Column[];
  component_props?: Record<string, unknown>[];
  samples_per_page?: number;
  sample_labels?: string[] | null;
  layout?: "gallery" | "table" | null;
}

/** So many page numbers stand side by side; of more, those near the ends and near the current one. */
const MOST_PAGES = 9;

export class Dataset {
  /** The page that is open, from 0. */
  page = $state(0);
  /** The cell that Tab reaches. */
  cell = $state({ row: 0, column: 0 });

  constructor(private readonly node: Node<DatasetProps>) {}

  get samples(): unknown[][] {
    return this.node.props.samples ?? [];
  }

  get columns(): Column[] {
    return this.node.props.components ?? [];
  }

  get perPage(): number {
    return Math.max(1, this.node.props.samples_per_page ?? 10);
  }

  get pages(): number {
    return Math.max(1, Math.ceil(this.samples.length / this.perPage));
  }

  /** The open page, even where there are fewer samples than a moment ago. */
  get open(): number {
    return Math.min(this.page, this.pages - 1);
  }

  /** The number of the first sample of the open page. */
  get first(): number {
    return this.open * this.perPage;
  }

  get rows(): unknown[][] {
    return this.samples.slice(this.first, this.first + this.perPage);
  }

  get gallery(): boolean {
    const { layout, sample_labels } = this.node.props;
    return layout === "gallery" || Boolean(sample_labels?.length) || (layout !== "table" && this.columns.length < 2);
  }

  /** The page numbers to show; null stands for those left out. */
  get numbers(): (number | null)[] {
    const { open, pages } = this;
    if (pages <= MOST_PAGES) return Array.from({ length: pages }, (_, i) => i);
    const shown = [0, 1, open - 1, open, open + 1, pages - 2, pages - 1];
    const kept = [...new Set(shown)].filter((page) => page >= 0 && page < pages).sort((a, b) => a - b);
    return kept.flatMap((page, i) => (i > 0 && page - kept[i - 1] > 1 ? [null, page] : [page]));
  }

  readonly turn = (page: number): void => {
    this.page = page;
    this.cell = { row: 0, column: 0 };
  };

  /** Takes the sample at a place of the open page. */
  readonly choose = (row: number): void => {
    const index = this.first + row;
    const data = { index, value: this.samples[index] };
    this.node.props.value = index;
    this.node.emit("click", data);
    this.node.emit("select", data);
  };

  chosen(row: number): boolean {
    return this.node.props.value === this.first + row;
  }

  /** Arrows, Home and End walk through the cells; Enter and Space take the row. */
  readonly key = (event: KeyboardEvent): void => {
    const { row, column } = this.cell;
    const right = getComputedStyle(event.currentTarget as HTMLElement).direction === "rtl" ? -1 : 1;
    const steps: Record<string, [number, number]> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + right],
      ArrowLeft: [row, column - right],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? this.rows.length - 1 : row, this.columns.length - 1],
    };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      this.cell = { row: clamp(step[0], this.rows.length), column: clamp(step[1], this.columns.length) };
      const grid = event.currentTarget as HTMLElement;
      const cells = grid.querySelectorAll("tbody tr")[this.cell.row]?.querySelectorAll<HTMLElement>("td");
      cells?.[this.cell.column]?.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(row);
    }
  };
}

function clamp(value: number, length: number): number {
  return Math.max(0, Math.min(value, length - 1));
}
