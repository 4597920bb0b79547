"""The engine without a page: order, streams, failures, cancellation."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from portico.call.notify import Info
from portico.errors import Error, QueueFull
from portico.wire.caller import Caller
from portico.wire.messages import Output

from .conftest import Bench


async def echo(data: list[Any], call: Any):
    yield Output(data)


def kinds(messages: list[Any]) -> list[str]:
    return [message.__struct_config__.tag for message in messages]


def test_a_call_is_announced_started_completed_and_the_stream_closes(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        event = await bench.join(bench.task(echo), "hi")
        messages = await bench.messages()
        assert kinds(messages) == ["estimation", "process_starts", "process_completed", "close_stream"]
        assert {m.event_id for m in messages[:3]} == {event}
        assert messages[2].output.data == ["hi"]

    run_engine(body)


def test_a_generator_streams_edits_and_repeats_the_last_value_whole(run_engine: Any) -> None:
    async def count(data: list[Any], call: Any):
        for text in ("a", "ab", "abc"):
            yield Output([text], is_generating=True)

    async def body(bench: Bench) -> None:
        await bench.join(bench.task(count, generator=True))
        messages = await bench.messages()
        assert kinds(messages)[2:] == ["process_generating"] * 3 + ["process_completed", "close_stream"]
        assert [m.output.data for m in messages[2:6]] == [
            ["a"],
            [[("append", [], "b")]],
            [[("append", [], "c")]],
            ["abc"],
        ]

    run_engine(body)


def test_one_runs_at_a_time_where_the_limit_says_so_and_those_who_wait_hear_their_place(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        gate, running = asyncio.Event(), []

        async def wait(data: list[Any], call: Any):
            running.append(data[0])
            assert len(running) == 1
            await gate.wait()
            running.remove(data[0])
            yield Output(data)

        task = bench.task(wait)
        for number in range(3):
            await bench.join(task, number, session=f"s{number}")
        await asyncio.sleep(0)
        gate.set()
        last = await bench.messages("s2")
        assert [m.rank for m in last if hasattr(m, "rank")] == [1, 0]
        assert kinds(last)[-2:] == ["process_completed", "close_stream"]

    run_engine(body)


def test_a_full_queue_refuses_and_says_so(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        gate = asyncio.Event()

        async def wait(data: list[Any], call: Any):
            await gate.wait()
            yield Output(data)

        task = bench.task(wait)
        await bench.join(task, 0)
        await bench.join(task, 1)
        with pytest.raises(QueueFull, match="Max size is 1 and size is 1"):
            await bench.join(task, 2)
        gate.set()
        assert kinds(await bench.messages()).count("process_completed") == 2

    run_engine(body, max_size=1)


def test_an_error_for_the_visitor_travels_and_any_other_gives_the_page_its_kind_and_a_reference(
    run_engine: Any,
) -> None:
    async def kind(data: list[Any], call: Any):
        raise Error("no seats", title="Full", duration=3)
        yield

    async def bug(data: list[Any], call: Any):
        raise ValueError("secret path /etc")
        yield

    async def body(bench: Bench) -> None:
        await bench.join(bench.task(kind))
        failed = (await bench.messages())[2]
        assert failed.success is False
        assert failed.output == {"error": "no seats", "duration": 3, "visible": True, "title": "Full"}
        task = bench.task(bug)
        await bench.join(task)
        assert (await bench.messages())[2].output == {"error": None}
        await bench.engine.submit(task, [], Caller(session="s", headers=[("x-gradio-user", "app")]))
        hidden = (await bench.messages())[2].output
        assert hidden["error"].startswith("This did not work.")
        assert "Reference" in hidden["error"]
        assert "secret" not in hidden["error"]

    run_engine(body)


def test_cancelling_a_waiting_job_takes_it_out_and_leaves_the_others(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        gate = asyncio.Event()

        async def wait(data: list[Any], call: Any):
            await gate.wait()
            yield Output(data)

        task = bench.task(wait)
        first, second = await bench.join(task, 1), await bench.join(task, 2)
        assert await bench.engine.cancel("s", second)
        assert not await bench.engine.cancel("other", first)
        gate.set()
        ended = [m for m in await bench.messages() if hasattr(m, "success")]
        assert {m.event_id: m.output if isinstance(m.output, dict) else m.output.data for m in ended} == {
            second: {"data": []},
            first: [1],
        }

    run_engine(body)


def test_cancelling_before_the_first_step_frees_the_place(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        async def wait(data: list[Any], call: Any):
            await asyncio.Event().wait()
            yield Output(data)

        event = await bench.join(bench.task(wait), "gone")
        assert await bench.engine.cancel("s", event)
        await bench.join(bench.task(echo), "next")
        ended = {m.event_id: m.output for m in await bench.messages() if hasattr(m, "success")}
        assert ended.pop(event) == {"data": []}
        assert [output.data for output in ended.values()] == [["next"]]

    run_engine(body)


def test_cancelling_a_running_generator_closes_it_and_ends_once(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        closed = asyncio.Event()

        async def endless(data: list[Any], call: Any):
            try:
                while True:
                    yield Output(["x"], is_generating=True)
                    await asyncio.sleep(0.001)
            finally:
                closed.set()

        event = await bench.join(bench.task(endless, generator=True))
        seen: list[Any] = []
        async for batch in bench.engine.stream("s"):
            seen += batch
            if any(kind == "process_generating" for kind in kinds(batch)):
                await bench.engine.cancel("s", event)
        await asyncio.wait_for(closed.wait(), 10)
        assert kinds(seen).count("process_completed") == 1
        assert kinds(seen)[-1] == "close_stream"

    run_engine(body)


def test_a_cancelled_thread_keeps_its_place_until_it_returns(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        gate, entered = threading.Event(), threading.Event()

        async def blocking(data: list[Any], call: Any):
            def work() -> str:
                entered.set()
                assert gate.wait(10)
                return "late"

            yield Output([await call.execute(work)])

        task = bench.task(blocking)
        first = await bench.join(task, session="a")
        await asyncio.to_thread(entered.wait, 10)
        await bench.join(task, session="b")
        await bench.engine.cancel("a", first)
        stream = bench.engine.stream("a")
        ended = [m async for m in first_completed(stream)]
        assert ended[-1].output == {"data": []}
        assert await bench.engine.waiting() == 1
        gate.set()
        assert kinds(await bench.messages("b"))[-1] == "close_stream"

    run_engine(body)


async def first_completed(stream: Any):
    async for batch in stream:
        for message in batch:
            yield message
            if message.__struct_config__.tag == "process_completed":
                return


def test_sys_exit_in_a_thread_ends_the_call_only(run_engine: Any) -> None:
    async def leave(data: list[Any], call: Any):
        yield Output([await call.execute(lambda: (_ for _ in ()).throw(SystemExit(3)))])

    async def body(bench: Bench) -> None:
        await bench.join(bench.task(leave))
        assert (await bench.messages())[2].success is False
        await bench.join(bench.task(echo), "still here")
        assert (await bench.messages())[2].output.data == ["still here"]

    run_engine(body)


def test_a_thread_runs_ahead_of_a_slow_reader_but_not_for_ever(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        made: list[int] = []

        def steps():
            for number in range(1_000):
                made.append(number)
                yield number

        async def rows(data: list[Any], call: Any):
            taken = 0
            async for number in call.iterate(steps()):
                taken += 1
                if taken == 5:
                    await asyncio.to_thread(lambda: None)
                    assert len(made) <= 5 + 40
                yield Output([number], is_generating=True)

        await bench.join(bench.task(rows, generator=True))
        assert (await bench.messages())[-2].output.data == [999]

    run_engine(body)


def test_a_stream_that_lingers_carries_the_next_event_too_and_then_closes(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        task = bench.task(echo)
        await bench.join(task, 1)
        seen: list[Any] = []
        async for batch in bench.engine.stream("s", linger=0.05):
            seen += batch
            if [m.output.data for m in seen if hasattr(m, "avg_time")] == [[1]] and not bench.engine._by_session:
                await bench.join(task, 2)
        assert [m.output.data for m in seen if hasattr(m, "avg_time")] == [[1], [2]]
        assert kinds(seen).count("close_stream") == 1
        assert kinds(seen)[-1] == "close_stream"

    run_engine(body)


def test_an_unknown_session_is_told_so(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        (message,) = await bench.messages("nobody")
        assert message.session_not_found

    run_engine(body)


def test_jobs_of_a_visitor_who_does_not_come_back_are_cancelled(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        ended = asyncio.Event()

        async def endless(data: list[Any], call: Any):
            try:
                while True:
                    yield Output(["x"], is_generating=True)
                    await asyncio.sleep(0.001)
            finally:
                ended.set()

        await bench.join(bench.task(endless, generator=True))
        stream = bench.engine.stream("s")
        await anext(stream)
        await stream.aclose()
        await asyncio.wait_for(ended.wait(), 10)

    run_engine(body, grace=0.01)


def test_toasts_reach_the_visitor_from_the_thread(run_engine: Any) -> None:
    async def toast(data: list[Any], call: Any):
        yield Output([await call.execute(lambda: Info("hello", duration=2))])

    async def body(bench: Bench) -> None:
        await bench.join(bench.task(toast))
        log = next(m for m in await bench.messages() if m.__struct_config__.tag == "log")
        assert (log.log, log.level, log.duration, log.title) == ("hello", "info", 2, "Info")

    run_engine(body)


def test_an_end_is_told_before_the_stream_may_look_whether_it_is_over(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        told: list[str] = []
        publish = bench.engine.stores.channel.publish

        def noted(session: str, messages: Any) -> None:
            told.extend([message.__struct_config__.tag for message in messages] or ["look"])
            publish(session, messages)

        bench.engine.stores.channel.publish = noted

        async def row(data: list[Any], call: Any):
            yield Output([await call.execute(lambda: 1)])

        await bench.join(bench.task(row))
        await bench.messages()
        assert told[-2:] == ["process_completed", "look"]

    run_engine(body)
