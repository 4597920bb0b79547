"""The contract of an executor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from portico.call.context import Call, Portable
from portico.engine.executors.blank import Spares
from portico.lang.portable import Modules

T = TypeVar("T")
GRACE = 1.0
"""Seconds that cancelled code in a process has to end by itself before the process is killed."""


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


class RemoteWorker(Protocol):
    """A process where one call's function runs; the call's thread speaks with it."""

    @property
    def busy(self) -> bool:
        """Whether code of a call may be running there."""
        ...

    def run(self, work: Portable, args: Sequence[Any], call: Call) -> Any:
        """Run there, from the call's thread; what is a generator there is a generator here."""
        ...

    def cancel(self) -> None:
        """Ask the code there to end."""
        ...

    def kill(self) -> None:
        """End the process and what it started, at once."""
        ...


class Processes(Protocol):
    """Gives a call a process."""

    size: int
    """How many there are at most."""

    @property
    def used(self) -> bool:
        """Whether something is known to run there."""
        ...

    def hold(self, modules: Modules, spares: Spares | None = None) -> None:
        """Let processes load these modules, and names mean them, whatever takes the names later."""
        ...

    def warm(self) -> None:
        """Start every process now, without waiting for them."""
        ...

    async def lease(self) -> RemoteWorker:
        """Return a process of one's own, waiting for one where all are taken."""
        ...

    def returned(self, worker: Any) -> None:
        """A process is free again, or dead and to be replaced."""
        ...

    def leave(self) -> None:
        """Others take this one's place: end each process as soon as its call has, and nobody waits for one."""
        ...

    async def close(self) -> None:
        """End every process, kindly at first."""
        ...
