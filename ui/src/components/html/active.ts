/**
 * What a program wrote into its HTML for the browser to run: `onclick="…"`, `javascript:` links, framed documents.
 *
 * The page's policy runs no script that stands in text, because text may be a visitor's. The HTML of this one component is
 * the program's, as its `js=` is, so its handlers are taken out before the browser sees them and run as the program's.
 */
import { compile } from "../../store/script";

const ACTIVE = /\son\w+\s*=|\ssrcdoc\s*=|javascript:/i;
const SCRIPTED = /^\s*javascript:/i;

/** Fills an element with HTML whose handlers run. */
export function fillActive(element: HTMLElement, html: string): void {
  if (!ACTIVE.test(html)) {
    element.innerHTML = html;
    return;
  }
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const one of template.content.querySelectorAll("*")) activate(one);
  element.replaceChildren(template.content);
}

function activate(element: Element): void {
  for (const { name, value } of [...element.attributes]) {
    if (/^on\w/i.test(name)) {
      element.removeAttribute(name);
      listen(element, name.slice(2).toLowerCase(), value);
    } else if (name === "href" && SCRIPTED.test(value)) {
      element.setAttribute(name, "#");
      const code = decoded(value.replace(SCRIPTED, ""));
      listen(element, "click", `${code}\n; return false`);
    } else if (name === "srcdoc") {
      element.setAttribute(name, framed(value));
    }
  }
}

/** Made into a function when it is first needed: a list of a thousand rows has a thousand of them. */
function listen(element: Element, event: string, code: string): void {
  element.addEventListener(event, (told) => {
    // What a handler in HTML may name without saying so: members of its element, its form and the document.
    const run = compile(
      `(function (event) { with (this.ownerDocument) with (this.form ?? {}) with (this) {${code}\n} })`,
    );
    if (run.call(element, told) === false) told.preventDefault();
  });
}

/** A framed document's policy is the page's, so that its scripts need the page's nonce. */
function framed(text: string): string {
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
  if (!nonce || !/<script/i.test(text)) return text;
  const parsed = new DOMParser().parseFromString(text, "text/html");
  for (const script of parsed.querySelectorAll("script")) script.setAttribute("nonce", nonce);
  return `<!doctype html>${parsed.documentElement.outerHTML}`;
}

function decoded(code: string): string {
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}
