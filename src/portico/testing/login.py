"""Logging in, as the form of an app does; and people whose roles the test itself says."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from portico.testing.browser import USER, Browser
from portico.testing.refusal import NotPossible
from portico.wire.user import User

if TYPE_CHECKING:
    from portico.server.door import DependencyDoor, PasswordDoor, Scope
    from portico.testing.hosting import Hosting

FORM = {"content-type": "application/x-www-form-urlencoded"}


async def enter(
    browser: Browser, hosting: Hosting, name: str, password: str | None, roles: Iterable[str] | None
) -> None:
    """Log in; raises NotPossible.

    Args:
        browser: Whose login it is.
        hosting: The app.
        name: Who.
        password: The password; None: the one that `auth` has for the name.
        roles: What they are to the app, whatever its door says; None: what that says.
    """
    settings = hosting.settings
    if not settings.needs_login:
        raise NotPossible(f"This app has no login, so nobody can be {name!r} in it. Give it one: AppTest(…, auth=…).")
    user = None if roles is None else User(name, roles)
    if settings.auth_dependency is not None:
        browser.user = user
        if user is not None:
            hosting.vouching.begin()
        found: Any = (await browser.get("/gradio_api/user")).json()
        if found != name:
            raise NotPossible(
                f"auth_dependency takes this request for one of {found!r}, not of {name!r}. "
                "Give the headers that it looks at: at.as_user(…, headers={…})."
            )
        return
    if user is not None:
        given = hosting.vouching.vouch(user, password)
    else:
        given = _password(settings.auth, name) if password is None else password
    form = urlencode({"username": name, "password": given})
    reply = await browser.ask("POST", "/login", form.encode(), FORM)
    if reply.status >= 400:
        raise NotPossible(f"The app does not let {name!r} in: {reply.body.decode('utf-8', 'replace')[:200]}")


class Vouching:
    """What a test says of people, which the door of its app believes; everybody else that judges by itself.

    Args:
        door: Returns the door of the app that is served now.
    """

    def __init__(self, door: Callable[[], Any]) -> None:
        self._door = door
        self._beside: Any = None
        self._passes: dict[str, tuple[User, str | None]] = {}

    def vouch(self, user: User, password: str | None) -> str:
        """Return a password that is good once, for somebody with roles of the test's.

        Args:
            user: Who they are.
            password: What the door is asked about them first; None: nothing.
        """
        self.begin()
        given = secrets.token_urlsafe(32)
        self._passes[given] = user, password
        return given

    def begin(self) -> None:
        """Stand beside the door; nothing where that was done before."""
        from portico.server.door import DependencyDoor, PasswordDoor

        door = self._door()
        if door is self._beside:
            return
        self._beside = door
        if isinstance(door, PasswordDoor):
            self._at_form(door)
        elif isinstance(door, DependencyDoor):
            self._at_each_request(door)

    def _at_form(self, door: PasswordDoor) -> None:
        judge = door.admit

        async def admit(scope: Scope, name: str, password: str) -> tuple[User, tuple[bytes, bytes]]:
            if password not in self._passes:
                return await judge(scope, name, password)
            user, given = self._passes.pop(password)
            if given is not None:
                found, _ = await judge(scope, name, given)
                user = User(found.name, user.roles)
            return user, await door.let_in(scope, user)

        door.admit = admit

    def _at_each_request(self, door: DependencyDoor) -> None:
        judge = door.enter

        async def enter(scope: Scope) -> User | None:
            user: User | None = scope.get(USER)
            return await judge(scope) if user is None else user

        door.enter = enter


def _password(auth: Any, name: str) -> str:
    pairs: list[Any] = []
    if isinstance(auth, (list, tuple)):
        pairs = [auth] if auth and isinstance(auth[0], str) else list(auth)
    known = {str(one[0]).strip(): str(one[1]) for one in pairs}
    if name not in known and known:
        raise NotPossible(f"auth has nobody called {name!r}; it has {', '.join(map(repr, known))}.")
    if name not in known or known[name].startswith("scrypt$"):
        raise NotPossible(
            f"The password of {name!r} cannot be read from auth: at.as_user({name!r}, password='…'), "
            f"or without one, as somebody with these roles: at.as_user({name!r}, roles=[…])."
        )
    return known[name]
