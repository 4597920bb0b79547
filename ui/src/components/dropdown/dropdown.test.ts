import { expect, test } from "vitest";
import { place } from "../../testing";

const choices = [["apple", "a"], ["Pear", "p"], ["plum", 3]];
const names = (screen: Awaited<ReturnType<typeof place>>["screen"]) =>
  screen.queryAllByRole("option").map((one) => one.getAttribute("aria-label") ?? one.textContent);
const fruit = (more: object = {}, events: string[] = []) => place("dropdown", { label: "Fruit", choices, ...more }, events);
const many = (more: object = {}, events: string[] = []) => fruit({ multiselect: true, value: [], ...more }, events);

test("it is a combobox that shows what the value is called", async () => {
  const { screen } = await fruit({ value: "p", info: "Ripe" });
  const field = screen.getByRole<HTMLInputElement>("combobox", { name: "Fruit" });
  expect(field).toMatchObject({ value: "Pear", autocomplete: "off" });
  expect(field.getAttribute("aria-expanded")).toBe("false");
  expect(screen.queryByRole("group")).toBeNull();
});

test("it has a name where the program gave it none", async () => {
  const { screen } = await place("dropdown", { choices });
  expect(screen.getByRole("combobox", { name: "Dropdown" })).toBeTruthy();
});

test("a click opens, a click on an option chooses and closes", async () => {
  const { screen, user, node, transport } = await fruit({ value: "a" }, ["change", "input", "select"]);
  const field = screen.getByRole<HTMLInputElement>("combobox");
  await user.click(field);
  expect(names(screen)).toEqual(["apple", "Pear", "plum"]);
  expect(screen.getByRole("option", { selected: true }).textContent).toContain("apple");
  await user.click(screen.getByRole("option", { name: "plum" }));
  expect(field.value).toBe("plum");
  expect(node.props.value).toBe(3);
  expect(screen.queryByRole("listbox")).toBeNull();
  await expect.poll(() => transport.requests.map((one) => one.fn_index).sort()).toEqual([0, 1, 2]);
  expect(transport.requests.find((one) => one.fn_index === 2)?.event_data).toEqual({ index: 2, value: 3, selected: true });
});

test("arrows, Home, End and Enter choose without the pointer, Escape closes and changes nothing", async () => {
  const { screen, user, node } = await fruit({ value: null });
  const marked = () => document.getElementById(screen.getByRole("combobox").getAttribute("aria-activedescendant") ?? "");
  screen.getByRole("combobox").focus();
  expect(screen.queryByRole("listbox")).toBeNull();
  await user.keyboard("{ArrowDown}");
  expect(marked()?.textContent).toContain("apple");
  await user.keyboard("{End}");
  expect(marked()?.textContent).toContain("plum");
  await user.keyboard("{ArrowDown}");
  expect(marked()?.textContent).toContain("apple");
  await user.keyboard("{ArrowUp}{Home}{ArrowDown}{Escape}");
  expect(node.props.value).toBeNull();
  expect(screen.queryByRole("listbox")).toBeNull();
  await user.keyboard("{ArrowUp}{Enter}");
  expect(node.props.value).toBe(3);
});

test("typing narrows the list, by any part of a name, and Enter takes the first", async () => {
  const { screen, user, node, transport } = await fruit({ value: "a" }, ["key_up"]);
  const field = screen.getByRole<HTMLInputElement>("combobox");
  await user.click(field);
  await user.keyboard("ÉA");
  expect(names(screen)).toEqual(["Pear"]);
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ key: "A", input_value: "ÉA" });
  await user.keyboard("{Enter}");
  expect([field.value, node.props.value]).toEqual(["Pear", "p"]);
});

test("a text that is nothing says so, and gives way to the value when the field is left", async () => {
  const { screen, user, node } = await fruit({ value: "a" });
  const field = screen.getByRole<HTMLInputElement>("combobox");
  await user.type(field, "zzz");
  expect(names(screen)).toEqual(["No options"]);
  await user.tab();
  expect([field.value, node.props.value]).toEqual(["apple", "a"]);
});

test("a name typed in full is taken when the field is left", async () => {
  const { screen, user, node } = await fruit({ value: "a" });
  await user.click(screen.getByRole("combobox"));
  await user.keyboard("pear");
  await user.tab();
  expect(node.props.value).toBe("p");
});

test("a text of one's own is kept by Enter and by leaving", async () => {
  const { screen, user, node } = await fruit({ value: "a", allow_custom_value: true });
  const field = screen.getByRole<HTMLInputElement>("combobox");
  await user.click(field);
  await user.keyboard("pl{Enter}");
  expect([field.value, node.props.value]).toEqual(["pl", "pl"]);
  await user.clear(field);
  await user.type(field, "mango");
  await user.tab();
  expect(node.props.value).toBe("mango");
  await user.clear(field);
  await user.type(field, "kiwi");
  await user.click(screen.getByRole("option", { name: "Use “kiwi”" }));
  expect([field.value, node.props.value]).toEqual(["kiwi", "kiwi"]);
});

test("several are chips; an option takes itself back, Backspace the last", async () => {
  const { screen, user, node, transport } = await many({}, ["select"]);
  const field = screen.getByRole("combobox");
  await user.click(field);
  await user.click(screen.getByRole("option", { name: "plum" }));
  await user.click(screen.getByRole("option", { name: "apple" }));
  expect(node.props.value).toEqual([3, "a"]);
  expect(screen.getByRole("listbox")).toBeTruthy();
  await user.click(screen.getByRole("option", { name: "plum" }));
  expect(node.props.value).toEqual(["a"]);
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ index: 2, value: 3, selected: false });
  await user.keyboard("{Escape}{Backspace}");
  expect(node.props.value).toEqual([]);
});

test("chips have buttons of their own, and all go at once", async () => {
  const { screen, user, node } = await many({ value: ["a", 3] });
  await user.click(screen.getByRole("button", { name: "Remove apple" }));
  expect(node.props.value).toEqual([3]);
  await user.click(screen.getByRole("button", { name: "Clear" }));
  expect(node.props.value).toEqual([]);
  expect(screen.queryByRole("button", { name: "Clear" })).toBeNull();
});

test("at the most that can be chosen it closes, and the others cannot be chosen", async () => {
  const { screen, user, node } = await many({ value: ["a"], max_choices: 2 });
  await user.click(screen.getByRole("combobox"));
  await user.click(screen.getByRole("option", { name: "Pear" }));
  expect(screen.queryByRole("listbox")).toBeNull();
  await user.click(screen.getByRole("combobox"));
  const plum = screen.getByRole("option", { name: "plum" });
  expect(plum.getAttribute("aria-disabled")).toBe("true");
  await user.click(plum);
  expect(node.props.value).toEqual(["a", "p"]);
});

test("several take texts of one's own too", async () => {
  const { screen, user, node, transport } = await many({ allow_custom_value: true }, ["select"]);
  await user.type(screen.getByRole("combobox"), "mango{Enter}apple{Enter}kiwi");
  await user.tab();
  expect(node.props.value).toEqual(["mango", "a", "kiwi"]);
  await expect.poll(() => transport.requests.at(-1)?.event_data).toEqual({ index: -1, value: "kiwi", selected: true });
});

test("without a filter letters go to the option, and the text cannot be written", async () => {
  const { screen, user, node } = await fruit({ value: "a", filterable: false });
  const field = screen.getByRole<HTMLInputElement>("combobox");
  expect([field.readOnly, field.getAttribute("aria-autocomplete")]).toEqual([true, "none"]);
  field.focus();
  await user.keyboard("pl");
  expect(names(screen)).toEqual(["apple", "Pear", "plum"]);
  await user.keyboard("{Enter}");
  expect(node.props.value).toBe(3);
});

test("what is no choice any more is neither shown nor sent", async () => {
  const one = await fruit({ value: "a" }, ["focus"]);
  one.node.update({ choices: [["x", "x"]] });
  const field = one.screen.getByRole<HTMLInputElement>("combobox");
  await expect.poll(() => field.value).toBe("");
  await one.user.click(field);
  await expect.poll(() => one.transport.requests.at(-1)?.data).toEqual([null]);
  one.unmount();

  const several = await many({ value: ["a", "p"] }, ["focus"]);
  several.node.update({ choices: [["x", "x"], ["Pear", "p"]] });
  await several.user.click(several.screen.getByRole("combobox"));
  await expect.poll(() => several.transport.requests.at(-1)?.data).toEqual([["p"]]);
});

test("of 10,000 options only those in view are drawn, and the last can be reached", async () => {
  const long = Array.from({ length: 10_000 }, (_, i) => [`Option ${i}`, i]);
  const { screen, user, node } = await fruit({ choices: long, value: 0 });
  await user.click(screen.getByRole("combobox"));
  expect(screen.getAllByRole("option").length).toBeLessThan(60);
  expect(screen.getAllByRole("option")[0].getAttribute("aria-setsize")).toBe("10000");
  await user.keyboard("{End}{Enter}");
  expect(node.props.value).toBe(9999);
});

test("a static one is shown as it is, without buttons", async () => {
  const { screen, container } = await many({ value: ["a"], interactive: false });
  expect(screen.getByRole("combobox")).toHaveProperty("disabled", true);
  expect(screen.queryAllByRole("button", { name: /Remove|Clear/ })).toEqual([]);
  expect(container.querySelector(".token span")?.textContent).toBe("apple");
  expect(container.querySelector(".icon-wrap")).toBeNull();
});
