/** Puts views on a page with a server in memory, for tests. */
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import Root from "./App.svelte";
import { MockTransport, type Answer } from "./client/mock";
import type { ComponentConfig, Config, Layout, ListenerConfig } from "./client/wire";
import { registry } from "./render/registry";
import { App } from "./store/app.svelte";

/** A listener with everything as the server would send it; give what matters. */
export function listener(id: number, given: Partial<ListenerConfig>): ListenerConfig {
  return {
    id,
    targets: [],
    inputs: [],
    outputs: [],
    backend_fn: true,
    js: null,
    queue: true,
    api_name: `fn${id}`,
    api_description: null,
    api_visibility: "public",
    batch: false,
    max_batch_size: 4,
    event_specific_args: null,
    scroll_to_output: false,
    show_progress: "full",
    show_progress_on: null,
    cancels: [],
    types: { generator: false, cancel: false },
    collects_event_data: false,
    trigger_after: null,
    trigger_only_on_success: false,
    trigger_only_on_failure: false,
    trigger_mode: "once",
    rendered_in: null,
    render_id: null,
    connection: "sse",
    time_limit: null,
    stream_every: 0.5,
    component_prop_inputs: [],
    js_implementation: null,
    ...given,
  };
}

export function component(id: number, type: string, props: Record<string, unknown> = {}): ComponentConfig {
  return { id, type, props, key: null, skip_api: false };
}

/** What the server says about an app that asked for nothing. */
const SERVED = {
  version: "6.31.0",
  api_prefix: "/gradio_api",
  protocol: "sse_v3",
  mode: "blocks",
  title: "Portico",
  root: "http://app.test",
  app_id: 1,
  connect_heartbeat: false,
  enable_queue: true,
  max_file_size: null,
  username: null,
  space_id: null,
  show_error: false,
  css: null,
  js: null,
  head: null,
  stylesheets: [],
  theme: "default",
  theme_hash: "",
  body_css: {},
  fill_height: false,
  fill_width: false,
  footer_links: ["api", "gradio", "settings"],
  run_history: false,
  pwa: false,
  is_colab: false,
  dev_mode: false,
  vibe_mode: false,
  analytics_enabled: false,
  mcp_server: false,
  i18n_translations: null,
} satisfies Partial<Config>;

/** A config of components one below the other, or laid out as `layout` says. */
export function config(
  components: ComponentConfig[],
  dependencies: ListenerConfig[] = [],
  layout?: Layout[],
  more: Partial<Config> = {},
): Config {
  const children = layout ?? components.map(({ id }) => ({ id }));
  return {
    ...SERVED,
    components,
    dependencies,
    layout: { id: 0, children },
    page: {},
    pages: [["", "Home", true]],
    ...more,
  };
}

/** An app without a page, for tests of what happens behind it. */
export function start(page: Config, answers: Record<number, Answer> = {}) {
  const transport = new MockTransport(answers, page);
  const app = new App(page, transport, registry, ["en"]);
  app.start();
  return { app, transport };
}

/** A whole page, mounted. */
export async function open(page: Config, answers: Record<number, Answer> = {}) {
  await registry.load(["column", ...page.components.map((one) => one.type)]);
  const transport = new MockTransport(answers, page);
  const app = new App(page, transport, registry, ["en"]);
  const { container, unmount } = render(Root, { app });
  await tick();
  await tick();
  return { app, transport, screen, container, unmount, user: userEvent.setup() };
}

/**
 * One component on a page; interactive unless the props say otherwise.
 *
 * @param events Events to listen to: each sends a request with the component's value.
 */
export async function place(type: string, props: Record<string, unknown> = {}, events: string[] = []) {
  const listeners = events.map((event, i) => listener(i, { targets: [[1, event]], inputs: [1], trigger_mode: "multiple" }));
  const page = await open(config([component(1, type, { interactive: true, ...props })], listeners), {});
  const node = page.app.nodes.get(1);
  if (!node) throw new Error("There is no node 1.");
  return { ...page, node };
}
