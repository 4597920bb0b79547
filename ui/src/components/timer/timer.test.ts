import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { component, config, listener, open } from "../../testing";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("it ticks while it is active, in a tab that was never opened too", async () => {
  const { app, transport, container } = await open(
    config(
      [component(1, "tabs"), component(2, "tabitem", { label: "A" }), component(3, "tabitem", { label: "B" }), component(4, "timer", { value: 2, active: true })],
      [listener(0, { targets: [[4, "tick"]], trigger_mode: "multiple" })],
      [{ id: 1, children: [{ id: 2 }, { id: 3, children: [{ id: 4 }] }] }],
    ),
  );
  await vi.advanceTimersByTimeAsync(5000);
  expect(transport.requests).toHaveLength(2);
  expect(container.textContent).not.toContain("timer");

  app.node(4)?.update({ active: false });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(transport.requests).toHaveLength(2);

  app.node(4)?.update({ active: true, value: 1 });
  await vi.advanceTimersByTimeAsync(3000);
  expect(transport.requests).toHaveLength(5);
});
