/** Applies the edit lists of a streaming listener. Old values are never changed: views compare by identity. */
import type { Edit } from "./wire";

type Container = unknown[] | Record<string, unknown>;

/**
 * The value after a list of edits.
 *
 * Containers along a path are copied once per list, so a step costs what it changes and not what came before it.
 */
export function applyEdits(value: unknown, edits: Edit[]): unknown {
  const ours = new Set<object>();
  for (const [action, path, change] of edits) {
    if (path.includes("__proto__")) continue; // no value has it: it was dropped as the value came
    value = path.length ? inside(value, path, 0, action, change, ours) : whole(value, action, change);
  }
  return value;
}

function whole(old: unknown, action: Edit[0], change: unknown): unknown {
  if (action === "replace") return change;
  if (action === "append") return joined(old, change);
  throw new Error(`An edit of the whole value is "replace" or "append"; got "${action}".`);
}

function inside(value: unknown, path: Edit[1], depth: number, action: Edit[0], change: unknown, ours: Set<object>) {
  const copy = owned(value, path, ours);
  const step = path[depth];
  if (depth < path.length - 1) {
    set(copy, step, inside(get(copy, step), path, depth + 1, action, change, ours));
  } else if (action === "replace") {
    set(copy, step, change);
  } else if (action === "append") {
    set(copy, step, joined(get(copy, step), change));
  } else if (action === "add") {
    if (Array.isArray(copy)) copy.splice(step as number, 0, change);
    else set(copy, step, change);
  } else if (action === "delete") {
    if (Array.isArray(copy)) copy.splice(step as number, 1);
    else delete copy[step];
  } else {
    throw new Error(`An edit is "replace", "append", "add" or "delete"; got "${String(action)}".`);
  }
  return copy;
}

function owned(value: unknown, path: Edit[1], ours: Set<object>): Container {
  if (typeof value !== "object" || value === null) {
    throw new Error(`An edit at ${JSON.stringify(path)} needs a list or an object; got ${JSON.stringify(value)}.`);
  }
  if (ours.has(value)) return value as Container;
  const copy = Array.isArray(value) ? value.slice() : { ...value };
  ours.add(copy);
  return copy as Container;
}

/** What a container holds itself: what its prototype holds is nobody's value. */
const get = (from: Container, step: string | number): unknown =>
  Object.hasOwn(from, step) ? (from as Record<string | number, unknown>)[step] : undefined;

function set(into: Container, step: string | number, value: unknown): void {
  (into as Record<string | number, unknown>)[step] = value;
}

function joined(old: unknown, change: unknown): string {
  if (typeof old !== "string" || typeof change !== "string") {
    throw new Error(`"append" joins two strings; got ${typeof old} and ${typeof change}.`);
  }
  return old + change;
}
