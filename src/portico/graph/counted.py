"""What an author is told whose function gives another number of values than its listener has outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portico.graph.block import Block


def too_few(name: str, result: Any, count: int, outputs: Sequence[Block]) -> str:
    """Return what is wrong with a result that holds fewer values than there are outputs.

    Args:
        name: What the function is called.
        result: What it gave.
        count: How many values that is.
        outputs: Where they go.
    """
    gave = "None" if result is None else f"{count} value{'s' * (count != 1)}"
    return (
        f"{name} gave {gave}, but has {len(outputs)} outputs: {', '.join(map(repr, outputs))}. Return one value for "
        f"each.{_meant(result, len(outputs))}"
    )


def too_many(name: str, count: int, outputs: Sequence[Block]) -> str:
    """Return what is wrong with a result that holds more values than there are outputs."""
    if not outputs:
        return f"{name} gave a value, but its listener has no outputs, so nobody sees it. Name them: outputs=[…]."
    shown = f"{len(outputs)} output{'s' * (len(outputs) != 1)}: {', '.join(map(repr, outputs))}"
    return f"{name} gave {count} values, but has {shown}. What is too much is left out: give as many as there are."


def _meant(result: Any, wanted: int) -> str:
    if result is None:
        return " A function that ends without `return` gives None."
    if isinstance(result, dict):
        return " In a dictionary that stands for several outputs every key is a component: {box: value}."
    if isinstance(result, (list, tuple, int, float)):
        return ""
    return f" A {type(result).__name__} is one value, whatever is in it: return a tuple of {wanted}."
