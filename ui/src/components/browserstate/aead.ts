/**
 * ChaCha20-Poly1305 (RFC 8439): what is sealed under a key can be read, and altered unnoticed, by nobody without it.
 *
 * Not the browser's own `crypto.subtle`: that exists only on https and localhost, and is never there at once, while
 * apps in a home or an office network are plain http and a value has to be there before the page loads.
 */

const NONCE = 12;
const TAG = 16;
const PRIME = (1n << 130n) - 5n;
const ONE = 1n << 128n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

/** Return nonce, ciphertext and tag in one. Without a nonce, a random one is taken. */
export function seal(key: Uint8Array, plain: Uint8Array, nonce = crypto.getRandomValues(new Uint8Array(NONCE))) {
  const sealed = new Uint8Array(NONCE + plain.length + TAG);
  sealed.set(nonce);
  sealed.set(xored(key, nonce, plain), NONCE);
  sealed.set(tag(key, nonce, sealed.subarray(NONCE, -TAG)), sealed.length - TAG);
  return sealed;
}

/** Return what was sealed, or null if it was sealed under another key or is not what it was. */
export function unseal(key: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < NONCE + TAG) return null;
  const nonce = sealed.subarray(0, NONCE);
  const hidden = sealed.subarray(NONCE, -TAG);
  const wanted = tag(key, nonce, hidden);
  const difference = wanted.reduce((sum, byte, at) => sum | (byte ^ sealed[sealed.length - TAG + at]), 0);
  return difference === 0 ? xored(key, nonce, hidden) : null;
}

function xored(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array): Uint8Array {
  const result = bytes.slice();
  for (let start = 0; start < bytes.length; start += 64) {
    const stream = block(key, nonce, 1 + start / 64);
    for (let at = start; at < bytes.length && at < start + 64; at++) result[at] ^= stream[at - start];
  }
  return result;
}

/** Poly1305 over the ciphertext, under a key of its own: the key stream's first half block. */
function tag(key: Uint8Array, nonce: Uint8Array, hidden: Uint8Array): Uint8Array {
  const once = block(key, nonce, 0);
  const r = number(once.subarray(0, 16)) & CLAMP;
  let sum = 0n;
  const absorb = (part: Uint8Array) => {
    const padded = new Uint8Array(16);
    padded.set(part);
    sum = ((sum + number(padded) + ONE) * r) % PRIME;
  };
  for (let at = 0; at < hidden.length; at += 16) absorb(hidden.subarray(at, at + 16));
  const lengths = new DataView(new ArrayBuffer(16));
  lengths.setBigUint64(8, BigInt(hidden.length), true);
  absorb(new Uint8Array(lengths.buffer));
  const total = sum + number(once.subarray(16, 32));
  return Uint8Array.from({ length: TAG }, (_, at) => Number((total >> BigInt(8 * at)) & 255n));
}

/** Sixteen bytes as one number, the first the least. */
function number(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return view.getBigUint64(0, true) | (view.getBigUint64(8, true) << 64n);
}

/** One block of the key stream. */
function block(key: Uint8Array, nonce: Uint8Array, counter: number): Uint8Array {
  const start = new Uint32Array(16);
  start.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]); // "expand 32-byte k"
  start.set(words(key), 4);
  start[12] = counter;
  start.set(words(nonce), 13);
  const x = start.slice();
  for (let round = 0; round < 10; round++) {
    for (let at = 0; at < 4; at++) quarter(x, at, at + 4, at + 8, at + 12);
    for (let at = 0; at < 4; at++) quarter(x, at, 4 + ((at + 1) % 4), 8 + ((at + 2) % 4), 12 + ((at + 3) % 4));
  }
  const bytes = new DataView(new ArrayBuffer(64));
  x.forEach((word, at) => bytes.setUint32(4 * at, word + start[at], true));
  return new Uint8Array(bytes.buffer);
}

function quarter(x: Uint32Array, a: number, b: number, c: number, d: number): void {
  const turn = (to: number, by: number, left: number) => {
    const mixed = x[to] ^ x[by];
    x[to] = (mixed << left) | (mixed >>> (32 - left));
  };
  x[a] += x[b];
  turn(d, a, 16);
  x[c] += x[d];
  turn(b, c, 12);
  x[a] += x[b];
  turn(d, a, 8);
  x[c] += x[d];
  turn(b, c, 7);
}

function words(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, at) => view.getUint32(4 * at, true));
}
