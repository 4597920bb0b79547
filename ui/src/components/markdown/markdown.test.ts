import { expect, test } from "vitest";
import { place } from "../../testing";

test("text is formatted, and the program's classes are on the block and on the text", async () => {
  const { container, screen } = await place("markdown", { value: "# Title\n\nSome **bold**", elem_classes: ["mine"] });
  expect(screen.getByRole("heading", { name: "Title", level: 1 })).toBeTruthy();
  expect(container.querySelector("strong")?.textContent).toBe("bold");
  expect(screen.getByTestId("markdown").className).toContain("prose mine");
  expect(container.querySelector(".block.mine.hide-container")).toBeTruthy();
});

test("an update is shown; nothing is an empty text", async () => {
  const { screen, node } = await place("markdown", {});
  expect(screen.getByTestId("markdown").textContent).toBe("");
  node.update({ value: "now *here*" });
  expect(await screen.findByText("here")).toBeTruthy();
});

test("links leave in another window, files are found behind any proxy", async () => {
  const { screen, container } = await place("markdown", {
    value: "[out](https://example.com) ![pic](/gradio_api/file=/t/a.png)",
  });
  const link = screen.getByRole("link", { name: "out" });
  expect([link.getAttribute("target"), link.getAttribute("rel")]).toEqual(["_blank", "noopener noreferrer"]);
  expect(container.querySelector("img")?.src).toBe("http://app.test/gradio_api/file=/t/a.png");
});

test("code is copied by its button", async () => {
  const { screen, user, container } = await place("markdown", { value: "```python\nx = 1 < 2\n```" });
  expect(container.querySelector("code")?.className).toBe("language-python");
  await expect.poll(() => container.querySelector(".hljs-number"), { timeout: 5000 }).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Copy" }));
  await expect.poll(() => navigator.clipboard.readText()).toBe("x = 1 < 2");
});

test("words of code are marked up when the language has arrived", async () => {
  const { container } = await place("markdown", { value: "```python\nreturn 1\n```" });
  await expect.poll(() => container.querySelector(".hljs-keyword")?.textContent, { timeout: 5000 }).toBe("return");
});

test("header links, line breaks, the whole text to copy", async () => {
  const { screen, user, container, transport } = await place(
    "markdown",
    { value: "## Some Part\n\na\nb", header_links: true, line_breaks: true, buttons: ["copy"] },
    ["copy"],
  );
  expect(container.querySelector("h2")?.id).toBe("h-some-part");
  expect(screen.getByRole("link", { name: "Link to section" }).getAttribute("href")).toBe("#h-some-part");
  expect(container.querySelector("br")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Copy" }));
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ value: "## Some Part\n\na\nb" });
});

test("sanitize_html=False shows the program's HTML as it is", async () => {
  const { container } = await place("markdown", { value: '<form><input name="q"></form>', sanitize_html: false });
  expect(container.querySelector("form input")).toBeTruthy();
});
