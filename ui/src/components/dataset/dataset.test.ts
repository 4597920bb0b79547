import { expect, test } from "vitest";
import { component, config, listener, open, place } from "../../testing";

const DISHES = {
  label: "Dishes",
  headers: ["Dish", "People"],
  components: [{ name: "textbox" }, { name: "number" }],
  component_props: [{}, {}],
  samples: [
    ["Soup", 4],
    ["Stew", 3],
    ["Curry", 5],
  ],
};

test("a click on a row sends the sample's number, and what it says", async () => {
  const { user, screen, transport, node } = await place("dataset", DISHES, ["click", "select"]);
  await user.click(await screen.findByText("Stew"));
  expect(node.props.value).toBe(1);
  await expect.poll(() => transport.requests.length).toBe(2);
  for (const request of transport.requests) {
    expect(request.data).toEqual([1]);
    expect(request.event_data).toEqual({ index: 1, value: ["Stew", 3] });
  }
  expect(screen.getAllByRole("row")[2].getAttribute("aria-selected")).toBe("true");
});

test("the same row can be taken again", async () => {
  const { user, screen, transport } = await place("dataset", DISHES, ["click"]);
  await user.click(await screen.findByText("Soup"));
  await user.click(screen.getByText("Soup"));
  await expect.poll(() => transport.requests.length).toBe(2);
});

test("arrows walk through the cells, and Enter takes the row", async () => {
  const { user, screen, node } = await place("dataset", DISHES, ["click"]);
  await screen.findByText("Soup");
  await user.tab(); // past the link that skips to the content
  await user.tab();
  expect(document.activeElement).toBe(screen.getByTestId("dataset-cell-0-0"));
  await user.keyboard("{ArrowDown}{ArrowRight}");
  expect(document.activeElement).toBe(screen.getByTestId("dataset-cell-1-1"));
  await user.keyboard("{ArrowDown}{ArrowDown}{Home}{Enter}");
  expect(document.activeElement).toBe(screen.getByTestId("dataset-cell-2-0"));
  expect(node.props.value).toBe(2);
});

test("pages show their own samples, and a row's number counts from the first page", async () => {
  const { user, screen, node } = await place("dataset", { ...DISHES, samples_per_page: 2 }, ["click"]);
  expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("4");
  await user.click(screen.getByRole("button", { name: "Page 2" }));
  expect(screen.queryByText("Soup")).toBeNull();
  expect(screen.getByRole("button", { name: "Page 2" }).getAttribute("aria-current")).toBe("page");
  await user.click(screen.getByTestId("dataset-cell-0-0"));
  expect(node.props.value).toBe(2);
});

test("many pages show those at the ends and around the open one", async () => {
  const samples = Array.from({ length: 40 }, (_, i) => [`S${i}`, i]);
  const { user, screen } = await place("dataset", { ...DISHES, samples, samples_per_page: 2 });
  await user.click(screen.getByRole("button", { name: "Page 20" }));
  const numbers = screen.getAllByRole("button").map((button) => button.textContent?.trim());
  expect(numbers.filter((text) => /^\d+$/.test(text ?? ""))).toEqual(["1", "2", "19", "20"]);
});

test("one column is a gallery of buttons, called Examples where the program gives no label", async () => {
  const alone = { components: [{ name: "textbox" }], component_props: [{}], samples: [["red"], ["blue"]] };
  const { user, screen, node } = await place("dataset", alone, ["click"]);
  expect(screen.getByRole("group", { name: "Examples" })).toBeTruthy();
  await user.click(await screen.findByRole("button", { name: "blue" }));
  expect(node.props.value).toBe(1);
});

test("labels of samples stand in place of their values", async () => {
  const { user, screen, node } = await place("dataset", { ...DISHES, sample_labels: ["light", "rich", "hot"] });
  expect(screen.queryByText("Soup")).toBeNull();
  await user.click(screen.getByRole("button", { name: "hot" }));
  expect(node.props.value).toBe(2);
});

test("a choice is shown by its label, a yes as a tick, and what has no small view as text", async () => {
  const { screen } = await place("dataset", {
    components: [{ name: "radio" }, { name: "checkbox" }, { name: "nosuch" }],
    component_props: [{ choices: [["Fine", "f"]] }, {}, {}],
    samples: [["f", true, { a: 1 }]],
  });
  await expect.poll(() => screen.getByTestId("dataset-cell-0-0").textContent).toBe("Fine");
  await expect.poll(() => screen.getByTestId("dataset-cell-0-1").textContent).toBe("✓");
  await expect.poll(() => screen.getByTestId("dataset-cell-0-2").textContent).toBe('{"a":1}');
});

test("a picture is shown from where the server has it, with its name", async () => {
  const picture = { path: "/store/a.png", url: "http://app.test/gradio_api/file=/store/a.png", orig_name: "cat.png" };
  const { screen } = await place("dataset", { components: [{ name: "image" }], samples: [[picture]], component_props: [{}] });
  const image = await screen.findByRole("img", { name: "cat.png" });
  expect(image.getAttribute("src")).toContain("/gradio_api/file=/store/a.png");
});

test("an update with fewer samples leaves no empty page open", async () => {
  const { user, screen } = await open(
    config(
      [component(1, "dataset", { ...DISHES, samples_per_page: 1 }), component(2, "button", { value: "Go" })],
      [listener(0, { targets: [[2, "click"]], outputs: [1] })],
    ),
    { 0: () => [{ __type__: "update", samples: [["Cake", 1]] }] },
  );
  await user.click(screen.getByRole("button", { name: "Page 3" }));
  await user.click(screen.getByRole("button", { name: "Go" }));
  await screen.findByText("Cake");
  expect(screen.queryByRole("navigation", { name: /Pages/ })).toBeNull();
});
