import { expect, test } from "vitest";
import { dataUrl, wav } from "./wav";

test("a WAV file says its rate and length, and holds the samples in order", () => {
  const bytes = wav([Int16Array.of(1, -2), Int16Array.of(32767)], 8000);
  const view = new DataView(bytes.buffer);
  expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe("RIFF");
  expect([view.getUint32(4, true), view.getUint32(24, true), view.getUint32(40, true)]).toEqual([bytes.length - 8, 8000, 6]);
  expect([...new Int16Array(bytes.buffer, 44)]).toEqual([1, -2, 32767]);
});

test("an address holds any number of bytes", () => {
  const bytes = new Uint8Array(100_000).fill(7);
  expect(atob(dataUrl(bytes, "audio/wav").split(",")[1])).toBe(String.fromCharCode(7).repeat(100_000));
});
