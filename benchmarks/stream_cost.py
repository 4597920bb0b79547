"""CPU a streamed step costs the server: a growing text, and a word more in the last message of a long conversation.

The conversation is the commonest one there is: the same list with the same dictionaries in it, of which the last is
changed in place; once made by the program, once received from the page, whose messages hold more. A ChatInterface is
measured on Portico alone, for its listener has other inputs elsewhere. What the event itself costs is taken off by a
second run with few steps.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
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

def go_on(history, steps):
    history.append({"role": "assistant", "content": ""})
    for n in range(int(steps)):
        history[-1]["content"] += "token "
        if n % 200 == 0:
            history[-1]["content"] = ""
        yield history

def reply(message, history):
    yield from write(0, message)

with gr.Blocks() as demo:
    above, steps = gr.Number(), gr.Number()
    text = gr.Textbox()
    chat = gr.Chatbot()
    gr.Button().click(write, [above, steps], text)
    gr.Button().click(answer, [above, steps], chat)
    gr.Button().click(go_on, [chat, steps], chat)
    gr.ChatInterface(reply)

demo.launch(server_port={port}, quiet=True)
"""
FEW = 10
ABOVE = (0, 200, 2000)
REPLY = -1
"""In place of a listener's number: the one that answers in the ChatInterface."""


def conversation(length: int) -> list[Any]:
    """Return messages as the page sends them."""
    return [said("user" if n % 2 == 0 else "assistant", "message " * 20) for n in range(length)]


def said(role: str, text: str) -> dict[str, Any]:
    """Return one message as the page sends it."""
    return {"role": role, "metadata": None, "content": [{"type": "text", "text": text}], "options": None}


CASES: dict[str, tuple[int, Callable[[int], list[Any]]]] = {
    "Textbox": (0, lambda steps: [0, steps]),
    **{f"Chatbot, {n} messages above": (1, lambda steps, n=n: [n, steps]) for n in ABOVE},
    **{f"Chatbot, {n} messages from the page": (2, lambda steps, n=n: [conversation(n), steps]) for n in ABOVE},
    **{
        f"ChatInterface, {n} messages above": (
            REPLY, lambda steps, n=n: [None, [*conversation(n), said("user", str(steps))]]
        )
        for n in ABOVE
    },
}  # fmt: skip


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return the least CPU of a step, in µs, by case."""
    best: dict[str, dict[str, float]] = {case: {} for case in CASES}
    for _ in range(min(rounds, 3)):
        for name, one in who.items():
            with Served(one, PROGRAM) as app:
                connection = Connection(app.port)
                for case, (fn, given) in CASES.items():
                    if fn == REPLY and name != "portico":
                        continue
                    number = _reply(app) if fn == REPLY else fn
                    connection.event("warm", number, given(FEW))
                    steps = _steps(name, case)
                    # The least of several: what disturbs the few steps would otherwise make the many seem cheap.
                    begun = min(_cpu(app, connection, number, given(FEW)) for _ in range(3))
                    cost = (_cpu(app, connection, number, given(steps)) - begun) / (steps - FEW)
                    best[case][name] = min(1e6 * cost, best[case].get(name, 1e6 * cost))
    return best


def _reply(app: Served) -> int:
    with urllib.request.urlopen(f"{app.url}/config", timeout=60) as answer:
        listeners = json.load(answer)["dependencies"]
    return next(one["id"] for one in listeners if one["types"]["generator"] and one["api_visibility"] != "public")


def _steps(name: str, case: str) -> int:
    if name == "portico":
        return 3_000
    return 60 if "2000" in case else 90 if "200" in case else 1_000


def _cpu(app: Served, connection: Connection, fn: int, data: list[Any]) -> float:
    before = app.cpu()
    connection.event("measured", fn, data)
    return app.cpu() - before
