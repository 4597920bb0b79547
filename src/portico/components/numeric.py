"""What Number and Slider share: which payloads are numbers, and how they are rounded."""

from __future__ import annotations

import math
from reprlib import repr as brief
from typing import Any

from portico.errors import InvalidPayload, NotAccepted, ResultError
from portico.wire.codec import JSON

Real = int | float


def rounded(number: Real, precision: int | None) -> Real:
    """Return a number rounded to so many decimals: 0 gives an int, -1 rounds to tens, None rounds nothing."""
    if precision is None:
        return number
    return round(number) if precision == 0 else round(number, precision)


def received(payload: JSON, owner: str) -> Real:
    """Return the number that the page sent.

    Raises:
        InvalidPayload: It is not a finite number; True and "5" are not numbers.
    """
    if isinstance(payload, bool) or not isinstance(payload, (int, float)) or not math.isfinite(payload):
        raise InvalidPayload(f"{owner} expects a number, got {brief(payload)}.")
    return payload


def check_range(number: Real, minimum: Real | None, maximum: Real | None, owner: str) -> None:
    """Raise NotAccepted where a number lies outside the bounds there are."""
    if minimum is not None and number < minimum:
        raise NotAccepted(f"{owner} expects {minimum} or more, got {number}.")
    if maximum is not None and number > maximum:
        raise NotAccepted(f"{owner} expects {maximum} or less, got {number}.")


def shown(value: Any, owner: str) -> Real | None:
    """Return what a program gave as a number: Python's or NumPy's, or text that is one; NaN and "" are no value.

    Raises:
        ResultError: It is not a number.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        number = _number(value)
    except (TypeError, ValueError, OverflowError):
        raise ResultError(
            f"{owner} shows a number, but {brief(value)} is a {type(value).__name__}.", code="PE303"
        ) from None
    return number if math.isfinite(number) else None


def _number(value: Any) -> Real:
    if type(value) in (int, float):
        return value
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return float(value)
    if hasattr(value, "item"):  # NumPy's and PyTorch's numbers, and arrays of one element
        return _number(value.item())
    if hasattr(value, "__index__"):
        return int(value)
    return float(value)
