"""What a validator says of an input: whether it will do, and if not, why."""

from __future__ import annotations

from typing import Any

from portico.lang.signature import names_checked

VERDICT = "validate"


@names_checked
def validate(is_valid: bool, message: str) -> dict[str, Any]:
    """Say of one input whether it will do; what a `validator=` function returns, once for each input.

    Args:
        is_valid: Whether the input will do.
        message: What is wrong and what to do, shown with the field; not shown where the input will do.
    """
    return {"__type__": VERDICT, "is_valid": bool(is_valid), "message": message}


def is_verdict(value: object) -> bool:
    """Whether a value is what `validate` gave."""
    return isinstance(value, dict) and value.get("__type__") == VERDICT
