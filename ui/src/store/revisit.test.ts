import { afterEach, expect, test } from "vitest";
import { MockTransport } from "../client/mock";
import type { ComponentConfig, ListenerConfig, RenderConfig } from "../client/wire";
import { registry } from "../render/registry";
import { component, config, listener } from "../testing";
import { App } from "./app.svelte";
import { Revisit } from "./revisit";

const RENDER = listener(0, { targets: [[0, "load"], [2, "change"]], inputs: [2], outputs: [1], render_id: 0, trigger_mode: "always_last" });
const COUNT = listener(20, { targets: [[10, "click"]], inputs: [11], outputs: [11], trigger_mode: "always_last" });
const INNER = listener(21, { targets: [[0, "load"]], outputs: [12], render_id: 21 });

function part(render: number, container: number, components: ComponentConfig[], dependencies: ListenerConfig[] = []): RenderConfig {
  return {
    render_id: render,
    layout: { id: container, children: components.map(({ id }) => ({ id })) },
    components: [component(container, "column"), ...components.map((one) => ({ ...one, rendered_in: render }))],
    dependencies: dependencies.map((one) => ({ ...one, rendered_in: render })),
    page: {},
  };
}

const OUTER = part(0, 1, [component(10, "button"), component(11, "textbox", { label: "A" }), component(12, "column")], [COUNT, INNER]);
const INSIDE = part(21, 12, [component(30, "textbox", { label: "B" })]);

const PAGE = config([component(1, "column"), component(2, "textbox")], [RENDER], undefined, { resume_grace: 15 });

/** The page as it is opened, or as it comes back with what the last one left. */
async function opened() {
  const left = Revisit.take(PAGE);
  await registry.load(["column", "button", "textbox"]);
  const transport = new MockTransport({}, PAGE);
  transport.events.push(...(left?.jobs ?? []).map((job) => job.event));
  const app = new App(PAGE, transport, registry, ["en"]);
  if (left) app.takeUp(left);
  app.start();
  return { app, transport, left, asked: () => transport.requests.map((one) => one.fn_index) };
}

async function built() {
  const page = await opened();
  await page.app.render(OUTER);
  await page.app.render(INSIDE);
  await expect.poll(page.asked).toEqual([0, 21]);
  page.transport.complete("e1", [null]);
  page.transport.complete("e2", [null]);
  page.app.emit(10, "click");
  await expect.poll(page.asked).toEqual([0, 21, 20]);
  await expect.poll(() => page.app.jobs.running()).toHaveLength(1);
  return page;
}

afterEach(() => sessionStorage.clear());

test("parts that functions built stand as they did, those inside of them too, and are not built again", async () => {
  const first = await built();
  first.app.node(30)?.input("typed");
  first.app.node(11)?.update({ label: "told" });
  Revisit.leave(first.app);
  const { app, asked } = await opened();
  expect(app.node(1)?.children.map((node) => node.id)).toEqual([10, 11, 12]);
  expect(app.node(12)?.children).toEqual([app.node(30)]);
  expect([app.node(30)?.props.value, app.node(11)?.props.label]).toEqual(["typed", "told"]);
  await Promise.resolve();
  expect(asked()).toEqual([]);
});

test("what runs of a part goes on, and its listeners answer", async () => {
  const first = await built();
  Revisit.leave(first.app);
  const { app, transport, asked } = await opened();
  expect(transport.resumed).toEqual(["e3"]);
  expect(app.node(11)?.status.state).toBe("pending");
  transport.complete("e3", ["counted"]);
  expect(app.node(11)?.props.value).toBe("counted");
  app.emit(10, "click");
  await expect.poll(asked).toEqual([20]);
});

test("a part that is built anew takes the place of the one that was there, with all that stood in it", async () => {
  Revisit.leave((await built()).app);
  const { app } = await opened();
  await app.render(part(0, 1, [component(40, "textbox")]));
  expect(app.all.map((node) => node.id)).toEqual([1, 2, 0, 40]);
  expect(app.triggers.listeners.map((one) => one.id)).toEqual([0]);
  expect(app.jobs.running()).toEqual([]);
});

test("what waited for its turn gets it", async () => {
  const first = await built();
  first.app.emit(10, "click");
  Revisit.leave(first.app);
  const { transport, asked } = await opened();
  expect(asked()).toEqual([]);
  transport.complete("e3", ["counted"]);
  await expect.poll(asked).toEqual([20]);
});

test("a part that nobody had built yet, and that nobody is building, is asked for", async () => {
  const first = await opened();
  await first.app.render(OUTER); // and the part inside is asked for, but the page leaves before its id is known
  first.app.emit(10, "click");
  await expect.poll(() => first.app.jobs.running()).toHaveLength(3);
  const [outer, , click] = first.app.jobs.running();
  first.app.jobs.running = () => [outer, click];
  Revisit.leave(first.app);
  const { asked } = await opened();
  await expect.poll(asked).toEqual([21]);
});

test("a part whose views were still on their way is put in its place", async () => {
  const first = await built();
  void first.app.render(part(0, 1, [component(41, "textbox")]));
  Revisit.leave(first.app);
  const { app } = await opened();
  await expect.poll(() => app.node(1)?.children.map((node) => node.id)).toEqual([41]);
});

test("a page that waits for nothing leaves nothing", async () => {
  const { app, transport } = await built();
  transport.complete("e3", ["counted"]);
  Revisit.leave(app);
  expect(Revisit.take(PAGE)).toBeNull();
});

test("what somebody left is not shown to whoever logs in next", async () => {
  const first = await built();
  Revisit.leave(first.app);
  expect(Revisit.take({ ...PAGE, username: "ben" })).toBeNull();
  Revisit.leave(first.app);
  expect(Revisit.take(PAGE)).not.toBeNull();
});
