import { fireEvent } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { place } from "../../testing";

const txt = new File(["hello"], "notes.txt", { type: "text/plain" });
const png = new File(["x"], "cat.png", { type: "image/png" });

test("the input stands before the button and is found by its test id", async () => {
  const { screen } = await place("uploadbutton", { label: "Add", elem_id: "add", file_types: ["text"], file_count: "multiple" });
  const button = screen.getByRole("button", { name: "Add" });
  const input = screen.getByTestId("Add-upload-button") as HTMLInputElement;
  expect(button.id).toBe("add");
  expect(button.previousElementSibling).toBe(input);
  expect([input.accept, input.multiple, input.className]).toEqual(["text/*", true, expect.stringContaining("hide")]);
});

test("pressing it opens the chooser and is told as a click; a chosen file is told as an upload", async () => {
  const { screen, user, transport, node } = await place("uploadbutton", { label: "Add" }, ["click", "upload", "change"]);
  const input = screen.getByTestId("Add-upload-button") as HTMLInputElement;
  const opened = vi.spyOn(input, "click");
  await user.click(screen.getByRole("button", { name: "Add" }));
  expect(opened).toHaveBeenCalledOnce();
  await user.upload(input, txt);
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0, 1, 2]);
  expect(node.props.value).toMatchObject({ orig_name: "notes.txt" });
});

test("several files are a list; a file of another kind is refused with a toast", async () => {
  const { screen, user, node } = await place("uploadbutton", { label: "Add", file_count: "multiple", file_types: [".txt"] });
  await user.upload(screen.getByTestId("Add-upload-button"), txt);
  await expect.poll(() => (node.props.value as unknown[] | undefined)?.length).toBe(1);
  Object.defineProperty(screen.getByTestId("Add-upload-button"), "files", { value: [png] });
  await fireEvent.change(screen.getByTestId("Add-upload-button"));
  expect(await screen.findByText(/cat.png cannot be used here/)).toBeTruthy();
});

test("an upload under way is shown in the button, which keeps its words' width and can stop it", async () => {
  const { screen, user, node } = await place("uploadbutton", { label: "Add" });
  let aborted = false;
  vi.spyOn(node, "upload").mockImplementation((_, options) => {
    options?.onprogress?.(300, 1000);
    return new Promise((_, reject) =>
      options?.signal?.addEventListener("abort", () => {
        aborted = true;
        reject(new DOMException("", "AbortError"));
      }),
    );
  });
  await user.upload(screen.getByTestId("Add-upload-button"), txt);
  const button = await screen.findByRole("button", { name: "Add: 30 %, press to stop" });
  expect(button.getAttribute("aria-busy")).toBe("true");
  expect(button.querySelector(".text")?.textContent).toBe("Add");
  await user.click(button);
  expect(aborted, "a double click must not stop it").toBe(false);
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + 1000);
  await user.click(button);
  await expect.poll(() => screen.queryByRole("button", { name: "Add" })).not.toBeNull();
  expect(aborted).toBe(true);
});
