"""Asynchronous code in a thread that blocks, and what an event loop must not be handed."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
from collections.abc import AsyncGenerator, Awaitable, Coroutine, Generator
from typing import Any


def contained(error: BaseException) -> Exception:
    """Return an error that an event loop can carry: a user's `sys.exit()` ends the user's function, not the server."""
    if isinstance(error, Exception) and not isinstance(error, (StopIteration, StopAsyncIteration)):
        return error
    wrapped = RuntimeError(f"The function raised {type(error).__name__}.")
    wrapped.__cause__ = error
    return wrapped


class Blocking:
    """Runs asynchronous code step by step in the thread that asks, and lets another thread cancel the step.

    Args:
        runner: Whose loop; it belongs to the thread.
    """

    def __init__(self, runner: asyncio.Runner) -> None:
        self._runner = runner
        self._task: asyncio.Task[Any] | None = None
        self._interrupted = False

    def settled(self, result: Any) -> Any:
        """Return a value for what can be awaited, a generator for an asynchronous one, and anything else as it is."""
        if inspect.isasyncgen(result):
            return self.rows(result)
        if inspect.isawaitable(result):
            return self.settled(self.value(result))
        return result

    def value(self, result: Awaitable[Any]) -> Any:
        """Return what an awaitable gives."""
        return self._runner.run(self._whole(result), context=contextvars.copy_context())

    def rows(self, rows: AsyncGenerator[Any, Any]) -> Generator[Any]:
        """Yield what an asynchronous generator yields."""
        try:
            while True:
                try:
                    row = self.value(anext(rows))
                except StopAsyncIteration:
                    return
                yield row
        finally:
            self._runner.run(rows.aclose())

    def interrupt(self) -> None:
        """Cancel the step that runs, from any thread, and every later one."""
        self._interrupted = True
        task = self._task
        if task is not None:
            try:
                task.get_loop().call_soon_threadsafe(task.cancel)
            except RuntimeError:
                # The loop was closed between the two lines: there is nothing left to cancel.
                return

    def _whole(self, result: Awaitable[Any]) -> Coroutine[Any, Any, Any]:
        async def whole() -> Any:
            self._task = asyncio.current_task()
            try:
                if self._interrupted:
                    raise asyncio.CancelledError
                return await result
            except (SystemExit, KeyboardInterrupt, GeneratorExit) as error:
                raise contained(error) from error
            finally:
                self._task = None

        return whole()
