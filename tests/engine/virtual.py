"""An event loop whose clock is moved by hand, and threads whose work ends when a test says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any


class VirtualLoop(asyncio.SelectorEventLoop):
    """Never waits: it runs what is ready, and time passes when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_000.0
        self.problems: list[dict[str, Any]] = []
        self.set_exception_handler(lambda _, context: self.problems.append(context))

    def time(self) -> float:
        return self.now

    def settle(self) -> None:
        """Run until nothing is ready."""
        for _ in range(10_000):
            self.call_soon(self.stop)
            self.run_forever()
            if not self._ready:  # type: ignore[attr-defined]
                return
        raise AssertionError("the loop does not come to rest")

    def advance(self, seconds: float) -> None:
        """Let time pass, timer by timer."""
        end = self.now + seconds
        self.settle()
        while (due := self._due()) is not None and due <= end:
            self.now = max(self.now, due)
            self.settle()
        self.now = end
        self.settle()

    def _due(self) -> float | None:
        timers = [timer.when() for timer in self._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
        return min(timers, default=None)

    def run(self, work: Any) -> Any:
        """Run a coroutine that needs no time to pass."""
        task = self.create_task(work)
        self.settle()
        assert task.done(), "it waits for something"
        return task.result()


class HastyLoop(asyncio.SelectorEventLoop):
    """Waits for no timer: where nothing is ready, it is at once as late as the next one says.

    So what takes its time takes none, and nothing of it depends on how busy the machine is. For code without threads:
    the loop does not wait for those either.
    """

    def __init__(self) -> None:
        super().__init__()
        self._now = 1_000.0

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        if not self._ready:  # type: ignore[attr-defined]
            timers = [timer.when() for timer in self._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
            self._now = max(self._now, min(timers, default=0.0))
        super()._run_once()  # type: ignore[misc]


class HeldThread:
    """A thread that stays in a function until it is let go."""

    def __init__(self, owner: HeldThreads) -> None:
        self.owner = owner
        self.busy: asyncio.Future[None] | None = None

    async def run(self, fn: Callable[[], Any]) -> Any:
        self.busy = asyncio.get_running_loop().create_future()
        try:
            await asyncio.shield(self.busy)
        finally:
            # As in a real thread, being cancelled does not end what runs there.
            pass
        return fn()

    def post(self, fn: Callable[[], None]) -> None:
        raise NotImplementedError

    @property
    def idle(self) -> bool:
        return self.busy is None or self.busy.done()

    async def release(self) -> None:
        if not self.idle and self.busy is not None:
            await asyncio.shield(self.busy)
        self.owner.leased.discard(self)


class HeldThreads:
    """An executor of such threads."""

    def __init__(self) -> None:
        self.leased: set[HeldThread] = set()
        self.closed = False

    async def lease(self) -> HeldThread:
        thread = HeldThread(self)
        self.leased.add(thread)
        return thread

    def let_go(self) -> None:
        for thread in self.leased:
            if thread.busy is not None and not thread.busy.done():
                thread.busy.set_result(None)

    def close(self) -> None:
        self.closed = True
