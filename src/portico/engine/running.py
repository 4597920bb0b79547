"""RunningCall: one run of one job, as the code inside it sees it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from typing import Any, TypeVar

from portico.call.context import Keeper
from portico.engine.executors.protocol import Executor, Worker
from portico.engine.executors.thread import tell
from portico.engine.sessions import Sessions
from portico.engine.stepper import Stepper
from portico.stores.protocols import FileStore, Job
from portico.wire.messages import Message

logger = logging.getLogger("portico.engine")

T = TypeVar("T")


class RunningCall:
    """Implements `portico.call.context.Call`.

    Args:
        job: What runs.
        sessions: Where the session's values are.
        files: Where its files are.
        executor: Where blocking code goes.
        send: Sends a message to the visitor; called on the loop's thread.
        simple: Whether the caller reads plain values only.
        retire: Ends what a session runs of some tasks.
    """

    def __init__(
        self,
        job: Job,
        sessions: Sessions,
        files: FileStore,
        executor: Executor,
        send: Callable[[Message], None],
        simple: bool = False,
        retire: Callable[[str, Collection[int]], Awaitable[None]] | None = None,
    ) -> None:
        self.job = job.id
        self.session = job.session
        self.caller = job.caller
        self.event_data = job.event_data
        self.trigger = job.trigger
        self.files = files
        self.simple = simple
        self.kept: dict[Any, Any] = {}
        self._endings: list[Callable[[], Awaitable[None]]] = []
        self.used_cache: str | None = None
        self._sessions = sessions
        self._executor = executor
        self._send = send
        self._retire = retire
        self._worker: Worker | None = None
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()

    async def _place(self) -> Worker:
        if self._worker is None:
            self._worker = await self._executor.lease()
        return self._worker

    async def execute(self, fn: Callable[[], T]) -> T:
        """Run blocking code in the call's thread."""
        worker = await self._place()
        return await worker.run(fn)

    async def iterate(self, rows: Iterator[T]) -> AsyncIterator[T]:
        """Step through a blocking iterator in the call's thread, which runs ahead by a few steps."""
        worker = await self._place()
        stepper = Stepper(rows, self._loop)
        worker.post(stepper.run)
        try:
            while await stepper.more():
                while stepper.ready:
                    yield stepper.take()
        finally:
            stepper.stop()

    async def load(self, key: str) -> Any:
        """Return a value of the session; raises KeyError where there is none."""
        return await self._sessions.values.get(self.session, key)

    async def save(self, key: str, value: Any) -> None:
        """Keep a value in the session."""
        await self._sessions.set(self.session, key, value)

    async def retire(self, tasks: Collection[int], keys: Collection[str]) -> dict[str, Any]:
        """End what the session still runs of tasks that are gone; forget, and return, its values under some keys."""
        if self._retire is not None and tasks:
            await self._retire(self.session, tasks)
        found: dict[str, Any] = {}
        for key in keys:
            with contextlib.suppress(KeyError):
                found[key] = await self._sessions.discard(self.session, key)
        return found

    def publish(self, message: Message) -> None:
        """Send a message to the visitor, from any thread."""
        if threading.get_ident() == self._thread:
            self._send(message)
        else:
            tell(self._loop, self._send, message)

    def at_end(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something when the run is over, however it ended, before the visitor is told."""
        self._endings.append(work)

    async def settle(self) -> None:
        """Do what was asked for the end of the run; a failure there is logged, and stops nothing."""
        while self._endings:
            try:
                await self._endings.pop()()
            except Exception:
                logger.exception("The end of a run failed.")

    def at_leave(self, keeper: Keeper) -> None:
        """Have a keeper told when a visitor leaves, from any thread."""
        self._sessions.keepers.add(keeper)

    async def release(self) -> None:
        """Give the thread back; returns when the code that ran there has ended."""
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.release()
