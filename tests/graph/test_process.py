"""Functions that run in worker processes: what crosses, what cannot, and what becomes of a process that dies."""

from __future__ import annotations

import asyncio
import functools
import logging
import os
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import workers
from serving import wait_until

import portico as gr
from portico.errors import BuildError
from portico.wire.caller import Caller

from .shop import Shop, alive, appears, gone, page

Body = Callable[[Shop], Awaitable[Any]]
Run = Callable[..., Any]


@pytest.fixture
def shop(tmp_path: Path) -> Run:
    """`shop(demo, body, size=1)`: run an async body on a page that is served."""

    def run(demo: Any, body: Body, size: int = 1) -> Any:
        async def whole() -> Any:
            made = Shop(demo, tmp_path, size)
            await made.engine.start()
            try:
                return await asyncio.wait_for(body(made), 60)
            finally:
                await made.engine.stop()
                assert made.pool.pids == []

        return asyncio.run(whole())

    return run


def test_every_kind_of_function_gives_there_what_it_gives_here(shop: Run) -> None:
    functions = (workers.echo, workers.count, workers.double, workers.count_in_time, workers.wrapped)

    async def body(made: Shop) -> list[Any]:
        found = [await made.call("echo", {"a": [1, None]}), await made.call("double", 4)]
        for name in ("count", "count_in_time"):
            await made.join(name, 50)
            messages = await made.messages()
            found.append([m["output"]["data"] for m in messages if m["msg"] == "process_generating"])
            found.append(messages[-2]["output"]["data"])
        return [*found, await made.call("wrapped", "loud")]

    there = shop(page(*functions), body)
    assert there == shop(page(*functions, run=None), body)
    assert there[:2] == [[{"a": [1, None]}], [8]]
    assert len(there[2]) == 50


def test_it_is_another_process_which_stays_and_makes_its_own_resources_once(shop: Run) -> None:
    async def body(made: Shop) -> None:
        (first,) = await made.call("where", 0)
        (stamp,) = await made.call("stamp", 0)
        assert first != os.getpid()
        assert await made.call("where", 0) == [first]
        assert await made.call("stamp", 0) == [stamp]
        assert stamp != workers.model()["stamp"]
        assert made.pool.pids == [first]

    shop(page(workers.where, workers.stamp), body)


def test_an_array_crosses_without_being_pickled_and_can_be_written_to(shop: Run) -> None:
    with gr.Blocks() as demo:
        picture = gr.Image(type="numpy", format="png")
        value = gr.JSON()
        picture.change(workers.turned, picture, picture, run="process", preprocess=False, postprocess=False)
        value.change(lambda: None, None, value)
    numpy = pytest.importorskip("numpy")
    given = numpy.zeros((300, 200))

    async def body(made: Shop) -> None:
        remote: Any = await made.pool.lease()
        call: Any = type("Call", (), {"cancelled": False, "used_cache": None, "publish": lambda _: None})()
        call.job = call.session = "x"
        call.caller, call.event_data, call.trigger, call.simple = Caller(), None, None, True
        work = made.tasks["turned"].packed
        found = await asyncio.to_thread(remote.run, work, [[given], None], call)
        assert found.shape == (200, 300)
        assert found[0, 0] == 7
        assert given[0, 0] == 0
        assert found.base is not None, "it stands in memory that the frame brought"
        made.pool.returned(remote)

    shop(demo, body)


def test_request_event_progress_and_toasts_work_in_the_process(shop: Run) -> None:
    with gr.Blocks() as demo:
        name, found = gr.Textbox(), gr.JSON()
        table = gr.Radio(["a"], label="Choice")
        table.select(workers.surroundings, name, found, run="process")

    async def body(made: Shop) -> None:
        await made.join("surroundings", "Ada", event_data={"index": 0, "value": "picked"}, trigger=table.number)
        messages = await made.messages()
        assert messages[-2]["output"]["data"] == [["red", "picked", "Radio", "Choice"]]
        logs = [(m["log"], m["level"], m["duration"]) for m in messages if m["msg"] == "log"]
        assert logs == [("hello Ada", "info", 2), ("careful", "warning", 10)]
        (progress,) = [m["progress_data"][0] for m in messages if m["msg"] == "progress"]
        assert (progress["progress"], progress["desc"]) == (0.5, "half")

    shop(demo, body)


def test_a_cache_of_the_worker_answers_and_says_so(shop: Run) -> None:
    async def body(made: Shop) -> None:
        first = await made.call("remembered", 1)
        await made.join("remembered", 1)
        ended = (await made.messages())[-2]
        assert ended["output"]["data"] == first
        assert ended["used_cache"]

    shop(page(workers.remembered), body)


def test_a_batch_runs_there(shop: Run) -> None:
    async def body(made: Shop) -> None:
        assert await made.call("doubled", 4) == [8]

    shop(page(workers.doubled, batch=True), body)


def test_loops_of_tqdm_show_from_the_process(shop: Run) -> None:
    pytest.importorskip("tqdm")

    async def body(made: Shop) -> None:
        await made.join("loops", 3)
        messages = await made.messages()
        bars = [m["progress_data"][0] for m in messages if m["msg"] == "progress"]
        assert [(bar["index"], bar["length"], bar["desc"]) for bar in bars] == [(n, 3, "turns") for n in range(4)]
        assert messages[-2]["output"]["data"] == [3]

    shop(page(workers.loops), body)


def test_an_interface_runs_its_function_there(shop: Run) -> None:
    async def body(made: Shop) -> None:
        (pid,) = await made.call("where", 0)
        assert pid in made.pool.pids

    shop(gr.Interface(workers.where, gr.Number(), gr.Number(), run="process", flagging_mode="never"), body)


def test_a_state_that_cannot_cross_is_told_when_the_page_is_built_or_when_it_is_found(shop: Run) -> None:
    def build(first: Any) -> Any:
        with gr.Blocks() as demo:
            state, value = gr.State(first), gr.JSON()
            value.change(workers.add, [value, state], value, run="process")
            value.change(lambda: threading.Lock(), None, state, api_name="keep")
        return demo

    with pytest.raises(BuildError, match="first value of <State 1> cannot be pickled"):
        build({"of it": lambda: None})

    async def body(made: Shop) -> None:
        await made.call("keep")
        assert "Input 2 (lock) cannot be sent to the function's process" in await made.call("add", 1, None)

    shop(build(None), body)


def test_components_and_updates_come_back_as_what_they_mean(shop: Run) -> None:
    def build(run: Any) -> Any:
        with gr.Blocks() as demo:
            first, second = gr.Textbox(), gr.Textbox()
            first.change(workers.by_block_or_update, first, [first, second], run=run)
        return demo

    async def body(made: Shop) -> Any:
        return await made.call("by_block_or_update", "new")

    assert shop(build("process"), body) == shop(build(None), body)


def test_objects_methods_and_partials_of_a_module_run_there(shop: Run) -> None:
    half = workers.scaler.half
    added = functools.partial(workers.add, held=workers.model)

    async def body(made: Shop) -> None:
        first, second = await made.call("Scaler", 2), await made.call("Scaler", 2)
        assert (first, second) == ([6.01], [6.02]), "the object is the module's, and stays"
        assert await made.call("half", 3) == [1.5]
        assert await made.call("add", 3) == ["4 True"], "a resource crosses by name"

    shop(page(workers.scaler, half, added), body)
    assert workers.scaler.calls == 0


def test_failures_cross_with_their_words_and_their_trace(shop: Run, caplog: pytest.LogCaptureFixture) -> None:
    names = (workers.refuse, workers.fail, workers.odd, workers.mute, workers.leave, workers.interrupted)

    async def body(made: Shop) -> None:
        (pid,) = await made.call("where", 0)
        await made.join("refuse", "no seats")
        ended = (await made.messages())[-2]
        assert ended["output"] == {"error": "no seats", "duration": 3, "visible": True, "title": "Not today"}
        with caplog.at_level(logging.ERROR, "portico"):
            assert await made.call("fail", "broken") == "broken"
        assert "in fail\n" in caplog.text
        assert "raise ValueError(text)" in caplog.text
        assert await made.call("odd", 0) == "Odd: odd"
        assert "text cannot be shown" in await made.call("mute", 0)
        assert "raised SystemExit" in await made.call("leave", 0)
        assert "raised KeyboardInterrupt" in await made.call("interrupted", 0)
        assert await made.call("where", 0) == [pid]

    shop(page(*names, workers.where), body)


@pytest.mark.parametrize(
    ("name", "how"), [("vanish", "exit status 3"), pytest.param("crash", "signal SIGSEGV", marks=pytest.mark.skipif(
        os.name == "nt", reason="Windows has no signals"))]
)  # fmt: skip
def test_a_process_that_dies_fails_its_event_and_is_replaced(shop: Run, name: str, how: str) -> None:
    async def body(made: Shop) -> None:
        (pid,) = await made.call("where", 0)
        assert await made.call(name, 0) == f"The process that ran this function ended ({how})."
        (other,) = await made.call("where", 0)
        assert other != pid
        assert made.pool.pids == [other]

    shop(page(getattr(workers, name), workers.where), body)


def test_a_process_that_died_while_nobody_used_it_is_replaced(shop: Run) -> None:
    async def body(made: Shop) -> None:
        (pid,) = await made.call("where", 0)
        os.kill(pid, 9)
        await gone(pid)
        assert await made.call("where", 0) != [pid]

    shop(page(workers.where), body)


@pytest.mark.parametrize("name", ["locked", "locked_later"])
def test_a_result_that_cannot_cross_fails_and_says_so(shop: Run, name: str) -> None:
    async def body(made: Shop) -> None:
        said = await made.call(name, 0)
        assert "(lock) cannot leave its process" in said
        assert "leave run='process' out" in said
        assert await made.call("echo", 1) == [1]

    shop(page(getattr(workers, name), workers.echo), body)


@pytest.mark.parametrize("name", ["deaf", "deaf_steps", "parent"])
def test_cancelling_kills_what_does_not_end_and_another_process_takes_its_place(
    shop: Run, tmp_path: Path, name: str
) -> None:
    async def body(made: Shop) -> None:
        event = await made.join(name, str(tmp_path))
        pid = int(await appears(tmp_path / "begun"))
        assert await made.engine.cancel("s", event)
        messages = await made.messages()
        assert [m["output"] for m in messages if m["msg"] == "process_completed"] == [{"data": []}]
        await gone(pid)
        if name == "parent":
            await gone(int((tmp_path / "child").read_text()))
        (other,) = await made.call("where", 0)
        assert other != pid

    shop(page(getattr(workers, name), workers.where), body)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("polite", "early"),
        ("steps_for_ever", "closed"),
        ("wait_for_ever", "cancelled"),
        ("wait_between_steps", "cancelled"),
    ],
)
def test_cancelling_lets_code_that_listens_end_well_and_keeps_its_process(
    shop: Run, tmp_path: Path, name: str, how: str
) -> None:
    async def body(made: Shop) -> None:
        event = await made.join(name, str(tmp_path))
        pid = int(await appears(tmp_path / "begun"))
        assert await made.engine.cancel("s", event)
        assert [m["msg"] for m in await made.messages()][-2:] == ["process_completed", "close_stream"]
        assert await appears(tmp_path / "left") == how
        assert await made.call("where", 0) == [pid]

    shop(page(getattr(workers, name), workers.where), body)


def test_others_of_the_same_session_and_function_run_on(shop: Run, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()

    async def body(made: Shop) -> None:
        first = await made.join("steps_for_ever", str(one))
        second = await made.join("steps_for_ever", str(two))
        await appears(one / "begun")
        pid = int(await appears(two / "begun"))
        await made.engine.cancel("s", first)
        assert await appears(one / "left") == "closed"
        before = int(await appears(two / "made"))
        made_more = lambda: int((two / "made").read_text() or 0) > before  # noqa: E731
        await asyncio.to_thread(wait_until, made_more, "the other goes on")
        assert alive(pid)
        assert not (two / "left").exists()
        await made.engine.cancel("s", second)

    shop(page(workers.steps_for_ever, concurrency_limit=2), body, size=2)


def test_a_generator_there_runs_ahead_but_not_for_ever(shop: Run, tmp_path: Path) -> None:
    async def body(made: Shop) -> None:
        work = made.tasks["steps_for_ever"].packed
        remote: Any = await made.pool.lease()
        call: Any = type("Call", (), {"cancelled": False, "used_cache": None, "publish": lambda _: None})()
        call.job = call.session = "x"
        call.caller, call.event_data, call.trigger, call.simple = Caller(), None, None, True
        rows = await asyncio.to_thread(remote.run, work, [[str(tmp_path)], None], call)
        for expected in range(1, 101):
            assert await asyncio.to_thread(next, rows) == expected
        assert int(await appears(tmp_path / "made")) <= 100 + 2 * 16
        await asyncio.to_thread(rows.close)
        assert await appears(tmp_path / "left") == "closed"
        assert not remote.busy
        made.pool.returned(remote)

    shop(page(workers.steps_for_ever), body)


def test_more_callers_than_processes_wait_for_one(shop: Run) -> None:
    async def body(made: Shop) -> None:
        for session in ("a", "b", "c"):
            await made.join("where", 0, session=session)
        found = [(await made.messages(session))[-2]["output"]["data"] for session in ("a", "b", "c")]
        assert found[0] == found[1] == found[2]

    shop(page(workers.where, concurrency_limit=3), body, size=1)


def test_a_time_limit_ends_a_call_in_a_process(shop: Run, tmp_path: Path) -> None:
    async def body(made: Shop) -> None:
        await made.join("deaf", str(tmp_path))
        ended = (await made.messages())[-2]
        assert ended["success"] is False
        assert ended["output"]["error"] == "This took longer than 0.3 seconds (time_limit) and was ended."
        if (tmp_path / "begun").exists():
            await gone(int((tmp_path / "begun").read_text()))

    shop(page(workers.deaf, time_limit=0.3), body)


class Unpicklable:
    def __init__(self) -> None:
        self.lock = threading.Lock()

    def run(self, value: Any) -> Any:
        return value


def nested() -> Any:
    def inner(value: Any) -> Any:
        return value

    return inner


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: lambda value: value, r"The function 'lambda' cannot run .* it is a lambda"),
        (nested, "The function 'inner' cannot run .* defined inside another function"),
        (lambda: Unpicklable().run, "The function 'run' cannot run .* carries a value that cannot be pickled"),
        (lambda: workers.tenfold, "it is a lambda"),
    ],
)
def test_what_cannot_cross_is_an_error_when_the_page_is_built(make: Any, why: str) -> None:
    with pytest.raises(BuildError, match=why + ".*@gr.resource, or leave run"):
        page(make())


def test_run_says_where_and_nothing_else() -> None:
    with pytest.raises(BuildError, match="one of thread, async, process, not 'proces'. Did you mean 'process'"):
        page(workers.echo, run="proces")
    with pytest.raises(BuildError, match="'echo' runs, nobody would be answered"):
        page(workers.echo, run="async")
    with pytest.raises(BuildError, match="this listener has none"):
        page(None, run="process")
    with gr.Blocks():
        box = gr.Textbox()
        with pytest.raises(BuildError, match="takes inputs as a list"):
            box.change(workers.echo, {box}, box, run="process")


def test_an_async_function_can_run_in_a_thread_of_its_own(shop: Run) -> None:
    threads: list[int] = []

    async def steps(to: float) -> Any:
        for number in range(int(to)):
            threads.append(threading.get_ident())
            await asyncio.sleep(0)
            yield number

    async def value(number: float) -> float:
        threads.append(threading.get_ident())
        return number + 1

    async def body(made: Shop) -> None:
        assert await made.call("steps", 3) == [2]
        assert await made.call("value", 3) == [4]
        assert threading.get_ident() not in threads

    shop(page(steps, value, run="thread"), body)


def test_cancelling_reaches_an_async_function_in_a_thread(shop: Run) -> None:
    begun, left = threading.Event(), threading.Event()

    async def for_ever(_: Any) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            left.set()

    async def body(made: Shop) -> None:
        event = await made.join("for_ever", 0)
        await asyncio.to_thread(begun.wait, 20)
        await made.engine.cancel("s", event)
        assert await asyncio.to_thread(left.wait, 20)
        assert (await made.messages())[-1]["msg"] == "close_stream"

    shop(page(for_ever, run="thread"), body)
