"""Joining, the stream of a session, cancelling, leaving."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from typing import Any

import pytest
from wire.recorded import exchanges, steady

from portico.call.context import Call
from portico.errors import Error
from portico.server.options import ServerOptions
from portico.wire.messages import Log, Output, Progress, ProgressUnit
from server.harness import Browser, Make, Site, Waits, echoes, fails, returns, soon

pytestmark = pytest.mark.anyio


async def test_a_call_is_answered_as_recorded(site: Site, browser: Browser) -> None:
    join, data = exchanges("queue-basic")
    site.page.add("greet", returns("Hello Bob!!"))
    reply = await browser.post(join.path, join.sent)
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert list(reply.json) == ["event_id"]
    assert len(reply.json["event_id"]) == 32
    stream = await browser.get(data.path)
    assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert steady(stream.messages) == steady(data.messages)


def test_every_recorded_generator_is_here() -> None:
    assert len([one for one in exchanges("queue-generator-diffs") if one.method == "GET"]) == 6


@pytest.mark.parametrize("number", range(6))
async def test_generators_stream_as_recorded(site: Site, browser: Browser, number: int) -> None:
    """The rows that the recording's edits add up to, yielded again, give messages that add up to the same."""
    recorded = [one for one in exchanges("queue-generator-diffs") if one.method == "GET"][number].messages
    site.page.add("again", play(recorded), generator=True)
    await browser.join(0, [])
    streamed = await browser.messages()
    assert [message["msg"] for message in streamed] == [message["msg"] for message in recorded]
    assert rows_of(streamed) == rows_of(recorded)
    assert steady(streamed[-2]) == steady(recorded[-2])


@pytest.mark.parametrize("number", [0, 1, 2, 3])
async def test_edits_are_those_of_the_recording(site: Site, browser: Browser, number: int) -> None:
    recorded = [one for one in exchanges("queue-generator-diffs") if one.method == "GET"][number].messages
    site.page.add("again", play(recorded), generator=True)
    await browser.join(0, [])
    assert steady(await browser.messages()) == steady(recorded)


async def test_progress_and_toasts_are_sent_as_recorded(site: Site, browser: Browser) -> None:
    for recorded in [one.messages for one in exchanges("queue-progress-log") if one.method == "GET"]:
        site.page.tasks.clear()
        site.page.add("again", play(recorded))
        await browser.join(0, [])
        assert steady(await browser.messages()) == steady(recorded)


async def test_failures_for_the_visitor_are_sent_as_recorded(make: Make) -> None:
    site = make(show_error=True)
    recorded = [one.messages for one in exchanges("queue-errors") if one.method == "GET"]
    site.page.add("plain", fails(RuntimeError("plain boom")))
    site.page.add("own", fails(Error("gr boom", duration=3, title="Oops", print_exception=False)))
    for index in (0, 1):
        await site.browser.join(index, [], session=f"e{index}")
        assert steady(await site.browser.messages(f"e{index}")) == steady(recorded[index])


async def test_a_failure_shows_no_text_that_was_not_meant_for_visitors(site: Site, browser: Browser) -> None:
    site.page.add("plain", fails(RuntimeError("the password is 12345")))
    await browser.join(0, [])
    done = (await browser.messages())[-2]
    assert done["success"] is False
    assert "12345" not in json.dumps(done)
    assert set(done["output"]) <= {"error", "visible"}


async def test_a_toast_that_stays_says_so(site: Site, browser: Browser) -> None:
    site.page.add("own", fails(Error("stay", duration=None, print_exception=False)))
    await browser.join(0, [])
    output = (await browser.messages())[-2]["output"]
    assert output == {"error": "stay", "duration": None, "visible": True, "title": "Error"}


async def test_events_of_a_session_share_a_stream_that_ends_after_the_last(site: Site, browser: Browser) -> None:
    first, second = Waits("one"), Waits("two")
    site.page.add("first", first)
    site.page.add("second", second)
    one, two = await browser.join(0, []), await browser.join(1, [])
    reading = browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    await soon(second.started)
    second.go.set()
    assert f'"process_completed","event_id":"{two}"'.encode() in await reading.until(b"process_completed")
    first.go.set()
    rest = await reading.until(b"close_stream")
    assert f'"process_completed","event_id":"{one}"'.encode() in rest
    assert await reading.chunk() is None


async def test_a_stream_opened_late_delivers_everything_at_once(site: Site, browser: Browser) -> None:
    site.page.add("echo", echoes)
    await browser.join(0, [1])
    await settled(site)
    reading = browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    assert (await reading.chunk() or b"").count(b"data: ") == 4
    assert await reading.chunk() is None


async def test_an_open_stream_carries_what_is_joined_later(site: Site, browser: Browser) -> None:
    site.page.add("echo", echoes)
    first = Waits(1)
    site.page.add("first", first)
    await browser.join(1, [])
    reading = browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    await reading.until(b"process_starts")
    event = await browser.join(0, ["later"])
    assert event.encode() in await reading.until(b"process_completed")
    first.go.set()
    await reading.until(b"close_stream")


@pytest.mark.requirement("R37")
async def test_the_session_of_another_is_not_heard(site: Site, browser: Browser) -> None:
    site.page.add("echo", echoes)
    mine = await browser.join(0, ["mine"], session="a")
    yours = await browser.join(0, ["yours"], session="b")
    heard = json.dumps(await browser.messages("a"))
    assert mine in heard
    assert yours not in heard


async def test_an_unknown_session_is_told_so_as_recorded(browser: Browser) -> None:
    recorded = exchanges("queue-unknown-session")[0]
    reply = await browser.get(recorded.path)
    assert reply.status == 200
    assert reply.messages == recorded.messages


async def test_rejections_are_those_of_the_recording(make: Make) -> None:
    site = make(max_size=2)
    site.page.add("slow", Waits())
    for one in exchanges("queue-join-rejections")[:3]:
        reply = await site.browser.post(one.path, one.sent)
        assert (reply.status, reply.json) == (one.status, one.json)


async def test_a_full_queue_says_so(make: Make) -> None:
    site = make(max_size=2)
    slow = Waits()
    site.page.add("slow", slow)
    for _ in range(3):
        await site.browser.join(0, [])
    sent = {"data": [], "fn_index": 0, "session_hash": "s1"}
    reply = await site.browser.post("/gradio_api/queue/join", sent)
    assert (reply.status, reply.json) == (503, {"detail": "Queue is full. Max size is 2 and size is 2."})
    assert "retry-after" in reply.headers
    status = await site.browser.get("/gradio_api/queue/status")
    recorded = next(one for one in exchanges("queue-join-rejections") if one.path.endswith("status"))
    assert status.json == recorded.json
    slow.go.set()
    assert [one["msg"] for one in await site.browser.messages()].count("process_completed") == 3


@pytest.mark.parametrize("index", [999, -1, 2**70])
async def test_an_unknown_function_is_refused(browser: Browser, index: int) -> None:
    sent = {"data": [], "fn_index": index, "session_hash": "z"}
    reply = await browser.post("/gradio_api/queue/join", sent)
    assert reply.status == 404
    assert "no endpoint" in reply.json["detail"]


@pytest.mark.parametrize("session", ["x" * 129, "a\nb", "\x00"])
async def test_a_session_hash_that_cannot_be_one_is_refused(site: Site, browser: Browser, session: str) -> None:
    site.page.add("echo", echoes)
    reply = await browser.post("/gradio_api/queue/join", {"data": [], "fn_index": 0, "session_hash": session})
    assert reply.status == 400


async def test_what_an_event_brings_reaches_the_function(site: Site, browser: Browser) -> None:
    calls: list[Call] = []

    async def look(data: list[Any], call: Call) -> AsyncIterator[Output]:
        calls.append(call)
        yield Output([])

    site.page.add("look", look)
    sent = {"data": [], "fn_index": 0, "session_hash": "s1", "event_data": {"index": 1}, "trigger_id": 7}
    headers = {"x-team": "blue", "cookie": "a=1; b=two words"}
    await browser.post("/gradio_api/queue/join?x=1&x=2&empty=", sent, headers=headers)
    await browser.messages()
    (call,) = calls
    assert (call.session, call.event_data, call.trigger) == ("s1", {"index": 1}, 7)
    assert call.caller.query == [("x", "1"), ("x", "2"), ("empty", "")]
    assert ("x-team", "blue") in call.caller.headers
    assert call.caller.cookies == {"a": "1", "b": "two words"}
    assert (call.caller.host, call.caller.method) == ("127.0.0.1", "POST")
    assert call.caller.root == "http://127.0.0.1:7860"
    assert call.caller.url == "http://127.0.0.1:7860/gradio_api/queue/join?x=1&x=2&empty="


async def test_a_result_that_is_not_json_fails_its_event_alone(site: Site, browser: Browser) -> None:
    site.page.add("object", returns(object()))
    site.page.add("surrogate", returns("\ud800"))
    site.page.add("echo", echoes)
    for index in range(3):
        await browser.join(index, ["fine"])
    done = [one for one in await browser.messages() if one["msg"] == "process_completed"]
    by_success = sorted(one["success"] for one in done)
    assert by_success == [False, False, True]


# Cancelling and leaving


async def test_cancelling_a_running_generator(site: Site, browser: Browser) -> None:
    async def endless(data: list[Any], call: Call) -> AsyncIterator[Output]:
        number = 0
        while True:
            yield Output([number], is_generating=True)
            number += 1
            await asyncio.sleep(0)

    site.page.add("endless", endless)
    event = await browser.join(0, [])
    reading = browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    await reading.until(b"process_generating")
    sent = {"event_id": event, "session_hash": "s1", "fn_index": 0}
    reply = await browser.post("/gradio_api/cancel", sent)
    assert (reply.status, reply.json) == (200, {"success": True})
    rest = await reading.until(b"close_stream")
    done = next(json.loads(block[6:]) for block in rest.split(b"\n\n") if b"process_completed" in block)
    assert (done["success"], done["output"]) == (True, {"data": []})
    assert (await browser.post("/gradio_api/reset", {"event_id": event})).json == {"success": True}


async def test_cancelling_a_waiting_event_leaves_the_others_alone(site: Site, browser: Browser) -> None:
    slow = Waits("kept")
    site.page.add("slow", slow)
    first = await browser.join(0, [])
    second = await browser.join(0, [])
    await browser.post("/gradio_api/cancel", {"event_id": second, "session_hash": "s1", "fn_index": 0})
    slow.go.set()
    done = {
        one["event_id"]: one["output"]["data"] for one in await browser.messages() if one["msg"] == "process_completed"
    }
    assert done == {first: ["kept"], second: []}


@pytest.mark.requirement("R37")
async def test_another_session_cannot_cancel(site: Site, browser: Browser) -> None:
    slow = Waits("kept")
    site.page.add("slow", slow)
    event = await browser.join(0, [])
    reply = await browser.post("/gradio_api/cancel", {"event_id": event, "session_hash": "other", "fn_index": 0})
    assert reply.json == {"success": True}
    slow.go.set()
    assert (await browser.messages())[-2]["output"]["data"] == ["kept"]


async def test_cancelling_nothing_succeeds_as_recorded(browser: Browser) -> None:
    recorded = exchanges("queue-cancel")[-1]
    reply = await browser.post(recorded.path, recorded.sent)
    assert (reply.status, reply.json) == (recorded.status, recorded.json)


@pytest.mark.parametrize("route", ["cancel", "reset"])
async def test_an_incomplete_cancel_is_a_422(browser: Browser, route: str) -> None:
    reply = await browser.post(f"/gradio_api/{route}", {})
    assert reply.status == 422
    assert reply.json["detail"][0]["type"] == "missing"


async def test_who_leaves_for_good_ends_what_they_started(site: Site, browser: Browser) -> None:
    slow = Waits()
    site.page.add("slow", slow)
    await browser.join(0, [])
    reading = browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    await reading.until(b"process_starts")
    await reading.leave()
    await soon(slow.ended)
    assert (await browser.messages())[0]["session_not_found"] is True


async def test_who_comes_back_in_time_finds_everything_running(make: Make) -> None:
    site = make(grace=60.0)
    slow = Waits("kept")
    site.page.add("slow", slow)
    await site.browser.join(0, [])
    reading = site.browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    await reading.until(b"process_starts")
    await reading.leave()
    slow.go.set()
    assert (await site.browser.messages())[-2]["output"]["data"] == ["kept"]


async def test_what_is_begun_after_a_reader_left_waits_for_the_next_one(site: Site, browser: Browser) -> None:
    """A stream of several events stays open for a while; one whose client is gone must not take what comes then."""
    site.page.add("echo", echoes)
    for number in range(2):
        await browser.join(0, [number])
    await settled(site)
    reading = browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    await reading.chunk()
    reading.disconnect()
    event = await browser.join(0, ["later"])
    await settled(site)
    messages = await browser.messages()
    assert [message["event_id"] for message in messages if message["msg"] == "process_completed"] == [event]


async def test_a_second_reader_takes_over(site: Site, browser: Browser) -> None:
    slow = Waits("kept")
    site.page.add("slow", slow)
    await browser.join(0, [])
    first = browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    await first.until(b"process_starts")
    second = browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    assert await first.chunk() is None
    slow.go.set()
    await second.until(b"close_stream")


# Signs of life, and the end


async def test_a_silent_stream_says_that_it_lives(make: Make) -> None:
    site = make(heartbeat=0.01)
    slow = Waits()
    site.page.add("slow", slow)
    await site.browser.join(0, [])
    reading = site.browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    await reading.until(b'data: {"msg":"heartbeat","event_id":null}\n\n')
    slow.go.set()
    await reading.until(b"close_stream")


async def test_a_heartbeat_beats_until_its_page_is_gone(make: Make) -> None:
    gone = asyncio.Event()

    async def unload(data: list[Any], call: Call) -> AsyncIterator[Output]:
        gone.set()
        yield Output([])

    site = make(ServerOptions(heartbeat=0.01), unload=[0])
    site.page.add("unload", unload)
    reading = site.browser.open("GET", "/gradio_api/heartbeat/abc")
    assert await reading.chunk() == b"data: ALIVE\n\n"
    assert await reading.chunk() == b"data: ALIVE\n\n"
    assert site.engine.sessions.present("abc")
    assert not gone.is_set()
    await reading.leave()
    assert gone.is_set()
    assert not site.engine.sessions.present("abc")


async def test_a_server_that_stops_tells_its_readers(site: Site, browser: Browser) -> None:
    recorded = exchanges("queue-unknown-session")[0].messages[0]
    slow = Waits()
    site.page.add("slow", slow)
    await browser.join(0, [])
    reading = browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    beating = browser.open("GET", "/gradio_api/heartbeat/s1")
    await reading.until(b"process_starts")
    await beating.until(b"ALIVE")
    await site.server.stop()
    said = (await reading.until(b"unexpected_error")).split(b"\n\n")[0]
    told = {**recorded, "message": "Server stopped unexpectedly.", "session_not_found": False}
    assert json.loads(said[6:]) == told
    assert await beating.chunk() is None
    sent = {"data": [], "fn_index": 0, "session_hash": "s1"}
    reply = await browser.post("/gradio_api/queue/join", sent)
    assert (reply.status, reply.json) == (503, {"detail": "Queue is stopped."})


async def test_a_stopping_http_server_is_noticed_while_pages_are_open(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Http:
        should_exit = False

        def handle(self, *_: Any) -> None:
            self.should_exit = True

    http = Http()
    monkeypatch.setattr("portico.server.shutdown.INTERVAL", 0.01)
    monkeypatch.setattr(signal, "getsignal", lambda number: http.handle)
    reading = make().browser.open("GET", "/gradio_api/heartbeat/s1")
    await reading.until(b"ALIVE")
    http.handle()
    assert await reading.chunk() is None


# Playing a recording again


def rows_of(messages: list[dict[str, Any]]) -> list[list[Any]]:
    """The values that a client ends up with after each step."""
    rows: list[list[Any]] = []
    for message in messages:
        if message["msg"] != "process_generating":
            continue
        data = message["output"]["data"]
        if rows:
            data = [applied(old, edits) for old, edits in zip(rows[-1], data, strict=True)]
        rows.append(data)
    return rows


def applied(value: Any, edits: list[Any]) -> Any:
    """A value after a list of edits, as both published clients apply them."""
    whole = {"root": json.loads(json.dumps(value))}
    for action, path, new in edits:
        *way, last = ["root", *path]
        place: Any = whole
        for step in way:
            place = place[step]
        if action == "append":
            place[last] += new
        elif action == "delete":
            del place[last]
        elif action == "add" and isinstance(place, list):
            place.insert(last, new)
        else:
            place[last] = new
    return whole["root"]


def play(recorded: list[dict[str, Any]]) -> Any:
    """A function that does what a recording shows."""
    rows = iter(rows_of(recorded))

    async def again(data: list[Any], call: Call) -> AsyncIterator[Output]:
        for message in recorded:
            kind = message["msg"]
            if kind == "progress":
                units = [ProgressUnit(**unit) for unit in message["progress_data"]]
                call.publish(Progress(call.job, units))
            elif kind == "log":
                members = {name: value for name, value in message.items() if name not in ("msg", "event_id")}
                call.publish(Log(call.job, **members))
            elif kind == "process_generating":
                changed = message["output"]["changed_state_ids"]
                yield Output(next(rows), is_generating=True, changed_state_ids=changed)
            elif kind == "process_completed" and not rows_of(recorded):
                yield Output(message["output"]["data"])

    return again


async def settled(site: Site) -> None:
    """Wait until nothing waits or runs any more."""
    async with asyncio.timeout(5):
        while await site.engine.stores.queue.pending("s1"):  # noqa: ASYNC110 - nothing tells when an engine is idle
            await asyncio.sleep(0)
