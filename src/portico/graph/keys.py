"""Keys: the program's own names for parts of a dynamic page, and the numbers that they keep over a re-render."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from portico.errors import BuildError, DuplicateKey

Identity = tuple[str, Hashable]
"""What is told apart: the kind of thing, such as a block's type, and the key."""

OF_PARENT = "_parent"
"""Ends the key of a layout that was made around a keyed block."""


class Keys:
    """The keys of one run of a render function.

    Args:
        before: The numbers that the keys had in the run before.
    """

    def __init__(self, before: Mapping[Identity, int]) -> None:
        self._before = before
        self.numbers: dict[Identity, int] = {}

    def number(self, kind: str, key: Any, new: Callable[[], int]) -> int:
        """Return the number that a key had in the run before, or a new one.

        Args:
            kind: What has the key; a Textbox and a Row may have the same.
            key: As the program gave it; None is no key.
            new: Gives a number that nothing has.

        Raises:
            BuildError: The key is of no use as one.
            DuplicateKey: Something of this kind has it already.
        """
        if key is None:
            return new()
        identity = (kind, hashable(key))
        if identity in self.numbers:
            if made_around(key):
                # Two fields of different kinds may share a key, and each may stand in a form of its own.
                return new()
            raise DuplicateKey(
                f"The key {key!r} is given to two of the same kind ({kind}) in one gr.render. A key says which is "
                "which when the function runs again: give each its own, such as key=f'name-{i}'."
            )
        known = self._before.get(identity)
        number = self.numbers[identity] = new() if known is None else known
        return number


def hashable(key: Any) -> Hashable:
    """Return a key as something that can be looked up; raises BuildError for what cannot."""
    found = tuple(key) if isinstance(key, list) else key
    try:
        hash(found)
    except TypeError:
        raise BuildError(f"A key is a number, a text or a tuple of them, not {key!r}.", code="PE105") from None
    return found


def parent_key(key: Any) -> Any:
    """Return the key of a layout that is made around a block, from the block's."""
    return None if key is None else (hashable(key), OF_PARENT)


def made_around(key: Any) -> bool:
    """Whether a key is that of a layout made around a block."""
    return isinstance(key, tuple) and len(key) == 2 and key[1] == OF_PARENT


def wire_key(key: Any) -> int | None:
    """Return a key as the wire has it: a number that is the same for the same key, and that JavaScript can hold."""
    if key is None:
        return None
    import hashlib  # few pages have keys, and importing it costs each page

    return int.from_bytes(hashlib.blake2b(repr(hashable(key)).encode(errors="replace"), digest_size=6).digest())
