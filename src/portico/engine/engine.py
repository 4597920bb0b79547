"""Engine: submit, call, stream, cancel, start, stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine
from dataclasses import replace
from typing import Any

from portico.engine.batch import Member, SharedRun, silent
from portico.engine.departures import Departures
from portico.engine.direct import DirectCalls
from portico.engine.eta import Durations
from portico.engine.executors.protocol import Executor
from portico.engine.failures import Failures, incident
from portico.engine.finding import Finding
from portico.engine.gate import Gate, check_backlog
from portico.engine.interruption import Active, Interruption, end_tasks
from portico.engine.lifecycle import Life, State, Step
from portico.engine.live import Feed, LiveRun, Piece
from portico.engine.observers import Observers
from portico.engine.options import EngineOptions
from portico.engine.places import Places
from portico.engine.recall import recall
from portico.engine.runner import Run, cancelled, failed, gone, validate
from portico.engine.running import RunningCall
from portico.engine.sessions import Sessions
from portico.engine.streams import Streams
from portico.engine.supervisor import Supervisor
from portico.engine.task import Task
from portico.engine.waiters import Waiters
from portico.errors import QueueFull, TimedOut, UnknownTask
from portico.lang.ids import unguessable
from portico.stores.protocols import Batch, Job, Stores
from portico.wire.caller import Caller
from portico.wire.codec import JSON
from portico.wire.messages import Failure, Message, Output, ProcessCompleted, ProcessStarts, UnexpectedError

logger = logging.getLogger("portico.engine")

SCHEDULING = "Scheduling"
"""What beginning the calls that wait is called where the server is asked how it is."""
STOPPED = "Server stopped unexpectedly."
"""Clients compare this text."""


class Engine:
    """Runs jobs.

    Args:
        find: Returns the task of a number for a session.
        stores: What is kept.
        executor: Where blocking code runs.
        options: How it behaves.
    """

    def __init__(
        self, find: Callable[[int, str], Task], stores: Stores, executor: Executor, options: EngineOptions
    ) -> None:
        self.finding = Finding(find)
        self.stores = stores
        self.executor = executor
        self.options = options
        self.failures = Failures(options.show_error, options.quotes)
        self.durations = Durations()
        self.supervisor = Supervisor()
        self.observers = Observers.of(options)
        self.audit = None if self.observers is None else self.observers.audit
        self.places = Places(stores.queue, stores.channel, self.durations, options.update_rate, self._own)
        self.sessions = Sessions(
            stores,
            self._unload,
            lifetimes=options.lifetimes,
            forgotten=options.forgotten,
            file_age=options.file_age,
            sweep=options.sweep,
            tidy=options.tidy,
            busy=lambda session: session in self._by_session,
        )
        self._interruption = Interruption(options.patience, self._tell_end, self._give_up)
        self.streams = Streams(stores.channel, options.heartbeat, self._expects, self._unwatched, options.grace)
        self._active: dict[str, Active] = {}
        self._by_session: dict[str, set[str]] = {}
        self.stopping = False
        gate = Gate(stores.queue, options.bounds, self._active, self._schedule, self._settle)
        self.waiters = Waiters(stores, self.places, self._active, self._forget, self.failures)
        self.direct = DirectCalls(
            self._running_call, self._validate, options.limit_of, gate, self.durations, self.observers, self.finding
        )
        self.departures = Departures(
            options.grace, stores.channel, self._jobs, lambda job: self._own(self.cancel(job.session, job.id))
        )

    async def start(self) -> None:
        """Begin the work that goes on in the background; returns when what has to be done first is done."""
        if self.options.processes is not None:
            self.options.processes.warm()
        self.supervisor.keep("Cleaning up", self.sessions.sweep)
        if self.observers is not None:
            self.observers.start(self.supervisor, self._active)
        for task in self.options.startup:
            await self.call(task, [], Caller())

    async def stop(self) -> None:
        """Take no more work, let what runs end if it does so in time, and end every stream, job and thread."""
        self.stopping = True
        self.streams.stop(UnexpectedError(message=STOPPED))
        self.places.close()
        self.departures.close()
        if running := [active.task for active in self._active.values() if active.task is not None]:
            await asyncio.wait(running, timeout=self.options.shutdown_grace)
        for session in list(self._by_session):
            self.stores.channel.publish(session, [UnexpectedError(message=STOPPED)])
        await asyncio.sleep(0)
        for session in list(self._by_session):
            self.stores.channel.close(session)
        for active in self._active.values():
            if active.call is not None:
                active.call.end()
        auditing = None if self.observers is None else self.observers.auditing
        await end_tasks({task for task in self.supervisor.owned if task is not auditing})
        await self.sessions.dismiss()
        if self.observers is not None:
            await self.observers.close()
        self.executor.close()
        if self.options.processes is not None:
            await self.options.processes.close()

    def _own(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        return self.supervisor.own(work)

    # Joining

    async def submit(
        self,
        task: Task,
        data: list[JSON],
        caller: Caller,
        *,
        event_data: JSON = None,
        trigger: int | None = None,
        simple: bool = False,
        size: int = 0,
        arrived: int = 0,
    ) -> str:
        """Queue a call and return its event id; raises QueueFull.

        A call without a session gets one of its own, named like the event. Where a validator refuses the inputs,
        NotValid is raised and nothing is queued. `size` is what the inputs have in bytes, `arrived` when the request
        came, in nanoseconds, where somebody measures.
        """
        number = unguessable()
        session = caller.session = caller.session or number
        limit = self.options.limit_of(task)
        job = Job(number, session, task.id, task.group, limit, data, caller, event_data, trigger, simple=simple)
        job.batch, job.size, job.kept = task.batch_size, size, task.kept
        job.queued_at = time.monotonic()
        if self.options.spans is not None:
            self.options.spans.asked(job, f"/{task.api_name}", arrived)
        try:
            if task.check is not None:
                await self._validate(task, job)
            if task.cached and not self.stopping and await self._recall(task, job):
                return number
            if self.stopping:
                raise QueueFull("Queue is stopped.")
            check_backlog(self.stores.channel, session, self.options.bounds)
            life = Life()
            place = await self.stores.queue.push(job, self.options.bounds)
        except Exception as error:
            if self.observers is not None:
                self.observers.refused(job, f"/{task.api_name}", error)
            raise
        life.take(Step.JOIN)
        self._active[number] = Active(job, life, feed=Feed() if task.live else None)
        self._by_session.setdefault(session, set()).add(number)
        self.stores.channel.open(session)
        self.places.joined(job, place)
        if self.options.spans is not None:
            self.options.spans.joined(job)
        await self._schedule()
        return number

    async def _recall(self, task: Task, job: Job) -> bool:
        """Answer a call from a cache, where its result is known, past the queue."""
        call = self._running_call(job, lambda message: self.stores.channel.publish(job.session, [message]))
        run = Run(task, call, job.data, Life(), self.failures, self.durations.of(task.id))
        messages = await recall(run)
        self._own(call.release())
        if messages is None:
            return False
        self.stores.channel.open(job.session)
        self.stores.channel.publish(job.session, messages)
        if self.observers is not None:
            self.observers.recalled(job, f"/{task.api_name}")
        return True

    def _running_call(self, job: Job, send: Callable[[Message], None]) -> RunningCall:
        files, processes = self.stores.files, self.options.processes
        call = RunningCall(job, self.sessions, files, self.executor, send, job.simple, self._retire, processes)
        call.discreet = self.failures.discreet
        return call

    async def _schedule(self) -> None:
        """Begin what may run; where that fails, it is tried again soon, and who just joined is not told of it."""
        try:
            await self._begin()
        except Exception as error:
            pause = self.supervisor.failed(SCHEDULING, error)
            asyncio.get_running_loop().call_later(pause, lambda: self._own(self._schedule()))
        else:
            self.supervisor.well(SCHEDULING)

    async def _begin(self) -> None:
        while not self.stopping and (claim := await self.stores.queue.claim()) is not None:
            claimed = [self._active[job.id] for job in claim.jobs]
            for active in claimed:
                active.life.take(Step.CLAIM)
                self.places.gone(active.job.id)
                if self.observers is not None:
                    self.observers.claimed(active)
            if (gate := claimed[0].gate) is not None:
                if not gate.done():
                    gate.set_result(None)
            elif claim.jobs[0].batch is None:
                claimed[0].task = self._own(self._work(claimed[0]))
            else:
                self._begin_batch(claimed)
            await self.places.moved(claim.jobs[0].group, claim.left)

    def _begin_batch(self, claimed: list[Active]) -> None:
        first = claimed[0].job
        members = [Member(one.job, one.life, self._running_call(one.job, silent)) for one in claimed]
        call, spans = self._running_call(first, silent), self.options.spans
        shared = SharedRun(members, call, self.durations, self.failures, self._send, self._settle, spans)
        for active in claimed:
            active.shared = shared
        shared.task = self._own(shared.work(lambda: self.finding.found(first.task, first.caller)))

    def _send(self, job: Job, message: Message) -> None:
        self.stores.channel.publish(job.session, [message])

    async def _settle(self, job: Job) -> None:
        """A claimed job has ended: free its place in the queue, and take what waits."""
        self._forget(job)
        if await self.stores.queue.finish(job) == 0:
            # Nothing more to tell: the reader looks whether the stream is over.
            self.stores.channel.publish(job.session, [])
        await self._schedule()

    async def _work(self, active: Active) -> None:
        job = active.job

        def send(message: Message) -> None:
            self.stores.channel.publish(job.session, [message])

        call = self._running_call(job, send)
        call.too_long = lambda seconds: self._too_long(active, seconds)
        active.call = call
        if self.options.spans is not None:
            self.options.spans.inside(job)
        message: ProcessCompleted | None = None
        try:
            if not active.life.ended:
                message = await self._run(active, call, send)
        except asyncio.CancelledError:
            message = None
        except UnknownTask as error:
            active.life.take(Step.FAIL)
            active.life.incident = incident(error)
            message = gone(job, error, self.failures, call.heard)
        finally:
            active.ended = True
            await self._end(active, call, message or cancelled(job.id))

    async def _run(self, active: Active, call: RunningCall, send: Callable[[Message], None]) -> ProcessCompleted:
        job = active.job
        active.target = task = await self.finding.found(job.task, job.caller)
        average = self.durations.of(job.task)
        send(ProcessStarts(job.id, average))
        if active.feed is None:
            run = Run(task, call, job.data, active.life, self.failures, average)
        else:
            run = LiveRun(task, call, job.data, active.life, self.failures, active.feed)
        message = await run.to_end()
        if message.success and not call.cancelled and run.duration:
            self.durations.add(job.task, run.duration)
        return message

    async def _end(self, active: Active, call: RunningCall, message: ProcessCompleted) -> None:
        """Tell the visitor at once; free the place in the queue when the code has really ended."""
        with contextlib.suppress(asyncio.CancelledError):
            await call.settle()
        self._tell_end(active, message)
        with contextlib.suppress(asyncio.CancelledError):
            await call.release()
        await self._free(active)

    def _tell_end(self, active: Active, message: ProcessCompleted) -> None:
        """Send the message that ends a job, which is sent once."""
        if not active.told:
            active.told = True
            self.stores.channel.publish(active.job.session, [message])

    async def _free(self, active: Active) -> None:
        if active.freed:
            return
        active.freed = True
        await self._settle(active.job)

    def _forget(self, job: Job) -> None:
        active = self._active.pop(job.id, None)
        if self.observers is not None and active is not None and active.gate is None:
            self.observers.ended(active, self._name(active))
        self.places.gone(job.id)
        jobs = self._by_session.get(job.session)
        if jobs is not None:
            jobs.discard(job.id)
            if not jobs:
                del self._by_session[job.session]

    def _name(self, active: Active) -> str:
        job = active.job
        try:
            return f"/{(active.target or self.finding.find(job.task, job.session)).api_name}"
        except UnknownTask:
            return f"function {job.task}, which is gone"

    # Reading

    def stream(self, session: str, linger: float = 0.0, after: int | None = None) -> AsyncGenerator[Batch]:
        """Yield a session's messages in batches until none of its jobs is unfinished; see `Streams.read`."""
        return self.streams.read(session, linger, after)

    def follow(self, session: str, after: int) -> AsyncGenerator[Batch]:
        """Yield a session's messages for as long as somebody listens; see `Streams.follow`."""
        return self.streams.follow(session, after)

    async def _expects(self, session: str) -> bool:
        """Whether a session has a job whose end it has not been told, though its code may go on."""
        pending = await self.stores.queue.pending(session)
        return pending > sum(self._active[job].told for job in self._by_session.get(session, ()))

    def _unwatched(self, session: str) -> None:
        """A reader went: its visitor has some time to come back."""
        if session in self._by_session and not self.stopping:
            self.departures.left(session)

    def _jobs(self, session: str) -> list[Job]:
        return [self._active[number].job for number in self._by_session.get(session, ())]

    # Visitors

    async def left(self, caller: Caller) -> None:
        """A heartbeat ended. Where the page still waits for something, it has some time to come back."""
        if not self.sessions.left(caller.session):
            return
        session = caller.session
        if not self.stores.channel.watched(session):
            self._unwatched(session)
        waits = await self.stores.queue.pending(session) or await self.stores.channel.unread(session)
        if self.options.grace and waits:
            loop = asyncio.get_running_loop()
            loop.call_later(self.options.grace, lambda: self._own(self._departed(caller)))
        else:
            await self._departed(caller)

    async def _departed(self, caller: Caller) -> None:
        if not self.stopping and not self.sessions.present(caller.session):
            await self.sessions.unload(caller)

    async def _validate(self, task: Task, job: Job) -> None:
        if task.check is not None:
            call = self._running_call(job, silent)
            await validate(task.check, f"/{task.api_name}", call, job.data, self.failures)

    # Live inputs

    def feed(self, event: str, session: str | None = None) -> Feed | None:
        """Return what takes the next pieces of a live job, or None where there is no such job (any more).

        Args:
            event: The job.
            session: Whose job it has to be, where the visitor said so.
        """
        active = self._active.get(event)
        return None if active is None or session not in (None, active.job.session) else active.feed

    def session_of(self, event: str) -> str | None:
        """Return whose job an event is; None where there is no such job (any more)."""
        active = self._active.get(event)
        return None if active is None else active.job.session

    async def living(self) -> Callable[[str], bool]:
        """Return what says of a session whether anything of it is left."""
        with_values = set(await self.stores.sessions.expired(0.0))
        known, present = self.stores.channel.known, self.sessions.present
        return lambda one: one in with_values or one in self._by_session or known(one) or present(one)

    async def offer(self, event: str, session: str | None, piece: Piece) -> bool:
        """Give a live job its next piece, which its validator may refuse; return whether there is such a job.

        Raises:
            NotValid: The validator refuses the piece.
            ValidatorFailed: It could not judge it.
        """
        feed = self.feed(event, session)
        if feed is None:
            return False
        active = self._active[event]
        job, task = active.job, active.target or self.finding.find(active.job.task, active.job.session)
        if task.check is not None:
            await self._validate(task, replace(job, data=piece.data, event_data=piece.event_data))
        feed.offer(piece)
        return True

    # Direct calls

    async def call(self, task: Task, data: list[JSON], caller: Caller, **said: Any) -> Output:
        """Run outside the queue and return the first row; whatever the function raises comes out.

        With `in_turn`, it waits until one more call of its group may run. See `DirectCalls.one`.
        """
        return await self.direct.one(task, data, caller, **said)

    async def call_together(self, task: Task, rows: list[list[JSON]], caller: Caller, **said: Any) -> list[Output]:
        """Run once for several samples of one caller, outside the queue; see `DirectCalls.together`."""
        return await self.direct.together(task, rows, caller, **said)

    def failure(self, error: BaseException, what: str, caller: Caller) -> Failure:
        """Return what a visitor learns of a failure, and log the rest."""
        return self.failures.describe(error, what, caller.is_page)

    # Ending

    async def cancel(self, session: str, event: str) -> bool:
        """End one job of a session, waiting or running; return whether there was one."""
        active = self._active.get(event)
        if active is None or active.job.session != session:
            return False
        if await self.waiters.withdraw(active, Step.CANCEL, cancelled(event)):
            return True
        if active.shared is not None:
            if (settling := active.shared.drop(event)) is not None:
                await settling
        else:
            self._interruption.end(active, Step.CANCEL, cancelled(event))
        return True

    async def _retire(self, session: str, tasks: Collection[int]) -> None:
        for number in list(self._by_session.get(session, ())):
            active = self._active.get(number)
            if active is not None and active.job.task in tasks:
                await self.cancel(session, number)

    def _give_up(self, active: Active) -> None:
        if not self.stopping and active.target is not None:
            name = active.target.api_name
            logger.error("/%s goes on though it was cancelled; others get its place in the queue.", name)
            self._own(self._free(active))

    def _too_long(self, active: Active, seconds: float) -> None:
        """A call took longer than its limit."""
        if active.life.ended or active.call is None or active.target is None:
            return
        first, error = active.life.state is State.RUNNING, TimedOut(seconds)
        message = failed(active.call, active.target, error, self.failures, first)
        active.life.incident = incident(error)
        self._interruption.end(active, Step.FAIL, message)

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        here = {"jobs": len(self._active), "busy": len(self._by_session), "tasks": len(self.supervisor.owned)}
        here["departures"] = len(self.departures)
        return {**self.sessions.sizes(), **self.places.sizes(), **self.streams.sizes(), **here}

    async def waiting(self) -> int:
        """Return how many jobs wait."""
        return await self.stores.queue.waiting()

    async def _unload(self, caller: Caller) -> None:
        for event in self._by_session.get(caller.session, ()):
            if (feed := self.feed(event)) is not None:
                feed.close()
        for number in self.options.unload:
            task = self.finding.find(number, caller.session)
            try:
                await self.call(task, [], caller)
            except Exception as error:
                logger.error("An unload listener failed.", exc_info=self.failures.discreet(error))
