"""A visitor left: each call is cancelled, kept for a while, or finished, as its listener says."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from portico.engine.departures import Departures
from portico.stores.protocols import Job
from portico.wire.caller import Caller
from portico.wire.messages import Output, ProcessCompleted

from .conftest import Bench


class Long:
    """A call that runs until the test lets it end, and says how it ended."""

    def __init__(self, bench: Bench, kept: float | None) -> None:
        self.go, self.began, self.over = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.finished = False
        self.task = bench.task(self.rows, kept=kept)

    async def rows(self, data: list[Any], call: Any):
        try:
            self.began.set()
            await self.go.wait()
            self.finished = True
            yield Output(["result"])
        finally:
            self.over.set()


async def visit_and_leave(bench: Bench, session: str = "s") -> None:
    stream = bench.engine.stream(session)
    await anext(stream)
    await stream.aclose()


@pytest.mark.requirement("R62")
def test_each_call_ends_as_its_listener_says(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        cancelled, kept, finished = (Long(bench, seconds) for seconds in (0.0, 5.0, None))
        for one in (cancelled, kept, finished):
            await bench.join(one.task)
            await one.began.wait()
        await visit_and_leave(bench)
        await cancelled.over.wait()
        assert not kept.over.is_set()
        await kept.over.wait()
        assert (cancelled.finished, kept.finished) == (False, False)
        assert not finished.over.is_set()
        finished.go.set()
        await finished.over.wait()
        assert finished.finished
        # Whoever comes back late finds what was finished, and that the others were cancelled.
        ends = [m.output for m in await bench.messages() if isinstance(m, ProcessCompleted)]
        assert [end if isinstance(end, dict) else end.data for end in ends] == [{"data": []}, {"data": []}, ["result"]]

    run_engine(body, hasty=True, grace=1.0, limits={})


def test_who_comes_back_in_time_loses_nothing(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        long = Long(bench, 0.0)
        await bench.join(long.task)
        await visit_and_leave(bench)
        reading = asyncio.ensure_future(bench.messages())
        while bench.engine.departures._timers:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        long.go.set()
        assert [m.output.data for m in await reading if isinstance(m, ProcessCompleted)] == [["result"]]

    run_engine(body, hasty=True)


@pytest.mark.requirement("R62")
def test_a_page_that_never_read_its_stream_leaves_too(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        long = Long(bench, 0.0)
        bench.engine.sessions.arrived(Caller(session="s"))
        await bench.join(long.task)
        await long.began.wait()
        await bench.engine.left(Caller(session="s"))
        await long.over.wait()
        assert not long.finished

    run_engine(body, hasty=True)


def test_leaving_again_starts_the_time_anew() -> None:
    class Nobody:
        def __init__(self) -> None:
            self.closed: list[str] = []

        def watched(self, session: str) -> bool:
            return False

        def close(self, session: str) -> None:
            self.closed.append(session)

    async def body() -> None:
        over, channel = asyncio.Event(), Nobody()
        jobs = [Job(name, "s", 0, "g", 1, [], Caller(), kept=kept) for name, kept in (("a", 0.0), ("b", 0.02))]
        gone: list[Job] = []

        def cancel(job: Job) -> None:
            jobs.remove(job)
            gone.append(job)
            if not jobs:
                over.set()

        departures = Departures(0.01, channel, lambda _: list(jobs), cancel)  # type: ignore[arg-type]
        departures.left("s")
        departures.left("s")
        assert len(departures._timers) == 1
        await asyncio.wait_for(over.wait(), 5)
        assert ([job.id for job in gone], channel.closed) == (["a", "b"], ["s"])
        assert not departures._timers
        departures.left("t")
        departures.close()
        assert not departures._timers

    asyncio.run(body())
