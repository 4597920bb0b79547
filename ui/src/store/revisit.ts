/**
 * What a tab keeps while its page is reloaded: what ran, and what the page showed.
 *
 * Only a page that waits for something leaves it, and the next page of the tab takes it away: a reload is a new visit
 * otherwise. A duplicate of the tab finds nothing, so that no two pages share a session.
 */
import type { Config } from "../client/wire";
import type { App } from "./app.svelte";
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

export interface Left {
  app: number;
  session: string;
  /** The number of the last message that arrived. */
  at: number;
  /** When it was left, in milliseconds since 1970. */
  when: number;
  jobs: Running[];
  /** The properties that were not as the program made them, by node. */
  props: Record<number, Record<string, unknown>>;
}

const place = (): string => `portico:left:${location.pathname}`;

export const Revisit = {
  /** Keeps what runs for the next page of this tab. */
  leave(app: App): void {
    const { config, transport } = app;
    const jobs = app.jobs.running();
    // What a function built for this visit is not part of the page that comes.
    const known = new Set(config.components.map((component) => component.id));
    const rendered = [...app.nodes.keys()].some((id) => id !== app.root.id && !known.has(id));
    if (!jobs.length || rendered || !config.resume_grace) return;
    const left: Left = {
      app: config.app_id ?? 0,
      session: transport.session,
      at: transport.position,
      when: Date.now(),
      jobs,
      props: changed(app),
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
    const left = JSON.parse(text) as Left;
    const late = Date.now() - left.when > 1000 * (config.resume_grace ?? 0);
    return late || left.app !== config.app_id ? null : left;
  },
};

function changed(app: App): Left["props"] {
  const found: Left["props"] = {};
  for (const component of app.config.components) {
    const node = app.node(component.id);
    if (!node) continue;
    const made = app.localise(component.props);
    const now = Object.entries(node.props as Record<string, unknown>);
    const differing = now.filter(([name, value]) => !sameValue(value ?? null, made[name] ?? null));
    if (differing.length) found[component.id] = Object.fromEntries(differing);
  }
  return found;
}
