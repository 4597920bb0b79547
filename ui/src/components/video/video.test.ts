import { fireEvent } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { place } from "../../testing";

const clip = { path: "/store/clip.mp4", url: "http://app.test/gradio_api/file=/store/clip.mp4", orig_name: "clip.mp4" };
const mp4 = new File(["x"], "film.mp4", { type: "video/mp4" });

test("an uploaded film is played by the browser's own player, named by the label", async () => {
  const { screen, user, transport, node } = await place("video", { label: "Film" }, ["upload", "input", "change"]);
  await user.upload(screen.getByTestId("file-upload"), mp4);
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0, 1, 2]);
  expect(node.props.value).toMatchObject({ orig_name: "film.mp4" });
  const video = screen.getByTestId("Film-player") as HTMLVideoElement;
  expect([video.controls, video.getAttribute("aria-label")]).toEqual([true, "Film"]);
  expect(screen.getByTestId("video").contains(video)).toBe(true);
});

test("playing, pausing and the end, by both of its names, are told", async () => {
  const { screen, transport } = await place("video", { label: "Clip", value: clip, interactive: false, loop: true }, ["play", "pause", "stop", "end"]);
  const video = screen.getByTestId("Clip-player") as HTMLVideoElement;
  expect(video.loop).toBe(true);
  await fireEvent.play(video);
  await fireEvent.pause(video);
  await fireEvent(video, new Event("ended"));
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0, 1, 2, 3]);
});

test("an output can be saved, an input can be removed", async () => {
  const { screen, user, node, transport } = await place("video", { label: "Clip", value: clip, interactive: false, buttons: ["download"] }, ["clear"]);
  expect(screen.getByTestId("download-div").querySelector("a")?.getAttribute("download")).toBe("clip.mp4");
  expect(screen.queryByRole("button", { name: "Clear" })).toBeNull();
  node.update({ interactive: true });
  await user.click(await screen.findByRole("button", { name: "Clear" }));
  await expect.poll(() => transport.requests).toHaveLength(1);
  expect(screen.getByRole("button", { name: "Drop a video file here to upload" })).toBeTruthy();
});

test("a film that the browser cannot play leaves a sentence", async () => {
  const { screen } = await place("video", { label: "Clip", value: clip, interactive: false });
  await fireEvent.error(screen.getByTestId("Clip-player"));
  expect(screen.getByText("This browser cannot play clip.mp4.")).toBeTruthy();
});
