import { expect, test } from "vitest";
import { place } from "../../testing";

test("its name is its label, its description is its info", async () => {
  const { screen } = await place("textbox", { label: "Name", info: "As in the passport" });
  const field = screen.getByLabelText("Name");
  expect(field).toBeInstanceOf(HTMLTextAreaElement);
  expect(field.dataset.testid).toBe("textbox");
  const described = field.getAttribute("aria-describedby");
  expect(document.getElementById(described ?? "")?.textContent).toBe("As in the passport");
});

test("typing emits input and change with the value", async () => {
  const { screen, user, transport } = await place("textbox", { label: "Name" }, ["input", "change"]);
  await user.type(screen.getByLabelText("Name"), "B");
  await expect.poll(() => transport.requests.map((one) => [one.fn_index, one.data])).toEqual([
    [0, ["B"]],
    [1, ["B"]],
  ]);
});

test("Enter submits one line, and is a new line in several", async () => {
  const one = await place("textbox", { label: "One" }, ["submit"]);
  await one.user.type(one.screen.getByLabelText("One"), "hi{Enter}");
  await expect.poll(() => one.transport.requests.at(-1)?.data).toEqual(["hi"]);
  one.unmount();

  const many = await place("textbox", { label: "Many", lines: 3 }, ["submit"]);
  await many.user.type(many.screen.getByLabelText("Many"), "a{Enter}b");
  expect(many.node.props.value).toBe("a\nb");
  expect(many.transport.requests).toEqual([]);
  await many.user.keyboard("{Shift>}{Enter}{/Shift}");
  await expect.poll(() => many.transport.requests.at(-1)?.data).toEqual(["a\nb"]);
});

test("password and email are inputs of that type", async () => {
  const secret = await place("textbox", { label: "Key", type: "password" });
  expect(secret.screen.getByTestId("password")).toHaveProperty("type", "password");
  secret.unmount();
  const mail = await place("textbox", { label: "Mail", type: "email" });
  expect(mail.screen.getByTestId("textbox").getAttribute("autocomplete")).toBe("email");
});

test("a static field is disabled and keeps its name beside a copy button", async () => {
  const { screen, user, transport } = await place(
    "textbox",
    { label: "Out", value: "42", interactive: false, buttons: ["copy"] },
    ["copy"],
  );
  expect(screen.getByLabelText("Out")).toHaveProperty("disabled", true);
  await user.click(screen.getByRole("button", { name: "Copy" }));
  await expect.poll(() => navigator.clipboard.readText()).toBe("42");
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ value: "42" });
});

test("its own submit and stop buttons have names and events", async () => {
  const { screen, user, transport } = await place(
    "textbox",
    { label: "Ask", submit_btn: true, stop_btn: "Halt" },
    ["submit", "stop"],
  );
  await user.click(screen.getByRole("button", { name: "Submit" }));
  await user.click(screen.getByRole("button", { name: "Halt" }));
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0, 1]);
});

test("selecting text says which", async () => {
  const { screen, transport } = await place("textbox", { label: "T", value: "hello" }, ["select"]);
  const field = screen.getByLabelText<HTMLTextAreaElement>("T");
  field.setSelectionRange(1, 3);
  field.dispatchEvent(new Event("select", { bubbles: true }));
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ index: [1, 3], value: "el" });
});

test("a validator's words are shown with the field and go when it changes", async () => {
  const { screen, user, node } = await place("textbox", { label: "Age" });
  node.invalid = "Too young";
  expect((await screen.findByText("Too young")).className).toContain("validation-error");
  expect(screen.getByLabelText("Age").getAttribute("aria-invalid")).toBe("true");
  await user.type(screen.getByLabelText("Age"), "9");
  expect(screen.queryByText("Too young")).toBeNull();
});

test("an update from the server is shown and emits change but not input", async () => {
  const { screen, node, transport } = await place("textbox", { label: "Out" }, ["change", "input"]);
  node.update({ value: "new", label: "Result" });
  expect(await screen.findByLabelText("Result")).toHaveProperty("value", "new");
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([0]);
});
