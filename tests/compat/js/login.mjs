// The published JavaScript client, unmodified, at the door of an app: prints what it got, or why it got nothing.
// Usage: login.mjs URL [NAME PASSWORD]
import { Client } from "@gradio/client";

const [url, ...auth] = process.argv.slice(2);
const said = {};
try {
  const client = await Client.connect(url, auth.length ? { auth } : {});
  said.sent = (await client.predict("/ledger_total", ["x"])).data;
  for await (const message of client.submit("/ledger_total", ["y"])) {
    if (message.type === "data") said.streamed = message.data;
    if (message.type === "status" && message.stage === "complete") break;
  }
  client.close();
} catch (error) {
  said.error = String(error.message ?? error);
}
console.log(JSON.stringify(said));
process.exit(0);
