"""The contract of an executor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Worker(Protocol):
    """A place where one call's blocking code runs, step after step."""

    async def run(self, fn: Callable[[], T]) -> T:
        """Run a function there and return what it returns."""
        ...

    def post(self, fn: Callable[[], None]) -> None:
        """Run a function there without waiting for it."""
        ...

    async def release(self) -> None:
        """Give the place back; returns when the code that ran there has ended."""
        ...


class Executor(Protocol):
    """Gives each call a worker."""

    async def lease(self) -> Worker:
        """Return a worker of one's own, waiting for one where all are taken."""
        ...

    def close(self) -> None:
        """Let idle workers go."""
        ...
