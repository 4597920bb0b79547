"""The one encoder and decoder of JSON, and the type of what they carry.

msgspec encodes the wire's structs, integers of any size and keys that are numbers, and writes NaN as null, which is
what every client can read.
"""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

import msgspec

JSON: TypeAlias = Any
"""Any value that JSON can carry: None, bool, int, float, str, list and dict of these."""

T = TypeVar("T")

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()


def encode(value: Any) -> bytes:
    """Return compact UTF-8 JSON; NaN and infinities become null."""
    return _encoder.encode(value)


def decode(data: bytes | str) -> JSON:
    """Return the value; raises `msgspec.DecodeError` for text that is not JSON."""
    return _decoder.decode(data)


def struct(data: bytes, kind: type[T]) -> T:
    """Return a wire struct; raises `msgspec.ValidationError` naming the field that does not fit."""
    return msgspec.json.decode(data, type=kind)


def plain(value: Any) -> JSON:
    """Return a wire struct as dictionaries and lists."""
    return msgspec.to_builtins(value)
