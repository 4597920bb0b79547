"""What a program shares between its visitors on purpose."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def shared(value: T) -> T:
    """Say that all visitors share a value on purpose, and return it unchanged: `visits = gr.shared([])`.

    `portico check`, and the watch of the profile `dev`, then say nothing about who changes it. They recognise the call
    where a variable of a module, a variable of a function around a handler, an attribute or a parameter's default gets
    its value; it costs nothing when the app runs.

    Args:
        value: Anything.
    """
    return value
