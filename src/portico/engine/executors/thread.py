"""Threads: the default. A call keeps one thread for its whole life, so that what a generator set in its thread (a
database connection, a CUDA stream, `threading.local`) is there at its next step."""

from __future__ import annotations

import asyncio
import contextvars
import queue
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from portico.engine.executors.line import Line
from portico.engine.executors.protocol import Worker
from portico.engine.executors.ring import Ring

T = TypeVar("T")
STOP = None


class ThreadWorker:
    """One thread, leased to one call at a time."""

    def __init__(self, owner: ThreadExecutor, number: int) -> None:
        self._owner = owner
        self._put = self._done = 0
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name=f"portico-{number}", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while (step := self._work.get()) is not None:  # STOP
            step()
            # A closure holds the last call's values; without this they would live until the next call comes.
            del step

    async def run(self, fn: Callable[[], T]) -> T:
        """Run a function in the thread and return what it returns."""
        ring = self._owner.ring()
        future: asyncio.Future[T] = ring.loop.create_future()
        context = contextvars.copy_context()

        def step() -> None:
            # Counted before the loop is told, which would otherwise find the thread busy, and wait for it once more.
            try:
                value = context.run(fn)
            except BaseException as error:
                self._done += 1
                ring.fail(future, error)
            else:
                self._done += 1
                ring.settle(future, value)

        self._put += 1
        self._work.put(step)
        return await future

    def post(self, fn: Callable[[], None]) -> None:
        """Run a function in the thread without waiting for it."""
        context = contextvars.copy_context()

        def step() -> None:
            try:
                context.run(fn)
            finally:
                self._done += 1

        self._put += 1
        self._work.put(step)

    @property
    def idle(self) -> bool:
        """Whether none of the code runs any more."""
        # Each counter has one writer: the loop's thread the first, this worker's the second.
        return self._put == self._done

    async def release(self) -> None:
        """Give the thread back; returns when the code that ran there has ended."""
        if self.idle:
            self._owner.returned(self)
            return
        await self.run(lambda: None)
        self._owner.returned(self)

    def stop(self) -> None:
        """Let the thread end after its current step."""
        self._work.put(STOP)

    def runs(self, seconds: float) -> bool:
        """Whether the thread still runs after so many seconds."""
        self._thread.join(max(seconds, 0))
        return self._thread.is_alive()


class ThreadExecutor:
    """A pool that grows to `max_threads` and reuses the thread that was free last.

    Args:
        max_threads: How many calls may be in blocking code at once.
    """

    def __init__(self, max_threads: int = 40) -> None:
        self.max_threads = max_threads
        self._all: list[ThreadWorker] = []
        self._idle: list[ThreadWorker] = []
        self._made = 0
        self._line: Line[ThreadWorker] = Line()
        self._closed = False
        self._ring: Ring | None = None

    def ring(self) -> Ring:
        """Return the way from the threads to the loop that runs."""
        loop = asyncio.get_running_loop()
        if self._ring is None or self._ring.loop is not loop:
            if self._ring is not None:
                self._ring.close()
            self._ring = Ring(loop)
        return self._ring

    async def lease(self) -> Worker:
        """Return a thread of one's own, waiting for one where all are taken."""
        if self._idle:
            return self._idle.pop()
        if self._made < self.max_threads:
            self._made += 1
            self._all.append(ThreadWorker(self, self._made))
            return self._all[-1]
        return await self._line.wait(self.returned)

    def returned(self, worker: ThreadWorker) -> None:
        """A thread is free again: hand it to who waits longest."""
        if self._closed:
            worker.stop()
            return
        if not self._line.serve(worker):
            self._idle.append(worker)

    def close(self) -> None:
        """Let idle threads go; busy ones end when their call does."""
        self._closed = True
        while self._idle:
            self._idle.pop().stop()
        if self._ring is not None:
            self._ring.close()

    def join(self, seconds: float) -> int:
        """Wait until the threads of a closed pool have ended; return how many still run then.

        Args:
            seconds: How long, at most.
        """
        until = time.monotonic() + seconds
        return sum(worker.runs(until - time.monotonic()) for worker in self._all)
