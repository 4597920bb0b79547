import { fireEvent, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { place } from "../../testing";

const file = (name: string, size: number | null = 2048) => ({
  path: `/store/${name}`,
  url: `http://app.test/gradio_api/file=/store/${name}`,
  orig_name: name,
  size,
  meta: { _type: "gradio.FileData" as const },
});
const txt = new File(["hello"], "notes.txt", { type: "text/plain" });
const csv = new File(["a,b"], "table.csv", { type: "text/csv" });

test("a chosen file becomes the value, and is told as an upload", async () => {
  const { screen, user, transport, node } = await place("file", { label: "Papers" }, ["upload", "change"]);
  expect(screen.getByRole("group", { name: "Papers" })).toBeTruthy();
  await user.upload(screen.getByTestId("file-upload"), txt);
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0, 1]);
  expect(node.props.value).toMatchObject({ orig_name: "notes.txt", size: 5 });
  const link = screen.getByTestId("download-link");
  expect([link.getAttribute("download"), link.textContent?.trim()]).toEqual(["notes.txt", "Download notes.txt 5 bytes"]);
});

test("several files are added to those there are; one can be removed, all can be cleared", async () => {
  const { screen, user, transport, node } = await place(
    "file",
    { label: "Papers", file_count: "multiple", value: [file("a.txt")], interactive: true },
    ["delete", "clear"],
  );
  await user.upload(screen.getByTestId("file-upload"), [txt, csv]);
  await expect.poll(() => (node.props.value as unknown[]).length).toBe(3);
  await user.click(screen.getAllByRole("button", { name: "Remove this file" })[0]);
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual(file("a.txt"));
  expect(screen.getAllByRole("row").map((row) => within(row).getByRole("link").getAttribute("download"))).toEqual([
    "notes.txt",
    "table.csv",
  ]);
  await user.click(screen.getByRole("button", { name: "Clear" }));
  expect(node.props.value).toBeNull();
  await expect.poll(() => transport.requests.at(-1)?.fn_index).toBe(1);
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Click to upload or drop files" }));
});

test("another kind of file is refused in the area, and the chooser knows the kinds", async () => {
  const { screen, node } = await place("file", { label: "Table", file_types: [".csv", "image"] });
  const area = screen.getByRole("button", { name: "Click to upload or drop files" });
  expect(screen.getByTestId("file-upload").getAttribute("accept")).toBe(".csv, image/*");
  await fireEvent.drop(area, { dataTransfer: { files: [txt] } });
  await expect
    .poll(() => area.querySelector("[role=alert]")?.textContent)
    .toBe("notes.txt cannot be used here. Accepted: CSV or Images.");
  expect(node.props.value).toBeUndefined();
});

test("files dropped on a list are added; on an output nothing happens", async () => {
  const { screen, node } = await place("file", { label: "Papers", file_count: "multiple", value: [file("a.txt")], interactive: true });
  await fireEvent.drop(screen.getByRole("table"), { dataTransfer: { files: [csv] } });
  await expect.poll(() => (node.props.value as unknown[]).length).toBe(2);
  node.update({ interactive: false });
  await fireEvent.drop(screen.getByRole("table"), { dataTransfer: { files: [csv] } });
  expect(screen.queryByTestId("file-upload")).toBeNull();
  expect(node.props.value).toHaveLength(2);
});

test("a row is chosen, and a download is told, with its file", async () => {
  const { screen, user, transport } = await place("file", { label: "Out", value: file("a.tar.gz"), interactive: false }, ["select", "download"]);
  const row = screen.getByRole("row");
  expect(row.querySelector(".stem")?.textContent).toBe("a.tar");
  expect(row.querySelector(".ext")?.textContent).toBe(".gz");
  await user.click(within(row).getByRole("button"));
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ index: 0, value: "a.tar.gz", selected: true });
  screen.getByTestId("download-link").addEventListener("click", (event) => event.preventDefault());
  await user.click(screen.getByRole("link", { name: /Download a\.tar\.gz/ }));
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual(file("a.tar.gz"));
});

test("the order is changed by the arrow keys and by dragging", async () => {
  const { screen, user, node } = await place("file", {
    label: "Papers",
    file_count: "multiple",
    interactive: true,
    allow_reordering: true,
    value: [file("a"), file("b"), file("c")],
  });
  const names = () => (node.props.value as { orig_name: string }[]).map((one) => one.orig_name).join("");
  screen.getByRole("button", { name: "Move a: arrow keys" }).focus();
  await user.keyboard("{ArrowUp}");
  expect(names()).toBe("abc");
  await user.keyboard("{ArrowDown}");
  expect(names()).toBe("bac");
  await expect.poll(() => document.activeElement?.getAttribute("aria-label")).toBe("Move a: arrow keys");
  const [first, , last] = screen.getAllByRole("row");
  await fireEvent.dragStart(last);
  await fireEvent.dragOver(first);
  await fireEvent.dragEnd(last);
  expect(names()).toBe("cba");
});

test("an empty output says so; a size that is not known is not shown", async () => {
  const { screen, node } = await place("file", { label: "Out", interactive: false });
  expect(screen.getByRole("img", { name: "Empty value" })).toBeTruthy();
  node.update({ value: file("a.txt", null) });
  expect((await screen.findByTestId("download-link")).textContent?.trim()).toBe("Download a.txt");
});
