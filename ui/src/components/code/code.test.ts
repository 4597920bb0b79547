import { expect, test } from "vitest";
import { place } from "../../testing";
import { lines } from "./code.svelte";

const field = (screen: { getByLabelText: (name: string) => HTMLElement }) =>
  screen.getByLabelText("Program") as HTMLTextAreaElement;

test("text is shown line by line and its words are coloured once the language is there", async () => {
  const { container } = await place("code", { value: "import os\nprint(1)", language: "python", interactive: false });
  expect([...container.querySelectorAll(".line")].map((line) => line.textContent)).toEqual(["import os", "print(1)"]);
  await expect.poll(() => container.querySelector(".hljs-keyword")?.textContent).toBe("import");
});

test("text is never taken for markup", async () => {
  const { container } = await place("code", { value: "<img src=x onerror=alert(1)>", interactive: false });
  expect(container.querySelector("img")).toBeNull();
  expect(container.querySelector(".line")?.textContent).toBe("<img src=x onerror=alert(1)>");
});

test("markup across lines is closed and opened again", () => {
  expect(lines('a<span class="s">b\nc<span class="t">d\n</span>e</span>f')).toEqual([
    'a<span class="s">b</span>',
    '<span class="s">c<span class="t">d</span></span>',
    '<span class="s"><span class="t"></span>e</span>f',
  ]);
});

test("writing emits input, focus and blur", async () => {
  const { screen, user, transport, node } = await place("code", { label: "Program", value: "" }, ["input", "focus", "blur"]);
  await user.click(field(screen));
  await user.keyboard("x");
  expect(node.props.value).toBe("x");
  await user.click(document.body);
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([1, 0, 2]);
});

test("Tab indents, Shift+Tab takes it back, Enter keeps it", async () => {
  const { screen, user, node } = await place("code", { label: "Program", value: "a\nb" });
  await user.click(field(screen));
  field(screen).setSelectionRange(0, 3);
  await user.keyboard("{Tab}");
  expect(node.props.value).toBe("    a\n    b");
  await user.keyboard("{Shift>}{Tab}{/Shift}");
  expect(node.props.value).toBe("a\nb");
  field(screen).setSelectionRange(1, 1);
  await user.keyboard("{Tab}{Enter}c");
  expect(node.props.value).toBe("a    \nc\nb");
  node.props.value = "    if x:";
  await expect.poll(() => field(screen).value).toBe("    if x:");
  field(screen).setSelectionRange(9, 9);
  await user.keyboard("{Enter}y");
  expect(node.props.value).toBe("    if x:\n    y");
});

test("after Escape, Tab leaves the field", async () => {
  const { screen, user, node } = await place("code", { label: "Program", value: "a" });
  await user.click(field(screen));
  await user.keyboard("{Escape}{Tab}");
  expect(node.props.value).toBe("a");
  expect(document.activeElement).not.toBe(field(screen));
});

test("it can be copied and downloaded as a file of its language", async () => {
  const made: string[] = [];
  URL.createObjectURL = () => "blob:made";
  URL.revokeObjectURL = () => undefined;
  HTMLAnchorElement.prototype.click = function () {
    made.push(this.download);
  };
  const { screen, user } = await place("code", { value: "a=1", language: "python", buttons: ["copy", "download"] });
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await navigator.clipboard.readText()).toBe("a=1");
  await user.click(screen.getByRole("button", { name: "Download" }));
  expect(made).toEqual(["file.py"]);
});

test("shown text has the label's name and cannot be written", async () => {
  const { screen } = await place("code", { label: "Program", value: "a", interactive: false });
  const shown = screen.getByRole("textbox", { name: "Program" });
  expect(shown.getAttribute("aria-readonly")).toBe("true");
  expect(shown.tagName).toBe("PRE");
});
