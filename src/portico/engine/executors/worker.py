"""What a worker process does: it loads the program again and runs its functions, one call at a time, for the server.

The main thread runs the functions. Another reads what the server says meanwhile: that a call is cancelled, that there
is room for more steps, that it is time to go.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import inspect
import io
import os
import queue
import signal
import socket
import sys
import threading
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from types import ModuleType
from typing import Any, NoReturn, TypeVar

from portico.call.context import Keeper, current_call
from portico.engine.executors.orders import AHEAD, Boot, Order
from portico.engine.executors.pipe import Parts, Pipe, pack, unpack
from portico.errors import ResultError
from portico.lang.aio import Blocking, contained
from portico.lang.portable import Arriving
from portico.lang.program import AGAIN, STARTED, script_again
from portico.lang.rehearsal import Rehearsal
from portico.lang.texts import Texts
from portico.wire.messages import Message

T = TypeVar("T")
ABSENT = "A function with run='process' has its inputs and what it returns; the session's store is not there."
FAREWELL = 1.0
"""Seconds that a process has to end by itself after the server hung up."""


class WorkerCall:
    """One call, as the code in a worker process sees it: `portico.call.context.Call` without the server's stores.

    Args:
        order: What the server asked for.
        parts: Its inputs, packed.
        pipe: The line to the server.
    """

    def __init__(self, order: Order, parts: Parts, pipe: Pipe) -> None:
        self.job = order.job
        self.session = order.session
        self.caller = order.caller
        self.event_data = order.event_data
        self.trigger = order.trigger
        self.simple = order.simple
        self.work = order.work
        self.code = order.code
        self.parts = parts
        self.cancelled = False
        self.room = threading.Semaphore(AHEAD)
        self.files: Any = NoFiles()
        self.kept: dict[Any, Any] = {}
        self.used_cache: str | None = None
        self._interrupt: Callable[[], None] = lambda: None
        self._pipe = pipe

    def cancel(self) -> None:
        """The server wants no more of it."""
        self.cancelled = True
        self.room.release()
        self._interrupt()

    def publish(self, message: Message) -> None:
        """Send a message to the visitor, from any thread."""
        if not self.cancelled:
            self._pipe.send(("say", message))

    def when_cancelled(self, tell: Callable[[], None]) -> None:
        """Call a function, from another thread, when nobody waits any more; at once where that is so already."""
        self._interrupt = tell
        if self.cancelled:
            tell()

    async def execute(self, fn: Callable[[], T]) -> T:
        """Run blocking code here: the process has nothing else to do."""
        return fn()

    async def iterate(self, rows: Iterator[T]) -> AsyncIterator[T]:
        """Step through a blocking iterator here."""
        for row in rows:
            yield row

    async def process(self) -> Any:
        """There is no process inside a process."""
        raise RuntimeError(ABSENT)

    async def load(self, key: str) -> Any:  # noqa: ARG002
        """The session's values are the server's."""
        raise RuntimeError(ABSENT)

    async def save(self, key: str, value: Any) -> None:  # noqa: ARG002
        """The session's values are the server's."""
        raise RuntimeError(ABSENT)

    def at_end(self, work: Callable[[], Awaitable[None]]) -> None:  # noqa: ARG002
        """The server ends the run."""
        raise RuntimeError(ABSENT)

    def expire(self, key: str, seconds: float) -> None:  # noqa: ARG002
        """The session's values are the server's."""
        raise RuntimeError(ABSENT)

    async def retire(self, tasks: Collection[int], keys: Collection[str]) -> dict[str, Any]:  # noqa: ARG002
        """The session's values are the server's."""
        raise RuntimeError(ABSENT)

    def at_leave(self, keeper: Keeper) -> None:
        """Who leaves is known to the server alone; what a worker's caches keep is bounded by their sizes."""

    def limit(self, seconds: float) -> None:  # noqa: ARG002
        """The server holds the limit."""
        raise RuntimeError(ABSENT)


class NoFiles:
    """The server's files, which the server alone moves."""

    def __getattr__(self, name: str) -> NoReturn:
        raise RuntimeError(ABSENT)


class WorkerMain:
    """The life of one worker process.

    Args:
        pipe: The line to the server.
        boot: What the server is and runs.
    """

    def __init__(self, pipe: Pipe, boot: Boot) -> None:
        self.pipe = pipe
        self.boot = boot
        self._orders: queue.SimpleQueue[WorkerCall | None] = queue.SimpleQueue()
        self._calls: dict[str, WorkerCall] = {}
        self._work: dict[str, Callable[..., Any]] = {}
        self._program: list[ModuleType] = []
        self._rehearsal = Rehearsal()
        self._rehearsal.stage(sys.modules["__main__"])
        self._runner = asyncio.Runner()

    def prepare(self) -> None:
        """Load what the server will ask for; whatever the program raises comes out."""
        if self.boot.texts:
            Texts(self.boot.texts).begin()
        for prelude in self.boot.prelude:
            module, _, name = prelude.partition(":")
            __import__(module)
            getattr(sys.modules[module], name)()
        for number, code in self.boot.works.items():
            self._found(number, code)

    def serve(self) -> None:
        """Run what comes until the server hangs up."""
        threading.Thread(target=self._read, name="portico-pipe", daemon=True).start()
        with self._runner:
            while (call := self._orders.get()) is not None:
                self._perform(call)
                self._calls.pop(call.job, None)
                # What a call held must not stay until the next one comes.
                del call

    def _read(self) -> None:
        try:
            while True:
                head, parts = self.pipe.receive()
                if head[0] == "run":
                    call = WorkerCall(head[1], parts, self.pipe)
                    self._calls[call.job] = call
                    self._orders.put(call)
                elif (known := self._calls.get(head[1])) is not None:
                    if head[0] == "more":
                        known.room.release(head[2])
                    else:
                        known.cancel()
        except EOFError:
            self._orders.put(None)
            threading.Event().wait(FAREWELL)
            leave()

    def _module(self) -> ModuleType:
        if not self._program:
            program = self._rehearsal.run(script_again(self.boot.file, self.boot.module, self.boot.texts.get(AGAIN)))
            self._rehearsal.stage(program)  # nor does what it launches when its functions are called serve anything
            self._program.append(program)
        return self._program[0]

    def _find(self, name: str) -> ModuleType:
        return self._module() if name in STARTED else importlib.import_module(name)

    def _arriving(self, file: io.BytesIO, buffers: Any = ()) -> Arriving:
        return Arriving(file, self._find, buffers)

    def _found(self, number: str, code: bytes) -> Callable[..., Any]:
        if number not in self._work:
            self._work[number] = self._arriving(io.BytesIO(code)).load()
        return self._work[number]

    def _perform(self, call: WorkerCall) -> None:
        token = current_call.set(call)
        try:
            work = self._found(call.work, call.code)
            args, call.parts = unpack(call.parts, self._arriving), []
            steps = Blocking(self._runner)
            call.when_cancelled(steps.interrupt)
            result = steps.settled(work(*args))
            if inspect.isgenerator(result):
                self._rows(call, result)
            else:
                self._answer("done", call, result)
        except BaseException as error:
            self._fail(call, error)
        finally:
            current_call.reset(token)
            flush()

    def _rows(self, call: WorkerCall, rows: Iterator[Any]) -> None:
        self.pipe.send(("rows", call.job))
        with contextlib.closing(rows):  # pyright: ignore[reportArgumentType]
            for row in rows:
                self._answer("row", call, row)
                call.room.acquire()
                if call.cancelled:
                    break
        self.pipe.send(("done", call.job), pack(None))

    def _answer(self, kind: str, call: WorkerCall, value: Any) -> None:
        try:
            parts = pack(value)
        except Exception as error:
            raise ResultError(
                f"What the function returned ({type(value).__name__}) cannot leave its process: {error}. "
                "Return plain values, arrays, pictures or paths, or leave run='process' out.",
                code="PE312",
            ) from error
        self.pipe.send((kind, call.job, call.used_cache), parts)

    def _fail(self, call: WorkerCall, error: BaseException) -> None:
        told = contained(error)
        trace = "".join(traceback.format_exception(error))
        try:
            parts = pack(told)
            unpack(parts, self._arriving)
        except BaseException:
            # An exception that holds what cannot be pickled, or that its own arguments do not make again.
            try:
                text = str(told)
            except BaseException:
                text = "its text cannot be shown"
            parts = pack(RuntimeError(f"{type(told).__name__}: {text}"))
        self.pipe.send(("failed", call.job, trace), parts)


def leave() -> NoReturn:
    """End the process, and what it started."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def flush() -> None:
    """Let what the function printed be seen now."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()


def line(name: str) -> socket.socket:
    """Return the socket that the server left: by its number, or on Windows as bytes in the standard input."""
    if name != "share":
        return socket.socket(fileno=int(name))
    size = int.from_bytes(sys.stdin.buffer.read(4), "little")
    return socket.fromshare(sys.stdin.buffer.read(size))  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]


def main(argv: Sequence[str]) -> None:
    """Serve until the server hangs up.

    Args:
        argv: The line's name first.
    """
    # Ctrl+C reaches every process of a terminal; the server decides what becomes of its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe = Pipe(line(argv[0]))
    try:
        boot: Boot = pipe.receive()[0]
    except EOFError:
        return  # nobody needs it
    sys.argv, sys.path[:] = list(boot.argv), boot.path
    if boot.environment != os.environ:
        os.environ.clear()
        os.environ.update(boot.environment)
    with contextlib.suppress(OSError):
        os.chdir(boot.folder)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True)
    worker = WorkerMain(pipe, boot)
    try:
        worker.prepare()
    except BaseException:
        pipe.send(("unready", traceback.format_exc()))
        flush()
        leave()
    pipe.send(("ready", os.getpid()))
    worker.serve()
