"""Jobs whose input goes on coming: pieces, their loss, and the ways in which they end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from engine.conftest import Bench
from portico.call.context import Call
from portico.engine import live
from portico.engine.live import Feed, Piece
from portico.wire.caller import Caller
from portico.wire.messages import CloseStream, Message, Output, ProcessCompleted, ProcessStreaming

Body = Callable[[Bench], Any]


async def echo(data: list[Any], call: Call) -> AsyncIterator[Output]:
    yield Output(list(data))


def feed(bench: Bench, event: str, piece: Piece) -> bool:
    """Send a piece; whether somebody took it."""
    found = bench.engine.feed(event)
    if found is not None:
        found.offer(piece)
    return found is not None


def close(bench: Bench, event: str) -> bool:
    """End a stream; whether there was one."""
    found = bench.engine.feed(event)
    if found is not None:
        found.close()
    return found is not None


class Told:
    """What a session was told, as it comes."""

    def __init__(self, bench: Bench, session: str = "s") -> None:
        self.seen: list[Message] = []
        self._more = asyncio.Event()
        self._reading = asyncio.get_running_loop().create_task(self._read(bench, session))

    async def _read(self, bench: Bench, session: str) -> None:
        async for batch in bench.engine.stream(session):
            self.seen += batch
            self._more.set()

    def of(self, kind: type[Any]) -> list[Any]:
        return [message for message in self.seen if isinstance(message, kind)]

    async def answers(self, count: int) -> list[Any]:
        """The results of so many pieces, as soon as they are there."""
        while len(self.of(ProcessStreaming)) < count:
            await self.more()
        return [message.output.data for message in self.of(ProcessStreaming)]

    async def more(self) -> None:
        """Wait for anything that was not there yet."""
        self._more.clear()
        await asyncio.wait_for(self._more.wait(), 5)

    async def end(self) -> ProcessCompleted:
        await asyncio.wait_for(self._reading, 5)
        ended = self.of(ProcessCompleted)
        assert len(ended) == 1
        assert isinstance(self.seen[-1], CloseStream)
        return ended[0]


def test_one_job_takes_piece_after_piece_and_its_end_repeats_the_last_result(run_engine: Callable[..., Any]) -> None:
    async def body(bench: Bench) -> None:
        task = bench.task(echo, live=True)
        event = await bench.join(task, "one")
        told = Told(bench)
        await told.answers(1)
        assert feed(bench, event, Piece(["two"]))
        assert await told.answers(2) == [["one"], ["two"]]
        assert close(bench, event)
        ended = await told.end()
        assert (ended.success, ended.output.data, ended.output.is_generating) == (True, ["two"], False)
        assert all(message.output.is_generating for message in told.of(ProcessStreaming))
        assert not feed(bench, event, Piece(["three"]))
        assert not close(bench, event)

    run_engine(body)


def test_pieces_that_come_too_fast_replace_each_other_and_the_last_is_not_lost(run_engine: Callable[..., Any]) -> None:
    async def body(bench: Bench) -> None:
        go = asyncio.Event()

        async def slow(data: list[Any], call: Call) -> AsyncIterator[Output]:
            await go.wait()
            yield Output(list(data))

        event = await bench.join(bench.task(slow, live=True), 0)
        told = Told(bench)
        for number in range(1, 101):
            assert feed(bench, event, Piece([number]))
        close(bench, event)
        go.set()
        assert (await told.end()).output.data == [100]
        assert await told.answers(2) == [[0], [100]]

    run_engine(body)


def test_a_piece_brings_its_own_event_data(run_engine: Callable[..., Any]) -> None:
    async def body(bench: Bench) -> None:
        async def rows(data: list[Any], call: Call) -> AsyncIterator[Output]:
            yield Output([call.event_data])

        event = await bench.engine.submit(bench.task(rows, live=True), [None], Caller(session="s"), event_data="a")
        told = Told(bench)
        await told.answers(1)
        feed(bench, event, Piece([None], "b"))
        assert await told.answers(2) == [["a"], ["b"]]

    run_engine(body)


def test_the_time_limit_ends_it_while_pieces_come_and_while_none_comes(run_engine: Callable[..., Any]) -> None:
    async def body(bench: Bench) -> None:
        task = bench.task(echo, live=True, time_limit=0.2)
        await bench.join(task, "quiet")
        quiet = Told(bench)
        assert (await quiet.end()).output.data == ["quiet"]
        (first,) = quiet.of(ProcessStreaming)
        assert 0 < first.time_limit < 0.2

        event = await bench.join(task, "busy", session="t")
        busy = Told(bench, "t")
        await busy.answers(1)
        while feed(bench, event, Piece(["more"])):
            await busy.more()
        assert (await busy.end()).success
        answers = busy.of(ProcessStreaming)
        assert {message.time_limit for message in answers} == {answers[0].time_limit}

    run_engine(body)


def test_without_a_limit_silence_ends_it(run_engine: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "IDLE", 0.05)

    async def body(bench: Bench) -> None:
        await bench.join(bench.task(echo, live=True), "one")
        told = Told(bench)
        assert (await told.end()).output.data == ["one"]
        assert told.of(ProcessStreaming)[0].time_limit is None

    run_engine(body)


def test_it_keeps_its_place_and_gives_it_back(run_engine: Callable[..., Any]) -> None:
    async def body(bench: Bench) -> None:
        task = bench.task(echo, live=True)
        first = await bench.join(task, "a", session="a")
        a = Told(bench, "a")
        await a.answers(1)
        second = await bench.join(task, "b", session="b")
        b = Told(bench, "b")
        feed(bench, second, Piece(["b2"]))  # while it waits
        assert await bench.engine.waiting() == 1
        close(bench, first)
        await a.end()
        assert await b.answers(2) == [["b"], ["b2"]]
        close(bench, second)
        await b.end()

    run_engine(body)


@pytest.mark.parametrize("session", ["s", "stranger"])
def test_only_its_own_session_feeds_it(run_engine: Callable[..., Any], session: str) -> None:
    async def body(bench: Bench) -> None:
        event = await bench.join(bench.task(echo, live=True), "one")
        assert (bench.engine.feed(event, session) is not None) == (session == "s")

    run_engine(body)


def test_an_ordinary_job_takes_no_pieces(run_engine: Callable[..., Any]) -> None:
    async def body(bench: Bench) -> None:
        go = asyncio.Event()

        async def rows(data: list[Any], call: Call) -> AsyncIterator[Output]:
            await go.wait()
            yield Output(list(data))

        event = await bench.join(bench.task(rows), 1)
        assert not feed(bench, event, Piece([2]))
        assert not close(bench, event)
        go.set()
        await bench.messages()

    run_engine(body)


def test_cancel_ends_it_while_it_waits_for_a_piece(run_engine: Callable[..., Any]) -> None:
    async def body(bench: Bench) -> None:
        event = await bench.join(bench.task(echo, live=True), "one")
        told = Told(bench)
        await told.answers(1)
        assert await bench.engine.cancel("s", event)
        ended = await told.end()
        assert (ended.success, ended.output) == (True, {"data": []})

    run_engine(body)


def test_a_failure_at_a_later_piece_ends_it(run_engine: Callable[..., Any]) -> None:
    async def body(bench: Bench) -> None:
        async def rows(data: list[Any], call: Call) -> AsyncIterator[Output]:
            if data == ["bad"]:
                raise ValueError("no")
            yield Output(list(data))

        event = await bench.join(bench.task(rows, live=True), "good")
        told = Told(bench)
        await told.answers(1)
        feed(bench, event, Piece(["bad"]))
        ended = await told.end()
        assert (ended.success, ended.output["error"]) == (False, "no")

    run_engine(body, show_error=True)


def test_the_end_of_the_heartbeat_ends_it(run_engine: Callable[..., Any]) -> None:
    async def body(bench: Bench) -> None:
        bench.engine.sessions.arrived(Caller(session="s"))
        await bench.join(bench.task(echo, live=True), "one")
        told = Told(bench)
        await told.answers(1)
        await bench.engine.left(Caller(session="s"))
        assert (await told.end()).output.data == ["one"]

    run_engine(body, grace=0.0)


def test_a_generator_goes_on_until_the_next_piece(run_engine: Callable[..., Any]) -> None:
    async def body(bench: Bench) -> None:
        closed: list[Any] = []

        async def endless(data: list[Any], call: Call) -> AsyncIterator[Output]:
            number = 0
            try:
                while True:
                    yield Output([data[0], number])
                    number += 1
                    await asyncio.sleep(0)
            finally:
                closed.append(data[0])

        event = await bench.join(bench.task(endless, live=True), "a")
        told = Told(bench)
        await told.answers(3)
        feed(bench, event, Piece(["b"]))
        while not any(row[0] == "b" for row in await told.answers(1)):
            await told.more()
        close(bench, event)
        assert (await told.end()).output.data[0] == "b"
        assert (await told.answers(3))[:3] == [["a", 0], ["a", 1], ["a", 2]]
        assert closed == ["a", "b"]

    run_engine(body)


def test_a_feed_keeps_one_piece(run_engine: Callable[..., Any]) -> None:
    async def body(_: Bench) -> None:
        one = Feed()
        one.offer(Piece([1]))
        one.offer(Piece([2]))
        assert await one.take(0) == Piece([2])
        assert await one.take(0) is None

    run_engine(body)
