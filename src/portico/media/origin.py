"""Which library a value comes from, answered without importing the library."""

from __future__ import annotations


def comes_from(value: object, library: str, name: str | None = None) -> bool:
    """Whether a value's class, or one it is derived from, belongs to a library.

    Args:
        value: Any value.
        library: The library's top-level package, such as "pandas".
        name: A class name that must match as well, such as "DataFrame".
    """
    return any(
        cls.__module__.partition(".")[0] == library and name in (None, cls.__name__) for cls in type(value).__mro__
    )
