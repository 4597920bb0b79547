"""The secret that signs what must stay good when the process does not: made once, and kept where only its owner reads.

`PORTICO_SECRET` names it, for several processes or machines that must agree, and for systems that give a program its
secrets; else it lies in a file of the user's configuration folder. Each purpose has a key of its own, made of it as
HKDF does (RFC 5869, with SHA-256): what was signed for one means nothing for another, and a key tells nothing of the
secret.
"""

from __future__ import annotations

import functools
import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from portico.errors import BuildError

SHORTEST = 32
"""Characters of a secret that a person chose; 128 random bits have as many as hexadecimal digits."""
NAME = "secret"
MAKE = "python -c 'import secrets; print(secrets.token_urlsafe(32))'"


SALT = b"portico"
BYTES = 32


class Settings(Protocol):
    """What the secret needs of an environment."""

    values: Mapping[str, str]

    def text(self, name: str) -> str | None:
        """Return a setting, or None where it is absent."""
        ...


class Secret:
    """One secret, from which each purpose gets its own key.

    Args:
        env: The environment.
    """

    def __init__(self, env: Settings) -> None:
        self._env = env
        self._root: bytes | None = None

    def __call__(self, purpose: str) -> bytes:
        """Return the key of a purpose; raises BuildError where there is no secret and none can be kept.

        Args:
            purpose: What it is for.
        """
        if self._root is None:
            self._root = self.given() or self._kept()
        return derived(self._root, purpose)

    def or_own(self, purpose: str) -> bytes:
        """Return the key of a purpose, or where there is no secret one that ends with the process; the log says so.

        It is for what may end so, and is safe then: what another process signed is refused.
        """
        try:
            return self(purpose)
        except BuildError as error:
            import logging  # for weight: a page that is only built has no use for it

            said = "What this process signs as '%s' is good for nothing in another one. %s"
            logging.getLogger("portico").warning(said, purpose, error)
            return of_this_process(purpose)

    def given(self) -> bytes | None:
        """Return the secret that the environment gives, if it does; raises BuildError for one that is too short."""
        given = self._env.text("SECRET")
        if not given:
            return None
        if len(given) < SHORTEST:
            raise BuildError(
                f"PORTICO_SECRET has at least {SHORTEST} characters, not {len(given)}. Make one: {MAKE}", code="PE407"
            )
        return given.encode("utf-8", "surrogateescape")

    def _kept(self) -> bytes:
        path = folder(self._env) / NAME
        try:
            return _kept(path)
        except OSError as error:
            raise BuildError(
                f"Portico's secret cannot be kept in {path}: {error.strerror or error}. Set PORTICO_SECRET to a text "
                f"of your own, or PORTICO_CONFIG_DIR to a folder that can be written. Make one: {MAKE}",
                code="PE407",
            ) from error


@functools.cache
def of_this_process(purpose: str) -> bytes:
    """Return the key of a purpose that is good until the process ends."""
    del purpose  # the cache's key
    return os.urandom(BYTES)


def derived(root: bytes, purpose: str) -> bytes:
    """Return the key of a purpose: one block of HKDF."""
    import hashlib  # a tenth of what a page costs to import
    import hmac

    even = hmac.digest(SALT, root, hashlib.sha256)
    return hmac.digest(even, purpose.encode() + b"\1", hashlib.sha256)


def folder(env: Settings) -> Path:
    """Return the folder of this user's configuration."""
    values = env.values
    if own := env.text("CONFIG_DIR"):
        return Path(own)
    if sys.platform == "win32":
        return Path(values.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "portico"
    return Path(values.get("XDG_CONFIG_HOME") or Path(values.get("HOME") or Path.home()) / ".config") / "portico"


def _kept(path: Path) -> bytes:
    try:
        return _read(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    import secrets

    # Written beside and linked into place: of two processes that start at once, one makes it and both read it whole.
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SHORTEST))
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
    finally:
        beside.unlink()
    return _read(path)


def _read(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if os.name != "nt" and (found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077):
            raise BuildError(
                f"{path} can be read by others, so it is no secret. Run: chmod 600 {path} (or delete it).", code="PE407"
            )
        text = file.read().strip()
    if len(text) < SHORTEST:
        raise BuildError(
            f"{path} holds no secret of at least {SHORTEST} characters. Delete it: a new one is made.", code="PE407"
        )
    return text
