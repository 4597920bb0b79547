/** Marks up words of code. The engine and each language are loaded when a text first needs them. */
import type { HLJSApi, LanguageFn } from "highlight.js";

const sources: Record<string, () => Promise<{ default: LanguageFn }>> = {
  bash: () => import("highlight.js/lib/languages/bash"),
  c: () => import("highlight.js/lib/languages/c"),
  cpp: () => import("highlight.js/lib/languages/cpp"),
  csharp: () => import("highlight.js/lib/languages/csharp"),
  css: () => import("highlight.js/lib/languages/css"),
  diff: () => import("highlight.js/lib/languages/diff"),
  dockerfile: () => import("highlight.js/lib/languages/dockerfile"),
  go: () => import("highlight.js/lib/languages/go"),
  ini: () => import("highlight.js/lib/languages/ini"),
  java: () => import("highlight.js/lib/languages/java"),
  javascript: () => import("highlight.js/lib/languages/javascript"),
  json: () => import("highlight.js/lib/languages/json"),
  julia: () => import("highlight.js/lib/languages/julia"),
  kotlin: () => import("highlight.js/lib/languages/kotlin"),
  latex: () => import("highlight.js/lib/languages/latex"),
  markdown: () => import("highlight.js/lib/languages/markdown"),
  php: () => import("highlight.js/lib/languages/php"),
  python: () => import("highlight.js/lib/languages/python"),
  r: () => import("highlight.js/lib/languages/r"),
  ruby: () => import("highlight.js/lib/languages/ruby"),
  rust: () => import("highlight.js/lib/languages/rust"),
  sql: () => import("highlight.js/lib/languages/sql"),
  swift: () => import("highlight.js/lib/languages/swift"),
  typescript: () => import("highlight.js/lib/languages/typescript"),
  xml: () => import("highlight.js/lib/languages/xml"),
  yaml: () => import("highlight.js/lib/languages/yaml"),
};

const aliases = new Map(Object.entries({
  "c++": "cpp", "c#": "csharp", cs: "csharp", docker: "dockerfile", h: "c", html: "xml", js: "javascript", jsx: "javascript",
  kt: "kotlin", md: "markdown", py: "python", python3: "python", rb: "ruby", rs: "rust", sh: "bash", shell: "bash",
  svg: "xml", tex: "latex", toml: "ini", ts: "typescript", tsx: "typescript", yml: "yaml", zsh: "bash",
})); // prettier-ignore

class Highlighter {
  /** Grows when a language has arrived, so that what was shown plain is shown again. */
  arrived = $state(0);
  #engine: HLJSApi | null = null;
  #asked = new Set<string>();

  /** The code as HTML, or null as long as its language is not known. */
  mark(code: string, language: string): string | null {
    void this.arrived;
    const asked = language.toLowerCase();
    const name = aliases.get(asked) ?? asked;
    if (this.#engine?.getLanguage(name)) return this.#engine.highlight(code, { language: name }).value;
    this.#load(name).catch(() => this.#asked.delete(name)); // plain code can be read, too
    return null;
  }

  async #load(name: string): Promise<void> {
    const source = Object.hasOwn(sources, name) ? sources[name] : null;
    if (!source || this.#asked.has(name)) return;
    this.#asked.add(name);
    const [{ default: engine }, { default: language }] = await Promise.all([import("highlight.js/lib/core"), source()]);
    engine.registerLanguage(name, language);
    this.#engine = engine;
    this.arrived += 1;
  }
}

export const highlighter = new Highlighter();
