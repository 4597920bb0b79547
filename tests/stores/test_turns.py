"""Whatever visitors do, in whatever order: turns are fair, ranks are true, and no job is lost or run twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portico.errors import QueueFull
from portico.stores.memory.queue import MemoryQueue
from portico.stores.protocols import Bounds, Job
from portico.testing.stores import run
from portico.wire.caller import Caller

LIMITS = {"one": 1, "two": 2, "any": None}
BOUNDS = Bounds(jobs=30, size=400)


class Visitors:
    """What happened so far, by the rules that the queue promises."""

    def __init__(self) -> None:
        self.queue = MemoryQueue()
        self.pushed: list[Job] = []
        self.claims: list[list[Job]] = []
        self.running: list[list[Job]] = []
        self.cancelled: set[str] = set()
        self.refused = 0
        self.promised: dict[str, tuple[int, Counter[str]]] = {}
        """By job: how many of its own stood before it, and how many runs other sessions had got when it came."""
        self.got: Counter[str] = Counter()

    async def push(self, session: str, group: str, task: int, batch: int | None, size: int) -> None:
        name = f"{len(self.pushed)}"
        job = Job(name, session, task, group, LIMITS[group], [], Caller(session=session), batch=batch, size=size)
        waiting = await self.order(group)
        own = sum(other.session == session for other in waiting)
        held, count = self.held()
        try:
            place = await self.queue.push(job, BOUNDS)
        except QueueFull:
            assert count >= 30 or held + size > 400
            self.refused += 1
            return
        assert count < 30
        assert not count or held + size <= 400
        self.pushed.append(job)
        names = [other.id for other in await self.order(group)]
        assert names.index(name) == place.rank
        assert place.length == len(names)
        self.promised[name] = own, Counter(self.got)

    def held(self) -> tuple[int, int]:
        gone = self.cancelled | {job.id for claim in self.claims for job in claim}
        waiting = [job for job in self.pushed if job.id not in gone]
        return sum(job.size for job in waiting), len(waiting)

    async def order(self, group: str) -> list[Job]:
        by_name = {job.id: job for job in self.pushed}
        return [by_name[place.job] for place in await self.queue.places(group)]

    async def claim(self) -> bool:
        before = {group: await self.order(group) for group in LIMITS}
        claim = await self.queue.claim()
        if claim is None:
            full = {group: limit is not None and self.taken(group) >= limit for group, limit in LIMITS.items()}
            assert all(full[group] or not waiting for group, waiting in before.items())
            return False
        first = claim.jobs[0]
        assert first is before[first.group][0]
        assert len(claim.jobs) <= (first.batch or 1)
        assert {(job.task, job.group) for job in claim.jobs} == {(first.task, first.group)}
        assert claim.left == len(await self.order(first.group))
        self.claims.append(claim.jobs)
        self.running.append(list(claim.jobs))
        limit = LIMITS[first.group]
        assert limit is None or self.taken(first.group) <= limit
        # Who shares another's run costs those who wait nothing.
        self.count(first)
        return True

    def taken(self, group: str) -> int:
        return sum(jobs[0].group == group for jobs in self.running)

    def count(self, job: Job) -> None:
        own, had = self.promised[job.id]
        for key, number in self.got.items():
            session, group = key.split("@")
            if group == job.group and session != job.session:
                assert number - had[key] <= own + 1, f"{session} got more than its turns before {job.id}"
        self.got[f"{job.session}@{job.group}"] += 1

    async def finish(self, chosen: int) -> None:
        if not self.running:
            return
        jobs = self.running[chosen % len(self.running)]
        job = jobs.pop(chosen % len(jobs))
        if not jobs:
            self.running.remove(jobs)
        await self.queue.finish(job)

    async def cancel(self, chosen: int) -> None:
        if not self.pushed:
            return
        job = self.pushed[chosen % len(self.pushed)]
        waits = job in await self.order(job.group)
        taken = await self.queue.cancel(job.id)
        assert (taken is job) is waits
        if waits:
            self.cancelled.add(job.id)

    async def end(self) -> None:
        """Let everything run out, and count."""
        while await self.claim() or self.running:
            await self.finish(0)
        ran = [job.id for claim in self.claims for job in claim]
        assert len(ran) == len(set(ran))
        assert set(ran) | self.cancelled == {job.id for job in self.pushed}
        assert not set(ran) & self.cancelled
        assert await self.queue.waiting() == 0
        for session in "abcd":
            assert await self.queue.pending(session) == 0
        assert not any(self.queue.sizes().values())


sessions = st.sampled_from("abcd")
numbers = st.integers(0, 50)
pushes = st.tuples(st.just("push"), sessions, st.just("one"), st.just(0), st.none(), st.integers(0, 60))
batched = st.tuples(
    st.just("push"), sessions, st.sampled_from(sorted(LIMITS)), st.integers(1, 2), st.integers(1, 4), st.integers(0, 60)
)
others = st.one_of(
    st.tuples(st.just("claim")), st.tuples(st.just("finish"), numbers), st.tuples(st.just("cancel"), numbers)
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(pushes, batched, others), max_size=120))
def test_any_order_of_events_keeps_the_promises(steps: list[Any]) -> None:
    async def body() -> None:
        visitors = Visitors()
        for name, *arguments in steps:
            await getattr(visitors, name)(*arguments)
        await visitors.end()

    run(body)


def test_a_visitor_with_one_job_waits_for_one_of_a_visitor_with_a_hundred() -> None:
    async def body() -> None:
        visitors = Visitors()
        queue = visitors.queue
        for number in range(100):
            await queue.push(Job(f"a{number}", "a", 0, "one", 1, [], Caller()), Bounds())
        first = await queue.claim()
        assert first is not None
        place = await queue.push(Job("b", "b", 0, "one", 1, [], Caller()), Bounds())
        assert (place.rank, place.length) == (1, 100)
        await queue.finish(first.jobs[0])
        second = await queue.claim()
        assert second is not None
        await queue.finish(second.jobs[0])
        third = await queue.claim()
        assert third is not None
        assert [job.id for job in third.jobs] == ["b"]

    run(body)
