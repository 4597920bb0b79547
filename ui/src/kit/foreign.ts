/** Tags that are no HTML, such as those a language model writes around its thoughts. */

/** True shows them all as they are written, a list those in it; the others go, with what is in them. */
export type Foreign = boolean | readonly string[];

const TAG = /<\/?([a-z][\w:-]*)[^<>]*>/gi;
const known = new Map<string, boolean>();

/** HTML in which the allowed foreign tags are text. */
export function asWritten(html: string, allowed: Foreign): string {
  if (allowed === false || /<(svg|math)\b/i.test(html)) return html;
  return html.replace(TAG, (tag: string, name: string) =>
    isForeign(name) && (allowed === true || allowed.includes(name)) ? tag.replace(/</g, "&lt;").replace(/>/g, "&gt;") : tag,
  );
}

/** HTML without the foreign tags that are left in it. */
export function withoutForeign(html: string): string {
  if (![...html.matchAll(TAG)].some(([, name]) => isForeign(name))) return html;
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of body.querySelectorAll("*")) if (isForeign(element.localName)) element.remove();
  return body.innerHTML;
}

function isForeign(name: string): boolean {
  const tag = name.toLowerCase();
  let foreign = known.get(tag);
  if (foreign === undefined) {
    const made = tag === "svg" || tag === "math" ? null : document.createElement(tag.replace(/[^\w-]/g, "-"));
    foreign = made instanceof HTMLUnknownElement || tag.includes("-") || tag.includes(":");
    known.set(tag, foreign);
  }
  return foreign;
}
