import { expect, test } from "vitest";
import { place } from "../../testing";

const choices = [["a", "a"], ["B", "b"], ["3", 3]];

test("values come in the order they were ticked, and say which it was", async () => {
  const { screen, user, node, transport } = await place("checkboxgroup", { label: "G", choices, value: [] }, ["select"]);
  expect(screen.getByRole("group", { name: "G" }).tagName).toBe("FIELDSET");
  await user.click(screen.getByRole("checkbox", { name: "3" }));
  await user.click(screen.getByRole("checkbox", { name: "a" }));
  expect(node.props.value).toEqual([3, "a"]);
  await user.click(screen.getByRole("checkbox", { name: "3" }));
  expect(node.props.value).toEqual(["a"]);
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ index: 2, value: 3, selected: false });
});

test("one box ticks all of them, or none", async () => {
  const { screen, user, node } = await place("checkboxgroup", { label: "G", choices, value: ["b"], show_select_all: true });
  const all = screen.getByTitle<HTMLInputElement>("Select/Deselect All");
  expect(all.indeterminate).toBe(true);
  await user.click(all);
  expect(node.props.value).toEqual(["a", "b", 3]);
  await user.click(all);
  expect(node.props.value).toEqual([]);
});

test("what is no choice any more is not sent", async () => {
  const { node, user, screen, transport } = await place("checkboxgroup", { label: "G", choices, value: ["a", "b"] }, ["select"]);
  node.update({ choices: [["B", "b"], ["c", "c"]] });
  await user.click(await screen.findByRole("checkbox", { name: "c" }));
  await expect.poll(() => transport.requests.at(-1)?.data).toEqual([["b", "c"]]);
});
