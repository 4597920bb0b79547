"""Worker processes: for code that must be killed when nobody wants it, that may crash, or that holds Python's lock.

The pool keeps them warm. A call's own thread speaks with its worker, so that everything around the function (inputs,
outputs, files, the session) stays in the server; the function itself, its prints and its models are in the worker.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence

from portico.engine.executors.blank import Spares
from portico.engine.executors.line import Line
from portico.engine.executors.orders import Boot
from portico.engine.executors.protocol import GRACE
from portico.engine.executors.worker_process import WorkerProcess
from portico.lang.portable import Modules, Program


class ProcessExecutor:
    """A pool of worker processes that are warm before the first call, and replaced when one dies.

    Args:
        size: How many calls may run in processes at once.
        works: What will run there, by number.
        prelude: Functions that each worker calls first, as "module:name".
        argv: The program's arguments; default: this process's.
    """

    def __init__(
        self,
        size: int,
        works: Mapping[str, bytes],
        prelude: Sequence[str] = (),
        argv: Sequence[str] | None = None,
    ) -> None:
        self.size = size
        program = Program.started()
        self._modules = Modules(program)
        self._spares: Spares | None = None
        arguments = list(sys.argv if argv is None else argv)
        self._boot = Boot(arguments, program.file, program.module, list(prelude), dict(works))
        self._idle: deque[WorkerProcess] = deque()
        self._workers: set[WorkerProcess] = set()
        self._line: Line[WorkerProcess] = Line()
        self._closed = False
        self._leaving = False

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes that run."""
        return [one.pid for one in self._workers if one.pid is not None]

    @property
    def used(self) -> bool:
        """Whether something is known to run here."""
        return bool(self._boot.works)

    def hold(self, modules: Modules, spares: Spares | None = None) -> None:
        """Let workers load these modules, and names mean them, whatever takes the names later.

        Args:
            modules: Those that the functions are from.
            spares: Processes that have begun already.
        """
        self._modules, self._spares = modules, spares

    def warm(self) -> None:
        """Start every worker now, without waiting for them; none where nothing is known to run there."""
        while self._boot.works and len(self._workers) < self.size:
            worker = self._made()
            self._warm(worker)
            self._idle.append(worker)

    def _made(self) -> WorkerProcess:
        worker = WorkerProcess(self._boot, self._modules, self._spares)
        self._workers.add(worker)
        return worker

    def _warm(self, worker: WorkerProcess) -> None:
        def start() -> None:
            # Who leases the worker is told what went wrong, and tries again.
            with contextlib.suppress(Exception):
                worker.ready()

        threading.Thread(target=start, name="portico-warm", daemon=True).start()

    async def lease(self) -> WorkerProcess:
        """Return a worker of one's own, waiting for one where all are taken."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.dead and not (worker.is_ready and worker.gone):
                return worker
            self._retire(worker)
        if len(self._workers) < self.size:
            return self._made()
        return await self._line.wait(self.returned)

    def returned(self, worker: WorkerProcess) -> None:
        """A worker is free again, or dead and to be replaced: hand it to who waits longest."""
        if self._closed:
            worker.hang_up()
            return
        if worker.dead:
            self._retire(worker)
            was_ready, worker = worker.is_ready, self._made()
            if was_ready:
                self._warm(worker)
        if not self._line.serve(worker):
            if self._leaving:
                self._retire(worker)
            else:
                self._idle.append(worker)

    def _retire(self, worker: WorkerProcess) -> None:
        self._workers.discard(worker)
        worker.hang_up()
        worker.kill()
        if not worker.gone:
            # The system keeps what is left of a process until somebody asks how it ended.
            threading.Thread(target=worker.wait, args=(GRACE,), name="portico-reap", daemon=True).start()

    def leave(self) -> None:
        """Begin nothing new: workers end as soon as their call has, and nobody waits for one."""
        self._leaving = True
        while self._idle:
            self._retire(self._idle.pop())

    async def close(self) -> None:
        """End every worker, kindly at first."""
        self._closed = True
        await asyncio.to_thread(self._see_off)
        self._workers.clear()
        self._idle.clear()

    def _see_off(self) -> None:
        for act in (WorkerProcess.hang_up, WorkerProcess.kill):
            deadline = time.monotonic() + GRACE
            for worker in self._workers:
                act(worker)
            for worker in self._workers:
                worker.wait(deadline - time.monotonic())
