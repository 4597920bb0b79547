/**
 * The one sanitiser. Whatever becomes HTML on the page and is not the program's own passes `clean`, as the last step
 * before it is shown. Only what stands in the lists below stays; where the browser cannot tell, nothing does.
 */
import createPurifier from "dompurify";
import { harmless } from "./harmless";

const purifier = createPurifier(window);

const TAGS = `a abbr acronym address area article aside audio b bdi bdo big blockquote br button caption center cite code col
colgroup data dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img input
ins kbd label li main map mark menu meter nav ol p picture pre progress q rp rt ruby s samp search section small source span
strike strong sub summary sup table tbody td tfoot th thead time tr track tt u ul var video wbr #text`;

const ATTRIBUTES = `abbr align alt autoplay bgcolor border cellpadding cellspacing checked cite class color cols colspan controls
coords datetime dir disabled download face for headers height high href hreflang id ismap kind label lang loading loop low
max min muted name nowrap open optimum playsinline poster preload rel reversed role rows rowspan scope shape size sizes
span src srclang srcset start style summary tabindex title translate type usemap valign value width`;

const POLICY = {
  ALLOWED_TAGS: TAGS.split(/\s+/),
  ALLOWED_ATTR: ATTRIBUTES.split(/\s+/),
  ALLOW_DATA_ATTR: false,
};

/** Ids of the page's own, which a text may not take. */
const OURS = /^(c-?\d|component-|content$|endpoint-|snippet-|theme-|portico)/i;

let resolveAddress: ((address: string) => string) | undefined;

purifier.addHook("uponSanitizeAttribute", (node, data) => {
  const { attrName: name, attrValue: value } = data;
  if (name === "style") data.keepAttr = Boolean((data.attrValue = harmless(value)));
  else if (name === "id") data.keepAttr &&= !OURS.test(value);
  // A name makes an element a member of the document; that of a link is only a place in the text.
  else if (name === "name") data.keepAttr &&= node.nodeName === "A" && !OURS.test(value);
  // The classes of the page's own views are no dress for a text.
  else if (name === "class") data.attrValue = value.replace(/(^|\s)svelte-\S*/g, "");
});

purifier.addHook("afterSanitizeAttributes", (node) => {
  // A task list's boxes are the only fields a text may have, and they do nothing.
  if (node.tagName === "INPUT") {
    if (node.getAttribute("type") === "checkbox") node.setAttribute("disabled", "");
    else node.remove();
  }
  if (node.tagName === "BUTTON") node.setAttribute("type", "button");
  for (const name of ["src", "href"]) {
    const address = node.getAttribute(name);
    if (address && resolveAddress) node.setAttribute(name, resolveAddress(address));
  }
  if ((node.tagName === "A" || node.tagName === "AREA") && !node.getAttribute("href")?.startsWith("#")) {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer");
  }
});

/** HTML that can do nothing but show itself. */
export function clean(html: string, resolve?: (address: string) => string): string {
  // Without what it needs from the browser, the purifier gives back what it got.
  if (!purifier.isSupported) return escape(html);
  resolveAddress = resolve;
  try {
    return purifier.sanitize(html, POLICY);
  } catch (error) {
    console.warn(error);
    return escape(html);
  } finally {
    resolveAddress = undefined;
  }
}

/** Text as HTML that shows it as it is. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
