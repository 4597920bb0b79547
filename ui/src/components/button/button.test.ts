import { expect, test } from "vitest";
import { component, config, listener, open, place } from "../../testing";

test("its name is its text, its id and classes are its own", async () => {
  const { screen, user, transport } = await place(
    "button",
    { value: "Go", variant: "primary", size: "sm", elem_id: "go", elem_classes: ["mine"] },
    ["click"],
  );
  const button = screen.getByRole("button", { name: "Go" });
  expect(button.id).toBe("go");
  expect([...button.classList]).toEqual(expect.arrayContaining(["sm", "primary", "mine"]));
  await user.click(button);
  await expect.poll(() => transport.requests).toHaveLength(1);
});

test("while what it started runs it is busy, and can still be reached", async () => {
  const { screen, user, transport } = await place("button", { value: "Go" }, ["click"]);
  const button = screen.getByRole("button", { name: "Go" });
  await user.click(button);
  await expect.poll(() => button.getAttribute("aria-busy")).toBe("true");
  expect(button).toHaveProperty("disabled", false);
  transport.complete("e1", []);
  await expect.poll(() => button.getAttribute("aria-busy")).toBeNull();
});

test("an icon is decoration; the name stays the text", async () => {
  const { screen, container } = await place("button", { value: "Save", icon: { path: "/i.png" } });
  expect(screen.getByRole("button", { name: "Save" })).toBeTruthy();
  expect(container.querySelector("img")?.src).toBe("http://app.test/gradio_api/file=/i.png");
});

test("with a link it is a link; switched off it leads nowhere", async () => {
  const { screen, node } = await place("button", { value: "Docs", link: "https://example.com/", link_target: "_blank" });
  const link = screen.getByRole("link", { name: "Docs" });
  expect(link.getAttribute("href")).toBe("https://example.com/");
  expect(link.getAttribute("rel")).toBe("noopener noreferrer");
  node.update({ interactive: false });
  await expect.poll(() => link.getAttribute("href")).toBeNull();
  expect(link.getAttribute("aria-disabled")).toBe("true");
});

test("a custom button among a component's tools starts its own listeners", async () => {
  const { screen, user, transport } = await open(
    config(
      [component(1, "textbox", { label: "T", buttons: [{ id: 7, value: "Special", elem_id: "sp" }] })],
      [listener(0, { targets: [[7, "click"]], inputs: [1] })],
    ),
  );
  const button = screen.getByRole("button", { name: "Special" });
  expect(button.id).toBe("sp");
  await user.click(button);
  await expect.poll(() => transport.requests.map((one) => one.trigger_id)).toEqual([7]);
});
