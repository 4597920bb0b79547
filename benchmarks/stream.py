"""Seconds for 1,000 tokens streamed into the last message of a chat, above which stand none or 200 messages."""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks.contestants import Contestant
from benchmarks.exchange import Connection
from benchmarks.served import Served

CHAT = """
import {module} as gr

def answer(above):
    history = [{"role": "user" if n % 2 == 0 else "assistant", "content": "message " * 20} for n in range(int(above))]
    history.append({"role": "assistant", "content": ""})
    for n in range(1000):
        history[-1]["content"] += "token "
        yield history

with gr.Blocks() as demo:
    above = gr.Number()
    chat = gr.Chatbot()
    gr.Button().click(answer, above, chat)

demo.launch(server_port={port}, quiet=True)
"""


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return the median, in seconds, by messages above."""
    times: dict[int, dict[str, list[float]]] = {above: {name: [] for name in who} for above in (0, 200)}
    for _ in range(min(rounds, 3)):
        for name, one in who.items():
            with Served(one, CHAT) as app:
                connection = Connection(app.port)
                connection.event("warm", 0, [0])
                for above in times:
                    began = time.perf_counter()
                    connection.event(f"s{above}", 0, [above])
                    times[above][name].append(time.perf_counter() - began)
    return {
        f"1,000 tokens, {above} messages above": {name: statistics.median(values) for name, values in by.items()}
        for above, by in times.items()
    }
