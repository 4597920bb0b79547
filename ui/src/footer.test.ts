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
