"""Resources: what is expensive to make and shared by all visitors, such as a model."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import CodeType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from portico.errors import BuildError

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


class Attempt:
    """One run of a resource's function.

    Args:
        name: The resource's name.
    """

    def __init__(self, name: str) -> None:
        from concurrent.futures import Future

        self.name = name
        self.ended: Future[None] = Future()
        self.needs: set[Attempt] = set()
        """What it waits for just now."""

    def reaches(self, others: tuple[Attempt, ...]) -> bool:
        """Whether it cannot end before one of the others does."""
        return self in others or any(one.reaches(others) for one in self.needs)


under_way: ContextVar[tuple[Attempt, ...]] = ContextVar("portico_resources", default=())
"""The attempts that the running code is part of, outermost first."""
renewing: ContextVar[Callable[[Resource[Any]], object] | None] = ContextVar("portico_renewing", default=None)
"""While modules run again beside what they were: returns what a new resource's name meant there."""


class Resource(Generic[T]):
    """A value that is made once in a process, by the first who calls for it, while the others wait.

    It is pickled as a name: another process that receives it makes a value of its own.

    Args:
        make: Makes it.
    """

    _graph = threading.Lock()  # one for all, since who waits for whom is one question

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: list[T] = []
        self._attempt: Attempt | None = None
        self._fingerprint = b""
        self.__name__ = getattr(make, "__name__", "resource")
        self.__qualname__ = getattr(make, "__qualname__", self.__name__)
        self.__module__ = getattr(make, "__module__", __name__)
        self.__doc__ = make.__doc__
        self.__wrapped__ = make
        earlier = getattr(make, "__globals__", {}).get(self.__qualname__)
        if not isinstance(earlier, Resource) and (find := renewing.get()) is not None:
            earlier = find(self)
        # A module that runs again, and a notebook's cell, still has what the name meant before.
        self._earlier: Resource[Any] | None = earlier if isinstance(earlier, Resource) else None

    @property
    def identity(self) -> str:
        """What a reload or another process knows it by: its module and its name there."""
        return f"{self.__module__}:{self.__qualname__}"

    @property
    def made(self) -> bool:
        """Whether the value is there."""
        return bool(self._made)

    def __reduce__(self) -> str:
        return self.__qualname__

    def __call__(self) -> T:
        """Return the value; what its function raises comes out, and the next call tries again."""
        while not (made := self._made):
            attempt, mine = self._begin()
            if not mine:
                with self._waiting(attempt):
                    attempt.ended.result()
                continue
            with self._making(attempt):
                if not self._made:
                    self._keep(self._make())
        return made[0]

    def clear(self) -> None:
        """Let go of the value: the next call makes another."""
        self._earlier = None
        self._made = []

    def adopt(self, earlier: Resource[Any]) -> bool:
        """Take over the value of an earlier version of this resource, if it would be made the same way now.

        Args:
            earlier: The one that the same name meant before a reload.
        """
        same = earlier.identity == self.identity and type(earlier) is type(self)
        if not earlier.made or self.made or not same:
            return False
        if not earlier._fingerprint or earlier._fingerprint != fingerprint(self._make):
            return False
        self._fingerprint = earlier._fingerprint
        self._made = cast("list[T]", earlier._made)
        return True

    def settle(self) -> None:
        """Take over now what an earlier version has made, and let go of that version."""
        earlier, self._earlier = self._earlier, None
        if earlier is not None:
            self.adopt(earlier)

    def _begin(self) -> tuple[Attempt, bool]:
        """Return the attempt that is under way, and whether it was begun just now."""
        inside = under_way.get()
        with self._graph:
            attempt, mine = self._attempt, False
            if attempt is None:
                self._attempt = attempt = Attempt(self.__name__)
                mine = True
            elif attempt.reaches(inside):
                chain = " → ".join([*(one.name for one in inside), self.__name__])
                raise BuildError(
                    f"The resource '{self.__name__}' needs itself while it is made: {chain}. Make one of them without "
                    "the other, or both in one resource.",
                    code="PE117",
                )
            if inside:
                inside[-1].needs.add(attempt)
        return attempt, mine

    @contextmanager
    def _waiting(self, attempt: Attempt) -> Generator[None]:
        try:
            yield
        finally:
            self._no_longer_needed(attempt)

    @contextmanager
    def _making(self, attempt: Attempt) -> Generator[None]:
        token = under_way.set((*under_way.get(), attempt))
        try:
            if self._earlier is not None:
                self.adopt(self._earlier)
            yield
        except BaseException as error:
            error.add_note(f"This happened while the resource '{self.__name__}' was made. The next call tries again.")
            raise
        finally:
            self._earlier = None
            under_way.reset(token)
            with self._graph:
                self._attempt = None
            self._no_longer_needed(attempt)
            attempt.ended.set_result(None)

    def _no_longer_needed(self, attempt: Attempt) -> None:
        inside = under_way.get()
        if inside:
            with self._graph:
                inside[-1].needs.discard(attempt)

    def _keep(self, value: Any) -> None:
        self._fingerprint = fingerprint(self._make)
        self._made = [value]


class AsyncResource(Resource[Awaitable[T]]):
    """A value that is made once in a process by a coroutine: `await model()`."""

    def __call__(self) -> Awaitable[T]:
        """Return the value, to be awaited."""
        return self._value()

    async def _value(self) -> T:
        import asyncio

        while not (made := self._made):
            attempt, mine = self._begin()
            if not mine:
                with self._waiting(attempt):
                    await asyncio.shield(asyncio.wrap_future(attempt.ended))
                continue
            with self._making(attempt):
                if not self._made:
                    self._keep(await self._make())
        return cast("T", made[0])


@overload
def resource(make: Callable[[], Awaitable[T]]) -> AsyncResource[T]: ...
@overload
def resource(make: Callable[[], T]) -> Resource[T]: ...
def resource(make: Callable[[], Any]) -> Resource[Any]:
    """Load a model, or anything expensive, once in the process, when it is first used.

    A worker process (`run="process"`) makes one of its own.

        @gr.resource
        def model():
            return load("weights.bin")

        def predict(x):
            return model().run(x)

    Whoever calls while it is being made waits. One resource may use another. Where the function fails, its error comes
    out, and the next call tries again. A coroutine is awaited: `(await model()).run(x)`. A module that is run again
    keeps the value as long as the function, and the plain values it reads from its module, are what they were;
    `model.clear()` lets go of it.

    Args:
        make: A function without parameters; what it returns is shared by all visitors and threads.

    Raises:
        BuildError: The function has parameters, or is a generator.
    """
    name = getattr(make, "__name__", type(make).__name__)
    if inspect.isgeneratorfunction(make) or inspect.isasyncgenfunction(make):
        raise BuildError(f"The resource '{name}' yields; it should return what it made.", code="PE117")
    needed = [
        one.name
        for one in inspect.signature(make).parameters.values()
        if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]
    if needed:
        raise BuildError(
            f"The resource '{name}' is made once for all visitors, so its function takes no parameters; it has "
            f"'{needed[0]}'.",
            code="PE117",
        )
    return AsyncResource(make) if inspect.iscoroutinefunction(make) else Resource(make)


def fingerprint(make: Callable[..., Any]) -> bytes:
    """Return bytes that differ when a function does something else, or reads another plain value of its module."""
    from portico.lang.content import Content, NoContent

    content = Content()
    code: CodeType | None = getattr(make, "__code__", None)
    if code is None:
        content.add(make)
        return content.digest()
    module: dict[str, Any] = getattr(make, "__globals__", {})
    try:
        for part in _codes(code):
            content.add((part.co_code, part.co_names, [one for one in part.co_consts if not isinstance(one, CodeType)]))
            for name in part.co_names:
                value = module.get(name)
                content.add(value if isinstance(value, (str, int, float, bytes, tuple)) else None)
        content.add(getattr(make, "__defaults__", None))
    except NoContent:
        return b""
    return content.digest()


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)
