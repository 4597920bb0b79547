import { beforeEach, expect, test, vi } from "vitest";
import { Drawer } from "./drawer";

const SECRET = "0f".repeat(32);

beforeEach(() => {
  localStorage.clear();
});

test("a value comes back, whatever it is", () => {
  for (const secret of [null, SECRET]) {
    for (const value of [{ name: "Zoë 🙂", list: [1, null, "x".repeat(1000)] }, "", 0, false, null, []]) {
      new Drawer("k", secret).write(value);
      expect(new Drawer("k", secret).read()).toEqual(value);
    }
  }
});

test("with a secret the storage shows nothing of it, and the same value never looks the same", () => {
  const drawer = new Drawer("k", SECRET);
  drawer.write({ name: "Ada Lovelace" });
  const first = localStorage.getItem("k")!;
  drawer.write({ name: "Ada Lovelace" });
  expect(localStorage.getItem("k")).not.toBe(first);
  for (const text of [first, atob(JSON.parse(first).sealed)]) expect(text).not.toMatch(/Ada|Lovelace|name/);
});

test("another secret, none, or one where there was none, reads nothing", () => {
  new Drawer("k", SECRET).write(5);
  expect(new Drawer("k", "0e".repeat(32)).read()).toBeUndefined();
  expect(new Drawer("k", null).read()).toBeUndefined();
  new Drawer("k", null).write(5);
  expect(new Drawer("k", SECRET).read()).toBeUndefined();
});

test("what was altered, or never was one of ours, reads nothing", () => {
  const drawer = new Drawer("k", SECRET);
  drawer.write({ credit: 1 });
  const { sealed } = JSON.parse(localStorage.getItem("k")!);
  for (const text of [
    JSON.stringify({ value: { credit: 1000 } }),
    JSON.stringify({ sealed: `A${sealed.slice(1)}` === sealed ? `B${sealed.slice(1)}` : `A${sealed.slice(1)}` }),
    JSON.stringify({ sealed: "%%" }),
    JSON.stringify({ sealed: 5 }),
    "5",
    "not json",
    "null",
  ]) {
    localStorage.setItem("k", text);
    expect(drawer.read()).toBeUndefined();
  }
});

test("a browser that keeps nothing is no reason to fail", () => {
  const full = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  const drawer = new Drawer("k", SECRET);
  expect(() => drawer.write(1)).not.toThrow();
  full.mockRestore();
  expect(drawer.read()).toBeUndefined();
});
