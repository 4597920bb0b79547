import { expect, test } from "vitest";
import { serverEvents } from "./sse";

function stream(...pieces: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === "string" ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
}

async function read(...pieces: (string | Uint8Array)[]) {
  return Array.fromAsync(serverEvents(stream(...pieces)));
}

test("events end with an empty line, wherever the network cuts them", async () => {
  const events = await read('data: {"a"', ':1}\n', "\ndata: 2\n\nda", "ta: 3\n\n");
  expect(events.map((event) => event.data)).toEqual(['{"a":1}', "2", "3"]);
});

test("names, comments, several lines and other line ends", async () => {
  const events = await read(": ping\n\nevent: complete\nid: 7\ndata: [1]\r", "\ndata: [2]\r\n\r\n");
  expect(events).toEqual([{ event: "complete", data: "[1]\n[2]", id: "7" }]);
});

test("a letter that is cut in two arrives whole", async () => {
  const bytes = new TextEncoder().encode("data: ä\n\n");
  expect((await read(bytes.slice(0, 7), bytes.slice(7)))[0].data).toBe("ä");
});

test("an unfinished event is not told", async () => {
  expect(await read("data: 1\n\ndata: 2")).toEqual([{ event: "message", data: "1", id: "" }]);
});
