"""Who asks. Plain data, so that it can cross to another process."""

from __future__ import annotations

import msgspec


class Caller(msgspec.Struct):
    """One visitor, as the request that started the job described them.

    Args:
        session: The session's hash; empty for a call outside any session.
        headers: Request headers, names in lower case, in order.
        query: Query parameters in order.
        cookies: Cookies by name.
        host: The peer's address.
        port: The peer's port.
        url: The address that was asked for.
        method: The request's method.
        root: The app's public root for this caller, without a trailing slash.
        username: Who is logged in.
        path_params: What the route found in the path.
        roles: What who is logged in is to the app, in the author's words; empty where nobody said.
        reader: Proof of who may read this session's files: the visitor's cookie; empty where there is none.
    """

    session: str = ""
    headers: list[tuple[str, str]] = []
    query: list[tuple[str, str]] = []
    cookies: dict[str, str] = {}
    host: str = ""
    port: int = 0
    url: str = ""
    method: str = "POST"
    root: str = ""
    username: str | None = None
    path_params: dict[str, str] = {}
    roles: tuple[str, ...] = ()
    reader: str = ""

    @property
    def holder(self) -> str:
        """Whose files it may read: the login's, which may have several browsers, else the browser's."""
        return f"user:{self.username}" if self.username is not None else self.reader

    @property
    def is_page(self) -> bool:
        """Whether the page asked, and not an API client."""
        return ("x-gradio-user", "app") in self.headers

    @property
    def is_client(self) -> bool:
        """Whether the caller says that it is an API client."""
        said = [value for name, value in self.headers if name == "x-gradio-user"]
        return bool(said) and said != ["app"] * len(said)
