import { expect, test } from "vitest";
import { place } from "../../testing";

test("its name is its label, its description its info", async () => {
  const { screen } = await place("checkbox", { label: "Agree", info: "To everything", value: true });
  const box = screen.getByRole<HTMLInputElement>("checkbox", { name: "Agree" });
  expect(box.checked).toBe(true);
  expect(document.getElementById(box.getAttribute("aria-describedby") ?? "")?.textContent).toBe("To everything");
});

test("ticking tells change, input and select", async () => {
  const { screen, user, node, transport } = await place("checkbox", { label: "Agree" }, ["change", "input", "select"]);
  await user.click(screen.getByText("Agree"));
  expect(node.props.value).toBe(true);
  await expect.poll(() => transport.requests.map((one) => one.fn_index).sort()).toEqual([0, 1, 2]);
  expect(transport.requests.find((one) => one.fn_index === 2)?.event_data).toEqual({ index: 0, value: true, selected: true });
});

test("without a shown label it keeps its name", async () => {
  const { screen } = await place("checkbox", { label: "Agree", show_label: false, interactive: false });
  expect(screen.getByRole("checkbox", { name: "Agree" })).toHaveProperty("disabled", true);
});
