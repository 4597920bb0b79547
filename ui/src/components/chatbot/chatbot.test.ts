import { expect, test, vi } from "vitest";
import { component, config, listener, open, place } from "../../testing";
import { grouped, type Message } from "./messages";

const said = (role: string, text: string, more: Partial<Message> = {}): Message => ({
  role,
  content: [{ type: "text", text }],
  metadata: null,
  options: null,
  ...more,
});

const TALK = [said("user", "one"), said("assistant", "two"), said("assistant", "three"), said("user", "four")];

test("messages of one role stand together, with one set of buttons", async () => {
  const { screen, container } = await place("chatbot", { label: "Talk", value: TALK });
  expect(screen.getByRole("log").getAttribute("aria-label")).toBe("chatbot conversation");
  expect(screen.getAllByTestId("user").map((one) => one.textContent?.trim())).toEqual(["one", "four"]);
  expect(screen.getAllByTestId("bot").map((one) => one.textContent?.trim())).toEqual(["two", "three"]);
  expect(container.querySelectorAll(".message-row")).toHaveLength(3);
  expect(screen.getAllByRole("button", { name: "Copy message" })).toHaveLength(3);
});

test("a label that the server leaves to the page is said in words", async () => {
  const label = '__i18n__{"__type__": "translation_metadata", "key": "chat_interface.chatbot"}';
  const { screen } = await place("chatbot", { label });
  expect(screen.getByTestId("block-label").textContent?.trim()).toBe("Chatbot");
});

test("each message can stand alone", async () => {
  const { container } = await place("chatbot", { value: TALK, group_consecutive_messages: false });
  expect(container.querySelectorAll(".message-row")).toHaveLength(4);
});

test("a word more leaves everything before it untouched", async () => {
  const { node, container } = await place("chatbot", { value: TALK.slice(0, 3) });
  const first = container.querySelector(".bot .message");
  const paragraph = first?.querySelector("p");
  const value = node.props.value as Message[];
  node.update({ value: [value[0], value[1], said("assistant", "three more")] });
  await expect.poll(() => container.querySelector(".bot .message:last-child")?.textContent?.trim()).toBe("three more");
  expect(container.querySelector(".bot .message p")).toBe(paragraph);
  // The same conversation sent once more, all of it new objects, changes nothing either.
  node.update({ value: structuredClone(node.props.value) });
  await Promise.resolve();
  expect(container.querySelector(".bot .message p")).toBe(paragraph);
});

test("of a long conversation what is far up is laid out only where it is seen", async () => {
  const talk = Array.from({ length: 60 }, (_, i) => said(i % 2 ? "assistant" : "user", `words ${i}`));
  const { node, container } = await place("chatbot", { value: talk });
  const past = () => [...container.querySelectorAll(".message-row")].map((row) => row.classList.contains("past"));
  expect(past()).toEqual(talk.map((_, i) => i < 40));
  node.update({ value: [...talk, said("user", "more")] });
  await expect.poll(() => past().filter(Boolean).length).toBe(41);
  // A turn that is put before the others moves them.
  node.update({ value: [said("assistant", "first"), ...(node.props.value as Message[])] });
  await expect.poll(() => container.querySelector(".message-row")?.textContent).toContain("first");
  expect(container.querySelectorAll(".message-row")).toHaveLength(62);
});

test("a text that grows keeps the paragraphs that are complete", async () => {
  const { node, container } = await place("chatbot", { value: [said("assistant", "First.\n\nSec")] });
  const first = container.querySelector("p");
  node.update({ value: [said("assistant", "First.\n\nSecond.\n\n- a\n- b")] });
  await expect.poll(() => container.querySelectorAll("li").length).toBe(2);
  expect(container.querySelector("p")).toBe(first);
});

test("groups that did not change are the same objects", () => {
  const before = grouped(TALK, true, []);
  const now = grouped([...TALK, said("user", "five")], true, before);
  expect(now[0]).toBe(before[0]);
  expect(now[1]).toBe(before[1]);
  expect(now[2]).not.toBe(before[2]);
});

test("what is written is cleaned, and foreign tags are shown as they are written", async () => {
  const { container, node } = await place("chatbot", {
    value: [said("assistant", "<img src=x onerror=alert(1)> <thinking>hm</thinking> `<a>`")],
  });
  const text = () => container.querySelector(".prose");
  expect(text()?.querySelector("img")?.hasAttribute("onerror")).toBe(false);
  expect(text()?.textContent).toContain("<thinking>hm</thinking> <a>");
  node.update({ allow_tags: false });
  await expect.poll(() => text()?.textContent).not.toContain("hm");
  node.update({ allow_tags: ["thinking"] });
  await expect.poll(() => text()?.textContent).toContain("<thinking>hm</thinking>");
});

test("without Markdown the text stays as it is", async () => {
  const { container } = await place("chatbot", { value: [said("user", "a **b**\nc")], render_markdown: false });
  expect(container.querySelector(".prose")?.textContent).toBe("a **b**\nc");
});

test("a thought closes when it is done, and holds the thoughts inside it", async () => {
  const thought = (status: "pending" | "done") => [
    said("assistant", "first", { metadata: { title: "Search", id: 1, status, duration: 1.25, log: "found" } }),
    said("assistant", "second", { metadata: { title: "Read", parent_id: 1 } }),
  ];
  const { screen, node, user } = await place("chatbot", { value: thought("pending") });
  const title = () => screen.getByRole("button", { name: /Search/ });
  expect(title().getAttribute("aria-expanded")).toBe("true");
  expect(screen.getByRole("button", { name: /Read/ })).toBeTruthy();
  node.update({ value: thought("done") });
  await expect.poll(() => title().getAttribute("aria-expanded")).toBe("false");
  expect(title().textContent).toContain("found (1.3s)");
  await user.click(title());
  expect(screen.getByText("second")).toBeTruthy();
});

test("files are shown where the browser can, else linked", async () => {
  const file = (orig_name: string, mime_type: string | null) => ({
    type: "file" as const,
    file: { path: `/f/${orig_name}`, orig_name, mime_type },
    alt_text: mime_type ? "my picture" : null,
  });
  const { screen } = await place("chatbot", {
    value: [{ role: "user", content: [file("a.png", "image/png"), file("b.txt", null)] }],
  });
  expect(screen.getByRole("img", { name: "my picture" }).getAttribute("src")).toContain("/f/a.png");
  const link = screen.getByTestId("chatbot-file");
  expect(link.getAttribute("download")).toBe("b.txt");
  expect(link.textContent).toContain("TXT");
});

test("a component in a message is that component, each with names of its own", async () => {
  const part = (value: string) => ({ type: "component" as const, component: "textbox", value, props: { label: "Box" } });
  const { screen } = await place("chatbot", { value: [{ role: "assistant", content: [part("a"), part("b")] }] });
  await expect.poll(() => screen.getAllByLabelText("Box").map((one) => (one as HTMLTextAreaElement).value)).toEqual(["a", "b"]);
});

test("retry and undo name what was said last", async () => {
  const { screen, user, transport } = await place("chatbot", { value: [...TALK, said("assistant", "five")] }, ["retry", "undo"]);
  await user.click(screen.getByRole("button", { name: "Retry" }));
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await expect.poll(() => transport.requests.map((one) => one.event_data)).toEqual([
    { index: 3, value: "four" },
    { index: 3, value: "four" },
  ]);
});

test("an opinion names the group, and stays", async () => {
  const options = ["Like", "Dislike", "Rude"];
  const { screen, user, transport } = await place("chatbot", { value: TALK, feedback_options: options }, ["like"]);
  expect(screen.queryAllByRole("button", { name: "Like" })).toHaveLength(1);
  await user.click(screen.getByRole("button", { name: "Dislike" }));
  expect(screen.getByRole("button", { name: "Disliked" }).getAttribute("aria-pressed")).toBe("true");
  await user.click(screen.getByRole("button", { name: "Feedback" }));
  await user.click(screen.getByRole("button", { name: "Rude" }));
  await expect.poll(() => transport.requests.map((one) => one.event_data)).toEqual([
    { index: 1, value: ["two", "three"], liked: false },
    { index: 1, value: ["two", "three"], liked: "Rude" },
  ]);
});

test("an answer in the place of another has been judged by nobody", async () => {
  const { screen, user, node } = await place("chatbot", { value: TALK.slice(0, 2), feedback_options: ["Like"] }, ["like"]);
  await user.click(screen.getByRole("button", { name: "Like" }));
  node.update({ value: TALK.slice(0, 1) });
  await expect.poll(() => screen.queryByTestId("bot")).toBeNull();
  node.update({ value: [TALK[0], said("assistant", "another")] });
  await expect.poll(() => screen.queryByRole("button", { name: "Like" })).not.toBeNull();
});

test("opinions given before are shown", async () => {
  const { screen } = await place("chatbot", { value: TALK, feedback_options: ["Like"], feedback_value: ["Like"] }, ["like"]);
  expect(screen.getByRole("button", { name: "Liked" })).toBeTruthy();
});

test("changed words are the value, and an event", async () => {
  const { screen, user, transport, node } = await place("chatbot", { value: TALK, editable: "user" }, ["edit"]);
  expect(screen.getAllByRole("button", { name: "Edit" })).toHaveLength(2);
  await user.click(screen.getAllByRole("button", { name: "Edit" })[0]);
  await user.type(screen.getByLabelText("Message"), "!{Control>}{Enter}{/Control}");
  await expect.poll(() => transport.requests.at(-1)?.event_data).toMatchObject({ index: 0, value: "one!", previous_value: "one" });
  expect((node.props.value as Message[])[0].content).toEqual([{ type: "text", text: "one!" }]);
  await user.click(screen.getAllByRole("button", { name: "Edit" })[0]);
  await user.keyboard("{Escape}");
  expect(screen.queryByLabelText("Message")).toBeNull();
});

test("options follow the last message alone, and are chosen by number", async () => {
  const options = [{ value: "a" }, { value: "b", label: "The other" }];
  const value = [said("assistant", "old", { options }), said("user", "x"), said("assistant", "new", { options })];
  const { screen, user, transport } = await place("chatbot", { value }, ["option_select"]);
  expect(screen.getAllByRole("button", { name: "The other" })).toHaveLength(1);
  await user.click(screen.getByRole("button", { name: "The other" }));
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ index: 1, value: "b" });
});

test("an empty conversation offers what the program says, and its examples", async () => {
  const { screen, user, transport } = await place(
    "chatbot",
    { placeholder: "Ask **me**", examples: [{ text: "hi" }, { text: "long", display_text: "Short" }] },
    ["example_select"],
  );
  expect(screen.getByText("me").tagName).toBe("STRONG");
  await user.click(screen.getByRole("button", { name: "Select example 2: Short" }));
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ index: 1, value: { text: "long", display_text: "Short" } });
});

test("copying takes the words, with the program's mark under them", async () => {
  const { screen, user, transport } = await place("chatbot", { value: TALK, watermark: "by me" }, ["copy"]);
  await user.click(screen.getAllByRole("button", { name: "Copy message" })[1]);
  expect(await navigator.clipboard.readText()).toBe("two\n\nthree\n\nby me");
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ value: "two\n\nthree" });
  await user.click(screen.getByRole("button", { name: "Copy conversation" }));
  expect(await navigator.clipboard.readText()).toMatch(/^user: one\n\nassistant: two/);
});

test("clearing empties it", async () => {
  const { screen, user, transport, node } = await place("chatbot", { value: TALK }, ["clear"]);
  await user.click(screen.getByRole("button", { name: "Clear" }));
  expect(node.props.value).toEqual([]);
  await expect.poll(() => transport.requests.at(-1)?.data).toEqual([[]]);
});

test("choosing a message says which, by mouse and by key", async () => {
  const { screen, user, transport } = await place("chatbot", { value: TALK }, ["select"]);
  await user.click(screen.getByText("three"));
  screen.getAllByTestId("user")[0].focus();
  await user.keyboard("{Enter}");
  await expect.poll(() => transport.requests.map((one) => one.event_data)).toEqual([
    { index: 2, value: "three" },
    { index: 0, value: "one" },
  ]);
});

test("while an answer is awaited dots stand for it; while it comes, one frame shows all that came", async () => {
  const frames: FrameRequestCallback[] = [];
  vi.spyOn(globalThis, "requestAnimationFrame").mockImplementation((frame) => frames.push(frame));
  const page = await open(
    config(
      [component(1, "chatbot", { value: [said("user", "go")] }), component(2, "button", { value: "Run" })],
      [listener(0, { targets: [[2, "click"]], inputs: [], outputs: [1] })],
    ),
  );
  await page.user.click(page.screen.getByRole("button", { name: "Run" }));
  const awaited = () => page.screen.queryByLabelText("Loading response") !== null;
  await expect.poll(awaited).toBe(true);
  const step = (data: unknown[]) =>
    page.transport.send({ msg: "process_generating", event_id: "e1", success: true, output: { data, is_generating: true } } as never);
  const frame = async () => {
    await expect.poll(() => frames.length).toBe(1);
    frames.pop()?.(0);
  };
  step([[said("user", "go"), said("assistant", "")]]);
  await frame();
  await expect.poll(() => page.screen.queryByTestId("bot")).not.toBeNull();
  expect(awaited()).toBe(true);
  for (const text of ["a", "b", "c"]) step([[["append", [1, "content", 0, "text"], text]]]);
  expect(page.screen.getByTestId("bot").textContent?.trim()).toBe("");
  await frame();
  await expect.poll(() => page.screen.getByTestId("bot").textContent?.trim()).toBe("abc");
  expect(page.screen.getByRole("log").getAttribute("aria-busy")).toBe("true");
  expect(awaited()).toBe(false);
});
