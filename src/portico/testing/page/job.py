"""Jobs in flight on a simulated page: what the server says about them, and what their outputs show."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from portico.testing.page.node import Node
from portico.testing.page.work import Work, doing
from portico.testing.refusal import Refused, Unreachable
from portico.testing.transport import Transport
from portico.wire.edits import applied

Described = dict[str, Any]
SUCCESS, FAILURE, CANCELLED = "success", "failure", "cancelled"
BUSY = "More people are waiting than can be served now, so this did not start. Please try again in a moment."
NO_REASON = "This did not work. The app gave no reason."


@dataclass(frozen=True, slots=True)
class Cause:
    """What started a listener.

    Args:
        source: The component whose event it was.
        event: The event.
        data: What the event carries.
    """

    source: int | None
    event: str
    data: Any = None


class Job:
    """One run of one listener.

    Args:
        listener: What runs.
        cause: What started it.
        work: What it is part of; told when it is under way, and when not.
    """

    def __init__(self, listener: Described, cause: Cause, work: Work) -> None:
        self.listener = listener
        self.cause = cause
        self.event: str | None = None
        self.over = False
        self.values: list[Any] = []
        self.ending: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.known: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the server has given the event its id."""
        self.sending: asyncio.Task[None] | None = None
        """Of a live stream: what was sent last, which the next piece waits for."""
        self.work = work
        """What it belongs to: the action that it is part of."""
        self.context = contextvars.copy_context()
        """Where what it starts runs, so that it belongs there as well."""
        self._working = True
        work.begin()

    @property
    def working(self) -> bool:
        """Whether an end, or of a live stream an answer to the last piece, is still to come."""
        return self._working

    @working.setter
    def working(self, working: bool) -> None:
        if working and not self._working:
            self.work.begin()
        elif self._working and not working:
            self.work.end()
        self._working = working

    def adopt(self, work: Work) -> None:
        """Make it, and what follows it, part of another action: the one that ends it."""
        if work is self.work:
            return
        if self._working:
            work.begin()
            self.work.end()
        self.work = work
        self.context.run(doing.set, work)


class Page(Protocol):
    """What jobs need of the page."""

    @property
    def work(self) -> Work: ...
    def node(self, number: int) -> Node | None: ...
    def apply(self, outputs: list[int], data: list[Any]) -> None: ...
    def output(self, output: Described) -> None: ...
    def stepped(self, job: Job) -> None: ...
    def log(self, message: Described) -> None: ...
    def failed(self, failure: Described) -> None: ...
    def unknown(self, listener: Described) -> bool: ...


class Jobs:
    """All that runs.

    Args:
        transport: The way to the server.
        page: Where results go.
    """

    def __init__(self, transport: Transport, page: Page) -> None:
        self._transport = transport
        self._page = page
        self.live: list[Job] = []
        self._by_event: dict[str, Job] = {}
        self._early: dict[str, list[Described]] = {}
        self._joining = 0

    def of(self, listener: int) -> list[Job]:
        """Return what runs of a listener."""
        return [job for job in self.live if job.listener["id"] == listener]

    def begin(self, listener: Described, cause: Cause) -> Job:
        """Begin a run."""
        job = Job(listener, cause, self._page.work)
        self.live.append(job)
        for node in self._nodes(listener["inputs"]):
            node.invalid = None
        for node in self._shown(job):
            node.error, node.progress = None, []
        source = None if cause.source is None else self._page.node(cause.source)
        if source is not None:
            source.busy += 1
        return job

    async def run(self, job: Job, request: Described) -> str:
        """Run a request to its end."""
        try:
            if job.listener["queue"]:
                await self._join(job, request)
            else:
                worked, output = await self._transport.call(request)
                if not job.over:
                    self._succeed(job, output) if worked else self._fail(job, output)
        except (Refused, Unreachable) as error:
            self._refused(job, error)
        return await job.ending

    def cancel(self, listener: int) -> None:
        """Cancel what runs of a listener."""
        work = self._page.work
        for job in self.of(listener):
            if job.event is not None:
                work.begin()
                task = asyncio.get_running_loop().create_task(self._transport.cancel(listener, job.event))
                task.add_done_callback(lambda _: work.end())
            job.adopt(work)
            self.end(job, CANCELLED)

    def drop(self, listener: int) -> None:
        """End what runs of a listener that is no more; the server knows."""
        for job in self.of(listener):
            self.end(job, CANCELLED)

    def abandon(self, reason: str) -> None:
        """End everything that runs: the server no longer knows of it."""
        for job in list(self.live):
            self._fail(job, {"error": reason, "visible": False})

    def receive(self, message: Described) -> None:
        """Take a message of the session."""
        event = message.get("event_id")
        if event is None:
            if message["msg"] == "unexpected_error":
                self.abandon("The connection was lost while this was running.")
            return
        job = self._by_event.get(event)
        if job is not None:
            job.context.run(self._take, job, message)
        elif self._joining:
            self._early.setdefault(event, []).append(message)

    def end(self, job: Job, ending: str, error: str | None = None) -> None:
        """End a run."""
        if job.over:
            return
        job.over = True
        self.live.remove(job)
        if job.event is not None:
            self._by_event.pop(job.event, None)
        source = None if job.cause.source is None else self._page.node(job.cause.source)
        if source is not None:
            source.busy -= 1
        if error is not None:
            for node in self._shown(job):
                node.error = error
        job.working = True  # until what follows it is under way
        job.ending.set_result(ending)
        if not job.known.done():
            job.known.set_result(None)

    async def _join(self, job: Job, request: Described) -> None:
        self._joining += 1
        try:
            event = await self._transport.submit(request)
            if job.over:
                await self._transport.cancel(job.listener["id"], event)
                return
            job.event = event
            self._by_event[event] = job
            job.known.set_result(None)
            for message in self._early.pop(event, []):
                self._take(job, message)
        finally:
            self._joining -= 1
            if not self._joining:
                self._early.clear()

    def _take(self, job: Job, message: Described) -> None:
        if job.over:
            return
        kind = message["msg"]
        if kind == "progress":
            for node in self._shown(job):
                node.progress.extend(message.get("progress_data") or [])
        elif kind == "log":
            self._page.log(message)
        elif kind in ("process_generating", "process_streaming"):
            self._step(job, message["output"], kind == "process_streaming")
        elif kind == "process_completed":
            output = message["output"]
            failed = "error" in output or not message["success"]
            self._fail(job, output) if failed else self._succeed(job, output)
        elif kind == "unexpected_error":
            self._fail(job, {"error": message["message"]})

    def _step(self, job: Job, output: Described, whole: bool) -> None:
        data: list[Any] = output["data"]
        if whole or not job.values:
            job.values = data
        else:
            job.values = [applied(old, edits) for old, edits in zip(job.values, data, strict=True)]
        self._page.apply(job.listener["outputs"], job.values)
        self._page.output(output)
        self._page.stepped(job)
        if job.listener["connection"] == "stream":
            job.working = False

    def _succeed(self, job: Job, output: Described) -> None:
        self._page.apply(job.listener["outputs"], output["data"])
        self._page.output(output)
        if not job.values:
            self._page.stepped(job)
        self.end(job, SUCCESS)

    def _fail(self, job: Job, failure: Described) -> None:
        error = failure.get("error") or NO_REASON
        self.end(job, FAILURE, error)
        if failure.get("visible") is not False:
            self._page.failed({**failure, "error": error})

    def _refused(self, job: Job, error: Refused | Unreachable) -> None:
        """End a job that did not reach the server, or that the server refused."""
        if isinstance(error, Unreachable):
            self._fail(job, {"error": "The server cannot be reached.", "visible": False})
        elif error.status == 422 and self._paint_invalid(job, error.detail):
            self.end(job, FAILURE)
        elif error.status == 404 and self._page.unknown(job.listener):
            self.end(job, CANCELLED)
        elif error.status == 401:
            said = "You are signed out. Reload the page to sign in."
            self._fail(job, {"error": said, "title": "Not accepted"})
        else:
            busy = error.status == 503
            full = busy and str(error).startswith("Queue is full")
            self._fail(job, {"error": BUSY if full else str(error), "title": "Busy" if busy else "Not accepted"})

    def _paint_invalid(self, job: Job, detail: Any) -> bool:
        if not isinstance(detail, list):
            return False
        found = False
        for number, verdict in zip(job.listener["inputs"], detail, strict=False):
            node = self._page.node(number)
            if node is not None and isinstance(verdict, dict) and verdict.get("is_valid") is False:
                node.invalid = verdict.get("message") or "This value is not valid."
                found = True
        return found

    def _nodes(self, numbers: Iterable[int]) -> Iterator[Node]:
        for number in numbers:
            node = self._page.node(number)
            if node is not None:
                yield node

    def _shown(self, job: Job) -> Iterator[Node]:
        said = job.listener["show_progress_on"]
        return self._nodes(job.listener["outputs"] if said is None else said)
