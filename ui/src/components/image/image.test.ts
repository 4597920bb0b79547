import { fireEvent } from "@testing-library/svelte";
import { beforeAll, expect, test, vi } from "vitest";
import { place } from "../../testing";

const photo = { path: "/store/photo.png", url: "http://app.test/gradio_api/file=/store/photo.png", orig_name: "photo.png" };
const png = new File(["x"], "cat.png", { type: "image/png" });

beforeAll(() => {
  // What jsdom lacks: a dialog that opens.
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    this.open = false;
  };
});

/** Why the last file was not taken, as the area says it. */
const refusal = () => document.querySelector(".refusal[role=alert]")?.textContent;

/** Lets the picture arrive, and be shown at twice its size. */
async function arrive(width: number, height: number): Promise<HTMLImageElement> {
  const image = document.querySelector<HTMLImageElement>(".image-frame img")!;
  Object.defineProperties(image, { naturalWidth: { value: width, configurable: true }, naturalHeight: { value: height, configurable: true } });
  image.getBoundingClientRect = () => ({ left: 10, top: 20, width: width * 2, height: height * 2 }) as DOMRect;
  await fireEvent.load(image);
  return image;
}

test("an uploaded picture is shown under its label; upload, input and change are told", async () => {
  const { screen, user, transport, node } = await place("image", { label: "Photo" }, ["upload", "input", "change"]);
  expect(screen.getByTestId("image").className).toContain("image-container");
  await user.upload(screen.getByTestId("file-upload"), png);
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0, 1, 2]);
  expect(node.props.value).toMatchObject({ orig_name: "cat.png" });
  expect(screen.getByAltText("Photo").getAttribute("src")).toContain("/up/0/cat.png");
  await user.click(screen.getByRole("button", { name: "Remove Image" }));
  expect(node.props.value).toBeNull();
});

test("clear and input are told when it is removed, and the focus goes to the empty area", async () => {
  const { screen, user, transport } = await place("image", { label: "Photo", value: photo, interactive: true }, ["clear", "input"]);
  await user.click(screen.getByRole("button", { name: "Remove Image" }));
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0, 1]);
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Drop an image file here to upload" }));
});

test("a picture is dropped or pasted over another", async () => {
  const { screen, node } = await place("image", { label: "Photo", value: photo, interactive: true });
  await fireEvent.drop(screen.getByTestId("image"), { dataTransfer: { files: [png] } });
  await expect.poll(() => (node.props.value as typeof photo).orig_name).toBe("cat.png");
  const other = new File(["y"], "dog.png", { type: "image/png" });
  await fireEvent.paste(screen.getByTestId("image"), { clipboardData: { files: [other] } });
  await expect.poll(() => (node.props.value as typeof photo).orig_name).toBe("dog.png");
  const text = new File(["z"], "z.txt", { type: "text/plain" });
  await fireEvent.drop(screen.getByTestId("image"), { dataTransfer: { files: [text] } });
  await expect.poll(refusal).toContain("z.txt cannot be used here");
  expect((node.props.value as typeof photo).orig_name).toBe("dog.png");
});

test("the clipboard is read on demand, and what is missing is said in the area", async () => {
  const { screen, user, node } = await place("image", { label: "Photo", sources: ["upload", "webcam", "clipboard"] });
  const read = vi.fn(async (): Promise<unknown[]> => []);
  vi.spyOn(navigator, "clipboard", "get").mockReturnValue({ read } as never);
  expect(screen.getByRole("button", { name: "Capture from camera" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Paste from clipboard" }));
  await expect.poll(refusal).toContain("no image on the clipboard");
  read.mockRejectedValue(new Error("denied"));
  await user.click(screen.getByRole("button", { name: "Paste from clipboard" }));
  await expect.poll(refusal).toContain("Press Ctrl+V");
  read.mockResolvedValue([{ types: ["text/plain", "image/png"], getType: async () => new Blob(["x"], { type: "image/png" }) }]);
  await user.click(screen.getByRole("button", { name: "Paste from clipboard" }));
  await expect.poll(() => (node.props.value as typeof photo)?.orig_name).toBe("pasted.png");
});

test("as an output it has a download and fullscreen, from which Escape leads back", async () => {
  const { screen, user, node } = await place("image", { label: "Result", value: photo, interactive: false, buttons: ["download", "share", "fullscreen"] });
  expect(screen.queryByTestId("file-upload")).toBeNull();
  const link = screen.getByTestId("download-link");
  expect([link.getAttribute("aria-label"), link.getAttribute("download")]).toEqual(["Download", "photo.png"]);
  await user.click(screen.getByRole("button", { name: "Fullscreen" }));
  const dialog = screen.getByRole("dialog", { name: "Result" });
  expect(dialog.querySelector("img")?.getAttribute("src")).toContain("photo.png");
  await fireEvent(dialog, new Event("close"));
  expect(screen.queryByRole("dialog")).toBeNull();
  node.update({ buttons: [] });
  await expect.poll(() => screen.queryByTestId("download-link")).toBeNull();
});

test("a chosen pixel is told in the picture's own pixels", async () => {
  const { screen, transport } = await place("image", { label: "Map", value: photo, interactive: false }, ["select"]);
  await arrive(400, 300);
  const button = screen.getByRole("button", { name: "Choose a point in Map" });
  await fireEvent.click(button, { clientX: 10 + 2 * 30, clientY: 20 + 2 * 40, detail: 1 });
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ index: [30, 40], value: null });
  await fireEvent.click(button, { clientX: 5, clientY: 20, detail: 1 });
  expect(transport.requests).toHaveLength(1);
});

test("a pixel can be chosen by the keyboard", async () => {
  const { screen, user, transport } = await place("image", { label: "Map", value: photo, interactive: false }, ["select"]);
  await arrive(400, 300);
  screen.getByRole("button", { name: "Choose a point in Map" }).focus();
  await user.keyboard("{ArrowLeft}{ArrowUp}{Shift>}{ArrowRight}{/Shift}{Enter}");
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ index: [181, 130], value: null });
  expect(transport.requests).toHaveLength(1);
});

test("a tiny picture is enlarged pixel by pixel, a large one is not", async () => {
  const { node } = await place("image", { label: "Digit", value: photo, interactive: false });
  const tiny = await arrive(8, 8);
  expect([tiny.style.width, tiny.className]).toEqual(["192px", expect.stringContaining("enlarged")]);
  node.update({ value: { ...photo, url: "http://app.test/gradio_api/file=/store/large.png" } });
  const large = await arrive(3000, 2000);
  expect([large, large.style.width]).toEqual([tiny, ""]);
});

test("a picture that is none leaves a sentence, not a hole", async () => {
  const { screen, node } = await place("image", { label: "Result", value: photo, interactive: false });
  await fireEvent.error(document.querySelector(".image-frame img")!);
  expect(screen.getByText("photo.png cannot be shown.")).toBeTruthy();
  node.update({ value: { ...photo, orig_name: "good.png", url: "http://app.test/gradio_api/file=/store/good.png" } });
  await arrive(100, 100);
  expect(screen.queryByText(/cannot be shown/)).toBeNull();
});

test("its words are alt_text, else the label, else the file's name", async () => {
  const { screen, node } = await place("image", { alt_text: "A cat", label: "Photo", value: photo, interactive: false });
  expect(screen.getByAltText("A cat")).toBeTruthy();
  node.update({ alt_text: null });
  expect(await screen.findByAltText("Photo")).toBeTruthy();
  node.update({ label: null });
  expect(await screen.findByAltText("photo.png")).toBeTruthy();
});

test("a placeholder takes the place of the words", async () => {
  const { screen } = await place("image", { label: "Cat", placeholder: "## Your cat\nas a **picture**" });
  expect(await screen.findByRole("heading", { name: "Your cat" })).toBeTruthy();
  expect(screen.queryByText(/click to choose/)).toBeNull();
});
