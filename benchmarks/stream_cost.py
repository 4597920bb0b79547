"""CPU a streamed step costs the server: a growing text, and a word more in the last message of a long conversation.

The conversation is the commonest one there is: the same list with the same dictionaries in it, of which the last is
changed in place. What the event itself costs is taken off by a second run with few steps.
"""

from __future__ import annotations

from typing import Any

from benchmarks.contestants import Contestant
from benchmarks.exchange import Connection
from benchmarks.served import Served

PROGRAM = """
import {module} as gr

def write(above, steps):
    text = ""
    for n in range(int(steps)):
        text += "token "
        if n % 200 == 0:
            text = ""
        yield text

def answer(above, steps):
    history = [{"role": "user" if n % 2 == 0 else "assistant", "content": "message " * 20} for n in range(int(above))]
    history.append({"role": "assistant", "content": ""})
    for n in range(int(steps)):
        history[-1]["content"] += "token "
        if n % 200 == 0:
            history[-1]["content"] = ""
        yield history

with gr.Blocks() as demo:
    above, steps = gr.Number(), gr.Number()
    text = gr.Textbox()
    chat = gr.Chatbot()
    gr.Button().click(write, [above, steps], text)
    gr.Button().click(answer, [above, steps], chat)

demo.launch(server_port={port}, quiet=True)
"""
FEW = 10
ABOVE = (0, 200, 2000)
CASES = {"Textbox": (0, 0), **{f"Chatbot, {above} messages above": (1, above) for above in ABOVE}}


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return the least CPU of a step, in µs, by case."""
    best: dict[str, dict[str, float]] = {case: {} for case in CASES}
    for _ in range(min(rounds, 3)):
        for name, one in who.items():
            with Served(one, PROGRAM) as app:
                connection = Connection(app.port)
                for case, (fn, above) in CASES.items():
                    connection.event("warm", fn, [above, FEW])
                    steps = _steps(name, above)
                    cost = _cpu(app, connection, fn, above, steps) - _cpu(app, connection, fn, above, FEW)
                    cost /= steps - FEW
                    best[case][name] = min(1e6 * cost, best[case].get(name, 1e6 * cost))
    return best


def _steps(name: str, above: int) -> int:
    return 3_000 if name == "portico" else max(60, 1_000 // (1 + above // 20))


def _cpu(app: Served, connection: Connection, fn: int, above: int, steps: int) -> float:
    before = app.cpu()
    connection.event("measured", fn, [above, steps])
    return app.cpu() - before
