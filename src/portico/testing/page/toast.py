"""Messages to the person, as the page gathers them: by kind and title, newest first."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 3
"""Groups that are shown at once."""
KEPT = 5
"""Messages of one group."""
TITLES = {"info": "Info", "warning": "Warning", "success": "Success", "error": "Error"}


@dataclass(frozen=True, slots=True)
class Toast:
    """One message.

    Args:
        level: `info`, `warning`, `success` or `error`.
        text: What it says.
        title: Its heading.
    """

    level: str
    text: str
    title: str


@dataclass(slots=True)
class _Group:
    level: str
    title: str
    texts: list[tuple[int, str]]
    ends: float | None


class Toasts:
    """What the page shows in its corner."""

    def __init__(self) -> None:
        self._groups: list[_Group] = []
        self._next = 0

    def show(self, level: str, text: str, title: str | None, duration: float | None, now: float) -> None:
        """Show a message.

        Args:
            level: How serious it is.
            text: What it says.
            title: Its heading; none: the level's name.
            duration: Seconds that it stays; None or 0: until it is closed.
            now: The page's clock.
        """
        name = title or TITLES[level]
        old = next((one for one in self._groups if (one.level, one.title) == (level, name)), None)
        texts = [(at, said) for at, said in old.texts if said != text][1 - KEPT :] if old is not None else []
        self._next += 1
        new = _Group(level, name, [*texts, (self._next, text)], now + duration if duration else None)
        groups = [new, *[one for one in self._groups if one is not old]]
        while len(groups) > MOST:
            # An error waits for the person; the oldest of the others makes room.
            others = [one for one in groups if one.level != "error" and one is not new]
            groups.remove(others[-1] if others else groups[-1])
        self._groups = groups

    def pass_to(self, now: float) -> None:
        """Take away what has been shown for long enough."""
        self._groups = [one for one in self._groups if one.ends is None or one.ends > now]

    def close(self) -> None:
        """Close all of them."""
        self._groups = []

    def all(self) -> list[Toast]:
        """Return what is shown, in the order in which it came."""
        found = [(at, Toast(one.level, text, one.title)) for one in self._groups for at, text in one.texts]
        return [toast for _, toast in sorted(found, key=lambda pair: pair[0])]
