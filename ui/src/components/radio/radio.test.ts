import { expect, test } from "vitest";
import { place } from "../../testing";

const choices = [["a", "a"], ["B", "b"], ["3", 3]];

test("it is a group of that name, and each choice a radio button", async () => {
  const { screen } = await place("radio", { label: "Which", choices, value: "b", info: "Choose well" });
  const group = screen.getByRole("group", { name: "Which" });
  expect(group.tagName).toBe("FIELDSET");
  expect(screen.getAllByRole("radio").map((one) => (one as HTMLInputElement).checked)).toEqual([false, true, false]);
  expect(screen.getByTestId("B-radio-label").className).toContain("selected");
  expect(new Set(screen.getAllByRole<HTMLInputElement>("radio").map((one) => one.name)).size).toBe(1);
});

test("choosing gives the choice's value, and says which it was", async () => {
  const { screen, user, node, transport } = await place("radio", { label: "Which", choices }, ["change", "input", "select"]);
  await user.click(screen.getByRole("radio", { name: "3" }));
  expect(node.props.value).toBe(3);
  await expect.poll(() => transport.requests.map((one) => one.fn_index).sort()).toEqual([0, 1, 2]);
  expect(transport.requests.every((one) => one.data[0] === 3)).toBe(true);
  expect(transport.requests.find((one) => one.fn_index === 2)?.event_data).toEqual({ index: 2, value: 3 });
});

test("a value that is no choice leaves all of them open, and an update shows", async () => {
  const { screen, node } = await place("radio", { label: "Which", choices, value: "zz" });
  expect(screen.getAllByRole<HTMLInputElement>("radio").some((one) => one.checked)).toBe(false);
  node.update({ choices: [["x", "x"], ["y", "y"]], value: "y" });
  await expect.poll(() => screen.getByRole<HTMLInputElement>("radio", { name: "y" }).checked).toBe(true);
});

test("up to five are chips, more are a list", async () => {
  const many = Array.from({ length: 6 }, (_, i) => [`Option ${i}`, i]);
  const { container, node } = await place("radio", { label: "Which", choices: many.slice(0, 5) });
  expect(container.querySelector(".list")).toBeNull();
  node.update({ choices: many });
  await expect.poll(() => container.querySelector(".list")?.children.length).toBe(6);
});

test("two choices of one name do not break it, and a static one cannot be changed", async () => {
  const { screen } = await place("radio", { label: "Which", choices: [["a", 1], ["a", 2]], interactive: false });
  expect(screen.getAllByRole<HTMLInputElement>("radio").every((one) => one.disabled)).toBe(true);
});
