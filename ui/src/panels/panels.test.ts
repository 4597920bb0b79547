import { afterEach, expect, test, vi } from "vitest";
import { config, open } from "../testing";
import type { Endpoint } from "../client/wire";
import { snippet } from "./snippets";

const returned = { label: "Out", type: {}, python_type: { type: "str", description: "" }, component: "Textbox" };
const parameter = (parameter_name: string, example_input: unknown, parameter_default?: unknown) => ({
  ...returned,
  label: parameter_name,
  parameter_name,
  parameter_has_default: parameter_default !== undefined,
  parameter_default,
  example_input,
});
const file = { path: "https://x.example/a.png", meta: { _type: "gradio.FileData" } };
const endpoint = (given: Partial<Endpoint>): Endpoint => ({
  parameters: [],
  returns: [],
  api_visibility: "public",
  description: "",
  code_snippets: {},
  ...given,
});
const greet = endpoint({
  parameters: [parameter("name", "it's"), parameter("loud", true, false), parameter("n", null)],
  returns: [returned],
  description: "Greets somebody.",
});

// jsdom has no modal dialogs; what a browser does with one is tested in a browser.
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
};

afterEach(() => history.replaceState(null, "", "/"));

async function panel(view: string) {
  history.replaceState(null, "", `/?view=${view}`);
  const page = await open(config([], [], undefined, { api_prefix: "/gradio_api" }));
  const info = { named_endpoints: { "/greet": greet, "/none": endpoint({}) }, unnamed_endpoints: {} };
  vi.spyOn(page.transport, "info").mockResolvedValue(info);
  return page;
}

test("the address opens the API page, which shows one endpoint in three languages", async () => {
  const { screen, user, container } = await panel("api");
  expect(await screen.findByRole("dialog", { name: "Use by API" })).toBeTruthy();
  expect(await screen.findByRole("heading", { name: /\/greet/ })).toBeTruthy();
  expect(screen.getByText("2 API endpoints")).toBeTruthy();
  expect(screen.getByText("Accepts 3 parameters")).toBeTruthy();
  expect(container.querySelector("#snippet-code")?.textContent).toContain("from gradio_client import Client");
  await user.click(screen.getByRole("tab", { name: "cURL" }));
  expect(container.querySelector("#snippet-code")?.textContent).toContain("curl -N");
  await user.keyboard("{ArrowLeft}");
  expect(screen.getByRole("tab", { name: "JavaScript", selected: true })).toBe(document.activeElement);
  await user.click(screen.getByRole("button", { name: "/none" }));
  expect(await screen.findByText("Accepts 0 parameters")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(location.search).toBe("");
});

test("settings change the theme and the address", async () => {
  const { screen, user } = await panel("settings");
  await user.click(await screen.findByRole("button", { name: "Dark" }));
  expect(screen.getByRole("button", { name: "Dark" }).getAttribute("aria-pressed")).toBe("true");
  expect(document.body.className).toBe("dark");
  expect(location.search).toContain("__theme=dark");
  document.body.className = "";
});

test("snippets are programs that run", () => {
  const write = (language: "python" | "javascript" | "bash", of = greet) =>
    snippet(language, "http://h/p/", "gradio_api", "/greet", of);
  expect(write("python")).toBe(
    'from gradio_client import Client\n\nclient = Client("http://h/p/")\nresult = client.predict(\n' +
      '    name="it\'s",\n    loud=True,\n    n=None,\n    api_name="/greet",\n)\nprint(result)',
  );
  expect(write("javascript")).toContain('await client.predict("/greet", {\n  name: "it\'s",\n  loud: true,\n  n: null,\n});');
  expect(write("bash")).toContain(`-d '{"name":"it'\\''s","loud":true,"n":null}' | cut`);
  const image = endpoint({ parameters: [parameter("files", [file])] });
  expect(write("python", image)).toContain('files=[handle_file("https://x.example/a.png")]');
  expect(write("javascript", image)).toContain('files: [handle_file("https://x.example/a.png")]');
});
