import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HttpTransport } from "./http";
import { Refused, Unreachable } from "./transport";
import type { Config, Message } from "./wire";

/** The server's end of a socket, driven by the test. */
class FakeSocket {
  static readonly OPEN = 1;
  readyState = 1;
  static made: FakeSocket[] = [];
  static works = true;
  sent: string[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.made.push(this);
    queueMicrotask(() => (FakeSocket.works ? this.tell({ at: 0 }) : this.close(1006)));
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(code = 1005): void {
    this.onclose?.({ code });
  }

  tell(...frames: unknown[]): void {
    this.onmessage?.({ data: JSON.stringify(frames) });
  }

  get asked(): { id: number; path: string; body: Record<string, unknown>; got?: number }[] {
    return this.sent.map((text) => JSON.parse(text));
  }
}

const config = { api_prefix: "/gradio_api", root: "", app_id: 1, dependencies: [{ backend_fn: true }] };
const request = { fn_index: 3, data: ["x"], event_data: null, trigger_id: 7 };
let transport: HttpTransport;
let fetched: string[];
let messages: Message[];
let said: string[];

const socket = () => FakeSocket.made[FakeSocket.made.length - 1];
const opened = (count: number) => expect.poll(() => FakeSocket.made.length).toBe(count);

beforeEach(() => {
  FakeSocket.made = [];
  FakeSocket.works = true;
  sessionStorage.clear();
  fetched = [];
  messages = [];
  said = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", async (url: string) => {
    fetched.push(url.replace("http://host/app/gradio_api/", ""));
    if (url.includes("queue/data")) return new Response(new ReadableStream());
    return Response.json({ app_id: 1, event_id: "e1" });
  });
  transport = new HttpTransport({ root: "http://host/app/", session: "s1", query: "?q=1" });
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
});

test("requests go up and messages come down on one socket, and nothing else is asked", async () => {
  transport.adopt(config as unknown as Config);
  const joining = transport.submit(request);
  await expect.poll(() => socket().asked.length).toBe(1);
  expect(socket().url).toBe("ws://host/app/gradio_api/socket?session_hash=s1&after=0");
  expect(socket().asked[0]).toEqual({ id: 1, path: "queue/join?q=1", body: { ...request, session_hash: "s1" } });
  socket().tell({ id: 1, status: 200, body: { event_id: "e9" } }, { at: 1, messages: [{ msg: "process_starts", event_id: "e9" }] });
  expect(await joining).toBe("e9");
  expect(messages).toEqual([{ msg: "process_starts", event_id: "e9" }]);
  transport.heartbeat();
  await Promise.resolve();
  expect(fetched).toEqual([]);
});

test("what the server refuses is refused with its detail", async () => {
  transport.adopt(config as unknown as Config);
  const joining = transport.submit(request).catch((error: unknown) => error);
  await expect.poll(() => socket().asked.length).toBe(1);
  socket().tell({ id: 1, status: 503, body: { detail: "Queue is full." } });
  const refusal = await joining;
  expect(refusal).toBeInstanceOf(Refused);
  expect(refusal).toMatchObject({ status: 503, message: "Queue is full." });
});

test("nothing is sent any more while a socket closes", async () => {
  transport.adopt(config as unknown as Config);
  await opened(1);
  await expect.poll(() => socket().onmessage).toBeTruthy();
  const before = socket().sent.length;
  socket().readyState = 2;
  expect(await transport.submit(request).catch((error: unknown) => error)).toBeInstanceOf(Unreachable);
  expect(socket().sent.length).toBe(before);
});

test("a socket that breaks is opened again after the last message, and what was asked is known to be lost", async () => {
  transport.adopt(config as unknown as Config);
  await opened(1);
  await expect.poll(() => socket().onmessage).toBeTruthy();
  socket().tell({ at: 41, messages: [{ msg: "process_starts", event_id: "e9" }] });
  const joining = transport.submit(request).catch((error: unknown) => error);
  await expect.poll(() => socket().asked.length).toBe(1);
  socket().close(1006);
  expect(await joining).toBeInstanceOf(Unreachable);
  await opened(2);
  expect(socket().url).toContain("after=41");
  expect(said).toEqual(["lost", "found"]);
});

test("a socket that is closed because the login ended is not opened again", async () => {
  transport.adopt(config as unknown as Config);
  await opened(1);
  await expect.poll(() => socket().onmessage).toBeTruthy();
  socket().tell({ at: 1, messages: [] });
  socket().close(4003);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(said).toEqual(["signed out"]);
  expect([FakeSocket.made.length, fetched]).toEqual([1, []]);
});

test("the server is told now and then what arrived", async () => {
  transport.adopt(config as unknown as Config);
  await opened(1);
  await expect.poll(() => socket().onmessage).toBeTruthy();
  for (let at = 1; at <= 64; at++) socket().tell({ at, messages: [{ msg: "process_starts", event_id: "e9" }] });
  expect(socket().asked).toEqual([{ got: 64 }]);
  socket().tell({ at: 65, messages: [] });
  await expect.poll(() => socket().asked.at(-1), { timeout: 3000 }).toEqual({ got: 65 });
});

test("where no socket can be had, requests are posted, and no further one is tried", async () => {
  FakeSocket.works = false;
  transport.adopt(config as unknown as Config);
  expect(await transport.submit(request)).toBe("e1");
  expect(fetched).toEqual(["queue/join?q=1", "queue/data?session_hash=s1&after=0"]);
  expect(said).toEqual([]);
  const next = new HttpTransport({ root: "http://host/app/", session: "s2" });
  next.adopt(config as unknown as Config);
  await next.submit(request);
  expect(FakeSocket.made.length).toBe(1);
  next.close();
});

test("a page whose session another one took comes back with its next request, not by itself", async () => {
  transport.adopt(config as unknown as Config);
  await opened(1);
  await expect.poll(() => socket().onmessage).toBeTruthy();
  socket().tell({ at: 1, messages: [] });
  socket().close(4001);
  expect(said).toEqual([]);
  expect(FakeSocket.made.length).toBe(1);
  void transport.submit(request).catch(() => undefined);
  await opened(2);
});

test("a large request is posted", async () => {
  transport.adopt(config as unknown as Config);
  await opened(1);
  await transport.submit({ ...request, data: ["x".repeat(600_000)] });
  expect(fetched).toEqual(["queue/join?q=1"]);
});
