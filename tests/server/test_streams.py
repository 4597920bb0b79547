"""Live inputs over HTTP, message for message as they were recorded."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from server.harness import Browser, Make, Site, echoes

pytestmark = pytest.mark.anyio


async def until(reading: Any, kind: str) -> dict[str, Any]:
    """The next message of a kind."""
    while True:
        text = await reading.until(b"\n\n")
        for block in text.decode().split("\n\n"):
            if block and json.loads(block[6:])["msg"] == kind:
                return json.loads(block[6:])


async def test_join_pieces_and_close(site: Site, browser: Browser) -> None:
    site.page.add("level", echoes, live=True, time_limit=4)
    event = await browser.join(0, ["one"], "sic", trigger_id=5)
    stream = browser.open("GET", "/gradio_api/queue/data?session_hash=sic")
    first = await until(stream, "process_streaming")
    assert list(first) == ["msg", "event_id", "output", "success", "time_limit"]
    assert first["output"]["data"] == ["one"]
    assert first["output"]["is_generating"] is True
    assert 3 < first["time_limit"] < 4

    piece = {"fn_index": 0, "data": ["two"], "event_data": None, "session_hash": "sic"}
    reply = await browser.post(f"/gradio_api/stream/{event}", piece)
    assert (reply.status, reply.json) == (200, {"msg": "success"})
    second = await until(stream, "process_streaming")
    assert (second["output"]["data"], second["time_limit"]) == (["two"], first["time_limit"])

    reply = await browser.post(f"/gradio_api/stream/{event}/close", {})
    assert (reply.status, reply.json) == (200, {"msg": "success"})
    ended = (await stream.whole()).messages
    assert [message["msg"] for message in ended] == ["process_completed", "close_stream"]
    assert (ended[0]["output"]["data"], ended[0]["output"]["is_generating"]) == (["two"], False)

    for path in (f"stream/{event}", f"stream/{event}/close"):
        gone = await browser.post(f"/gradio_api/{path}", {"data": []})
        assert (gone.status, gone.body, gone.headers.get("content-type")) == (404, b"", None)


async def test_a_piece_of_the_wrong_shape_is_refused_and_the_stream_goes_on(site: Site, browser: Browser) -> None:
    site.page.add("level", echoes, live=True)
    event = await browser.join(0, ["one"])
    assert (await browser.post(f"/gradio_api/stream/{event}", {"fn_index": 0})).status == 422
    assert (await browser.post(f"/gradio_api/stream/{event}", {"data": [2], "session_hash": "else"})).status == 404
    assert (await browser.post(f"/gradio_api/stream/{event}/", {"data": [2]})).status == 200
    assert (await browser.post(f"/gradio_api/stream/{event}/close/", {})).status == 200
    assert (await browser.messages())[-2]["output"]["data"] == [2]


async def test_a_visitor_who_leaves_ends_it(make: Make) -> None:
    site = make(grace=0.0)
    site.page.add("level", echoes, live=True)
    event = await site.browser.join(0, ["one"])
    stream = site.browser.open("GET", "/gradio_api/queue/data?session_hash=s1")
    await until(stream, "process_streaming")
    await stream.leave()
    async with asyncio.timeout(5):
        while (await site.browser.post(f"/gradio_api/stream/{event}", {"data": [2]})).status == 200:
            pass


async def test_the_two_step_api_reports_each_piece(site: Site, browser: Browser) -> None:
    site.page.add("level", echoes, live=True)
    event = (await browser.post("/gradio_api/call/level", {"data": ["one"]})).json["event_id"]
    stream = browser.open("GET", f"/gradio_api/call/level/{event}")
    assert b'event: generating\ndata: ["one"]' in await stream.until(b"generating")
    await browser.post(f"/gradio_api/stream/{event}", {"data": ["two"]})
    assert b'event: generating\ndata: ["two"]' in await stream.until(b"generating")
    await browser.post(f"/gradio_api/stream/{event}/close", {})
    assert (await stream.whole()).text == 'event: complete\ndata: ["two"]\n\n'
