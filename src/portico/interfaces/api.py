"""Functions without any widget, for clients alone."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from typing import Any, Literal

from portico.components.api import Api
from portico.errors import BuildError
from portico.graph.binding import Binding
from portico.graph.context import here
from portico.graph.event import attach
from portico.lang.hint_schema import schema_of
from portico.lang.signature import hints_of, name_of, names_checked
from portico.wire.config import Visibility


@names_checked
def api(
    fn: Callable[..., Any] | Literal["decorator"] = "decorator",
    *,
    api_name: str | None = None,
    api_description: str | None = None,
    queue: bool = True,
    batch: bool = False,
    max_batch_size: int = 4,
    concurrency_limit: int | None | Literal["default"] = "default",
    concurrency_id: str | None = None,
    api_visibility: Visibility = "public",
    time_limit: int | None = None,
    stream_every: float = 0.5,
) -> Any:
    """Offer a function to API clients, without anything on the page; its type hints say what it takes and gives.

    It stands inside `with gr.Blocks():`. Every parameter needs a type hint; a result hinted as a tuple is one value for
    each of its parts, and a function without a hint for its result gives none.

    Args:
        fn: The function; left out, the call is a decorator.
        api_name: The endpoint's name; default: the function's.
        api_description: What the API page says of it; default: the docstring.
        queue: Whether calls wait in the queue.
        batch: Whether the function takes lists, the values of several callers at once.
        max_batch_size: Most callers in one batch.
        concurrency_limit: Calls at once; None: no limit; "default": as `queue()` says.
        concurrency_id: Functions with one id share one limit.
        api_visibility: "public", "undocumented" (callable, not described) or "private" (no client can call it).
        time_limit: Seconds that a stream may take.
        stream_every: Seconds between two pieces of a stream.

    Raises:
        BuildError: A parameter has no type hint, or the call stands outside of a `gr.Blocks`.
    """
    options: dict[str, Any] = {
        "api_name": api_name, "api_description": api_description, "queue": queue, "batch": batch,
        "max_batch_size": max_batch_size, "concurrency_limit": concurrency_limit, "concurrency_id": concurrency_id,
        "api_visibility": api_visibility, "time_limit": time_limit, "stream_every": stream_every,
    }  # fmt: skip
    if isinstance(fn, str):
        return lambda decorated: (api(decorated, **options), decorated)[1]
    if here.get() is None:
        raise BuildError("gr.api stands inside `with gr.Blocks():`.", code="PE112")
    taken, given = taken_by(fn), given_by(fn)
    inputs = [Api(default, schema, ordinal(at)) for at, (default, schema) in enumerate(taken, 1)]
    outputs = [Api(None, schema, ordinal(at)) for at, schema in enumerate(given, 1)]
    return attach([], fn, {"inputs": inputs, "outputs": outputs, "show_progress": "hidden", **options})


def taken_by(fn: Callable[..., Any]) -> list[tuple[Any, dict[str, Any]]]:
    """Return the default and the schema of each parameter that a client fills; None where there is no default."""
    hints = hints_of(fn)
    found: list[tuple[Any, dict[str, Any]]] = []
    for parameter in Binding(fn, None).free:
        if parameter.name not in hints:
            raise BuildError(
                f"gr.api needs a type hint for each parameter; '{parameter.name}' of '{name_of(fn)}' has none.",
                code="PE212",
            )
        default = None if parameter.default is inspect.Parameter.empty else parameter.default
        found.append((default, schema_of(hints[parameter.name])))
    return found


def given_by(fn: Callable[..., Any]) -> list[dict[str, Any]]:
    """Return the schema of each result."""
    hint = hints_of(fn).get("return")
    if hint is None or hint is type(None):
        return []
    parts = typing.get_args(hint)
    if typing.get_origin(hint) is tuple and parts[-1:] != (...,):
        return [schema_of(part) for part in parts]
    return [schema_of(hint)]


def ordinal(number: int) -> str:
    """Return "1st" for 1, "2nd" for 2 and so on."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
