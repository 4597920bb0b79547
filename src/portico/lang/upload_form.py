"""Files as a browser's form sends them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

QUOTED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""What a browser writes for what would end a file's name too soon."""


def upload_form(files: Iterable[tuple[str, bytes]], field: str = "files") -> tuple[str, bytes]:
    """Return the content type and the body of a form.

    Args:
        files: The name and the content of each file.
        field: What the form calls them.
    """
    edge = secrets.token_hex(16)
    parts: list[bytes] = []
    for name, content in files:
        named = f'name="{field}"; filename="{name.translate(QUOTED)}"'
        parts += [f"--{edge}\r\nContent-Disposition: form-data; {named}\r\n\r\n".encode(), content, b"\r\n"]
    return f"multipart/form-data; boundary={edge}", b"".join([*parts, f"--{edge}--\r\n".encode()])
