"""What came with a request, for who must not repeat it: what its log lines have of an exception."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

from portico.lang.hearsay import Hearsay, left_out
from portico.lang.retold import retold

SYSTEM = re.compile(r"\[Errno (\d{1,5})\] ")


def of_request(scope: MutableMapping[str, Any]) -> Iterator[str]:
    """Yield the texts of a request: its headers, cookies, query and path, but not its body."""
    from portico.engine.heard import OPEN

    for name, value in scope["headers"]:
        text = value.decode("latin-1")
        if name == b"cookie":
            yield from cookie_values(text)
        if name.decode("latin-1") not in OPEN:
            yield text
    raw = scope["query_string"].decode("latin-1")
    yield raw
    yield from (value for _, value in parse_qsl(raw))
    yield scope["path"]


def cookie_values(text: str) -> Iterator[str]:
    """Yield the values of a cookie header."""
    try:
        yield from (one.value for one in SimpleCookie(text).values())
    except CookieError:
        yield from (pair.partition("=")[2].strip() for pair in text.split(";"))


def without(error: BaseException, said: Iterable[Any]) -> BaseException:
    """Return an exception as the log has it, without what somebody said.

    Args:
        error: What was raised by what was given it.
        said: What it was given.
    """
    return retold(error, Hearsay(lambda: said).without)


def without_request(error: BaseException, scope: MutableMapping[str, Any], reads_body: bool) -> BaseException:
    """Return an exception as the log has it, without what its request said.

    Args:
        error: What answering the request raised.
        scope: The request.
        reads_body: Whether the request may have had a body. Nobody has that any more, so what may quote it is left out.
    """
    if not reads_body:
        return without(error, list(of_request(scope)))
    return retold(error, lambda text: system_words(text) or (left_out(text) if text else ""))


def system_words(text: str) -> str:
    """Return what the operating system said, and nothing of what it said that about; nothing where it was not asked."""
    found = SYSTEM.match(text)
    if found is None or int(found[1]) not in errno.errorcode:
        return ""
    words = f"{found[0]}{os.strerror(int(found[1]))}"
    return words if text.startswith(words) else ""
