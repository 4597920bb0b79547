"""A small grammar of requests: every route, and what may go wrong in a name, a header, a body or a form.

A sentence of it is well-formed in most parts and odd in a few, so that it gets past the first check and meets the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from server.attacks import (
    BAD_FORMS,
    BROKEN_HEADS,
    DISPOSITION,
    FORM_TYPES,
    MALFORMED,
    MARK,
    METHODS,
    NAMES,
    ODD_BODIES,
    ODD_FILE_NAMES,
    ODD_HEADERS,
    QUERIES,
    STRANGE_VALUES,
)
from server.raw import form, head
from server.rows import API, ROWS, Row

ENDPOINTS = ["echo", "remember", "greet", "shout", *(f"take_{index}" for index in range(27))]
SESSIONS = ["fuzz", "fuzz2", "", None, "__proto__", "x" * 200, "\x00", "💥", 7]
PIECES = [
    "/",
    "..",
    "%2e",
    "%2f",
    "%00",
    "%ff",
    "\\",
    "a",
    "é",
    "file=",
    "gradio_api",
    "?",
    "&",
    "=",
    "#",
    ";",
    "%",
    " ",
]
TYPES = ["application/json", "application/json; charset=utf-16", "application/x+json", "text/plain", ""]
ODD = 0.25
"""How often a part of a request is odd."""


class Grammar:
    """Makes requests by chance; the same seed makes the same ones.

    Args:
        seed: Where chance begins.
    """

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)

    def request(self) -> bytes:
        """Return a whole request, as bytes for a socket."""
        row = self.chance.choice(ROWS)
        kinds: list[Callable[[Row], bytes]] = [
            self._told,
            self._told,
            self._told,
            self._form,
            self._wandering,
            self._raw,
        ]
        sent = self.chance.choice(kinds)(row)
        return self._damaged(sent) if self._odd(0.05) else sent

    def value(self, depth: int = 0) -> Any:
        """Return a JSON value."""
        kind = self.chance.randrange(8)
        if depth < 4 and kind == 0:
            return [self.value(depth + 1) for _ in range(self.chance.randrange(4))]
        if depth < 4 and kind == 1:
            return {self.text(12): self.value(depth + 1) for _ in range(self.chance.randrange(4))}
        if kind == 2:
            return self.text(40)
        if kind == 3:
            return self.chance.choice([self.chance.randint(-(2**70), 2**70), self.chance.uniform(-1e9, 1e9), 0, -1])
        return self.chance.choice(STRANGE_VALUES)

    def text(self, longest: int) -> str:
        """Return text of any characters that JSON can say."""
        alphabet = [
            "a",
            "Z",
            "0",
            " ",
            "\n",
            "\x00",
            "\x1b",
            "é",
            "💥",
            "\u2028",
            "<",
            "'",
            '"',
            "\\",
            "{",
            "%",
            "..",
            "/",
        ]
        return "".join(self.chance.choices(alphabet, k=self.chance.randrange(longest)))

    def file_name(self) -> str:
        """Return what a form may call a file."""
        return self.chance.choice(ODD_FILE_NAMES) if self._odd(0.5) else self.text(300)

    def form(self) -> bytes:
        """Return a multipart body with the boundary B."""
        parts = []
        for _ in range(self.chance.randrange(1, 5)):
            name = self.file_name().encode(errors="replace").replace(b'"', b"%22")
            content = self.chance.randbytes(self.chance.choice([0, 1, 10, 5_000, 120_000]))
            parts.append(DISPOSITION.replace(b"%b", name) + content)
        body = form(
            *parts, end=self.chance.choice([b"--B--\r\n", b"--B--\r\n", b"--B\r\n", b"", b"--B--\r\n" + MARK.encode()])
        )
        return self._cut(body) if self._odd() else body

    def _odd(self, how_often: float = ODD) -> bool:
        return self.chance.random() < how_often

    def _one(self, known: dict[str, Any]) -> Any:
        return self.chance.choice(list(known.values()))

    def _lines(self) -> list[str]:
        lines = list(self._one(ODD_HEADERS)) if self._odd() else []
        if self._odd():
            lines.append(f"X-Gradio-User: {self.chance.choice(['app', 'api', 'mcp', MARK])}")
        return lines

    def _target(self, row: Row) -> str:
        good = self.chance.choice(ENDPOINTS) if f"{API}/run" in row.path or f"{API}/call" in row.path else row.good
        name = self._one(NAMES) if self._odd() else good
        return row.path.replace("{}", name) + (self._one(QUERIES) if self._odd() else "")

    def body(self, row: Row) -> bytes:
        """Return a body of JSON for a route, or what is none."""
        if self._odd():
            return self.chance.choice([self._one(MALFORMED), self._one(ODD_BODIES)])
        body = dict(row.body or {})
        if "data" in body:
            body["data"] = [self.value() for _ in range(self.chance.randrange(4))]
        if "session_hash" in body or self._odd():
            body["session_hash"] = self.chance.choice(SESSIONS)
        if "fn_index" in body or self._odd():
            body["fn_index"] = self.chance.choice([*range(32), -1, 2**40, None])
        for name in list(body):
            if self._odd(0.05):
                body[name] = self.value()
        if self._odd():
            body[self.chance.choice(["event_data", "trigger_id", "batched", "oauth_token", MARK])] = self.value()
        return json.dumps(body).encode(errors="replace")

    def _told(self, row: Row) -> bytes:
        method = self.chance.choice(METHODS) if self._odd(0.1) else row.method
        body = self.body(row) if row.takes == "json" or self._odd(0.1) else b""
        kind = self.chance.choice(TYPES) if self._odd(0.1) else "application/json"
        return (
            head(method, self._target(row), f"Content-Type: {kind}", *self._lines(), f"Content-Length: {len(body)}")
            + body
        )

    def _form(self, _: Row) -> bytes:
        body = self._one(BAD_FORMS) if self._odd() else self.form()
        kind = self.chance.choice(FORM_TYPES) if self._odd(0.1) else "multipart/form-data; boundary=B"
        watch = f"?upload_id={self.chance.choice(['u', 'x' * 500, '%00'])}" if self._odd() else ""
        lines = [f"Content-Type: {kind}", *self._lines(), f"Content-Length: {len(body)}"]
        return head("POST", f"{API}/upload{watch}", *lines) + body

    def _wandering(self, _: Row) -> bytes:
        path = "/" + "".join(self.chance.choices(PIECES, k=self.chance.randrange(1, 12))).replace(" ", "%20")
        return head(
            self.chance.choice(METHODS), path.encode("ascii", "ignore").decode(), *self._lines(), "Content-Length: 0"
        )

    def _raw(self, row: Row) -> bytes:
        lines = self._one(BROKEN_HEADS)
        return head(row.method, self._target(row), lines) + b"hello"

    def _damaged(self, sent: bytes) -> bytes:
        at = self.chance.randrange(len(sent))
        return sent[:at] + self.chance.randbytes(self.chance.randrange(1, 4)) + sent[at + 1 :]

    def _cut(self, body: bytes) -> bytes:
        return body[: self.chance.randrange(len(body) + 1)]


def shorter(parts: Sequence[bytes]) -> bytes:
    """Return a request for a message: its beginning, and how long it was."""
    whole = b"".join(parts)
    return whole if len(whole) < 600 else whole[:600] + b"... (%d bytes)" % len(whole)
