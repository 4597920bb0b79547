"""An event loop in a thread of its own: what tests that know nothing of event loops hand their work to."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
ENDING = 10.0
"""Seconds that the thread has to end."""


class Loop:
    """A loop and its thread, from the moment it is made until `close`."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="portico-apptest", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
        finally:
            self.loop.close()

    def run(self, work: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
        """Do something in the loop, and return what it gives; raises TimeoutError, and what the work raises."""
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return future.result(seconds)
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """End the loop and its thread; raises AssertionError where anything was still under way in it."""
        if self.loop.is_closed():
            return
        left = self.run(_left())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(ENDING)
        assert not self._thread.is_alive(), "The thread of the test's event loop did not end."
        assert not left, f"Something was still under way when the app was closed: {', '.join(left)}."


async def _left() -> list[str]:
    """End what still runs, and return what it was."""
    mine = asyncio.current_task()
    tasks = [task for task in asyncio.all_tasks() if task is not mine]
    # What was cancelled a moment ago ends by itself.
    if tasks:
        await asyncio.wait(tasks, timeout=0.5)
    left = [task for task in tasks if not task.done()]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    return [str(task.get_coro()) for task in left]
