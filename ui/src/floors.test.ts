/** Imports go down. Reads every import of every module and holds the floors of the house. */
import { expect, test } from "vitest";

const sources = import.meta.glob<string>("./**/*.{ts,svelte}", { query: "?raw", import: "default", eager: true });

/** What may be imported, besides packages, the page's words and one's own floor. */
const FLOORS: Record<string, string[]> = {
  i18n: [],
  client: [],
  theme: ["client"],
  kit: [],
  store: ["client"],
  components: ["kit", "store", "client"], // of `client` only the wire's types
  render: ["kit", "store", "components"],
  dev: ["client", "store"], // for pages of `portico dev` alone
  panels: ["client", "kit", "store", "theme", "render"],
};

const floorOf = (path: string) => (/^\.\/([^/]+)\//.exec(path)?.[1] ?? "top");

function imports(path: string, source: string): string[] {
  const found = source.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  return [...found].map(([, to]) => "./" + new URL(to, `http://x/${path}`).pathname.slice(1));
}

const all = Object.entries(sources).filter(([path]) => !/\.test\.ts$|testing\.ts$|test-env/.test(path));
const lower = all.filter(([path]) => floorOf(path) !== "top");

test.each(lower)("%s imports only lower floors", (path, source) => {
  const own = floorOf(path);
  for (const to of imports(path, source)) {
    const floor = floorOf(to);
    expect([own, "i18n", ...FLOORS[own]], `${path} imports ${to}`).toContain(floor);
  }
});

test.each(lower.filter(([path]) => floorOf(path) === "components"))("%s knows no other component", (path, source) => {
  for (const to of imports(path, source)) {
    if (floorOf(to) === "components") expect(to.split("/")[2]).toBe(path.split("/")[2]);
    if (floorOf(to) === "client") expect(to).toBe("./client/wire");
  }
});

test.each(all)("%s is short", (path, source) => {
  expect(source.split("\n").length).toBeLessThanOrEqual(path.endsWith(".svelte") ? 300 : 500);
});
