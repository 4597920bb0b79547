/** What an event starts: which listeners, with which values, and what follows. */
import type { Transport } from "../client/transport";
import type { JoinRequest, ListenerConfig } from "../client/wire";
import type { Cause, Ending, Job, Jobs } from "./jobs.svelte";
import type { Running, Waiting } from "./revisit";
import type { Node } from "./node.svelte";
import { compile } from "./script";

/** What triggers need of the page. */
export interface Values {
  node(id: number): Node | undefined;
  apply(outputs: number[], data: unknown[]): void;
}

export class Triggers {
  #listeners: ListenerConfig[] = [];
  #byTarget = new Map<string, ListenerConfig[]>();
  /** The last cause of a listener that was busy, for `always_last`. */
  #waiting = new Map<number, Cause>();

  constructor(
    private readonly values: Values,
    private readonly jobs: Jobs,
    private readonly transport: Transport,
  ) {}

  get listeners(): readonly ListenerConfig[] {
    return this.#listeners;
  }

  set listeners(listeners: ListenerConfig[]) {
    this.#listeners = listeners;
    this.#byTarget.clear();
    for (const listener of listeners) {
      for (const [id, event] of listener.targets) {
        const key = `${id} ${event}`;
        this.#byTarget.set(key, [...(this.#byTarget.get(key) ?? []), listener]);
      }
    }
  }

  /** The listener of an id as it is now, or undefined where it went with the part of the page it belonged to. */
  current(id: number): ListenerConfig | undefined {
    return this.#listeners.find((one) => one.id === id);
  }

  listens(source: number, event: string): boolean {
    return this.#byTarget.has(`${source} ${event}`);
  }

  emit(source: number, event: string, data: unknown = null): void {
    for (const listener of this.#byTarget.get(`${source} ${event}`) ?? []) {
      this.fire(listener, { source, event, data });
    }
  }

  fire(listener: ListenerConfig, cause: Cause): void {
    const running = this.jobs.of(listener.id);
    if (running.length && listener.connection === "stream") return this.#feed(running[0], cause);
    const mode = listener.trigger_mode ?? "once";
    if (!running.length || mode === "multiple") void this.#run(listener, cause);
    else if (mode === "always_last") this.#waiting.set(listener.id, cause);
  }

  /** Seconds between the pieces that the listeners of a component's live stream want; null where nothing listens. */
  pace(source: number): number | null {
    const live = this.#live(source);
    return live.length ? Math.min(...live.map((listener) => listener.stream_every)) : null;
  }

  /** Whether every listener of a component's live stream has answered the last piece, so that the next is welcome. */
  ready(source: number): boolean {
    return this.#live(source).every((listener) => this.jobs.of(listener.id).every((job) => !job.working));
  }

  /** Ends the live streams that a component started, after the pieces that are on their way. */
  endStream(source: number): void {
    for (const listener of this.#live(source)) {
      for (const job of this.jobs.of(listener.id)) {
        if (job.cause.source === source) this.#then(job, (event) => this.transport.endFeed(event));
      }
    }
  }

  /** What starts again as soon as what runs of its listener has ended. */
  waiting(): Waiting[] {
    return [...this.#waiting].map(([listener, cause]) => ({ listener, cause }));
  }

  /** Goes on with what was begun before the page was reloaded. */
  takeUp(running: Running): void {
    const listener = this.#listeners.find((one) => one.id === running.listener);
    if (!listener) return;
    const job = this.jobs.takeUp(listener, running, () => this.fire(listener, running.cause));
    // The recorder that fed it went with the page that was reloaded.
    if (listener.connection === "stream") this.#then(job, (event) => this.transport.endFeed(event));
    void job.ending.then((ending) => this.#ended(listener, running.cause, ending));
  }

  #live(source: number): ListenerConfig[] {
    const found = this.#byTarget.get(`${source} stream`) ?? [];
    return found.filter((listener) => listener.connection === "stream");
  }

  /** Sends something to a live job, after what was sent to it before. */
  #then(job: Job, send: (event: string) => Promise<void>): void {
    job.sent = job.sent.then(() => (job.event && !job.over ? send(job.event) : undefined)).catch(() => undefined);
  }

  async #run(listener: ListenerConfig, cause: Cause): Promise<void> {
    const job = this.jobs.begin(listener, cause, () => this.#again(listener.id, cause));
    for (const id of listener.cancels) this.jobs.cancel(id);
    const ending = await this.#steps(job).catch((error: unknown) => {
      this.jobs.refused(job, error);
      return job.ending;
    });
    this.#ended(listener, cause, ending);
  }

  #ended(listener: ListenerConfig, cause: Cause, ending: Ending): void {
    this.#follow(listener, cause, ending);
    const next = this.#waiting.get(listener.id);
    if (next && this.#waiting.delete(listener.id)) this.#again(listener.id, next);
  }

  #again(id: number, cause: Cause): void {
    const listener = this.current(id);
    if (listener) this.fire(listener, cause);
  }

  async #steps(job: Job): Promise<Ending> {
    const { listener } = job;
    const gathered = this.#gather(listener);
    // What needs no waiting is sent before the page draws that it is on its way.
    let data = gathered instanceof Promise ? await gathered : gathered;
    const script = listener.js_implementation ?? (typeof listener.js === "string" ? listener.js : null);
    const local = !listener.backend_fn || listener.js_implementation !== null;
    if (script) {
      const shown = listener.outputs.map((id) => this.#value(id));
      const result: unknown = await compile(script)(...data, ...shown);
      data = result === undefined ? (local ? [] : data) : Array.isArray(result) ? result : [result];
      if (local) this.values.apply(listener.outputs, data);
    }
    if (!local) return this.jobs.run(job, this.#request(job, data));
    this.jobs.end(job, "success", { state: "complete", retry: null });
    return job.ending;
  }

  #request(job: Job, data: unknown[]): JoinRequest {
    const { source, data: event_data } = job.cause;
    return { fn_index: job.listener.id, data, event_data: event_data ?? null, trigger_id: source };
  }

  /** The inputs' values, at once where no view has to make its own ready first. */
  #gather(listener: ListenerConfig): unknown[] | Promise<unknown[]> {
    const nodes = listener.inputs.map((id) => this.values.node(id));
    const sent = (node: Node | undefined, i: number, value: unknown): unknown => {
      if (!node || node.type === "state") return null;
      return listener.component_prop_inputs?.includes(i) ? { ...node.props, value: value ?? null } : (value ?? null);
    };
    if (nodes.some((node) => node?.collect)) {
      return Promise.all(
        nodes.map(async (node, i) => sent(node, i, node?.collect ? await node.collect() : node?.props.value)),
      );
    }
    return nodes.map((node, i) => sent(node, i, node?.props.value));
  }

  #value(id: number): unknown {
    const node = this.values.node(id);
    return !node || node.type === "state" ? null : (node.props.value ?? null);
  }

  #feed(job: Job, cause: Cause): void {
    job.working = true;
    const data = this.#gather(job.listener);
    this.#then(job, async (event) => {
      await this.transport.feed(event, { ...this.#request(job, await data), event_data: cause.data ?? null });
    });
  }

  #follow(listener: ListenerConfig, cause: Cause, ending: Ending): void {
    // A cancelled listener did not succeed: what follows it either way, or on failure, still runs.
    for (const next of this.#listeners) {
      if (next.trigger_after !== listener.id) continue;
      if (next.trigger_only_on_success && ending !== "success") continue;
      if (next.trigger_only_on_failure && ending === "success") continue;
      this.fire(next, cause);
    }
  }
}
