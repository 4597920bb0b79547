import { fireEvent } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { place } from "../../testing";

const tone = { path: "/store/tone.wav", url: "http://app.test/gradio_api/file=/store/tone.wav", orig_name: "tone.wav" };
const wav = new File(["RIFF"], "voice.wav", { type: "audio/wav" });

const player = () => document.querySelector("audio")!;

test("an uploaded sound is played by the browser's own player, named by the label", async () => {
  const { screen, user, transport, node } = await place("audio", { label: "Voice", sources: ["upload", "microphone"] }, ["upload", "input", "change"]);
  await user.upload(screen.getByTestId("file-upload"), wav);
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0, 1, 2]);
  expect(node.props.value).toMatchObject({ orig_name: "voice.wav" });
  const audio = screen.getByTestId("audio-player-Voice") as HTMLAudioElement;
  expect([audio.controls, audio.getAttribute("aria-label")]).toEqual([true, "Voice"]);
  expect(screen.getByTestId("waveform-Voice").contains(audio)).toBe(true);
});

test("playing, pausing and the end are told", async () => {
  const { transport } = await place("audio", { label: "Tone", value: tone, interactive: false, loop: true, autoplay: true }, ["play", "pause", "stop"]);
  expect([player().loop, player().autoplay]).toEqual([true, true]);
  await fireEvent.play(player());
  await fireEvent.pause(player());
  await fireEvent(player(), new Event("ended"));
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0, 1, 2]);
});

test("removing it is told as clear and input", async () => {
  const { screen, user, transport, node } = await place("audio", { label: "Tone", value: tone, interactive: true }, ["clear", "input"]);
  await user.click(screen.getByRole("button", { name: "Clear" }));
  expect(node.props.value).toBeNull();
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0, 1]);
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Drop an audio file here to upload" }));
});

test("it starts where the program says, and a new sound at its beginning", async () => {
  const { node } = await place("audio", { label: "Tone", value: tone, interactive: false, playback_position: 7 });
  Object.defineProperty(player(), "readyState", { value: 1, configurable: true });
  await fireEvent(player(), new Event("loadedmetadata"));
  expect(player().currentTime).toBe(7);
  player().currentTime = 9;
  await fireEvent(player(), new Event("timeupdate"));
  expect(node.props).toMatchObject({ playback_position: 9 });
  node.update({ playback_position: 2 });
  await expect.poll(() => player().currentTime).toBe(2);
  node.update({ value: { ...tone, path: "/store/other.wav", url: null } });
  player().currentTime = 0;
  await fireEvent(player(), new Event("loadedmetadata"));
  expect(player().currentTime).toBe(0);
  expect(node.props).toMatchObject({ playback_position: 0 });
});

test("what is said now stands below", async () => {
  const cues: { start: number; end: number; text: string }[] = [];
  const track = { mode: "", cues, activeCues: [{ text: "Hello" }], addCue: (cue: never) => cues.push(cue), removeCue: () => undefined, oncuechange: () => undefined };
  vi.spyOn(HTMLMediaElement.prototype, "addTextTrack").mockReturnValue(track as never);
  vi.stubGlobal("VTTCue", class {
    constructor(
      readonly startTime: number,
      readonly endTime: number,
      readonly text: string,
    ) {}
  }); // prettier-ignore
  const { screen } = await place("audio", {
    label: "Talk",
    value: tone,
    interactive: false,
    subtitles: [{ start: 0, end: 1.5, text: "Hello" }],
  });
  await expect.poll(() => cues).toEqual([{ startTime: 0, endTime: 1.5, text: "Hello" }]);
  expect(track.mode).toBe("hidden");
  track.oncuechange();
  await expect.poll(() => screen.getByTestId("subtitle-display").textContent).toBe("Hello");
});

test("a sound that the browser cannot play leaves a sentence and the download", async () => {
  const { screen } = await place("audio", { label: "Tone", value: tone, interactive: false, buttons: ["download"] });
  await fireEvent.error(player());
  expect(screen.getByText("This browser cannot play tone.wav.")).toBeTruthy();
  expect(screen.getByTestId("download-link").getAttribute("download")).toBe("tone.wav");
});
