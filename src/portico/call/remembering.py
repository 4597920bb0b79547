"""What one function's calls count as, what is kept of their results, and what comes back."""

from __future__ import annotations

import inspect
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portico.call.cache import Cache, file_finder
from portico.call.context import Call, current_call
from portico.call.event_data import EventData
from portico.call.memory import Kept, Key, Memory, NamedFile
from portico.call.progress import Progress
from portico.call.request import Request
from portico.errors import FileRefused
from portico.lang.content import Content, NoContent
from portico.lang.signature import can_inspect, name_of
from portico.lang.size import size_of
from portico.lang.snapshot import NOTHING, snapshot

logger = logging.getLogger("portico.cache")
MOST_FILES = 256
LONGEST_PATH = 4096


@dataclass(slots=True)
class Asked:
    """One call of the function: what it counts as."""

    key: Key
    anchors: tuple[Any, ...]


@dataclass(slots=True)
class Recording:
    """What a generator gave so far, each step a copy that shares with the last what did not change."""

    steps: list[Any] = field(default_factory=list[Any])

    def add(self, step: Any) -> None:
        """Take in one more step."""
        self.steps.append(snapshot(step, self.steps[-1] if self.steps else NOTHING))


class Remembering:
    """The memory of one function.

    Args:
        fn: The function.
        key: Returns what its arguments count as; None: their content.
        memory: Where results are.
    """

    def __init__(self, fn: Callable[..., Any], key: Callable[[dict[str, Any]], Any] | None, memory: Memory) -> None:
        self.memory = memory
        self._name = name_of(fn)
        self._key = key
        self._signature = inspect.signature(fn) if can_inspect(fn) else None
        self._warned = False

    def asked(self, args: tuple[Any, ...], named: dict[str, Any]) -> Asked | None:
        """Return what a call counts as; None for a call whose result cannot be kept."""
        call = current_call.get()
        session = ""
        if self.memory.per_session:
            if call is None:
                return None
            session = call.session
        try:
            given = self._by_name(args, named)
        except TypeError:
            return None  # the function itself says best what is wrong with its arguments
        content = Content(file_finder(call))
        try:
            if self._key is not None:
                content.add(self._key(given))
            else:
                for name, value in given.items():
                    content.add(name)
                    content.add(_counted(value))
        except NoContent as error:
            self._warn(error)
            return None
        return Asked((session, content.digest()), tuple(content.anchors))

    def _by_name(self, args: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        if self._signature is None:
            return {"args": args, **named}
        bound = self._signature.bind(*args, **named)
        bound.apply_defaults()
        return bound.arguments

    def _warn(self, error: NoContent) -> None:
        if not self._warned:
            self._warned = True
            logger.warning(
                "Calls of '%s' are not cached, because one of the arguments is %s. To cache them, say what counts: "
                "gr.cache(key=lambda given: …).", self._name, error,
            )  # fmt: skip

    # Finding

    def find(self, asked: Asked) -> Kept | None:
        """Return what is kept for a call, if it is still of use to this visitor, and note that it was used."""
        kept = self.memory.get(asked.key)
        call = current_call.get()
        if kept is None:
            return None
        if not all(_still_there(file, call) for file in kept.files):
            self.memory.drop(asked.key)
            return None
        if call is not None:
            call.used_cache = "partial"
        return kept

    def given(self, kept: Kept) -> Any:
        """Return what a caller receives: a copy, or a generator that gives the steps again."""
        return self.steps(kept) if kept.steps else snapshot(kept.value)

    def steps(self, kept: Kept) -> Iterator[Any]:
        """Give again what a generator gave."""
        for step in kept.value:
            yield snapshot(step)

    def recall(self, args: tuple[Any, ...], named: dict[str, Any]) -> list[Any] | None:
        """Return a known call's steps, or its one result, without running anything; None where it is not known."""
        asked = self.asked(args, named)
        kept = None if asked is None else self.find(asked)
        if kept is None:
            return None
        return list(self.steps(kept)) if kept.steps else [snapshot(kept.value)]

    # Keeping

    @staticmethod
    def recording() -> Recording:
        """Return what takes in a generator's steps."""
        return Recording()

    def keep(self, asked: Asked, value: Any) -> Any:
        """Keep a result and return it. What can be read only once is not kept."""
        kind = type(value)
        if not (hasattr(kind, "__next__") or hasattr(kind, "__anext__") or hasattr(kind, "__await__")):
            try:
                self._put(asked, Kept(snapshot(value)))
            except RecursionError:
                logger.warning("A result of '%s' is nested too deeply to be cached.", self._name)
        return value

    def keep_steps(self, asked: Asked, recording: Recording) -> None:
        """Keep what a generator gave, now that it has ended."""
        self._put(asked, Kept(recording.steps, steps=True))

    def _put(self, asked: Asked, kept: Kept) -> None:
        kept.anchors = asked.anchors
        call = current_call.get()
        kept.files = tuple(_files_in(kept.value, call))
        if self.memory.per_session and call is not None:
            call.at_leave(self.memory)
        self.memory.put(asked.key, kept, lambda: size_of(kept.value, kept.anchors))


def _counted(value: Any) -> Any:
    """Return what an argument counts as; raises NoContent for one that is another at every call."""
    if isinstance(value, Request):
        raise NoContent("a gr.Request, and another visitor's result may differ")
    if isinstance(value, EventData):
        return value.target, value._data  # pyright: ignore[reportPrivateUsage]
    return None if isinstance(value, (Progress, Cache)) else value


def _still_there(file: NamedFile, call: Call | None) -> bool:
    """Whether a file is what it was, and this visitor may have it."""
    try:
        found = os.stat(file.path)  # noqa: PTH116
    except OSError:
        return False
    if file.own and (call is None or not _owns(call, file.path)):
        return False
    return (found.st_mtime_ns, found.st_size) == (file.made_at, file.size)


def _owns(call: Call, path: str) -> bool:
    """Whether a path leads to a file of the visitor's, or to a copy beside one."""
    if not call.files.holds(path):
        return call.files.shelters(Path(os.path.realpath(path)), call.session)
    try:
        call.files.local(path, call.session, call.caller.holder)
    except FileRefused:
        return False
    return True


def _files_in(value: Any, call: Call | None) -> Iterator[NamedFile]:
    """Find the files that a result names, in whatever lists and dictionaries."""
    waiting, seen, found = [value], set[int](), 0
    while waiting and found < MOST_FILES:
        one = waiting.pop()
        if isinstance(one, (list, tuple, dict)):
            if id(one) not in seen:
                seen.add(id(one))
                waiting.extend(one.values() if isinstance(one, dict) else one)
        elif isinstance(one, Path) or (isinstance(one, str) and _looks_like_a_path(one)):
            try:
                status = os.stat(one)  # noqa: PTH116
            except (OSError, ValueError):
                continue
            found += 1
            path = os.fspath(one)
            own = call is not None and _owns(call, path)
            yield NamedFile(path, status.st_mtime_ns, status.st_size, own)


def _looks_like_a_path(text: str) -> bool:
    return len(text) < LONGEST_PATH and ("." in text or "/" in text) and "\n" not in text
