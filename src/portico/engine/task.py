"""All that the engine knows of the page: something with a name, a group, and a way to run."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Any, Literal, Protocol

from portico.call.context import Call
from portico.wire.codec import JSON
from portico.wire.messages import Output

Check = Callable[[list[JSON], Call], Awaitable[list[JSON]]]
"""Gives a validator's verdicts, one for each input, where one is a no; nothing where all inputs will do."""


class Task(Protocol):
    """What a job runs."""

    @property
    def id(self) -> int:
        """Its number on the wire."""
        ...

    @property
    def api_name(self) -> Any:
        """Its name in the API."""
        ...

    @property
    def group(self) -> str:
        """The concurrency group."""
        ...

    @property
    def concurrency_limit(self) -> int | None | Literal["default"]:
        """How many calls of its group may run at once, where the engine was not told a limit for the group."""
        ...

    @property
    def generator(self) -> bool:
        """Whether it may give several rows."""
        ...

    @property
    def queue(self) -> bool:
        """Whether calls wait their turn; the page calls the others directly."""
        ...

    @property
    def batch_size(self) -> int | None:
        """How many callers may share a run; None where each has its own."""
        ...

    @property
    def api_visibility(self) -> str:
        """Who may call it: `public`, `undocumented`, or `private` for the page alone."""
        ...

    @property
    def check(self) -> Check | None:
        """What looks at the inputs before `run` may have them; None where nothing does."""
        ...

    @property
    def live(self) -> bool:
        """Whether a visitor sends further inputs while it runs."""
        ...

    @property
    def time_limit(self) -> float | None:
        """Seconds that a live run may last; None: as long as inputs come."""
        ...

    @property
    def cached(self) -> bool:
        """Whether some calls can be answered from a cache, without running the function."""
        ...

    @property
    def kept(self) -> float | None:
        """Seconds that a call goes on after its visitor left for good; None: to its end."""
        ...

    async def recalled(self, data: list[JSON], call: Call) -> list[Output] | None:
        """Return the rows of a call whose result is known; None where it is not."""
        ...

    def run(self, data: list[JSON], call: Call) -> AsyncGenerator[Output]:
        """Run once and yield each row."""
        ...

    async def run_batch(self, rows: list[list[JSON]], calls: Sequence[Call], shared: Call) -> list[Output | Exception]:
        """Run once for several callers and return what became of each, in their order; where `batch_size` says so.

        Args:
            rows: Each caller's inputs.
            calls: Each caller's surroundings.
            shared: The run's own: its thread, its context.
        """
        ...
