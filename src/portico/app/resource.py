"""Resources: what is expensive to make and shared by all visitors, such as a model."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Resource(Generic[T]):
    """A value that is made once, by the first who calls for it, while the others wait.

    Args:
        make: Makes it.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T] = []
        self.__name__ = getattr(make, "__name__", "resource")
        self.__doc__ = make.__doc__

    def __call__(self) -> T:
        """Return the value."""
        if not self._made:
            with self._lock:
                if not self._made:
                    self._made.append(self._make())
        return self._made[0]


def resource(make: Callable[[], T]) -> Resource[T]:
    """Load a model, or anything expensive, once in the process, when it is first used.

        @gr.resource
        def model():
            return load("weights.bin")

        def predict(x):
            return model().run(x)

    Args:
        make: A function without parameters; what it returns is shared by all visitors and threads.
    """
    return Resource(make)
