/** Parts of the page that the server builds anew for this session: what comes, what stays, what goes. */
import type { ComponentConfig, Layout, ListenerConfig, RenderConfig } from "../client/wire";
import type { Jobs } from "./jobs.svelte";
import type { Node } from "./node.svelte";
import type { Triggers } from "./triggers";

/** What branches need of the page. */
export interface Ground {
  readonly root: Node;
  readonly nodes: Map<number, Node>;
  readonly jobs: Jobs;
  readonly triggers: Triggers;
  loadViews(types: Iterable<string>): Promise<void>;
  make(component: ComponentConfig): Node;
  /** Nests nodes as the layout says; those of `keep` hold on to the children they have. */
  nest(layouts: Layout[], parent: Node, keep?: ReadonlySet<number>): Node[];
  /** Told when nodes have come and gone. */
  rebuilt(inside: ReadonlySet<Node>): void;
}

/** What renders built, as it came from the server. */
export interface Rendered {
  placed: RenderConfig[];
  coming: RenderConfig[];
}

/** What one render put on the page. */
interface Branch {
  config: RenderConfig;
  container: number;
  components: Map<number, ComponentConfig>;
  listeners: ListenerConfig[];
}

export class Branches {
  readonly #ground: Ground;
  readonly #branches = new Map<number, Branch>();
  /** What came and waits for the code of its views. */
  readonly #coming = new Set<RenderConfig>();
  /** The renders whose next run is one of a program that was saved, and not of anything that happened on the page. */
  readonly #saved = new Set<number>();
  /** The code of views is loaded in between, and a branch may not overtake the one before it. */
  #last: Promise<void> = Promise.resolve();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** Puts a branch in the place of the one before it. */
  put(config: RenderConfig): Promise<void> {
    const loaded = this.#ground.loadViews(config.components.map((component) => component.type));
    this.#coming.add(config);
    const arrived = this.#last.then(() => loaded).then(() => this.#put(config) && this.#load(config.dependencies));
    const next = arrived.then(() => undefined).finally(() => this.#coming.delete(config));
    this.#last = next.catch(() => undefined); // one that cannot be shown does not hold up the others
    return next;
  }

  /** What is on the page, outer parts before those that stand in them, and what is about to be. */
  kept(): Rendered {
    return { placed: [...this.#branches.values()].map((branch) => branch.config), coming: [...this.#coming] };
  }

  /** Puts back what stood on the page before it was reloaded; the code of its views is there. */
  restore(rendered: Rendered): void {
    for (const config of rendered.placed) this.#put(config);
    for (const config of rendered.coming) void this.put(config);
  }

  /** The program was saved: what each render builds next is what is there, as far as the program says the same of it. */
  saved(): void {
    for (const render of this.#branches.keys()) this.#saved.add(render);
  }

  /** Asks for the parts that were not there yet when the page was reloaded, and that nobody is building. */
  complete(): void {
    const there = new Set([...this.#branches.keys(), ...[...this.#coming].map((config) => config.render_id)]);
    const { jobs, triggers } = this.#ground;
    const absent = (one: ListenerConfig) => one.render_id !== null && !there.has(one.render_id) && !jobs.of(one.id).length;
    this.#load(triggers.listeners.filter(absent));
  }

  #load(listeners: readonly ListenerConfig[]): void {
    const { root, triggers } = this.#ground;
    for (const listener of listeners) {
      if (loads(listener)) triggers.fire(listener, { source: root.id, event: "load", data: null });
    }
  }

  #put(config: RenderConfig): boolean {
    const { nodes, triggers } = this.#ground;
    const container = nodes.get(config.layout.id);
    if (!container) return false;
    const old = this.#branches.get(config.render_id);
    const components = config.components.filter((one) => one.id !== config.layout.id);
    const branch: Branch = {
      config,
      container: config.layout.id,
      components: new Map(components.map((one) => [one.id, one])),
      listeners: config.dependencies,
    };
    const saved = this.#saved.delete(config.render_id);
    for (const component of components) this.#place(component, old?.components.get(component.id), saved);
    const kept = this.#keptInside(old, branch);
    container.children = this.#ground.nest(config.layout.children ?? [], container, kept);
    this.#branches.set(config.render_id, branch);

    const gone = old ? this.#left(old, branch, kept) : new Set<number>();
    const mine = new Set(config.dependencies.map((one) => one.id));
    const others = triggers.listeners.filter((one) => !gone.has(one.id) && !mine.has(one.id));
    triggers.listeners = [...others, ...config.dependencies];
    for (const id of gone) this.#ground.jobs.drop(id);
    this.#ground.rebuilt(new Set(below(container)));
    return true;
  }

  /** A component that was there before keeps its node, and what `preserved_by_key` names of what happened to it. */
  #place(component: ComponentConfig, before: ComponentConfig | undefined, saved: boolean): void {
    const { nodes } = this.#ground;
    const old = nodes.get(component.id);
    // After a restart the server may give a number to something else.
    if (!old || old.type !== component.type || old.key !== (component.key ?? null)) {
      nodes.set(component.id, this.#ground.make(component));
      return;
    }
    if (saved && before) {
      old.rewrite(this.#ground.make(before), this.#ground.make(component));
      return;
    }
    const change: Record<string, unknown> = { ...component.props };
    // Null is not sent: what the program said the last time and not now is empty.
    for (const name of Object.keys(before?.props ?? {})) if (!(name in change)) change[name] = null;
    const kept = component.key === null || component.key === undefined ? [] : component.props.preserved_by_key;
    for (const name of (kept as string[] | undefined) ?? []) delete change[name];
    old.update(change);
  }

  /** Containers of renders inside, which stand as they are until their own run, soon to come, has ended. */
  #keptInside(old: Branch | undefined, branch: Branch): Set<number> {
    const containers = (one: Branch | undefined) => (one?.listeners ?? []).filter((it) => it.render_id !== null && loads(it));
    const before = new Set(containers(old).map((one) => one.outputs[0]));
    return new Set(containers(branch).flatMap((one) => (before.has(one.outputs[0]) ? [one.outputs[0]] : [])));
  }

  /** Takes away what is no more, with the branches that stood in it, and returns the listeners that went. */
  #left(old: Branch, branch: Branch | null, kept: ReadonlySet<number>): Set<number> {
    const { nodes } = this.#ground;
    const stay = new Set(branch?.listeners.map((one) => one.id));
    const gone = new Set(old.listeners.map((one) => one.id).filter((id) => !stay.has(id)));
    for (const [render, inner] of [...this.#branches]) {
      if (!old.components.has(inner.container) || kept.has(inner.container)) continue;
      this.#branches.delete(render);
      for (const id of this.#left(inner, null, new Set())) gone.add(id);
    }
    for (const id of old.components.keys()) if (!branch?.components.has(id)) nodes.delete(id);
    return gone;
  }
}

function loads(listener: ListenerConfig): boolean {
  return listener.targets.some(([id, event]) => id === 0 && event === "load");
}

export function* below(node: Node): Generator<Node> {
  for (const child of node.children) {
    yield child;
    yield* below(child);
  }
}
