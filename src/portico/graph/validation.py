"""Validation: the function that looks at a listener's inputs before the listener's own function may have them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from portico.call.context import Call
from portico.call.update import is_update
from portico.call.verdict import is_verdict
from portico.errors import BuildError, ResultError, WrongCall
from portico.graph.binding import Binding
from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.values import Exchange, Subject, Surroundings
from portico.lang.signature import is_async, is_generator, name_of
from portico.wire.codec import JSON

Fn = Callable[..., Any]
LISTENER = "as a validator it gets what the listener's function gets, {}. Make its parameters fit"
FIRST = "as a validator it gets {}, the first. Make its parameters fit"
FINE: dict[str, Any] = {"is_valid": True, "message": ""}
"""How an input stands among the verdicts of which the validator said nothing."""


class OfFirst:
    """A validator that looks at the first of several inputs.

    Args:
        fn: The validator.
    """

    def __init__(self, fn: Fn) -> None:
        self.fn = fn

    def __call__(self, value: Any) -> Any:
        """Judge a value outside any page."""
        return self.fn(value)


class Validation:
    """Checks the inputs of one listener.

    Args:
        fn: The validator; receives what the listener's function would receive.
        subject: The listener.
        names: The parameter of the listener's function that each input fills, None where that is unknown.
        by_name: Parameters that receive their input by name.
    """

    def __init__(self, fn: Fn, subject: Subject, names: list[str | None], by_name: tuple[str, ...]) -> None:
        if not callable(fn):
            raise WrongCall(f"validator=… is a function that checks the inputs; {fn!r} cannot be called.", code="PE201")
        if not subject.inputs:
            raise BuildError(
                f"{subject.name} has no inputs that its validator '{name_of(fn)}' could check.", code="PE208"
            )
        if is_generator(fn):
            raise BuildError(
                f"The validator '{name_of(fn)}' yields. Return one gr.validate(...) for each input.", code="PE208"
            )
        self.first = isinstance(fn, OfFirst)
        fn = fn.fn if isinstance(fn, OfFirst) else fn
        self.fn = fn
        self.subject = subject
        if self.first:
            self.binding = Binding(fn, 1, giver=FIRST)
        else:
            self.binding = Binding(fn, len(subject.inputs), by_name, subject.takes_dict, LISTENER)
        self.asynchronous = is_async(fn)
        self.names = [name or f"param_{at}" for at, name in enumerate(names)]

    async def refusals(self, graph: Surroundings, data: list[JSON], call: Call) -> list[JSON]:
        """Return a verdict for each input where one of them will not do, and nothing where all will.

        Raises what the validator raises, InvalidPayload for an input that does not fit its component, and ResultError
        where there are fewer verdicts than inputs.
        """
        exchange = Exchange(self.subject, graph, call)
        exchange.whole = self.binding.whole
        await exchange.open()

        def judged() -> Any:
            values = exchange.arguments(data)
            values = values[:1] if self.first else values
            args, named = self.binding.arguments(values, call, lambda at: graph.blocks.get(at or 0))
            return self.fn(*args, **named)

        blocking = any(isinstance(block, Component) and block.blocking for block in self.subject.inputs)
        result = judged() if self.asynchronous and not blocking else await call.execute(judged)
        if inspect.isawaitable(result):
            result = await result
        verdicts = [self._verdict(at, value) for at, value in enumerate(self._row(result))]
        return [] if all(verdict["is_valid"] for verdict in verdicts) else verdicts

    def _row(self, result: Any) -> list[Any]:
        inputs = self.subject.inputs
        if result is None or is_update(result):
            return [None] * len(inputs)
        if isinstance(result, dict) and result and all(isinstance(key, Block) for key in result):
            return [result.get(block) for block in inputs]
        if self.first:
            return [result, *[None] * (len(inputs) - 1)]
        row: list[Any] = list(result) if isinstance(result, (list, tuple)) else [result]
        if len(row) < len(inputs):
            raise ResultError(
                f"The validator '{name_of(self.fn)}' gave {len(row)} verdict{'s' * (len(row) != 1)} for "
                f"{len(inputs)} inputs. Return one gr.validate(...) for each input, as a list.",
                code="PE208",
            )
        return row[: len(inputs)]

    def _verdict(self, at: int, value: Any) -> dict[str, Any]:
        return {**value, "parameter_name": self.names[at]} if is_verdict(value) else FINE
