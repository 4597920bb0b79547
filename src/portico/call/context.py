"""The call that is running, as the code inside it sees it. The engine implements it; nothing here knows how."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from portico.wire.caller import Caller
from portico.wire.messages import Message

if TYPE_CHECKING:
    from portico.stores.protocols import FileStore

T = TypeVar("T")


class Keeper(Protocol):
    """Something that keeps values of visitors."""

    def forget(self, session: str) -> None:
        """Forget what is kept for a visitor, who has left."""
        ...


class Portable(Protocol):
    """A function in the form in which another process receives it."""

    number: str
    """Its name among those of the process."""
    code: bytes


class Remote(Protocol):
    """A process that runs a call's function."""

    def run(self, work: Portable, args: Sequence[Any], call: Call) -> Any:
        """Run there, from the call's thread; what is a generator there is a generator here."""
        ...


class Call(Protocol):
    """One run of one function for one visitor."""

    session: str
    job: str
    caller: Caller
    files: FileStore
    event_data: Any
    trigger: int | None
    used_cache: str | None
    """ "partial" once something came out of a cache."""
    simple: bool
    """Whether the caller reads plain values only (the two-step and direct APIs): no progress, no toasts."""
    kept: dict[Any, Any]
    """What belongs to the run itself; all pieces of a live one share it."""

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for it any more."""
        ...

    def when_cancelled(self, tell: Callable[[], None]) -> None:
        """Call a function, once and from any thread, when nobody waits any more; at once where that is so already."""
        ...

    async def execute(self, fn: Callable[[], T]) -> T:
        """Run blocking code away from the event loop, always in the same thread for one call."""
        ...

    def iterate(self, rows: Iterator[T]) -> AsyncIterator[T]:
        """Step through a blocking iterator in the call's thread, which runs ahead by a few steps."""
        ...

    async def process(self) -> Remote:
        """Return a process for this call, waiting for one where all are taken."""
        ...

    def limit(self, seconds: float) -> None:
        """Let the call fail when it takes longer."""
        ...

    async def load(self, key: str) -> Any:
        """Return a value of the session; raises KeyError where there is none."""
        ...

    async def save(self, key: str, value: Any) -> None:
        """Keep a value in the session."""
        ...

    def expire(self, key: str, seconds: float) -> None:
        """Have a value that only this session has forgotten so long after each last use, until it is retired."""
        ...

    def at_end(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something when the run is over, however it ended, before the visitor is told."""
        ...

    async def retire(self, tasks: Collection[int], keys: Collection[str]) -> dict[str, Any]:
        """End what the session still runs of tasks that are gone; forget, and return, its values under some keys."""
        ...

    def publish(self, message: Message) -> None:
        """Send a message to the visitor, from any thread."""
        ...

    def at_leave(self, keeper: Keeper) -> None:
        """Have a keeper told when a visitor leaves, from any thread; it is not kept alive for that."""
        ...


current_call: ContextVar[Call | None] = ContextVar("portico_call", default=None)
"""The call that the running code belongs to, or None outside any."""
