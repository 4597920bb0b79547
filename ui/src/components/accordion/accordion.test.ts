import { expect, test } from "vitest";
import { component, config, listener, open } from "../../testing";

async function accordion(given: Record<string, unknown>) {
  return open(
    config(
      [component(1, "accordion", { label: "More", ...given }), component(2, "textbox", { label: "Inside" })],
      [listener(0, { targets: [[1, "expand"]], trigger_mode: "multiple" }), listener(1, { targets: [[1, "collapse"]] })],
      [{ id: 1, children: [{ id: 2 }] }],
    ),
  );
}

test("what is in it is made when it is first opened, and stays", async () => {
  const { screen, user, transport } = await accordion({ open: false });
  const button = screen.getByRole("button", { name: "More", expanded: false });
  expect(screen.queryByLabelText("Inside")).toBeNull();

  button.focus();
  await user.keyboard("{Enter}");
  expect(button.getAttribute("aria-expanded")).toBe("true");
  expect(document.getElementById(button.getAttribute("aria-controls") ?? "")).toBe(screen.getByTestId("accordion-content"));
  await user.type(screen.getByLabelText("Inside"), "kept");

  await user.click(button);
  expect(screen.getByTestId("accordion-content").style.display).toBe("none");
  await user.click(button);
  expect(screen.getByLabelText("Inside")).toHaveProperty("value", "kept");
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0, 1, 0]);
});

test("the program can open it", async () => {
  const { app, screen } = await accordion({ open: false });
  app.node(1)?.update({ open: true });
  expect(await screen.findByLabelText("Inside")).toBeTruthy();
});
