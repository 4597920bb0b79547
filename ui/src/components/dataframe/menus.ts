/** What the menus of a table offer. */
import { t } from "../../i18n/words.svelte";
import type { Table } from "./dataframe.svelte";

export interface Item {
  label: string;
  act: () => void;
}

/** For a cell, or with a row of -1 for a header: groups of items. */
export function items(table: Table, row: number, column: number): Item[][] {
  const groups = [sorting(table, column), columns(table, column)];
  return row < 0 ? groups : [rows(table, row), ...groups];
}

function sorting(table: Table, column: number): Item[] {
  const found: Item[] = [
    { label: t("Sort ascending"), act: () => void (table.sort = { column, direction: 1 }) },
    { label: t("Sort descending"), act: () => void (table.sort = { column, direction: -1 }) },
  ];
  if (table.sort) found.push({ label: t("Clear sort"), act: () => void (table.sort = null) });
  return found;
}

function columns(table: Table, column: number): Item[] {
  const found: Item[] = [];
  if (table.renames) {
    found.push({
      label: t("Rename column"),
      act: () => {
        table.choose(-1, column);
        table.write();
      },
    });
  }
  if (table.widens) {
    found.push({ label: t("Add column to the left"), act: () => table.addColumn(column) });
    found.push({ label: t("Add column to the right"), act: () => table.addColumn(column + 1) });
  }
  if (table.narrows) found.push({ label: t("Delete column"), act: () => table.deleteColumn(column) });
  return found;
}

function rows(table: Table, row: number): Item[] {
  const found: Item[] = [];
  if (table.grows) {
    found.push({ label: t("Add row above"), act: () => table.addRow(row) });
    found.push({ label: t("Add row below"), act: () => table.addRow(row + 1) });
  }
  if (table.shrinks) found.push({ label: t("Delete row"), act: () => table.deleteRow(row) });
  return found;
}
