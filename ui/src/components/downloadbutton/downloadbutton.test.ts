import { expect, test } from "vitest";
import { place } from "../../testing";

const file = { path: "/store/report.pdf", url: "http://app.test/gradio_api/file=/store/report.pdf", orig_name: "report.pdf" };

test("pressing it saves the file under its name, and is told as a click", async () => {
  const { screen, user, transport, container } = await place("downloadbutton", { label: "Save", value: file, elem_id: "save" }, ["click"]);
  const saved: string[] = [];
  container.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    if (!link) return;
    event.preventDefault();
    saved.push(`${link.download} ${link.href}`);
  });
  const button = screen.getByRole("button", { name: "Save" });
  expect([button.tagName, button.id]).toEqual(["BUTTON", "save"]);
  await user.click(button);
  button.focus();
  await user.keyboard("{Enter}");
  expect(saved).toEqual([`report.pdf ${file.url}`, `report.pdf ${file.url}`]);
  await expect.poll(() => transport.requests).not.toHaveLength(0);
});

test("without a file it only tells the click; switched off it does nothing", async () => {
  const { screen, user, transport, node, container } = await place("downloadbutton", { label: "Save" }, ["click"]);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect.poll(() => transport.requests).toHaveLength(1);
  expect(container.querySelector("a[download]")).toBeNull();
  node.update({ interactive: false });
  await expect.poll(() => screen.getByRole("button", { name: "Save" })).toHaveProperty("disabled", true);
});
