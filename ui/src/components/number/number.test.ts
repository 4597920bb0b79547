import { expect, test } from "vitest";
import { place } from "../../testing";

test("it is a spin button with the program's limits, and 0 when it was given nothing", async () => {
  const { screen, node } = await place("number", { label: "Count", minimum: 0, maximum: 9, step: 2 });
  const field = screen.getByRole("spinbutton", { name: "Count" });
  expect(field).toMatchObject({ min: "0", max: "9", step: "2", value: "0" });
  expect(node.props.value).toBe(0);
});

test("typing gives numbers, emptying gives nothing", async () => {
  const { screen, user, node } = await place("number", { label: "Count", value: 3 });
  const field = screen.getByLabelText("Count");
  await user.clear(field);
  expect(node.props.value).toBeNull();
  await user.type(field, "2.5");
  expect(node.props.value).toBe(2.5);
});

test("Enter submits, focus and blur are told", async () => {
  const { screen, user, transport } = await place("number", { label: "Count", value: 3 }, ["submit", "focus", "blur"]);
  await user.type(screen.getByLabelText("Count"), "{Enter}");
  await user.tab();
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([1, 0, 2]);
});
