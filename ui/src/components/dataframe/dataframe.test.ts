import { expect, test } from "vitest";
import { place } from "../../testing";
import type { TableValue } from "./columns";

const value: TableValue = {
  headers: ["Part", "Pieces", "Ok"],
  data: [
    ["bolt", 120, true],
    ["nut", 80, true],
    ["gear", 9, false],
  ],
  metadata: null,
};
const props = { label: "Stock", value, datatype: ["str", "number", "bool"] };

function texts(column: number): (string | undefined)[] {
  const rows = [...document.querySelectorAll<HTMLElement>(".virtual-row")];
  rows.sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index));
  return rows.map((row) => row.querySelector(`[data-col="${column}"]`)?.textContent?.trim());
}

test("it is a grid with names, counts and headers", async () => {
  const { screen } = await place("dataframe", { ...props, interactive: false });
  const grid = screen.getByRole("grid", { name: "Stock" });
  expect(grid.getAttribute("aria-rowcount")).toBe("4");
  expect(grid.getAttribute("aria-colcount")).toBe("3");
  expect(grid.getAttribute("aria-readonly")).toBe("true");
  expect(screen.getAllByRole("columnheader").map((header) => header.title)).toEqual(["Part", "Pieces", "Ok"]);
  expect(screen.getByTestId("cell-0-0").textContent?.trim()).toBe("bolt");
  expect(screen.queryByRole("button", { name: "Add row" })).toBeNull();
});

test("ten thousand rows put only some on the page", async () => {
  const data = Array.from({ length: 10_000 }, (_, i) => [i, `row ${i}`]);
  const { container, screen } = await place("dataframe", { value: { headers: ["n", "t"], data } });
  expect(container.querySelectorAll(".virtual-row").length).toBeLessThan(60);
  expect(container.querySelector<HTMLElement>(".virtual-body")?.style.height).toBe("360000px");
  expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("10001");
});

test("an edited number stays a number, and edit, input and change are told", async () => {
  const { screen, user, node, transport } = await place("dataframe", props, ["edit", "input", "change"]);
  await user.dblClick(screen.getByTestId("cell-0-1"));
  const field = screen.getByLabelText("Edit cell");
  await user.clear(field);
  await user.type(field, "121.5{Enter}");
  expect((node.props.value as TableValue).data[0]).toEqual(["bolt", 121.5, true]);
  expect(value.data[0][1]).toBe(120);
  await expect.poll(() => transport.requests.map((one) => one.fn_index).toSorted()).toEqual([0, 1, 2]);
  expect(transport.requests.find((one) => one.fn_index === 0)?.event_data).toEqual({
    index: [0, 1],
    value: 121.5,
    previous_value: 120,
  });
});

test("Escape takes nothing, and typing over a cell starts with what was typed", async () => {
  const { screen, user, node } = await place("dataframe", props);
  await user.click(screen.getByTestId("cell-0-0"));
  screen.getByRole("grid").focus();
  await user.keyboard("{Enter}x{Escape}");
  expect(node.props.value).toBe(value);
  await user.keyboard("screw{Enter}");
  expect(texts(0)[0]).toBe("screw");
  await user.keyboard("{Delete}");
  expect((node.props.value as TableValue).data[0][0]).toBe("");
});

test("arrows move, and Tab while writing goes to the next cell", async () => {
  const { screen, user } = await place("dataframe", props);
  const grid = screen.getByRole("grid");
  await user.tab();
  while (document.activeElement !== grid) await user.tab();
  const active = () => document.getElementById(grid.getAttribute("aria-activedescendant") ?? "")?.dataset.testid;
  expect(active()).toBe("cell-0-0");
  await user.keyboard("{ArrowDown}{ArrowRight}");
  expect(active()).toBe("cell-1-1");
  await user.keyboard("{Control>}{End}{/Control}");
  expect(active()).toBe("cell-2-2");
  await user.keyboard("{Home}{F2}");
  await user.keyboard("{Tab}");
  expect(active()).toBe("cell-2-1");
  await user.keyboard("{ArrowUp}{ArrowUp}{ArrowUp}");
  expect(active()).toBe("header-1");
});

test("a press on a header sorts, again turns, again ends it", async () => {
  const { screen, user, node } = await place("dataframe", props);
  const header = screen.getByTestId("header-1");
  await user.click(screen.getByText("Pieces"));
  expect(texts(0)).toEqual(["gear", "nut", "bolt"]);
  expect(header.getAttribute("aria-sort")).toBe("ascending");
  expect(screen.getByLabelText("Sorted ascending")).toBeTruthy();
  await user.click(screen.getByText("Pieces"));
  expect(texts(0)).toEqual(["bolt", "nut", "gear"]);
  await user.click(screen.getByText("Pieces"));
  expect(header.getAttribute("aria-sort")).toBe("none");
  expect(node.props.value).toBe(value);
});

test("a cell edited in a sorted table keeps its place", async () => {
  const { screen, user, node } = await place("dataframe", props);
  await user.click(screen.getByText("Pieces"));
  await user.dblClick(screen.getByTestId("cell-0-1"));
  await user.clear(screen.getByLabelText("Edit cell"));
  await user.type(screen.getByLabelText("Edit cell"), "999{Enter}");
  expect(texts(0)).toEqual(["gear", "nut", "bolt"]);
  expect((node.props.value as TableValue).data[2][1]).toBe(999);
});

test("select tells the row of the data, whatever the order", async () => {
  const { screen, user, transport } = await place("dataframe", props, ["select"]);
  await user.click(screen.getByText("Pieces"));
  await user.click(screen.getByTestId("cell-0-0"));
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({
    index: [2, 0],
    value: "gear",
    row_value: ["gear", 9, false],
    col_value: ["bolt", "nut", "gear"],
  });
});

test("a search narrows, and in filter mode what it found can become the value", async () => {
  const { screen, user, node } = await place("dataframe", { ...props, show_search: "filter" });
  await user.type(screen.getByPlaceholderText("Filter..."), "nu");
  expect(texts(0)).toEqual(["nut"]);
  expect(node.props.value).toBe(value);
  await user.click(screen.getByRole("button", { name: "Keep only these rows" }));
  expect((node.props.value as TableValue).data).toEqual([["nut", 80, true]]);
});

test("rows and columns are added and deleted from the menu of a cell", async () => {
  const { screen, user, node } = await place("dataframe", { ...props, datatype: "str" });
  const now = () => node.props.value as TableValue;
  await user.pointer({ keys: "[MouseRight]", target: screen.getByTestId("cell-1-0") });
  await user.click(screen.getByRole("menuitem", { name: "Add row above" }));
  expect(now().data.map((row) => row[0])).toEqual(["bolt", "", "nut", "gear"]);
  await user.pointer({ keys: "[MouseRight]", target: screen.getByTestId("cell-1-0") });
  await user.click(screen.getByRole("menuitem", { name: "Delete row" }));
  expect(now().data).toEqual(value.data);
  await user.click(screen.getAllByRole("button", { name: "Open cell menu" })[0]);
  await user.click(screen.getByRole("menuitem", { name: "Add column to the right" }));
  expect(now().headers).toEqual(["Part", "4", "Pieces", "Ok"]);
  expect(now().data[0]).toEqual(["bolt", "", 120, true]);
  await user.click(screen.getAllByRole("button", { name: "Open cell menu" })[1]);
  await user.click(screen.getByRole("menuitem", { name: "Delete column" }));
  expect(now().headers).toEqual(value.headers);
  await user.click(screen.getByRole("button", { name: "Add row" }));
  expect(now().data.length).toBe(4);
});

test("a header is renamed from its menu", async () => {
  const { screen, user, node } = await place("dataframe", props);
  await user.click(screen.getAllByRole("button", { name: "Open cell menu" })[1]);
  await user.click(screen.getByRole("menuitem", { name: "Rename column" }));
  await user.clear(screen.getByLabelText("Edit header"));
  await user.type(screen.getByLabelText("Edit header"), "Count{Enter}");
  expect((node.props.value as TableValue).headers).toEqual(["Part", "Count", "Ok"]);
});

test("a menu is moved in by arrows and closed by Escape", async () => {
  const { screen, user } = await place("dataframe", props);
  screen.getByRole("grid").focus();
  await user.keyboard("{Shift>}{F10}{/Shift}");
  expect(document.activeElement?.textContent).toBe("Add row above");
  await user.keyboard("{ArrowDown}");
  expect(document.activeElement?.textContent).toBe("Add row below");
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("menu")).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole("grid"));
});

test("fixed counts, limits and static columns are kept", async () => {
  const fixed = await place("dataframe", { ...props, row_count: [3, "fixed"], static_columns: [0], column_count: [3, "fixed"] });
  expect(fixed.screen.queryByRole("button", { name: "Add row" })).toBeNull();
  await fixed.user.pointer({ keys: "[MouseRight]", target: fixed.screen.getByTestId("cell-0-0") });
  expect(fixed.screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual(["Sort ascending", "Sort descending"]);
  await fixed.user.keyboard("{Escape}");
  await fixed.user.dblClick(fixed.screen.getByTestId("cell-0-0"));
  expect(fixed.screen.queryByLabelText("Edit cell")).toBeNull();
  fixed.unmount();

  const full = await place("dataframe", { ...props, row_limits: [3, 3] });
  expect(full.screen.queryByRole("button", { name: "Add row" })).toBeNull();
});

test("a box in a cell is checked by the mouse and by Space", async () => {
  const { screen, user, node } = await place("dataframe", props);
  await user.click(screen.getAllByTestId("checkbox")[2]);
  expect((node.props.value as TableValue).data[2][2]).toBe(true);
  screen.getByRole("grid").focus();
  await user.keyboard(" ");
  expect((node.props.value as TableValue).data[2][2]).toBe(false);
});

test("cells from a spreadsheet are pasted and make rows", async () => {
  const { screen, user, node } = await place("dataframe", props);
  await user.click(screen.getByTestId("cell-2-0"));
  screen.getByRole("grid").focus();
  await user.paste('wheel\t4\n"two\nlines"\tmany\n');
  expect((node.props.value as TableValue).data.slice(2)).toEqual([
    ["wheel", 4, false],
    ["two\nlines", "many", false],
  ]);
});

test("a styled cell shows its text and only harmless CSS", async () => {
  const metadata = { display_value: [["1.00 €"]], styling: [["background-color: red; position: fixed; background: url(x)"]] };
  const { screen } = await place("dataframe", { value: { headers: ["x"], data: [[1]], metadata } });
  const cell = screen.getByTestId("cell-0-0");
  expect(cell.textContent?.trim()).toBe("1.00 €");
  expect(cell.style.backgroundColor).toBe("red");
  expect(cell.style.position).toBe("");
  expect(cell.getAttribute("style")).not.toContain("url");
});

test("HTML in a cell is cleaned, and is plain text in a column of text", async () => {
  const html = "<b>bold</b><img src=x onerror=alert(1)>";
  const { screen, container } = await place("dataframe", {
    value: { headers: ["h", "t", "m"], data: [[html, html, "**strong**"]] },
    datatype: ["html", "str", "markdown"],
  });
  await expect.poll(() => screen.getByTestId("cell-0-0").querySelector("b")?.textContent).toBe("bold");
  expect(container.querySelector("[onerror]")).toBeNull();
  expect(screen.getByTestId("cell-0-1").textContent?.trim()).toBe(html);
  await expect.poll(() => screen.getByTestId("cell-0-2").querySelector("strong")?.textContent).toBe("strong");
});

test("the whole table is copied as it stands", async () => {
  const { screen, user } = await place("dataframe", props);
  await user.click(screen.getByText("Pieces"));
  await user.click(screen.getByRole("button", { name: "Copy table data" }));
  expect(await navigator.clipboard.readText()).toBe("Part\tPieces\tOk\ngear\t9\tfalse\nnut\t80\ttrue\nbolt\t120\ttrue");
});

test("a table without rows says so", async () => {
  const { screen, user, node } = await place("dataframe", { value: { headers: ["a"], data: [] } });
  expect(screen.getByText("No rows yet.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Add row" }));
  expect((node.props.value as TableValue).data).toEqual([[""]]);
});
