/** Jobs in flight: what the server says about them, and the status their outputs show. */
import { applyEdits } from "../client/diff";
import { Refused, Unreachable, type Transport } from "../client/transport";
import type { Edit, Failure, JoinRequest, ListenerConfig, Log, Message, Output } from "../client/wire";
import type { Node } from "./node.svelte";
import type { Running } from "./revisit";
import { ordinal, t } from "../i18n/words.svelte";
import { CLEARED, IDLE, isWaiting, type Status } from "./status";

/** Events that a person does not think of as starting something. */
const OFTEN = new Set(["change", "input", "tick", "stream", "load", "key_up", "focus", "blur"]);

export type Ending = "success" | "failure" | "cancelled";

/** What a listener was started by. */
export interface Cause {
  source: number | null;
  event: string;
  data: unknown;
}

export class Job {
  event: string | null = null;
  over = false;
  /** Of a live stream: whether the function is still at work on the last piece. */
  working = true;
  /** Of a live stream: what the next request waits for, at first that the event's id is known. */
  sent: Promise<unknown>;
  known!: () => void;
  /** The last values of a generator, which its edits refer to. */
  values: unknown[] = [];
  status: Status;
  finish!: (ending: Ending) => void;
  readonly ending: Promise<Ending>;

  constructor(
    readonly listener: ListenerConfig,
    readonly cause: Cause,
    retry: () => void,
  ) {
    this.status = { ...IDLE, state: "pending", mode: listener.show_progress, since: performance.now(), retry };
    this.ending = new Promise((resolve) => (this.finish = resolve));
    this.sent = new Promise<void>((resolve) => (this.known = resolve));
  }
}

/** Why the server did not take a call, in words for whoever made it. */
function reason(error: Refused): string {
  if (error.status === 401) return t("You are signed out. Reload the page to sign in.");
  if (error.status === 503 && error.message.startsWith("Queue is full")) {
    return t("More people are waiting than can be served now, so this did not start. Please try again in a moment.");
  }
  return error.message;
}

/** What jobs need of the page. */
export interface Page {
  node(id: number): Node | undefined;
  apply(outputs: number[], data: unknown[]): void;
  output(job: Job, output: Output): void;
  say(text: string): void;
  log(message: Log): void;
  failed(failure: Failure): void;
  /** Whether the page knows why the server does not know a listener. */
  unknown(listener: ListenerConfig): boolean;
}

export class Jobs {
  readonly #transport: Transport;
  readonly #page: Page;
  #live = new Set<Job>();
  #byEvent = new Map<string, Job>();
  /** Messages of events whose id has not been told yet. */
  #early = new Map<string, Message[]>();
  #joining = 0;

  constructor(transport: Transport, page: Page) {
    this.#transport = transport;
    this.#page = page;
  }

  of(listener: number): Job[] {
    return [...this.#live].filter((job) => job.listener.id === listener);
  }

  begin(listener: ListenerConfig, cause: Cause, retry: () => void): Job {
    const job = new Job(listener, cause, retry);
    this.#live.add(job);
    for (const id of listener.inputs) this.#clearInvalid(id);
    const source = cause.source === null ? undefined : this.#page.node(cause.source);
    const live = listener.connection === "stream";
    if (source) source.busy += 1;
    if (source && live) source.streaming = true;
    void job.ending.then(() => {
      if (!source) return;
      source.busy -= 1;
      if (live) source.streaming = false;
    });
    return job;
  }

  /** What runs under an id that the server knows. */
  running(): Running[] {
    const known = [...this.#byEvent.values()].filter((job) => !job.over);
    return known.map(({ event, listener, cause, values, status }) => {
      return { event: event as string, listener: listener.id, cause, values, age: performance.now() - status.since };
    });
  }

  /** Goes on with what was begun before the page was reloaded. */
  takeUp(listener: ListenerConfig, running: Running, retry: () => void): Job {
    const job = this.begin(listener, running.cause, retry);
    job.event = running.event;
    job.values = running.values;
    this.#byEvent.set(running.event, job);
    job.known();
    const state = running.values.length ? "generating" : "pending";
    this.show(job, { state, since: performance.now() - running.age });
    return job;
  }

  /** Runs a request to its end. */
  async run(job: Job, request: JoinRequest): Promise<Ending> {
    try {
      this.show(job, {});
      if (job.listener.queue === false) {
        const { success, output } = await this.#transport.call(request);
        if (job.over) return job.ending;
        if (success) this.#succeed(job, output as Output);
        else this.#fail(job, output as Failure);
      } else {
        await this.#join(job, request);
      }
    } catch (error) {
      this.refused(job, error);
    }
    return job.ending;
  }

  /** Ends a job that did not reach the server, or that the server refused. */
  refused(job: Job, error: unknown): void {
    if (error instanceof Refused && error.status === 422 && this.#paintInvalid(job, error.detail)) {
      return this.end(job, "failure", CLEARED);
    }
    if (error instanceof Refused && error.status === 404 && this.#page.unknown(job.listener)) {
      return this.end(job, "cancelled", CLEARED);
    }
    if (error instanceof Refused) {
      const busy = error.status === 503;
      return this.#fail(job, { error: reason(error), title: t(busy ? "Busy" : "Not accepted") });
    }
    if (error instanceof Unreachable) return this.#fail(job, { error: t(error.message), visible: false });
    // Not `instanceof Error`: a program's script may throw from another realm.
    this.#fail(job, { error: (error as Error | null)?.message ?? String(error) });
  }

  cancel(listener: number): void {
    for (const job of this.of(listener)) {
      if (job.event) void this.#transport.cancel(listener, job.event).catch(() => undefined);
      this.end(job, "cancelled", CLEARED);
    }
  }

  /** Ends what runs of a listener that is no more; the server knows. */
  drop(listener: number): void {
    for (const job of this.of(listener)) this.end(job, "cancelled", CLEARED);
  }

  /** Ends everything that runs: the server no longer knows of it. */
  abandon(reason: string): void {
    for (const job of [...this.#live]) this.#fail(job, { error: reason, visible: false });
  }

  receive(message: Message): void {
    if (message.event_id === null) {
      if (message.msg === "unexpected_error") this.abandon(t("The connection was lost while this was running."));
      return;
    }
    const job = this.#byEvent.get(message.event_id);
    if (job) return this.#take(job, message);
    if (!this.#joining) return; // of a job that was cancelled
    const kept = this.#early.get(message.event_id) ?? [];
    kept.push(message);
    this.#early.set(message.event_id, kept);
  }

  /** Shows a change of a job's status on its outputs. */
  show(job: Job, change: Partial<Status>): void {
    const before = job.status;
    const news = (Object.keys(change) as (keyof Status)[]).some((name) => change[name] !== before[name]);
    if (news) job.status = { ...before, ...change };
    const nodes = this.#shown(job);
    const offers = nodes.find((node) => node.element) ?? nodes[0];
    for (const node of nodes) {
      // A younger job on the same output has the word; an older one may not take it back.
      if (node.status.since > job.status.since && isWaiting(node.status)) continue;
      // What is said again at each step of a generator stirs nothing that hangs on it.
      if (!news && node.status.since === job.status.since) continue;
      node.status = node === offers || !job.status.retry ? job.status : { ...job.status, retry: null };
    }
  }

  end(job: Job, ending: Ending, status: Partial<Status>): void {
    if (job.over) return;
    job.over = true;
    this.#live.delete(job);
    if (job.event) this.#byEvent.delete(job.event);
    this.show(job, { position: null, progress: [], ...status });
    job.finish(ending);
  }

  async #join(job: Job, request: JoinRequest): Promise<void> {
    this.#joining += 1;
    try {
      const event = await this.#transport.submit(request);
      if (job.over) return void this.#transport.cancel(job.listener.id, event).catch(() => undefined);
      job.event = event;
      this.#byEvent.set(event, job);
      job.known();
      for (const message of this.#early.get(event) ?? []) this.#take(job, message);
    } finally {
      this.#joining -= 1;
      if (!this.#joining) this.#early.clear();
    }
  }

  #take(job: Job, message: Message): void {
    if (job.over) return;
    switch (message.msg) {
      case "estimation":
        if (message.rank) this.#say(job, t("{place} in the queue", { place: ordinal(message.rank + 1) }));
        return this.show(job, { position: message.rank, eta: message.rank_eta });
      case "process_starts":
        this.#say(job, t("Running"));
        return this.show(job, { position: null, eta: message.eta });
      case "progress":
        return this.show(job, { position: null, progress: message.progress_data ?? [] });
      case "log":
        return this.#page.log(message);
      case "process_generating":
      case "process_streaming":
        return this.#step(job, message.output, message.msg === "process_streaming");
      case "process_completed":
        if ("error" in message.output || !message.success) return this.#fail(job, message.output as Failure);
        return this.#succeed(job, message.output);
      case "unexpected_error":
        return this.#fail(job, { error: message.message });
    }
  }

  #step(job: Job, output: Output, whole: boolean): void {
    const first = whole || !job.values.length;
    job.values = output.data.map((value, i) => (first ? value : applyEdits(job.values[i] ?? null, value as Edit[])));
    this.show(job, { state: "generating", position: null });
    job.working = false;
    this.#page.apply(job.listener.outputs, job.values);
    this.#page.output(job, output);
  }

  #succeed(job: Job, output: Output): void {
    this.#page.apply(job.listener.outputs, output.data);
    this.#page.output(job, output);
    this.#say(job, t("Complete"));
    this.end(job, "success", { state: "complete", eta: null, retry: null });
  }

  #fail(job: Job, failure: Failure): void {
    const message = failure.error ?? t("This did not work. The app gave no reason.");
    this.end(job, "failure", { state: "error", message });
    if (failure.visible !== false) this.#page.failed({ ...failure, error: message });
  }

  /** Tells how a job is going, unless it was started by something that happens all the time. */
  #say(job: Job, text: string): void {
    if (!OFTEN.has(job.cause.event)) this.#page.say(text);
  }

  #shown(job: Job): Node[] {
    const ids = job.listener.show_progress_on ?? job.listener.outputs;
    return ids.map((id) => this.#page.node(id)).filter((node) => node !== undefined);
  }

  #clearInvalid(id: number): void {
    const node = this.#page.node(id);
    if (node) node.invalid = null;
  }

  /** A validator's verdicts, one for each input. */
  #paintInvalid(job: Job, detail: unknown): boolean {
    if (!Array.isArray(detail)) return false;
    let found = false;
    (detail as { __type__?: string; is_valid?: boolean; message?: string }[]).forEach((verdict, i) => {
      const node = this.#page.node(job.listener.inputs[i]);
      if (verdict.__type__ !== "validate" || verdict.is_valid !== false || !node) return;
      node.invalid = verdict.message || t("This value is not valid.");
      this.#page.say(node.invalid);
      found = true;
    });
    return found;
  }
}
