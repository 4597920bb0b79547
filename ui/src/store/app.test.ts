import { expect, test } from "vitest";
import { component, config, listener, open, start } from "../testing";
import type { RenderConfig } from "../client/wire";

test("what a program left open is an input if a listener reads it, or none writes it and it is empty", () => {
  const page = config(
    [
      component(1, "textbox", { value: "read" }),
      component(2, "textbox", { value: "unused" }),
      component(3, "textbox"),
      component(4, "textbox"),
      component(5, "textbox", { interactive: true }),
      component(6, "textbox", { interactive: false }),
    ],
    [listener(0, { targets: [[1, "submit"]], inputs: [1, 6], outputs: [4, 5] })],
  );
  const { app } = start(page);
  expect([1, 2, 3, 4, 5, 6].map((id) => app.node(id)?.interactive)).toEqual([true, false, true, false, true, false]);
});

test("only the listeners of the page that is shown are there", async () => {
  const page = config(
    [component(1, "textbox")],
    [listener(0, { targets: [[0, "load"]] }), listener(1, { targets: [[0, "load"]] })],
    undefined,
    { current_page: "two", page: { two: { layout: { id: 0, children: [{ id: 1 }] }, components: [1], dependencies: [1] } } },
  );
  const { transport } = start(page);
  await expect.poll(() => transport.requests.map((one) => one.fn_index)).toEqual([1]);
});

test("a program's translations are put in, and its keys where there are none", () => {
  const key = (name: string) => ({ __type__: "translation_metadata", key: name });
  const page = config(
    [component(1, "textbox", { label: key("name"), value: `Hi __i18n__${JSON.stringify(key("who"))}`, info: key("missing") })],
    [],
    undefined,
    { i18n_translations: { en: { name: "Name", who: "you" }, de: { name: "Nachname" } } },
  );
  const { app } = start(page);
  expect(app.node(1)?.props).toMatchObject({ label: "Name", value: "Hi you", info: "missing" });
});

test("a file that is too large is refused in words before it leaves", async () => {
  const { app, transport } = start(config([component(1, "textbox")], [], undefined, { max_file_size: 1500 }));
  await expect(app.upload([new File(["x".repeat(12_000)], "big.png")])).rejects.toThrow(
    "big.png is 12 kB; this app takes files up to 1.5 kB.",
  );
  expect(transport.uploads).toEqual([]);
  expect(await app.upload([new File(["x"], "a.txt")])).toMatchObject([{ orig_name: "a.txt" }]);
});

test("what is not visible is not on the page; what is hidden is, without being seen", async () => {
  const { app, screen, container } = await open(
    config([
      component(1, "textbox", { label: "Gone", visible: false }),
      component(2, "textbox", { label: "Hidden", visible: "hidden", elem_id: "hid", elem_classes: ["mine"] }),
    ]),
  );
  expect(screen.queryByLabelText("Gone")).toBeNull();
  expect(container.querySelector("#hid")?.className).toMatch(/block.*mine.*hidden/);
  app.node(1)?.update({ visible: true });
  expect(await screen.findByLabelText("Gone")).toBeTruthy();
});

test("a render puts a branch in place, keeps what has a key, and brings its listeners", async () => {
  const { app, screen, transport } = await open(config([component(1, "column"), component(2, "textbox", { label: "Out" })]));
  const branch = (label: string, ids: [number, number]): RenderConfig => ({
    render_id: 0,
    layout: { id: 1, children: ids.map((id) => ({ id })) },
    components: [
      component(1, "column"),
      { ...component(ids[0], "textbox", { label, value: "start", preserved_by_key: ["value"] }), key: 5, rendered_in: 0 },
      { ...component(ids[1], "button", { value: `Go ${label}` }), rendered_in: 0 },
    ],
    dependencies: [
      listener(10, { targets: [[ids[1], "click"]], inputs: [ids[0]], outputs: [2], rendered_in: 0 }),
      listener(11, { targets: [[0, "load"]], rendered_in: 0 }),
    ],
    page: {},
  });

  await app.render(branch("A", [20, 21]));
  app.node(20)?.input("typed");
  await app.render(branch("B", [20, 22]));

  expect(await screen.findByLabelText("B")).toHaveProperty("value", "typed");
  expect(screen.queryByRole("button", { name: "Go A" })).toBeNull();
  expect(app.node(21)).toBeUndefined();
  screen.getByRole("button", { name: "Go B" }).click();
  await expect.poll(() => transport.requests.filter((one) => one.fn_index === 10).map((one) => one.data)).toEqual([["typed"]]);
  expect(transport.requests.filter((one) => one.fn_index === 11)).toHaveLength(1); // once is still running
});

test("a type without a view is named and shows its value", async () => {
  const { screen } = await open(config([component(1, "hologram", { label: "H", value: { a: 1 } })]));
  expect(screen.getByText(/no view for “hologram”/)).toBeTruthy();
  expect(screen.getByText(/"a": 1/)).toBeTruthy();
});
