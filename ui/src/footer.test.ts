import { expect, test } from "vitest";
import { config, open } from "./testing";

test("links that are given twice are shown twice", async () => {
  const own = { label: "Imprint", url: "https://x.example/imprint" };
  const { container } = await open(config([], [], [], { footer_links: ["gradio", own, { ...own }, own, "api", "api"] }));
  const foot = container.querySelector("footer");
  expect([...(foot?.querySelectorAll("a") ?? [])].map((link) => link.getAttribute("href"))).toEqual([
    own.url,
    own.url,
    own.url,
  ]);
  expect(foot?.querySelectorAll(".show-api")).toHaveLength(2);
  expect(foot?.lastElementChild?.className).toContain("built-with");
});

test("who is logged in is named, and can sign out; elsewhere nothing is said of it", async () => {
  const { container } = await open(config([], [], [], { username: "ann", sign_out: true }));
  const form = container.querySelector<HTMLFormElement>("footer form");
  expect(form?.textContent?.replace(/\s+/g, " ").trim()).toBe("ann Sign out");
  expect([form?.method, form?.action.endsWith("/logout")]).toEqual(["post", true]);
  const elsewhere = await open(config([], [], [], { username: "ann" }));
  expect(elsewhere.container.querySelector("footer form")).toBeNull();
});
