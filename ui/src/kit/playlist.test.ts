import { expect, test, vi } from "vitest";
import { playable, whole } from "./playlist.svelte";

const ADDRESS = "http://app.test/gradio_api/stream/s/r/1/playlist.m3u8";
const pieces = (count: number, end = "") => "#EXTM3U\n" + "#EXTINF:1,\nx.aac\n".repeat(count) + end;

/** A server whose playlist is another one each time, and a browser that plays playlists or not. */
function grows(knows: boolean, ...texts: string[]) {
  vi.spyOn(HTMLMediaElement.prototype, "canPlayType").mockReturnValue(knows ? "maybe" : "");
  const asked = vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response(texts.length > 1 ? texts.shift() : texts[0]));
  return asked;
}

test("a player that knows playlists begins when three pieces are there", async () => {
  const asked = grows(true, pieces(0), pieces(2), pieces(3));
  expect(await playable(ADDRESS, new AbortController().signal)).toBe(ADDRESS);
  expect(asked).toHaveBeenCalledTimes(3);
});

test("a short sound that is complete is played as well", async () => {
  grows(true, pieces(1, "#EXT-X-ENDLIST\n"));
  expect(await playable(ADDRESS, new AbortController().signal)).toBe(ADDRESS);
});

test("other players wait for the whole", async () => {
  const asked = grows(false, pieces(9), pieces(10, "#EXT-X-ENDLIST\n"));
  expect(await playable(ADDRESS, new AbortController().signal)).toBe("http://app.test/gradio_api/stream/s/r/1/playlist-file");
  expect(asked).toHaveBeenCalledTimes(2);
});

test("a signature stays with the address of the whole", () => {
  expect(whole(ADDRESS + "?__sign=x")).toBe("http://app.test/gradio_api/stream/s/r/1/playlist-file?__sign=x");
});
