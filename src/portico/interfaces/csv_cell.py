"""One cell of a CSV file: what it says, and nothing that a spreadsheet would run."""

from __future__ import annotations

import json
import re
from typing import Any

NUMBER = re.compile(r"[+-]?\d{1,400}(?:\.\d{0,400})?(?:[eE][+-]?\d{1,4})?")
FORMULA = re.compile(r"[\s\x00-\x1f]{0,64}[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\x00]")
"""What a spreadsheet takes for the beginning of a formula, also behind white space and in full width."""


def cell(value: Any) -> str:
    """Return a value as text that every spreadsheet shows and none calculates.

    Args:
        value: Text, a number, None, or anything that JSON can say; other objects become their text.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    return harmless(json.dumps(value, ensure_ascii=False, default=str))


def harmless(text: str) -> str:
    """Return text with an apostrophe before it where it would be a formula; plain numbers stay as they are."""
    if FORMULA.match(text) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text
