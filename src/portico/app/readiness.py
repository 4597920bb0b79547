"""Whether an app is ready for its profile: everything that is missing, in one message, each with its remedy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from portico.app.environment import OFF, Environment
from portico.app.profile import PROFILES, is_loopback
from portico.app.queue_options import QueueOptions
from portico.app.settings import Settings
from portico.errors import NotReady
from portico.server.root import is_address

MOST_WAITING = 1_000_000
"""Calls in the queue above which it counts as unbounded."""
MOST_BYTES = 2**40
HASHED = "scrypt$"
GUIDE = "docs/guides/going-public.md says how."


class Start(NamedTuple):
    """What is about to be served.

    Args:
        settings: What the launch was told.
        queue: What the queue was told.
    """

    settings: Settings
    queue: QueueOptions


def told(start: Start) -> Iterator[str]:
    """Yield what shows too much."""
    if start.settings.debug:
        yield "debug is on, and fills the log with what visitors send: leave debug=True and PORTICO_DEBUG out."
    if start.settings.show_error:
        yield "show_error is on, and shows the text of every exception to strangers: set show_error=False."


def developing(_: Start) -> Iterator[str]:
    """Yield what belongs to writing an app."""
    values = Environment().values
    for name in ("WATCH_DIRS", "VIBE_MODE"):
        for full in (f"PORTICO_{name}", f"GRADIO_{name}"):
            if values.get(full, "").lower() not in OFF:
                yield f"{full} is set, which is for writing an app: unset it."


def named(start: Start) -> Iterator[str]:
    """Yield whether the app knows its own names and pages."""
    hosts = start.settings.security.allowed_hosts
    if "*" in hosts or not (hosts or is_address(start.settings.root_path)):
        yield (
            "nothing says under which names visitors reach the app: "
            "set security=gr.Security(allowed_hosts=['app.example']), or root_path to its address."
        )
    if not start.settings.strict_cors:
        yield "strict_cors is off, so files opened in a browser may use the app: set strict_cors=True."


def secret(start: Start) -> Iterator[str]:
    """Yield whether passwords stand in the program."""
    if start.settings.reachable and plain_passwords(getattr(start.settings, "auth", None)):
        yield "auth has passwords that can be read: store what `portico hash-password` prints, or give a function."


def bounded(start: Start) -> Iterator[str]:
    """Yield whether the queue has no bound."""
    if not math.isfinite(start.queue.max_size) or start.queue.max_size > MOST_WAITING:
        yield f"queue(max_size={start.queue.max_size}) is no bound: leave it out for 10,000 waiting calls."
    if not math.isfinite(start.queue.max_bytes) or start.queue.max_bytes > MOST_BYTES:
        yield f"queue(max_bytes={start.queue.max_bytes}) is no bound: leave it out for 512 MB of waiting inputs."


DEMANDS: list[Callable[[Start], Iterator[str]]] = [told, developing, named, secret, bounded]
"""What a public app needs."""


def missing(settings: Settings, queue: QueueOptions) -> list[str]:
    """Return what a public app needs and this one has not, each with its remedy."""
    return [text for demand in DEMANDS for text in demand(Start(settings, queue))]


def check(settings: Settings, queue: QueueOptions) -> None:
    """Hold a launch to its profile; raises NotReady with all that is missing."""
    profile = PROFILES[settings.profile]
    found: list[str] = []
    if not profile.elsewhere and not settings.mounted and not is_loopback(settings.host):
        found.append(f"it would listen on {settings.host}, which others reach: leave server_name out.")
    if profile.complete:
        found += missing(settings, queue)
    if found:
        lines = "".join(f"\n  - {text}" for text in found)
        name = f"'{settings.profile}', which is for {profile.purpose}"
        raise NotReady(f"The app is not ready for the profile {name}:{lines}\n{GUIDE}")
    if profile.shows_errors:
        settings.show_error = True


def banner(settings: Settings, queue: QueueOptions) -> list[str]:
    """Return the lines that say at the start what the app is started for, and what it misses for that."""
    profile = PROFILES[settings.profile]
    lines = [f"* Profile: {settings.profile}, for {profile.purpose}"]
    if settings.reachable and not profile.complete:
        lines.append("* Other machines can reach the app. For strangers it misses, besides the profile 'production':")
        lines += [f"  - {text}" for text in missing(settings, queue)] or ["  - nothing that can be seen from here."]
        lines.append(f"  {GUIDE}")
    return lines


def plain_passwords(auth: Any) -> bool:
    """Whether names and passwords given as pairs have a password that is not hashed; a function has none to read."""
    if callable(auth) or not auth:
        return False
    if isinstance(auth, Mapping):
        pairs: list[Any] = list(auth.items())
    elif isinstance(auth, tuple) and len(auth) == 2 and all(isinstance(one, str) for one in auth):
        pairs = [auth]
    else:
        pairs = list(auth)
    return any(not str(pair[1]).startswith(HASHED) for pair in pairs)
