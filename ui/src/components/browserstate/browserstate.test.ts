import { beforeEach, expect, test } from "vitest";
import { component, config, listener, open } from "../../testing";

beforeEach(() => {
  localStorage.clear();
});

async function visit(given: Record<string, unknown> = {}) {
  return open(
    config(
      [component(1, "browserstate", { default_value: { n: 0 }, storage_key: "k", secret: "5e".repeat(32), ...given })],
      [
        listener(0, { targets: [[0, "load"]], inputs: [1] }),
        listener(1, { targets: [[1, "change"]], inputs: [1] }),
      ],
    ),
  );
}

test("what was set is there at the next visit, before anything loads, and is no change", async () => {
  const first = await visit();
  await expect.poll(() => first.transport.requests[0].data).toEqual([{ n: 0 }]);
  first.app.node(1)?.update({ value: { n: 1 } });
  await expect.poll(() => first.transport.requests[1]).toMatchObject({ fn_index: 1, data: [{ n: 1 }] });
  first.unmount();

  const second = await visit();
  await expect.poll(() => second.transport.requests.map((one) => [one.fn_index, one.data])).toEqual([[0, [{ n: 1 }]]]);
});

test("under another key or another secret it begins afresh", async () => {
  const first = await visit();
  first.app.node(1)?.update({ value: 5 });
  await expect.poll(() => localStorage.length).toBe(1);
  first.unmount();
  for (const other of [{ storage_key: "other" }, { secret: "07".repeat(32) }]) {
    const page = await visit(other);
    expect(page.app.node(1)?.props.value).toEqual({ n: 0 });
    page.unmount();
  }
});
