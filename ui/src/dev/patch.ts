/** Changes the page as the program was changed, and leaves alone what is still the same. */
import { tick } from "svelte";
import type { Config, ListenerConfig } from "../client/wire";
import type { App } from "../store/app.svelte";
import type { Node } from "../store/node.svelte";

/** Makes the page what a new config says; components that are the same keep what the person did to them. */
export async function patch(app: App, config: Config): Promise<void> {
  await app.loadViews(config.components.map((component) => component.type));
  const before = app.config;
  const old = new Map(before.components.map((component) => [component.id, component]));
  const known = new Set(before.dependencies.map((listener) => listener.id));
  const fresh = new Set<Node>();
  const restore = remembered(app);

  for (const component of config.components) {
    const was = old.get(component.id);
    const node = app.node(component.id);
    if (was && node && node.type === component.type) node.rewrite(app.make(was), app.make(component));
    else {
      const made = app.make(component);
      app.nodes.set(component.id, made);
      fresh.add(made);
    }
    old.delete(component.id);
  }
  for (const id of old.keys()) app.nodes.delete(id);

  const containers = new Set(app.rendered.placed.map((part) => part.layout.id));
  const page = config.page?.[config.current_page ?? ""];
  app.root.children = app.nest((page?.layout ?? config.layout).children ?? [], app.root, containers);
  app.triggers.listeners = [...config.dependencies, ...stillRendered(app, config)];
  app.config = config;
  app.rebuilt(fresh);
  app.saved();
  redress(before, config);
  await tick();
  restore();
  begin(app, config.dependencies, known);
}

/** The listeners of parts that stay as they are until they are rendered anew. */
function stillRendered(app: App, config: Config): ListenerConfig[] {
  const renders = new Set(config.dependencies.flatMap((one) => (one.render_id === null ? [] : [one.render_id])));
  const kept: ListenerConfig[] = [];
  for (const listener of app.triggers.listeners) {
    if (listener.rendered_in === null || !renders.has(listener.rendered_in)) continue;
    kept.push(listener);
    if (listener.render_id !== null) renders.add(listener.render_id);
  }
  return kept;
}

/** Starts what runs when a page is opened, as far as it is new; every part that is rendered is rendered anew. */
function begin(app: App, listeners: ListenerConfig[], known: ReadonlySet<number>): void {
  for (const listener of listeners) {
    const loads = listener.targets.some(([id, event]) => id === 0 && event === "load");
    if (loads && (listener.render_id !== null || !known.has(listener.id))) {
      app.triggers.fire(listener, { source: app.root.id, event: "load", data: null });
    }
  }
}

/** Loads the theme's style sheet anew where it is another one. */
function redress(before: Config, now: Config): void {
  if (before.theme_hash === now.theme_hash) return;
  const link = document.querySelector<HTMLLinkElement>('link[rel="stylesheet"][href*="theme.css"]');
  if (link) link.href = `./theme.css?v=${now.theme_hash ?? ""}-${now.generation}`;
}

/** Returns what puts the cursor and the page back to where they were, should that have been lost. */
function remembered(app: App): () => void {
  const active = document.activeElement as HTMLInputElement | null;
  const owner = app.all.find((node) => node.element?.contains(active));
  const at = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : [null, null];
  const place = active?.tagName.toLowerCase();
  const scroll = [scrollX, scrollY] as const;
  return () => {
    scrollTo(...scroll);
    if (!active || !place || active === document.body || document.activeElement === active) return;
    // It was moved, which takes the cursor away, or its view was made anew.
    const again = owner && app.node(owner.id) === owner ? owner.element?.querySelector<HTMLInputElement>(place) : null;
    const found = active.isConnected ? active : again;
    found?.focus({ preventScroll: true });
    if (found && at[0] !== null) found.setSelectionRange(at[0], at[1]);
  };
}
