"""When a published client may hear that its call was taken: never between its stream's end and its reading that."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from portico.engine import clients
from portico.engine.clients import BUSY, HANDOVER, KEPT, LONGEST, Clients
from portico.wire.caller import Caller
from portico.wire.messages import Output

from .conftest import Bench
from .test_engine import echo, kinds
from .virtual import VirtualLoop


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    made = VirtualLoop()
    asyncio.set_event_loop(made)
    yield made
    made.close()
    asyncio.set_event_loop(None)


class World:
    """A client of which the server knows what a test says."""

    def __init__(self, loop: VirtualLoop) -> None:
        self.loop = loop
        self.clients = Clients()

    def taken(self, session: str = "s") -> asyncio.Task[None]:
        """The answer to a call, which is done when it may be given."""
        task = self.loop.create_task(self.clients.taken(session))
        self.loop.settle()
        return task

    def opens(self, *, told: bool, session: str = "s") -> clients.Reading:
        """A stream that the client opens, after its first call."""

        async def opened() -> clients.Reading | None:
            return self.clients.reads(session)

        reading = self.loop.run(opened())
        assert reading is not None
        reading.told = told
        return reading

    def ends(self, reading: clients.Reading, *, several: bool = False, session: str = "s") -> None:
        """The server sends the end of the stream."""

        async def ended() -> None:
            self.clients.ended(session, reading, several)

        self.loop.run(ended())


@pytest.fixture
def world(loop: VirtualLoop) -> World:
    return World(loop)


def test_who_has_no_stream_or_an_open_one_is_answered_at_once(world: World) -> None:
    assert world.taken().done()
    reading = world.opens(told=True)
    assert world.taken().done()
    world.ends(reading)
    assert not world.taken().done()
    assert world.taken("other").done()


def test_the_answer_waits_until_the_end_was_read_however_late(world: World) -> None:
    world.taken()
    reading = world.opens(told=True)
    world.ends(reading, several=True)
    first, second = world.taken(), world.taken()
    world.loop.advance(LONGEST - 1)
    assert not first.done()
    reading.read()
    world.loop.settle()
    assert first.done()
    assert second.done()
    assert world.taken().done()


def test_a_client_that_never_reads_is_answered_in_the_end(world: World) -> None:
    world.taken()
    world.ends(world.opens(told=True))
    answer = world.taken()
    world.loop.advance(LONGEST + 0.001)
    assert answer.done()


def test_a_client_that_opens_the_next_stream_has_read_the_end_of_the_last(world: World) -> None:
    world.taken()
    for told in (True, False):
        world.ends(world.opens(told=told))
        answer = world.taken()
        assert not answer.done()
        second = world.opens(told=told)
        world.loop.settle()
        assert answer.done()
        world.ends(second)


def test_what_tells_of_an_earlier_stream_says_nothing_of_this_one(world: World) -> None:
    world.taken()
    first = world.opens(told=True)
    world.ends(first)
    second = world.opens(told=True)
    world.ends(second)
    answer = world.taken()
    first.read()
    world.loop.settle()
    assert not answer.done()


def test_where_nothing_is_told_the_answer_waits_a_moment(world: World) -> None:
    world.taken()
    world.ends(world.opens(told=False))
    answer = world.taken()
    world.loop.advance(HANDOVER - 0.001)
    assert not answer.done()
    world.loop.advance(0.002)
    assert answer.done()


@pytest.mark.parametrize("several", [True, False])
def test_and_longer_for_a_client_that_is_busy_with_several(world: World, several: bool) -> None:
    world.taken()
    world.ends(world.opens(told=False), several=several)
    answers = [world.taken(), world.taken()]
    world.loop.advance(BUSY - 0.001)
    assert not any(answer.done() for answer in answers)
    world.loop.advance(0.002)
    assert all(answer.done() for answer in answers)


def test_nobody_waits_for_a_server_that_ends(world: World) -> None:
    world.taken()
    world.ends(world.opens(told=True))
    answer = world.taken()
    world.clients.dismiss()
    world.loop.settle()
    assert answer.done()


def test_who_has_not_called_for_long_is_forgotten_but_not_who_reads(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "MOST", 20)
    for number in range(30):
        world.taken(f"s{number}")
    assert len(world.clients) == 20
    reading = world.opens(told=True, session="s29")
    world.loop.advance(KEPT + 1)
    world.taken("new")
    assert len(world.clients) == 1
    # Its stream was open all the while.
    world.ends(reading, session="s29")
    assert not world.taken("s29").done()
    assert len(world.clients) == 2


def test_a_stream_that_is_asked_for_though_all_was_told_ends_as_any_other(run_engine: Any) -> None:
    """A client hears of its call after it heard the call's result, and opens a stream for it."""

    async def body(bench: Bench) -> None:
        known, task = bench.engine.streams.clients, bench.task(echo)
        client = Caller(session="s", headers=[("x-gradio-user", "api")])

        async def read() -> list[str]:
            reading = known.reads("s")
            return kinds([m async for batch in bench.engine.streams.read("s", 0.0, None, reading) for m in batch])

        await bench.engine.submit(task, [1], client)
        await known.taken("s")
        assert (await read())[-1] == "close_stream"
        assert await read() == ["close_stream"]
        # This end, too, may be on its way when the next call is taken.
        await bench.engine.submit(task, [2], client)
        answer = asyncio.ensure_future(known.taken("s"))
        await asyncio.sleep(0)
        assert not answer.done()
        assert (await read())[-2:] == ["process_completed", "close_stream"]
        await answer

    run_engine(body)


def test_one_who_is_no_published_client_is_told_that_nothing_is_there(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        async def rows(data: list[Any], call: Any):
            yield Output(data)

        await bench.join(bench.task(rows), 1)
        await bench.messages()
        assert bench.engine.streams.clients.reads("s") is None
        (message,) = await bench.messages()
        assert message.session_not_found

    run_engine(body)
