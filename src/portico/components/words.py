"""What a component of words shows of a value: its text, unless nobody can have meant it to be read."""

from __future__ import annotations

from types import BuiltinFunctionType, CoroutineType, FunctionType, MethodType
from typing import Any

from portico.errors import ResultError

FUNCTIONS = (FunctionType, MethodType, BuiltinFunctionType)


def words(value: Any, owner: str) -> str:
    """Return a value as text.

    Args:
        value: What the function gave.
        owner: The component's name, for the message.

    Raises:
        ResultError: It is a function, a class, or what `async def` gave: something was left out.
    """
    if type(value) is str:
        return value
    if isinstance(value, CoroutineType):
        value.close()
        raise ResultError(f"{owner} shows a text, but what came is what an `async def` gave: await it.", code="PE303")
    if isinstance(value, (*FUNCTIONS, type)):
        what = "the class" if isinstance(value, type) else "the function"
        raise ResultError(
            f"{owner} shows a text, but what came is {what} {value.__name__} itself: were brackets forgotten?",
            code="PE303",
        )
    return str(value)
