"""Any Python value as plain JSON: dictionaries with text keys, lists, text, finite numbers, true, false and null.

What has no JSON form is shown as its text, as Gradio shows it. Bytes are refused, because their text helps nobody.
"""

from __future__ import annotations

import dataclasses
import enum
import math
from collections import deque
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portico.errors import ResultError
from portico.media.origin import comes_from

if TYPE_CHECKING:
    from portico.wire.codec import JSON

DEEPEST = 200
"""How many levels a value may be nested; a list that holds itself is deeper than any number."""


def to_json(value: Any) -> JSON:
    """Return a value as plain JSON.

    NaN, infinities and missing values become None, numpy numbers Python numbers, arrays and sets lists, dataclasses
    and pydantic models dictionaries, dates text such as "2024-01-02 03:04:05".

    Args:
        value: Any value.

    Raises:
        ResultError: The value holds bytes or itself, or a dictionary has a key that is no text and no number.
    """
    return _convert(value, 0)


def finite(number: float) -> float | None:
    """Return a number, or None where JSON has no word for it."""
    return number if math.isfinite(number) else None


def _convert(value: Any, depth: int) -> JSON:
    kind = type(value)
    if value is None or kind is bool or kind is int:
        return value
    if kind is str:
        return _text(value)
    if kind is float:
        return finite(value)
    if depth > DEEPEST:
        raise ResultError(f"The value is nested more than {DEEPEST} levels deep, or holds itself.", code="PE310")
    if isinstance(value, enum.Enum):
        return _convert(value.value, depth + 1)
    if comes_from(value, "numpy"):
        return _numpy(value, depth)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float | Decimal):
        return finite(float(value))
    if isinstance(value, Mapping):
        return {_key(key): _convert(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | deque):
        return [_convert(item, depth + 1) for item in value]
    if isinstance(value, AbstractSet):
        return [_convert(item, depth + 1) for item in sorted(value, key=repr)]
    return _object(value, depth)


def _object(value: Any, depth: int) -> JSON:
    if comes_from(value, "pydantic", "BaseModel"):
        return _convert(value.model_dump(mode="json"), depth + 1)
    if isinstance(value, bytes | bytearray | memoryview):
        raise ResultError("Bytes have no form in JSON. Decode them to text, or return a file.", code="PE310")
    if is_missing(value):
        return None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _convert(getattr(value, field.name), depth + 1) for field in dataclasses.fields(value)}
    return _text(str(value))


def is_missing(value: Any) -> bool:
    """Whether a value is how pandas says that there is none: `pd.NA` or `pd.NaT`."""
    return type(value).__name__ in ("NAType", "NaTType") and comes_from(value, "pandas")


def _numpy(value: Any, depth: int) -> JSON:
    import numpy as np

    if isinstance(value, np.generic):
        return _numpy_scalar(value, depth)
    if not isinstance(value, np.ndarray):
        return _text(str(value))
    kind = value.dtype.kind
    if kind in "biu":
        return value.tolist()
    if kind == "f":
        exact = value.astype("U").astype("f8") if value.dtype.itemsize < 8 else value.astype("f8")
        good: Any = np.isfinite(exact)
        nothing: Any = None
        return exact.tolist() if good.all() else np.where(good, exact, nothing).tolist()
    if kind == "M":
        return _each(value.astype("M8[us]").tolist(), lambda moment: moment and moment.isoformat())
    return _convert(value.tolist(), depth + 1)


def _numpy_scalar(value: Any, depth: int) -> JSON:
    kind = value.dtype.kind
    if kind == "f":
        # A float32 is written as short as it can be told apart: 0.1, not 0.10000000149011612.
        return finite(float(str(value)) if value.itemsize < 8 else float(value))
    if kind == "M":
        moment = value.astype("M8[us]").item()
        return moment and moment.isoformat()
    return _text(str(value)) if kind == "V" else _convert(value.item(), depth + 1)


def _each(value: Any, change: Any) -> JSON:
    return [_each(item, change) for item in value] if isinstance(value, list) else change(value)


def _key(key: Any) -> str:
    if isinstance(key, enum.Enum):
        return _key(key.value)
    if isinstance(key, str):
        return _text(key)
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    if comes_from(key, "numpy") and hasattr(key, "item"):
        return _key(key.item())
    if isinstance(key, tuple | frozenset | bytes):
        raise ResultError(f"Expected text or a number as key of a dictionary, got {key!r}.", code="PE310")
    return _text(str(key))


def _text(text: str) -> str:
    """Return text that can be written as UTF-8: half of a surrogate pair becomes a question mark."""
    if text.isascii():
        return str(text)
    return text.encode("utf-8", "replace").decode("utf-8")
