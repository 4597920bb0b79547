/** Puts a program's own CSS and head into the page. */
import type { Config } from "../client/wire";

/** Adds `css`, `head` and style sheets; returns what takes them off again. */
export function dress(config: Config, scope: string): () => void {
  const added: Element[] = [];
  for (const address of config.stylesheets ?? []) {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
    document.head.append(link);
    added.push(link);
  }
  if (config.css) added.push(styled(config.css, scope));
  if (config.head) added.push(...headed(config.head));
  return () => added.forEach((element) => element.remove());
}

/**
 * A program's style sheet, twice: as written, so that rules for `:root` and the container work, and again below
 * the page's own scope, so that it wins over the styles of components.
 */
function styled(css: string, scope: string): HTMLStyleElement {
  const style = document.createElement("style");
  style.nonce = nonce();
  style.textContent = css;
  document.head.append(style);
  const sheet = style.sheet;
  if (!sheet) return style;
  const written = [...sheet.cssRules];
  const scoped = written.map((rule) => scopedRule(rule, scope)).filter(Boolean);
  for (const rule of scoped) insert(sheet, rule);
  return style;
}

function insert(sheet: CSSStyleSheet, rule: string): void {
  try {
    sheet.insertRule(rule, sheet.cssRules.length);
  } catch {
    // A rule that only works as it was written, such as one for `:root`, needs no second copy.
  }
}

function scopedRule(rule: CSSRule, scope: string): string {
  if (rule instanceof CSSStyleRule) {
    const selectors = splitSelectors(rule.selectorText).map((selector) => scope + selector);
    return `${selectors.join(", ")} ${rule.cssText.slice(rule.cssText.indexOf("{"))}`;
  }
  const inner = (rule as CSSGroupingRule).cssRules;
  if (!inner || rule.constructor.name === "CSSKeyframesRule") return "";
  const head = rule.cssText.slice(0, rule.cssText.indexOf("{"));
  return `${head} { ${[...inner].map((one) => scopedRule(one, scope)).join(" ")} }`;
}

/** The selectors of a list; a comma inside `:is(…)` or `[…]` parts nothing. */
export function splitSelectors(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    if ("([".includes(text[i])) depth += 1;
    else if (")]".includes(text[i])) depth -= 1;
    else if (text[i] === "," && !depth) {
      found.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  found.push(text.slice(start).trim());
  return found;
}

/** The nodes of a `head=`; scripts are made anew, since those that come as text do not run. */
function headed(html: string): Element[] {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children].map((element) => {
    const node = element instanceof HTMLScriptElement ? runnable(element) : element;
    document.head.append(node);
    return node;
  });
}

function runnable(script: HTMLScriptElement): HTMLScriptElement {
  const copy = document.createElement("script");
  for (const { name, value } of script.attributes) copy.setAttribute(name, value);
  copy.nonce = nonce();
  copy.textContent = script.textContent;
  copy.async = false;
  return copy;
}

function nonce(): string {
  return document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
}
