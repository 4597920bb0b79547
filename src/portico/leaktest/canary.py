"""Canaries: words that nobody else writes. Who reads one that is not their own has read another visitor's data."""

from __future__ import annotations

import base64
import random
import string
from dataclasses import dataclass
from itertools import count

NAME = 10
"""Letters of a visitor's name: enough that no other text holds them by chance."""
MOMENT = 4
"""Letters after the name that say which input it was."""
CELLS = 64
"""Light and dark cells of a visitor's sign in pictures and sounds."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a canary was put.

    Args:
        visitor: Whose it is.
        endpoint: The endpoint it was sent to; empty where it went to all.
        what: What carried it.
    """

    visitor: int
    endpoint: str
    what: str


class Canaries:
    """One visitor's canaries, which are the same whenever the seed is.

    A canary has lower-case letters alone, so that no quoting changes it, and all have one length, so that they look
    alike to a cache that is keyed by too little.

    Args:
        visitor: The visitor's number.
        seed: The run's seed.
    """

    def __init__(self, visitor: int, seed: int) -> None:
        chance = random.Random(f"{seed}/{visitor}/name")
        self.visitor = visitor
        self.name = "".join(chance.choices(string.ascii_lowercase, k=NAME))
        self.sign = frozenset(chance.sample(range(CELLS), CELLS // 2))
        """The dark cells of the visitor's sign."""
        self.origins: dict[str, Origin] = {}
        """Where each canary was put, by the letters after the name."""
        self._count = count()

    def make(self, endpoint: str, what: str) -> str:
        """Return a new canary, remembering where it goes."""
        number, moment = next(self._count), ""
        for _ in range(MOMENT):
            number, letter = divmod(number, 26)
            moment += string.ascii_lowercase[letter]
        self.origins[moment] = Origin(self.visitor, endpoint, what)
        return self.name + moment

    def origin(self, moment: str) -> Origin:
        """Return where a canary was put, as far as it is known."""
        return self.origins.get(moment, Origin(self.visitor, "", "something"))


def encoded(name: str) -> dict[str, str]:
    """Return what a visitor's name looks like inside what was encoded: form → text to look for."""
    found: dict[str, str] = {}
    for text, how in ((name, "base64"), (name.upper(), "upper case, base64"), (name[::-1], "reversed, base64")):
        for shift in range(3):
            # Base64 writes three bytes as four letters: what stands at other places looks different there.
            data = base64.b64encode(b"\0" * shift + text.encode()).decode()
            whole = (shift + len(text)) // 3 * 4
            found[data[(shift + 2) // 3 * 4 : whole]] = how
    found[name.encode().hex()] = "hexadecimal"
    found[name.upper().encode().hex()] = "upper case, hexadecimal"
    return found
