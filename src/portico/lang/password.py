"""Passwords as they may be kept: hashed by scrypt, which costs whoever guesses time and memory for every guess.

A hash is one line of text, `scrypt$n$r$p$salt$key`: what it cost is in it, so that later ones may cost more.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass

PREFIX = "scrypt$"
LARGEST_MEMORY = 256 * 1024 * 1024
"""Bytes that one hash may take: a line from outside must not be able to ask for all there are."""
MOST_ROUNDS = 64
SALT = 16
KEY = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess takes.

    Args:
        n: Steps, a power of two.
        r: Size of a block; a step's memory is 128 times this in bytes.
        p: Rounds.
    """

    n: int
    r: int
    p: int

    @property
    def memory(self) -> int:
        """Bytes that computing it takes."""
        return 128 * self.r * (self.n + self.p + 2)


WRITTEN = Cost(2**15, 8, 3)
"""For hashes that lie in a file, where somebody may find them."""
IN_MEMORY = Cost(2**14, 8, 1)
"""For those that never leave a process which was given the password itself."""


@dataclass(frozen=True, slots=True)
class Hash:
    """A password that cannot be read back."""

    cost: Cost
    salt: bytes
    key: bytes

    def __str__(self) -> str:
        cost = self.cost
        return f"{PREFIX}{cost.n}${cost.r}${cost.p}${_text(self.salt)}${_text(self.key)}"

    def fits(self, password: str) -> bool:
        """Whether this is the password; takes the same time for every wrong one."""
        return hmac.compare_digest(derive(password, self.salt, self.cost, len(self.key)), self.key)


def derive(password: str, salt: bytes, cost: Cost, length: int = KEY) -> bytes:
    """Return the key of a password; this is the work."""
    raw = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(raw, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=cost.memory + 2**20, dklen=length)


def hashed(password: str, cost: Cost = WRITTEN) -> Hash:
    """Return the hash of a password, with a salt of its own."""
    salt = secrets.token_bytes(SALT)
    return Hash(cost, salt, derive(password, salt, cost))


def decoy(cost: Cost) -> Hash:
    """Return a hash that no password fits and that takes the work of any other."""
    return Hash(cost, secrets.token_bytes(SALT), secrets.token_bytes(KEY))


def is_hash(text: str) -> bool:
    """Whether a text stands for a password that is hashed already."""
    return text.startswith(PREFIX)


def read_hash(text: str) -> Hash:
    """Return the hash that a line holds; raises ValueError where it holds none that can be computed."""
    try:
        _, n, r, p, salt, key = text.split("$")
        cost = Cost(int(n), int(r), int(p))
        found = Hash(cost, _bytes(salt), _bytes(key))
    except (ValueError, binascii.Error):
        raise ValueError("A hashed password is scrypt$n$r$p$salt$key, as `portico hash-password` prints it.") from None
    power = cost.n > 1 and cost.n & (cost.n - 1) == 0
    small = cost.r > 0 and 0 < cost.p <= MOST_ROUNDS and cost.memory <= LARGEST_MEMORY
    if not (power and small and len(found.salt) >= 8 and len(found.key) >= 16):
        raise ValueError("The numbers of this hashed password do not fit; make it anew with `portico hash-password`.")
    return found


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
