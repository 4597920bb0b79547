"""What visitors leave behind: memory after 1,000 and after 10,000 sessions, and the speed after 20,000 events.

A session is one of an API client: it joins, reads to the end of its stream and never comes again. Portico is measured
with pages too, which hold a socket open, run one event through it and leave. Gradio has no such socket.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from benchmarks.contestants import Contestant
from benchmarks.exchange import Connection
from benchmarks.queue import CLIENTS, load
from benchmarks.served import Served

FEW, MANY, EVENTS = 1_000, 10_000, 20_000
AT_ONCE = 20
LEAVING = """
import {module} as gr

def greet(name, kept):
    return "Hello " + name, [name]

with gr.Blocks() as demo:
    name, out, kept = gr.Textbox(), gr.Textbox(), gr.State([])
    gr.Button().click(lambda name: "Hello " + name, name, out, concurrency_limit=None)
    gr.Button().click(greet, [name, kept], [out, kept], concurrency_limit=None)

demo.launch(server_port={port}, quiet=True)
"""


def clients(port: int, prefix: str, count: int, fn: int = 0) -> None:
    """Let API clients come and go, each with a connection of its own."""
    data: list[object] = ["you"] if fn == 0 else ["you", None]
    for n in range(count):
        connection = Connection(port)
        if b"Hello you" not in connection.event(f"{prefix}{n}", fn, data):
            raise RuntimeError("An event failed.")
        connection.close()


async def pages(port: int, prefix: str, count: int) -> None:
    """Let pages come and go, some at once: each opens its socket, runs one event, says what arrived, and leaves."""
    from websockets.asyncio.client import connect

    async def page(session: str) -> None:
        async with connect(f"ws://127.0.0.1:{port}/gradio_api/socket?session_hash={session}") as line:
            body = {"data": ["you"], "fn_index": 0, "session_hash": session}
            await line.send(json.dumps({"id": 1, "path": "queue/join", "body": body}))
            while "process_completed" not in (frames := str(await line.recv())):
                continue
            await line.send(json.dumps({"got": max(frame.get("at", 0) for frame in json.loads(frames))}))

    for first in range(0, count, AT_ONCE):
        await asyncio.gather(*[page(f"{prefix}{n}") for n in range(first, min(first + AT_ONCE, count))])


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return MB that sessions left behind, and growth in percent: of the memory, and of the CPU time of an event."""
    del rounds  # one is long enough
    found: dict[str, dict[str, float]] = {}
    for name, one in who.items():
        scale = 1 if name == "portico" else 10  # a tenth of it takes Gradio as long
        with Served(one, LEAVING) as app:
            load(app.port, CLIENTS, 20)
            clients(app.port, "warm", 200)
            before = app.memory()
            clients(app.port, "a", FEW)
            keep(found, "1,000 clients left", name, app.memory() - before)
            fresh = cost(app)
            clients(app.port, "b", (MANY - FEW) // scale)
            keep(found, "growth after 10,000 sessions", name, (app.memory() / before - 1) * 100 * scale)
            load(app.port, CLIENTS, (EVENTS - MANY) // CLIENTS // scale)
            keep(found, "slower after 20,000 events", name, (cost(app) / fresh - 1) * 100)
        with Served(one, LEAVING) as app:
            clients(app.port, "warm", 200, 1)
            before = app.memory()
            clients(app.port, "s", FEW // scale, 1)
            keep(found, "1,000 clients with a State left", name, (app.memory() - before) * scale)
            if name == "portico":
                asyncio.run(pages(app.port, "early", FEW))  # the first ones also fill what all share
                before = app.memory()
                asyncio.run(pages(app.port, "p", FEW))
                keep(found, "1,000 pages left", name, app.memory() - before)
    return found


def keep(found: dict[str, dict[str, float]], part: str, name: str, value: float) -> None:
    """Note one figure."""
    found.setdefault(part, {})[name] = value


def cost(app: Served) -> float:
    """Return the CPU µs of an event under load: the best of three."""
    best = float("inf")
    for _ in range(3):
        before = app.cpu()
        load(app.port, CLIENTS, 10)
        best = min(best, (app.cpu() - before) / (CLIENTS * 10) * 1e6)
    return best
