"""The signature of a class that looks at its arguments in `__new__` before its constructor takes them."""

from __future__ import annotations

from typing import Any


class OwnSignature:
    """What `inspect` and editors are told of such a class, as its `__signature__`: the constructor's parameters."""

    def __get__(self, made: object, owner: type[Any]) -> Any:
        import inspect  # themes are imported without it

        known = inspect.signature(owner.__init__)
        return known.replace(parameters=[one for one in known.parameters.values() if one.name != "self"])
