import { expect, test, vi } from "vitest";
import { component, config, listener, start } from "../testing";
import { Refused, Unreachable } from "../client/transport";
import type { ListenerConfig } from "../client/wire";

const box = (id: number, value?: unknown) => component(id, "textbox", { value, label: `box ${id}` });
const click = (id: number, given: Partial<ListenerConfig>) => listener(id, { targets: [[9, "click"]], ...given });

function page(listeners: ListenerConfig[], extra = [box(1, "one"), box(2), box(3)]) {
  return start(config([...extra, component(8, "state"), component(9, "button", { value: "Go" })], listeners));
}

test("a click sends the values of the inputs, null for a State, and says who was clicked", async () => {
  const { app, transport } = page([click(0, { inputs: [1, 8, 2], outputs: [3] })]);
  app.emit(9, "click");
  await expect.poll(() => transport.requests).toEqual([
    { fn_index: 0, data: ["one", null, null], event_data: null, trigger_id: 9 },
  ]);
  transport.complete("e1", ["done"]);
  expect(app.node(3)?.props.value).toBe("done");
});

test("an output is a value, an update of properties, or left alone", async () => {
  const { app, transport } = page([click(0, { outputs: [1, 2, 3] })]);
  app.emit(9, "click");
  await expect.poll(() => transport.events).toHaveLength(1);
  transport.complete("e1", ["two", { __type__: "update", label: "new", visible: false }, { __type__: "update" }]);
  expect(app.node(1)?.props.value).toBe("two");
  expect(app.node(2)?.props).toMatchObject({ label: "new", visible: false });
  expect(app.node(2)?.props).not.toHaveProperty("__type__");
  expect(app.node(3)?.props.value).toBeUndefined();
});

test("event data and prop inputs travel with the request", async () => {
  const { app, transport } = page([
    listener(0, { targets: [[1, "select"]], inputs: [1, 1], component_prop_inputs: [1], collects_event_data: true }),
  ]);
  app.emit(1, "select", { index: [0, 1], value: "o" });
  await expect.poll(() => transport.requests.at(-1)).toEqual({
    fn_index: 0,
    data: ["one", { value: "one", label: "box 1" }],
    event_data: { index: [0, 1], value: "o" },
    trigger_id: 1,
  });
});

test("change follows a value that became another one, once a tick, whoever set it", async () => {
  const { app, transport } = page([listener(0, { targets: [[1, "change"]], inputs: [1] })]);
  app.node(1)!.props.value = "a";
  app.node(1)!.props.value = "b";
  await expect.poll(() => transport.requests.map((one) => one.data)).toEqual([["b"]]);
  transport.complete("e1", []);
  app.node(1)!.update({ value: "b" });
  app.node(1)!.update({ label: "other" });
  await Promise.resolve();
  expect(transport.requests).toHaveLength(1);
});

test("once: a busy listener is not started again", async () => {
  const { app, transport } = page([click(0, { trigger_mode: "once" })]);
  app.emit(9, "click");
  app.emit(9, "click");
  await expect.poll(() => transport.requests).toHaveLength(1);
  transport.complete("e1", []);
  await vi.waitFor(() => expect(app.node(9)?.busy).toBe(0));
  app.emit(9, "click");
  await expect.poll(() => transport.requests).toHaveLength(2);
});

test("multiple: each start is a job of its own", async () => {
  const { app, transport } = page([click(0, { trigger_mode: "multiple" })]);
  for (let i = 0; i < 3; i += 1) app.emit(9, "click");
  await expect.poll(() => transport.requests).toHaveLength(3);
});

test("always_last: the last start while it was busy runs when it is done, with the value of then", async () => {
  const { app, transport } = page([
    listener(0, { targets: [[1, "input"]], inputs: [1], trigger_mode: "always_last" }),
  ]);
  for (const value of ["a", "ab", "abc"]) app.node(1)!.input(value);
  await expect.poll(() => transport.requests.map((one) => one.data)).toEqual([["a"]]);
  transport.complete("e1", []);
  await expect.poll(() => transport.requests.map((one) => one.data)).toEqual([["a"], ["abc"]]);
  transport.complete("e2", []);
  await Promise.resolve();
  expect(transport.requests).toHaveLength(2);
});

const chain = [
  click(0, { outputs: [1] }),
  listener(1, { targets: [[null, "then"]], trigger_after: 0 }),
  listener(2, { targets: [[null, "success"]], trigger_after: 0, trigger_only_on_success: true }),
  listener(3, { targets: [[null, "failure"]], trigger_after: 0, trigger_only_on_failure: true }),
];

test.each([
  ["success", [1, 2]],
  ["failure", [1, 3]],
  ["cancelled", [1, 3]],
] as const)("what follows on %s", async (ending, followers) => {
  const { app, transport } = page(chain);
  app.emit(9, "click");
  await expect.poll(() => transport.events).toHaveLength(1);
  if (ending === "success") transport.complete("e1", ["x"]);
  else if (ending === "failure") transport.fail("e1", "no");
  else app.jobs.cancel(0);
  await expect.poll(() => transport.requests.slice(1).map((one) => one.fn_index)).toEqual(followers);
});

test("a listener cancels others, and their late messages are not heard", async () => {
  const { app, transport } = page([
    listener(0, { targets: [[1, "submit"]], outputs: [2] }),
    click(1, { cancels: [0], backend_fn: false, queue: false }),
  ]);
  app.emit(1, "submit");
  await expect.poll(() => transport.events).toHaveLength(1);
  expect(app.node(2)?.status.state).toBe("pending");
  app.emit(9, "click");
  await expect.poll(() => transport.cancelled).toEqual(["e1"]);
  expect(app.node(2)?.status.state).toBe("idle");
  transport.complete("e1", ["late"]);
  expect(app.node(2)?.props.value).toBeUndefined();
});

test("js alone gets inputs and outputs, and returns values or updates for the outputs", async () => {
  const js = "async (a, shown) => [a + '!', { __type__: 'update', label: String(shown) }]";
  const { app, transport } = page([click(0, { js, backend_fn: false, queue: false, inputs: [1], outputs: [2, 3] })]);
  app.emit(9, "click");
  await expect.poll(() => app.node(2)?.props.value).toBe("one!");
  expect(app.node(3)?.props.label).toBe("null");
  expect(transport.requests).toEqual([]);
  expect(app.node(2)?.status.state).toBe("complete");
});

test("js before a function changes what is sent; without a return the inputs stay", async () => {
  const { app, transport } = page([
    click(0, { js: "(a) => a.toUpperCase()", inputs: [1] }),
    click(1, { js: "function (a) { document.body.title = a; }", inputs: [1] }),
  ]);
  app.emit(9, "click");
  await expect.poll(() => transport.requests.map((one) => one.data)).toEqual([["ONE"], ["one"]]);
  expect(document.body.title).toBe("one");
});

test("js that fails is an error on the output, and what follows on failure runs", async () => {
  const { app, transport } = page([
    click(0, { js: "() => { throw new Error('no luck') }", backend_fn: false, outputs: [1] }),
    listener(1, { trigger_after: 0, trigger_only_on_failure: true }),
  ]);
  app.emit(9, "click");
  await expect.poll(() => app.node(1)?.status.message).toBe("no luck");
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([1]);
});

test("queue=False goes without the queue", async () => {
  const { app, transport } = start(
    config([box(1, "one"), box(2), component(9, "button")], [click(0, { queue: false, inputs: [1], outputs: [2] })]),
    { 0: ([value]) => [`${value as string}!`] },
  );
  app.emit(9, "click");
  await expect.poll(() => app.node(2)?.props.value).toBe("one!");
  expect(transport.events).toEqual([]);
});

test("a State that changed starts its listeners", async () => {
  const { app, transport } = page([
    click(0, { outputs: [8] }),
    listener(1, { targets: [[8, "change"]], inputs: [8] }),
  ]);
  app.emit(9, "click");
  await expect.poll(() => transport.events).toHaveLength(1);
  transport.complete("e1", [null], { changed_state_ids: [8] });
  await expect.poll(() => transport.requests.at(-1)?.fn_index).toBe(1);
});

test("what loads with the page starts by itself", async () => {
  const { transport } = page([listener(0, { targets: [[0, "load"]] })]);
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0]);
});

test("a validator's words go to the inputs, without a toast", async () => {
  const { app, transport } = page([click(0, { inputs: [1, 2], outputs: [3] })]);
  transport.failure = new Refused(422, [
    { __type__: "validate", is_valid: true, message: "" },
    { __type__: "validate", is_valid: false, message: "too short" },
  ]);
  app.emit(9, "click");
  await expect.poll(() => app.node(2)?.invalid).toBe("too short");
  expect(app.node(1)?.invalid).toBeNull();
  expect(app.node(3)?.status.state).toBe("idle");
  expect(app.announcement).toBe("too short");
  expect(app.toasts.list).toEqual([]);
});

test("a server that is away leaves an error that can be tried again, and no toast beside the banner", async () => {
  const { app, transport } = page([click(0, { outputs: [3] })]);
  transport.failure = new Unreachable();
  app.emit(9, "click");
  await expect.poll(() => app.node(3)?.status.state).toBe("error");
  expect(app.toasts.list).toEqual([]);
  app.node(3)?.status.retry?.();
  await expect.poll(() => transport.requests).toHaveLength(1);
});

test("a full queue says so", async () => {
  const { app, transport } = page([click(0, { outputs: [3] })]);
  transport.failure = new Refused(503, "Queue is full.");
  app.emit(9, "click");
  await expect.poll(() => app.toasts.list[0]?.messages[0].text).toMatch(/^More people are waiting than can be served now/);
});

test("a live stream: the first piece starts it, others feed it, the view may end it", async () => {
  const { app, transport } = page([
    listener(0, { targets: [[1, "stream"]], inputs: [1], outputs: [2], connection: "stream" }),
  ]);
  app.emit(1, "stream");
  await expect.poll(() => transport.events).toEqual(["e1"]);
  transport.step("e1", ["a"], "process_streaming");
  expect(app.node(1)?.streaming).toBe(true);
  app.node(1)!.props.value = "two";
  app.emit(1, "stream");
  await expect.poll(() => transport.requests.map((one) => one.data)).toEqual([["one"], ["two"]]);
  app.node(1)?.endStream();
  await expect.poll(() => transport.cancelled).toEqual(["e1"]);
  transport.complete("e1", ["b"]);
  await expect.poll(() => app.node(1)?.streaming).toBe(false);
});
