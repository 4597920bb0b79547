"""Rehearsal: a program is run up to where it would serve, and no further; what it would have served is heard of.

Whatever runs a program for something else than serving it runs it so: `portico check`, `info`, `doctor` and `dev`, the
worker processes, and `AppTest.from_file`. What a program may count on, whoever runs it:

- `launch` and `block_thread` end the program where they would wait. `launch(prevent_thread_lock=True)` returns the ASGI
  app, an empty address and None, and the program goes on; so it may launch several apps.
- It may launch in threads of its own: each of them ends where it would wait. At the end of the program, Python waits
  for threads that are no daemons, and so does a rehearsal, for a while.
- A program that launched and then waits by itself, in a loop or for a signal, is told to end as Ctrl+C tells it.
- A program that mounts an app and has a server of its own serve it ends where that server would begin.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import wraps
from types import ModuleType
from typing import Any

from portico.lang.program import STARTED, Script

MARK = "__rehearsal__"
"""The global of the program's module, and the attribute of a thread it left behind, that says who listens."""
PATIENCE = 10.0
"""Seconds after its last launch in which a program may still launch another, before it is told to end."""
REST = 2.0
"""Seconds after which it is told so where it does nothing meanwhile: then it waits, and not for itself."""
IDLE = 0.02
"""How much of one processor a program takes that does nothing."""
LINGER = 2.0
"""Seconds for which threads of a program that has ended are waited for."""


class Served(SystemExit):
    """The program reached the line at which it would serve. In a thread, this ends the thread and says nothing."""


@dataclass(frozen=True, slots=True)
class Launch:
    """One call of `launch`, or of what mounts an app, that was not carried out.

    Args:
        app: What it would have served.
        given: The arguments that the program gave, by name; not those that have their defaults.
        queue: How calls would have waited.
    """

    app: Any
    given: dict[str, Any]
    queue: Any
    mounting: Any = None
    """The ASGI app that stands for it where it is mounted; None for what is launched."""


class Rehearsal:
    """One run of a program that only tells what it would serve.

    Who listens is written into the namespace of the program's module, which Python itself keeps in `sys.modules`, and
    `launch` asks there. So nothing of Portico is replaced for the time, and no state is kept beside the program. A
    context variable would not do: threads begin without those of who started them. Threads that were there before the
    program are nobody's business here, and launch as ever.

    Args:
        patience: Seconds after its last launch before a program that waits by itself is told to end.
        linger: Seconds for which its threads are waited for.
    """

    serves = False
    """Whether launches are carried out."""

    def __init__(self, patience: float = PATIENCE, linger: float = LINGER) -> None:
        self.launches: list[Launch] = []
        """What it would have served, in the order of its launches."""
        self.mounted: list[Launch] = []
        """What it made a part of another ASGI app."""
        self.server = ""
        """What would have served it in Portico's place; empty where nothing would."""
        self.asked: Any = None
        """The object of that server which was called."""
        self._patience = patience
        self._linger = linger
        self._thread = threading.current_thread()
        self._others: frozenset[threading.Thread] = frozenset()
        self._lock = threading.Lock()
        self._clock: threading.Timer | None = None
        self._until = 0.0
        self._worked: float | None = None
        self._over = False
        self._told = False
        self._held = contextlib.ExitStack()

    def stage(self, module: ModuleType) -> None:
        """Listen to what a module launches from now on, and what threads do that begin from now on."""
        self._thread = threading.current_thread()
        self._others = frozenset(threading.enumerate()) - {self._thread}
        vars(module)[MARK] = self

    def run(self, script: Script) -> ModuleType:
        """Run a program and return its module; whatever it raises comes out, unless that is its end by serving."""
        with self.of(script.module):
            script.run()
        return script.module

    @contextlib.contextmanager
    def of(self, module: ModuleType) -> Generator[None]:
        """Listen while the block runs a module, which is in `sys.modules`; what ends it by serving ends the block.

        Args:
            module: The program's own module.
        """
        self.stage(module)
        self._held.enter_context(_quiet())
        if threading.current_thread() is threading.main_thread():
            self._held.enter_context(_interruptible())
        try:
            yield
            self._await_threads()
        except Served:
            pass
        except SystemExit:
            # A server that could not begin ends the program so, and a program that was told to end may do it.
            if not self.server and not self._told:
                raise
        except KeyboardInterrupt:
            if not self._told:
                raise
        finally:
            self._end(module)

    def _end(self, module: ModuleType) -> None:
        try:
            with self._lock:
                self._over = True
        except KeyboardInterrupt:  # it came after the program had ended by itself
            if not self._told:
                raise
            self._over = True
        if self._clock is not None:
            self._clock.cancel()
        for thread in self._threads():
            vars(thread)[MARK] = Deaf()
        vars(module).pop(MARK, None)
        self._held.close()

    # What the program does

    def concerns(self, thread: threading.Thread) -> bool:
        """Whether a thread is the program's."""
        return thread not in self._others

    def hear(self, launch: Launch, waits: bool) -> None:
        """Note a launch; raises Served where it would wait."""
        self.launches.append(launch)
        if waits and threading.current_thread() is self._thread:
            raise Served
        self._wind()
        if waits:
            raise Served

    def wait(self, app: Any) -> None:
        """Raise Served where the program waits for what it launched."""
        if any(one.app is app for one in self.launches):
            raise Served

    def mount(self, mounted: Launch) -> None:
        """Note that an app was made part of another."""
        self.mounted.append(mounted)

    def stop_at(self, kind: type[Any], name: str, server: str) -> None:
        """End the program where it calls a method of somebody else's server.

        Such a server knows nothing of rehearsals, so its method is replaced until this one is over.

        Args:
            kind: The class.
            name: The method.
            server: What the program would be served by.
        """
        method: Callable[..., Any] = getattr(kind, name)
        if hasattr(method, "__wrapped__"):
            return

        @wraps(method)
        def instead(*args: Any, **named: Any) -> Any:
            if current() is self:
                self.server, self.asked = server, args[0]
                if not self.serves:
                    raise Served
            return method(*args, **named)

        setattr(kind, name, instead)
        self._held.callback(setattr, kind, name, method)

    # Programs that do not end by themselves

    def _threads(self) -> list[threading.Thread]:
        mine = [one for one in threading.enumerate() if one not in self._others]
        return [one for one in mine if one is not self._thread and one is not self._clock]

    def _await_threads(self) -> None:
        until = time.monotonic() + self._linger
        for thread in self._threads():
            if not thread.daemon:
                thread.join(max(0.0, until - time.monotonic()))

    def _wind(self) -> None:
        """Begin to wait for the end anew."""
        with self._lock:
            if self._clock is not None:
                self._clock.cancel()
            if self._over or self._thread is not threading.main_thread():
                return  # only the main thread can be interrupted
            self._until = time.monotonic() + self._patience
            self._arm()

    def _arm(self) -> None:
        self._worked = work_of(self._thread)
        rest = self._until - time.monotonic()
        self._clock = threading.Timer(rest if self._worked is None else min(rest, REST), self._interrupt)
        self._clock.daemon = True
        self._clock.start()

    def _interrupt(self) -> None:
        with self._lock:
            if self._over or threading.current_thread() is not self._clock:
                return
            worked = work_of(self._thread)
            busy = worked is not None and self._worked is not None and worked - self._worked > IDLE * REST
            if busy and time.monotonic() < self._until:
                self._arm()
                return
            self._told = True
            if hasattr(signal, "pthread_kill"):  # wakes what waits in the main thread as well
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            else:
                signal.raise_signal(signal.SIGINT)


def work_of(thread: threading.Thread) -> float | None:
    """Return the CPU seconds that a thread has taken; None where the system does not tell."""
    clock = getattr(time, "pthread_getcpuclockid", None)
    return None if clock is None or thread.ident is None else time.clock_gettime(clock(thread.ident))


class Performance(Rehearsal):
    """One run of a program that does serve: whoever started it wants to know whether it did, and what."""

    serves = True

    def hear(self, launch: Launch, waits: bool) -> None:  # noqa: ARG002
        """Note a launch, which is carried out."""
        self.launches.append(launch)

    def wait(self, app: Any) -> None:
        """Let the program wait."""

    @contextlib.contextmanager
    def of(self, module: ModuleType) -> Generator[None]:
        """Listen while the block runs a module.

        Args:
            module: The program's own module.
        """
        self.stage(module)
        try:
            yield
            until = time.monotonic() + self._linger
            while not self.launches and any(not one.daemon for one in self._threads()) and time.monotonic() < until:
                self.join(0.05)
        finally:
            vars(module).pop(MARK, None)
            self._held.close()

    def join(self, seconds: float | None = None) -> None:
        """Wait for the program's threads that are no daemons, each as long as given; None: until it ends."""
        for thread in self._threads():
            while not thread.daemon and thread.is_alive():
                # Waiting without a limit would not let Ctrl+C through on every system.
                thread.join(1.0 if seconds is None else seconds)
                if seconds is not None:
                    break


class Deaf(Rehearsal):
    """For threads that a program left behind: they still serve nothing, and nobody is told of it."""

    def hear(self, launch: Launch, waits: bool) -> None:  # noqa: ARG002
        """Raise Served where a launch would wait."""
        if waits:
            raise Served

    def wait(self, app: Any) -> None:  # noqa: ARG002
        """Raise Served."""
        raise Served


@contextlib.contextmanager
def _quiet() -> Generator[None]:
    """Let threads end by Served without a word, also where somebody, such as pytest, reports each that ends by it."""
    report = threading.excepthook

    def instead(args: Any) -> None:
        if not issubclass(args.exc_type, Served):
            report(args)

    threading.excepthook = instead
    try:
        yield
    finally:
        threading.excepthook = report


@contextlib.contextmanager
def _interruptible() -> Generator[None]:
    """Let a program be told to end also where Ctrl+C is ignored, as in the background of a shell and in a worker."""
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if ignored:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        if ignored:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def left_behind() -> list[threading.Thread]:
    """Return the threads of programs that are over, for which Python would wait at its own end."""
    return [one for one in threading.enumerate() if MARK in vars(one) and not one.daemon]


def current() -> Rehearsal | None:
    """Return who listens to what this thread launches; None where it is to be served."""
    thread = threading.current_thread()
    left: Rehearsal | None = vars(thread).get(MARK)
    if left is not None:
        return left
    for name in STARTED:
        found: Rehearsal | None = vars(sys.modules[name]).get(MARK) if name in sys.modules else None
        if found is not None and found.concerns(thread):
            return found
    return None
