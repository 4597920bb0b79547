/** What keys do in a table, while no cell is being written. */
import type { Table } from "./dataframe.svelte";

export interface Around {
  /** Rows that fit into the view. */
  page: number;
  openMenu: () => void;
}

/** Handles a key; true if it meant something. */
export function press(event: KeyboardEvent, table: Table, around: Around): boolean {
  const { key } = event;
  if (event.isComposing) return false;
  const control = event.ctrlKey || event.metaKey;
  if (control && (key === "Home" || key === "End")) {
    const end = key === "End";
    table.choose(end ? table.order.length - 1 : 0, end ? table.columns.length - 1 : 0);
    return true;
  }
  if (control || event.altKey) return false;
  const step = STEPS[key];
  if (step) {
    table.move(step[0] * (Math.abs(step[0]) > 1 ? around.page / PAGE : 1), step[1]);
    return true;
  }
  if (key === "ContextMenu" || (event.shiftKey && key === "F10")) {
    around.openMenu();
    return true;
  }
  return act(event, table);
}

const PAGE = 1000;
const FAR = 1e9;

/** Rows down and columns to the right; a page is as many rows as fit. */
const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-PAGE, 0],
  PageDown: [PAGE, 0],
  Home: [0, -FAR],
  End: [0, FAR],
};

function act(event: KeyboardEvent, table: Table): boolean {
  const { key } = event;
  if (!table.active) return false;
  const header = table.active.row < 0;
  if (key === "Enter") {
    if (header) table.turn(table.active.column);
    else table.write();
    return true;
  }
  if (key === "F2") {
    table.write();
    return true;
  }
  if (header) return false;
  if (key === "Delete" || key === "Backspace") {
    table.clear();
    return true;
  }
  if (key === " " && table.columns[table.active.column].kind === "bool") {
    table.write();
    return true;
  }
  if (key.length === 1 && table.columns[table.active.column].open && table.columns[table.active.column].kind !== "bool") {
    table.write(key);
    return true;
  }
  return false;
}
