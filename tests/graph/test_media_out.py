"""What a generator yields for a component that plays it while it is still being made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import portico as gr
from graph.conftest import Page
from portico.graph import media_out
from portico.media import adts
from portico.media.playlist import PLAYLISTS, Playlist

MakePage = Callable[[Any], Page]
FACTS = Path(__file__).parent.parent / "media" / "facts"
TONE = (FACTS / "tone.aac").read_bytes()


def playlists(done: Page, session: str = "s") -> dict[str, Playlist]:
    """What a session plays."""
    return asyncio.run(done.stores.sessions.get(session, PLAYLISTS))


def app(fn: Callable[..., Any], **options: Any) -> gr.Blocks:
    with gr.Blocks() as demo:
        gr.Button().click(fn, None, gr.Audio(streaming=True, **options), api_name="play")
    return demo


def test_the_first_step_names_a_playlist_and_the_others_change_nothing(page: MakePage) -> None:
    def tones() -> Any:
        for _ in range(3):
            yield TONE

    done = page(app(tones))
    messages = done.call(("play",))[0]
    first, second, third = (one["output"]["data"] for one in messages if one["msg"] == "process_generating")
    (key,) = playlists(done)
    assert messages[-2]["output"]["data"] == first
    address, _, signature = first[0].pop("url").partition("?")
    assert address == f"/gradio_api/stream/s/{key}/playlist.m3u8"
    assert signature.startswith("__sign="), "who shows no cookie gets an address that is good by itself"
    assert first == [
        {
            "path": f"s/{key}/playlist.m3u8",
            "size": None,
            "orig_name": "audio.wav",
            "mime_type": None,
            "is_stream": True,
            "meta": {"_type": "gradio.FileData"},
        }
    ]
    assert (second, third) == ([[]], [[]])
    playlist = playlists(done)[key]
    assert (len(playlist.segments), playlist.ended) == (5, True)
    kept = b"".join(done.stores.files.readable(one.path).read_bytes() for one in playlist.segments)
    assert kept == 3 * TONE
    assert sum(one.seconds for one in playlist.segments) == pytest.approx(3 * adts.seconds(TONE))


def test_nothing_adds_nothing_and_an_asynchronous_generator_plays_too(page: MakePage) -> None:
    async def tones() -> Any:
        yield None
        yield TONE
        yield None

    done = page(app(tones))
    done.call(("play",))
    (playlist,) = playlists(done).values()
    assert (len(playlist.segments), playlist.ended) == (3, True)


def test_a_function_that_returns_sends_a_file(page: MakePage) -> None:
    done = page(app(lambda: str(FACTS / "tone.aac")))
    (file,) = done.data(("play",))
    assert (file["orig_name"], file["is_stream"]) == ("tone.aac", False)
    with pytest.raises(KeyError):
        playlists(done)


@pytest.mark.parametrize("wrong", [ValueError("broken"), "/etc/passwd", 3])
def test_a_failure_ends_the_playlist(page: MakePage, wrong: Any) -> None:
    def tones() -> Any:
        yield TONE
        if isinstance(wrong, Exception):
            raise wrong
        yield wrong

    done = page(app(tones))
    messages = done.call(("play",))[0]
    assert messages[-2]["success"] is False
    (playlist,) = playlists(done).values()
    assert (len(playlist.segments), playlist.ended) == (3, True)


def test_a_live_input_plays_into_one_playlist(page: MakePage) -> None:
    with gr.Blocks() as demo:
        text = gr.Textbox()
        gr.Audio().stream(lambda _: TONE, text, gr.Audio(streaming=True), api_name="answer")
    done = page(demo)
    pieces = done.live("answer", ["a"], ["b"], ["c"])
    answers = [one["output"]["data"] for one in pieces if one["msg"] == "process_streaming"]
    assert len(answers) == 3
    assert answers[0] == answers[1] == answers[2]
    (playlist,) = playlists(done).values()
    assert (len(playlist.segments), playlist.ended) == (5, True)


def test_a_session_keeps_few_playlists_and_their_files(
    page: MakePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_out, "MOST", 2)

    def tones() -> Any:
        yield TONE

    done = page(app(tones))
    done.call(("play",))
    (oldest,) = playlists(done)
    done.call(("play",), ("play",))
    assert len(playlists(done)) == 2
    assert oldest not in playlists(done)
    assert len([one for one in tmp_path.rglob("piece.*") if one.is_file()]) == 2 * 3
    done.call(("play",), session="other")
    assert len(playlists(done)) == 2
    assert not playlists(done).keys() & playlists(done, "other").keys()


def test_a_film_is_played_piece_by_piece(page: MakePage) -> None:
    def films() -> Any:
        yield FACTS / "film.ts"
        yield str(FACTS / "film.ts")

    with gr.Blocks() as demo:
        gr.Button().click(films, None, gr.Video(streaming=True), api_name="play")
    done = page(demo)
    (file,) = done.data(("play",))
    assert (file["orig_name"], file["is_stream"]) == ("video.mp4", True)
    (playlist,) = playlists(done).values()
    assert [one.seconds for one in playlist.segments] == [pytest.approx(1), pytest.approx(1)]
