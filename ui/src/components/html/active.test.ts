import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fillActive } from "./active";

let element: HTMLElement;

beforeEach(() => {
  element = document.createElement("div");
  document.body.append(element);
  delete document.body.dataset.told;
});
afterEach(() => element.remove());

const inside = (selector: string) => element.querySelector<HTMLElement>(selector)!;

describe("the handlers that a program wrote into its HTML", () => {
  it("run, and stand nowhere for the browser to refuse", () => {
    fillActive(element, `<button onclick="body.dataset.told = this.tagName + event.type">Go</button>`);
    expect(inside("button").hasAttribute("onclick")).toBe(false);
    inside("button").click();
    expect(document.body.dataset.told).toBe("BUTTONclick");
  });

  it("name members of their element, as handlers in HTML do", () => {
    fillActive(element, `<form><input name="city" value="Rome"><button type="button" onclick="body.dataset.told = elements.city.value + id" id="b"></button></form>`);
    inside("button").click();
    expect(document.body.dataset.told).toBe("Romeb");
  });

  it("keep the browser from going on where they return false", () => {
    fillActive(element, `<a href="#there" onclick="return false">x</a><a href="#on" onclick="body.dataset.told = 1">y</a>`);
    const click = () => new MouseEvent("click", { cancelable: true, bubbles: true });
    expect(element.querySelectorAll("a")[0].dispatchEvent(click())).toBe(false);
    expect(element.querySelectorAll("a")[1].dispatchEvent(click())).toBe(true);
  });

  it("run behind a javascript: link, too", () => {
    fillActive(element, `<a href="javascript:body.dataset.told%20=%20'linked'">x</a>`);
    expect(inside("a").getAttribute("href")).toBe("#");
    inside("a").click();
    expect(document.body.dataset.told).toBe("linked");
  });

  it("of one that is broken hurt no other", () => {
    fillActive(element, `<i onclick="}{"></i><b onclick="body.dataset.told = 2"></b>`);
    inside("b").click();
    expect(document.body.dataset.told).toBe("2");
  });
});

describe("a framed document", () => {
  it("has the page's nonce on its scripts", () => {
    const script = document.createElement("script");
    script.nonce = "N1";
    script.setAttribute("nonce", "N1");
    script.type = "text/plain";
    document.head.append(script);
    fillActive(element, `<iframe srcdoc="<p>Hi</p><script>1</script>"></iframe><iframe srcdoc="<p>still</p>"></iframe>`);
    const [active, still] = element.querySelectorAll("iframe");
    expect(active.getAttribute("srcdoc")).toContain(`<script nonce="N1">1</script>`);
    expect(still.getAttribute("srcdoc")).toBe("<p>still</p>");
    script.remove();
  });
});

it("HTML without handlers is put in as it is", () => {
  fillActive(element, `<p class="a">Text</p>`);
  expect(element.innerHTML).toBe(`<p class="a">Text</p>`);
});
