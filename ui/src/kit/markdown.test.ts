import { expect, test } from "vitest";
import { inline, markdown } from "./markdown";

/** Ways in that have worked somewhere. None of them may leave anything that can run, frame, submit or restyle. */
const ATTACKS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<img src=x onerror\n=alert(1)>",
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
  "<iframe src=javascript:alert(1)></iframe>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<object data=javascript:alert(1)></object>",
  "<embed src=javascript:alert(1)>",
  "<a href='javascript:alert(1)'>x</a>",
  "<a href='java\tscript:alert(1)'>x</a>",
  "<a href=' &#106;avascript:alert(1)'>x</a>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "![x](javascript:alert(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "<form action=https://evil.example><input name=q><button>go</button></form>",
  "<input type=text onfocus=alert(1) autofocus>",
  "<textarea autofocus onfocus=alert(1)></textarea>",
  "<select onfocus=alert(1) autofocus><option>1</option></select>",
  "<style>body{display:none}</style>",
  "<link rel=stylesheet href=https://evil.example/x.css>",
  "<meta http-equiv=refresh content='0;url=https://evil.example'>",
  "<base href=https://evil.example>",
  "<div style='position:fixed;inset:0'>over everything</div>",
  "<div style='background:url(https://evil.example/x)'>x</div>",
  "<details open ontoggle=alert(1)>x</details>",
  "<video><source onerror=alert(1)></video>",
  "<audio src onloadstart=alert(1)>",
  "<marquee onstart=alert(1)>x</marquee>",
  "<template><script>alert(1)</script></template>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
  "<dialog open onclose=alert(1)>x</dialog>",
  "<div data-action='delete'>x</div>",
  "```\n</code></pre><img src=x onerror=alert(1)>\n```",
  '```x"><img/src/onerror=alert(1)>\ncode\n```',
  "# <img src=x onerror=alert(1)>",
  "| <img src=x onerror=alert(1)> | b |\n|---|---|\n| <svg/onload=alert(1)> | 2 |",
  "<b onmouseover=alert(1)>x</b>",
  "<p is=evil onclick=alert(1)>x</p>",
];

const FORBIDDEN =
  "script, style, iframe, object, embed, form, textarea, select, option, link, meta, base, svg, math, template, dialog, input:not([type=checkbox][disabled])";

test.each(ATTACKS)("harmless: %s", (attack) => {
  for (const html of [markdown(attack, { headerLinks: true }), inline(attack)]) {
    const page = document.createElement("div");
    page.innerHTML = html;
    expect(page.querySelector(FORBIDDEN), html).toBeNull();
    for (const element of page.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        expect(name.startsWith("on"), `${name} in ${html}`).toBe(false);
        expect(name, html).not.toMatch(/^(data-|srcdoc|action|formaction)/);
        if (name === "is") expect(value, html).toBe(""); // it cannot be taken off, only emptied
        if (["href", "src"].includes(name)) expect(value.replace(/\s/g, ""), html).not.toMatch(/^(javascript|vbscript|data:text)/i);
        if (name === "style") expect(value, html).not.toMatch(/fixed|url\(/);
      }
    }
  }
});

test("what a text needs stays", () => {
  expect(markdown("<h1 style='text-align: center'>Hi</h1>")).toContain("text-align: center");
  expect(markdown("- [x] done")).toContain('type="checkbox"');
  expect(markdown("| a |\n|--:|\n| 1 |")).toContain('align="right"');
  expect(markdown("<details><summary>s</summary>d</details>")).toContain("<summary>");
  expect(inline("a **b** `c`")).toBe("a <strong>b</strong> <code>c</code>");
});

test("headings with the same words get names of their own", () => {
  const html = markdown("# A b\n# A b\n# Ä & <b>c</b>", { headerLinks: true });
  expect([...html.matchAll(/ id="([^"]+)"/g)].map((found) => found[1])).toEqual(["h-a-b", "h-a-b-1", "h-ä-c"]);
});
