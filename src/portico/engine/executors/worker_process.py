"""A worker process as the server sees it: started, spoken with from the thread of the call that has it, killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from types import ModuleType
from typing import Any

from portico.call.context import Call, Portable
from portico.engine.executors.orders import AHEAD, Boot, Order
from portico.engine.executors.pipe import Parts, Pipe, pack, unpack
from portico.engine.executors.protocol import GRACE
from portico.errors import ResultError, WorkerDied
from portico.lang.portable import Arriving
from portico.lang.program import WORKER

START = "import sys; sys.path[:] = {path!r}; from portico.engine.executors.worker import main; main(sys.argv[1:])"


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
        program: Returns the program of this process.
    """

    def __init__(self, boot: Boot, program: Callable[[], ModuleType]) -> None:
        self.boot = boot
        self.is_ready = False
        self.dead = False
        self._program = program
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
                self._pipe.send(self.boot)
                head, _ = self._pipe.receive()
            except (OSError, EOFError):
                raise self._death() from None
            if head[0] != "ready":
                self.kill()
                self._reap()
                self._failed = WorkerDied("The process for this function could not load the program.", code="PE503")
                raise self._failed from RemoteTrace(head[1])
            self.is_ready = True

    def _started(self) -> Pipe:
        ours, theirs = socket.socketpair()
        shared = os.name == "nt"
        name = "share" if shared else str(theirs.fileno())
        command = [sys.executable, "-c", START.format(path=sys.path), name, WORKER]
        with theirs:
            self._process = process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if shared else subprocess.DEVNULL,
                # A group of its own, so that what the function started ends with it.
                start_new_session=not shared,
                pass_fds=() if shared else (theirs.fileno(),),
            )
            if process.stdin is not None:
                duplicate: bytes = theirs.share(process.pid)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
                process.stdin.write(len(duplicate).to_bytes(4, "little") + duplicate)
                process.stdin.close()
        if self.dead:
            # Killed between the request and the start.
            self.kill()
        return Pipe(ours)

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
                parts = pack(tuple(args))
            except Exception as error:
                raise ResultError(
                    f"{culprit(args[0])} cannot be sent to the function's process: {error}. Keep in a State what can "
                    "be pickled, or leave run='process' out.",
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
            return unpack(parts, lambda file, buffers: Arriving(file, self._program, buffers))
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


def culprit(inputs: Sequence[Any]) -> str:
    """Return which of a function's inputs cannot be sent."""
    for number, value in enumerate(inputs, 1):
        try:
            pack(value)
        except Exception:
            return f"Input {number} ({type(value).__name__})"
    return "What the event carries"
