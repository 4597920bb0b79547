"""Logging in, as the form of an app does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from portico.errors import NotBuilt
from portico.testing.browser import Browser
from portico.testing.refusal import NotPossible

if TYPE_CHECKING:
    from portico.app.settings import Settings


async def enter(browser: Browser, settings: Settings, name: str, password: str | None, roles: list[str] | None) -> None:
    """Log in; raises NotPossible.

    Args:
        browser: Whose login it is.
        settings: What the app was launched with.
        name: Who.
        password: The password; None: the one that `auth` has for the name.
        roles: Not built.
    """
    if roles is not None:
        raise NotBuilt("as_user(roles=…)", "Apps know names alone, so far; leave roles out.")
    if settings.auth_dependency is not None:
        reply = await browser.get("/gradio_api/user")
        found: Any = reply.json()
        if found != name:
            raise NotPossible(
                f"auth_dependency takes this request for one of {found!r}, not of {name!r}. "
                "Give the headers that it looks at: at.as_user(…, headers={…})."
            )
        return
    if not settings.needs_login:
        raise NotPossible(f"This app has no login, so nobody can be {name!r} in it. Give it one: AppTest(…, auth=…).")
    form = urlencode({"username": name, "password": _password(settings.auth, name) if password is None else password})
    kind = {"content-type": "application/x-www-form-urlencoded"}
    reply = await browser.ask("POST", "/login", form.encode(), kind)
    if reply.status >= 400:
        raise NotPossible(f"The app does not let {name!r} in: {reply.body.decode('utf-8', 'replace')[:200]}")


def _password(auth: Any, name: str) -> str:
    pairs: list[Any] = []
    if isinstance(auth, (list, tuple)):
        pairs = [auth] if auth and isinstance(auth[0], str) else list(auth)
    known = {str(one[0]).strip(): str(one[1]) for one in pairs}
    if name not in known and known:
        raise NotPossible(f"auth has nobody called {name!r}; it has {', '.join(map(repr, known))}.")
    if name not in known or known[name].startswith("scrypt$"):
        raise NotPossible(f"The password of {name!r} cannot be read from auth: at.as_user({name!r}, password='…').")
    return known[name]
