"""The results of examples, each computed once: when the app starts, or when somebody first chooses the example."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from portico.app.environment import Environment
from portico.call.context import Call, Keeper, Remote, current_call
from portico.components.dataset import Dataset
from portico.errors import BuildError
from portico.graph.component import Component
from portico.graph.files import ROOT
from portico.graph.graph_protocol import Registration
from portico.graph.listener import Listener
from portico.interfaces.example_folder import ExampleFolder
from portico.interfaces.example_payloads import ExamplePayloads
from portico.lang.paths import safe_name
from portico.lang.signature import name_of, unwrap
from portico.stores.owners import SHARED
from portico.stores.protocols import FileStore
from portico.wire.caller import Caller
from portico.wire.codec import JSON
from portico.wire.messages import Message, Output

T = TypeVar("T")
FOLDER = ".portico/cached_examples"


class ExampleCache:
    """The results of a function for examples. Filling it is a task that the engine runs when the app starts.

    Args:
        dataset: What shows the examples; it tells which page they are on.
        payloads: What the function is given.
        outputs: Where its results go.
        asked: The function and how it is run.
    """

    id = -1
    api_name = "cached_examples"
    group = "cached_examples"
    check = None
    generator = False

    def __init__(
        self, dataset: Dataset, payloads: ExamplePayloads, outputs: Sequence[Component], asked: Registration
    ) -> None:
        self.dataset = dataset
        self.payloads = payloads
        self.outputs = list(outputs)
        # Made now, so that a function with the wrong number of parameters is an error of the program at once.
        self.listener = Listener(self.id, self._graph(), asked)
        self._store: FileStore | None = None
        self._rows: dict[int, list[JSON]] = {}
        self._locks: dict[int, Any] = {}

    def _graph(self) -> Any:
        """Return the page, which is another one once the examples' own became a part of it."""
        return self.dataset.graph

    async def run(self, data: list[JSON], call: Call) -> AsyncGenerator[Output]:  # noqa: ARG002
        """Compute what is not there yet, and forget what is kept of examples that are gone."""
        for index in range(len(self.payloads.rows)):
            try:
                await self.row(index, call)
            except Exception as error:
                name = name_of(self.listener.fn) if self.listener.fn else "the function"
                raise BuildError(
                    f"The app cannot start: '{name}' failed for example {index + 1}, whose result was to be cached. "
                    f"{type(error).__name__}: {error}. Change the example, or cache nothing (cache_examples=False).",
                    code="PE114",
                ) from error
        names = {self._name(index) for index in range(len(self.payloads.rows))}
        await call.execute(lambda: self._folder().prune(names))
        yield Output([])

    async def row(self, index: int, call: Call) -> list[JSON]:
        """Return the results for an example as payloads; the app's root stands in them as a mark."""
        import asyncio

        if self._store is not call.files:
            # Another launch: another store, and another event loop.
            self._store, self._rows, self._locks = call.files, {}, {}
        async with self._locks.setdefault(index, asyncio.Lock()):
            if index not in self._rows:
                found = await self._found(index, call)
                self._rows[index] = await self._computed(index, call) if found is None else found
            return self._rows[index]

    async def _found(self, index: int, call: Call) -> list[JSON] | None:
        return await call.execute(lambda: self._folder().load(self._name(index), call.files))

    async def _computed(self, index: int, call: Call) -> list[JSON]:
        self.listener.graph = self._graph()
        everyone = ForEveryone(call)
        data = await call.execute(lambda: self.payloads.of(index, call, self._graph()))
        row: list[JSON] = []
        # A cache that keeps something for each visitor must not answer with what is the first one's alone.
        token = current_call.set(everyone)
        try:
            async for output in self.listener.run(data, everyone):
                row = output.data
        finally:
            current_call.reset(token)
        await call.execute(lambda: self._folder().save(self._name(index), row, call.files))
        return row

    def _folder(self) -> ExampleFolder:
        top = Environment().text("EXAMPLES_CACHE") or FOLDER
        name = safe_name(f"{name_of(self.listener.fn)}-{self.dataset.number}") if self.listener.fn else "examples"
        return ExampleFolder(Path(top) / name)

    def _name(self, index: int) -> str:
        """Return a name that changes with the example, the function's text and the outputs' settings."""
        settings = [(type(one).__qualname__, one.props() | {"value": None}) for one in self.outputs]
        text = [self.payloads.digest(index), source_of(self.listener.fn), settings]
        return hashlib.sha256(json.dumps(text, default=lambda value: type(value).__name__).encode()).hexdigest()[:24]


def source_of(fn: Callable[..., Any] | None) -> str:
    """Return a function's text where Python knows it, else its name."""
    if fn is None:
        return ""
    try:
        return inspect.getsource(unwrap(fn))
    except (OSError, TypeError):
        return name_of(fn)


class ForEveryone:
    """A call whose results every visitor may have: nothing of who happens to be first is in it.

    Args:
        call: The call of that visitor, or of the app's start.
    """

    event_data: Any = None
    trigger: int | None = None

    def __init__(self, call: Call) -> None:
        self.session = SHARED
        self.job = call.job
        self.caller = Caller(root=ROOT)
        self.files = call.files
        self.simple = call.simple
        self.kept: dict[Any, Any] = {}
        self.used_cache: str | None = None
        self._call = call

    @property
    def cancelled(self) -> bool:
        """Whether the visitor who is first has left."""
        return self._call.cancelled

    def when_cancelled(self, tell: Callable[[], None]) -> None:
        """Call a function when the visitor who is first leaves."""
        self._call.when_cancelled(tell)

    async def process(self) -> Remote:
        """Return a process of the call."""
        return await self._call.process()

    def limit(self, seconds: float) -> None:
        """Let the call fail when it takes longer."""
        self._call.limit(seconds)

    async def execute(self, fn: Callable[[], T]) -> T:
        """Run blocking code in the call's thread."""
        return await self._call.execute(fn)

    def iterate(self, rows: Iterator[T]) -> AsyncIterator[T]:
        """Step through a blocking iterator in the call's thread."""
        return self._call.iterate(rows)

    async def load(self, key: str) -> Any:
        """There is no session: nothing is kept in it."""
        raise KeyError(key)

    async def save(self, key: str, value: Any) -> None:
        """There is no session: what it would keep is dropped."""

    def at_end(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something when the visitor's call is over."""
        self._call.at_end(work)

    def expire(self, key: str, seconds: float) -> None:
        """There is no session: nothing is kept in it."""

    async def retire(self, tasks: Collection[int], keys: Collection[str]) -> dict[str, Any]:  # noqa: ARG002
        """There is no session: nothing of it runs, and nothing is kept."""
        return {}

    def publish(self, message: Message) -> None:
        """Show progress to who waits for the first result."""
        self._call.publish(message)

    def at_leave(self, keeper: Keeper) -> None:
        """Nobody leaves: what is kept for everybody stays."""
