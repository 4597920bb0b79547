"""Functions for worker processes, which look them up by module and name."""

from __future__ import annotations

import asyncio
import functools
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import portico as gr


@gr.resource
def model() -> dict[str, Any]:
    """Says which process made it, and when."""
    return {"pid": os.getpid(), "stamp": os.urandom(8).hex()}


def note(folder: str, name: str, text: object) -> None:
    """Leave a word for the test that waits for it."""
    fresh = Path(folder, f"{name}.new")
    fresh.write_text(str(text))
    fresh.replace(Path(folder, name))


def doubled(numbers: list[float]) -> list[list[float]]:
    return [[number * 2 for number in numbers]]


@gr.cache
def remembered(_: float) -> str:
    return os.urandom(8).hex()


def echo(value: Any) -> Any:
    return value


def where(_: Any) -> int:
    return os.getpid()


def stamp(_: Any) -> str:
    return model()["stamp"]


def turned(picture: Any) -> Any:
    picture[0, 0] = 7  # what crossed may be written to
    return picture.T


def surroundings(
    name: str, request: gr.Request, event: gr.SelectData, progress: gr.Progress = gr.Progress()
) -> list[Any]:
    gr.Info(f"hello {name}", duration=2)
    gr.Warning("careful")
    progress(0.5, desc="half")
    return [request.headers["x-team"], event.value, type(event.target).__name__, event.target.label]


def count(to: float) -> Any:
    yield from range(int(to))


async def double(number: float) -> float:
    await asyncio.sleep(0)
    return number * 2


async def count_in_time(to: float) -> Any:
    for number in range(int(to)):
        await asyncio.sleep(0)
        yield number


def loops(to: float, progress: gr.Progress = gr.Progress(track_tqdm=True)) -> float:
    from tqdm import tqdm

    with Path(os.devnull).open("w") as nowhere:
        return sum(1 for _ in tqdm(range(int(to)), desc="turns", file=nowhere))


def by_block_or_update(text: str) -> Any:
    return gr.Textbox(label=text), gr.update(value=text)


def refuse(text: str) -> None:
    raise gr.Error(text, title="Not today", duration=3)


def fail(text: str) -> None:
    raise ValueError(text)


class Odd(Exception):
    """Its arguments do not make it again."""

    def __init__(self, one: Any, two: Any) -> None:
        super().__init__("odd")
        self.held = threading.Lock()


class Mute(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def odd(_: Any) -> None:
    raise Odd(1, 2)


def mute(_: Any) -> None:
    raise Mute


def leave(_: Any) -> None:
    sys.exit(3)


def interrupted(_: Any) -> None:
    raise KeyboardInterrupt


def vanish(_: Any) -> None:
    os._exit(3)


def crash(_: Any) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def locked(_: Any) -> Any:
    return threading.Lock()


def locked_later(_: Any) -> Any:
    yield 1
    yield threading.Lock()


def deaf(folder: str) -> None:
    """Never ends, and looks at nothing."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    note(folder, "begun", os.getpid())
    threading.Event().wait()


def deaf_steps(folder: str) -> Any:
    note(folder, "begun", os.getpid())
    yield 1
    threading.Event().wait()


def polite(folder: str) -> None:
    """Looks whether anybody waits."""
    note(folder, "begun", os.getpid())
    while not gr.cancelled():
        threading.Event().wait(0.01)
    note(folder, "left", "early")


def steps_for_ever(folder: str) -> Any:
    made = 0
    try:
        while True:
            made += 1
            note(folder, "made", made)
            note(folder, "begun", os.getpid())
            yield made
    finally:
        note(folder, "left", "closed")


async def wait_for_ever(folder: str) -> None:
    note(folder, "begun", os.getpid())
    try:
        await asyncio.Event().wait()
    finally:
        note(folder, "left", "cancelled")


async def wait_between_steps(folder: str) -> Any:
    note(folder, "begun", os.getpid())
    try:
        yield 1
        await asyncio.Event().wait()
    finally:
        note(folder, "left", "cancelled")


def parent(folder: str) -> None:
    """Starts a process of its own."""
    import subprocess

    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    note(folder, "child", child.pid)
    note(folder, "begun", os.getpid())
    child.wait()


class Scaler:
    """A model that is an object."""

    def __init__(self, factor: float) -> None:
        self.factor = factor
        self.calls = 0

    def __call__(self, number: float) -> float:
        self.calls += 1
        return number * self.factor + self.calls / 100

    def half(self, number: float) -> float:
        return number / 2


scaler = Scaler(3)
tenfold = functools.partial(lambda number, by: number * by, by=10)


def add(number: float, held: Any) -> str:
    return f"{number + 1} {held()['pid'] == os.getpid()}"


def decorated(fn: Any) -> Any:
    @functools.wraps(fn)
    def outer(*args: Any) -> Any:
        return fn(*args)

    return outer


def whose(request: gr.Request) -> str:
    """Who asks, as another process sees it."""
    return f"{request.username} {request.roles} {os.getpid()}"


@decorated
def wrapped(text: str) -> str:
    return text.upper()
