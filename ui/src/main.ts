/** Starts the page: reads its config, loads the code of what is on it, mounts. */
import { mount } from "svelte";
import App from "./App.svelte";
import { appRoot } from "./client/files";
import { HttpTransport } from "./client/http";
import { parse } from "./client/parse";
import { newSession } from "./client/session";
import { Revisit } from "./store/revisit";
import { Refused } from "./client/transport";
import type { Config } from "./client/wire";
import Gone from "./Gone.svelte";
import { language, speak } from "./i18n/words.svelte";
import { registry } from "./render/registry";
import { App as Page } from "./store/app.svelte";
import "./theme/base.css";

declare global {
  interface Window {
    gradio_config?: Config;
    __gradio_mode__?: string;
    __gradio_session_hash__?: string;
    /** The page's own face for tests and for scripts of a program. */
    portico?: { app: Page };
  }
}

const target = document.querySelector("gradio-app") ?? document.body;

async function start(): Promise<void> {
  const inline = inlineConfig();
  const left = inline && Revisit.take(inline);
  const transport = new HttpTransport({
    root: appRoot(import.meta.url),
    session: left?.session ?? newSession(),
    after: left?.at,
    query: location.search,
  });
  const [config] = await Promise.all([inline ? transport.adopt(inline) : transport.config(), speak(navigator.languages)]);
  document.documentElement.lang = language();
  window.gradio_config = config;
  window.__gradio_mode__ = "app";
  window.__gradio_session_hash__ = transport.session;

  const rendered = left ? left.rendered.placed.flatMap((part) => part.components) : [];
  await registry.load(["column", ...[...config.components, ...rendered].map((component) => component.type)]);
  const app = new Page(config, transport, registry, navigator.languages);
  window.portico = { app };
  if (left) app.takeUp(left);
  addEventListener("pagehide", () => {
    Revisit.leave(app);
    transport.leave();
  });
  addEventListener("pageshow", (event) => event.persisted && Revisit.take(config));
  target.replaceChildren();
  mount(App, { target, props: { app } });
  if (config.dev_mode) (await import("./dev/follow")).follow(app, transport);
}

/** The config that came with the page, as inert JSON or as a global, so that no request is needed for it. */
function inlineConfig(): Config | undefined {
  const element = document.getElementById("portico-config");
  return element?.textContent ? (parse(element.textContent) as Config) : window.gradio_config;
}

start().catch((error: unknown) => {
  console.error(error);
  target.replaceChildren();
  const refused = error instanceof Refused;
  mount(Gone, { target, props: { title: refused ? "This page cannot be shown" : "The app does not answer", text: (error as Error).message } });
});
