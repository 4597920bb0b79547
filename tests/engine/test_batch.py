"""Several callers in one run: they share the run and nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from portico.errors import Error
from portico.wire.caller import Caller
from portico.wire.messages import Message, Output, ProcessCompleted

from .conftest import Bench, FakeTask


class Together:
    """A batch function that notes who shared a run, and waits for the test."""

    def __init__(self) -> None:
        self.runs: list[list[Any]] = []
        self.go = asyncio.Semaphore(0)
        self.interrupted = False

    async def __call__(self, rows: list[list[Any]]) -> list[Output | Exception]:
        self.runs.append([row[0] for row in rows])
        try:
            await self.go.acquire()
        except asyncio.CancelledError:
            self.interrupted = True
            raise
        return [Error("not me") if row[0] == "bad" else Output([row[0].upper()]) for row in rows]

    async def begun(self, words: list[str]) -> None:
        """Wait until a run of these has begun."""
        while self.runs[-1:] != [words]:  # noqa: ASYNC110
            await asyncio.sleep(0)


def batching(bench: Bench, together: Any, size: int = 4) -> FakeTask:
    task = bench.task(None, batch_size=size)  # type: ignore[arg-type]
    task.together = together
    return task


def ends(messages: list[Message]) -> dict[str, Any]:
    """Each event's end; no event may have two."""
    found = [message for message in messages if isinstance(message, ProcessCompleted)]
    assert len(found) == len({message.event_id for message in found})
    return {m.event_id: m.output.data if isinstance(m.output, Output) else m.output for m in found}


@pytest.mark.requirement("R38")
def test_who_waits_is_taken_together_and_gets_their_own(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        together = Together()
        task = batching(bench, together)
        for word in "abcdefg":
            await bench.join(task, word, session=word)
        for _ in range(3):
            together.go.release()
        for word in "abcdefg":
            messages = await bench.messages(word)
            assert list(ends(messages).values()) == [[word.upper()]]
            assert [m.__struct_config__.tag for m in messages][-3:] == [
                "process_starts", "process_completed", "close_stream",
            ]  # fmt: skip
        assert together.runs == [["a"], ["b", "c", "d", "e"], ["f", "g"]]

    run_engine(body)


def test_one_that_fails_leaves_the_others_alone(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        together = Together()
        task = batching(bench, together)
        for word in ("first", "a", "bad", "c"):
            await bench.join(task, word, session=word)
        together.go.release()
        together.go.release()
        assert list(ends(await bench.messages("a")).values()) == [["A"]]
        assert list(ends(await bench.messages("c")).values()) == [["C"]]
        (failed,) = ends(await bench.messages("bad")).values()
        assert failed["error"] == "not me"

    run_engine(body)


def test_what_the_function_raises_is_everybodys_and_one_line_of_the_log(run_engine: Any, caplog: Any) -> None:
    async def broken(rows: list[list[Any]]) -> list[Output | Exception]:
        raise RuntimeError("out of memory")

    async def body(bench: Bench) -> None:
        bench.engine.options.limits["g"] = None
        task = batching(bench, broken)
        task.group = "held"
        bench.engine.options.limits["held"] = 1
        gate = Together()
        holding = batching(bench, gate)
        holding.group = "held"
        await bench.join(holding, "hold", session="hold")
        page = Caller(session="page", headers=[("x-gradio-user", "app")])
        await bench.engine.submit(task, ["x"], page)
        for word in "ab":
            await bench.join(task, word, session=word)
        gate.go.release()
        for word in "ab":
            assert list(ends(await bench.messages(word)).values()) == [{"error": None}]
        (shown,) = ends(await bench.messages("page")).values()
        assert "This did not work. Reference" in shown["error"]
        assert await bench.engine.waiting() == 0

    run_engine(body)
    # Once as API clients are told of it, once as the page is.
    assert sum("out of memory" in str(record.exc_info) for record in caplog.records) == 2


def test_cancelling_one_drops_its_result_only(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        together = Together()
        task = batching(bench, together)
        await bench.join(task, "first", session="first")
        events = {word: await bench.join(task, word, session=word) for word in "abc"}
        together.go.release()
        await together.begun(["a", "b", "c"])
        assert await bench.engine.cancel("b", events["b"])
        gone = await bench.messages("b")  # its stream ends while the run goes on
        assert ends(gone) == {events["b"]: {"data": []}}
        assert not await bench.engine.cancel("b", events["b"])
        assert not together.interrupted
        await bench.join(task, "next", session="next")
        assert len(together.runs) == 2  # the place is still taken
        together.go.release()
        together.go.release()
        assert ends(await bench.messages("a")) == {events["a"]: ["A"]}
        assert ends(await bench.messages("c")) == {events["c"]: ["C"]}
        assert list(ends(await bench.messages("next")).values()) == [["NEXT"]]

    run_engine(body)


def test_when_the_last_one_cancels_the_run_ends(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        together = Together()
        task = batching(bench, together)
        await bench.join(task, "first", session="first")
        events = {word: await bench.join(task, word, session=word) for word in "ab"}
        together.go.release()
        await together.begun(["a", "b"])
        for word in "ab":
            assert await bench.engine.cancel(word, events[word])
            assert ends(await bench.messages(word)) == {events[word]: {"data": []}}
        assert together.interrupted
        together.go.release()
        await bench.join(task, "after", session="after")
        assert list(ends(await bench.messages("after")).values()) == [["AFTER"]]

    run_engine(body)


def test_cancelling_before_the_run_began_still_cleans_up(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        together = Together()
        task = batching(bench, together)
        event = await bench.join(task, "a", session="a")
        assert await bench.engine.cancel("a", event)
        assert ends(await bench.messages("a")) == {event: {"data": []}}
        together.go.release()
        await bench.join(task, "b", session="b")
        assert list(ends(await bench.messages("b")).values()) == [["B"]]

    run_engine(body)


def test_the_average_is_of_the_run_and_counts_once(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        together = Together()
        task = batching(bench, together)
        counted: list[float] = []
        bench.engine.durations.add = lambda task, seconds: counted.append(seconds)  # type: ignore[method-assign]
        for word in "abc":
            await bench.join(task, word, session=word)
        together.go.release()
        together.go.release()
        await bench.messages("c")
        assert len(counted) == 2

    run_engine(body)


def test_several_samples_of_one_caller_are_one_run(run_engine: Any) -> None:
    async def body(bench: Bench) -> None:
        together = Together()
        together.go.release()
        task = batching(bench, together)
        outputs = await bench.engine.call_together(task, [["a"], ["b"]], Caller())
        assert [output.data for output in outputs] == [["A"], ["B"]]
        assert together.runs == [["a", "b"]]

    run_engine(body)
