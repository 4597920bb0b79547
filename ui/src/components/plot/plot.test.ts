import { expect, test } from "vitest";
import { place } from "../../testing";

const PIXEL = "data:image/png;base64,iVBORw0KGgo=";

test("a Matplotlib figure is a picture named by the label", async () => {
  const { screen } = await place("plot", { label: "Visits", value: { type: "matplotlib", plot: PIXEL } });
  const picture = screen.getByRole("img", { name: "Visits" });
  expect(picture.getAttribute("src")).toBe(PIXEL);
  expect(screen.getByTestId("matplotlib").contains(picture)).toBe(true);
});

test("what it cannot draw it says", async () => {
  const { screen } = await place("plot", { value: { type: "plotly", plot: "{}" } });
  expect(screen.getByTestId("plotly").textContent).toContain("cannot draw figures of Plotly yet");
});

test("a picture comes with the value or not at all", async () => {
  const { container } = await place("plot", { value: { type: "matplotlib", plot: "https://elsewhere.test/x.png" } });
  expect(container.querySelector("img")).toBeNull();
});

test("no figure is a quiet mark", async () => {
  const { screen } = await place("plot", { value: null });
  expect(screen.getByRole("img", { name: "Empty value" })).toBeTruthy();
});
