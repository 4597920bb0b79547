/* What a page's markup must not hold, whatever texts it shows. Answers how much was looked at, and what was found. */
() => {
  const complaints = new Set();
  const complain = (what, element) => complaints.add(`${what}: ${element.outerHTML.slice(0, 200)}`);
  const inside = document.querySelector("gradio-app") ?? document.body;
  const all = [...inside.querySelectorAll("*")];
  const NEVER =
    "script, style, iframe, frame, frameset, object, embed, applet, portal, fencedframe, form, base, meta, link, template, math, keygen, bgsound, marquee, isindex";
  const TEXTS = ".prose *, .md *, .info-text *, .toast-message-text *";
  for (const element of all) {
    if (element.matches(NEVER)) complain("forbidden element", element);
    if (element.shadowRoot) complain("shadow", element);
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) complain(`handler ${name}`, element);
      if (/^(srcdoc|action|formaction|form|ping|popover|popovertarget|command|commandfor|nonce|background|is)$/.test(name) && value) complain(name, element);
      if (/^(src|href|poster|data|xlink:href|srcset)$/.test(name)) {
        const address = value.replace(/[\0-\x20\x7f-\xa0\u2028\u2029]/g, "");
        const means = URL.canParse(value, document.baseURI) ? new URL(value, document.baseURI).protocol : "";
        if (/^(java|vb)script:|^data:text/i.test(address) || /script/.test(means)) complain(`address in ${name}`, element);
      }
      if (name === "style" && /url\(|image-set|expression|@import/i.test(value)) complain("style", element);
    }
    if (element.matches(TEXTS)) {
      if (["fixed", "sticky", "absolute"].includes(element.style.position)) complain("position", element);
      if (element.matches("svg, select, textarea, dialog, input:not([type=checkbox])")) complain("field or drawing", element);
      if (!element.closest(".code") && /^(c-?\d|component-|content$|portico)/.test(element.id)) complain("the page's own id", element);
    }
  }
  if (Object.keys(Object.prototype).length || "innerHTML" in {} || "onerror" in {}) complaints.add("Object.prototype changed");
  if (!(document.body instanceof HTMLBodyElement) || typeof document.createElement !== "function") complaints.add("document");
  if (!window.portico?.app?.nodes || !window.gradio_config?.components) complaints.add("a name of the page was taken");
  return { looked: all.length, complaints: [...complaints].slice(0, 40) };
};
