import { expect, test } from "vitest";
import { component, config, listener, open } from "../../testing";

async function tabs(given: Record<string, unknown> = {}, second: Record<string, unknown> = {}) {
  return open(
    config(
      [
        component(1, "tabs", given),
        component(2, "tabitem", { label: "One", id: "a", elem_id: "one" }),
        component(3, "tabitem", { label: "Two", ...second }),
        component(4, "tabitem", { label: "Three", id: "c" }),
        component(5, "textbox", { label: "First" }),
        component(6, "textbox", { label: "Second" }),
      ],
      [
        listener(0, { targets: [[1, "select"]] }),
        listener(1, { targets: [[3, "select"]] }),
        listener(2, { targets: [[1, "change"]] }),
      ],
      [{ id: 1, children: [{ id: 2, children: [{ id: 5 }] }, { id: 3, children: [{ id: 6 }] }, { id: 4 }] }],
    ),
  );
}

test("the first is open; another is made when it is chosen; both stay", async () => {
  const { screen, user, transport } = await tabs();
  const one = screen.getByRole("tab", { name: "One", selected: true });
  expect(one.id).toBe("one-button");
  expect(one.dataset.tabId).toBe("a");
  expect(screen.getByRole("tabpanel", { name: "One" }).id).toBe("one");
  expect(screen.queryByLabelText("Second")).toBeNull();

  await user.click(screen.getByRole("tab", { name: "Two" }));
  expect(screen.getByLabelText("Second")).toBeTruthy();
  expect(screen.getByLabelText("First").closest<HTMLElement>("[role=tabpanel]")?.style.display).toBe("none");
  const data = { index: 1, value: "Two", id: 3, component_id: 3, selected: true };
  await expect.poll(() => transport.requests.map((one) => [one.fn_index, one.event_data])).toEqual([
    [1, data],
    [0, data],
    [2, data],
  ]);
});

test("arrows, Home and End move and open; only the open tab is a stop", async () => {
  const { screen, user } = await tabs({}, { interactive: false });
  const tab = (name: string) => screen.getByRole("tab", { name });
  await user.tab();
  await user.tab();
  expect(document.activeElement).toBe(tab("One"));
  await user.keyboard("{ArrowRight}");
  expect(document.activeElement).toBe(tab("Three")); // Two cannot be opened
  expect(tab("Three").getAttribute("aria-selected")).toBe("true");
  expect(tab("One").tabIndex).toBe(-1);
  await user.keyboard("{ArrowRight}");
  expect(document.activeElement).toBe(tab("One"));
  await user.keyboard("{End}");
  expect(document.activeElement).toBe(tab("Three"));
  await user.keyboard("{Home}");
  expect(document.activeElement).toBe(tab("One"));
});

test("the program selects, and hides", async () => {
  const { app, screen, transport } = await tabs({ selected: "c" });
  expect(screen.getByRole("tab", { name: "Three", selected: true })).toBeTruthy();
  app.node(1)?.update({ selected: 3 });
  expect(await screen.findByRole("tab", { name: "Two", selected: true })).toBeTruthy();
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([2]);
  app.node(3)?.update({ visible: false });
  expect(await screen.findByRole("tab", { name: "One", selected: true })).toBeTruthy();
  expect(screen.queryByRole("tab", { name: "Two" })).toBeNull();
});
