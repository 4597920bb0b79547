"""RunningCall: one run of one job, as the code inside it sees it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from typing import Any, TypeVar

from portico.call.context import Keeper, Remote
from portico.engine.executors.protocol import GRACE, Executor, Processes, RemoteWorker, Worker
from portico.engine.executors.ring import tell
from portico.engine.failures import Failures, bring
from portico.engine.sessions import Sessions
from portico.engine.stepper import Stepper
from portico.errors import BuildError
from portico.stores.protocols import FileStore, Job
from portico.wire.messages import Message

logger = logging.getLogger("portico.engine")

T = TypeVar("T")


def unheard(seconds: float) -> None:
    """Tell nobody that a call takes too long."""


class RunningCall:
    """Implements `portico.call.context.Call`.

    Args:
        job: What runs.
        sessions: Where the session's values are.
        files: Where its files are.
        executor: Where blocking code goes.
        send: Sends a message to the visitor; called on the loop's thread.
        simple: Whether the caller reads plain values only.
        retire: Ends what a session runs of some tasks.
        processes: Where the functions go that run in a process.
    """

    discreet: Callable[[BaseException], BaseException] = staticmethod(Failures().discreet)
    """Makes of an exception what the log may have."""

    def __init__(
        self,
        job: Job,
        sessions: Sessions,
        files: FileStore,
        executor: Executor,
        send: Callable[[Message], None],
        simple: bool = False,
        retire: Callable[[str, Collection[int]], Awaitable[None]] | None = None,
        processes: Processes | None = None,
    ) -> None:
        self.job = job.id
        self.session = job.session
        self.caller = job.caller
        self.event_data = job.event_data
        self.trigger = job.trigger
        self.told: list[Any] = job.data
        """The inputs."""
        self.files = files
        self.simple = simple
        self.kept: dict[Any, Any] = {}
        self.loaded: list[Any] = []
        """What of the session was asked for."""
        self._endings: list[Callable[[], Awaitable[None]]] = []
        self.used_cache: str | None = None
        self._sessions = sessions
        self._executor = executor
        self._send = send
        self._retire = retire
        self._worker: Worker | None = None
        self._processes = processes
        self._remote: RemoteWorker | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.cancelled = False
        self.expired: float | None = None
        """The limit that the call has reached, in seconds."""
        self._interrupt: Callable[[], None] | None = None
        self.too_long: Callable[[float], object] = unheard
        """Told when the call took longer than its limit."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()

    async def _place(self) -> Worker:
        if self._worker is None:
            self._worker = await self._executor.lease()
        return self._worker

    async def execute(self, fn: Callable[[], T]) -> T:
        """Run blocking code in the call's thread."""
        worker = await self._place()
        return await worker.run(fn)

    async def iterate(self, rows: Iterator[T]) -> AsyncIterator[T]:
        """Step through a blocking iterator in the call's thread, which runs ahead by a few steps."""
        worker = await self._place()
        stepper = Stepper(rows, self._loop)
        worker.post(stepper.run)
        try:
            while await stepper.more():
                while stepper.ready:
                    yield stepper.take()
        finally:
            stepper.stop()

    async def process(self) -> Remote:
        """Return a process for this call, waiting for one where all are taken."""
        if self._processes is None:
            raise BuildError(
                "This app has no worker processes: run='process' was not there when it was launched.", code="PE209"
            )
        if self._remote is None:
            self._remote = await self._processes.lease()
        return self._remote

    def limit(self, seconds: float) -> None:
        """Let the call fail when it takes longer."""
        if self._timer is None:
            self._timer = self._loop.call_later(seconds, self._expired, seconds)

    def _expired(self, seconds: float) -> None:
        self.expired = seconds
        self.too_long(seconds)

    async def load(self, key: str) -> Any:
        """Return a value of the session; raises KeyError where there is none."""
        value = await self._sessions.values.get(self.session, key)
        self.loaded.append(value)
        return value

    async def save(self, key: str, value: Any) -> None:
        """Keep a value in the session; what code gives that nobody waits for is dropped."""
        if not self.cancelled:
            await self._sessions.set(self.session, key, value)

    def heard(self) -> Iterator[Any]:
        """Give what came from the visitor, for who must not repeat it."""
        from portico.engine.heard import of_caller, of_files  # until something fails, nobody asks

        yield from (self.told, self.event_data, self.loaded)
        yield from of_caller(self.caller)
        yield from of_files((self.told, self.event_data), self.files, self.session, self.caller.holder)

    def expire(self, key: str, seconds: float) -> None:
        """Have a value that only this session has forgotten so long after each last use, until it is retired."""
        self._sessions.expire(self.session, key, seconds)

    async def retire(self, tasks: Collection[int], keys: Collection[str]) -> dict[str, Any]:
        """End what the session still runs of tasks that are gone; forget, and return, its values under some keys."""
        if self._retire is not None and tasks:
            await self._retire(self.session, tasks)
        found: dict[str, Any] = {}
        for key in keys:
            with contextlib.suppress(KeyError):
                found[key] = await self._sessions.discard(self.session, key)
        return found

    def publish(self, message: Message) -> None:
        """Send a message to the visitor, from any thread; what comes after the end is dropped."""
        if threading.get_ident() == self._thread:
            self._deliver(message)
        else:
            tell(self._loop, self._deliver, message)

    def _deliver(self, message: Message) -> None:
        if not self.cancelled:
            self._send(message)

    def end(self) -> None:
        """Nobody waits any more: tell the code that still runs."""
        self.cancelled = True
        if self._timer is not None:
            self._timer.cancel()
        # It knows the job, and the job this call: what stands in a ring is only freed by the collector.
        self.too_long = unheard
        # Once: the code may be cleaning up when the thread is given back.
        interrupt, self._interrupt = self._interrupt, None
        if interrupt is not None:
            interrupt()

    def when_cancelled(self, tell: Callable[[], None]) -> None:
        """Call a function, once, when nobody waits any more; at once where that is so already."""
        self._interrupt = tell
        if self.cancelled:
            tell()

    def at_end(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something when the run is over, however it ended, before the visitor is told."""
        self._endings.append(work)

    async def settle(self) -> None:
        """Do what was asked for the end of the run; a failure there is logged, and stops nothing."""
        while self._endings:
            try:
                await self._endings.pop()()
            except Exception as error:
                bring(error, self.heard)
                logger.error("The end of a run failed.", exc_info=self.discreet(error))

    def at_leave(self, keeper: Keeper) -> None:
        """Have a keeper told when a visitor leaves, from any thread."""
        self._sessions.keepers.add(keeper)

    async def release(self) -> None:
        """Give the thread and the process back; returns when the code that ran there has ended."""
        self.end()
        worker, self._worker = self._worker, None
        remote, self._remote = self._remote, None
        last: asyncio.TimerHandle | None = None
        if remote is not None and remote.busy:
            remote.cancel()
            last = self._loop.call_later(GRACE, remote.kill)
        try:
            if worker is not None:
                await worker.release()
        except asyncio.CancelledError:
            if remote is not None:
                remote.kill()
            raise
        finally:
            if last is not None:
                last.cancel()
            if remote is not None and self._processes is not None:
                if remote.busy:
                    # A generator that nobody ever stepped through.
                    remote.kill()
                self._processes.returned(remote)
