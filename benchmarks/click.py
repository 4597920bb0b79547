"""Milliseconds from a click to the changed text on the page."""

from __future__ import annotations

import statistics
from typing import Any

from benchmarks.browsing import browser
from benchmarks.contestants import Contestant, nicegui
from benchmarks.served import Served

PROGRAM = """
import {module} as gr

def count(n):
    return str(int(n or 0) + 1)

with gr.Blocks() as demo:
    out = gr.Textbox("0", label="Out", elem_id="out")
    gr.Button("Count", elem_id="count").click(count, out, out, trigger_mode="multiple", show_progress="hidden")

demo.launch(server_port={port}, quiet=True)
"""
NICEGUI = """
from nicegui import ui

def count():
    out.value = str(int(out.value or 0) + 1)

with ui.element("div").props("id=out"):
    out = ui.textarea("Out", value="0")
ui.button("Count", on_click=count).props("id=count")
ui.run(host="127.0.0.1", port={port}, show=False, reload=False)
"""
"""The same page by NiceGUI, whose page and server speak over one socket: the mark to reach."""
CLICKS = 40
SCRIPT = """async (clicks) => {
  const field = document.querySelector("#out textarea"), button = document.querySelector("#count"), times = [];
  const own = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  let changed = () => {};
  Object.defineProperty(field, "value", {
    configurable: true, get: own.get, set(text) { own.set.call(this, text); changed(text); },
  });
  for (let n = 0; n < clicks; n++) {
    const wanted = String(Number(own.get.call(field)) + 1), began = performance.now();
    const seen = new Promise((done) => { changed = (text) => text === wanted && done(performance.now() - began); });
    button.click();
    times.push(await seen);
    await new Promise((done) => setTimeout(done, 20));
  }
  return times;
}"""
"""The time ends where the page writes the new text into the field; a poll would add its own period to it."""


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return the median, in ms."""
    who = {**who, "nicegui": nicegui()}
    times: dict[str, list[float]] = {name: [] for name in who}
    with browser() as chromium:
        for _ in range(min(rounds, 3)):
            for name, one in who.items():
                with Served(one, NICEGUI if name == "nicegui" else PROGRAM) as app:
                    page = chromium.new_page()
                    page.goto(app.url)
                    page.locator("#out textarea").wait_for()
                    page.locator("#count").wait_for()
                    page.evaluate(SCRIPT, 5)
                    times[name] += page.evaluate(SCRIPT, CLICKS)
                    page.close()
    return {"click to DOM": {name: statistics.median(values) for name, values in times.items()}}
