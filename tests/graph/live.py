"""Pages with one listener, and a test body against a started engine that serves a page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import portico as gr
from portico.engine.engine import Engine, EngineOptions
from portico.engine.executors.thread import ThreadExecutor
from portico.stores.local_files import LocalFiles
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.queue import MemoryQueue
from portico.stores.memory.sessions import MemorySessions
from portico.stores.protocols import Stores
from portico.wire.codec import plain


def kinds(messages: list[dict[str, Any]]) -> list[str]:
    return [one["msg"] for one in messages]


def one_listener(fn: Any, given: Any = gr.Textbox, shown: Any = gr.Textbox, **options: Any) -> gr.Blocks:
    with gr.Blocks() as demo:
        gr.Button().click(fn, given(), shown(), api_name="ask", **options)
    return demo


def run_live(demo: Any, folder: Path, body: Callable[[Engine, Any], Any], threads: int = 4, **options: Any) -> Any:
    """Run a test body against a started engine that serves a page."""

    async def whole() -> Any:
        tasks = {one.id: one for one in demo.listeners.values()}
        stores = Stores(MemorySessions(), MemoryQueue(), MemoryChannel(), LocalFiles(folder))
        engine = Engine(
            lambda number, _: tasks[number],
            stores,
            ThreadExecutor(threads),
            EngineOptions(demo.concurrency(1), **options),
        )
        await engine.start()
        try:
            return await asyncio.wait_for(body(engine, tasks[0]), 20)
        finally:
            await engine.stop()

    return asyncio.run(whole())


async def ended(engine: Engine, session: str) -> dict[str, Any]:
    """The message that ends a session's only job."""
    found = [plain(message) async for batch in engine.stream(session) for message in batch]
    return next(one for one in found if one["msg"] == "process_completed")
