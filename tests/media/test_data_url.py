"""`data:` addresses, there and back."""

from __future__ import annotations

import pytest

from portico.errors import InvalidPayload
from portico.media import data_url


def test_there_and_back() -> None:
    assert data_url.encode(b"\0\xff", "image/png") == "data:image/png;base64,AP8="
    assert data_url.decode("data:image/png;base64,AP8=") == (b"\0\xff", "image/png")


def test_percent_encoding() -> None:
    text = data_url.encode_text("<svg/>", "image/svg+xml")
    assert text == "data:image/svg+xml,%3Csvg/%3E"
    assert data_url.decode(text) == (b"<svg/>", "image/svg+xml")
    assert data_url.decode("data:,hi") == (b"hi", "text/plain")
    assert data_url.decode("DATA:Text/Plain;charset=utf-8;BASE64,aGk%3D") == (b"hi", "text/plain")


@pytest.mark.parametrize("text", ["", "data:image/png", "http://x/,y", "data:image/png;base64,A", "data:a/b;base64,é"])
def test_what_is_damaged_is_refused(text: str) -> None:
    with pytest.raises(InvalidPayload, match="data:"):
        data_url.decode(text)
