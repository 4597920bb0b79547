import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { config, component, listener, open } from "../../testing";

/** A microphone that hears what the test says. */
const heard = vi.hoisted(() => ({ waiting: [] as Int16Array[], kept: [] as number[], closed: 0, refuses: "" }));

vi.mock("../../kit/microphone", () => ({
  Microphone: class {
    rate = 8000;
    onlevel = () => undefined;
    onlost = () => undefined;
    get seconds() {
      return heard.waiting.length;
    }
    async open() {
      if (heard.refuses) throw new Error(heard.refuses);
    }
    take() {
      return heard.waiting.splice(0);
    }
    keep(seconds: number) {
      heard.kept.push(seconds);
    }
    async pause() {}
    async resume() {}
    close() {
      heard.closed += 1;
    }
  },
}));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  Object.assign(heard, { waiting: [], kept: [], closed: 0, refuses: "" });
});
afterEach(() => void vi.useRealTimers());

async function live() {
  const stream = listener(0, { targets: [[1, "stream"]], inputs: [1], connection: "stream", trigger_mode: "multiple", stream_every: 0.5 });
  const page = await open(config([component(1, "audio", { interactive: true, streaming: true, sources: ["microphone"], label: "Voice" })], [stream]));
  const record = await page.screen.findByRole("button", { name: "Record" });
  record.click();
  await page.screen.findByRole("button", { name: "Stop" });
  return page;
}

const says = (...samples: number[]) => heard.waiting.push(Int16Array.from(samples));

/** The samples that a request carries. */
function samples(request: { data: unknown[] }): number[] {
  const { url } = request.data[0] as { url: string };
  const bytes = Uint8Array.from(atob(url.split(",")[1]), (letter) => letter.charCodeAt(0));
  return [...new Int16Array(bytes.buffer, 44)];
}

test("what is heard while the function is at work goes in one piece when it is done", async () => {
  const { transport, screen } = await live();
  says(1);
  vi.advanceTimersByTime(500);
  await expect.poll(() => transport.requests.map(samples)).toEqual([[1]]);
  says(2);
  vi.advanceTimersByTime(500);
  says(3);
  vi.advanceTimersByTime(500);
  expect(heard.kept).toEqual([30, 30]);
  expect(transport.requests).toHaveLength(1);
  transport.step("e1", [], "process_streaming");
  vi.advanceTimersByTime(500);
  await expect.poll(() => transport.requests.map(samples)).toEqual([[1], [2, 3]]);
  says(4);
  screen.getByRole("button", { name: "Stop" }).click();
  await expect.poll(() => transport.cancelled).toEqual(["e1"]);
  expect(transport.requests.map(samples)).toEqual([[1], [2, 3], [4]]);
  expect(heard.closed).toBe(1);
});

test("a stream that the server ended stops the microphone and sends nothing more", async () => {
  const { transport, screen } = await live();
  says(1);
  vi.advanceTimersByTime(500);
  await expect.poll(() => transport.events).toEqual(["e1"]);
  says(2);
  transport.fail("e1", "Too loud");
  await screen.findByRole("button", { name: "Record" });
  expect([transport.requests.length, heard.closed]).toEqual([1, 1]);
});

test("a microphone that cannot be had leaves a sentence and the button", async () => {
  heard.refuses = "No microphone was found.";
  const page = await open(config([component(1, "audio", { interactive: true, sources: ["microphone"], label: "Voice" })]));
  (await page.screen.findByRole("button", { name: "Record" })).click();
  expect(await page.screen.findByText("No microphone was found.")).toBeTruthy();
  expect(page.screen.getByRole("button", { name: "Record" })).toBeTruthy();
});
