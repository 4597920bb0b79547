"""What a running app would expose: the folders it reads from, the hosts it answers, its limits, its open routes."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from portico.app.compose import metered
from portico.app.queue_options import QueueOptions
from portico.app.settings import Settings
from portico.media.offered import static_paths
from portico.server.options import ServerOptions
from portico.stores.offer import Offer

MOST = 20_000
"""Files and folders that are looked at in search of secrets; a disk may hold millions."""
KEYS = re.compile(
    r"\.env(\..*)?|\.?(pgpass|netrc|npmrc|pypirc|htpasswd|git-credentials)|id_(rsa|dsa|ecdsa|ed25519)|"
    r".*\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg)|(service[-_]account|credentials?|secrets?|token)\.(json|ya?ml|toml)",
    re.IGNORECASE,
)
FOLDERS = frozenset({".git", ".hg", ".svn", ".ssh", ".aws", ".gnupg", ".kube", ".docker", ".config"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that strangers could read and should not.

    Args:
        code: What kind it is.
        path: Where.
        message: What it means, and what to do.
    """

    code: str
    path: str
    message: str


def findings(settings: Settings) -> list[Finding]:
    """Return what an app offers that nobody offers on purpose."""
    offer = Offer.of(settings.allowed, settings.blocked, static_paths)
    found = [one for root in [*offer.allowed, *offer.static] for one in _in_root(root, offer)]
    here = Path.cwd().resolve()
    if _holds_home(here):
        found.append(
            Finding("D005", str(here), "The app runs in a home directory, of which its results may show any file that "
                    "is not hidden. Start it in a folder of its own."),
        )  # fmt: skip
    return list(dict.fromkeys(found))


def _in_root(root: Path, offer: Offer) -> Iterator[Finding]:
    if not root.exists():
        yield Finding("D004", str(root), "This path is offered and is not there; what somebody puts there is served.")
        return
    if _holds_home(root):
        yield Finding("D001", str(root), "A home directory is offered to everybody. Offer the folder that is meant.")
    for number, (path, folder) in enumerate(_walk(root, offer)):
        if number >= MOST:
            yield Finding("D006", str(root), f"More than {MOST} files are offered; the others were not looked at.")
            return
        if not _is_served(path, offer):
            continue
        if folder and path.name in FOLDERS:
            yield Finding("D002", str(path), "This folder is offered to everybody: move what is meant out of the one "
                          "above it, or add this one to blocked_paths.")  # fmt: skip
        elif not folder and KEYS.fullmatch(path.name):
            yield Finding("D003", str(path), "A file that looks like a secret is offered to everybody: move it away, "
                          "or add it to blocked_paths.")  # fmt: skip


def _is_served(path: Path, offer: Offer) -> bool:
    try:
        return offer.serves(Path(os.path.realpath(path)))
    except OSError:
        return False


def _walk(root: Path, offer: Offer) -> Iterator[tuple[Path, bool]]:
    if root.is_file():
        yield root, False
        return
    for top, folders, files in os.walk(root):
        yield from ((Path(top, name), True) for name in sorted(folders))
        yield from ((Path(top, name), False) for name in sorted(files))
        # What lies inside such a folder is told with it.
        inner = (name for name in sorted(folders) if name not in FOLDERS)
        folders[:] = [name for name in inner if _is_served(Path(top, name), offer)]


def _holds_home(path: Path) -> bool:
    try:
        home = Path.home().resolve()
    except RuntimeError:  # a user without one
        return False
    return path == home or path in home.parents


def facts(settings: Settings, queue: QueueOptions) -> dict[str, Any]:
    """Return what an app exposes, by what it is, as plain data."""
    offer = Offer.of(settings.allowed, settings.blocked, static_paths)
    security = settings.security
    body = ServerOptions(max_file_size=settings.max_file_size).body_limit
    return {
        "profile": settings.profile,
        "listens on": f"{settings.host}:{settings.port or 'the first free port'}",
        "reached by other machines": settings.reachable,
        "hosts": list(security.allowed_hosts) or ["any" if settings.reachable else "this machine's names"],
        "trusted proxies": list(security.trusted_proxies),
        "served by path, to everybody": [str(root) for root in [*offer.allowed, *offer.static]],
        "shown where a result names it": [
            f"{Path.cwd().resolve()} (nothing hidden)",
            str(Path(tempfile.gettempdir()).resolve()),
            *map(str, offer.allowed),
        ],
        "never served": [str(path) for path in offer.blocked],
        "visitors' files": f"{Path(settings.folder or tempfile.gettempdir()).resolve()}/portico-…, each its visitor's",
        "limits": {
            "max_file_size": settings.max_file_size,
            "max_body": body,
            "disk_quota": security.bytes_of("disk_quota") or "nine tenths of the free disk",
            "session_disk_quota": security.bytes_of("session_disk_quota") or "half of disk_quota",
            "link_seconds": security.link_seconds,
            "max_size": queue.max_size,
            "max_bytes": queue.max_bytes,
            "state_session_capacity": settings.sessions,
        },
        "metrics": f"/metrics, for {readers(settings)}" if metered(settings) else "off",
        "login": "none: everybody may use the app" if not settings.needs_login else "every visitor",
        "routes without login": routes(settings.needs_login, bool(settings.metrics_token)),
    }


def readers(settings: Settings) -> str:
    """Say who may read the numbers."""
    if settings.metrics_token:
        return "whoever sends PORTICO_METRICS_TOKEN"
    return "whoever is logged in" if settings.needs_login else "everybody"


def routes(login: bool, token: bool = False) -> list[str]:
    """Return every route that answers whoever asks; in an app without a login, all but the numbers do.

    Args:
        login: Whether the app has a login.
        token: Whether the numbers are for who has a token.
    """
    from portico.server.routing import Access
    from portico.server.server import COLD, HOT

    def opens(access: Access) -> bool:
        if access is Access.NUMBERS and token:
            return False
        return not login or access not in (Access.LOGIN, Access.NUMBERS)

    hot = [f"{route.methods} {route.path or '/'}" for route in HOT if opens(route.access)]
    cold = [
        f"{' '.join(sorted(route.methods or ['GET']))} {route.path or '/'}" for route in COLD if opens(route.access)
    ]
    return sorted({*hot, *cold}, key=lambda line: line.split()[::-1])


def as_data(found: list[Finding]) -> list[dict[str, str]]:
    """Return findings as plain data."""
    return [asdict(one) for one in found]
