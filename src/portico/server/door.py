"""The door of an app with a login: who is this request from?

Two kinds satisfy the protocol: a form with names and passwords, and a function of the author's that recognises people.
What comes later (other sites' logins, keys of API clients) is another kind, and gives a `User` as these do.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from starlette.exceptions import HTTPException

from portico.server.attempts import Attempts
from portico.server.cookies import cookie_name, is_https, read_cookie, set_cookie
from portico.server.logins import Login, Logins
from portico.server.options import ServerOptions
from portico.server.refusal import Refusal
from portico.wire.user import User

logger = logging.getLogger("portico.server")
Scope = MutableMapping[str, Any]

USER = "portico.user"
"""Where a request's scope has the `User`, once the door was passed."""
LOGIN = "portico.login"
"""Where it has the login, where there is a form."""

BROKEN = (Exception, SystemExit, KeyboardInterrupt)
"""What a function of the author's may raise: none of it may end the server, or let anybody in."""

Check = Callable[[str, str], Awaitable[User | None]]
"""Who somebody is who gave a name and a password; None where these do not belong together."""


class Door(Protocol):
    """Says who somebody is."""

    message: str | None
    """What the author tells who is not logged in; may hold HTML."""

    async def enter(self, scope: Scope) -> User | None:
        """Return who sent a request; None for somebody unknown."""
        ...


class PasswordDoor:
    """A form, and cookies for those who filled it in.

    Args:
        check: Judges a name and a password.
        message: What stands above the form.
        logins: Who is logged in.
        attempts: Who may try again when.
        options: What the server was told.
    """

    def __init__(
        self, check: Check, message: str | None, logins: Logins, attempts: Attempts, options: ServerOptions
    ) -> None:
        self.check = check
        self.message = message
        self.logins = logins
        self.attempts = attempts
        self._root_path = options.root_path
        self._embedded = bool(options.embed_origins)
        # Cookies do not look at ports: two apps of one machine must not take each other's.
        self._cookie = f"access-token-{secrets.token_urlsafe(6)}"

    async def enter(self, scope: Scope) -> User | None:
        """Return who sent a request: by its cookie, or by that of the socket it came through."""
        login: Login | None = scope.get(LOGIN)
        if login is not None:
            return login.user if self.logins.use(login) else None
        name = cookie_name(self._cookie, is_https(scope, self._root_path))
        login = self.logins.find(read_cookie(scope, name))
        if login is None:
            return None
        scope[LOGIN] = login
        return login.user

    async def admit(self, scope: Scope, name: str, password: str) -> tuple[User, tuple[bytes, bytes]]:
        """Log somebody in and return who that is, with the cookie; raises Refusal."""
        address = (scope.get("client") or ("", 0))[0]
        wait = self.attempts.wait(address, name)
        if wait:
            retry = [(b"retry-after", b"%d" % wait)]
            raise Refusal(429, f"Too many attempts. Please try again in {wait} s.", headers=retry)
        self.attempts.begin(address, name)
        user = await self.check(name, password)
        if user is None:
            raise Refusal(400, "Incorrect credentials.")
        # Attempts are counted by what was typed, for that is what guesses are made at.
        self.attempts.succeeded(address, name)
        return user, await self.let_in(scope, user)

    async def let_in(self, scope: Scope, user: User) -> tuple[bytes, bytes]:
        """Log in somebody who was judged already, and return the cookie; the login that was there ends."""
        await self.leave(scope, everywhere=False)
        return self._set(scope, self.logins.begin(user))

    async def leave(self, scope: Scope, everywhere: bool) -> tuple[bytes, bytes]:
        """Log out whoever sent a request, in this browser or everywhere, and return what deletes the cookie."""
        user = await self.enter(scope)
        login: Login | None = scope.pop(LOGIN, None)
        if user is not None and everywhere:
            self.logins.end_all(user.name)
        elif login is not None:
            self.logins.end(login)
        return self._set(scope, "", 0)

    def renewed(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """Return the cookie with a new token for a login whose token is old; nothing where it is not.

        Only a page that is opened asks for it: what is no browser keeps the cookie that it was given at login.
        """
        login: Login | None = scope.get(LOGIN)
        token = None if login is None else self.logins.renew(login)
        return [] if token is None else [self._set(scope, token)]

    def _set(self, scope: Scope, token: str, age: int | None = None) -> tuple[bytes, bytes]:
        return set_cookie(self._cookie, token, is_https(scope, self._root_path), age, embedded=self._embedded)


class DependencyDoor:
    """A function of the author's that looks at each request and says whose it is.

    Args:
        ask: Given a Starlette request; returns a name, a `User`, or None for somebody unknown. May be a coroutine
            function.
        message: What somebody unknown is told.
    """

    def __init__(self, ask: Callable[[Any], Any], message: str | None) -> None:
        self.ask = ask
        self.message = message

    async def enter(self, scope: Scope) -> User | None:
        """Return who the function says it is; whatever goes wrong in it, nobody."""
        from starlette.requests import Request

        seen = scope if scope["type"] == "http" else {**scope, "type": "http", "method": "GET"}
        try:
            found = await called(self.ask, Request(seen))
        except HTTPException as error:
            # The author's own way to refuse, perhaps with a redirect to where one logs in.
            headers = [(key.lower().encode(), value.encode()) for key, value in (error.headers or {}).items()]
            status = error.status_code if error.status_code >= 300 else 401
            raise Refusal(status, error.detail, headers=headers) from None
        except BROKEN as error:
            from portico.server.heard import of_request, without  # until something fails, nobody needs it

            told = without(error, list(of_request(scope)))
            logger.error("auth_dependency failed, so nobody is let in.", exc_info=told)
            return None
        if found is None or isinstance(found, User):
            return found
        if not isinstance(found, str) or not found.strip():
            what = "an empty text" if isinstance(found, str) else f"a {type(found).__name__}"
            logger.error("auth_dependency returns a name, a gr.User or None, not %s; nobody is let in.", what)
            return None
        return User(found)


async def called(fn: Callable[..., Any], *args: Any) -> Any:
    """Return what a function of the author's returns; one that may block runs in a thread."""
    if inspect.iscoroutinefunction(fn):
        return await fn(*args)
    found = await asyncio.to_thread(fn, *args)
    return await found if inspect.isawaitable(found) else found
