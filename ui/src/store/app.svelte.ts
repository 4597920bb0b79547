/** The page while it lives: nodes by id, their tree, the listeners, and what the server sends. */
import type { Transport, UploadOptions } from "../client/transport";
import type {
  ComponentConfig,
  Config,
  Failure,
  FileData,
  Layout,
  ListenerConfig,
  Log,
  Output,
  RenderConfig,
} from "../client/wire";
import { readableSize } from "../i18n/size";
import { t } from "../i18n/words.svelte";
import { Connection } from "./connection.svelte";
import { Jobs, type Job, type Page } from "./jobs.svelte";
import { dictionary, localise } from "./localise";
import { Node, type Defaults, type Host } from "./node.svelte";
import { compile } from "./script";
import type { Left } from "./revisit";
import { Toasts, type Level } from "./toasts.svelte";
import { Triggers } from "./triggers";

/** Loads the code of component types. The renderer gives it; the store does not know what a view is. */
export interface Views {
  load(types: Iterable<string>): Promise<void>;
  view(type: string, kind: "view" | "example"): Promise<unknown>;
  /** What a component of this type holds when the program gave it nothing. */
  defaults(type: string): Defaults;
}

export class App implements Host, Page {
  readonly config: Config;
  readonly transport: Transport;
  readonly nodes = new Map<number, Node>();
  readonly toasts = new Toasts();
  readonly connection = new Connection();
  readonly jobs: Jobs;
  readonly triggers: Triggers;
  readonly root: Node;
  /** What the page's status line says, for those who do not see it. */
  announcement = $state("");

  #renders = $state(0);
  #resumed = false;
  readonly #views: Views;
  readonly #words: Record<string, string> | null;

  constructor(config: Config, transport: Transport, views: Views, languages: readonly string[] = []) {
    this.config = config;
    this.transport = transport;
    this.#views = views;
    this.#words = dictionary(config.i18n_translations, languages);
    this.jobs = new Jobs(transport, this);
    this.triggers = new Triggers(this, this.jobs, transport);

    const page = config.page?.[config.current_page ?? ""];
    const layout = page?.layout ?? config.layout;
    const listeners = config.dependencies.filter((one) => !page?.dependencies || page.dependencies.includes(one.id));
    for (const component of config.components) this.nodes.set(component.id, new Node(component, this, this.#views.defaults(component.type)));
    this.root = this.#rooted(layout.id);
    this.root.children = this.#branch(layout.children ?? [], this.root);
    this.triggers.listeners = listeners;
    this.#inferWritable(this.nodes.values());
  }

  get addresses() {
    return this.transport.addresses;
  }

  /** Takes up what the tab's last page left when it was reloaded; before `start`. */
  takeUp(left: Left): void {
    for (const [id, props] of Object.entries(left.props)) this.nodes.get(Number(id))?.restore(props);
    for (const running of left.jobs) this.triggers.takeUp(running);
    this.transport.resume(left.jobs.map((running) => running.event));
    this.#resumed = true;
  }

  /** Begins the page's life: hears the server, then starts what runs when a page is opened. */
  start(): void {
    this.transport.listen({
      message: (message) => this.jobs.receive(message),
      lost: () => this.connection.lost(),
      found: () => this.connection.found(),
      restarted: () => {
        this.connection.restarted();
        this.jobs.abandon(t("The app was restarted while this was running."));
      },
    });
    if (this.config.connect_heartbeat) this.transport.heartbeat();
    if (typeof this.config.js === "string") this.#runPageScript(this.config.js);
    // A page that goes on where it was has been opened already.
    if (!this.#resumed) this.triggers.emit(this.root.id, "load");
  }

  /** Every node there is now, those that are in no tree included. */
  get all(): Node[] {
    void this.#renders;
    return [...this.nodes.values()];
  }

  node(id: number): Node | undefined {
    return this.nodes.get(id);
  }

  emit(source: number, event: string, data?: unknown): void {
    this.triggers.emit(source, event, data ?? null);
  }

  listens(source: number, event: string): boolean {
    return this.triggers.listens(source, event);
  }

  pace(source: number): number | null {
    return this.triggers.pace(source);
  }

  ready(source: number): boolean {
    return this.triggers.ready(source);
  }

  endStream(source: number): void {
    this.triggers.endStream(source);
  }

  /** Gives outputs what a function returned: a new value, or an update of properties. */
  apply(outputs: number[], data: unknown[]): void {
    outputs.forEach((id, i) => {
      const node = this.nodes.get(id);
      const value = data[i];
      if (!node || i >= data.length) return;
      if (isUpdate(value)) node.update(value);
      else if (node.type !== "state") node.update({ value });
    });
  }

  output(job: Job, output: Output): void {
    for (const id of output.changed_state_ids ?? []) this.emit(id, "change");
    if (output.render_config) void this.render(output.render_config);
    if (job.listener.scroll_to_output && !output.is_generating) {
      const shown = job.listener.outputs.map((id) => this.nodes.get(id)?.element).find((element) => element);
      shown?.scrollIntoView({ behavior: "smooth", block: "nearest" });
    }
  }

  /** Puts a session's own branch in the place of the one before it. */
  async render(branch: RenderConfig): Promise<void> {
    await this.#views.load(branch.components.map((component) => component.type));
    const container = this.nodes.get(branch.layout.id);
    if (!container) return;
    const before = new Set(below(container));
    for (const component of branch.components) {
      if (component.id !== branch.layout.id) this.#place(component);
    }
    container.children = this.#branch(branch.layout.children ?? [], container);
    const after = new Set(below(container));
    for (const node of before) if (!after.has(node)) this.nodes.delete(node.id);

    const others = this.triggers.listeners.filter((one) => one.rendered_in !== branch.render_id);
    const ids = new Set(branch.dependencies.map((one) => one.id));
    this.triggers.listeners = [...others.filter((one) => !ids.has(one.id)), ...branch.dependencies];
    this.#inferWritable(after);
    this.#renders += 1;
    for (const listener of branch.dependencies) {
      const loads = listener.targets.some(([id, event]) => event === "load" && id === this.root.id);
      if (loads) this.triggers.fire(listener, { source: this.root.id, event: "load", data: null });
    }
  }

  async upload(files: (File | Blob)[], options?: UploadOptions): Promise<FileData[]> {
    const limit = this.config.max_file_size;
    for (const file of files) {
      if (!limit || file.size <= limit) continue;
      const name = "name" in file ? file.name : t("This file");
      const sizes = { name, size: readableSize(file.size), limit: readableSize(limit) };
      throw new Error(t("{name} is {size}; this app takes files up to {limit}.", sizes));
    }
    return this.transport.upload(files, options);
  }

  serve(component: number, fn: string, data: unknown): Promise<unknown> {
    return this.transport.serve(component, fn, data ?? null);
  }

  view(type: string, kind: "view" | "example"): Promise<unknown> {
    return this.#views.view(type, kind);
  }

  say(text: string): void {
    this.announcement = text;
  }

  log(message: Log): void {
    if (message.visible === false) return;
    this.toasts.show(message.level, message.log, message.title, message.duration);
  }

  failed(failure: Failure): void {
    // Ten seconds is what the wire says where the program said nothing: an error then stays until it was read.
    const duration = failure.duration === 10 ? null : (failure.duration ?? null);
    this.toasts.show("error", failure.error ?? "", failure.title, duration);
  }

  notify(level: Level, text: string, title?: string): void {
    this.toasts.show(level, text, title);
  }

  localise(props: Record<string, unknown>): Record<string, unknown> {
    const words = this.#words;
    return Object.fromEntries(Object.entries(props).map(([name, value]) => [name, localise(value, words)]));
  }

  #runPageScript(source: string): void {
    try {
      void Promise.resolve(compile(source)()).catch((error: unknown) => console.error(error));
    } catch (error) {
      console.error(error);
    }
  }

  /** The root is not in the list of components: it is a column as wide as the page. */
  #rooted(id: number): Node {
    const root = this.nodes.get(id) ?? new Node({ id, type: "column", props: { min_width: 0 } }, this);
    this.nodes.set(id, root);
    return root;
  }

  #branch(layouts: Layout[], parent: Node): Node[] {
    return layouts.flatMap((layout) => {
      const node = this.nodes.get(layout.id);
      if (!node) return [];
      node.parent = parent;
      node.children = this.#branch(layout.children ?? [], node);
      return [node];
    });
  }

  /** A component that was there before, by id, keeps its node, and with a key also what the person did to it. */
  #place(component: ComponentConfig): void {
    const old = this.nodes.get(component.id);
    if (!old || old.type !== component.type) {
      this.nodes.set(component.id, new Node(component, this, this.#views.defaults(component.type)));
      return;
    }
    const kept = component.key === null || component.key === undefined ? [] : component.props.preserved_by_key;
    const change = { ...component.props };
    for (const name of (kept as string[] | undefined) ?? []) delete change[name];
    old.update(change);
  }

  /**
   * Decides what is an input where the program did not say: what a listener reads, and what
   * no listener writes as long as it holds nothing yet.
   */
  #inferWritable(nodes: Iterable<Node>): void {
    const read = new Set(this.triggers.listeners.flatMap((one: ListenerConfig) => one.inputs));
    const written = new Set(this.triggers.listeners.flatMap((one: ListenerConfig) => one.outputs));
    for (const node of nodes) {
      node.writable = read.has(node.id) || (!written.has(node.id) && isEmpty(node.props.value));
    }
  }
}

function isUpdate(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && (value as { __type__?: unknown }).__type__ === "update";
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === undefined || value === "" || value === 0 || value === false;
}

function* below(node: Node): Generator<Node> {
  for (const child of node.children) {
    yield child;
    yield* below(child);
  }
}
