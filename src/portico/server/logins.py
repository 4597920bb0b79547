"""Who is logged in now: random tokens, known by their keyed digests alone, that end by themselves.

Everything here runs on the event loop's thread.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from portico.wire.user import User

TOKEN = 32
"""Random bytes of a token."""
LONGEST_TOKEN = 64
CAPACITY = 100_000
EACH = 1_000
"""Logins of one name: a script that logs in with every run must not push everybody else out."""
RENEWAL = 3600.0
"""Seconds after which a page that is opened gets a new token for its login."""
OVERLAP = 60.0
"""Seconds that the token before it stays good: requests that are on their way still carry it."""


@dataclass(slots=True, eq=False)
class Login:
    """One login, from its beginning to its end.

    Args:
        user: Who.
        began: When.
        seen: When it was last used.
        digests: What its tokens are known by, the last one in use now.
        renewed: When it got that.
        watching: Told when it ends.
    """

    user: User
    began: float
    seen: float
    renewed: float
    digests: list[bytes] = field(default_factory=list[bytes])
    ended: bool = False
    watching: set[Callable[[], object]] = field(default_factory=set[Callable[[], object]])
    timer: asyncio.TimerHandle | None = None


class Logins:
    """Every login of one app.

    Args:
        key: What digests are keyed with: who reads them can neither use nor test a token.
        idle: Seconds without use after which a login ends.
        lifetime: Seconds after which it ends in any case.
        capacity: How many there are at most; the one that was used least recently ends first.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        key: bytes,
        idle: float,
        lifetime: float,
        capacity: int = CAPACITY,
        each: int = EACH,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.idle = idle
        self.lifetime = lifetime
        self.capacity = capacity
        self.each = each
        self._key = key
        self._clock = clock
        self._by_digest: dict[bytes, Login] = {}
        self._known: OrderedDict[Login, None] = OrderedDict()
        self._of: dict[str, OrderedDict[Login, None]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def begin(self, user: User) -> str:
        """Log somebody in and return the token, which is kept nowhere else."""
        now = self._clock()
        login = Login(user, now, now, now)
        self._known[login] = None
        mine = self._of.setdefault(user.name, OrderedDict())
        mine[login] = None
        if len(mine) > self.each:
            self.end(next(iter(mine)))
        while len(self._known) > self.capacity:
            self.end(next(iter(self._known)))
        self._watch_time(login)
        return self._token(login)

    def find(self, token: str) -> Login | None:
        """Return the login of a token, which counts as its use; None where there is none (any more)."""
        if not token or len(token) > LONGEST_TOKEN:
            return None
        login = self._by_digest.get(self._digest(token))
        return login if login is not None and self.use(login) else None

    def use(self, login: Login) -> bool:
        """Say that a login is used now; False where it has ended."""
        if login.ended or self._left(login) <= 0:
            self.end(login)
            return False
        login.seen = self._clock()
        self._known.move_to_end(login)
        self._of[login.user.name].move_to_end(login)
        return True

    def renew(self, login: Login) -> str | None:
        """Return a new token for a login whose token has been in use for long; None where it has not."""
        now = self._clock()
        if login.ended or now - login.renewed < RENEWAL:
            return None
        login.renewed = now
        asyncio.get_running_loop().call_later(OVERLAP, self._retire, login, login.digests[-1])
        return self._token(login)

    def end(self, login: Login) -> None:
        """Log out: its tokens are good for nothing from now on, and whoever watches it is told."""
        if login.ended:
            return
        login.ended = True
        if login.timer is not None:
            login.timer.cancel()
        for digest in login.digests:
            self._by_digest.pop(digest, None)
        self._known.pop(login, None)
        mine = self._of.get(login.user.name)
        if mine is not None:
            mine.pop(login, None)
            if not mine:
                del self._of[login.user.name]
        for tell in list(login.watching):
            tell()
        login.watching.clear()

    def end_all(self, name: str) -> int:
        """End every login of a name; return how many there were."""
        mine = list(self._of.get(name, ()))
        for login in mine:
            self.end(login)
        return len(mine)

    def _token(self, login: Login) -> str:
        token = secrets.token_urlsafe(TOKEN)
        login.digests.append(self._digest(token))
        self._by_digest[login.digests[-1]] = login
        return token

    def _digest(self, token: str) -> bytes:
        return hmac.digest(self._key, token.encode("utf-8", "replace"), hashlib.sha256)

    def _retire(self, login: Login, digest: bytes) -> None:
        self._by_digest.pop(digest, None)
        if digest in login.digests:
            login.digests.remove(digest)

    def _left(self, login: Login) -> float:
        return min(login.seen + self.idle, login.began + self.lifetime) - self._clock()

    def _watch_time(self, login: Login) -> None:
        # A page that only listens sends nothing that would be refused, so its end has to come to it.
        login.timer = asyncio.get_running_loop().call_later(max(self._left(login), 0.01), self._look, login)

    def _look(self, login: Login) -> None:
        if self._left(login) <= 0:
            self.end(login)
        else:
            self._watch_time(login)
