import { expect, test } from "vitest";
import { component, config, listener, start } from "../testing";
import type { ListenerConfig } from "../client/wire";

async function running(given: Partial<ListenerConfig> = {}) {
  const page = start(
    config(
      [component(1, "textbox", { value: "old" }), component(2, "textbox"), component(9, "button")],
      [listener(0, { targets: [[9, "click"]], outputs: [1, 2], trigger_mode: "multiple", ...given })],
    ),
  );
  page.app.emit(9, "click");
  await expect.poll(() => page.transport.events).toHaveLength(1);
  return { ...page, node: page.app.node(1)!, other: page.app.node(2)! };
}

test("an output waits, runs, reports and is done; the old value stays until then", async () => {
  const { transport, node, app } = await running();
  expect(app.node(9)?.busy).toBe(1);
  transport.send({ msg: "estimation", event_id: "e1", rank: 2, queue_size: 3, rank_eta: 12 });
  expect(node.status).toMatchObject({ state: "pending", position: 2, eta: 12 });
  transport.send({ msg: "process_starts", event_id: "e1", eta: 4 });
  expect(node.status).toMatchObject({ position: null, eta: 4 });
  const step = { index: 1, length: 3, unit: "steps", progress: null, desc: "Outer" };
  transport.send({ msg: "progress", event_id: "e1", progress_data: [step] });
  expect(node.status.progress).toEqual([step]);
  expect(node.props.value).toBe("old");
  transport.complete("e1", ["new", "b"]);
  expect(node.status).toMatchObject({ state: "complete", progress: [], position: null });
  expect(node.props.value).toBe("new");
  expect(app.announcement).toBe("Complete");
  await expect.poll(() => app.node(9)?.busy).toBe(0);
});

test("a generator's first step is whole, the next are edits, the last is whole", async () => {
  const { transport, node } = await running();
  transport.step("e1", ["a", ["x"]]);
  expect(node.status.state).toBe("generating");
  transport.step("e1", [[["append", [], "b"]], []]);
  expect(node.props.value).toBe("ab");
  transport.complete("e1", ["abc", ["x"]]);
  expect(node.props.value).toBe("abc");
});

test("a step that says nothing new of the job leaves the status as it is", async () => {
  const { transport, node, other } = await running();
  transport.step("e1", ["a", "x"]);
  const { status } = node;
  const beside = other.status;
  transport.step("e1", [[["append", [], "b"]], []]);
  expect(node.status).toBe(status);
  expect(other.status).toBe(beside);
  transport.complete("e1", ["ab", "x"]);
  expect(node.status.state).toBe("complete");
});

test("updates among a generator's steps are edits like any value", async () => {
  const { transport, node } = await running({ outputs: [1] });
  transport.step("e1", ["a"]);
  const update = { __type__: "update", label: "L" };
  transport.step("e1", [[["replace", [], update]]]);
  expect(node.props).toMatchObject({ value: "a", label: "L" });
});

test("messages that arrive before the event's name are kept for it", async () => {
  const page = start(config([component(1, "textbox")], [listener(0, { targets: [[1, "submit"]], outputs: [1] })]));
  let tell!: (id: string) => void;
  page.transport.submit = () => new Promise((resolve) => (tell = resolve));
  page.app.emit(1, "submit");
  await expect.poll(() => typeof tell).toBe("function");
  page.transport.complete("early", ["value"]);
  tell("early");
  await expect.poll(() => page.app.node(1)?.props.value).toBe("value");
});

test("a failure keeps the old value, explains itself, and can be tried again from one output", async () => {
  const { transport, node, other, app } = await running();
  transport.fail("e1", "Not an image", { title: "Refused", duration: 3 });
  expect(node.props.value).toBe("old");
  expect(node.status).toMatchObject({ state: "error", message: "Not an image" });
  expect(other.status).toMatchObject({ state: "error", retry: null });
  expect(app.toasts.list).toMatchObject([{ level: "error", title: "Refused", duration: 3 }]);
  node.status.retry?.();
  await expect.poll(() => transport.events).toHaveLength(2);
  expect(node.status.state).toBe("pending");
});

test("a failure without a reason has words, and its toast stays", async () => {
  const { transport, node, app } = await running();
  transport.fail("e1", null);
  expect(node.status.message).toContain("no reason");
  expect(app.toasts.list[0].duration).toBeNull();
});

test("the younger of two jobs on an output has the word", async () => {
  const { app, transport, node } = await running();
  await new Promise((resolve) => setTimeout(resolve));
  app.emit(9, "click");
  await expect.poll(() => transport.events).toHaveLength(2);
  transport.complete("e1", ["first", ""]);
  expect(node.status.state).toBe("pending");
  transport.complete("e2", ["second", ""]);
  expect(node.status.state).toBe("complete");
});

test("show_progress and show_progress_on", async () => {
  const { node, other } = await running({ show_progress: "minimal", show_progress_on: [2] });
  expect(node.status.state).toBe("idle");
  expect(other.status).toMatchObject({ state: "pending", mode: "minimal" });
});

test("a lost session ends what ran, with a reason", async () => {
  const { transport, node, app } = await running();
  const gone = { message: "404: Not Found", session_not_found: true, success: false };
  transport.send({ msg: "unexpected_error", event_id: null, ...gone });
  expect(node.status).toMatchObject({ state: "error" });
  expect(node.status.message).toContain("connection was lost");
  expect(app.toasts.list).toEqual([]);
});

test("a restarted server ends what ran and is told", async () => {
  const { transport, node, app } = await running();
  transport.receiver?.restarted();
  expect(app.connection.state).toBe("restarted");
  expect(node.status.state).toBe("error");
});

test("messages to the person are grouped by kind, three at most, errors kept", async () => {
  const { transport, app } = await running();
  const log = (level: "info" | "warning" | "success", text: string) =>
    transport.log("e1", level, text);
  app.failed({ error: "bad" });
  log("info", "one");
  log("info", "two");
  log("warning", "careful");
  log("success", "good");
  expect(app.toasts.list.map((toast) => toast.level)).toEqual(["success", "warning", "error"]);
  log("warning", "again");
  expect(app.toasts.list[0].messages.map((message) => message.text)).toEqual(["careful", "again"]);
  transport.log("e1", "info", "unseen", { visible: false });
  expect(app.toasts.list.map((toast) => toast.level)).toEqual(["warning", "success", "error"]);
});
