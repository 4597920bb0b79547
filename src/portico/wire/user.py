"""Who is logged in, the same for the page and for API clients."""

from __future__ import annotations

from typing import Literal

import msgspec


class User(msgspec.Struct, frozen=True):
    """One person or program that logged in. Whatever way they came, the rest of Portico sees this and nothing else.

    Args:
        name: What they are called: the name they gave, or what the author's function returned for them.
        way: How they came in: with a password, or recognised by the author's own function.
    """

    name: str
    way: Literal["password", "dependency"] = "password"
