"""The caller, as a function that asks for it by annotation sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portico.wire.caller import Caller


class Header(str):
    """Annotate a parameter with it to receive the request header of that name (`x_team` reads `x-team`)."""


class Pairs(Mapping[str, str]):
    """Headers or query parameters: the last of several values wins, all of them are kept."""

    def __init__(self, pairs: list[tuple[str, str]], fold: bool = False) -> None:
        self._pairs = pairs
        self._fold = fold

    def __getitem__(self, key: str) -> str:
        wanted = key.lower() if self._fold else key
        for name, value in reversed(self._pairs):
            if name == wanted:
                return value
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._pairs))

    def __len__(self) -> int:
        return len(dict(self._pairs))

    def getlist(self, key: str) -> list[str]:
        """Return every value of a name."""
        wanted = key.lower() if self._fold else key
        return [value for name, value in self._pairs if name == wanted]

    def multi_items(self) -> list[tuple[str, str]]:
        """Return every pair, in order."""
        return list(self._pairs)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self._pairs)!r})"


class Address:
    """The peer's host and port."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port


class Request:
    """Who called: annotate a parameter `request: gr.Request` to receive it.

    Args:
        caller: The plain data; programs do not construct a Request themselves.
    """

    def __init__(self, caller: Caller | None = None) -> None:
        self._caller = caller or Caller()
        self.headers = Pairs(self._caller.headers, fold=True)
        self.query_params = Pairs(self._caller.query)
        self.cookies = dict(self._caller.cookies)
        self.path_params = dict(self._caller.path_params)
        self.session_hash: str | None = self._caller.session or None
        self.username: str | None = self._caller.username
        self.client = Address(self._caller.host, self._caller.port)
        self.url = self._caller.url
        self.method = self._caller.method
        self.kwargs: dict[str, Any] = {}

    @property
    def request(self) -> Request:
        """The same object: programs written for Gradio reach the framework's request through it."""
        return self
