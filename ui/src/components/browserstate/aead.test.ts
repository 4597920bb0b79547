import { createCipheriv } from "node:crypto";
import { expect, test } from "vitest";
import { seal, unseal } from "./aead";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** What OpenSSL makes of it. */
function theirs(key: Uint8Array, plain: Uint8Array, nonce: Uint8Array): Uint8Array {
  const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

test("it seals byte for byte as OpenSSL does, at every length around a block", () => {
  for (const length of [0, 1, 15, 16, 17, 31, 63, 64, 65, 127, 128, 129, 1000]) {
    for (let turn = 0; turn < 5; turn++) {
      const [key, plain, nonce] = [random(32), random(length), random(12)];
      expect(hex(seal(key, plain, nonce))).toBe(hex(theirs(key, plain, nonce)));
    }
  }
  const full = new Uint8Array(80).fill(255);
  expect(hex(seal(full.slice(0, 32), full, full.slice(0, 12)))).toBe(
    hex(theirs(full.slice(0, 32), full, full.slice(0, 12))),
  );
});

test("what was sealed is there again, and never looks the same twice", () => {
  const [key, plain] = [random(32), random(100)];
  const [one, other] = [seal(key, plain), seal(key, plain)];
  expect(hex(one)).not.toBe(hex(other));
  expect(hex(unseal(key, one)!)).toBe(hex(plain));
  expect(hex(unseal(key, other)!)).toBe(hex(plain));
});

test("what was altered anywhere, cut short or sealed under another key is not read", () => {
  const [key, plain] = [random(32), random(20)];
  const sealed = seal(key, plain);
  for (let at = 0; at < sealed.length; at++) {
    const altered = sealed.slice();
    altered[at] ^= 1 << at % 8;
    expect(unseal(key, altered)).toBeNull();
    expect(unseal(key, sealed.slice(0, at))).toBeNull();
  }
  expect(unseal(random(32), sealed)).toBeNull();
  expect(unseal(key, new Uint8Array())).toBeNull();
});
