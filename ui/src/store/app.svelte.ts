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
import { Branches, type Ground, type Rendered } from "./branches";
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

export class App implements Host, Page, Ground {
  config: Config = $state.raw() as unknown as Config;
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
  readonly #branches = new Branches(this);
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
    for (const component of config.components) this.nodes.set(component.id, this.make(component));
    this.root = this.#rooted(layout.id);
    this.root.children = this.nest(layout.children ?? [], this.root);
    this.triggers.listeners = listeners;
    this.#inferWritable(this.nodes.values());
  }

  get addresses() {
    return this.transport.addresses;
  }

  /** What stands on the page that the server built for this session alone. */
  get rendered(): Rendered {
    return this.#branches.kept();
  }

  /** Takes up what the tab's last page left when it was reloaded; before `start`, with the code of its views there. */
  takeUp(left: Left): void {
    this.#branches.restore(left.rendered);
    for (const [id, props] of Object.entries(left.props)) this.nodes.get(Number(id))?.restore(props);
    for (const running of left.jobs) this.triggers.takeUp(running);
    this.transport.resume(left.jobs.map((running) => running.event));
    for (const { listener: id, cause } of left.waiting) {
      const listener = this.triggers.current(id);
      if (listener) this.triggers.fire(listener, cause);
    }
    this.#resumed = true;
  }

  /** Begins the page's life: hears the server, then starts what runs when a page is opened. */
  start(): void {
    this.transport.listen({
      message: (message) => this.jobs.receive(message),
      lost: () => this.connection.lost(),
      found: () => this.connection.found(),
      signedOut: () => {
        this.connection.signedOut();
        this.jobs.abandon(t("You were signed out while this was running."));
      },
      restarted: () => {
        this.connection.restarted();
        this.jobs.abandon(t("The app was restarted while this was running."));
      },
    });
    // What a session rendered is kept for as long as its page says that it is there.
    const renders = this.triggers.listeners.some((one) => one.render_id !== null);
    if (this.config.connect_heartbeat || renders) this.transport.heartbeat();
    if (typeof this.config.js === "string") this.#runPageScript(this.config.js);
    // A page that goes on where it was has been opened already.
    if (this.#resumed) this.#branches.complete();
    else this.triggers.emit(this.root.id, "load");
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

  /** The program was saved, and what it renders is about to be rendered anew. */
  saved(): void {
    this.#branches.saved();
  }

  /** Puts a session's own branch in the place of the one before it. */
  render(branch: RenderConfig): Promise<void> {
    return this.#branches.put(branch);
  }

  loadViews(types: Iterable<string>): Promise<void> {
    return this.#views.load(types);
  }

  make(component: ComponentConfig): Node {
    return new Node(component, this, this.#views.defaults(component.type));
  }

  rebuilt(inside: ReadonlySet<Node>): void {
    this.#inferWritable(inside);
    const role = this.#roles();
    for (const node of this.nodes.values()) if (!inside.has(node)) node.writable = role(node.id) ?? node.writable;
    this.#renders += 1;
  }

  /** The server does not know a listener: where it belongs to a part of the page, that part is asked for anew. */
  unknown(listener: ListenerConfig): boolean {
    if (listener.rendered_in === null) return false;
    if (!this.triggers.current(listener.id)) return true; // it went while the request was on its way
    const render = this.triggers.listeners.find((one) => one.render_id === listener.rendered_in);
    if (!render) return false;
    this.triggers.fire(render, { source: this.root.id, event: "load", data: null });
    this.toasts.show("info", t("This part of the page was out of date and is loaded again. Please try once more."));
    return true;
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

  nest(layouts: Layout[], parent: Node, keep?: ReadonlySet<number>): Node[] {
    return layouts.flatMap((layout) => {
      const node = this.nodes.get(layout.id);
      if (!node) return [];
      node.parent = parent;
      if (!keep?.has(node.id)) node.children = this.nest(layout.children ?? [], node, keep);
      return [node];
    });
  }

  /**
   * Decides what is an input where the program did not say: what a listener reads, and what
   * no listener writes as long as it holds nothing yet.
   */
  #inferWritable(nodes: Iterable<Node>): void {
    const role = this.#roles();
    for (const node of nodes) node.writable = role(node.id) ?? isEmpty(node.props.value);
  }

  /** Whether a node is an input or only an output; undefined where no listener knows it. */
  #roles(): (id: number) => boolean | undefined {
    const read = new Set(this.triggers.listeners.flatMap((one: ListenerConfig) => one.inputs));
    const written = new Set(this.triggers.listeners.flatMap((one: ListenerConfig) => one.outputs));
    return (id) => (read.has(id) ? true : written.has(id) ? false : undefined);
  }
}

function isUpdate(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && (value as { __type__?: unknown }).__type__ === "update";
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === undefined || value === "" || value === 0 || value === false;
}
