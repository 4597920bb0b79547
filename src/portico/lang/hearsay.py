"""What somebody said, taken out of texts that others read: a visitor's inputs, out of what an exception says.

Exceptions quote what they could not use: `could not convert string to float: 'my secret'`. Whoever writes such a text
to a log asks for it without the words that came from outside. What cannot be decided within `BUDGET` is left out whole.
"""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import unquote

INPUT, RESULT = "‹input›", "‹result›"
"""What stands for something that came from a visitor, and that a function gave."""
ENDLESS: Any = object()
SHORTEST = 3
"""Characters that a whole value, a quotation or a number needs to count."""
RUN = 8
"""Characters that a text and an input need to share, one after the other, to be taken for a quotation."""
LONGEST = 10_000
"""Characters of a text that is looked through."""
MOST = 10_000
"""Values that are compared with a text."""
PARTS = 50_000
"""Parts of a value that are looked at to find those."""
BUDGET = 4_000_000
"""Characters of the text times characters of what was said, beyond which nobody looks: some milliseconds of work."""
ROOM = 200_000
"""Characters of what was said, beyond which no text is looked through."""
EMBEDDED = 2_000
"""Characters of a file inside a text that are looked for."""

NUMBER = re.compile(r"\d[\d._,]*(?:[eE][+-]?\d+)?")
QUOTED = re.compile(r"'([^'\n]{3,})'|\"([^\"\n]{3,})\"")
SHAPES = frozenset({
    "path", "url", "orig_name", "size", "mime_type", "is_stream", "meta", "_type", "headers", "data", "metadata",
    "text", "files", "role", "content", "title", "name", "value", "label", "confidences", "image", "video", "file",
    "subtitles", "background", "layers", "composite", "index", "type", "options", "selected", "alt_text", "component",
    "props", "user", "assistant", "system", "gradio.FileData", "row_value", "col_value", "key", "liked", "status",
})  # fmt: skip
"""Members and words of payloads that are the wire's, and nobody's."""


class Hearsay:
    """What was said, and texts without it.

    Args:
        said: Gives it: texts and numbers, also in lists and dictionaries. Asked once, when a text is first looked at.
            `ENDLESS` among them says that there is more than anybody looks through.
        instead: What stands for it.
    """

    def __init__(self, said: Callable[[], Iterable[Any]], instead: str = INPUT) -> None:
        self._said = said
        self._instead = instead
        self._looked = False
        self._too_much = False
        self._texts: list[str] = []
        self._lower: list[str] = []
        self._numbers: set[float] = set()
        self._whole = ""
        self._lowered = ""

    def without(self, text: str) -> str:
        """Return a text without what was said; only how long it is, where it takes long to look."""
        if not self._looked:
            self._looked = True
            self._look()
        if not text or not (self._texts or self._numbers or self._too_much):
            return text
        if self._too_much or len(text) > LONGEST:
            return left_out(text)
        forms = list(readings(text))
        if len(text) * len(self._whole) * len(forms) > BUDGET:
            return left_out(text)
        said = _Marks(text)
        for plain, places in forms:
            self._mark_values(said, plain, places)
            self._mark_runs(said, lowered(plain), places)
        self._mark_quoted(said)
        self._mark_numbers(said)
        return said.replaced(self._instead)

    def _look(self) -> None:
        room = ROOM
        for number, one in enumerate(leaves(list(self._said()))):
            if isinstance(one, str):
                room -= len(one)
                if room >= 0:
                    self._texts += parts_of(one)
            elif one is not ENDLESS:
                self._numbers.add(one)
            if room < 0 or one is ENDLESS or number >= MOST or len(self._texts) > MOST:
                self._too_much = True
                self._texts = []
                return
        self._texts = sorted({one for one in self._texts if len(one) >= SHORTEST and one not in SHAPES})
        self._lower = [lowered(one) for one in self._texts]
        self._whole = "\n".join(self._texts)
        self._lowered = lowered(self._whole)

    def _mark_values(self, said: _Marks, plain: str, places: Sequence[int]) -> None:
        """Mark what somebody said as a whole."""
        low = lowered(plain)
        for one, small in zip(self._texts, self._lower, strict=True):
            if one in plain:
                said.mark(plain, one, places)
            if small in low:
                said.mark(low, small, places)

    def _mark_runs(self, said: _Marks, low: str, places: Sequence[int]) -> None:
        """Mark what stands in an input as well, for so many characters that it is no chance."""
        whole, at, end = self._lowered, 0, len(low)
        while at + RUN <= end:
            if low[at : at + RUN] not in whole:
                at += 1
                continue
            stop = at + RUN
            while stop < end and low[at : stop + 1] in whole:
                stop += 1
            run = low[at:stop]
            first, last = at + len(run) - len(run.lstrip()), stop - len(run) + len(run.rstrip())
            said.add(places[first], places[max(first, last)])
            at = stop - RUN + 1

    def _mark_quoted(self, said: _Marks) -> None:
        """Mark what stands in quotes and in an input."""
        for found in QUOTED.finditer(said.text):
            part = 1 if found[1] is not None else 2
            if any(lowered(plain) in self._lowered for plain, _ in readings(found[part])):
                said.add(*found.span(part))

    def _mark_numbers(self, said: _Marks) -> None:
        for found in NUMBER.finditer(said.text):
            number = found[0].rstrip("._,")
            if len(number) >= SHORTEST and (number in self._whole or number_of(number) in self._numbers):
                said.add(found.start(), found.start() + len(number))


class _Marks:
    """Places of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._marked = bytearray(len(text))

    def add(self, start: int, end: int) -> None:
        self._marked[start:end] = b"\1" * (end - start)

    def mark(self, plain: str, one: str, places: Sequence[int]) -> None:
        """Mark every place where something stands in a form of the text."""
        at = plain.find(one)
        while at >= 0:
            self.add(places[at], places[at + len(one)])
            at = plain.find(one, at + 1)

    def replaced(self, instead: str) -> str:
        if 1 not in self._marked:
            return self.text
        parts: list[str] = []
        at, end = 0, len(self.text)
        while at < end:
            marked = self._marked[at]
            stop = self._marked.find(0 if marked else 1, at)
            stop = end if stop < 0 else stop
            parts.append(instead if marked else self.text[at:stop])
            at = stop
        return "".join(parts)


def leaves(value: Any) -> Iterator[Any]:
    """Yield every text and every number of at least three digits in a value, the names of members as well.

    What has more parts than anybody looks through yields `ENDLESS` in the end.
    """
    waiting: list[Any] = [value]
    seen = 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen + len(waiting) > PARTS:
            yield ENDLESS
            return
        if isinstance(one, str):
            # Of a picture inside a text, nobody quotes more than how it begins.
            yield one[:EMBEDDED] if one.startswith("data:") and ";base64," in one[:200] else one
        elif one is ENDLESS:
            yield one
        elif isinstance(one, bytes):
            yield one.decode("utf-8", "replace")
        elif isinstance(one, (int, float)):
            if not isinstance(one, bool) and (isinstance(one, float) or 100 <= abs(one) < 10**300):
                yield abs(float(one))
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, (list, tuple, set, frozenset, deque)):
            waiting += one
        elif hasattr(one, "dtype") or hasattr(one, "to_numpy"):
            waiting += cells(one)


def cells(table: Any) -> list[Any]:
    """Return the texts in an array or a table of a library; nothing of those that hold numbers alone."""
    try:
        array = table.to_numpy() if hasattr(table, "to_numpy") else table
        if array.dtype.kind not in "OUS":
            return []
        return [ENDLESS] if array.size > MOST else [*array.ravel().tolist(), *getattr(table, "columns", ())]
    except Exception:  # noqa: BLE001 - it only looks like one
        return []


def parts_of(text: str) -> list[str]:
    """Return a text without the space around it, and its short lines; long ones are found by any part of them."""
    bare = text.strip()
    short = [line.strip() for line in bare.splitlines() if len(line) < RUN] if "\n" in bare or "\r" in bare else []
    return [bare, *short]


def lowered(text: str) -> str:
    """Return a text in lower case, of the same length."""
    low = text.lower()
    if len(low) == len(text) and "Σ" not in text:
        return low
    return "".join(small if len(small := one.lower()) == 1 else one for one in text)


def readings(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield a text as it is and, where it has escapes, what they mean; each with the place of every character."""
    yield text, range(len(text) + 1)
    for sign, escape, meaning in ESCAPES:
        if sign in text and escape.search(text):
            once, places = unescaped(text, escape, meaning)
            yield once, places
            if sign == "\\" and sign in once:
                # A quotation of a quotation.
                twice, inner = unescaped(once, escape, meaning)
                yield twice, [places[at] for at in inner]


def unescaped(text: str, escape: re.Pattern[str], meaning: Callable[[str], str]) -> tuple[str, list[int]]:
    """Return a text without escapes, and where in the text each character of it, and its end, stands."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for found in escape.finditer(text):
        meant = meaning(found[0])
        parts += [text[at : found.start()], meant]
        places += [*range(at, found.start()), *[found.start()] * len(meant)]
        at = found.end()
    parts.append(text[at:])
    places += range(at, len(text) + 1)
    return "".join(parts), places


def in_python(escape: str) -> str:
    """Return what an escape of Python or JSON stands for."""
    if escape[1] in "\\'\"/":
        return escape[1]
    meant = escape.encode("ascii").decode("unicode_escape")
    return meant.encode("utf-16", "surrogatepass").decode("utf-16") if len(meant) == 2 else meant


def in_bytes(escape: str) -> str:
    """Return what one or more bytes that Python wrote stand for."""
    if escape[1] != "x":
        return in_python(escape)
    return bytes.fromhex(escape.replace("\\x", "")).decode("utf-8", "replace")


def in_form(escape: str) -> str:
    """Return what a sign of a form that was sent stands for."""
    return " " if escape == "+" else unquote(escape)


ESCAPES: list[tuple[str, re.Pattern[str], Callable[[str], str]]] = [
    (
        "\\",
        re.compile(
            r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
            r"|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|[abfnrtv\\'\"/])"
        ),
        in_python,
    ),
    ("\\x", re.compile(r"(?:\\x[0-9a-fA-F]{2})+|\\[abfnrtv\\'\"]"), in_bytes),
    ("%", re.compile(r"(?:%[0-9a-fA-F]{2})+"), unquote),
    ("+", re.compile(r"(?:%[0-9a-fA-F]{2})+|\+"), in_form),
    ("&", re.compile(r"&#?\w{2,8};"), html.unescape),
]
"""A sign of escapes, what they look like, and what one stands for."""


def number_of(text: str) -> float:
    """Return the number that a text says."""
    try:
        return float(text.replace("_", "").replace(",", ""))
    except ValueError:
        return -1.0  # no number, such as 1.2.3


def left_out(text: str) -> str:
    """Return what stands for a text that nobody looked through."""
    return f"‹{len(text)} characters, left out: there is too much that they may quote›"
