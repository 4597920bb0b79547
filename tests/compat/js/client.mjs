// The published JavaScript client, unmodified, against a running app: prints one JSON object of what it got.
import { Client } from "@gradio/client";

const [url] = process.argv.slice(2);
const client = await Client.connect(url, { events: ["data", "status", "log"] });
const found = {};

async function steps(endpoint, data) {
  const seen = [];
  let failure = null;
  for await (const message of client.submit(endpoint, data)) {
    if (message.type === "data") seen.push(message.data);
    if (message.type === "status" && message.stage === "error") failure = message.message;
    if (message.type === "status" && (message.stage === "complete" || message.stage === "error")) break;
  }
  return { seen, failure };
}

found.by_name = (await client.predict("/greet", ["Ada", 1])).data;
found.without_slash = (await client.predict("greet", ["Ada", 1])).data;
found.by_number = (await client.predict(0, ["Ada", 1])).data;
found.by_keyword = (await client.predict("/greet", { name: "Ada", times: 1 })).data;
found.default = (await client.predict("/greet", { name: "Ada" })).data;
found.unqueued = (await client.predict("/unqueued", ["loud"])).data;
found.two = (await client.predict("/two", ["x"])).data;
found.state = [(await client.predict("/remember", ["a"])).data[0], (await client.predict("/remember", ["b"])).data[0]];
found.count = (await steps("/count", [4])).seen.map((data) => data[0]);
found.nested = (await steps("/nested", ["end"])).seen.map((data) => data[0]);
found.error = (await steps("/fail", ["shown"])).failure;

const rejected = async (endpoint, data) => {
  try {
    return { data: (await client.predict(endpoint, data)).data };
  } catch (error) {
    return { told: JSON.stringify(error) + String(error.message) };
  }
};
found.refused = await rejected("/checked", ["ab", 2]);
found.refused_unqueued = await rejected("/checked_unqueued", ["ab"]);
found.accepted = await rejected("/checked", ["Ada", 2]);

const endless = client.submit("/endless", []);
let cancelled = 0;
for await (const message of endless) {
  if (message.type === "data" && ++cancelled === 3) await endless.cancel();
  if (message.type === "status" && message.stage === "complete") break;
}
found.cancelled_after = cancelled;

const blob = new Blob(["12345"], { type: "text/plain" });
found.blob = (await client.predict("/length_of", [blob])).data[0];
const buffer = Buffer.from("1234567");
found.buffer = (await client.predict("/length_of", [buffer])).data[0];
found.file = (await client.predict("/length_of", [new File(["123"], "näme #.txt")])).data[0];
const written = (await client.predict("/write", ["content"])).data[0];
found.fetched = await (await fetch(written.url)).text();

// A live input: each answer asks for the next piece, and the last closes it.
async function live(levels, stop) {
  const [first, ...rest] = levels;
  const submission = client.submit("/loudest", [first]);
  const seen = [];
  let failure = null;
  for await (const message of submission) {
    if (message.type === "status" && message.stage === "error") failure = message.message;
    if (message.type === "status" && ["complete", "error"].includes(message.stage)) break;
    if (message.type !== "data") continue;
    seen.push(message.data[0]);
    if (rest.length) await submission.send_chunk({ data: [rest.shift(), null] });
    else await stop(submission);
  }
  return { seen, failure };
}
found.live = (await live([3, 8, 5], (submission) => submission.close_stream())).seen;
found.live_failed = await live([3, -1], (submission) => submission.close_stream());
found.live_cancelled = (await live([4, 6], (submission) => submission.cancel())).seen;

console.log(JSON.stringify(found));
process.exit(0);
