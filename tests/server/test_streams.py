"""Live inputs, and media that is still being made, over HTTP as they were recorded."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from portico.media import ffmpeg
from portico.media.playlist import PLAYLISTS, Playlist
from server.harness import Browser, Make, Site, echoes

pytestmark = pytest.mark.anyio

TONE = (Path(__file__).parent.parent / "media" / "facts" / "tone.aac").read_bytes()


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


async def playing(site: Site, *, ended: bool, session: str = "s1") -> tuple[str, Playlist]:
    """Give a session a sound of two pieces; where it is, and what it is."""
    playlist = Playlist("audio", ended=ended)
    for _ in range(2):
        playlist.add(site.files.put(TONE, "piece.audio", session).path, 1.152, len(TONE))
    await site.engine.stores.sessions.set(session, PLAYLISTS, {"run/6": playlist})
    return f"/gradio_api/stream/{session}/run/6/", playlist


async def test_a_playlist_and_its_pieces(site: Site, browser: Browser) -> None:
    where, playlist = await playing(site, ended=False)
    reply = await browser.get(where + "playlist.m3u8")
    assert reply.headers["content-type"] == "application/vnd.apple.mpegurl"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.text == playlist.text()
    assert "ENDLIST" not in reply.text
    playlist.ended = True
    assert (await browser.get(where + "playlist.m3u8")).text.endswith("#EXT-X-ENDLIST\n")
    piece = await browser.get(where + playlist.segments[0].name)
    assert (piece.status, piece.headers["content-type"], piece.body) == (200, "audio/aac", TONE)
    signed = await browser.get(where + "playlist.m3u8?__sign=a%22b")
    assert f"\n{playlist.segments[1].name}?__sign=a%22b\n" in signed.text
    assert signed.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("s1/run/6/nosuch.aac", 404, "Segment not found"),
        ("s1/run/6/nosuch.ts", 404, "Segment not found"),
        ("s1/run/6/x.mp3", 400, "Unsupported file extension"),
        ("s1/run/6/..%2f..%2fx.aac", 404, "Not Found"),
        ("s1/other/6/playlist.m3u8", 404, "Stream not found"),
        ("s1/run/7/playlist.m3u8", 404, "Stream not found"),
        ("other/run/6/playlist.m3u8", 404, "Stream not found"),
        ("other/run/6/playlist-file", 404, "Stream not found"),
        ("s1/run/6/", 404, "Not Found"),
        ("s1/run", 404, "Not Found"),
        ("s1", 404, "Not Found"),
    ],
)
async def test_what_is_not_there_is_said(site: Site, browser: Browser, path: str, status: int, said: str) -> None:
    await playing(site, ended=True)
    reply = await browser.get(f"/gradio_api/stream/{path}")
    assert reply.status == status
    assert said in reply.text


async def test_the_whole_is_one_file_and_is_made_once(
    site: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ffmpeg, "find", lambda: None)
    where, playlist = await playing(site, ended=False)
    part = await browser.get(where + "playlist-file")
    assert (part.status, part.body, playlist.whole) == (200, TONE + TONE, None)
    playlist.ended = True
    whole = await browser.get(where + "playlist-file")
    assert (whole.body, whole.headers["content-type"]) == (TONE + TONE, "audio/aac")
    assert playlist.whole is not None
    before = sorted(site.files.folder.rglob("*"))
    assert (await browser.get(where + "playlist-file")).body == TONE + TONE
    assert sorted(site.files.folder.rglob("*")) == before


async def test_it_is_dropped_with_its_session(site: Site, browser: Browser) -> None:
    where, _ = await playing(site, ended=True)
    await site.engine.stores.sessions.drop("s1")
    site.files.drop("s1")
    assert (await browser.get(where + "playlist.m3u8")).status == 404
    assert not any(one.is_file() for one in site.files.folder.rglob("*"))
