"""The caller, as a function that asks for it by annotation sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portico.call.unknown import Strict
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


class Request(Strict):
    """Who called: annotate a parameter `request: gr.Request` to receive it.

    Args:
        request: The call's plain data, or a Starlette request; None stands for nobody, as in a program's own tests.
        username: Who is logged in; default: as the request says.
        session_hash: The session; default: as the request says.
        kwargs: Members to set, such as `headers={"x-team": "red"}`, for calling a function without a page.

    Attributes:
        headers: By name, in any case; the last of several wins.
        query_params: The query of the page's address.
        roles: What who is logged in is to the app, as the function of `auth` or `auth_dependency` said with a
            `gr.User`; empty where nobody said any.
    """

    headers: Mapping[str, str]
    query_params: Mapping[str, str]

    def __init__(
        self, request: Any = None, username: str | None = None, session_hash: str | None = None, **kwargs: Any
    ) -> None:
        caller = request if isinstance(request, Caller) else Caller() if request is None else described(request)
        self.headers = Pairs(caller.headers, fold=True)
        self.query_params = Pairs(caller.query)
        self.cookies = dict(caller.cookies)
        self.path_params = dict(caller.path_params)
        self.session_hash: str | None = session_hash or caller.session or None
        self.username: str | None = username or caller.username
        self.roles: tuple[str, ...] = caller.roles
        self.client = Address(caller.host, caller.port)
        self.url = caller.url
        self.method = caller.method
        self.kwargs: dict[str, Any] = kwargs
        for name, value in kwargs.items():
            setattr(self, name, value)

    @property
    def request(self) -> Request:
        """The same object: programs written for Gradio reach the framework's request through it."""
        return self


def described(request: Any) -> Caller:
    """Return a Starlette request as plain data."""
    client = request.client
    return Caller(
        headers=list(request.headers.items()),
        query=list(request.query_params.multi_items()),
        cookies=dict(request.cookies),
        host=client.host if client else "",
        port=client.port if client else 0,
        url=str(request.url),
        method=request.method,
        path_params=dict(request.path_params),
    )
