"""What Portico's own scripts for conversations do, in Python; those stand in `chat_flow.py` and `chat_history.py`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]
SKIP: dict[str, Any] = {"__type__": "update"}
SPACE = re.compile(r"\s+")
LONGEST = 60


def send(sent: Any, *otherwise: Any) -> Callable[..., list[Any]]:
    """Put what the field holds at the end of the conversation."""

    def run(text: str | None, chat: list[Message] | None, *_: Any) -> list[Any]:
        if not (text or "").strip():
            return list(otherwise)
        said = {"role": "user", "metadata": None, "options": None, "content": [{"type": "text", "text": text}]}
        return [sent, [*(chat or []), said]]

    return run


def again(busy: Any) -> Callable[..., list[Any]]:
    """Take the conversation back to the visitor's last message."""
    return lambda chat, *_: [busy, chat[: _last(chat) + 1]]


def back(*otherwise: Any) -> Callable[..., list[Any]]:
    """Take the visitor's last message out of the conversation, and put it into the field."""

    def run(chat: list[Message], *_: Any) -> list[Any]:
        at = _last(chat)
        if at < 0:
            return list(otherwise)
        text = "\n".join(part["text"] for part in chat[at]["content"] if part["type"] == "text")
        return [chat[:at], {"__type__": "update", "value": text}]

    return run


def show(kept: list[Any] | None, *_: Any) -> list[Any]:
    """Show the conversations that are kept."""
    return [_listed(kept or [], None)]


def keep(kept: list[Any] | None, at: int | None, talk: list[Message] | None, *_: Any) -> list[Any]:
    """Keep a conversation, where it was or as the first."""
    if not talk:
        return [SKIP, SKIP]
    all = list(kept or [])
    if at is not None and at < len(all):
        all[at] = talk
        return [all, _listed(all, at)]
    return [[talk, *all], _listed([talk, *all], 0)]


def forget(kept: list[Any] | None, at: int | None, *_: Any) -> list[Any]:
    """Keep the open conversation no longer."""
    if at is None:
        return [SKIP, SKIP]
    all = [one for index, one in enumerate(kept or []) if index != at]
    return [all, _listed(all, None)]


def begin(*_: Any) -> list[Any]:
    """Begin a new one."""
    return [[], {"__type__": "update", "value": None}]


def open_kept(kept: list[Any] | None, at: int | None, *_: Any) -> list[Any]:
    """Show the one that was chosen."""
    there = at is not None and kept is not None and at < len(kept)
    return [kept[at] if there else SKIP]  # type: ignore[index]


def _last(chat: list[Message]) -> int:
    return max((at for at, one in enumerate(chat) if one["role"] == "user"), default=-1)


def _listed(all: list[Any], at: int | None) -> dict[str, Any]:
    samples: list[list[str]] = []
    for talk in all:
        first = next((one for one in talk if one["role"] == "user"), None)
        texts = [part["text"] for part in (first or {}).get("content", []) if part["type"] == "text"]
        samples.append([SPACE.sub(" ", texts[0] if texts else "…").strip()[:LONGEST]])
    return {"__type__": "update", "label": "Conversations", "value": at, "samples": samples}
