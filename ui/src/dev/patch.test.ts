/** A program that was changed changes the page, and leaves alone what is still the same. */
import { expect, test } from "vitest";
import { component, config, listener, open } from "../testing";
import { patch } from "./patch";

const box = (id: number, props = {}) => component(id, "textbox", { label: `Box ${id}`, ...props });

test("what was typed stays, what the program says otherwise changes", async () => {
  const { app } = await open(config([box(1), box(2, { value: "given" }), box(3)]));
  const before = app.node(1);
  before?.input("typed");
  app.node(3)?.update({ placeholder: "put there by a function" });
  await patch(app, config([box(1, { label: "Other", value: "new" }), box(2, { value: "given anew" }), box(3)], [], undefined, { generation: 2 }));
  expect(app.node(1)).toBe(before);
  expect(app.node(1)?.props).toMatchObject({ label: "Other", value: "typed" });
  expect(app.node(2)?.props.value).toBe("given anew");
  expect(app.node(3)?.props).toMatchObject({ placeholder: "put there by a function" });
  expect(app.config.generation).toBe(2);
});

test("what comes comes where it belongs, what goes takes its value along", async () => {
  const { app, screen } = await open(config([box(1), box(2)]));
  app.node(2)?.input("gone");
  await patch(app, config([box(3), box(1)]));
  expect(app.root.children.map((node) => node.id)).toEqual([3, 1]);
  expect(app.node(2)).toBeUndefined();
  expect(screen.queryByLabelText("Box 2")).toBeNull();
  await patch(app, config([box(1), box(2)]));
  expect(app.node(2)?.props.value).toBe("");
});

test("a number that is of another kind now is another component", async () => {
  const { app } = await open(config([box(1)]));
  const before = app.node(1);
  before?.input("typed");
  await patch(app, config([component(1, "number", { label: "Box 1" })]));
  expect(app.node(1)).not.toBe(before);
  expect(app.node(1)?.type).toBe("number");
});

test("a change of the program starts no listener but those of loading that are new", async () => {
  const change = listener(0, { targets: [[1, "change"]], inputs: [1], outputs: [2] });
  const load = listener(1, { targets: [[0, "load"]], outputs: [2] });
  const { app, transport } = await open(config([box(1, { value: "a" }), box(2)], [change, load]));
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([1]);
  const second = listener(2, { targets: [[0, "load"]], outputs: [1] });
  await patch(app, config([box(1, { value: "b" }), box(2)], [change, load, second]));
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([1, 2]);
});

test("what runs goes on, and its outputs still receive what it gives", async () => {
  const go = listener(0, { targets: [[1, "submit"]], inputs: [1], outputs: [2] });
  const { app, transport } = await open(config([box(1), box(2)], [go]));
  app.emit(1, "submit");
  await expect.poll(() => transport.events).toHaveLength(1);
  await patch(app, config([box(3), box(1), box(2, { label: "Result" })], [{ ...go, inputs: [1, 3] }]));
  transport.complete("e1", ["from old code"]);
  expect(app.node(2)?.props).toMatchObject({ label: "Result", value: "from old code" });
});

test("the title and the program's own style sheet follow", async () => {
  const { app } = await open(config([box(1)], [], undefined, { title: "One", css: ".a { color: red }" }));
  await patch(app, config([box(1)], [], undefined, { title: "Two", css: ".a { color: blue }" }));
  expect(document.title).toBe("Two");
  const styles = [...document.head.querySelectorAll("style")].map((style) => style.textContent ?? "");
  expect(styles.filter((text) => text.includes(".a {"))).toEqual([".a { color: blue }"]);
});

test("the cursor stays in its field", async () => {
  const { app, screen } = await open(config([box(1, { value: "typed", interactive: true })]));
  const field = screen.getByLabelText<HTMLTextAreaElement>("Box 1");
  field.focus();
  field.setSelectionRange(2, 2);
  await patch(app, config([box(2), box(1, { value: "typed", interactive: true })]));
  const now = screen.getByLabelText<HTMLTextAreaElement>("Box 1");
  expect(document.activeElement).toBe(now);
  expect(now.selectionStart).toBe(2);
});
