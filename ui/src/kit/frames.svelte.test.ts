import { flushSync } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import { Paced, perFrame } from "./frames.svelte";

afterEach(() => vi.restoreAllMocks());

function pictures(): FrameRequestCallback[] {
  const asked: FrameRequestCallback[] = [];
  vi.spyOn(globalThis, "requestAnimationFrame").mockImplementation((frame) => asked.push(frame));
  return asked;
}

test("what is asked for many times is done once before the next picture", () => {
  const asked = pictures();
  const work = vi.fn();
  const end = $effect.root(() => {
    const soon = perFrame(work);
    for (let i = 0; i < 5; i += 1) soon();
    expect(asked).toHaveLength(1);
    asked.pop()?.(0);
    expect(work).toHaveBeenCalledTimes(1);
    soon();
    expect(asked).toHaveLength(1);
  });
  end();
});

test("nothing waits for a picture where the page is not seen", () => {
  const asked = pictures();
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  const work = vi.fn();
  $effect.root(() => perFrame(work)())();
  expect(work).toHaveBeenCalledTimes(1);
  expect(asked).toHaveLength(0);
});

test("a value that changes all the time is followed once a picture, any other at once", () => {
  const asked = pictures();
  let text = $state("a");
  let often = $state(false);
  let paced!: Paced<string>;
  const end = $effect.root(() => {
    paced = new Paced(() => text, () => often);
  });
  text = "b";
  flushSync();
  expect(paced.value).toBe("b");
  often = true;
  for (const one of ["c", "d"]) flushSync(() => (text = one));
  expect(paced.value).toBe("b");
  asked.pop()?.(0);
  expect(paced.value).toBe("d");
  often = false;
  text = "e";
  flushSync();
  expect(paced.value).toBe("e");
  end();
});
