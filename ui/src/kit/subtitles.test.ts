import { expect, test, vi } from "vitest";
import { parseSubtitles, readSubtitles } from "./subtitles";

const wanted = [
  { start: 0, end: 1.5, text: "Hello\nthere" },
  { start: 3662.25, end: 3663, text: "Bold end" },
];

test("WebVTT, with names, settings and markup", () => {
  const text = "\uFEFFWEBVTT\n\nNOTE nothing\n\nfirst\n00:00.000 --> 00:01.500\nHello\nthere\n\n01:01:02.250 --> 01:01:03.000 line:0\n<b>Bold</b> end\n";
  expect(parseSubtitles(text)).toEqual(wanted);
});

test("SubRip, with commas and Windows line ends", () => {
  const text = "1\r\n00:00:00,000 --> 00:00:01,500\r\nHello\r\nthere\r\n\r\n2\r\n01:01:02,250 --> 01:01:03,000\r\nBold end\r\n";
  expect(parseSubtitles(text)).toEqual(wanted);
});

test("JSON, and what is damaged is left out", () => {
  expect(parseSubtitles('[{"text":"Hi","timestamp":[0,2]},{"text":"x"}]')).toEqual([{ start: 0, end: 2, text: "Hi" }]);
  expect(parseSubtitles("WEBVTT\n\nnonsense --> here\nHi")).toEqual([]);
  expect(parseSubtitles("no subtitles at all")).toEqual([]);
});

test("a file is fetched; one that is gone gives none", async () => {
  const answers = vi.spyOn(globalThis, "fetch").mockResolvedValueOnce(new Response("1\n00:00:00,000 --> 00:00:02,000\nHi"));
  expect(await readSubtitles("http://app.test/a.srt")).toEqual([{ start: 0, end: 2, text: "Hi" }]);
  answers.mockResolvedValueOnce(new Response("", { status: 403 }));
  expect(await readSubtitles("http://app.test/b.srt")).toEqual([]);
  expect(await readSubtitles([{ start: 1, end: 2, text: "a" }])).toEqual([{ start: 1, end: 2, text: "a" }]);
});
