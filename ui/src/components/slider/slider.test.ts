import { fireEvent } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { place } from "../../testing";

const given = { label: "Speed", minimum: 10, maximum: 20, step: 1, value: 12 };

test("its parts have the names that people look for", async () => {
  const { screen } = await place("slider", given);
  expect(screen.getByRole("slider", { name: "range slider for Speed" })).toHaveProperty("value", "12");
  expect(screen.getByRole("spinbutton", { name: "number input for Speed" })).toHaveProperty("value", "12");
  expect(screen.getByTestId("min-value").textContent).toBe("10");
  expect(screen.getByTestId("max-value").textContent).toBe("20");
  expect(screen.getByRole("group", { name: "Speed" })).toBeTruthy();
});

test("sliding changes the value as it goes, and is released once", async () => {
  const { screen, transport, node } = await place("slider", given, ["change", "input", "release"]);
  const range = screen.getByTestId("range-input");
  await fireEvent.input(range, { target: { value: "15" } });
  expect(node.props.value).toBe(15);
  await fireEvent.change(range);
  await expect.poll(() => transport.requests.map((one) => [one.fn_index, one.data[0]])).toEqual([
    [1, 15],
    [0, 15],
    [2, 15],
  ]);
});

test("a typed number is brought between the ends when the person is done", async () => {
  const { screen, user, node } = await place("slider", given);
  const field = screen.getByTestId("number-input");
  await user.clear(field);
  await user.type(field, "99");
  await user.tab();
  expect(node.props.value).toBe(20);
});

test("reset goes back to where it began", async () => {
  const { screen, user, node, transport } = await place("slider", given, ["release"]);
  node.props.value = 18;
  await user.click(screen.getByRole("button", { name: "Reset to default value" }));
  expect(node.props.value).toBe(12);
  await expect.poll(() => transport.requests).toHaveLength(1);
});

test("static, every part is off and there is no reset", async () => {
  const { screen } = await place("slider", { ...given, interactive: false });
  expect(screen.getByTestId("range-input")).toHaveProperty("disabled", true);
  expect(screen.getByTestId("number-input")).toHaveProperty("disabled", true);
  expect(screen.queryByTestId("reset-button")).toBeNull();
});
