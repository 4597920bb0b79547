import axe from "axe-core";
import { afterEach, expect, test, vi } from "vitest";
import { component, config, listener, open, start } from "./testing";
import type { ComponentConfig } from "./client/wire";

afterEach(() => {
  document.body.className = "";
  history.replaceState(null, "", "/");
});

const everything: ComponentConfig[] = [
  component(1, "markdown", { value: "# Title\n\n```python\nx\n```" }),
  component(2, "tabs"),
  component(3, "tabitem", { label: "One" }),
  component(4, "tabitem", { label: "Two" }),
  component(5, "row"),
  component(6, "form"),
  component(7, "textbox", { label: "Name", info: "Who *you* are", buttons: ["copy"], submit_btn: true }),
  component(8, "number", { label: "Count" }),
  component(9, "slider", { label: "Speed", minimum: 0, maximum: 10, value: 3 }),
  component(10, "button", { value: "Go", variant: "primary" }),
  component(11, "accordion", { label: "More", open: true }),
  component(12, "html", { value: "<p>html</p>" }),
  component(13, "group"),
  component(14, "textbox", { label: "Key", type: "password", container: false }),
  component(15, "textbox", { label: "Out", interactive: false, value: "x" }),
  component(16, "state"),
];
const layout = [
  { id: 1 },
  {
    id: 2,
    children: [
      { id: 3, children: [{ id: 5, children: [{ id: 6, children: [{ id: 7 }, { id: 8 }, { id: 9 }] }, { id: 10 }] }] },
      { id: 4 },
    ],
  },
  { id: 11, children: [{ id: 12 }] },
  { id: 13, children: [{ id: 14 }, { id: 15 }] },
  { id: 16 },
];

async function violations(container: Element): Promise<string[]> {
  // Colours need a real browser; the rest of what axe knows is held here.
  const found = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}

test("a page of everything has nothing that axe minds", async () => {
  const { container } = await open(config(everything, [], layout, { title: "All", app_id: 1 }));
  expect(await violations(container)).toEqual([]);
});

test("nor has one that is waiting, failed, or says something", async () => {
  const { app, container, transport } = await open(
    config(everything, [listener(0, { targets: [[10, "click"]], outputs: [7, 15], trigger_mode: "multiple" })], layout),
  );
  app.emit(10, "click");
  await expect.poll(() => transport.events).toHaveLength(1);
  const unit = { index: 1, length: 2, unit: "steps", progress: null, desc: "Working" };
  transport.send({ msg: "progress", event_id: "e1", progress_data: [unit] });
  await expect.poll(() => container.querySelector("[role=progressbar]")).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  transport.fail("e1", "That is not an image");
  app.notify("warning", "Careful");
  await expect.poll(() => container.querySelectorAll(".toast-body")).toHaveLength(2);
  expect(await violations(container)).toEqual([]);
});

test("the frame has the hooks and landmarks of the contract", async () => {
  const { container, screen } = await open(config([component(1, "textbox", { label: "T" })], [], undefined, { title: "My app" }));
  expect(container.querySelector(".gradio-container.gradio-container-6-31-0 .main.fillable.app > .wrap > main.contain > .column")).toBeTruthy();
  expect(screen.getByRole("main")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Skip to content" }).getAttribute("href")).toBe("#content");
  expect(document.title).toBe("My app");
  const footer = screen.getByRole("contentinfo");
  expect([...footer.querySelectorAll(".show-api, .built-with, .settings")].map((one) => one.textContent?.trim())).toEqual([
    "Use by API",
    "Settings",
    "Made with Portico",
  ]);
});

test("the footer shows what the program asks for, and nothing at all if it asks for nothing", async () => {
  const one = await open(config([], [], undefined, { footer_links: ["settings", { label: "Help", url: "https://example.com" }] }));
  expect(one.screen.queryByText("Use by API")).toBeNull();
  expect(one.screen.getByRole("link", { name: "Help" }).getAttribute("href")).toBe("https://example.com");
  one.unmount();
  const none = await open(config([], [], undefined, { footer_links: [] }));
  expect(none.container.querySelector("footer")).toBeNull();
});

test("an error stays until it is closed; another message goes when its time is over", async () => {
  const { app, screen, user } = await open(config([]));
  app.failed({ error: "Broken", title: "Oh" });
  app.log({ msg: "log", event_id: "e", level: "info", log: "Hi", duration: 3, visible: true, title: "" });
  const [info, error] = await screen.findAllByTestId("toast-body");
  expect(error.getAttribute("role")).toBe("alert");
  expect(error.querySelector(".timer")).toBeNull();
  const timer = info.querySelector<HTMLElement>(".timer");
  expect(timer?.style.animationDuration).toBe("3s");
  timer?.dispatchEvent(new Event("animationend"));
  await expect.poll(() => screen.getAllByTestId("toast-text").map((one) => one.textContent?.trim())).toEqual(["Broken"]);
  await user.keyboard("{Escape}");
  expect(screen.queryByTestId("toast-body")).toBeNull();
});

test("a message may hold markup, never script", async () => {
  const { app, screen } = await open(config([]));
  app.notify("info", "<b>bold</b><img src=x onerror=alert(1)>");
  await expect.poll(() => screen.getByTestId("toast-text").querySelector("b")?.textContent).toBe("bold");
  expect(screen.getByTestId("toast-text").innerHTML).not.toContain("onerror");
});

test("a lost server is told after a moment, tried again on request, and the word goes when it is back", async () => {
  vi.useFakeTimers();
  const { transport, screen } = await open(config([]));
  transport.receiver?.lost();
  await vi.advanceTimersByTimeAsync(500);
  expect(screen.queryByText(/connection to the app is lost/)).toBeNull();
  await vi.advanceTimersByTimeAsync(1000);
  screen.getByRole("button", { name: "Retry now" }).click();
  expect(transport.retries).toBe(1);
  transport.receiver?.found();
  await vi.advanceTimersByTimeAsync(10);
  expect(screen.queryByText(/connection to the app is lost/)).toBeNull();
  transport.receiver?.restarted();
  await vi.advanceTimersByTimeAsync(10);
  expect(screen.getByRole("button", { name: "Reload" })).toBeTruthy();
  vi.useRealTimers();
});

test("who was signed out is told so, and offered to sign in", async () => {
  const { transport, screen } = await open(config([]));
  transport.receiver?.signedOut();
  await expect.poll(() => screen.queryByText("You have been signed out. Sign in to go on.")).toBeTruthy();
  expect(screen.getByRole("alert").querySelector("button")?.textContent).toBe("Sign in");
});

test("dark is a class of the body: by the address, else as the system has it", async () => {
  history.replaceState(null, "", "/?__theme=dark");
  const dark = await open(config([]));
  expect(document.body.className).toBe("dark");
  dark.unmount();
  history.replaceState(null, "", "/?__theme=light");
  await open(config([]));
  expect(document.body.className).toBe("");
});

test("a program's css is there twice, its head is in the head, its js has run", async () => {
  const page = config([], [], undefined, {
    css: "#a, .b:is(.c, .d) { color: red } @media (min-width: 1px) { #e { color: blue } }",
    head: '<meta name="made" content="yes"><script>document.body.title = "head ran"</script>',
    js: "() => { document.body.lang = 'js ran' }",
  });
  const { unmount } = await open(page);
  const sheet = [...document.head.querySelectorAll("style")].at(-1)?.sheet;
  const scope = ".gradio-container.gradio-container-6-31-0 .contain ";
  const rules = [...(sheet?.cssRules ?? [])].map((rule) => rule.cssText.replace(/\s+/g, " "));
  expect(rules[0]).toContain("#a, .b:is(.c, .d)");
  expect(rules[2]).toContain(`${scope}#a, ${scope}.b:is(.c, .d)`);
  expect(rules[3]).toContain(`${scope}#e`);
  expect(document.head.querySelector("meta[name=made]")).toBeTruthy();
  expect([document.body.title, document.body.lang]).toEqual(["head ran", "js ran"]);
  unmount();
  expect(document.head.querySelector("meta[name=made]")).toBeNull();
});

test("pages are a navigation with the current one marked", async () => {
  const pages: [string, string, boolean][] = [["", "Home", true], ["second", "Second", true], ["quiet", "Quiet", false]];
  const { screen } = await open(config([], [], undefined, { pages, current_page: "second" }));
  const links = screen.getByRole("navigation", { name: "Pages" }).querySelectorAll("a");
  expect([...links].map((link) => [link.textContent, link.getAttribute("aria-current")])).toEqual([
    ["Home", null],
    ["Second", "page"],
  ]);
});

test("the session's heartbeat is only kept where the app needs it", () => {
  const { transport } = start(config([]));
  const beat = vi.spyOn(transport, "heartbeat");
  start(config([], [], undefined, { connect_heartbeat: true })).transport;
  expect(beat).not.toHaveBeenCalled();
});
