/**
 * What a tab keeps while its page is reloaded: what ran, and what the page showed.
 *
 * Only a page that waits for something leaves it, and the next page of the tab takes it away: a reload is a new visit
 * otherwise. A duplicate of the tab finds nothing, so that no two pages share a session.
 */
import { parse } from "../client/parse";
import type { ComponentConfig, Config } from "../client/wire";
import type { App } from "./app.svelte";
import type { Rendered } from "./branches";
import type { Cause } from "./jobs.svelte";
import { sameValue } from "./props.svelte";

export interface Running {
  event: string;
  listener: number;
  cause: Cause;
  /** The last values of a generator, which its edits refer to. */
  values: unknown[];
  /** How long it has run, in milliseconds. */
  age: number;
}

/** What starts again once what runs of its listener has ended. */
export interface Waiting {
  listener: number;
  cause: Cause;
}

export interface Left {
  app: number;
  session: string;
  /** Who was logged in: nobody else sees what is left. */
  user: string | null;
  /** The number of the last message that arrived. */
  at: number;
  /** When it was left, in milliseconds since 1970. */
  when: number;
  jobs: Running[];
  waiting: Waiting[];
  /** The parts that functions built for this visit. */
  rendered: Rendered;
  /** The properties that were not as the program made them, by node. */
  props: Record<number, Record<string, unknown>>;
}

const place = (): string => `portico:left:${location.pathname}`;

export const Revisit = {
  /** Keeps what runs for the next page of this tab. */
  leave(app: App): void {
    const { config, rendered, transport } = app;
    const jobs = app.jobs.running();
    if (!jobs.length || !config.resume_grace) return;
    const left: Left = {
      app: config.app_id ?? 0,
      session: transport.session,
      user: config.username ?? null,
      at: transport.position,
      when: Date.now(),
      jobs,
      waiting: app.triggers.waiting(),
      rendered,
      props: changed(app, rendered),
    };
    try {
      sessionStorage.setItem(place(), JSON.stringify(left));
    } catch {
      // More than the browser keeps for a tab: the next page begins anew.
    }
  },

  /** Takes what the last page of this tab left, where it is still good. */
  take(config: Config): Left | null {
    const text = sessionStorage.getItem(place());
    sessionStorage.removeItem(place());
    if (!text) return null;
    const left = parse(text) as Left;
    const late = Date.now() - left.when > 1000 * (config.resume_grace ?? 0);
    const foreign = left.user !== (config.username ?? null);
    return late || foreign || left.app !== config.app_id ? null : left;
  },
};

/** The components that the next page makes by itself, and those that it makes of `rendered`. */
function made(app: App, rendered: Rendered): ComponentConfig[] {
  // A part repeats the container that it fills.
  const own = rendered.placed.flatMap(({ components, layout }) => components.filter((one) => one.id !== layout.id));
  return [...app.config.components, ...own];
}

function changed(app: App, rendered: Rendered): Left["props"] {
  const found: Left["props"] = {};
  for (const component of made(app, rendered)) {
    const node = app.node(component.id);
    if (!node) continue;
    const props = app.localise(component.props);
    const now = Object.entries(node.props as Record<string, unknown>);
    const differing = now.filter(([name, value]) => !sameValue(value ?? null, props[name] ?? null));
    if (differing.length) found[component.id] = Object.fromEntries(differing);
  }
  return found;
}
