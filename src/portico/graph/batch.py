"""One run of a listener for several callers: lists go in, lists come out, and each caller's values stay apart.

Whatever fails for one caller (an input that does not fit, a result that cannot be shown) is that caller's alone; what
the function itself raises, or a list of the wrong length, is everybody's.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from portico.call.context import Call
from portico.call.update import is_update, skip
from portico.errors import ResultError
from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.values import Answer, Exchange, Subject, Surroundings
from portico.wire.codec import JSON
from portico.wire.messages import Output

T = TypeVar("T")
Outcome = Output | Exception


class BatchSubject(Subject, Protocol):
    """What a batch needs of its listener."""

    graph: Surroundings
    asynchronous: bool


class BatchExchange:
    """The values of one run for several callers.

    Args:
        subject: The listener.
        rows: Each caller's inputs as they came.
        calls: Each caller's surroundings.
        invoke: Calls the function with the inputs, for a run.
    """

    def __init__(
        self,
        subject: BatchSubject,
        rows: list[list[JSON]],
        calls: Sequence[Call],
        invoke: Callable[[list[Any], Call], Any],
    ) -> None:
        self.subject = subject
        self.invoke = invoke
        self.rows = rows
        self.exchanges = [Exchange(subject, subject.graph, call) for call in calls]
        self.outcomes: list[Outcome | None] = [None] * len(rows)
        self.answers: dict[int, Answer] = {}

    async def run(self, shared: Call) -> list[Outcome]:
        """Run the function once and return what became of each caller.

        Args:
            shared: The surroundings of the run: whose thread it uses, and what `gr.Request` is of.
        """
        for number, exchange in enumerate(self.exchanges):
            try:
                await exchange.open()
            except Exception as error:  # noqa: BLE001 - this caller's alone
                self.outcomes[number] = error
        try:
            await self._together(shared)
        except Exception as error:  # noqa: BLE001 - a function may raise anything: this is what became of all of them
            from portico.graph.explained import explain  # until something fails, nobody needs it

            explain(error, self.subject.asked)
            for number in self._live:
                self.outcomes[number] = error
        for number, answer in self.answers.items():
            await self.exchanges[number].keep(answer)
            self.outcomes[number] = answer.output
        return [outcome if outcome is not None else Output([]) for outcome in self.outcomes]

    async def _together(self, shared: Call) -> None:
        if not self.subject.asynchronous:
            await shared.execute(lambda: self._whole(shared))
            return
        values = await self._near(self.subject.inputs, shared, self._arguments)
        if values is not None:
            result = await self.invoke(values, shared)
            await self._near(self.subject.outputs, shared, lambda: self._answer(result))

    async def _near(self, blocks: list[Block], shared: Call, fn: Callable[[], T]) -> T:
        if any(isinstance(block, Component) and block.blocking for block in blocks):
            return await shared.execute(fn)
        return fn()

    def _whole(self, shared: Call) -> None:
        values = self._arguments()
        if values is None:
            return
        result = self.invoke(values, shared)
        if inspect.isawaitable(result) or inspect.isgenerator(result) or inspect.isasyncgen(result):
            raise ResultError(
                f"{self.subject.name} runs in batches and must return lists, not {type(result).__name__}.", code="PE309"
            )
        self._answer(result)

    @property
    def _live(self) -> list[int]:
        return [number for number, outcome in enumerate(self.outcomes) if outcome is None]

    def _arguments(self) -> list[Any] | None:
        """Return one list an input; None where no caller's inputs fit."""
        found: list[list[Any]] = []
        for number in self._live:
            try:
                found.append(self.exchanges[number].arguments(self.rows[number]))
            except Exception as error:  # noqa: BLE001 - a component may be the program's own; this caller's alone
                self.outcomes[number] = error
        if not found:
            return None
        if self.subject.takes_dict:
            return [{block: [row[0][block] for row in found] for block in self.subject.inputs}]
        return [list(column) for column in zip(*found, strict=True)]

    def _answer(self, result: Any) -> None:
        live = self._live
        if not live:
            return
        rows = split(self.subject, result, len(live))
        for number, row in zip(live, rows, strict=True):
            try:
                self.answers[number] = self.exchanges[number].answer(row)
            except Exception as error:  # noqa: BLE001 - a component may be the program's own; this caller's alone
                self.outcomes[number] = error


def split(subject: Subject, result: Any, count: int) -> list[Any]:
    """Return what each of several callers gets, in the form of an ordinary result; raises ResultError."""
    outputs = subject.outputs
    if not outputs:
        return [None] * count
    if is_update(result):
        return [result] * count
    if isinstance(result, dict) and all(isinstance(key, Block) for key in result):
        columns = {block: _column(subject, block, values, count) for block, values in result.items()}
        return [{block: column[n] for block, column in columns.items()} if columns else skip() for n in range(count)]
    if len(outputs) == 1:
        return _column(subject, outputs[0], _only(result, count), count)
    if not _listed(result) or len(result) != len(outputs):
        came = f"{len(result)}" if _listed(result) else f"a {type(result).__name__}"
        raise ResultError(
            f"{subject.name} runs in batches and has {len(outputs)} outputs: it must return {len(outputs)} lists, one "
            f"for each, not {came}.",
            code="PE309",
        )
    named = zip(outputs, result, strict=True)
    columns_of = [_column(subject, block, values, count) for block, values in named]
    return [list(row) for row in zip(*columns_of, strict=True)]


def _only(result: Any, count: int) -> Any:
    """Return the one list of a result: a list in a list, or, where that does not fit, the list alone."""
    if not _listed(result) or len(result) != 1:
        return result
    inner = next(iter(result))
    return inner if _listed(inner) and (len(inner) == count or count > 1) else result


def _column(subject: Subject, block: Block, values: Any, count: int) -> list[Any]:
    if _listed(values) and len(values) == count:
        return list(values)
    came = f"one of {len(values)}" if _listed(values) else f"a {type(values).__name__}"
    raise ResultError(
        f"{subject.name} runs in batches and was called for {count}: it must return a list of {count} for {block!r}, "
        f"in the order of its inputs, not {came}.",
        code="PE309",
    )


def _listed(value: Any) -> bool:
    """Whether a value has elements in an order: a list, a tuple, an array or a series, and no text or dictionary."""
    return (
        hasattr(value, "__len__") and hasattr(value, "__getitem__") and not isinstance(value, (str, bytes, dict, Block))
    )
