"""A conversation that is shown again and again while it grows: only what changed is made anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from portico.components.chatmessage import ChatMessage, Tag, to_wire, wire_messages
from portico.components.continued import Continued
from portico.graph.component import Component
from portico.graph.files import is_remote
from portico.lang.renewed import Renewed
from portico.lang.shadow import NEVER, WHATEVER, Same, changed_members, shadow, unchanged
from portico.wire.codec import JSON

PARTS = ("role", "content", "metadata", "options")
RECEIVED = {*PARTS}
TEXT = {"text", "type"}


class Transcript:
    """Turns one list of messages after another into what the page receives.

    A message that is as it was before becomes the same objects as before, and the list says which are new. It is one
    list for all steps: a copy would cost more, the longer it is. Programs change messages in place, so each is compared
    with its shadow: for all but the last one in a single comparison. Settled ones are not compared, except those with
    files, which may be written anew.

    Args:
        tags: What marks thoughts in a text.
    """

    def __init__(self, tags: list[Tag] | None = None) -> None:
        self.tags = tags
        self._shadows: list[Any] = []
        self._made: list[list[JSON]] = []
        """What each message became: one mostly, more where it has thoughts in it, none where it is empty."""
        self._shown = Renewed()
        self._settled: list[Any] | None = None
        """The settled messages that were shown last."""
        self._watched: list[int] = []
        """Which of them are looked at all the same."""

    def shown(self, value: Any) -> list[JSON]:
        """Return messages as the page receives them, in a list that holds the next ones as soon as they are asked for.

        Raises:
            ResultError: Something in them is no message.
        """
        if not isinstance(value, (list, tuple)):
            return to_wire(value, self.tags)
        messages: list[Any] = value if isinstance(value, list) else [*value]
        known, made = len(self._shadows), self._made
        if len(messages) < known:
            del self._shadows[len(messages) :], made[len(messages) :]
        steady = len(messages) >= known
        renewed = self._changed(messages)
        lengths = [len(made[index]) for index in renewed]
        for index in renewed:
            made[index] = wire_messages(messages[index], self.tags)
            self._shadows[index] = shadow_of(messages[index])
        steady = steady and lengths == [len(made[index]) for index in renewed]
        if len(messages) > len(made):
            self._take_in(messages)
        if steady:
            self._put(known, renewed)
        else:
            self._shown = Renewed(one for several in made for one in several)
        return self._shown

    def _changed(self, messages: list[Any]) -> list[int]:
        """Return which messages say something else than before."""
        before, self._settled = self._settled, messages.settled if isinstance(messages, Continued) else None
        settled = self._settled
        if settled is None:
            return changed_members(self._shadows, messages)
        if settled is not before:
            self._watched = [at for at, message in enumerate(settled) if not _is_words(message)]
            return changed_members(self._shadows, messages)
        first = len(settled)
        found = [at for at in self._watched if not unchanged(self._shadows[at], messages[at])]
        return found + [first + at for at in changed_members(self._shadows[first:], messages[first:])]

    def _take_in(self, messages: list[Any]) -> None:
        """Make those messages that stand behind all that were there before."""
        settled, known = len(self._settled or ()), len(self._made)
        for index, message in enumerate(messages[known:], known):
            self._made.append(wire_messages(message, self.tags))
            self._shadows.append(NEVER if index < settled and _is_words(message) else shadow_of(message))

    def _put(self, known: int, renewed: list[int]) -> None:
        self._shown.go_on()
        for index in renewed:
            # Counted from the end, which is near.
            at = len(self._shown) - sum(map(len, self._made[index:known]))
            for offset, one in enumerate(self._made[index]):
                self._shown.put(at + offset, one)
        for several in self._made[known:]:
            for one in several:
                self._shown.put(len(self._shown), one)


class _Said:
    """Equal to a ChatMessage that says the same."""

    __slots__ = ("kind", "members")

    def __init__(self, kind: type, members: dict[str, Any]) -> None:
        self.kind = kind
        self.members = members

    def __eq__(self, other: object) -> bool:
        return type(other) is self.kind and self.members == vars(other)

    __hash__ = None  # type: ignore[assignment]


class _File:
    """Equal to what names the same file as long as that file is not written anew: a picture may be drawn under one name
    again and again."""

    __slots__ = ("looks", "path", "words")

    def __init__(self, words: Any, path: Any) -> None:
        self.words = words
        self.path = path
        self.looks = _look(path)

    def __eq__(self, other: object) -> bool:
        return bool(self.words == other) and _look(self.path) == self.looks

    __hash__ = None  # type: ignore[assignment]


def _is_text(part: Any) -> bool:
    return type(part) is dict and part.keys() == TEXT and type(part["text"]) is type(part["type"]) is str


def _is_words(message: Any) -> bool:
    """Whether a message is a dictionary with nothing but text, in the form in which functions receive it."""
    parts: Any = message.get("content") if isinstance(message, dict) else None
    return isinstance(parts, list) and all(isinstance(part, dict) and part.get("type") == "text" for part in parts)


def shadow_of(message: Any) -> Any:
    """Return what equals a message for as long as it says the same."""
    if (
        type(message) is dict
        and len(message) == 4
        and message.keys() == RECEIVED
        and message["metadata"] is message["options"] is None
    ):
        parts = message["content"]
        if type(message["role"]) is str and type(parts) is list and all(map(_is_text, parts)):
            # Nearly every message that comes from a page, so its shadow is made in no time.
            return {**message, "content": [{**part} for part in parts]}
    if isinstance(message, ChatMessage):
        return _Said(type(message), _members(vars(message)))
    return _members(message) if isinstance(message, dict) else NEVER


def _members(members: dict[str, Any]) -> dict[str, Any]:
    return {name: _content(member) if name in PARTS else WHATEVER for name, member in members.items()}


def _content(value: Any) -> Any:
    if isinstance(value, list):
        return [_content(one) for one in value]
    if isinstance(value, dict) and isinstance(value.get("path"), str):
        return _File(shadow(value), value["path"])
    if isinstance(value, dict) and isinstance(value.get("file"), dict):
        return {name: _content(member) for name, member in value.items()}
    if isinstance(value, tuple) and value:
        return _File(shadow(value, _other), value[0])
    return shadow(value, _other)


def _other(value: Any) -> Any:
    # A component is what it was when it was made.
    return Same(value) if isinstance(value, (Component, Path)) else NEVER


def _look(path: Any) -> Any:
    """Return what differs when a file has other content."""
    if not isinstance(path, (str, os.PathLike)) or is_remote(os.fspath(path)):  # type: ignore[arg-type]
        return None
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
