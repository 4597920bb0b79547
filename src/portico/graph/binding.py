"""How a function's parameters are filled: inputs by position, the rest by what the annotation asks for."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable
from typing import Any

from portico.call.cache import Cache
from portico.call.context import Call
from portico.call.event_data import EventData
from portico.call.progress import Progress
from portico.call.request import Header, Request
from portico.errors import BuildError
from portico.graph.prop_input import wants_props
from portico.lang.signature import POSITIONAL, can_inspect, hints_of, name_of, nearest, parameters, place_of

NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
LISTENER = "the listener gives it {}. Make `inputs` fit its parameters"
Special = Callable[[Call, Callable[[int | None], Any]], Any]


def _request(call: Call, _: Callable[[int | None], Any]) -> Any:
    return Request(call.caller)


class Binding:
    """The parameters of one function and what fills each.

    Args:
        fn: The function.
        count: How many inputs it receives by position; None: as many as it takes.
        by_name: Parameters that receive an input by name.
        takes_dict: Whether all inputs arrive as one dictionary.
        giver: Who gives it the inputs, for the message where they do not fit; "{}" stands for them.
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        count: int | None,
        by_name: tuple[str, ...] = (),
        takes_dict: bool = False,
        giver: str = LISTENER,
    ) -> None:
        self.fn = fn
        self.by_name = by_name
        self.count = 1 if takes_dict else (count or 0) - len(by_name)
        self.special: dict[str, Special] = {}
        self.progress: Progress | None = None
        self.caches: list[Cache] = []
        self.wants_event_data = False
        known = parameters(fn)
        self._check_names(known)
        self.parameters = [p for p in known if p.name not in by_name]
        hints = hints_of(fn)
        for parameter in self.parameters:
            self._inspect(parameter, hints.get(parameter.name, parameter.annotation))
        if count is None:
            self.count = len(self.free)
        self._check(takes_dict, giver)
        self.whole = frozenset(
            () if takes_dict else (at for at, name in enumerate(self.names) if wants_props(hints.get(name or "")))
        )
        """The inputs of which the function receives all properties, by position."""
        self.plain = not self.special and not by_name

    def _inspect(self, parameter: inspect.Parameter, hint: Any) -> None:
        default = parameter.default
        if default is Progress:
            default = Progress()  # the brackets were forgotten
        if isinstance(default, Cache):
            self._give_cache(parameter.name, default)
            return
        if isinstance(default, Progress):
            self.progress = default
            self.special[parameter.name] = lambda call, _, bar=default: bar.bind(call)
            return
        choices = getattr(hint, "__args__", ())
        for kind in (hint, *choices):
            if not isinstance(kind, type):
                continue
            if issubclass(kind, Request) or (kind.__name__ == "Request" and kind.__module__.startswith("starlette")):
                self.special[parameter.name] = _request
            elif issubclass(kind, Header):
                name = parameter.name.replace("_", "-")
                self.special[parameter.name] = lambda call, _, n=name: Request(call.caller).headers.get(n)
            elif issubclass(kind, EventData):
                self.wants_event_data = True
                self.special[parameter.name] = functools.partial(_event_data, kind, type(None) in choices)
            elif issubclass(kind, Progress):
                self.special[parameter.name] = lambda call, _: Progress().bind(call)
            elif issubclass(kind, Cache):
                self._give_cache(parameter.name, kind())

    def _give_cache(self, name: str, cache: Cache) -> None:
        self.caches.append(cache)
        self.special[name] = lambda call, _: cache.bind(call)

    @property
    def free(self) -> list[inspect.Parameter]:
        """The parameters that inputs fill by position."""
        return [p for p in self.parameters if p.name not in self.special and p.kind in POSITIONAL]

    @property
    def names(self) -> list[str | None]:
        """The parameter that each input fills, None where that is unknown."""
        found: list[str | None] = []
        for parameter in self.parameters:
            if parameter.name in self.special:
                continue
            if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
                found += [None] * (self.count - len(found))
            elif parameter.kind in POSITIONAL:
                found.append(parameter.name)
        found += [None] * (self.count - len(found))
        return [*found[: self.count], *self.by_name]

    def _check_names(self, known: list[inspect.Parameter]) -> None:
        if not can_inspect(self.fn) or any(p.kind is inspect.Parameter.VAR_KEYWORD for p in known):
            return
        names = [p.name for p in known if p.kind in NAMED]
        for name in self.by_name:
            if name not in names:
                raise BuildError(
                    f"The function '{name_of(self.fn)}' has no parameter '{name}' for inputs_kwargs to fill."
                    f"{nearest(name, names)}",
                    code="PE202",
                )

    def _check(self, takes_dict: bool, giver: str) -> None:
        if not can_inspect(self.fn):
            return
        named_only = [
            p.name
            for p in self.parameters
            if p.kind is inspect.Parameter.KEYWORD_ONLY
            and p.default is inspect.Parameter.empty
            and p.name not in self.special
        ]
        if named_only:
            raise BuildError(
                f"The function '{name_of(self.fn)}' needs the keyword argument '{named_only[0]}', which no input "
                f"fills. Give it a default or pass it in inputs_kwargs.{self._place}",
                code="PE202",
            )
        free = self.free
        needed = [p for p in free if p.default is inspect.Parameter.empty]
        variadic = any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in self.parameters)
        if self.count < len(needed) or (self.count > len(free) and not variadic):
            from portico.graph.arity import unfit  # what fits needs no words

            given = "one dictionary (inputs is a set)" if takes_dict else f"{self.count} input{'s' * (self.count != 1)}"
            raise BuildError(unfit(self.fn, free, list(self.special), giver.format(given)) + self._place, code="PE202")

    @property
    def _place(self) -> str:
        place = place_of(self.fn)
        return f" ({name_of(self.fn).strip('<>')}, {place})" if place else ""

    def tracking(self, call: Call) -> contextlib.AbstractContextManager[None]:
        """Show the loops of the tqdm library inside the block, where the function asks for it."""
        if self.progress is None or not self.progress.track_tqdm:
            return contextlib.nullcontext()
        from portico.call.tqdm_hook import tracked  # few functions have a bar that follows loops

        return tracked(self.progress.bind(call))

    def arguments(
        self, values: list[Any], call: Call, block: Callable[[int | None], Any]
    ) -> tuple[list[Any], dict[str, Any]]:
        """Return positional and keyword arguments for one run.

        Args:
            values: The inputs, those by position first.
            call: The run.
            block: Finds the block that fired, by id.
        """
        if self.plain:
            return values, {}
        positional = values[: self.count]
        named = dict(zip(self.by_name, values[self.count :], strict=True))
        rest = iter(positional)
        args: list[Any] = []
        in_order = True
        for parameter in self.parameters:
            special = self.special.get(parameter.name)
            if special is not None:
                value = special(call, block)
                if in_order and parameter.kind in POSITIONAL:
                    args.append(value)
                else:
                    named[parameter.name] = value
            elif parameter.kind is inspect.Parameter.VAR_POSITIONAL:
                args.extend(rest)
            elif parameter.kind in POSITIONAL and in_order:
                try:
                    args.append(next(rest))
                except StopIteration:
                    # The remaining parameters keep their defaults, so anything after them goes by name.
                    in_order = False
        return args, named


def _event_data(
    kind: type[EventData], optional: bool, call: Call, block: Callable[[int | None], Any]
) -> EventData | None:
    if call.event_data is None and call.trigger is None:
        if optional:
            return None
        raise BuildError(
            f"{kind.__name__} was asked for, but the call came without an event; only the page sends one.", code="PE213"
        )
    return kind(block(call.trigger), call.event_data)
