"""Errand: a listener's function on its way to a worker process, with what fills its parameters there."""

from __future__ import annotations

import contextlib
import inspect
import pickle
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping, Sequence
from typing import Any

from portico.call.context import current_call
from portico.call.update import update
from portico.errors import BuildError, ResultError
from portico.graph.binding import Binding
from portico.graph.block import Block
from portico.lang.portable import Untold, departing
from portico.lang.signature import name_of

WAY_OUT = (
    "Put the function at the top level of a module, get a model or a connection from a @gr.resource, "
    'or leave run="process" out.'
)
HOME = ("graph", "parent", "children")
"""What ties a block to its page, which stays in the server."""


class Errand:
    """Runs a function in a worker process as its listener would have run it here.

    Args:
        fn: The function.
        count: How many inputs it receives by position.
        by_name: Parameters that receive an input by name.
    """

    def __init__(self, fn: Callable[..., Any], count: int, by_name: tuple[str, ...]) -> None:
        self.fn = fn
        self.count = count
        self.by_name = by_name
        self._binding: Binding | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_binding": None}

    def __call__(self, values: list[Any], target: Block | None) -> Any:
        """Return the function's result, in the server's terms; a generator, or something to await, for such functions.

        Args:
            values: The inputs, those by position first.
            target: What the event's block looks like.
        """
        call = current_call.get()
        assert call is not None
        if self._binding is None:
            self._binding = Binding(self.fn, self.count, self.by_name)
        args, named = self._binding.arguments(values, call, lambda _: target)
        with self._binding.tracking(call):
            result = self.fn(*args, **named)
        return self._settled(result)

    def _settled(self, result: Any) -> Any:
        if inspect.isgenerator(result):
            return self._rows(result)
        if inspect.isasyncgen(result):
            return self._rows_in_time(result)
        if inspect.isawaitable(result):
            return self._in_time(result)
        return outward(result)

    def _rows(self, rows: Generator[Any, Any, Any]) -> Generator[Any]:
        call = current_call.get()
        assert call is not None
        assert self._binding is not None
        with self._binding.tracking(call):
            try:
                for row in rows:
                    yield outward(row)
            finally:
                rows.close()

    async def _rows_in_time(self, rows: AsyncGenerator[Any, Any]) -> AsyncGenerator[Any]:
        try:
            async for row in rows:
                yield outward(row)
        finally:
            await rows.aclose()

    async def _in_time(self, result: Awaitable[Any]) -> Any:
        return self._settled(await result)


class Packed:
    """An errand as bytes, and its name among those of the worker processes.

    Args:
        errand: What it is.

    Raises:
        BuildError: The function cannot run in another process; the message says why, and what to do.
    """

    def __init__(self, errand: Errand) -> None:
        import hashlib  # few pages have a function that runs in a process

        try:
            self.code = departing(errand)
        except Untold as why:
            name = name_of(errand.fn).strip("<>")
            raise BuildError(
                f"The function '{name}' cannot run in a process of its own: {why}. {WAY_OUT}", code="PE210"
            ) from None
        # By content: two visitors' rendered branches may hold listeners of the same number and other functions.
        self.number = hashlib.blake2b(self.code, digest_size=8).hexdigest()


class ByBlock:
    """A result by component, with the components as numbers: in the worker they are others of the same program.

    Args:
        rows: Number, kind and value of each.
    """

    def __init__(self, rows: list[tuple[int, str, Any]]) -> None:
        self.rows = rows


def outward(result: Any) -> Any:
    """Return a result without blocks, which stay where they are: updates as such, components as numbers."""
    if isinstance(result, Block):
        return as_update(result)
    if isinstance(result, (list, tuple)) and any(isinstance(value, (Block, list, tuple)) for value in result):
        # A batch gives lists of lists.
        return [updates(value) for value in result]
    if isinstance(result, dict) and result and all(isinstance(key, Block) for key in result):
        return ByBlock([(key.number, type(key).__name__, updates(value)) for key, value in result.items()])
    return result


def updates(value: Any) -> Any:
    """Return a value with components, itself or its elements, as the updates they stand for."""
    if isinstance(value, Block):
        return as_update(value)
    if isinstance(value, (list, tuple)) and any(isinstance(one, Block) for one in value):
        return [as_update(one) if isinstance(one, Block) else one for one in value]
    return value


def inward(result: Any, blocks: Mapping[int, Block]) -> Any:
    """Return a result, or a generator of results, as the function gave it, with this process's components."""
    if inspect.isgenerator(result):
        return _inward_rows(result, blocks)
    if not isinstance(result, ByBlock):
        return result
    found: dict[Block, Any] = {}
    for number, kind, value in result.rows:
        block = blocks.get(number)
        if block is None or type(block).__name__ != kind:
            raise ResultError(
                f"The function gave a value for a {kind} that this page does not have: the program built another page "
                "in the worker process. Return the values in the order of the outputs.",
                code="PE302",
            )
        found[block] = value
    return found


def _inward_rows(rows: Generator[Any, Any, Any], blocks: Mapping[int, Block]) -> Generator[Any]:
    with contextlib.closing(rows):
        for row in rows:
            yield inward(row, blocks)


def as_update(block: Block) -> dict[str, Any]:
    """Return a component that a function made as the update it stands for."""
    return update(**{name: value for name, value in block.given.items() if name not in ("render", "key")})


def likeness(block: Block | None) -> Block | None:
    """Return a block to look at in another process: its class and its plain properties, without its page."""
    if block is None:
        return None
    found = type(block).__new__(type(block))
    for name, value in vars(block).items():
        if name not in HOME and _crosses(value):
            found.__dict__[name] = value
    return found


def refuse_unsendable(inputs: Sequence[Block], name: str) -> None:
    """Raise BuildError for a State whose first value cannot be sent to a worker process."""
    for block in inputs:
        if getattr(block, "stored", False) and not _crosses(getattr(block, "default", None)):
            raise BuildError(
                f"{name} cannot run in a process of its own: the first value of {block!r} cannot be pickled. Keep in "
                'the State what can be, get the rest from a @gr.resource, or leave run="process" out.',
                code="PE210",
            )


def _crosses(value: Any) -> bool:
    try:
        pickle.dumps(value)
    except Exception:  # noqa: BLE001
        # What an author gave a component may refuse in any way it likes.
        return False
    return True
