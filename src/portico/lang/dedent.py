"""Text without the indentation of the code it was written in."""

from __future__ import annotations

import inspect
import re

FLUSH = re.compile(r"\n[^\s]")


def cleaned(text: str) -> str:
    """Return what `inspect.cleandoc` returns; text that is not indented passes without being taken apart.

    A long answer comes here with every word that is streamed.
    """
    if "\t" in text or "\v" in text or "\f" in text or ("\n" in text and not FLUSH.search(text)):
        return inspect.cleandoc(text)
    first, newline, rest = text.partition("\n")
    return (first.lstrip() + newline + rest).strip("\n")
