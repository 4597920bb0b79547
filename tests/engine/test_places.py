"""Who waits hears where: the next at once, the others now and then, and nobody what did not change."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from portico.engine import places
from portico.wire.messages import Estimation, Output

from .conftest import Bench


class Line:
    """A function with one place, whose calls end one by one when the test says so."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.steps = asyncio.Semaphore(0)
        self.ended = 0
        self.task = bench.task(self.rows)

    async def rows(self, data: list[Any], call: Any):
        await self.steps.acquire()
        self.ended += 1
        yield Output(data)

    async def step(self) -> None:
        """Let the call that runs end, and wait until the next has begun."""
        wanted = self.ended + 1
        self.steps.release()
        unfinished = self.bench.engine._active
        while self.ended < wanted or (unfinished and await self.bench.engine.waiting() == len(unfinished)):  # noqa: ASYNC110
            await asyncio.sleep(0)

    async def join(self, count: int, session: str = "s{}") -> None:
        for number in range(count):
            await self.bench.join(self.task, number, session=session.format(number))


def ranks(bench: Bench, session: str) -> list[int | None]:
    """What a session was told of its place and has not read."""
    box = bench.engine.stores.channel._boxes[session]  # type: ignore[attr-defined]
    return [message.rank for message in box.kept if isinstance(message, Estimation)]


async def until(true: Any) -> None:
    while not true():  # noqa: ASYNC110
        await asyncio.sleep(0.001)


def test_the_next_three_hear_at_once_and_the_others_in_their_time(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        line = Line(bench)
        await line.join(8)
        assert [ranks(bench, f"s{number}") for number in range(8)] == [[0], [0], [1], [2], [3], [4], [5], [6]]
        await line.step()
        told = [ranks(bench, f"s{number}") for number in range(8)]
        assert told == [[0], [0], [1, 0], [2, 1], [3, 2], [4], [5], [6]]
        await until(lambda: ranks(bench, "s7") == [6, 5])
        assert [ranks(bench, f"s{number}") for number in range(5, 8)] == [[4, 3], [5, 4], [6, 5]]
        for _ in range(7):
            await line.step()

    run_engine(body, hasty=True)


def test_steps_that_nobody_could_read_become_one_message(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        line = Line(bench)
        await line.join(6)
        for _ in range(3):
            await line.step()
        assert ranks(bench, "s5") == [4]
        assert ranks(bench, "s4") == [3, 2]  # the first step was told at once, the two after it within a blink
        await until(lambda: ranks(bench, "s5") == [4, 1])
        assert ranks(bench, "s4") == [3, 2, 0]
        for _ in range(3):
            await line.step()

    run_engine(body, hasty=True)


def test_a_step_at_the_end_of_the_pause_begins_no_second_one(run_engine: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(places, "BLINK", 60)

    async def body(bench: Bench) -> None:
        loop: Any = asyncio.get_running_loop()
        line = Line(bench)
        await line.join(6)
        await line.step()
        await line.step()
        told = bench.engine.places
        (group,) = told._near
        told._near[group].cancel()
        told._blinked(group)
        await told.moved(group, 3)
        await asyncio.sleep(0)
        pauses = [one for one in loop._scheduled if not one.cancelled() and one._callback == told._blinked]
        assert pauses == list(told._near.values())
        for _ in range(4):
            await line.step()

    run_engine(body, hasty=True)


def test_a_rate_of_ones_own_is_kept_by_everybody(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        line = Line(bench)
        await line.join(4)
        await line.step()
        assert ranks(bench, "s2") == [1]
        await until(lambda: ranks(bench, "s2") == [1, 0])
        await until(lambda: ranks(bench, "s3") == [2, 1])
        for _ in range(3):
            await line.step()

    run_engine(body, hasty=True, update_rate=0.05)


def test_who_is_passed_by_a_visitor_whose_turn_it_is_hears_of_it(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        line = Line(bench)
        await line.join(4, session="many")
        await bench.join(line.task, 9, session="one")
        assert ranks(bench, "one") == [1]
        await until(lambda: ranks(bench, "many") == [0, 0, 1, 2, 2, 3])
        assert ranks(bench, "one") == [1]
        for _ in range(5):
            await line.step()

    run_engine(body, hasty=True, update_rate=0.01)


def test_a_cancelled_call_moves_those_behind_it(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        line = Line(bench)
        await line.join(1, session="first")
        event = await bench.join(line.task, 1, session="second")
        await bench.join(line.task, 2, session="third")
        assert await bench.engine.cancel("second", event)
        assert ranks(bench, "third") == [1, 0]
        for _ in range(2):
            await line.step()

    run_engine(body, hasty=True)


def test_messages_do_not_grow_with_those_who_wait(run_engine: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(places, "OFTEN", 3600)

    async def body(bench: Bench) -> None:
        line = Line(bench)
        await line.join(200)
        for _ in range(200):
            await line.step()
        told = sum(len(ranks(bench, f"s{number}")) for number in range(200))
        assert 200 <= told < 2 * 200

    run_engine(body, hasty=True, heartbeat=60.0)


@pytest.mark.parametrize(
    ("limit", "running", "rank", "batch", "seconds"),
    [
        (1, 0, 0, None, 10.0),
        (1, 1, 0, None, 20.0),
        (1, 1, 3, None, 50.0),
        (2, 2, 3, None, 30.0),
        (None, 7, 0, None, 10.0),
        (1, 1, 7, 8, 20.0),
        (1, 1, 8, 8, 30.0),
    ],
)
def test_the_wait_is_estimated_from_those_who_go_before(
    limit: int | None, running: int, rank: int, batch: int | None, seconds: float
) -> None:
    from portico.engine.eta import Durations
    from portico.stores.protocols import Job, Waiting
    from portico.wire.caller import Caller

    durations = Durations()
    job = Job("j", "s", 7, "g", limit, [], Caller(), batch=batch)
    place = Waiting("j", "s", rank, 9, running)
    assert durations.wait(job, place) is None
    durations.add(7, 10.0)
    assert durations.wait(job, place) == seconds
