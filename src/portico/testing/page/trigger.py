"""What an event starts on a simulated page: which listeners, with which values, and what follows."""

from __future__ import annotations

import asyncio
from contextvars import Context, copy_context
from typing import Any, Protocol

from portico.testing.page.collect import collected
from portico.testing.page.job import FAILURE, SUCCESS, Cause, Described, Job, Jobs
from portico.testing.page.node import Node
from portico.testing.page.scripts import Scripts
from portico.testing.page.work import Work
from portico.testing.transport import Transport


class Page(Protocol):
    """What triggers need of the page."""

    jobs: Jobs
    transport: Transport
    scripts: Scripts

    @property
    def work(self) -> Work: ...
    def node(self, number: int) -> Node | None: ...
    def apply(self, outputs: list[int], data: list[Any]) -> None: ...
    def broke(self, error: BaseException) -> None: ...


class Triggers:
    """The listeners of a page.

    Args:
        page: Where they listen.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._listeners: list[Described] = []
        self._by_target: dict[tuple[int, str], list[Described]] = {}
        self._waiting: dict[int, tuple[Cause, Work, Context]] = {}
        """The last cause of a listener that was busy, for `always_last`, and what that is part of."""
        self.tasks: set[asyncio.Task[None]] = set()

    @property
    def listeners(self) -> list[Described]:
        """Those there are now."""
        return self._listeners

    @listeners.setter
    def listeners(self, listeners: list[Described]) -> None:
        self._listeners = listeners
        self._by_target = {}
        for listener in listeners:
            for number, event in listener["targets"]:
                self._by_target.setdefault((number, event), []).append(listener)

    def current(self, number: int) -> Described | None:
        """Return the listener of an id as it is now."""
        return next((one for one in self._listeners if one["id"] == number), None)

    def listens(self, source: int, event: str) -> bool:
        """Whether anything listens to an event."""
        return (source, event) in self._by_target

    def emit(self, source: int, event: str, data: Any = None) -> None:
        """Start what listens to an event."""
        for listener in self._by_target.get((source, event), []):
            self.fire(listener, Cause(source, event, data))

    def fire(self, listener: Described, cause: Cause) -> None:
        """Start a listener, as far as its mode lets it start."""
        running = self._page.jobs.of(listener["id"])
        if running and listener["connection"] == "stream":
            self._feed(running[0], cause)
            return
        mode = listener.get("trigger_mode") or "once"
        if not running or mode == "multiple":
            job = self._begin(listener, cause)
            # What is sent is what stands there now, not what stands there when its turn comes.
            self._own(self._run(job, cause, self._all_gathered(listener)), job.context)
        elif mode == "always_last":
            work = self._page.work
            work.begin()
            self._replace(listener["id"], (cause, work, copy_context()))

    def end_stream(self, source: int) -> None:
        """End the live streams that a component started, after the pieces that are on their way."""
        for listener in self._by_target.get((source, "stream"), []):
            for job in self._page.jobs.of(listener["id"]):
                if listener["connection"] == "stream" and job.cause.source == source:
                    job.working = True
                    self._then(job, None)

    def _begin(self, listener: Described, cause: Cause) -> Job:
        job = self._page.jobs.begin(listener, cause)
        for number in listener["cancels"]:
            self._page.jobs.cancel(number)
        return job

    async def _run(self, job: Job, cause: Cause, data: list[Any]) -> None:
        try:
            self._ended(job.listener, cause, await self._steps(job, data))
        except Exception as error:  # noqa: BLE001
            # What a listener cannot do here is told to the test that started it.
            self._page.jobs.end(job, FAILURE, str(error))
            self._page.broke(error)
        finally:
            job.working = False

    async def _steps(self, job: Job, data: list[Any]) -> str:
        listener = job.listener
        if not listener["backend_fn"] or listener["js_implementation"] is not None or listener["js"]:
            shown = [self._value(number) for number in listener["outputs"]]
            data, local = self._page.scripts.run(listener, job.cause, data, shown)
            if local:
                self._page.apply(listener["outputs"], data)
                self._page.jobs.end(job, SUCCESS)
                return await job.ending
        return await self._page.jobs.run(job, self._request(job, data))

    def _request(self, job: Job, data: list[Any]) -> Described:
        cause = job.cause
        return {"fn_index": job.listener["id"], "data": data, "event_data": cause.data, "trigger_id": cause.source}

    def _all_gathered(self, listener: Described) -> list[Any]:
        return [self._gathered(listener, at) for at in range(len(listener["inputs"]))]

    def _gathered(self, listener: Described, at: int) -> Any:
        node = self._page.node(listener["inputs"][at])
        if node is None or node.type == "state":
            return None
        value = collected(node)
        return {**node.props, "value": value} if at in listener["component_prop_inputs"] else value

    def _value(self, number: int) -> Any:
        node = self._page.node(number)
        return None if node is None or node.type == "state" else node.value

    def _ended(self, listener: Described, cause: Cause, ending: str) -> None:
        for after in self._listeners:
            if after["trigger_after"] != listener["id"]:
                continue
            if after["trigger_only_on_success"] and ending != SUCCESS:
                continue
            if after["trigger_only_on_failure"] and ending == SUCCESS:
                continue
            self.fire(after, cause)
        waiting, now = self._waiting.get(listener["id"]), self.current(listener["id"])
        if waiting is not None:
            del self._waiting[listener["id"]]
            again, work, context = waiting
            if now is not None:
                context.run(self.fire, now, again)
            work.end()

    def _replace(self, number: int, waiting: tuple[Cause, Work, Context]) -> None:
        before = self._waiting.get(number)
        self._waiting[number] = waiting
        if before is not None:
            before[1].end()

    def _feed(self, job: Job, cause: Cause) -> None:
        job.working = True
        request = self._request(job, self._all_gathered(job.listener))
        self._then(job, {**request, "event_data": cause.data})

    def _then(self, job: Job, piece: Described | None) -> None:
        """Send a piece to a live job, or its end, after what was sent to it before."""
        before = job.sending

        async def send() -> None:
            if before is not None:
                await asyncio.wait([before])
            await job.known
            if job.over or job.event is None:
                return
            transport = self._page.transport
            await (transport.end_feed(job.event) if piece is None else transport.feed(job.event, piece))

        job.sending = self._own(send())

    def _own(self, work: Any, context: Context | None = None) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work, context=context)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task
