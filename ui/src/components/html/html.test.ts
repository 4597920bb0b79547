import { expect, test } from "vitest";
import { component, config, listener, open, place } from "../../testing";

test("it is the program's HTML as given, in the page's own look unless refused", async () => {
  const { container, node } = await place("html", { value: '<button class="mine">x</button>', elem_classes: ["c"] });
  const inside = container.querySelector(".html-container > div");
  expect(inside?.innerHTML).toBe('<button class="mine">x</button>');
  expect(inside?.className).toContain("prose gradio-style c");
  node.update({ apply_default_css: false });
  await expect.poll(() => inside?.className).not.toContain("prose");
});

test("templates name the value and the program's own properties", async () => {
  const { container, node } = await place("html", {
    value: 2,
    html_template: "<b>${value * factor}</b>",
    css_template: "b { width: ${value}px; }",
    props: { factor: 10 },
  });
  await expect.poll(() => container.querySelector("b")?.textContent).toBe("20");
  expect(container.querySelector("style")?.textContent).toMatch(/#c1 { b { width: 2px; } }/);
  node.update({ props: { factor: 3 } });
  await expect.poll(() => container.querySelector("b")?.textContent).toBe("6");
});

test("a click is a click when the program says no more", async () => {
  const { container, user, transport } = await place(
    "html",
    { value: "<i>x</i>", js_on_load: "element.addEventListener('click', function() { trigger('click') });" },
    ["click"],
  );
  await user.click(container.querySelector("i")!);
  await expect.poll(() => transport.requests).toHaveLength(1);
});

test("its script finds what is shown, sets the value, triggers, watches and asks the server", async () => {
  const script = `
    element.querySelector('b').addEventListener('click', async () => {
      props.value = props.value + 1;
      props.note = await server.double(props.value);
      trigger('submit', { from: 'b' });
    });
    watch('value', () => { element.title = 'saw ' + props.value; });
  `;
  const { container, transport, node } = await place(
    "html",
    { value: 1, html_template: "<b>fixed</b>", js_on_load: script, server_fns: ["double"] },
    ["submit"],
  );
  transport.served = (fn, data) => `${fn} ${data as number}`;
  container.querySelector("b")?.click();
  await expect.poll(() => transport.requests.at(-1)).toMatchObject({ data: [2], event_data: { from: "b" } });
  expect((node.props as { props?: unknown }).props).toEqual({ note: "double 2" });
  await expect.poll(() => container.querySelector<HTMLElement>(".html-container > div")?.title).toBe("saw 2");
});

test("children stand where the template names them", async () => {
  const { container } = await open(
    config(
      [component(1, "html", { value: "v", html_template: "<header>${value}</header>@children<footer></footer>" }), component(2, "textbox", { label: "In" })],
      [listener(0, {})],
      [{ id: 1, children: [{ id: 2 }] }],
    ),
  );
  await expect.poll(() => container.querySelector("header + .html-children textarea")).toBeTruthy();
});
