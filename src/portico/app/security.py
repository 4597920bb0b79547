"""What an app's author says about who reaches it and how, beyond the parameters of `launch`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from portico.errors import BuildError
from portico.lang.keywords import refuse_unknown
from portico.lang.own_signature import OwnSignature
from portico.server.options import CONTENT_POLICY, REFERRER_POLICY

if TYPE_CHECKING:
    from portico.engine.audit import AuditRecord

LISTS = {
    "allowed_hosts": "app.example",
    "trusted_proxies": "10.0.0.5",
    "origins": "https://site.example",
    "embed_origins": "https://site.example",
}
"""The members that are lists, and what stands in one."""
HOST = re.compile(r"\*|(?:\*\.)?[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]+\]?")
ORIGIN = re.compile(r"https?://(?:\*\.)?(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
UNSENDABLE = re.compile(r"[^\x20-\x7e]")

LONGEST_LINK = 30 * 24 * 3600
LONGEST_LOGIN = 366 * 24 * 3600


@dataclass(frozen=True, kw_only=True, slots=True)
class Security:
    """Who reaches an app, and what its pages may do: `launch(security=gr.Security(…))`.

    Every default is the safe one for an app on this machine; `docs/guides/going-public.md` says what to set for others.

    Args:
        allowed_hosts: Host names that requests may be addressed to, `*.example.org` for all below one, `*` for any.
            Empty: this machine's own names while the app listens on 127.0.0.1 and has no `root_path`; else any.
        trusted_proxies: Addresses or networks of the proxies whose `X-Forwarded-Host`, `-Proto` and `-For` are
            believed; "private" stands for every private network. Empty: none, or the private ones where
            `allowed_hosts` or `root_path` say that there is a proxy.
        origins: Other sites whose pages may call the app in their visitors' browsers, such as `https://site.example`
            or `https://*.site.example`; `*`: every page, which then comes without cookies. Empty: none.
        embed_origins: Sites whose pages may show the app in a frame, and call it; a login's cookie is then sent in
            frames too.
        content_policy: The page's Content-Security-Policy; empty: none. `{nonce}` stands for the nonce of the page's
            own scripts and the program's, which they carry where the policy names it. What may frame the page is
            added where it does not say.
        referrer_policy: The page's Referrer-Policy.
        permissions_policy: The page's Permissions-Policy, such as `camera=(), microphone=()`; empty: none.
        connections_per_address: How many connections one address may have open; 0: any number. None: 1,000, and any
            number from this machine itself, where tunnels and proxies are. Trusted proxies are never counted.
        disk_quota: Bytes that all files of visitors may take, also as "20gb"; None: nine tenths of what is free on the
            disk when the app starts.
        session_disk_quota: Bytes that one visitor's files may take; None: half of `disk_quota`.
        link_seconds: Seconds for which the address of a result can be read without its visitor's cookie, by API clients
            and by programs they hand it to.
        login_idle: Seconds without use after which a login ends. Default: 12 hours.
        login_lifetime: Seconds after which a login ends in any case. Default: 7 days.
        login_attempts: Wrong passwords of one name from one address that cost no wait; each further one doubles it.
        queue_share: The part of the queue that one session may fill, above 0 and at most 1. Of a queue for 64 calls or
            fewer, one session may have all.
        unread_messages: How many messages of a session that nobody reads may wait when it asks for more.
        audit: A function, synchronous or not, that is given an `AuditRecord` of each call of an endpoint, login,
            logout, upload, request for another's file and file served by a signed address once it ended: who, what,
            when, how long and with what outcome, never the content. A hook that fails is logged, and ends nothing.
        metrics: Whether `/metrics` counts for Prometheus what happens. None: where the environment has a
            PORTICO_METRICS_TOKEN, or where only this machine reaches the app and nothing says that others come through
            a proxy. It is told to who sends that token (`Authorization: Bearer …`) and to nobody else; where there is
            no token, to who is logged in, and in an app without a login to everybody.

    Raises:
        BuildError: A value does not fit.
    """

    allowed_hosts: Sequence[str] = ()
    trusted_proxies: Sequence[str] = ()
    origins: Sequence[str] = ()
    embed_origins: Sequence[str] = ()
    content_policy: str = CONTENT_POLICY
    referrer_policy: str = REFERRER_POLICY
    permissions_policy: str = ""
    connections_per_address: int | None = None
    disk_quota: int | str | None = None
    session_disk_quota: int | str | None = None
    link_seconds: float = 3600.0
    login_idle: float = 12 * 3600
    login_lifetime: float = 7 * 24 * 3600
    login_attempts: int = 5
    queue_share: float = 0.5
    unread_messages: int = 10_000
    audit: Callable[[AuditRecord], Any] | None = None
    metrics: bool | None = None

    __signature__ = OwnSignature()

    def __new__(cls, **given: Any) -> Self:
        refuse_unknown(cls, given)
        return object.__new__(cls)

    def __post_init__(self) -> None:
        for name, example in LISTS.items():
            given = getattr(self, name)
            if isinstance(given, str):
                raise BuildError(f"Security: {name} is a list; write {name}=[{given!r}].", code="PE403")
            if not all(isinstance(one, str) for one in given):
                raise BuildError(f"Security: {name} has texts such as {example!r}, not {list(given)!r}.", code="PE403")
        self._check("allowed_hosts", HOST, "a name without scheme, port or path, such as 'app.example'")
        origin = "a scheme and a host without a path, such as 'https://site.example'"
        self._check("origins", ORIGIN, origin, "*")
        self._check("embed_origins", ORIGIN, origin)
        self._check_proxies()
        for name in ("content_policy", "referrer_policy", "permissions_policy"):
            policy = getattr(self, name)
            if not isinstance(policy, str) or UNSENDABLE.search(policy):
                raise BuildError(f"Security: {name} is one line of plain text, not {policy!r}.", code="PE403")
        bound = self.connections_per_address
        if bound is not None and (isinstance(bound, bool) or not isinstance(bound, int) or bound < 0):
            raise BuildError(
                f"Security: connections_per_address is a whole number from 0, or None; not {bound!r}.", code="PE403"
            )
        self._check_login()
        self._check_files()
        self._check_queue()
        if self.metrics not in (None, True, False):
            raise BuildError(f"Security: metrics is True, False or None, not {self.metrics!r}.", code="PE403")
        if self.audit is not None and not callable(self.audit):
            raise BuildError(
                f"Security: audit is a function that takes an AuditRecord, not {self.audit!r}.", code="PE403"
            )

    def _check_login(self) -> None:
        for name in ("login_idle", "login_lifetime"):
            seconds = getattr(self, name)
            if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 1 <= seconds <= LONGEST_LOGIN:
                raise BuildError(
                    f"Security: {name} is a number of seconds from 1 to {LONGEST_LOGIN}, not {seconds!r}.", code="PE403"
                )
        free = self.login_attempts
        if isinstance(free, bool) or not isinstance(free, int) or not 1 <= free <= 1000:
            raise BuildError(f"Security: login_attempts is a whole number from 1 to 1000, not {free!r}.", code="PE403")

    def _check_queue(self) -> None:
        if not 0 < self.queue_share <= 1:
            raise BuildError(
                f"Security: queue_share is a part, above 0 and at most 1, not {self.queue_share!r}.", code="PE403"
            )
        if self.unread_messages < 1:
            raise BuildError(
                f"Security: unread_messages is a number, 1 or more, not {self.unread_messages!r}.", code="PE403"
            )

    def _check_files(self) -> None:
        for name in ("disk_quota", "session_disk_quota"):
            self.bytes_of(name)
        seconds = self.link_seconds
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 1 <= seconds <= LONGEST_LINK:
            raise BuildError(
                f"Security: link_seconds is a number from 1 to {LONGEST_LINK}, not {seconds!r}.", code="PE403"
            )

    def _check(self, name: str, shape: re.Pattern[str], expected: str, *also: str) -> None:
        for one in getattr(self, name):
            if one not in also and not shape.fullmatch(one):
                raise BuildError(f"Security: {name} expects {expected}; got {one!r}.", code="PE403")

    def _check_proxies(self) -> None:
        if not self.trusted_proxies:
            return
        from portico.server.forwarded import networks

        try:
            networks(self.trusted_proxies)
        except ValueError as error:
            raise BuildError(
                f"Security: trusted_proxies expects addresses or networks such as '10.0.0.5' or '10.0.0.0/8', or "
                f"'private': {error}.",
                code="PE403",
            ) from None

    def bytes_of(self, name: str) -> int | None:
        """Return a quota in bytes, None where it is left open; raises BuildError for what is no size."""
        given = getattr(self, name)
        if given is None:
            return None
        from portico.lang.size import parse_size  # few apps say it

        found = parse_size(given) if isinstance(given, str) else given
        if isinstance(found, bool) or not isinstance(found, int) or found < 1:
            raise BuildError(
                f"Security: {name} is a number of bytes or a text such as '20gb', not {given!r}.", code="PE403"
            )
        return found
