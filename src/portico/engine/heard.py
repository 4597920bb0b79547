"""What came from a visitor besides the inputs themselves: the request, and the files that the inputs name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portico.errors import PorticoError
from portico.lang.hearsay import ENDLESS
from portico.stores.protocols import FileStore
from portico.wire.caller import Caller

OPEN = frozenset({
    "accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-length", "content-type",
    "host", "origin", "pragma", "priority", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user",
    "upgrade", "upgrade-insecure-requests", "x-gradio-user",
})  # fmt: skip
"""Headers that say nothing of a visitor that others do not send as well."""
MOST = 8
"""Files that are looked into."""
LONGEST = 100_000
"""Bytes of a file that are looked through."""
BINARY = bytes(code for code in range(32) if code not in b"\t\n\v\f\r")
"""What stands in no text."""


def of_caller(caller: Caller) -> Iterator[Any]:
    """Yield who asks, and what their request said."""
    yield from (caller.username, caller.session, caller.reader, list(caller.cookies.values()))
    yield from (value for _, value in caller.query)
    yield from (value for name, value in caller.headers if name not in OPEN)


def of_files(said: Any, files: FileStore, session: str, reader: str) -> Iterator[Any]:
    """Yield what stands in the files that inputs name, as far as it is text.

    Args:
        said: The inputs.
        files: Where the files are.
        session: Whose.
        reader: Who may read them besides.
    """
    for path in list(paths_in(said))[:MOST]:
        try:
            with files.local(path, session, reader).open("rb") as file:
                data = file.read(LONGEST + 1)
        except (OSError, ValueError, PorticoError):
            continue  # it is gone, or was never theirs: then nothing read it either
        if len(data.translate(None, BINARY)) == len(data):
            yield ENDLESS if len(data) > LONGEST else data.decode("utf-8", "replace")


def paths_in(value: Any) -> Iterator[str]:
    """Yield the paths that stand in payloads of files."""
    waiting: list[Any] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(path := one.get("path"), str):
                yield path
            waiting += one.values()
        elif isinstance(one, (list, tuple)):
            waiting += one
