import { expect, test } from "vitest";
import { asWritten, withoutForeign } from "./foreign";
import { grown, markdown } from "./markdown";

const pieces = (text: string) => grown(text).list;

test("foreign tags are text where they are allowed, HTML stays HTML", () => {
  expect(asWritten("<thinking>a</thinking> <b>c</b>", true)).toBe("&lt;thinking&gt;a&lt;/thinking&gt; <b>c</b>");
  expect(asWritten("<a1>x</a1><z-y/>", ["a1"])).toBe("&lt;a1&gt;x&lt;/a1&gt;<z-y/>");
  expect(asWritten("<thinking>a</thinking>", false)).toBe("<thinking>a</thinking>");
});

test("those that are left go with what is in them", () => {
  expect(withoutForeign("a <x-y>b <i>c</i></x-y> <b>d</b>")).toBe("a  <b>d</b>");
  expect(withoutForeign("a < b")).toBe("a < b");
});

test("code keeps the tags that it is about", () => {
  expect(markdown("`<thinking>`", { foreign: true })).toContain("<code>&lt;thinking&gt;</code>");
  expect(markdown("<thinking>\n\n**b**", { foreign: true })).toContain("&lt;thinking&gt;");
});

test("nothing that runs comes in beside a foreign tag", () => {
  const attacks = ["<x onclick=alert(1)>y</x>", "<x><img src=q onerror=alert(1)></x>", "<svg><thinking><script>alert(1)</script>"];
  for (const attack of attacks) {
    for (const foreign of [true, false, ["x"]]) {
      for (const format of [true, false]) {
        const page = document.createElement("div");
        page.innerHTML = markdown(attack, { foreign, format });
        for (const element of page.querySelectorAll("*")) {
          expect([...element.attributes].filter(({ name }) => name.startsWith("on")), page.innerHTML).toEqual([]);
        }
        expect(page.querySelector("script, svg")).toBeNull();
      }
    }
  }
});

test("a text comes apart where it can be formatted piece by piece", () => {
  const text = "# A\n\nb\nc\n\n- d\n\n- e\n\n```\nf\n\ng\n```\n";
  expect(pieces(text).map((piece) => piece.trim().split("\n")[0])).toEqual(["# A", "b", "- d", "```"]);
  expect(pieces(text).join("")).toBe(text);
  expect(pieces(text).map((piece) => markdown(piece)).join("")).toBe(markdown(text));
  for (const whole of ["[a]\n\n[a]: b", "<div>\n\n*a*\n\n</div>"]) expect(pieces(whole)).toEqual([whole]);
});
