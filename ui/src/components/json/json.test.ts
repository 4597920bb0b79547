import { expect, test } from "vitest";
import { place } from "../../testing";

test("data folds, and what is folded away is not on the page", async () => {
  const { screen, user } = await place("json", { label: "Data", value: { a: [1, { b: null }], c: "x" } });
  expect(screen.getByText("1").className).toContain("number");
  expect(screen.getByText('"x"').className).toContain("string");
  const [root] = screen.getAllByRole("button", { name: "Collapse" });
  expect(root.getAttribute("aria-expanded")).toBe("true");
  await user.click(root);
  expect(screen.queryByText("1")).toBeNull();
  expect(screen.getByText("2 keys")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Expand" }));
  expect(screen.getByText("1")).toBeTruthy();
});

test("deep levels start folded unless all are to be open", async () => {
  const value = { a: { b: { c: { d: 1 } } } };
  const folded = await place("json", { value });
  expect(folded.screen.queryByText('"d"')).toBeNull();
  folded.unmount();
  const open = await place("json", { value, open: true });
  expect(open.screen.getByText('"d"')).toBeTruthy();
});

test("a long list comes in portions", async () => {
  const { screen, user, container } = await place("json", { value: Array.from({ length: 5000 }, (_, i) => i) });
  expect(container.querySelectorAll(".value").length).toBe(100);
  await user.click(screen.getByRole("button", { name: "Show more: 100 of 5000" }));
  expect(container.querySelectorAll(".value").length).toBe(1100);
});

test("elements show their numbers when asked", async () => {
  const { container } = await place("json", { value: ["x"], show_indices: true });
  expect(container.querySelector(".key")?.textContent).toBe("0");
});

test("it is copied as text that can be read", async () => {
  const { screen, user } = await place("json", { value: { a: [1] }, buttons: ["copy"] });
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(JSON.parse(await navigator.clipboard.readText())).toEqual({ a: [1] });
});

test("no data is a quiet mark, and false and 0 are data", async () => {
  const empty = await place("json", { label: "Data", value: null, buttons: ["copy"] });
  expect(empty.screen.getByRole("img", { name: "Empty value" })).toBeTruthy();
  expect(empty.screen.queryByRole("button", { name: "Copy" })).toBeNull();
  empty.unmount();
  const zero = await place("json", { value: 0 });
  expect(zero.container.querySelector(".value")?.textContent).toBe("0");
});
