/** The cases that this page and the simulated one of tests share: `tests/apptest/test_patch.py` tells it the same. */
import { expect, test } from "vitest";
import type { Config, Layout, ListenerConfig } from "../client/wire";
import { registry } from "../render/registry";
import type { App } from "../store/app.svelte";
import type { Node } from "../store/node.svelte";
import { component, config, listener, start } from "../testing";
import cases from "./patch.cases.json";
import { patch } from "./patch";

type Props = Record<string, unknown>;
type Placed = number | [number, Placed[]];

interface Described {
  components: [number, string, Props][];
  layout?: Placed[];
  listeners?: (Partial<ListenerConfig> & { id: number })[];
}

interface Case {
  says: string;
  before: Described;
  done?: [string, ...unknown[]][];
  after: Described;
  afterwards?: [string, ...unknown[]][];
  then: {
    props: Record<string, Props>;
    tree: Placed[];
    kept?: number[];
    made?: number[];
    gone?: number[];
    started?: number[];
    listeners?: number[];
    inputs?: Record<string, boolean>;
  };
}

const placed = (one: Placed): Layout =>
  typeof one === "number" ? { id: one } : { id: one[0], children: one[1].map(placed) };

const listening = (described: Described, more: Partial<ListenerConfig> = {}) =>
  (described.listeners ?? []).map((one) => listener(one.id, { ...one, ...more }));

function page(described: Described): Config {
  const components = described.components.map(([id, type, props]) => component(id, type, props));
  return config(components, listening(described), described.layout?.map(placed));
}

const stands = (node: Node): Placed => (node.children.length ? [node.id, node.children.map(stands)] : node.id);

/** What happens on the page: a person gives a value, a function an update, or a part is rendered. */
const deeds: Record<string, (app: App, ...given: never[]) => unknown> = {
  input: (app, id: number, value: unknown) => app.node(id)?.input(value),
  update: (app, id: number, change: Props) => app.node(id)?.update(change),
  set: (app, id: number, props: Props) => app.node(id)?.restore(props),
  emit: (app, id: number, event: string) => app.emit(id, event),
  render: (app, part: Described & { render: number; container: number }) =>
    app.render({
      render_id: part.render,
      layout: { id: part.container, children: part.components.map(([id]) => ({ id })) },
      components: [component(part.container, "column"), ...part.components.map(([id, type, props]) => component(id, type, props))],
      dependencies: listening(part, { rendered_in: part.render }),
      page: {},
    }),
};

async function doAll(app: App, all: Case["done"]): Promise<void> {
  for (const [what, ...given] of all ?? []) await deeds[what]?.(app, ...(given as never[]));
}

test.each(cases as unknown as Case[])("$says", async ({ before, done, after, afterwards, then }) => {
  const answers = Object.fromEntries(Array.from({ length: 50 }, (_, id) => [id, () => []]));
  await registry.load(["column", ...[...before.components, ...after.components].map(([, type]) => type)]);
  const { app, transport } = start(page(before), answers);
  const asked = () => transport.requests.map((one) => one.fn_index).sort();
  const rest = () => expect.poll(() => app.jobs.running().length).toBe(0);
  await doAll(app, done);
  await rest();
  transport.requests.length = 0;
  const was = new Map(app.nodes);

  await patch(app, page(after));
  await doAll(app, afterwards);
  await expect.poll(asked).toEqual(then.started ?? []);
  await rest();

  expect(app.root.children.map(stands)).toEqual(then.tree);
  for (const [id, props] of Object.entries(then.props)) expect(app.node(Number(id))?.props).toMatchObject(props);
  for (const id of then.kept ?? []) expect(app.node(id)).toBe(was.get(id));
  for (const id of then.made ?? []) expect(app.node(id)).not.toBe(was.get(id));
  for (const id of then.gone ?? []) expect(app.node(id)).toBeUndefined();
  for (const [id, is] of Object.entries(then.inputs ?? {})) expect([id, app.node(Number(id))?.interactive]).toEqual([id, is]);
  expect(app.triggers.listeners.map((one) => one.id).sort()).toEqual(then.listeners ?? []);
  expect(asked()).toEqual(then.started ?? []);
});
