import { fireEvent, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { accepted, acceptAttribute, kindsText } from "./accept";
import Upload, { type Uploading } from "./Upload.svelte";

const png = new File(["x"], "a.png", { type: "image/png" });
const txt = new File(["y"], "b.txt", { type: "text/plain" });
const given = { path: "/up/a.png" };

function area(props: Record<string, unknown> = {}, upload: Uploading["upload"] = async () => [given]) {
  const onfiles = vi.fn();
  const node = { interactive: true, upload: vi.fn(upload) };
  render(Upload, { node, onfiles, prompt: "Drop an image", accept: ["image"], ...props });
  return { onfiles, node, user: userEvent.setup({ applyAccept: false }), button: () => screen.getByRole("button", { name: "Drop an image" }) };
}

test("a chosen file is uploaded and handed on", async () => {
  const { onfiles, node, user } = area();
  await user.upload(screen.getByTestId("file-upload"), png);
  await expect.poll(() => onfiles.mock.calls).toEqual([[[given]]]);
  expect(node.upload.mock.calls[0][0]).toEqual([png]);
});

test("dropped and pasted files too; more than one only where several are wanted", async () => {
  const { node, button } = area();
  await fireEvent.drop(button(), { dataTransfer: { files: [png, png] } });
  await expect.poll(() => node.upload.mock.calls.map(([files]) => files.length)).toEqual([1]);
  await fireEvent.paste(await screen.findByRole("button", { name: "Drop an image" }), { clipboardData: { files: [png] } });
  await expect.poll(() => node.upload.mock.calls).toHaveLength(2);
});

test("a file of another kind is refused in the area itself", async () => {
  const { node, user } = area();
  await user.upload(screen.getByTestId("file-upload"), txt);
  expect((await screen.findByRole("alert")).textContent).toContain("b.txt cannot be used here");
  expect(node.upload).not.toHaveBeenCalled();
});

test("what the server refuses is said in the area; the next try clears it", async () => {
  const { node, user, onfiles } = area({}, async () => Promise.reject(new Error("a.png is too large.")));
  await user.upload(screen.getByTestId("file-upload"), png);
  expect((await screen.findByRole("alert")).textContent).toBe("a.png is too large.");
  node.upload.mockResolvedValue([given]);
  await user.upload(screen.getByTestId("file-upload"), png);
  await expect.poll(() => onfiles.mock.calls).toHaveLength(1);
  expect(screen.queryByRole("alert")).toBeNull();
});

test("progress is shown, and can be stopped", async () => {
  let stopped = false;
  const { user, onfiles } = area({}, (_files, options) => {
    options?.onprogress?.(500, 2000);
    return new Promise((_, reject) =>
      options?.signal?.addEventListener("abort", () => {
        stopped = true;
        reject(new DOMException("", "AbortError"));
      }),
    );
  });
  await user.upload(screen.getByTestId("file-upload"), png);
  expect((await screen.findByRole("progressbar")).getAttribute("aria-valuenow")).toBe("500");
  expect(screen.getByText("500 bytes of 2.0 kB")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(stopped).toBe(true);
  expect(await screen.findByRole("button", { name: "Drop an image" })).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(onfiles).not.toHaveBeenCalled();
});

test("kinds, endings and MIME types", () => {
  expect(accepted(png, ["image"])).toBe(true);
  expect(accepted(txt, ["image", ".txt"])).toBe(true);
  expect(accepted(txt, ["csv", "application/pdf"])).toBe(false);
  expect(accepted(png, ["image/*"])).toBe(true);
  expect(accepted(txt, [])).toBe(true);
  expect(acceptAttribute(["image", "csv", ".txt", "audio/wav"])).toBe("image/*, .csv, .txt, audio/wav");
  expect(kindsText(["image", ".csv", "txt"])).toBe("Images, CSV or TXT");
});
