/** Reads a stream of server-sent events from the body of a fetch. */

export interface ServerEvent {
  event: string;
  data: string;
  /** Its number; empty where it has none. */
  id: string;
}

/** Each event of a stream, as its last byte arrives. Returns when the server ends the stream, throws when it breaks. */
export async function* serverEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // A block ends with an empty line. A lone "\r" at the end may be half a line end, so it waits.
      const text = (rest + decoder.decode(value, { stream: true })).replace(/\r\n/g, "\n");
      const blocks = text.split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parse(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parse(block: string): ServerEvent | null {
  let event = "message";
  let id = "";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon < 1) continue;
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (line.startsWith("data:")) data.push(value);
    else if (line.startsWith("event:")) event = value;
    else if (line.startsWith("id:")) id = value;
  }
  return data.length ? { event, data: data.join("\n"), id } : null;
}
