"""Every way in which one event leads to the next."""

import itertools
import threading
from typing import Any

import portico as gr

gates: dict[str, threading.Event] = {}
loads = itertools.count(1)


def gate(request: gr.Request) -> threading.Event:
    return gates.setdefault(request.session_hash or "", threading.Event())


def open_gate(request: gr.Request) -> None:
    gate(request).set()


def wait(request: gr.Request) -> None:
    assert gate(request).wait(20), "nobody opened the gate"


def adding(word: str) -> Any:
    return lambda log: f"{log} {word}".strip()


def may_fail(log: str, fails: bool) -> str:
    if fails:
        raise gr.Error("It was asked to fail.")
    return f"{log} first".strip()


with gr.Blocks(title="Chains") as demo:
    opened = gr.Textbox(label="Opened")
    demo.load(lambda: f"visit {next(loads)}", None, opened)

    with gr.Tab("Order"):
        log = gr.Textbox(label="Log")
        fails = gr.Checkbox(label="Fail")
        succeeded, failed = gr.Textbox(label="After success"), gr.Textbox(label="After failure")
        changes = gr.Textbox(label="Changes")
        start = gr.Button("Start")
        first = start.click(may_fail, [log, fails], log)
        first.then(adding("then"), log, log).then(adding("end"), log, log)
        first.success(adding("success"), succeeded, succeeded)
        first.failure(adding("failure"), failed, failed)
        log.change(lambda text: text.upper(), log, changes)

    with gr.Tab("Scripts"):
        name, greeting = gr.Textbox("ada", label="Name"), gr.Textbox(label="Greeting")
        gr.Button("In the browser").click(None, name, greeting, js="(name) => 'browser ' + name")
        before = gr.Button("Before the function")
        before.click(lambda text: f"server {text}", name, greeting, js="(name) => name.toUpperCase()")
        gr.Button("Later").click(None, name, greeting, js="async (name) => { await null; return 'later ' + name }")

    with gr.Tab("Modes"):
        clicks = {mode: gr.Number(0, label=mode) for mode in ("once", "multiple", "always_last")}
        totals = {mode: gr.State(0) for mode in clicks}
        for mode, shown in clicks.items():
            button = gr.Button(f"Run {mode}")
            made = button.click(wait, None, None, trigger_mode=mode, concurrency_limit=None)
            made.then(
                lambda count: (count + 1, count + 1), totals[mode], [totals[mode], shown], trigger_mode="multiple"
            )
        gr.Button("Open the gate").click(open_gate, None, None, queue=False)
        every = gr.Textbox(label="Typed")
        seen = gr.Textbox(label="Seen last")
        every.input(lambda text: text, every, seen, trigger_mode="always_last")

    with gr.Tab("Updates"):
        gr.Markdown("What a function may answer besides values.")
        field = gr.Textbox("text", label="Before", interactive=True)
        choice = gr.Dropdown(["one", "two"], label="Choice", interactive=True)
        count = gr.Number(label="Count", value=1)
        gr.Button("Dictionary").click(lambda: {count: 2, field: "from a dictionary"}, None, [field, choice, count])
        gr.Button("Label").click(lambda: gr.update(label="After"), None, field)
        gr.Button("Choices").click(lambda: gr.Dropdown(choices=["three", "four"], value="four"), None, choice)
        gr.Button("Hide").click(lambda: gr.update(visible=False), None, field)
        gr.Button("Show").click(lambda: gr.Textbox(visible=True), None, field)
        gr.Button("Lock").click(lambda: gr.update(interactive=False), None, field)
        gr.Button("Unlock").click(lambda: gr.update(interactive=True), None, field)
        gr.Button("Nothing").click(lambda: (gr.skip(), gr.skip(), 3), None, [field, choice, count])

    with gr.Tab("Clock"):
        ticks = gr.Number(0, label="Ticks")
        timer = gr.Timer(0.1, active=False)
        timer.tick(lambda count: count + 1, ticks, ticks)
        gr.Button("Start the clock").click(lambda: gr.Timer(active=True), None, timer)

if __name__ == "__main__":
    demo.launch()
