import { expect, test } from "vitest";
import { applyEdits } from "./diff";
import type { Edit } from "./wire";

const cases: [name: string, old: unknown, edits: Edit[], now: unknown][] = [
  ["nothing", "a", [], "a"],
  ["text grows", "a", [["append", [], "b"]], "ab"],
  ["the whole is replaced", 1, [["replace", [], { a: 1 }]], { a: 1 }],
  [
    "a chat token",
    [{ content: [{ text: "hel" }] }],
    [["append", [0, "content", 0, "text"], "lo "]],
    [{ content: [{ text: "hello " }] }],
  ],
  ["a row is added in place", { data: [[0], [2]] }, [["add", ["data", 1], [1]]], { data: [[0], [1], [2]] }],
  ["a key is added", { a: 1 }, [["add", ["b"], 2]], { a: 1, b: 2 }],
  ["surplus items go", [1, 2, 3], [["delete", [1], null], ["delete", [1], null]], [1]],
  ["a key goes", { a: 1, b: 2 }, [["delete", ["a"], null]], { b: 2 }],
  ["edits build on each other", { a: [] }, [["add", ["a", 0], { t: "x" }], ["append", ["a", 0, "t"], "y"]], { a: [{ t: "xy" }] }],
  ["nested lists shrink", [[1, 2], [3, 4]], [["delete", [0, 1], null], ["delete", [1], null]], [[1]]],
];

test.each(cases)("%s", (_, old, edits, now) => {
  const before = structuredClone(old);
  expect(applyEdits(old, edits)).toEqual(now);
  expect(old).toEqual(before); // views compare by identity, so the old value is never touched
});

test("what does not change keeps its identity", () => {
  const old = { kept: { big: [1, 2, 3] }, text: "a" };
  const now = applyEdits(old, [["append", ["text"], "b"]]) as typeof old;
  expect(now).not.toBe(old);
  expect(now.kept).toBe(old.kept);
});

test("an edit that makes no sense says what was expected", () => {
  expect(() => applyEdits("a", [["add", [], 1]])).toThrow('"replace" or "append"');
  expect(() => applyEdits(1, [["append", [], "b"]])).toThrow("joins two strings");
  expect(() => applyEdits(null, [["replace", ["a"], 1]])).toThrow("needs a list or an object");
  expect(() => applyEdits({}, [["move" as "add", ["a"], 1]])).toThrow('got "move"');
});

test("an edit reaches no prototype", () => {
  const edits: Edit[] = [
    ["add", ["__proto__"], { polluted: 1 }],
    ["replace", ["__proto__", "polluted"], 1],
    ["add", ["a", "__proto__", "polluted"], 1],
  ];
  const now = applyEdits({ a: {} }, edits);
  expect(now).toEqual({ a: {} });
  expect(Object.getPrototypeOf(now)).toBe(Object.prototype);
  for (const step of ["constructor", "toString"]) {
    expect(() => applyEdits({}, [["replace", [step, "prototype", "polluted"], 1]])).toThrow("needs a list or an object");
  }
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  // As a member of its own it is a word like any other.
  expect(applyEdits({ constructor: { a: 1 } }, [["replace", ["constructor", "a"], 2]])).toEqual({ constructor: { a: 2 } });
});
