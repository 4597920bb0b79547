"""Functions that do their worst: their event fails, and the next one is served."""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import Any

import pytest
from serving import wait_until

import portico as gr
from portico.engine.executors.thread import ThreadExecutor
from portico.errors import Error, TimedOut, ValidatorFailed
from portico.graph.graph import Graph
from portico.wire.caller import Caller
from portico.wire.codec import plain

from .conftest import Bench


class Mute(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


class MuteError(Error):
    def __str__(self) -> str:
        raise SystemExit


def deep(depth: int = 0) -> int:
    return deep(depth + 1)


RAISED: list[Any] = [
    SystemExit(3),
    KeyboardInterrupt(),
    MemoryError(),
    GeneratorExit(),
    StopIteration(1),
    StopAsyncIteration(1),
    asyncio.CancelledError(),
    TimeoutError(),
    Mute(),
    MuteError("x"),
    BaseException("bare"),
    BaseExceptionGroup("several", [SystemExit(1), KeyboardInterrupt()]),
]


def functions(raised: BaseException) -> list[Any]:
    """The four kinds of function, each raising the same."""

    def value(_: Any) -> Any:
        raise raised

    def steps(_: Any) -> Any:
        yield 1
        raise raised

    async def value_in_time(_: Any) -> Any:
        await asyncio.sleep(0)
        raise raised

    async def steps_in_time(_: Any) -> Any:
        yield 1
        raise raised

    return [value, steps, value_in_time, steps_in_time]


def page(*given: Any, **options: Any) -> Graph:
    with gr.Blocks() as demo:
        value = gr.JSON()
        for fn in (*given, lambda value: value):
            value.change(fn, value, value, **options)
    return demo


async def ended(bench: Bench, task: Any) -> Any:
    """How an event of a task ends."""
    await bench.engine.submit(task, [1], Caller(session="s"))
    messages = [plain(message) for message in await bench.messages()]
    assert [m["msg"] for m in messages].count("process_completed") == 1
    assert messages[-1]["msg"] == "close_stream"
    return messages[-2]


async def answers(bench: Bench) -> None:
    """The last function of the page answers, and nothing is left of what ran before."""
    task = bench.tasks[max(bench.tasks)]
    # A cancelled job's stream ends before its code has.
    await asyncio.to_thread(wait_until, lambda: not bench.engine._active, "all jobs have given up their places")
    assert (await ended(bench, task))["output"]["data"] == [1]
    assert bench.engine._active == {}
    assert bench.engine._by_session == {}
    assert await bench.engine.stores.queue.waiting() == 0
    executor: Any = bench.engine.executor
    assert isinstance(executor, ThreadExecutor)
    assert len(executor._idle) == executor._made


@pytest.mark.parametrize("raised", RAISED, ids=lambda raised: type(raised).__name__)
@pytest.mark.parametrize("kind", range(4), ids=["function", "generator", "coroutine", "async generator"])
@pytest.mark.parametrize("run", [None, "thread"])
@pytest.mark.requirement("R63")
def test_whatever_a_function_raises_fails_its_event_alone(
    run_engine: Any, raised: BaseException, kind: int, run: Any
) -> None:
    demo = page(functions(raised)[kind], run=run)

    async def body(bench: Bench) -> None:
        bench.tasks.update(demo.listeners)  # type: ignore[arg-type]
        for _ in range(2):
            message = await ended(bench, bench.tasks[0])
            assert message["success"] is False
            assert "error" in message["output"]
        await answers(bench)
        direct = bench.engine.call(bench.tasks[0], [1], Caller(session="direct"))
        if kind % 2:
            assert (await direct).data == [1], "the first row is an answer, and no more are asked for"
        else:
            with pytest.raises(Exception):  # noqa: B017
                await direct  # nothing that would end the server comes out
        await answers(bench)

    run_engine(body, show_error=True)


@pytest.mark.parametrize("raised", RAISED, ids=lambda raised: type(raised).__name__)
@pytest.mark.requirement("R63")
def test_whatever_a_function_for_several_raises_fails_them_alone(run_engine: Any, raised: BaseException) -> None:
    async def together(_: Any) -> Any:
        raise raised

    def together_in_a_thread(_: Any) -> Any:
        raise raised

    async def body(bench: Bench) -> None:
        bench.tasks.update(demo.listeners)  # type: ignore[arg-type]
        for number in (0, 1):
            assert (await ended(bench, bench.tasks[number]))["success"] is False
        await answers(bench)

    with gr.Blocks() as demo:
        value = gr.JSON()
        value.change(together, value, value, batch=True)
        value.change(together_in_a_thread, value, value, batch=True)
        value.change(lambda value: value, value, value)
    run_engine(body, show_error=True)


@pytest.mark.parametrize("raised", RAISED, ids=lambda raised: type(raised).__name__)
@pytest.mark.requirement("R63")
def test_whatever_a_validator_raises_refuses_the_call_alone(run_engine: Any, raised: BaseException) -> None:
    async def check(_: Any) -> Any:
        raise raised

    with gr.Blocks() as demo:
        value = gr.JSON()
        value.change(lambda value: value, value, value, validator=check)
        value.change(lambda value: value, value, value)

    async def body(bench: Bench) -> None:
        bench.tasks.update(demo.listeners)  # type: ignore[arg-type]
        with pytest.raises(ValidatorFailed):
            await bench.engine.submit(bench.tasks[0], [1], Caller(session="s"))
        await answers(bench)

    run_engine(body)


@pytest.mark.requirement("R63")
def test_recursion_without_an_end_fails(run_engine: Any) -> None:
    async def deep_in_time(_: Any) -> int:
        return deep()

    async def body(bench: Bench) -> None:
        bench.tasks.update(demo.listeners)  # type: ignore[arg-type]
        for number in (0, 1):
            assert "recursion" in (await ended(bench, bench.tasks[number]))["output"]["error"]
        await answers(bench)

    demo = page(lambda _: deep(), deep_in_time)
    limit = sys.getrecursionlimit()
    run_engine(body, show_error=True)
    assert sys.getrecursionlimit() == limit


@pytest.mark.requirement("R65")
def test_a_generator_that_never_yields_keeps_its_place_until_it_returns(run_engine: Any) -> None:
    begun, gate = threading.Event(), threading.Event()
    saw: list[bool] = []

    def stuck(_: Any) -> Any:
        begun.set()
        assert gate.wait(20)
        saw.append(gr.cancelled())
        gr.Info("too late")
        yield 1

    async def body(bench: Bench) -> None:
        bench.tasks.update(demo.listeners)  # type: ignore[arg-type]
        event = await bench.engine.submit(bench.tasks[0], [1], Caller(session="a"))
        await asyncio.to_thread(begun.wait, 20)
        await bench.engine.submit(bench.tasks[0], [1], Caller(session="b"))
        assert await bench.engine.cancel("a", event)
        assert not saw
        assert await bench.engine.waiting() == 1
        assert (await ended(bench, bench.tasks[1]))["success"], "other functions have places of their own"
        gate.set()
        mine = [plain(message) for message in await bench.messages("a")]
        assert [m["msg"] for m in mine][-2:] == ["process_completed", "close_stream"]
        assert mine[-2]["output"] == {"data": []}
        assert (await bench.messages("b"))[-2].success
        await answers(bench)
        assert saw == [True, False]

    demo = page(stuck)
    run_engine(body, limits={"fn:0": 1})


@pytest.mark.requirement("R62")
def test_generators_that_yield_for_ever_after_their_end_end_all_the_same(run_engine: Any) -> None:
    def steps(_: Any) -> Any:
        while True:
            try:
                yield 1
            except GeneratorExit:
                yield 2

    async def steps_in_time(_: Any) -> Any:
        while True:
            try:
                yield 1
                await asyncio.sleep(0)
            except GeneratorExit:
                yield 2

    async def body(bench: Bench) -> None:
        bench.tasks.update(demo.listeners)  # type: ignore[arg-type]
        for number in (0, 1):
            event = await bench.engine.submit(bench.tasks[number], [1], Caller(session="s"))
            seen: list[Any] = []
            async for batch in bench.engine.stream("s"):
                seen += [plain(message) for message in batch]
                if seen[-1]["msg"] == "process_generating":
                    await bench.engine.cancel("s", event)
            assert [m["msg"] for m in seen][-2:] == ["process_completed", "close_stream"]
        await answers(bench)

    demo = page(steps, steps_in_time)
    run_engine(body)


@pytest.mark.requirement("R62", "R65")
def test_a_coroutine_that_ignores_its_cancellation_loses_its_place(
    run_engine: Any, caplog: pytest.LogCaptureFixture
) -> None:
    gates: list[asyncio.Event] = []
    begun: asyncio.Queue[int] = asyncio.Queue()
    ignored: list[int] = []

    async def deaf(state: Any) -> Any:
        gate = asyncio.Event()
        gates.append(gate)
        begun.put_nowait(1)
        while not gate.is_set():
            try:
                await gate.wait()
            except asyncio.CancelledError:
                ignored.append(1)
        return "late", {"came": "late"}

    with gr.Blocks() as demo:
        state, value = gr.State("fresh"), gr.JSON()
        value.change(deaf, state, [state, value])
        value.change(lambda state: state, state, value, postprocess=False)
        value.change(lambda value: value, value, value)

    async def body(bench: Bench) -> None:
        bench.tasks.update(demo.listeners)  # type: ignore[arg-type]
        first = await bench.engine.submit(bench.tasks[0], [None], Caller(session="s"))
        other = await bench.engine.submit(bench.tasks[0], [None], Caller(session="t"))
        await begun.get()
        await bench.engine.cancel("s", first)
        messages = [plain(message) for message in await bench.messages("s")]
        assert [m["msg"] for m in messages][-2:] == ["process_completed", "close_stream"]
        await begun.get()
        assert len(ignored) == 2, "it was asked twice"
        assert "goes on though it was cancelled" in caplog.text
        for gate in gates:
            gate.set()
        assert (await bench.messages("t"))[-2].output.data == [None, {"came": "late"}]
        assert other != first
        assert (await ended(bench, bench.tasks[1]))["output"]["data"] == ["fresh"], "what it returned was dropped"
        await answers(bench)

    run_engine(body, patience=0.02, limits={f"fn:{number}": 1 for number in range(3)})


def test_a_coroutine_that_cleans_up_first_is_given_the_time(run_engine: Any) -> None:
    begun, gate, saved = asyncio.Event(), asyncio.Event(), []

    async def careful(_: Any) -> Any:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await gate.wait()
            saved.append(1)

    async def body(bench: Bench) -> None:
        bench.tasks.update(demo.listeners)  # type: ignore[arg-type]
        event = await bench.engine.submit(bench.tasks[0], [1], Caller(session="s"))
        await begun.wait()
        await bench.engine.cancel("s", event)
        await asyncio.sleep(0)
        assert not saved
        gate.set()
        assert (await bench.messages())[-2].event_id == event
        await answers(bench)
        assert saved == [1]

    demo = page(careful)
    run_engine(body)


@pytest.mark.parametrize("run", ["thread", "async"])
@pytest.mark.requirement("R65")
def test_a_time_limit_ends_a_call_with_a_failure_where_run_is_given(run_engine: Any, run: Any) -> None:
    gate = threading.Event()

    async def for_ever(_: Any) -> Any:
        await asyncio.Event().wait()

    def blocks(_: Any) -> Any:
        assert gate.wait(20)

    async def body(bench: Bench) -> None:
        bench.tasks.update(demo.listeners)  # type: ignore[arg-type]
        await bench.engine.submit(bench.tasks[0], [1], Caller(session="s"))
        seen: list[Any] = []
        async for batch in bench.engine.stream("s"):
            seen += [plain(message) for message in batch]
        gate.set()  # the visitor is told, and the stream over, before the code is
        assert seen[-2]["output"]["error"] == "This took longer than 0.05 seconds (time_limit) and was ended."
        assert seen[-2]["title"] == "Error"
        with pytest.raises(TimedOut):
            await bench.engine.call(bench.tasks[2], [1], Caller(session="direct"))
        await answers(bench)

    functions = [for_ever, for_ever] if run == "async" else [blocks, for_ever]
    with gr.Blocks() as demo:
        value = gr.JSON()
        value.change(functions[0], value, value, run=run, time_limit=0.05)
        value.change(functions[1], value, value, time_limit=0.05)
        value.change(for_ever, value, value, run="async", time_limit=0.05)
        value.change(lambda value: value, value, value)
    assert demo.listeners[1].limit is None, "as in Gradio, it means the streams of live inputs"
    run_engine(body)


def test_outside_a_call_nothing_is_cancelled() -> None:
    assert gr.cancelled() is False


def test_stopping_begins_nothing_new(run_engine: Any) -> None:
    begun: list[str] = []
    first = asyncio.Event()

    async def for_ever(number: Any) -> Any:
        begun.append(number)
        first.set()
        await asyncio.Event().wait()

    with gr.Blocks() as demo:
        value = gr.Textbox()
        value.change(for_ever, value, value)

    async def body(bench: Bench) -> None:
        bench.tasks.update(demo.listeners)  # type: ignore[arg-type]
        for number in ("1", "2"):
            await bench.engine.submit(bench.tasks[0], [number], Caller(session="s"))
        await first.wait()
        await bench.engine.stop()
        for _ in range(20):
            await asyncio.sleep(0)

    run_engine(body, limits={"fn:0": 1})
    assert begun == ["1"]
