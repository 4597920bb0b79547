import { expect, test } from "vitest";
import { parse } from "./parse";

test.each([
  '{"a": 1, "__proto__": {"polluted": 1}}',
  '{"a": 1, "\\u005f_proto__": {"polluted": 1}}',
  '{"a": 1, "\\u005F\\u005fproto__": {"polluted": 1}}',
])("what an object would inherit is left out: %s", (text) => {
  const value = parse(text) as object;
  expect(value).toEqual({ a: 1 });
  expect(Object.hasOwn(value, "__proto__")).toBe(false);
  expect((Object.assign({}, value) as { polluted?: number }).polluted).toBeUndefined();
});

test("everything else stays as it came", () => {
  const value = [{ constructor: { prototype: 1 }, text: "__proto__", under: [null, true, { toString: "x" }] }];
  expect(parse(JSON.stringify(value))).toEqual(value);
});
