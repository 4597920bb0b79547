/** An object whose properties are signals, one each: reading one subscribes to that one and to no other. */

class Cell {
  value: unknown = $state.raw();

  constructor(value: unknown) {
    this.value = value;
  }
}

type Changed = (name: string, value: unknown, old: unknown) => void;

/**
 * Properties that views read, and write, like those of a plain object.
 *
 * Values are kept as they are, not wrapped: a table of a million cells costs one signal. So a value is
 * replaced, never changed in place.
 */
export function reactive<P extends object>(initial: P, changed: Changed): P {
  const cells = new Map<string, Cell>(Object.entries(initial).map(([name, value]) => [name, new Cell(value)]));
  let names = $state(0);

  return new Proxy({} as P, {
    get(_, name) {
      const cell = cells.get(name as string);
      if (cell) return cell.value;
      void names; // a property that is not there yet: run again when one is added
      return undefined;
    },
    set(_, name, value: unknown) {
      const cell = cells.get(name as string);
      const old = cell?.value;
      if (cell) {
        cell.value = value;
      } else {
        cells.set(name as string, new Cell(value));
        names += 1;
      }
      if (old !== value) changed(name as string, value, old);
      return true;
    },
    has: (_, name) => (void names, cells.has(name as string)),
    ownKeys: () => (void names, [...cells.keys()]),
    getOwnPropertyDescriptor: (_, name) => {
      const cell = cells.get(name as string);
      return cell && { value: cell.value, enumerable: true, configurable: true, writable: true };
    },
  });
}

/** Whether two values are the same JSON. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return Number.isNaN(a) && Number.isNaN(b);
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameList(a, b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const other = b as Record<string, unknown>;
  return keys.every((key) => key in other && sameValue((a as Record<string, unknown>)[key], other[key]));
}

/** What grows differs at its end, so that is looked at first. */
function sameList(a: unknown[], b: unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i -= 1) if (a[i] !== b[i] && !sameValue(a[i], b[i])) return false;
  return true;
}
