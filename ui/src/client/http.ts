/**
 * The transport: one socket for what the page asks and is told. Where none can be had, fetch for calls and one event
 * stream a session. XMLHttpRequest where upload progress is needed.
 */
import { FileAddresses } from "./files";
import { parse } from "./parse";
import { Socket } from "./socket";
import { serverEvents } from "./sse";
import { Refused, Unreachable, type Called, type News, type Receiver, type Transport, type UploadOptions } from "./transport";
import type { ApiInfo, Config, FileData, JoinRequest, Message } from "./wire";

const FIRST_WAIT = 400;
const LONGEST_WAIT = 10_000;
/** Characters of a request that still goes through the socket, where it would keep everything after it waiting. */
const LARGEST = 500_000;
/** So many messages may arrive before the server is told so. */
const UNTOLD = 64;
/** How long the server may keep what arrived, in milliseconds. */
const SOON = 250;
const FOREIGN: Message = {
  msg: "unexpected_error",
  event_id: null,
  message: "403: Forbidden",
  session_not_found: true,
  success: false,
};
const WITHOUT = "portico:without-socket";

export interface HttpOptions {
  root: string;
  session: string;
  /** The number of the last message that the page got before it was reloaded. */
  after?: number;
  /** The page's own query, which user code may read. */
  query?: string;
}

export class HttpTransport implements Transport {
  readonly session: string;
  addresses: FileAddresses;
  readonly #root: string;
  readonly #query: string;
  #app: number | string | null = null;
  #receiver: Receiver | null = null;
  /** What came before anybody listened. */
  #unheard: Message[] = [];
  #socket: Socket | null = null;
  /** Hears what is new for who writes the app; until then, what came last. */
  #heard: ((news: News) => void) | null = null;
  #news: News | null = null;
  /** Settles when the page has a socket, or knows that it does without. */
  #opening: Promise<void> | null = null;
  /** The number of the last message that arrived, and of the last one the server knows of. */
  #at = 0;
  #told = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;
  /** Another page of the session has the word; it comes back to this one with the next request. */
  #taken = false;
  #stream: AbortController | null = null;
  #pulse: AbortController | null = null;
  #alive = false;
  /** How long the next heartbeat waits, in milliseconds. */
  #rest = 0;
  #joining = 0;
  #unfinished = new Set<string>();
  #early = new Set<string>();
  #recovering = false;
  #wake: (() => void) | null = null;
  #closed = false;
  #signedOut = false;

  constructor(options: HttpOptions) {
    this.session = options.session;
    this.#at = this.#told = options.after ?? 0;
    this.#root = options.root;
    this.#query = (options.query ?? "").replace(/^\?/, "");
    this.addresses = new FileAddresses(options.root, "gradio_api", "");
  }

  async config(): Promise<Config> {
    const query = this.#query ? "?" + this.#query : "";
    return this.adopt((await this.#json(this.#root + "config" + query)) as Config);
  }

  /** Learns from a config where the API is; a page that carries its config gives it here. */
  adopt(config: Config): Config {
    this.addresses = new FileAddresses(this.#root, config.api_prefix ?? "gradio_api", config.root ?? "");
    this.#app = config.app_id;
    const talks = config.dependencies.some((one) => one.backend_fn);
    if (talks || config.connect_heartbeat || config.dev_mode) this.#opening ??= this.#connect();
    return config;
  }

  async info(): Promise<ApiInfo> {
    return (await this.#json(this.addresses.api("info"))) as ApiInfo;
  }

  listen(receiver: Receiver): void {
    this.#receiver = receiver;
    for (const message of this.#unheard.splice(0)) receiver.message(message);
  }

  /** Tells what is new for who writes the app. */
  follow(heard: (news: News) => void): void {
    this.#heard = heard;
    if (this.#news) heard(this.#news);
  }

  /** Whether there is a socket, which tells by itself. */
  get plugged(): boolean {
    return this.#socket !== null;
  }

  /** Asks what is new, where no socket tells. */
  async news(): Promise<News | null> {
    const query = new URLSearchParams({ session_hash: this.session }).toString();
    return (await this.#json(this.addresses.api("dev") + "?" + query).catch(() => null)) as News | null;
  }

  get position(): number {
    return this.#at;
  }

  resume(events: string[]): void {
    for (const event of events) this.#unfinished.add(event);
    void Promise.resolve(this.#opening).then(() => !this.#socket && this.#open());
  }

  leave(): void {
    this.#acknowledge();
  }

  async submit(request: JoinRequest): Promise<string> {
    this.#joining += 1;
    try {
      const reply = await this.#post("queue/join", { ...request, session_hash: this.session }, this.#query);
      const { event_id } = reply as { event_id: string };
      // A stream that is already open may have told the end of an event before the reply that names it was read.
      if (!this.#early.delete(event_id)) this.#unfinished.add(event_id);
      return event_id;
    } finally {
      this.#joining -= 1;
      if (!this.#joining) this.#early.clear();
      if (!this.#socket) this.#open();
    }
  }

  async call(request: JoinRequest): Promise<Called> {
    try {
      const output = await this.#post("run/predict", { ...request, session_hash: this.session }, this.#query);
      return { success: true, output: output as Called["output"] };
    } catch (error) {
      const output = error instanceof Refused ? error.detail : null;
      if (output && typeof output === "object" && "error" in output) {
        return { success: false, output: output as Called["output"] };
      }
      throw error;
    }
  }

  async cancel(fnIndex: number, event: string): Promise<void> {
    await this.#post("cancel", { fn_index: fnIndex, event_id: event, session_hash: this.session });
    await this.#post("reset", { event_id: event });
  }

  async feed(event: string, request: JoinRequest): Promise<void> {
    await this.#post(`stream/${event}`, { ...request, session_hash: this.session });
  }

  async endFeed(event: string): Promise<void> {
    await this.#post(`stream/${event}/close`, {});
  }

  async serve(component: number, fn: string, data: unknown): Promise<unknown> {
    const name = { component_id: component, fn_name: fn, session_hash: this.session };
    if (!(data instanceof FormData)) return this.#post("component_server/", { ...name, data });
    for (const [key, value] of Object.entries(name)) data.set(key, String(value));
    return this.#json(this.addresses.api("component_server/"), { method: "POST", body: data });
  }

  upload(files: (File | Blob)[], options: UploadOptions = {}): Promise<FileData[]> {
    const form = new FormData();
    for (const file of files) form.append("files", file, "name" in file ? file.name : "blob");
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.addresses.api("upload"));
      request.withCredentials = true;
      request.responseType = "text";
      request.upload.onprogress = (event) => options.onprogress?.(event.loaded, event.total);
      request.onerror = () => reject(new Unreachable());
      request.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
      request.onload = () => {
        if (request.status === 401) this.#signOut();
        if (request.status !== 200) return reject(new Refused(request.status, detail(request.responseText)));
        const paths = parse(request.responseText) as string[];
        resolve(paths.map((path, i) => this.addresses.describe(path, files[i] as File)));
      };
      options.signal?.addEventListener("abort", () => request.abort(), { once: true });
      if (options.signal?.aborted) return reject(new DOMException("The upload was cancelled.", "AbortError"));
      request.send(form);
    });
  }

  heartbeat(): void {
    this.#alive = true;
    void Promise.resolve(this.#opening).then(() => {
      // An open socket is a heartbeat too.
      if (this.#socket || this.#pulse || this.#closed) return;
      this.#pulse = new AbortController();
      void this.#beat(this.#pulse.signal);
    });
  }

  retry(): void {
    this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#soon);
    this.#socket?.close();
    this.#stream?.abort();
    this.#pulse?.abort();
    this.#wake?.();
  }

  async #connect(): Promise<void> {
    if (!sessionStorage.getItem(WITHOUT)) await this.#plug();
    if (!this.#socket) this.#open();
  }

  async #plug(): Promise<void> {
    const url = new URL(this.addresses.api("socket"), location.href);
    url.protocol = url.protocol.replace("http", "ws");
    url.search = new URLSearchParams({ session_hash: this.session, after: String(this.#at) }).toString();
    const first = this.#told === 0;
    this.#socket = await Socket.open(url.href, {
      told: (at, messages) => this.#hear(at, messages),
      news: (news) => (this.#heard ? this.#heard(news) : (this.#news = news)),
      closed: (why) => {
        this.#socket = null;
        this.#opening = null;
        this.#taken = why === "taken";
        if (why === "signed out") this.#signOut();
        else if (why === "lost" && !this.#closed) void this.#recover();
      },
    });
    // What refuses the first one refuses all; a later one may have met a server that starts.
    if (!this.#socket && first) sessionStorage.setItem(WITHOUT, "1");
  }

  #hear(at: number, messages: Message[]): void {
    this.#at = at;
    for (const message of messages) this.#deliver(message);
    if (at - this.#told >= UNTOLD) return this.#acknowledge();
    this.#soon ??= setTimeout(() => this.#acknowledge(), SOON);
  }

  #acknowledge(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#told = this.#at;
    this.#socket?.got(this.#at);
  }

  async #beat(signal: AbortSignal): Promise<void> {
    const started = Date.now();
    try {
      const reply = await this.#fetch(this.addresses.api(`heartbeat/${this.session}`), { signal });
      if (reply.status === 401) return this.#signOut();
      if (!reply.ok || !reply.body) return; // an app that has no heartbeat is not an app that is gone
      for await (const _ of serverEvents(reply.body));
    } catch {
      // below
    }
    this.#pulse = null;
    if (this.#closed) return;
    // Where something between us cuts long answers short, asking again at once would only be cut again.
    this.#rest = Date.now() - started < 2 * FIRST_WAIT ? LONGEST_WAIT : 0;
    void this.#recover();
  }

  #open(): void {
    if (this.#stream || this.#recovering || this.#closed || !this.#unfinished.size) return;
    this.#stream = new AbortController();
    void this.#read(this.#stream.signal);
  }

  async #read(signal: AbortSignal): Promise<void> {
    let ended = false;
    try {
      const query = new URLSearchParams({ session_hash: this.session, after: String(this.#at) });
      const url = this.addresses.api("queue/data") + "?" + query.toString();
      const reply = await this.#fetch(url, { signal });
      if (reply.status === 401) return this.#signOut();
      // The session is another visitor's now: the browser's cookies are gone, or somebody else logged in.
      if (reply.status === 403) return this.#deliver(FOREIGN);
      if (!reply.ok || !reply.body) throw new Refused(reply.status, null);
      for await (const { id, data } of serverEvents(reply.body)) {
        const message = parse(data) as Message;
        if (id) this.#at = Number(id);
        if (message.msg === "close_stream") {
          ended = true;
          break;
        }
        this.#deliver(message);
      }
    } catch {
      // a broken stream and a refused one end the same way: below
    }
    this.#stream = null;
    if (this.#closed || !this.#unfinished.size) return;
    // Something was joined while the server closed the stream: it kept the messages, so ask for them.
    if (ended) this.#open();
    else void this.#recover();
  }

  #deliver(message: Message): void {
    if (message.msg === "process_completed") {
      if (!this.#unfinished.delete(message.event_id) && this.#joining) this.#early.add(message.event_id);
    }
    if (message.msg === "unexpected_error" && !message.event_id) this.#unfinished.clear();
    if (this.#receiver) this.#receiver.message(message);
    else this.#unheard.push(message);
  }

  /** Says, once, that the login has ended, and waits for nothing any more. */
  #signOut(): void {
    if (this.#signedOut) return;
    this.#signedOut = true;
    this.#unfinished.clear();
    this.#stream?.abort();
    this.#pulse?.abort();
    this.#receiver?.signedOut();
  }

  /** Asks, with growing pauses, until a server answers; then carries on or reports that it is another one. */
  async #recover(): Promise<void> {
    if (this.#recovering || this.#signedOut) return;
    this.#recovering = true;
    this.#receiver?.lost();
    for (let wait = FIRST_WAIT; !this.#closed; wait = Math.min(wait * 1.6, LONGEST_WAIT)) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait);
        this.#wake = () => (clearTimeout(timer), resolve());
      });
      const answer = await this.#json(this.addresses.api("app_id")).catch(() => null);
      if (this.#signedOut) break;
      if (!answer || this.#closed) continue;
      this.#recovering = false;
      if ((answer as { app_id: unknown }).app_id !== this.#app) {
        this.#unfinished.clear();
        this.#at = this.#told = 0; // its numbers begin anew
        this.#receiver?.restarted();
        return;
      }
      this.#receiver?.found();
      await (this.#opening = this.#connect());
      if (this.#alive) setTimeout(() => this.heartbeat(), this.#rest);
      return;
    }
  }

  async #post(route: string, body: unknown, query = ""): Promise<unknown> {
    if (this.#taken) {
      this.#taken = false;
      this.#opening = this.#connect();
    }
    if (!this.#socket) await this.#opening;
    const path = route + (query ? "?" + query : "");
    const text = JSON.stringify(body);
    if (this.#socket && text.length < LARGEST) {
      const answer = await this.#socket.post(path, text);
      if (answer.status === 401) this.#signOut();
      if (answer.status >= 400) throw new Refused(answer.status, detailOf(answer.body));
      return answer.body;
    }
    const headers = { "content-type": "application/json" };
    return this.#json(this.addresses.api(path), { method: "POST", headers, body: text });
  }

  async #json(url: string, init: RequestInit = {}): Promise<unknown> {
    const reply = await this.#fetch(url, init).catch((error: unknown) => {
      if (error instanceof Unreachable && this.#app !== null) void this.#recover();
      throw error;
    });
    const text = await reply.text();
    if (reply.status === 401) this.#signOut();
    if (!reply.ok) throw new Refused(reply.status, detail(text));
    return parse(text);
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      const headers = { "x-gradio-user": "app", ...(init.headers as Record<string, string>) };
      return await fetch(url, { credentials: "include", ...init, headers });
    } catch (error) {
      throw (error as Error).name === "AbortError" ? error : new Unreachable();
    }
  }
}

/** What a refusal says: its `detail` if it has one, the error object of a failed call, or its text. */
function detail(text: string): unknown {
  try {
    return detailOf(parse(text));
  } catch {
    return text;
  }
}

function detailOf(body: unknown): unknown {
  return body && typeof body === "object" && "detail" in body ? body.detail : body;
}
