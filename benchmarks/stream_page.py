"""CPU of the page's own thread for a streamed step: a word more in the last message of a long conversation.

The words come one every two milliseconds, so that the page may draw several at once, as it does for a fast model.
"""

from __future__ import annotations

from typing import Any

from benchmarks.browsing import browser
from benchmarks.contestants import Contestant
from benchmarks.served import Served

STEPS = 1_000
PROGRAM = """
import time
import {module} as gr

PARAGRAPH = "A message with **some** words in it, a `name`, and a [link](https://example.org). "

def history(above):
    return [{"role": "user" if n % 2 == 0 else "assistant", "content": PARAGRAPH * 3} for n in range(int(above))]

def show(above):
    return history(above)

def answer(above, steps):
    messages = history(above) + [{"role": "assistant", "content": ""}]
    for n in range(int(steps)):
        messages[-1]["content"] += "word " if n % 20 else "\\n\\nThe next paragraph: "
        yield messages
        time.sleep(0.002)

def write(above, steps):
    text = "word " * int(above)
    for n in range(int(steps)):
        text += "word "
        yield text
        time.sleep(0.002)

with gr.Blocks() as demo:
    above, steps = gr.Number(elem_id="above"), gr.Number(elem_id="steps")
    chat = gr.Chatbot(elem_id="chat")
    out = gr.KIND(elem_id="out")
    gr.Button("Show", elem_id="show").click(show, above, chat)
    gr.Button("Answer", elem_id="answer").click(answer, [above, steps], chat).then(lambda: "done", None, gr.Textbox(elem_id="done"))
    gr.Button("Write", elem_id="write").click(write, [above, steps], out).then(lambda: "done", None, gr.Textbox(elem_id="done2"))

demo.launch(server_port={port}, quiet=True)
"""
ABOVE = (0, 200, 1000)


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return the least CPU of a step, in seconds, by case."""
    best: dict[str, dict[str, float]] = {}
    with browser() as chromium:
        for _ in range(min(rounds, 2)):
            for name, one in who.items():
                for kind in ("Textbox", "Markdown"):
                    with Served(one, PROGRAM.replace("KIND", kind)) as app:
                        for above in ABOVE:
                            cases = {f"{kind} of {above} words": "write"}
                            if kind == "Textbox":
                                cases[f"Chatbot, {above} messages above"] = "answer"
                            for case, button in cases.items():
                                cost = _page_cost(chromium, app.url, button, above)
                                of = best.setdefault(case, {})
                                of[name] = min(cost, of.get(name, cost))
    return best


def _page_cost(chromium: Any, url: str, button: str, above: int) -> float:
    page = chromium.new_page()
    try:
        page.goto(url)
        page.locator("#above input").fill(str(above))
        page.locator("#steps input").fill(str(STEPS))
        if button == "answer" and above:
            page.locator("#show").click()
            page.locator("#chat .message-row, #chat .message").nth(above - 1).wait_for()
        page.wait_for_timeout(1_000)
        meter = page.context.new_cdp_session(page)
        meter.send("Performance.enable")
        before = _busy(meter)
        page.locator(f"#{button}").click()
        done = "#done textarea" if button == "answer" else "#done2 textarea"
        page.wait_for_function(f"document.querySelector('{done}')?.value === 'done'", timeout=120_000)
        after = _busy(meter)
        return (after - before) / STEPS
    finally:
        page.close()


def _busy(meter: Any) -> float:
    found = {one["name"]: one["value"] for one in meter.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"])
