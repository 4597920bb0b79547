/** The inside of an HTML component: its templates filled in, its script run once, its children put in their place. */
import { untrack } from "svelte";
import type { FileData } from "../../client/wire";
import type { Node } from "../../store/node.svelte";
import { compile } from "../../store/script";
import { fillActive } from "./active";

export interface HtmlProps {
  value?: unknown;
  html_template?: string;
  css_template?: string;
  js_on_load?: string | null;
  apply_default_css?: boolean;
  padding?: boolean;
  autoscroll?: boolean;
  head?: string | null;
  /** Properties that the program gave by names of its own. */
  props?: Record<string, unknown>;
  server_fns?: string[];
}

/** What a program's script gets when it asks for nothing: a click is a click. */
const CLICKS = "element.addEventListener('click', function() { trigger('click') });";
const PLAIN = "${value}";
const CHILDREN = "@children";

export class Page {
  #slot: Element | null = $state.raw(null);
  #stops: (() => void)[] = [];

  constructor(private readonly node: Node<HtmlProps>) {}

  /** Everything a template or a script may name. */
  get given(): Record<string, unknown> {
    const { node } = this;
    return { ...node.props, ...node.props.props, value: node.props.value ?? "" };
  }

  readonly filled = (element: HTMLElement): (() => void) => {
    const style = document.createElement("style");
    style.nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
    if (this.node.props.head) this.#head(this.node.props.head);

    let shown: string | null = null;
    $effect(() => {
      const html = fill(this.node.props.html_template ?? PLAIN, this.given);
      if (html === shown) return; // what a script has done to it stays
      shown = html;
      fillActive(element, html.replace(CHILDREN, '<div class="html-children"></div>'));
      this.#slot = element.querySelector(".html-children");
      if (this.node.props.autoscroll) element.parentElement?.scrollTo({ top: element.scrollHeight });
    });
    $effect(() => {
      const css = fill(this.node.props.css_template ?? "", this.given);
      style.textContent = css && `#${element.id} { ${css} }`;
      if (css) element.before(style);
      else style.remove();
    });
    // After the first filling, so that a script finds what it looks for.
    $effect(() => untrack(() => this.#run(element)));
    return () => {
      style.remove();
      for (const stop of this.#stops) stop();
    };
  };

  /** Moves the children to where the template names them. */
  readonly adopted = (element: HTMLElement): void => {
    const home = element.parentElement;
    $effect(() => (this.#slot ?? home)?.append(element));
  };

  #run(element: HTMLElement): void {
    const source = this.node.props.js_on_load ?? "";
    const trigger = (event: string, data?: unknown) => this.node.emit(event, data);
    if (source.trim() === CLICKS) return element.addEventListener("click", () => trigger("click"));
    if (!source.trim()) return;
    const names = ["element", "trigger", "props", "server", "upload", "watch"];
    const run = compile(`(async function (${names.join(", ")}) {${source}\n})`);
    const upload = async (file: File): Promise<FileData> => (await this.node.upload([file]))[0];
    const watch = (wanted: string | string[], watcher: () => void) => this.#watch([wanted].flat(), watcher);
    Promise.resolve(run(element, trigger, this.#props(), this.#server(), upload, watch)).catch((error: unknown) => {
      console.error(error);
    });
  }

  /** Calls a script's function whenever one of these properties has changed. */
  #watch(names: string[], watcher: () => void): void {
    const props = this.node.props as Record<string, unknown>;
    const stop = $effect.root(() => {
      let first = true;
      $effect(() => {
        for (const name of names) void (name in props ? props[name] : this.node.props.props?.[name]);
        if (!first) untrack(watcher);
        first = false;
      });
    });
    this.#stops.push(stop);
  }

  /** The properties as a script sees them: its own beside the component's, and each can be set. */
  #props(): Record<string, unknown> {
    const { node } = this;
    return new Proxy({} as Record<string, unknown>, {
      get: (_, name) => this.given[name as string],
      has: (_, name) => name in this.given,
      ownKeys: () => Object.keys(this.given),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      set: (_, name: string, value: unknown) => {
        if (name in node.props) (node.props as Record<string, unknown>)[name] = value;
        else node.props.props = { ...node.props.props, [name]: value };
        return true;
      },
    });
  }

  #server(): Record<string, (...args: unknown[]) => Promise<unknown>> {
    const names = this.node.props.server_fns ?? [];
    return Object.fromEntries(
      names.map((name) => [name, (...args: unknown[]) => this.node.serve(name, args.length > 1 ? args : args[0])]),
    );
  }

  #head(html: string): void {
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const element of template.content.children) {
      const source = element.getAttribute("src") ?? element.getAttribute("href");
      const same = source && document.head.querySelector(`[src="${CSS.escape(source)}"], [href="${CSS.escape(source)}"]`);
      if (!same) document.head.append(runnable(element));
    }
  }
}

/** A template with its `${…}` filled in. One that is only the value needs no script. */
function fill(template: string, given: Record<string, unknown>): string {
  if (template === PLAIN) return String(given.value ?? "");
  if (!template.includes("${")) return template;
  const names = Object.keys(given).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && !RESERVED.has(name));
  const text = template.replace(/`/g, "\\`");
  try {
    return String(compile(`(function ({${names.join(", ")}}) { return \`${text}\` })`)(given));
  } catch (error) {
    console.error(error);
    return "";
  }
}

const RESERVED = new Set(["class", "default", "for", "function", "in", "new", "return", "this", "var", "if", "else", "do"]);

/** A script that came as text does not run; one made anew does. */
function runnable(element: Element): Element {
  if (!(element instanceof HTMLScriptElement)) return element.cloneNode(true) as Element;
  const script = document.createElement("script");
  for (const { name, value } of element.attributes) script.setAttribute(name, value);
  script.nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
  script.textContent = element.textContent;
  return script;
}
