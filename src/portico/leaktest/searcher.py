"""Looking through what a visitor could read for what others sent, as it is or in another form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from portico.leaktest.canary import MOMENT, NAME, Canaries, Origin, encoded
from portico.leaktest.signs import signs_of

LARGEST = 16 * 1024**2
"""Characters of one text that are looked through."""
AROUND = 24
OTHERS = re.compile(r"[^a-z]+")
ESCAPED = re.compile(r"\\u00([0-7][0-9a-fA-F])|&#([0-9]{2,3});")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One visitor's data in what was looked through.

    Args:
        origin: Whose it is, and where it was put.
        form: How it was written; empty: as it was sent.
        excerpt: The text around it.
    """

    origin: Origin
    form: str
    excerpt: str


class Searcher:
    """Knows every visitor's canaries.

    Args:
        visitors: The visitors' canaries.
    """

    def __init__(self, visitors: Sequence[Canaries]) -> None:
        self.visitors = visitors
        self._forms = {one.visitor: encoded(one.name) for one in visitors}

    def look(self, data: bytes | str, reader: int | None, name: str = "") -> Iterator[Sighting]:
        """Yield what is in it of each visitor but the reader.

        Args:
            data: What was read; bytes may be a picture or a sound.
            reader: Who read it; None: nobody in particular, so nothing is their own.
            name: The file's name, for its bytes.
        """
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
        seen: set[int] = set()
        for sighting in self._in_text(text[:LARGEST], reader):
            seen.add(sighting.origin.visitor)
            yield sighting
        if isinstance(data, bytes):
            for visitor, what in signs_of(data, name, self.visitors):
                if visitor not in seen and visitor != reader:
                    yield Sighting(Origin(visitor, "", what), "", "")

    def _in_text(self, text: str, reader: int | None) -> Iterator[Sighting]:
        others = [one for one in self.visitors if one.visitor != reader]
        plain = text.casefold()
        squeezed = OTHERS.sub("", plain)
        unescaped = OTHERS.sub("", _unescaped(text).casefold())
        for one in others:
            found = _spelled(one, squeezed) or (unescaped != squeezed and _spelled(one, unescaped)) or None
            if found:
                moment, form, written = found
                yield Sighting(one.origin(moment), _case(one.name, text) or form, _excerpt(text, plain, written))
                continue
            for code, how in self._forms[one.visitor].items():
                at = (plain if "hexadecimal" in how else text).find(code)
                if at >= 0:
                    yield Sighting(one.origin(""), how, _cut(text, at, len(code)))
                    break


def _spelled(one: Canaries, squeezed: str) -> tuple[str, str, str] | None:
    """Return the moment, the form and the spelling of a visitor's name among letters, forwards or backwards."""
    at = squeezed.find(one.name)
    if at >= 0:
        return squeezed[at + NAME : at + NAME + MOMENT], "", one.name
    at = squeezed.find(one.name[::-1])
    if at >= 0:
        return squeezed[max(at - MOMENT, 0) : at][::-1], "reversed", one.name[::-1]
    return None


def _case(name: str, text: str) -> str:
    return "upper case" if name not in text and name.upper() in text else ""


def _unescaped(text: str) -> str:
    """Return text without the marks of JSON, HTML and addresses."""
    if "%" in text:
        text = unquote(text)
    if "\\u" in text or "&#" in text:
        text = ESCAPED.sub(lambda match: chr(int(match[1], 16) if match[1] else int(match[2])), text)
    return text


def _excerpt(text: str, plain: str, written: str) -> str:
    at = plain.find(written)
    return _cut(text, at, NAME + MOMENT) if at >= 0 else ""


def _cut(text: str, at: int, length: int) -> str:
    cut = text[max(at - AROUND, 0) : at + length + AROUND]
    if "\ufffd" in cut or "\0" in cut:
        return ""  # bytes of a file, which say nothing to a reader
    return re.sub(r"\s+", " ", "".join(one if one.isprintable() else " " for one in cut)).strip()
