import { expect, test } from "vitest";
import { place } from "../../testing";

const value = {
  label: "cat",
  confidences: [
    { label: "cat", confidence: 0.704 },
    { label: "dog", confidence: 0.002 },
    { label: "owl", confidence: null },
  ],
};

test("the chosen class stands above the bars", async () => {
  const { screen } = await place("label", { label: "Guess", value });
  expect(screen.getByTestId("label-output-value").textContent?.trim()).toBe("cat");
  const meters = screen.getAllByRole<HTMLMeterElement>("meter");
  expect(meters.map((meter) => [meter.getAttribute("aria-label"), meter.getAttribute("aria-valuenow")])).toEqual([
    ["cat", "70"],
    ["dog", "0"],
    ["owl", "0"],
  ]);
  expect([...document.querySelectorAll(".confidence")].map((one) => one.textContent)).toEqual(["70%", "0.2%", "–"]);
  expect(screen.queryByRole("button", { name: /cat/ })).toBeNull();
});

test("without a heading only the bars are shown, and one class alone always is", async () => {
  const bars = await place("label", { value, show_heading: false });
  expect(bars.screen.queryByTestId("label-output-value")).toBeNull();
  bars.unmount();
  const alone = await place("label", { value: { label: "7", confidences: null }, show_heading: false });
  expect(alone.screen.getByTestId("label-output-value").textContent?.trim()).toBe("7");
});

test("a class can be chosen where someone listens", async () => {
  const { screen, user, transport } = await place("label", { label: "Guess", value }, ["select"]);
  await user.click(screen.getByTestId("dog-confidence-set"));
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ index: 1, value: "dog" });
});

test("no class is a quiet mark, and a class called 0 is one", async () => {
  const none = await place("label", { value: {} });
  expect(none.screen.getByRole("img", { name: "Empty value" })).toBeTruthy();
  none.unmount();
  const zero = await place("label", { value: { label: 0, confidences: [{ label: 0, confidence: 1 }] } });
  expect(zero.screen.getByTestId("label-output-value").textContent?.trim()).toBe("0");
});
