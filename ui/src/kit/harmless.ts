/** CSS in texts and table cells: how words look, and nothing that reaches beyond them or to another host. */

const KEPT =
  /^(color|background(-[a-z]+)*|opacity|visibility|direction|float|clear|display|gap|(row|column)-gap|(min-|max-)?(width|height|(block|inline)-size)|box-sizing|aspect-ratio|object-(fit|position)|line-height|letter-spacing|word-(break|spacing|wrap)|overflow(-wrap|-x|-y)?|tab-size|white-space(-collapse)?|vertical-align|list-style-(type|position)|columns|column-(count|width)|table-layout|caption-side|empty-cells|(font|text|padding|margin|border|flex|grid|align|justify)(-[a-z]+)*)$/;

const REACHING = /[\\<]|(url|image|image-set|src|attr|var|env|element|paint|cross-fade|expression)\s*\(/i;

const scratch = document.implementation.createHTMLDocument("").createElement("i");

/** A style attribute as the browser understands it, without what a text has no business with. */
export function harmless(css: string): string {
  const { style } = scratch;
  style.cssText = css;
  for (const name of [...style]) {
    const value = style.getPropertyValue(name);
    const away = /^(margin|text-indent)/.test(name) && /(^|[\s(])-/.test(value);
    // A part of a shorthand that waits for a variable has no value of its own yet.
    if (!value || !KEPT.test(name) || away || REACHING.test(value)) style.removeProperty(name);
  }
  return style.cssText;
}
