"""Bounds of the queue: in all, of one session, of what nobody reads; each refusal names its setting."""

from __future__ import annotations

import pytest
from server.harness import Make, Waits, returns, soon

import portico as gr
from portico.app.compose import bounds_of
from portico.app.queue_options import queue_options
from portico.engine.engine import EngineOptions
from portico.errors import BuildError, QueueFull
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.mailbox import TOASTS
from portico.stores.memory.queue import MemoryQueue
from portico.stores.protocols import Bounds, Job
from portico.wire.caller import Caller
from portico.wire.edits import Changes
from portico.wire.messages import Log, Output, ProcessCompleted, ProcessGenerating

pytestmark = pytest.mark.anyio


def bounds(security: gr.Security, max_size: int | None = None) -> Bounds:
    return bounds_of(queue_options(max_size, None, "auto", 1, True, None), security)


@pytest.mark.requirement("R60")
def test_every_queue_is_bounded_unless_told_otherwise() -> None:
    assert bounds(gr.Security()) == Bounds(10_000, 512 * 1024**2, 5_000, 10_000)
    assert bounds(gr.Security(), 10).share == 64
    assert bounds(gr.Security(queue_share=0.1)).share == 1_000
    for wrong in (0, -1, 1.5):
        with pytest.raises(BuildError, match="queue_share is a part"):
            gr.Security(queue_share=wrong)
    with pytest.raises(BuildError, match="unread_messages"):
        gr.Security(unread_messages=0)


@pytest.mark.requirement("R60")
async def test_one_session_cannot_fill_the_queue() -> None:
    queue, limits = MemoryQueue(), Bounds(jobs=10, share=4)

    async def push(number: int, session: str) -> None:
        await queue.push(Job(f"{session}{number}", session, 0, "g", 1, [], Caller()), limits)

    for number in range(4):
        await push(number, "greedy")
    with pytest.raises(QueueFull, match=r"Security\(queue_share=…\)"):
        await push(4, "greedy")
    for number in range(4):
        await push(number, "other")
    await push(0, "third")
    await push(1, "third")
    with pytest.raises(QueueFull, match="Max size is 10"):
        await push(2, "third")


@pytest.mark.requirement("R60")
async def test_a_full_queue_is_a_503_that_says_when_to_come_back(make: Make) -> None:
    site = make(max_size=1, max_bytes=1_000)
    slow = Waits("x")
    site.page.add("slow", slow)
    await site.browser.join(0, ["x"], session="a")
    await soon(slow.started)
    sent = {"data": ["x" * 2_000], "fn_index": 0, "session_hash": "b"}
    await site.browser.join(0, ["y" * 500], session="c")
    for path, body in (("queue/join", sent), ("call/slow", {"data": ["x"]}), ("run/slow", {"data": ["x"]})):
        reply = await site.browser.post(f"/gradio_api/{path}", body)
        assert reply.status == 503
        assert int(reply.headers["retry-after"]) > 0
        assert "Max size is 1" in reply.text
    slow.go.set()


@pytest.mark.requirement("R61")
async def test_who_reads_nothing_gets_no_more(make: Make) -> None:
    site = make(max_unread=20)
    site.page.add("quick", returns("x"))
    sent = {"data": [], "fn_index": 0, "session_hash": "deaf"}
    replies = [await site.browser.post("/gradio_api/queue/join", sent) for _ in range(40)]
    taken = [reply.status for reply in replies].count(200)
    assert 5 <= taken < 40
    assert replies[-1].status == 503
    assert "Security(unread_messages=…)" in replies[-1].text
    await site.browser.join(0, [], session="another")
    messages = await site.browser.messages("deaf")
    assert [one["msg"] for one in messages].count("process_completed") == taken
    assert (await site.browser.post("/gradio_api/queue/join", sent)).status == 200


@pytest.mark.requirement("R61")
async def test_a_function_that_only_toasts_fills_no_memory() -> None:
    channel = MemoryChannel()
    channel.open("s")
    for number in range(20_000):
        channel.publish("s", [Log("e", f"toast {number}", "info")])
    channel.publish("s", [ProcessCompleted("e", Output([]))])
    assert channel.backlog("s") <= 2 * TOASTS + 2
    stream = channel.subscribe("s", 1.0)
    batch = await anext(stream)
    assert isinstance(batch[-1], ProcessCompleted)
    assert [one.log for one in batch if isinstance(one, Log)][-1] == "toast 19999"
    await stream.aclose()


@pytest.mark.requirement("R61")
async def test_large_steps_that_nobody_reads_are_joined_before_they_are_many() -> None:
    channel = MemoryChannel()
    channel.open("s")
    for number in range(500):
        text = f"{number} " + "x" * 100_000
        edits = Changes([[["replace", [], text]]], is_generating=True)
        edits.whole = [text]
        channel.publish("s", [ProcessGenerating("e", edits)])
    assert channel.backlog("s") < 80
    stream = channel.subscribe("s", 1.0)
    (*_, last) = await anext(stream)
    assert isinstance(last, ProcessGenerating)
    assert last.output.data[0][0][2].startswith("499 ")
    await stream.aclose()


def test_an_engine_alone_has_no_bounds() -> None:
    assert EngineOptions({}).bounds == Bounds()
