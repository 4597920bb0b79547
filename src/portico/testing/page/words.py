"""A program's own translations, in place of the keys that the config carries. The simulated person reads English."""

from __future__ import annotations

import json
import re
from typing import Any, cast

OWN = {
    "chat_interface.chatbot": "Chatbot",
    "chat_interface.message_placeholder": "Type a message…",
    "chat_interface.additional_inputs": "Additional inputs",
    "chat_interface.new_chat": "New chat",
    "chat_interface.saved_conversations": "Conversations",
}
"""Keys that Portico's own pages carry, and what they say where the program says nothing else."""
EMBEDDED = re.compile(r"__i18n__(\{[^{}]*\})")


class Words:
    """Translates what a page shows.

    Args:
        dictionaries: The program's, by language; None where it has none.
    """

    def __init__(self, dictionaries: dict[str, dict[str, str]] | None) -> None:
        self._words = dict((dictionaries or {}).get("en", {}))
        self._any = dictionaries is not None

    def localise(self, value: Any) -> Any:
        """Return a value with every translatable text in it translated."""
        if isinstance(value, str):
            return EMBEDDED.sub(self._embedded, value) if "__i18n__" in value else value
        if isinstance(value, list):
            return [self.localise(one) for one in cast("list[Any]", value)] if self._any else value
        if not isinstance(value, dict):
            return value
        key = _key(cast("dict[str, Any]", value))
        if key is not None:
            return self._word(key)
        return {name: self.localise(one) for name, one in cast("dict[str, Any]", value).items()} if self._any else value

    def _word(self, key: str) -> str:
        return self._words.get(key) or OWN.get(key, key)

    def _embedded(self, found: re.Match[str]) -> str:
        try:
            key = _key(json.loads(found[1]))
        except ValueError:
            return found[0]
        return found[0] if key is None else self._word(key)


def _key(value: dict[str, Any]) -> str | None:
    kind = value.get("__type__", value.get("_type"))
    key = value.get("key")
    return key if kind == "translation_metadata" and isinstance(key, str) else None
