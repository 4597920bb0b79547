// The published JavaScript client, unmodified, against a running app: prints one JSON object of what it got.
// Usage: client.mjs URL FOLDER [STORY…]. A story that throws leaves { thrown: its message }.
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Client, FileData, handle_file } from "@gradio/client";

const [url, folder, ...wanted] = process.argv.slice(2);
const PATIENCE = 20_000;

const connect = (options = {}) => Client.connect(url, options);

/** Everything a submission tells until it is over, in short. */
async function told(submission, { until = ["complete", "error"], each = () => {} } = {}) {
  const seen = [];
  for await (const message of submission) {
    seen.push(message);
    await each(message, seen);
    if (message.type === "status" && until.includes(message.stage)) break;
  }
  return seen;
}

const data = (seen) => seen.filter(({ type }) => type === "data").map((message) => structuredClone(message.data));
const stages = (seen) => [...new Set(seen.filter(({ type }) => type === "status").map(({ stage }) => stage))];
const types = (seen) => [...new Set(seen.map(({ type }) => type))].sort();
const brief = ({ queue, stage, message, success, position, code }) => ({ queue, stage, message, success, position, code });

/** The values a generator showed; the client changes a value in place, so each is copied when it arrives. */
async function values(app, endpoint, payload) {
  const seen = [];
  for await (const message of app.submit(endpoint, payload)) {
    if (message.type === "data") seen.push(JSON.stringify(message.data[0]));
    if (message.type === "status" && ["complete", "error"].includes(message.stage)) break;
  }
  return [...new Set(seen)].map((text) => JSON.parse(text));
}

const stories = {
  async predict() {
    const app = await connect();
    const first = await app.predict("/greet", ["Ada", 1]);
    return {
      type: first.type,
      endpoint: first.endpoint,
      fn_index: first.fn_index,
      by_name: first.data,
      without_slash: (await app.predict("greet", ["Ada", 1])).data,
      by_number: (await app.predict(0, ["Ada", 1])).data,
      by_keyword: (await app.predict("/greet", { name: "Ada", times: 1 })).data,
      default: (await app.predict("/greet", { name: "Ada" })).data,
      unqueued: (await app.predict("/unqueued", ["loud"])).data,
      two: (await app.predict("/two", ["x"])).data,
      no_outputs: (await app.predict("/no_outputs", [])).data,
      undocumented: (await app.predict("/undocumented", ["x"])).data,
      batch: (await Promise.all(["a", "b", "c"].map((word) => app.predict("/shout", [word])))).map(({ data }) => data[0]),
    };
  },

  async refusals() {
    const app = await connect();
    const tried = async (call) => call().then(() => "no refusal", (error) => error?.message ?? String(error));
    return {
      missing: await tried(async () => app.predict("/greet", {})),
      unknown_endpoint: await tried(async () => app.predict("/nosuch", [])),
      private: await tried(async () => app.predict("/private", ["x"])),
      shown: await tried(() => app.predict("/fail", ["shown"])),
      misfit: await tried(() => app.predict("/greet", ["Ada", "three"])),
      hidden: await tried(() => app.predict("/fail", ["other"])),
      nobody: await tried(() => Client.connect("http://127.0.0.1:9")),
    };
  },

  async state() {
    const app = await connect();
    const call = async (word) => (await app.predict("/remember", [word])).data;
    const seen = [await call("a"), await call("b"), (await app.predict("/state_first", ["now"])).data];
    const other = await connect();
    seen.push((await other.predict("/remember", ["z"])).data);
    return seen;
  },

  async null_state() {
    const app = await connect({ with_null_state: true });
    return (await app.predict("/remember", ["a", null])).data;
  },

  async events_all() {
    const app = await connect({ events: ["data", "status", "log"] });
    const seen = await told(app.submit("/toasts", ["high"]));
    const logs = seen.filter(({ type }) => type === "log");
    const last = seen.findLast(({ type }) => type === "status");
    return {
      types: types(seen),
      stages: stages(seen),
      data: data(seen),
      logs: logs.map(({ log, level, title, duration, visible }) => ({ log, level, title, duration, visible })),
      first: brief(seen.find(({ type }) => type === "status")),
      last: brief(last),
      endpoint: last.endpoint,
    };
  },

  async events_data_only() {
    const app = await connect();
    const seen = [];
    for await (const message of app.submit("/count", [3])) seen.push(message);
    return { types: types(seen), last: seen.at(-1).data };
  },

  async events_status_only() {
    const app = await connect({ events: ["status"] });
    const seen = await told(app.submit("/greet", ["Ada", 1]));
    return { types: types(seen), stages: stages(seen) };
  },

  async all_events() {
    const app = await connect({ events: ["data"] });
    const seen = await told(app.submit("/greet", ["Ada", 1], null, null, true));
    return { types: types(seen), stages: stages(seen) };
  },

  async progress() {
    const app = await connect({ events: ["data", "status"] });
    const seen = await told(app.submit("/progress", [50]));
    const units = seen.flatMap(({ progress_data }) => progress_data ?? []);
    return { data: data(seen), unit: units.at(0) && { ...units.at(0), index: null }, some: units.length > 0 };
  },

  async generators() {
    const app = await connect({ events: ["data", "status"] });
    return {
      count: await values(app, "/count", [4]),
      nested: await values(app, "/nested", ["end"]),
      chat: (await values(app, "/chat", ["hello", []])).length,
      fast: (await values(app, "/fast", [1000])).at(-1),
      empty: await values(app, "/count", [0]),
    };
  },

  async errors() {
    const app = await connect({ events: ["data", "status"] });
    const last = async (endpoint, payload) => {
      const seen = await told(app.submit(endpoint, payload));
      const { stage, message, title, duration, visible, success } = seen.findLast(({ type }) => type === "status");
      return { stage, message, title, duration, visible, success, data: data(seen) };
    };
    return {
      shown: await last("/fail", ["shown"]),
      hidden: await last("/fail", ["other"]),
      late: await last("/fail_late", []),
    };
  },

  async validators() {
    const app = await connect();
    const tried = (endpoint, payload) =>
      app.predict(endpoint, payload).then(
        ({ data }) => ({ data }),
        (error) => ({ told: JSON.stringify(error) + String(error.message) }),
      );
    return {
      refused: await tried("/checked", ["ab", 2]),
      refused_unqueued: await tried("/checked_unqueued", ["ab"]),
      accepted: await tried("/checked", ["Ada", 2]),
    };
  },

  async live() {
    const app = await connect({ events: ["data", "status"] });
    // A live input: each answer asks for the next piece, and the last closes it.
    async function heard([first, ...rest], stop) {
      const submission = app.submit("/loudest", [first]);
      const seen = await told(submission, {
        each: async ({ type }) => {
          if (type !== "data") return;
          if (rest.length) await submission.send_chunk({ data: [rest.shift(), null] });
          else await stop(submission);
        },
      });
      const failed = seen.find(({ type, stage }) => type === "status" && stage === "error");
      return { seen: data(seen).map(([first]) => first), failure: failed?.message ?? null };
    }
    return {
      closed: (await heard([3, 8, 5], (submission) => submission.close_stream())).seen,
      failed: await heard([3, -1], (submission) => submission.close_stream()),
      cancelled: (await heard([4, 6], (submission) => submission.cancel())).seen.slice(0, 2),
    };
  },

  async cancel_running() {
    const app = await connect({ events: ["data", "status"] });
    const endless = app.submit("/endless", []);
    let steps = 0;
    const seen = await told(endless, {
      each: async ({ type }) => {
        if (type === "data" && ++steps === 3) await endless.cancel();
      },
    });
    return { enough: steps >= 3, last: seen.at(-1).stage, after: (await app.predict("/greet", ["Ada", 1])).data };
  },

  async returned() {
    const app = await connect({ events: ["data", "status"] });
    const endless = app.submit("/endless", []);
    const first = await endless.next();
    const over = await endless.return();
    return { first: first.done, over: over.done, next: (await endless.next()).done };
  },

  async waiting() {
    const app = await connect({ events: ["data", "status"] });
    await app.predict("/block_again", []);
    const first = app.submit("/wait_for_release", []);
    const isPending = ({ type, stage, position }) => type === "status" && stage === "pending" && position !== undefined;
    const places = [];
    const second = await told(app.submit("/wait_for_release", []), {
      each: async (message) => {
        if (!isPending(message) || places.length) return;
        places.push(message.position);
        await app.predict("/release", []);
      },
    });
    return { told: places.length > 0, first: data(await told(first)), second: data(second) };
  },

  async many() {
    const app = await connect();
    const calls = Array.from({ length: 40 }, (_, n) => app.predict("/greet", [`n${n}`, 1]));
    return (await Promise.all(calls)).map(({ data }) => data[0]);
  },

  async view_api() {
    const app = await connect();
    const { named_endpoints, unnamed_endpoints } = await app.view_api();
    const { parameters, returns, description } = named_endpoints["/greet"];
    return {
      names: Object.keys(named_endpoints).sort(),
      unnamed: Object.keys(unnamed_endpoints),
      description,
      parameters: parameters.map(({ label, parameter_name, parameter_has_default, parameter_default, type, component }) => ({
        label, parameter_name, parameter_has_default, parameter_default, type, component,
      })),
      returns: returns.map(({ label, type, component }) => ({ label, type, component })),
      files: named_endpoints["/length_of"].parameters[0].type,
    };
  },

  async uploads() {
    const app = await connect();
    const path = join(folder, "pàth #1.txt");
    writeFileSync(path, "123456789");
    const length = async (given) => (await app.predict("/length_of", [given])).data[0];
    const [blob, buffer] = [new Blob(["12345"], { type: "text/plain" }), Buffer.from("1234567")];
    const file = new File(["123"], "näme #.txt");
    const [uploaded] = await app.upload([new FileData({ path: "given.txt", orig_name: "given.txt", blob })], url);
    return {
      blob: await length(blob),
      buffer: await length(buffer),
      file: await length(file),
      handled_blob: await length(handle_file(blob)),
      handled_buffer: await length(handle_file(buffer)),
      handled_file: await length(handle_file(file)),
      handled_path: await length(handle_file(relative(process.cwd(), path))),
      nothing: await length(null),
      several: (await app.predict("/names_of", [[handle_file(file), handle_file(file)]])).data[0],
      uploaded: { orig_name: uploaded.orig_name, meta: uploaded.meta, has_path: typeof uploaded.path === "string" },
      used_again: await length(uploaded),
    };
  },

  async downloads() {
    const app = await connect();
    const [written] = (await app.predict("/write", ["content"])).data;
    const { orig_name, size, is_stream, meta } = written;
    return { orig_name, size, is_stream, meta, content: await (await fetch(written.url)).text() };
  },

  async headers() {
    const app = await connect({ headers: { "x-team": "red" } });
    return (await app.predict("/who", [])).data;
  },

  async query() {
    const app = await connect({ query_params: { k: "v" } });
    return (await app.predict("/who", [])).data;
  },

  async status_callback() {
    const seen = [];
    await connect({ status_callback: ({ status, load_status }) => seen.push([status, load_status]) });
    return seen;
  },

  async login() {
    return connect({ auth: ["ada", "secret"] }).then(() => "connected", (error) => error.message);
  },

  async reconnect() {
    const app = await connect();
    return app.reconnect();
  },

  /** Says when it is connected, and waits for a line: meanwhile, the server is started anew. */
  async restarted() {
    const app = await connect();
    const seen = [(await app.predict("/greet", ["Ada", 1])).data[0]];
    console.log("connected");
    await new Promise((resolve) => process.stdin.once("data", resolve));
    seen.push(await app.reconnect());
    seen.push((await app.predict("/greet", ["Bea", 1])).data[0]);
    return seen;
  },

  /** Against an app that notes words; see test_ends.py. */
  async in_turn() {
    const app = await connect();
    return [(await app.predict("/note", ["first"])).data[0], (await app.predict("/note", ["second"])).data[0]];
  },

  async together() {
    const app = await connect();
    const both = await Promise.all(["early", "late"].map((word) => app.predict("/note", [word])));
    return [...both, await app.predict("/note", ["after"])].map(({ data }) => data[0]);
  },

  async config() {
    const { config } = await connect();
    const { protocol, api_prefix, version, root, title, dependencies } = config;
    return { protocol, api_prefix, version, root: root === new URL(url).origin, title, some: dependencies.length > 20 };
  },
};

function limited(story) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("took too long")), PATIENCE);
  });
  return Promise.race([story(), late]).finally(() => clearTimeout(timer));
}

const found = {};
const elsewhere = ["restarted", "in_turn", "together"];
const all = Object.keys(stories).filter((name) => !elsewhere.includes(name));
for (const name of wanted.length ? wanted : all) {
  try {
    found[name] = await limited(stories[name]);
  } catch (error) {
    found[name] = { thrown: error?.message ?? String(error) };
  }
}
console.log(JSON.stringify(found));
process.exit(0);
