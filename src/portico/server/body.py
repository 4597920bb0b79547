"""Request bodies: read within a bound, decoded into structs, refused in the shape that clients expect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeVar

import msgspec

from portico.server.heads import heads_of
from portico.server.refusal import Departed, Refusal
from portico.wire import codec

T = TypeVar("T")
ECHOED = 2_000
"""How many bytes of a body that does not fit may come back in the refusal, as the reference does."""


def declared_length(scope: MutableMapping[str, Any]) -> int | None:
    """Return the Content-Length; None where it is absent."""
    value = heads_of(scope).get(b"content-length", b"")
    return int(value) if value.isdigit() and len(value) < 19 else None


async def read(
    scope: MutableMapping[str, Any], receive: Callable[[], Awaitable[MutableMapping[str, Any]]], limit: int
) -> bytes:
    """Return the whole body; raises Refusal as soon as it is over the limit, Departed where the client left."""
    if (declared_length(scope) or 0) > limit:
        raise too_large(limit)
    message = await receive()
    if message["type"] != "http.request":
        raise Departed
    body: bytes = message.get("body", b"")
    if message.get("more_body", False):
        body = await _read_on(body, receive, limit)
    if len(body) > limit:
        raise too_large(limit)
    return body


async def _read_on(first: bytes, receive: Callable[[], Awaitable[MutableMapping[str, Any]]], limit: int) -> bytes:
    whole = bytearray(first)
    more = True
    while more and len(whole) <= limit:
        message = await receive()
        if message["type"] != "http.request":
            raise Departed
        whole += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(whole)


def too_large(limit: int) -> Refusal:
    """Return the refusal of a body over the limit; the connection ends, because the rest of it is not read."""
    said = f"The request is larger than {limit} bytes: launch(max_file_size=…) twice, from 1 MiB to 64 MiB."
    return Refusal(413, said, headers=[(b"connection", b"close")])


def check_json(content_type: str) -> None:
    """Raise Refusal (422) for a body that does not say that it is JSON.

    Another site's page may send text, forms and what has no type at all without asking first, but never JSON.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        expected = "Expected a body of Content-Type application/json"
        said = f"{expected}, got '{kind[:80]}'." if kind else f"{expected}, got none."
        raise Refusal(422, [{"type": "content_type", "loc": ["header", "content-type"], "msg": said, "input": None}])


def decoded(body: bytes, kind: type[T]) -> T:
    """Return a body as a wire struct; raises Refusal (422) for what is not JSON or does not fit."""
    try:
        return codec.struct(body, kind)
    except msgspec.ValidationError as error:
        raise misfit(str(error), body) from None
    except (ValueError, RecursionError) as error:
        raise not_json(error) from None


def not_json(error: Exception) -> Refusal:
    """Return the refusal of a body that is no JSON."""
    why = "JSON is nested too deeply" if isinstance(error, RecursionError) else str(error)
    said = {"type": "json_invalid", "loc": ["body", 0], "msg": "JSON decode error", "input": {}, "ctx": {"error": why}}
    return Refusal(422, [said])


def misfit(problem: str, body: bytes) -> Refusal:
    """Return the refusal of JSON that has the wrong shape.

    Args:
        problem: msgspec's own words, which end in the place: "… - at `$.data`".
        body: What came.
    """
    said, _, place = problem.partition(" - at ")
    path: list[str | int] = ["body"]
    steps = place.strip("`$.").replace("[", ".").replace("]", "").split(".")
    path += [int(step) if step.isdigit() else step for step in steps if step]
    missing = said.partition("missing required field ")[2].strip("`")
    if missing:
        path.append(missing)
        said = "Field required"
    kind = "missing" if missing else "type_error"
    return Refusal(422, [{"type": kind, "loc": path, "msg": said, "input": _echo(body)}])


def _echo(body: bytes) -> Any:
    try:
        return codec.decode(body) if len(body) <= ECHOED else None
    except (ValueError, RecursionError):
        # The decoder met the wrong shape before it met what is no JSON at all.
        return None
