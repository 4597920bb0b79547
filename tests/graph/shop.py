"""A page that is served to a test, with its worker processes."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from serving import wait_until

import portico as gr
from portico.engine.engine import Engine, EngineOptions
from portico.engine.executors.process import ProcessExecutor
from portico.engine.executors.thread import ThreadExecutor
from portico.stores.local_files import LocalFiles
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.queue import MemoryQueue
from portico.stores.memory.sessions import MemorySessions
from portico.stores.protocols import Stores
from portico.wire.caller import Caller
from portico.wire.codec import plain


class Shop:
    """A page that is served to a test, with its worker processes."""

    def __init__(self, demo: Any, folder: Path, size: int) -> None:
        self.tasks = {one.api_name: one for one in demo.listeners.values()}
        works = {one.packed.number: one.packed.code for one in self.tasks.values() if one.packed}
        self.pool = ProcessExecutor(size, works)
        stores = Stores(MemorySessions(), MemoryQueue(), MemoryChannel(), LocalFiles(folder / "files"))
        options = EngineOptions(demo.concurrency(1), show_error=True, processes=self.pool)
        self.engine = Engine(lambda number, _: demo.listeners[number], stores, ThreadExecutor(8), options)

    async def join(self, name: str, *data: Any, session: str = "s", **options: Any) -> str:
        caller = Caller(session=session, headers=[("x-team", "red")])
        return await self.engine.submit(self.tasks[name], list(data), caller, **options)

    async def messages(self, session: str = "s") -> list[Any]:
        return [plain(message) async for batch in self.engine.stream(session) for message in batch]

    async def call(self, name: str, *data: Any, **options: Any) -> Any:
        """The final row; the error's text where it failed."""
        await self.join(name, *data, **options)
        ended = (await self.messages())[-2]
        return ended["output"]["data"] if ended["success"] else ended["output"]["error"]


def page(*functions: Any, kind: Any = gr.JSON, **options: Any) -> Any:
    """A page of functions with one input and one output."""
    with gr.Blocks() as demo:
        value = kind()
        for fn in functions:
            value.change(fn, value, value, **{"run": "process", "postprocess": False, **options})
    return demo


async def appears(path: Path) -> str:
    """Wait until a worker has written a file, and read it."""
    await asyncio.to_thread(wait_until, lambda: path.exists() and bool(path.read_text()), f"{path.name} appears")
    return await asyncio.to_thread(path.read_text)


async def gone(pid: int) -> None:
    """Wait until a process has ended."""
    await asyncio.to_thread(wait_until, lambda: not alive(pid), f"process {pid} ends")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    # A process that ended and that nobody has asked for yet is no longer alive.
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
