"""CPU of the page's own thread for a streamed step: a word more in the last message of a long conversation.

The words come one every two milliseconds, so that the page may draw several at once, as it does for a fast model.
"""

from __future__ import annotations

from typing import Any

from benchmarks.browsing import browser
from benchmarks.contestants import Contestant
from benchmarks.served import Served

STEPS = 500
PROGRAM = """
import time
import {module} as gr

PARAGRAPH = "A message with **some** words in it, a `name`, and a [link](https://example.org). "

def history(above):
    return [{"role": "user" if n % 2 == 0 else "assistant", "content": PARAGRAPH * 3} for n in range(int(above))]

def answer(above, steps):
    messages = history(above) + [{"role": "assistant", "content": ""}]
    for n in range(int(steps)):
        messages[-1]["content"] += "word " if n % 20 else "\\n\\nThe next paragraph: "
        yield messages
        time.sleep(0.002)

with gr.Blocks() as demo:
    above, steps = gr.Number(elem_id="above"), gr.Number(elem_id="steps")
    chat, done = gr.Chatbot(elem_id="chat"), gr.Textbox(elem_id="done")
    gr.Button("Show", elem_id="show").click(history, above, chat).then(lambda: "shown", None, done)
    gr.Button("Answer", elem_id="answer").click(answer, [above, steps], chat).then(lambda: "done", None, done)

demo.launch(server_port={port}, quiet=True)
"""
ABOVE = (0, 200, 1000)


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return the least CPU of a step, in ms, by messages above."""
    best: dict[str, dict[str, float]] = {f"Chatbot, {above} messages above": {} for above in ABOVE}
    with browser() as chromium:
        for _ in range(min(rounds, 2)):
            for name, one in who.items():
                with Served(one, PROGRAM) as app:
                    for above, found in zip(ABOVE, best.values(), strict=True):
                        cost = _cost(chromium, app.url, above)
                        found[name] = min(cost, found.get(name, cost))
    return best


def _cost(chromium: Any, url: str, above: int) -> float:
    page = chromium.new_page()
    try:
        page.goto(url)
        page.locator("#above input").fill(str(above))
        page.locator("#steps input").fill(str(STEPS))
        page.locator("#show").click()
        _until(page, "shown")
        page.wait_for_timeout(1_000)
        meter = page.context.new_cdp_session(page)
        meter.send("Performance.enable")
        before = _busy(meter)
        page.locator("#answer").click()
        _until(page, "done")
        return 1000 * (_busy(meter) - before) / STEPS
    finally:
        page.close()


def _until(page: Any, text: str) -> None:
    page.wait_for_function(
        "text => document.querySelector('#done textarea')?.value === text", arg=text, timeout=300_000
    )


def _busy(meter: Any) -> float:
    found = {one["name"]: one["value"] for one in meter.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"])
