/** One value in the browser's local storage. */

import { seal, unseal } from "./aead";

/**
 * A place in local storage.
 *
 * With a secret the value is sealed there: other pages, and people who look into the storage, see only noise, and what
 * was altered, or sealed under another secret, counts as none.
 */
export class Drawer {
  readonly #secret: Uint8Array | null;

  /** `secret` is a key of 32 bytes in hexadecimal, or nothing. */
  constructor(
    private readonly key: string,
    secret: string | null,
  ) {
    this.#secret = secret ? fromHex(secret) : null;
  }

  /** The value, or undefined if there is none that can be read. */
  read(): unknown {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "null") as Kept | null;
      if (!kept) return undefined;
      if (!this.#secret) return kept.value;
      const plain = unseal(this.#secret, fromBase64(kept.sealed ?? ""));
      return plain ? JSON.parse(new TextDecoder().decode(plain)) : undefined;
    } catch {
      return undefined; // storage is switched off, or holds what another program wrote
    }
  }

  write(value: unknown): void {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.#secret ? this.#sealed(this.#secret, value) : { value }));
    } catch {
      // full, or switched off: the page goes on without it
    }
  }

  #sealed(secret: Uint8Array, value: unknown): Kept {
    return { sealed: toBase64(seal(secret, new TextEncoder().encode(JSON.stringify(value)))) };
  }
}

interface Kept {
  value?: unknown;
  sealed?: string;
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
