"""Words of a ChatInterface that the page says in the visitor's language."""

from __future__ import annotations

import json


def translated(name: str) -> str:
    """Return the mark that the page puts its own words in place of.

    Args:
        name: Which words: "chatbot", "message_placeholder", "additional_inputs" and the like.
    """
    return "__i18n__" + json.dumps({"__type__": "translation_metadata", "key": f"chat_interface.{name}"})
