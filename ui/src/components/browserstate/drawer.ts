/** One value in the browser's local storage. */

/**
 * A place in local storage.
 *
 * What was written under another secret is not read: a program that changes its secret starts afresh.
 */
export class Drawer {
  readonly #mark: string;

  constructor(
    private readonly key: string,
    secret: string,
  ) {
    this.#mark = fingerprint(secret);
  }

  /** The value, or undefined if there is none that can be read. */
  read(): unknown {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "null") as { mark?: string; value?: unknown } | null;
      return kept?.mark === this.#mark ? kept.value : undefined;
    } catch {
      return undefined; // storage is switched off, or holds what another program wrote
    }
  }

  write(value: unknown): void {
    try {
      localStorage.setItem(this.key, JSON.stringify({ mark: this.#mark, value }));
    } catch {
      // full, or switched off: the page goes on without it
    }
  }
}

/** A short mark of a text (FNV-1a); it only tells two secrets apart. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(36);
}
