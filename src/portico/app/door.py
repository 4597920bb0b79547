"""`auth=` and `auth_dependency=` → the door of an app."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from portico.app.settings import Settings
from portico.errors import BuildError
from portico.lang.password import IN_MEMORY, Hash, decoy, hashed, is_hash, read_hash
from portico.server.attempts import Attempts
from portico.server.door import BROKEN, Check, DependencyDoor, Door, PasswordDoor, called
from portico.server.logins import Logins
from portico.server.options import ServerOptions
from portico.stores.secret import Secret
from portico.wire.user import User

logger = logging.getLogger("portico")

AT_ONCE = 2
"""Passwords that are judged at the same time: each takes a processor and 16 MB or more."""
EXPECTED = (
    'auth is a pair such as ("ann", "her password"), a list of such pairs, or a function of a name and a password'
)


def make_door(settings: Settings, options: ServerOptions, secret: Secret) -> Door | None:
    """Return what lets people into an app; None where everybody may come in. Raises BuildError.

    Args:
        settings: What the launch was told.
        options: What the server is told.
        secret: What the digests of logins are keyed with.
    """
    ask, auth = settings.auth_dependency, settings.auth
    if ask is not None and auth not in (None, False):
        raise BuildError("An app has one door: give launch either auth or auth_dependency.", code="PE402")
    if ask is not None:
        if not callable(ask):
            raise BuildError(
                f"auth_dependency is a function of a request that returns who it is from, not {ask!r}.", code="PE402"
            )
        return DependencyDoor(ask, settings.auth_message)
    if auth is None or auth is False:
        return None
    check = judged_by(auth) if callable(auth) else Pairs(pairs_of(auth))
    chosen = settings.security
    logins = Logins(secret("logins"), chosen.login_idle, chosen.login_lifetime)
    attempts = Attempts(chosen.login_attempts)
    return PasswordDoor(check, settings.auth_message, logins, attempts, options)


def follow(door: Door | None, settings: Settings) -> None:
    """Let a door ask the program's function of now, where it asks one; who is logged in stays so.

    Args:
        door: The door of the app that is served.
        settings: What the program is launched with now.
    """
    if isinstance(door, PasswordDoor) and callable(settings.auth) and not isinstance(door.check, Pairs):
        door.check = judged_by(settings.auth)
    elif isinstance(door, DependencyDoor) and callable(settings.auth_dependency):
        door.ask = settings.auth_dependency


def guarded(settings: Settings) -> bool:
    """Whether visitors have to log in."""
    return settings.auth_dependency is not None or settings.auth not in (None, False)


def judged_by(fn: Callable[..., Any]) -> Check:
    """Return a check that asks the author's function; whatever goes wrong in it, nobody is let in."""

    async def check(name: str, password: str) -> User | None:
        try:
            found = await called(fn, name, password)
            if isinstance(found, User):
                return found
            return User(name) if found else None
        except BROKEN as error:
            from portico.server.heard import without  # until something fails, nobody needs it

            told = without(error, (name, password))
            logger.error("The auth function failed, so nobody is let in.", exc_info=told)
            return None

    return check


def pairs_of(auth: Any) -> list[tuple[str, str]]:
    """Return names with their passwords, plain or hashed; raises BuildError, which quotes no password."""
    given = [auth] if is_pair(auth) else list(cast("Iterable[Any]", auth)) if isinstance(auth, (list, tuple)) else []
    if not given or not all(is_pair(one) for one in given):
        raise BuildError(f"{EXPECTED}; what came is {shape(auth)}. To let everybody in, leave auth out.", code="PE402")
    pairs = [(name.strip(), password) for name, password in given]
    for name, password in pairs:
        if not name or not password:
            raise BuildError(
                f"auth: a name and a password have at least one character; {name!r} lacks one of them.", code="PE402"
            )
    return pairs


def is_pair(one: Any) -> bool:
    """Whether something is two texts."""
    return isinstance(one, (list, tuple)) and len(one) == 2 and all(isinstance(part, str) for part in one)


def shape(value: Any) -> str:
    """Return what a value is without what is in it."""
    size = f" of {len(value)}" if isinstance(value, (list, tuple)) else ""
    return f"a {type(value).__name__}{size}"


class Pairs:
    """Names and hashed passwords. A name that is not among them takes the same work, and is answered the same.

    Args:
        pairs: Names with passwords; plain ones are hashed here, once.
    """

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        with ThreadPoolExecutor() as pool:
            self._hashes = dict(zip([name for name, _ in pairs], pool.map(kept, pairs), strict=True))
        # One piece of work for each kind of hash there is, whoever asks: usually one.
        self._kinds = {one.cost: decoy(one.cost) for one in self._hashes.values()}
        self._room = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, name: str, password: str) -> User | None:
        """Return who that is, where they belong together; the work is done in a thread."""
        async with self._room:
            return User(name) if await asyncio.to_thread(self.fits, name, password) else None

    def fits(self, name: str, password: str) -> bool:
        """Whether they belong together."""
        known = self._hashes.get(name)
        good = False
        for cost, stand_in in self._kinds.items():
            tried = stand_in if known is None or known.cost != cost else known
            good |= tried.fits(password)
        return good


def kept(pair: tuple[str, str]) -> Hash:
    """Return the hash of a pair's password; raises BuildError where it looks like one and is none."""
    name, password = pair
    if not is_hash(password):
        return hashed(password, IN_MEMORY)
    try:
        return read_hash(password)
    except ValueError as error:
        raise BuildError(f"auth: the password of {name!r}: {error}", code="PE402") from None
