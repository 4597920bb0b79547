import { expect, test } from "vitest";
import { grown, markdown, type Pieces } from "./markdown";

const TEXTS = [
  "# A\n\nb *c*\nd\n---\n\n- e\n- f\n\n  g\n\n1. h\n\n\nend",
  "a\n-\n--\n\nb\n=\n==\n\n    code\n\n    more\n\n> q\nlazy\n\n> r",
  "| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nx = 1\n\ny\n```\nz\n\n***\n\n~~~\nopen\n\nfence",
  "- a\n\n- b\n\n    - c\n\n      d\n\ne\n\n\n\n\\* f\n* * *\n",
  "text\n\n<div>\n\n*a*\n\n</div>\n\nafter",
  "[a]\n\n[b] c\n\n[a]: https://example.org\n\nmore",
  "one\r\n\r\ntwo\r\n",
  "\n\n  \nlate",
];

test.each(TEXTS)("a text that grows by a letter has the pieces of the whole: %j", (text) => {
  let before: Pieces | undefined;
  for (let length = 0; length <= text.length; length += 1) {
    const now = text.slice(0, length);
    before = grown(now, before);
    expect(before.list).toEqual(grown(now).list);
  }
});

test("what is closed is not taken apart again, and is the same text as before", () => {
  const paragraph = "Some words.\n\n";
  const first = grown(paragraph.repeat(50) + "The");
  const second = grown(first.text + " next", first);
  expect(first.closed).toBe(50);
  expect(second.list.slice(0, 50)).toEqual(first.list.slice(0, 50));
  expect(second.list.map((piece) => markdown(piece)).join("")).toBe(markdown(second.text));
});

test("another text is taken apart by itself", () => {
  const first = grown("a\n\nb");
  expect(grown("c\n\nd", first).list).toEqual(["c\n\n", "d"]);
  expect(grown("a", first).list).toEqual(["a"]);
});
