/** From a component's type to its view. There is no list: a folder in `components/` is a type. */
import type { Component } from "svelte";
import type { Views } from "../store/app.svelte";
import type { Defaults } from "../store/node.svelte";
import Unknown from "./Unknown.svelte";

export interface View {
  default: Component<{ node: never; children?: never }>;
  /** True for a type that is never seen, such as a timer: it lives outside the tree, so a closed tab does not stop it. */
  background?: boolean;
  /** What it holds when the program gave it nothing. */
  blank?: unknown;
  /** What it is called when the program gave it no label. */
  label?: string;
}

const views = import.meta.glob<View>("../components/*/index.svelte");
const examples = import.meta.glob<View>("../components/*/Example.svelte");
const loaded = new Map<string, View>();

const unknown = { default: Unknown } as unknown as View;

export const registry = {
  /** Loads the code of the types that are not there yet, all at once. */
  async load(types: Iterable<string>): Promise<void> {
    await Promise.all(
      [...new Set(types)].map(async (type) => {
        if (loaded.has(type)) return;
        const load = views[`../components/${type}/index.svelte`];
        loaded.set(type, load ? await load() : unknown);
      }),
    );
  },

  /** A view that `load` has loaded. */
  get(type: string): View {
    return loaded.get(type) ?? unknown;
  },

  defaults(type: string): Defaults {
    const view = loaded.get(type);
    return { value: view?.blank, label: view?.label };
  },

  async view(type: string, kind: "view" | "example"): Promise<unknown> {
    if (kind === "example") return (await examples[`../components/${type}/Example.svelte`]?.())?.default ?? null;
    await registry.load([type]);
    return registry.get(type).default;
  },
} satisfies Views & { get(type: string): View };
