import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HttpTransport } from "./http";
import { newSession } from "./session";
import { Refused, Unreachable } from "./transport";
import type { Config, Message } from "./wire";

/** A server made of functions: what it was asked, and streams a test writes into. */
class Server {
  asked: { method: string; url: string; body: unknown }[] = [];
  streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  app: number | null = 1;
  events = 0;
  foreign = false;
  join: () => Response | Promise<Response> = () => Response.json({ event_id: `e${++this.events}` });

  readonly fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const path = String(url).replace("http://host/app/", "");
    this.asked.push({ method: init.method ?? "GET", url: path, body: init.body ? JSON.parse(String(init.body)) : null });
    if (this.app === null) throw new TypeError("Failed to fetch");
    if (path.startsWith("gradio_api/queue/join")) return this.join();
    if (path.startsWith("gradio_api/queue/data") && this.foreign) return new Response("", { status: 403 });
    if (path.startsWith("gradio_api/queue/data")) return this.stream(init.signal);
    if (path.endsWith("app_id")) return Response.json({ app_id: this.app });
    if (path.includes("run/predict")) return Response.json({ error: "no", title: "T" }, { status: 500 });
    return Response.json({ success: true });
  };

  send(message: Partial<Message>, stream = this.streams.length - 1): void {
    this.streams[stream].enqueue(new TextEncoder().encode(`data: ${JSON.stringify(message)}\n\n`));
  }

  private stream(signal?: AbortSignal | null): Response {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void this.streams.push(controller) });
    signal?.addEventListener("abort", () => this.streams.at(-1)?.error(new DOMException("", "AbortError")));
    return new Response(body);
  }
}

const request = { fn_index: 3, data: ["x"], event_data: null, trigger_id: 7 };
let server: Server;
let transport: HttpTransport;
let messages: Message[];
let said: string[];

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 200 });
  server = new Server();
  vi.stubGlobal("fetch", server.fetch);
  messages = [];
  said = [];
  transport = new HttpTransport({ root: "http://host/app/", session: "s1", query: "?q=1" });
  transport.adopt({ api_prefix: "/gradio_api", root: "http://inside", app_id: 1, dependencies: [] } as unknown as Config);
  transport.listen({
    message: (message) => messages.push(message),
    lost: () => said.push("lost"),
    found: () => said.push("found"),
    restarted: () => said.push("restarted"),
    signedOut: () => said.push("signed out"),
  });
});

afterEach(() => {
  transport.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const asked = (part: string) => server.asked.filter((one) => one.url.includes(part));

test("a request is joined with the page's query, then one stream is opened for the session", async () => {
  expect(await transport.submit(request)).toBe("e1");
  await transport.submit(request);
  await expect.poll(() => server.streams.length).toBe(1);
  expect(asked("join")[0]).toEqual({
    method: "POST",
    url: "gradio_api/queue/join?q=1",
    body: { ...request, session_hash: "s1" },
  });
  expect(asked("queue/data")[0].url).toBe("gradio_api/queue/data?session_hash=s1&after=0");
});

test("messages are delivered until the server closes the stream, and no other is opened for nothing", async () => {
  await transport.submit(request);
  await expect.poll(() => server.streams.length).toBe(1);
  server.send({ msg: "process_completed", event_id: "e1" });
  server.send({ msg: "close_stream", event_id: null });
  await expect.poll(() => messages.map((one) => one.msg)).toEqual(["process_completed"]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(server.streams.length).toBe(1);
  expect(said).toEqual([]);
});

test("an event joined while the stream was being closed gets a stream of its own", async () => {
  await transport.submit(request);
  await expect.poll(() => server.streams.length).toBe(1);
  await transport.submit(request);
  server.send({ msg: "process_completed", event_id: "e1" });
  server.send({ msg: "close_stream", event_id: null });
  await expect.poll(() => server.streams.length).toBe(2);
});

test("an event that ended before its id was read does not keep a stream open", async () => {
  await transport.submit(request);
  await expect.poll(() => server.streams.length).toBe(1);
  let answer!: (response: Response) => void;
  server.join = () => new Promise((resolve) => (answer = resolve));
  const joining = transport.submit(request);
  server.send({ msg: "process_completed", event_id: "e2" });
  server.send({ msg: "process_completed", event_id: "e1" });
  server.send({ msg: "close_stream", event_id: null });
  await expect.poll(() => messages.length).toBe(2);
  answer(Response.json({ event_id: "e2" }));
  expect(await joining).toBe("e2");
  await vi.advanceTimersByTimeAsync(2000);
  expect(server.streams.length).toBe(1);
});

test("a stream that breaks is opened again when the same server answers", async () => {
  await transport.submit(request);
  await expect.poll(() => server.streams.length).toBe(1);
  server.app = null;
  server.streams[0].error(new TypeError("network"));
  await expect.poll(() => said).toEqual(["lost"]);
  server.app = 1;
  await expect.poll(() => said).toEqual(["lost", "found"]);
  await expect.poll(() => server.streams.length).toBe(2);
});

test("another server is told, and nothing is asked of it", async () => {
  await transport.submit(request);
  await expect.poll(() => server.streams.length).toBe(1);
  server.app = 2;
  server.streams[0].close();
  await expect.poll(() => said).toEqual(["lost", "restarted"]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(server.streams.length).toBe(1);
});

test("what is asked of another server after all is read from its first message on", async () => {
  await transport.submit(request);
  await expect.poll(() => server.streams.length).toBe(1);
  server.streams[0].enqueue(new TextEncoder().encode('id: 9\ndata: {"msg":"estimation","event_id":"e1"}\n\n'));
  await expect.poll(() => messages.length).toBe(1);
  server.app = 2;
  server.streams[0].close();
  await expect.poll(() => said).toEqual(["lost", "restarted"]);
  await transport.submit(request);
  await expect.poll(() => asked("queue/data").map((one) => new URL(one.url, "http://x").searchParams.get("after"))).toEqual(["0", "0"]);
});

test("a server that is away is asked less and less often, and at once on retry", async () => {
  server.app = null;
  await expect(transport.submit(request)).rejects.toBeInstanceOf(Unreachable);
  await vi.advanceTimersByTimeAsync(60_000);
  const before = asked("app_id").length;
  expect(before).toBeLessThan(15);
  transport.retry();
  await expect.poll(() => asked("app_id").length).toBe(before + 1);
});

test("a heartbeat that ends at once is looked into, and not asked for again at once", async () => {
  transport.heartbeat();
  await expect.poll(() => said).toEqual(["lost", "found"]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked("heartbeat").length).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked("heartbeat").length).toBe(2);
});

test("a refusal carries its detail", async () => {
  server.join = () => Response.json({ detail: "Queue is full." }, { status: 503 });
  const refusal = await transport.submit(request).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refused);
  expect(refusal).toMatchObject({ status: 503, message: "Queue is full." });
});

test("a login that has ended is told once, whatever was asked, and nothing is tried again", async () => {
  server.join = () => Response.json({ detail: { error: "Not authenticated", auth_message: null } }, { status: 401 });
  const refusals = await Promise.all([transport.submit(request), transport.submit(request)].map((one) => one.catch((error: unknown) => error)));
  expect(refusals).toMatchObject([{ status: 401 }, { status: 401 }]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(said).toEqual(["signed out"]);
  expect(asked("app_id")).toEqual([]);
});

test("a session that is another visitor's is given up, not asked for again and again", async () => {
  await transport.submit(request);
  await expect.poll(() => server.streams.length).toBe(1);
  server.foreign = true;
  server.streams[0].close();
  await expect.poll(() => messages.map((one) => one.msg)).toEqual(["unexpected_error"]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked("queue/data").length).toBe(2);
});

test("a call without the queue gives its failure as a result", async () => {
  expect(await transport.call(request)).toEqual({ success: false, output: { error: "no", title: "T" } });
});

test("a session is 22 letters and digits, never the same twice", () => {
  expect(newSession()).toMatch(/^[A-Za-z0-9]{22}$/);
  expect(newSession()).not.toBe(newSession());
});
