"""What a stream leaves behind when it ends: nothing that somebody else has to close."""

from __future__ import annotations

import asyncio
import gc
import sys
import weakref
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from portico.engine.engine import STOPPED
from portico.engine.eta import Durations
from portico.engine.streams import PATIENCE
from portico.stores.memory import mailbox
from portico.wire.messages import CloseStream, Output

from .conftest import Bench
from .test_engine import echo, kinds


def usually(task: int, seconds: float) -> Durations:
    """What is known of a task that usually takes so long."""
    durations = Durations()
    durations.add(task, seconds)
    return durations


def test_a_stream_closes_its_generators_itself(run_engine: Any) -> None:
    left: list[AsyncGenerator[Any, Any]] = []

    async def rows(data: list[Any], call: Any):
        yield Output(data)

    async def body(bench: Bench) -> None:
        first, last = sys.get_asyncgen_hooks()

        def found(generator: AsyncGenerator[Any, Any]) -> None:
            left.append(generator)
            if last is not None:
                last(generator)

        sys.set_asyncgen_hooks(first, found)
        await bench.join(bench.task(rows), "x")
        assert isinstance((await bench.messages())[-1], CloseStream)
        await asyncio.sleep(0)

    run_engine(body)
    assert [generator.__name__ for generator in left] == []


@pytest.mark.parametrize(("after", "kept"), [(None, 0), (0, 1)])
def test_a_session_whose_stream_has_ended_keeps_a_mailbox_only_for_who_can_come_back(
    run_engine: Any, after: int | None, kept: int
) -> None:
    async def body(bench: Bench) -> None:
        task = bench.task(echo)
        await bench.join(task, 1)
        assert bench.engine.sizes()["mailboxes"] == 1
        seen = [message async for batch in bench.engine.stream("s", after=after) for message in batch]
        assert bench.engine.sizes()["mailboxes"] == kept
        await bench.join(task, 2)
        again = [
            message
            async for batch in bench.engine.stream("s", after=None if after is None else len(seen) - 1)
            for message in batch
        ]
        assert [kinds(one)[-2:] for one in (seen, again)] == [["process_completed", "close_stream"]] * 2
        assert bench.engine.sizes()["mailboxes"] == kept

    run_engine(body)


def test_a_client_that_reads_on_after_the_end_is_told_that_nothing_is_there(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        await bench.join(bench.task(echo), 1)
        await bench.messages()
        (message,) = await bench.messages()
        assert message.session_not_found

    run_engine(body)


def test_whoever_comes_while_the_server_ends_is_told_so(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        await bench.engine.stop()
        (message,) = await bench.messages("late")
        assert message.message == STOPPED
        assert not message.session_not_found

    run_engine(body)


@pytest.mark.requirement("R62")
def test_who_comes_back_is_told_all_that_was_kept_before_the_stream_ends(
    run_engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "WINDOW", 2)

    async def body(bench: Bench) -> None:
        task = bench.task(echo)
        for value in (1, 2, 3):
            await bench.join(task, value)
        reader = bench.engine.streams.follow("s", 0)
        seen: list[Any] = []
        while sum(hasattr(message, "avg_time") for message in seen) < 3:
            seen += await anext(reader)
        await reader.aclose()  # all of it went out, and nothing arrived
        again = [message async for batch in bench.engine.stream("s", after=0) for message in batch]
        assert [m.output.data for m in again if hasattr(m, "avg_time")] == [[1], [2], [3]]
        assert kinds(again)[-1] == "close_stream"

    run_engine(body)


def test_news_wait_for_a_result_that_comes_in_a_moment(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        task = bench.task(echo)
        batches: list[list[list[str]]] = []
        for usual in (None, 0.001):
            if usual is not None:
                bench.engine.durations = bench.engine.places._durations = usually(task.id, usual)
            await bench.join(task, 1)
            batches.append([kinds(batch) async for batch in bench.engine.stream("s")])
        news, end = ["estimation", "process_starts"], ["process_completed", "close_stream"]
        assert [kind for batch in batches[0] for kind in batch] == news + end
        assert batches[1] == [news + end]

    run_engine(body, hasty=True)


@pytest.mark.parametrize("usual", [None, PATIENCE, 0.001])
def test_news_do_not_wait_for_a_result_that_does_not_come(run_engine: Any, usual: float | None) -> None:
    async def body(bench: Bench) -> None:
        go_on, loop = asyncio.Event(), asyncio.get_running_loop()

        async def rows(data: list[Any], call: Any):
            await go_on.wait()
            yield Output(data)

        task = bench.task(rows)
        if usual is not None:
            bench.engine.durations = bench.engine.places._durations = usually(task.id, usual)
        began = loop.time()
        await bench.join(task, 2)
        stream = bench.engine.stream("s")
        told: list[str] = []
        while len(told) < 2:
            told += kinds(await anext(stream))
        assert told == ["estimation", "process_starts"]
        # Only where the result usually comes within that time.
        assert loop.time() - began == pytest.approx(PATIENCE if usual == 0.001 else 0.0, abs=1e-6)
        go_on.set()
        assert [kinds(batch) async for batch in stream] == [["process_completed", "close_stream"]]

    run_engine(body, hasty=True)


def test_a_result_does_not_wait_with_the_news_of_the_next_call(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        go_on, begun, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()

        async def rows(data: list[Any], call: Any):
            if data == ["later"]:
                begun.set()
                await go_on.wait()
            yield Output(data)

        task = bench.task(rows)
        bench.engine.durations = bench.engine.places._durations = usually(task.id, 0.001)
        await bench.join(task, "now")
        await bench.join(task, "later")
        await begun.wait()
        began = loop.time()
        stream = bench.engine.stream("s")
        # Both calls' news and the first one's result are there when somebody comes to read.
        assert kinds(await anext(stream)) == [
            "estimation",
            "estimation",
            "process_starts",
            "process_completed",
            "process_starts",
        ]
        assert loop.time() == began
        go_on.set()
        assert [kinds(batch) async for batch in stream][-1][-1] == "close_stream"

    run_engine(body, hasty=True)


def test_a_call_that_is_over_is_freed_without_the_collector(run_engine: Any) -> None:
    calls: list[weakref.ref[Any]] = []

    async def rows(data: list[Any], call: Any):
        calls.append(weakref.ref(call))
        yield Output([await call.execute(lambda: data[0])])

    async def body(bench: Bench) -> None:
        await bench.join(bench.task(rows), "x")
        await bench.messages()
        # Its thread lets go of it a moment after it said what came out.
        async with asyncio.timeout(5):
            while calls[0]() is not None:  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(0)

    gc.disable()
    try:
        run_engine(body)
    finally:
        gc.enable()
