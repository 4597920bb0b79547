"""`data:` addresses: a small file written out as text."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import quote, unquote_to_bytes

from portico.errors import InvalidPayload


def encode(data: bytes, mime: str) -> str:
    """Return bytes as a base64 `data:` address."""
    return f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"


def encode_text(text: str, mime: str) -> str:
    """Return text as a percent-encoded `data:` address, which is shorter and readable."""
    return f"data:{mime},{quote(text)}"


def decode(text: str) -> tuple[bytes, str]:
    """Return the bytes of a `data:` address and their media type.

    Args:
        text: The whole address, base64 or percent-encoded.

    Raises:
        InvalidPayload: It is not a `data:` address, or its base64 is damaged.
    """
    head, comma, body = text.partition(",")
    if not comma or not head.lower().startswith("data:"):
        raise InvalidPayload("Expected an address that starts with data: and holds a comma before its content.")
    mime, *parameters = head[5:].split(";")
    mime = mime.strip().lower() or "text/plain"
    if not any(parameter.strip().lower() == "base64" for parameter in parameters):
        return unquote_to_bytes(body), mime
    try:
        return base64.b64decode(unquote_to_bytes(body), validate=True), mime
    except binascii.Error as error:
        raise InvalidPayload("The base64 text of that data: address is damaged.") from error
