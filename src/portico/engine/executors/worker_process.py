"""A worker process as the server sees it: started, spoken with from the thread of the call that has it, killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Generator, Sequence
from typing import Any

from portico.call.context import Call, Portable
from portico.engine.executors.blank import Blank, Spares
from portico.engine.executors.orders import AHEAD, Boot, Order
from portico.engine.executors.pipe import Parts, Pipe, pack, unpack
from portico.engine.executors.protocol import GRACE
from portico.errors import ResultError, WorkerDied
from portico.lang.portable import Arriving, Modules


class RemoteTrace(Exception):
    """The traceback in the worker process, as text for the log."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"\n{self.text}"


class WorkerProcess:
    """One worker process, leased to one call at a time.

    Args:
        boot: What it must know before the first call.
        modules: The modules of this process, as names that come from the other mean them.
        spares: Processes that have begun already.
    """

    def __init__(self, boot: Boot, modules: Modules, spares: Spares | None = None) -> None:
        self.boot = boot
        self.is_ready = False
        self.dead = False
        self._modules = modules
        self._spares = spares
        self._failed: WorkerDied | None = None
        """Why it could not begin, for everybody who asks."""
        self._job: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Pipe | None = None
        self._starting = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process's number once it is started."""
        return self._process.pid if self._process is not None else None

    @property
    def busy(self) -> bool:
        """Whether code of a call may be running there."""
        return self._job is not None

    # In a thread

    def ready(self) -> None:
        """Start the process and wait until it has loaded the program; raises WorkerDied where it cannot."""
        with self._starting:
            if self.is_ready:
                return
            if self._failed is not None:
                raise self._failed
            if self.dead:
                raise WorkerDied("The process for this function was ended before it began.")
            self._pipe = self._started()
            try:
                self._pipe.send(self.boot.now(self._modules.texts()))
                head, _ = self._pipe.receive()
            except (OSError, EOFError):
                raise self._death() from None
            if head[0] != "ready":
                self.kill()
                self._reap()
                self._failed = WorkerDied("The process for this function could not load the program.", code="PE503")
                raise self._failed from RemoteTrace(head[1])
            self.is_ready = True
        if self._spares is not None:
            self._spares.fill()  # only now: until it was ready, it had all processors to itself

    def _started(self) -> Pipe:
        blank = None if self._spares is None else self._spares.take()
        blank = blank or Blank()
        self._process = blank.process
        if self.dead:
            # Killed between the request and the start.
            self.kill()
        return blank.pipe

    def run(self, work: Portable, args: Sequence[Any], call: Call) -> Any:
        """Run there, from the call's thread; what is a generator there is a generator here.

        Raises:
            WorkerDied: The process ended.
        """
        self._job = call.job
        running = False
        try:
            self.ready()
            if call.cancelled:
                raise WorkerDied("The call was cancelled before its process began.")
            try:
                parts = pack(tuple(args), self._modules)
            except Exception as error:
                what = culprit(args[0], self._modules)
                raise ResultError(
                    f"{what} cannot be sent to the function's process: {error}. Keep in a State what can be pickled, "
                    "or leave run='process' out.",
                    code="PE312",
                ) from error
            order = Order(
                call.job, call.session, call.caller, call.event_data, call.trigger, call.simple, work.number, work.code
            )
            self._send(("run", order), parts)
            kind, parts = self._next(call)
            running = kind == "rows"
            return self._rows(call) if running else self._value(parts)
        finally:
            if not running:
                self._job = None

    def _rows(self, call: Call) -> Generator[Any]:
        taken = 0
        ended = False
        try:
            while True:
                kind, parts = self._next(call)
                if kind == "done":
                    ended = True
                    return
                yield self._value(parts)
                taken += 1
                if taken % (AHEAD // 2) == 0:
                    self._send(("more", call.job, AHEAD // 2))
        except GeneratorExit:
            raise
        except BaseException:
            ended = True
            raise
        finally:
            if not ended:
                self._drain(call)
            self._job = None

    def _drain(self, call: Call) -> None:
        """Nobody wants more steps: wait until the generator there is closed, or its process killed."""
        self.cancel()
        with contextlib.suppress(Exception):
            while self._next(call)[0] != "done":
                pass

    def _next(self, call: Call) -> tuple[str, Parts]:
        """Return the next answer's kind and value; pass on what it says meanwhile; raises what the function raised."""
        assert self._pipe is not None
        while True:
            try:
                head, parts = self._pipe.receive()
            except EOFError:
                raise self._death() from None
            if head[0] == "say":
                call.publish(head[1])
            elif head[0] == "failed":
                error = self._value(parts)
                raise error from RemoteTrace(head[2])
            else:
                if len(head) > 2 and head[2] is not None:
                    call.used_cache = head[2]
                return head[0], parts

    def _value(self, parts: Parts) -> Any:
        try:
            return unpack(parts, lambda file, buffers: Arriving(file, self._modules.find, buffers))
        except Exception as error:
            raise ResultError(
                f"What came from the function's process cannot be read here: {error}.", code="PE312"
            ) from error

    def _send(self, head: Any, parts: Sequence[Any] = ()) -> None:
        assert self._pipe is not None
        try:
            self._pipe.send(head, parts)
        except OSError:
            raise self._death() from None

    def _death(self) -> WorkerDied:
        self.kill()
        code = self._reap()
        how = f"exit status {code}"
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            how = f"signal {name}" + (", which also ends a process that needs too much memory" * (name == "SIGKILL"))
        return WorkerDied(f"The process that ran this function ended ({how}).")

    def _reap(self) -> int | None:
        if self._pipe is not None:
            self._pipe.close()
        return self.wait(GRACE)

    def wait(self, seconds: float) -> int | None:
        """Return the process's exit status when it has ended, None where it does not in time or never began."""
        if self._process is None:
            return None
        try:
            return self._process.wait(max(seconds, 0.0))
        except subprocess.TimeoutExpired:
            return None

    # From any thread

    def cancel(self) -> None:
        """Ask the code there to end."""
        job = self._job
        if job is not None and self._pipe is not None:
            self._pipe.try_send(("cancel", job))

    def kill(self) -> None:
        """End the process and what it started, at once."""
        self.dead = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(OSError):
            if os.name == "nt":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)

    def hang_up(self) -> None:
        """Let the process end by itself."""
        self.dead = True
        if self._pipe is not None:
            self._pipe.close()

    @property
    def gone(self) -> bool:
        """Whether the process has ended, or never began."""
        return self._process is None or self._process.poll() is not None


def culprit(inputs: Sequence[Any], modules: Modules) -> str:
    """Return which of a function's inputs cannot be sent."""
    for number, value in enumerate(inputs, 1):
        try:
            pack(value, modules)
        except Exception:
            return f"Input {number} ({type(value).__name__})"
    return "What the event carries"
