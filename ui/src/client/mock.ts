/** A transport in memory, for tests: it answers with plain functions and sends what a test tells it to. */
import { FileAddresses } from "./files";
import type { Called, Receiver, Transport, UploadOptions } from "./transport";
import type { ApiInfo, Config, FileData, JoinRequest, Log, Message, Output } from "./wire";

export type Answer = (data: unknown[], request: JoinRequest) => unknown[] | Promise<unknown[]>;

/** One step's result with everything as the server would send it; give what matters. */
export function output(data: unknown[], given: Partial<Output> = {}): Output {
  const times = { duration: null, average_duration: null };
  return { data, is_generating: false, render_config: null, changed_state_ids: [], used_cache: null, ...times, ...given };
}

/** What the last message of an event says besides its result. */
const ENDED = { title: null, used_cache: null, cache_duration: null, avg_time: null };

export class MockTransport implements Transport {
  readonly session = "mock";
  position = 0;
  resumed: string[] = [];
  readonly addresses = new FileAddresses("http://app.test/", "gradio_api", "http://app.test");
  /** Every request, in order. */
  readonly requests: JoinRequest[] = [];
  readonly cancelled: string[] = [];
  readonly uploads: (File | Blob)[] = [];
  /** Event ids, in the order of `submit`. */
  readonly events: string[] = [];
  retries = 0;
  receiver: Receiver | null = null;
  /** Set to make the next submit, call or upload fail. */
  failure: Error | null = null;
  served: (fn: string, data: unknown) => unknown = () => null;

  /** @param answers What each function index answers; an index without an answer waits for `send`. */
  constructor(
    private readonly answers: Record<number, Answer> = {},
    private readonly page: Partial<Config> = {},
  ) {}

  async config(): Promise<Config> {
    return this.page as Config;
  }

  async info(): Promise<ApiInfo> {
    return { named_endpoints: {}, unnamed_endpoints: {} };
  }

  listen(receiver: Receiver): void {
    this.receiver = receiver;
  }

  leave(): void {}

  resume(events: string[]): void {
    this.resumed = events;
  }

  async submit(request: JoinRequest): Promise<string> {
    this.#refuse();
    this.requests.push(request);
    const event_id = `e${this.events.length + 1}`;
    this.events.push(event_id);
    const answer = this.#asked(request);
    if (answer) void this.#answer(event_id, answer, request);
    return event_id;
  }

  async call(request: JoinRequest): Promise<Called> {
    this.#refuse();
    this.requests.push(request);
    return { success: true, output: output((await this.#asked(request)?.(request.data, request)) ?? []) };
  }

  /** Delivers a message as if the server had sent it. */
  send(message: Message): void {
    this.receiver?.message(message);
  }

  /** Ends an event with its result. */
  complete(event_id: string, data: unknown[], more: Partial<Output> = {}): void {
    this.send({ msg: "process_completed", event_id, success: true, output: output(data, more), ...ENDED });
  }

  /** Delivers what a generator yielded, or the answer to one piece of a live stream. */
  step(event_id: string, data: unknown[], msg: "process_generating" | "process_streaming" = "process_generating"): void {
    this.send({ msg, event_id, success: true, output: output(data, { is_generating: true }), time_limit: null });
  }

  /** Delivers a message of the function to the person. */
  log(event_id: string, level: Log["level"], log: string, more: Partial<Log> = {}): void {
    this.send({ msg: "log", event_id, level, log, duration: 10, visible: true, title: "", ...more });
  }

  /** Ends an event with a failure. */
  fail(event_id: string, error: string | null, more: { title?: string; duration?: number | null } = {}): void {
    this.send({ msg: "process_completed", event_id, success: false, output: { error, ...more }, ...ENDED });
  }

  async cancel(_fnIndex: number, event: string): Promise<void> {
    this.cancelled.push(event);
  }

  async upload(files: (File | Blob)[], options: UploadOptions = {}): Promise<FileData[]> {
    this.#refuse();
    this.uploads.push(...files);
    options.onprogress?.(1, 1);
    return files.map((file, i) => this.addresses.describe(`/up/${i}/${"name" in file ? file.name : "blob"}`, file));
  }

  async serve(_component: number, fn: string, data: unknown): Promise<unknown> {
    return this.served(fn, data);
  }

  async feed(_event: string, request: JoinRequest): Promise<void> {
    this.requests.push(request);
  }

  async endFeed(event: string): Promise<void> {
    this.cancelled.push(event);
  }

  heartbeat(): void {}

  retry(): void {
    this.retries += 1;
  }

  close(): void {
    this.receiver = null;
  }

  #asked(request: JoinRequest): Answer | undefined {
    return this.answers[request.fn_index ?? -1];
  }

  #refuse(): void {
    const failure = this.failure;
    this.failure = null;
    if (failure) throw failure;
  }

  async #answer(event_id: string, answer: Answer, request: JoinRequest): Promise<void> {
    const data = await answer(request.data, request);
    this.complete(event_id, data);
  }
}
