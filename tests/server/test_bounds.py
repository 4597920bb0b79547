"""How much may wait, whose turn it is, and what a visitor who left wanted: over plain HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from portico.call.context import Call
from portico.wire.messages import Output
from server.harness import Make, Waits, soon

pytestmark = pytest.mark.anyio


@pytest.mark.requirement("R60")
async def test_the_bytes_of_what_waits_are_bounded(make: Make) -> None:
    site = make(max_bytes=1000)
    slow = Waits("x")
    site.page.add("slow", slow)
    await site.browser.join(0, ["x" * 3000])  # it runs at once, and waits no more
    await soon(slow.started)
    await site.browser.join(0, ["x" * 500])
    sent = {"data": ["x" * 500], "fn_index": 0, "session_hash": "s1"}
    reply = await site.browser.post("/gradio_api/queue/join", sent)
    assert reply.status == 503
    assert reply.json["detail"].startswith("Queue is full.")
    assert "retry-after" in reply.headers
    call = await site.browser.post("/gradio_api/call/slow", {"data": ["x" * 700]})
    assert (call.status, call.json["detail"][:14]) == (503, "Queue is full.")
    await site.browser.join(0, ["x"])
    slow.go.set()
    assert [one["msg"] for one in await site.browser.messages()].count("process_completed") == 3


@pytest.mark.requirement("R60")
async def test_visitors_take_turns(make: Make) -> None:
    site = make()
    order: list[Any] = []
    gate = asyncio.Event()

    async def note(data: list[Any], call: Call) -> Any:
        await gate.wait()
        order.append(data[0])
        yield Output(data)

    site.page.add("note", note)
    for number in range(5):
        await site.browser.join(0, [f"a{number}"], session="a")
    await site.browser.join(0, ["b0"], session="b")
    await site.browser.join(0, ["c0"], session="c")
    gate.set()
    ranks = [one["rank"] for one in await site.browser.messages("b") if one["msg"] == "estimation"]
    assert ranks[0] == 1
    assert sorted(ranks, reverse=True) == ranks
    await site.browser.messages("a")
    assert order == ["a0", "a1", "b0", "c0", "a2", "a3", "a4"]


async def test_calls_that_wait_share_a_run_and_nothing_else(make: Make) -> None:
    site = make()
    runs: list[list[Any]] = []
    gate = asyncio.Event()
    site.page.add("echo", Waits(), batch_size=3)

    async def together(rows: list[list[Any]], calls: Any, shared: Call) -> list[Output | Exception]:
        runs.append([row[0] for row in rows])
        await gate.wait()
        return [ValueError("secret") if row[0] == "bad" else Output([row[0].upper()]) for row in rows]

    site.page.tasks[0].run_batch = together  # type: ignore[method-assign]
    events = {word: await site.browser.join(0, [word], session=word) for word in ("x", "a", "bad", "b", "c")}
    reading = {word: asyncio.ensure_future(site.browser.messages(word)) for word in events}
    cancel = {"session_hash": "a", "fn_index": 0, "event_id": events["a"]}
    gate.set()
    gate.clear()
    while len(runs) < 2:  # noqa: ASYNC110
        await asyncio.sleep(0)
    await site.browser.post("/gradio_api/cancel", cancel)
    gone = await reading["a"]
    assert [one["msg"] for one in gone][-2:] == ["process_completed", "close_stream"]
    assert gone[-2]["output"] == {"data": []}
    gate.set()
    ends = {word: (await read)[-2] for word, read in reading.items()}
    assert runs == [["x"], ["a", "bad", "b"], ["c"]]
    assert {word: end["success"] for word, end in ends.items()} == {w: w != "bad" for w in events}
    assert [ends[word]["output"]["data"] for word in "xbc"] == [["X"], ["B"], ["C"]]
    assert "secret" not in str(ends["bad"])


async def test_samples_of_a_direct_call_are_one_run(make: Make) -> None:
    site = make()
    runs: list[int] = []
    site.page.add("two", Waits(), batch_size=4)

    async def together(rows: list[list[Any]], calls: Any, shared: Call) -> list[Output | Exception]:
        runs.append(len(rows))
        return [Output([first.upper(), second + 1]) for first, second in rows]

    site.page.tasks[0].run_batch = together  # type: ignore[method-assign]
    reply = await site.browser.post("/gradio_api/run/two", {"data": [["x", "y"], [1, 2]], "batched": True})
    assert reply.json["data"] == [["X", "Y"], [2, 3]]
    assert runs == [2]
    empty = await site.browser.post("/gradio_api/run/two", {"data": [[], []], "batched": True})
    assert (empty.status, empty.json["data"], runs) == (200, [], [2])


async def test_a_call_that_is_to_finish_does_so_without_its_visitor(make: Make) -> None:
    site = make()
    stays, goes = Waits("kept"), Waits("lost")
    site.page.add("stays", stays, kept=None)
    site.page.add("goes", goes)
    await site.browser.join(0, [])
    await site.browser.join(1, [])
    await soon(stays.started)
    await soon(goes.started)
    stream = site.browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    await stream.until(b"process_starts")
    await stream.leave()
    await soon(goes.ended)
    assert not stays.ended.is_set()
    stays.go.set()
    await soon(stays.ended)
    outputs = [one["output"] for one in await site.browser.messages() if one["msg"] == "process_completed"]
    assert [output["data"] for output in outputs] == [[], ["kept"]]
