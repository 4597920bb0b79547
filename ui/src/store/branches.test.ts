import { expect, test, vi } from "vitest";
import { MockTransport } from "../client/mock";
import { Refused } from "../client/transport";
import type { ComponentConfig, ListenerConfig, RenderConfig } from "../client/wire";
import { component, config, listener, open, start } from "../testing";

const RENDER = listener(0, { targets: [[0, "load"]], outputs: [1], render_id: 0, trigger_mode: "always_last" });
const keyed = (id: number, type: string, key: number, props: Record<string, unknown> = {}): ComponentConfig => ({
  ...component(id, type, { preserved_by_key: ["value"], ...props }),
  key,
  rendered_in: 0,
});

function page(more: ListenerConfig[] = [], answers = {}) {
  return start(config([component(1, "column"), component(2, "textbox", { label: "Out" })], [RENDER, ...more]), answers);
}

/** A branch of components one below the other, in the container 1 unless said otherwise. */
function branch(components: ComponentConfig[], dependencies: ListenerConfig[] = [], render = 0, container = 1): RenderConfig {
  return {
    render_id: render,
    layout: { id: container, children: components.map(({ id }) => ({ id })) },
    components: [component(container, "column"), ...components],
    dependencies: dependencies.map((one) => ({ ...one, rendered_in: render })),
    page: {},
  };
}

test("branches are put in place in the order in which they came", async () => {
  const { app } = page();
  const late = app.render(branch([component(20, "code"), component(21, "textbox")]));
  await Promise.all([late, app.render(branch([component(22, "textbox")]))]);
  expect(app.node(1)?.children.map((node) => node.id)).toEqual([22]);
});

test("what is gone is forgotten, and so is what stands in no tree", async () => {
  const { app } = page();
  await app.render({ ...branch([component(20, "textbox"), component(21, "button")]), layout: { id: 1, children: [{ id: 20 }] } });
  expect(app.all.map((node) => node.id)).toContain(21);
  await app.render(branch([component(22, "textbox")]));
  expect(app.all.map((node) => node.id)).toEqual([1, 2, 0, 22]);
});

test("a property that the program no longer gives is empty, one that its key preserves is not", async () => {
  const { app } = page();
  await app.render(branch([keyed(20, "textbox", 5, { label: "A", info: "help", placeholder: "p", preserved_by_key: ["value", "placeholder"] })]));
  app.node(20)?.input("typed");
  await app.render(branch([keyed(20, "textbox", 5, { label: "B", value: "fresh", preserved_by_key: ["value", "placeholder"] })]));
  expect(app.node(20)?.props).toMatchObject({ label: "B", info: null, placeholder: "p", value: "typed" });
});

test("the run after a save leaves alone what the program says as before, and no later run does", async () => {
  const said = (label: string, value: string | null = null) => branch([component(20, "textbox", { label, value, info: "help" })]);
  const { app } = page();
  await app.render(said("A"));
  app.node(20)?.input("typed");
  app.node(20)?.update({ info: "by a function" });
  app.saved();
  await app.render(said("B", "of the program"));
  expect(app.node(20)?.props).toMatchObject({ label: "B", value: "typed", info: "by a function" });
  await app.render(said("B", "of the program"));
  expect(app.node(20)?.props).toMatchObject({ label: "B", value: "of the program", info: "help" });
  app.saved();
  await app.render(said("B", "another"));
  expect(app.node(20)?.props.value).toBe("another");
});

test("a number that has another key or type now is another component", async () => {
  const { app } = page();
  await app.render(branch([keyed(20, "textbox", 5), keyed(21, "textbox", 6)]));
  const before = [app.node(20), app.node(21)];
  before[0]?.input("typed");
  await app.render(branch([keyed(20, "textbox", 7, { value: "fresh" }), keyed(21, "number", 6)]));
  expect(app.node(20)?.props.value).toBe("fresh");
  expect([app.node(20) === before[0], app.node(21) === before[1]]).toEqual([false, false]);
  expect(app.node(1)?.children).toEqual([app.node(20), app.node(21)]);
});

test("what runs of a listener that is gone ends, and nothing of it runs again", async () => {
  const go = listener(10, { targets: [[20, "click"]], outputs: [2], trigger_mode: "always_last" });
  const { app, transport } = page();
  await app.render(branch([component(20, "button")], [go]));
  app.emit(20, "click");
  app.emit(20, "click");
  await expect.poll(() => transport.requests.filter((one) => one.fn_index === 10)).toHaveLength(1);
  const retry = app.node(2)?.status.retry;
  await app.render(branch([component(21, "button")], [{ ...go, id: 11, targets: [[21, "click"]] }]));
  expect(app.node(2)?.status.state).not.toBe("pending");
  retry?.();
  transport.complete("e2", ["late"]);
  app.emit(21, "click");
  await expect.poll(() => transport.requests.at(-1)?.fn_index).toBe(11);
  expect(app.node(2)?.props.value).toBe("");
  expect(transport.requests.filter((one) => one.fn_index === 10)).toHaveLength(1);
});

test("a listener that keeps its number goes on, and runs again as it is now", async () => {
  const go = (button: number, inputs: number[]) =>
    listener(10, { targets: [[button, "click"]], inputs, outputs: [2], trigger_mode: "always_last" });
  const { app, transport } = page();
  await app.render(branch([component(20, "button"), component(21, "textbox", { value: "old" })], [go(20, [21])]));
  app.emit(20, "click");
  app.emit(20, "click");
  await expect.poll(() => transport.events).toHaveLength(2);
  await app.render(branch([component(22, "button"), component(23, "textbox", { value: "new" })], [go(22, [23])]));
  transport.complete("e2", ["first"]);
  expect(app.node(2)?.props.value).toBe("first");
  await expect.poll(() => transport.requests.at(-1)?.data).toEqual(["new"]);
});

/** A branch with a button's group in it, in which the render 5 builds. */
function outer(container: number, load = true): RenderConfig {
  const targets: ListenerConfig["targets"] = load ? [[0, "load"]] : [[2, "change"]];
  return branch([component(container, "column")], [listener(5, { targets, outputs: [container], render_id: 5 })]);
}

test("a render inside stays until its own run has ended, if that run is on its way", async () => {
  const inner = branch([component(31, "button")], [listener(12, { targets: [[31, "click"]] })], 5, 30);
  for (const load of [true, false]) {
    const { app, transport } = page();
    await app.render(outer(30, load));
    await app.render(inner);
    await app.render(outer(30, load));
    expect(app.node(30)?.children.map((node) => node.id)).toEqual(load ? [31] : []);
    expect(Boolean(app.triggers.current(12))).toBe(load);
    expect(app.node(31) !== undefined).toBe(load);
    await expect.poll(() => transport.requests.filter((one) => one.fn_index === 5)).toHaveLength(load ? 1 : 0);
  }
});

test("a render inside goes with what it stood in, at any depth", async () => {
  const { app } = page();
  await app.render(outer(30));
  await app.render(branch([component(31, "column")], [listener(6, { outputs: [31], render_id: 6 })], 5, 30));
  await app.render(branch([component(32, "button")], [listener(13, { targets: [[32, "click"]] })], 6, 31));
  expect(app.triggers.current(13)).toBeTruthy();
  await app.render(branch([]));
  expect([5, 6, 13].map((id) => app.triggers.current(id))).toEqual([undefined, undefined, undefined]);
  expect(app.all.map((node) => node.id)).toEqual([1, 2, 0]);
});

test("a field outside is an input once a rendered listener reads it", async () => {
  const { app } = start(
    config([component(1, "column"), component(2, "textbox", { value: "given" }), component(3, "textbox")], [RENDER]),
  );
  expect([2, 3].map((id) => app.node(id)?.interactive)).toEqual([false, true]);
  await app.render(branch([], [listener(10, { inputs: [2], outputs: [3] })]));
  expect([2, 3].map((id) => app.node(id)?.interactive)).toEqual([true, false]);
});

test("a part that the server does not know is asked for again, with a word about it", async () => {
  const { app, transport } = page([], { 0: () => [null] });
  await app.render(branch([component(20, "button")], [listener(10, { targets: [[20, "click"]], outputs: [2] })]));
  const asked = () => transport.requests.filter((one) => one.fn_index === 0).length;
  await expect.poll(asked).toBe(1);
  transport.failure = new Refused(404, "There is no function with index 10.");
  app.emit(20, "click");
  await expect.poll(asked).toBe(2);
  expect(app.toasts.list.map((toast) => toast.level)).toEqual(["info"]);
  expect(app.node(2)?.status.state).not.toBe("error");
});

test("a request that a new branch overtook is let go without a word", async () => {
  const { app, transport } = page();
  await app.render(branch([component(20, "button")], [listener(10, { targets: [[20, "click"]], outputs: [2] })]));
  transport.submit = vi.fn(async () => {
    await app.render(branch([]));
    throw new Refused(404, "There is no function with index 10.");
  });
  app.emit(20, "click");
  await expect.poll(() => app.jobs.of(10)).toEqual([]);
  expect(app.toasts.list).toEqual([]);
});

test("a page with renders says that it is there, and one without only where the server asks for it", () => {
  const beat = vi.spyOn(MockTransport.prototype, "heartbeat");
  start(config([component(1, "column")]));
  expect(beat).not.toHaveBeenCalled();
  start(config([component(1, "column")], [RENDER]));
  expect(beat).toHaveBeenCalledOnce();
});

test("the status of a run shows on the part of the page", async () => {
  const page = config([{ ...component(1, "column", { show_progress: true }), key: null }], [RENDER]);
  const { app, transport } = await open(page);
  await expect.poll(() => app.node(1)?.status.state).toBe("pending");
  transport.complete("e1", [null], { render_config: branch([component(20, "textbox", { label: "Here" })]) });
  await expect.poll(() => app.node(1)?.children.length).toBe(1);
  expect(app.node(1)?.status.state).toBe("complete");
});

test("a branch that cannot be shown does not hold up the next", async () => {
  const { app } = page();
  const load = vi.spyOn(app, "loadViews").mockRejectedValueOnce(new Error("no code"));
  await expect(app.render(branch([component(20, "textbox")]))).rejects.toThrow("no code");
  await app.render(branch([component(21, "textbox")]));
  expect(load).toHaveBeenCalledTimes(2);
  expect(app.node(1)?.children.map((node) => node.id)).toEqual([21]);
});
