"""Listeners whose functions are cached: what one visitor receives of what another asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import portico as gr
from portico.engine.engine import Engine
from portico.graph.config import wants_heartbeat
from portico.stores.local_files import UNCLAIMED
from portico.wire.caller import Caller

from .conftest import Page
from .live import ended, kinds, one_listener, run_live

KNOWN = ["process_completed", "close_stream"]


@pytest.fixture
def runs() -> list[Any]:
    """What was really computed."""
    return []


@pytest.mark.requirement("R38")
def test_per_session_nobody_receives_anothers_result(page: Callable[..., Page], runs: list[Any]) -> None:
    @gr.cache(per_session=True)
    def mine(text: str) -> str:
        runs.append(text)
        return f"{text} {len(runs)}"

    def by_hand(text: str, cache: Any = gr.Cache(per_session=True)) -> str:
        known = cache.get(text)
        if known is None:
            runs.append(text)
            cache.set(text, answer=f"{text} {len(runs)}")
            return f"{text} {len(runs)}"
        assert cache.keys() == [text]
        return known["answer"]

    for fn in (mine, by_hand):
        runs.clear()
        shown = page(one_listener(fn))
        found = [shown.data(("ask", "a"), session=session)[0] for session in ("ada", "ben", "ada", "ben")]
        assert found == ["a 1", "a 2", "a 1", "a 2"]


def test_per_session_holds_in_the_functions_own_threads(page: Callable[..., Page]) -> None:
    def by_hand(text: str, cache: Any = gr.Cache(per_session=True)) -> str:
        found: list[Any] = []

        def inside() -> None:
            found.append(cache.get("who"))
            cache.set("who", name=text)

        thread = threading.Thread(target=inside)
        thread.start()
        thread.join()
        return str(found[0])

    shown = page(one_listener(by_hand))
    assert shown.data(("ask", "Ada"), ("ask", "Eve"), session="ada") == ["{'name': 'Ada'}"]
    assert shown.data(("ask", "Ben"), session="ben") == ["None"]


def test_what_is_kept_for_a_visitor_goes_when_they_leave(tmp_path: Path, runs: list[Any]) -> None:
    @gr.cache(per_session=True)
    def mine(text: str) -> str:
        runs.append(text)
        return text

    async def body(engine: Engine, task: Any) -> None:
        async def ask(session: str) -> Any:
            await engine.submit(task, ["a"], Caller(session=session))
            return (await ended(engine, session))["used_cache"]

        for session in ("ada", "ben"):
            engine.sessions.arrived(Caller(session=session))
            assert [await ask(session), await ask(session)] == [None, "full"]
        assert len(mine.cache) == 2  # type: ignore[attr-defined]
        await engine.left(Caller(session="ada"))
        assert len(mine.cache) == 1  # type: ignore[attr-defined]
        assert [await ask("ada"), await ask("ben")] == [None, "full"]
        assert len(engine.sessions.keepers) == 1

    run_live(one_listener(mine), tmp_path, body)
    assert runs == ["a", "a", "a"]


def test_a_page_that_keeps_something_for_each_visitor_wants_to_know_when_they_leave() -> None:
    @gr.cache(per_session=True)
    def mine(text: str) -> str:
        return text

    def by_hand(text: str, cache: Any = gr.Cache(per_session=True)) -> str:
        return text

    def shared(text: str, cache: Any = gr.Cache()) -> str:
        return text

    assert [wants_heartbeat(one_listener(fn)) for fn in (mine, by_hand, shared, gr.cache(shared))] == [
        True,
        True,
        False,
        False,
    ]


# Files


@pytest.mark.requirement("R38")
def test_an_upload_counts_by_its_name_and_content_and_nobody_receives_anothers_file(
    tmp_path: Path, runs: list[Any]
) -> None:
    @gr.cache
    def same(path: str) -> str:
        runs.append(path)
        return path

    async def body(engine: Engine, task: Any) -> None:
        async def ask(session: str, content: bytes, name: str = "note.txt") -> Any:
            file = engine.stores.files.put(content, name, UNCLAIMED)
            await engine.submit(
                task, [{"path": file.path, "meta": {"_type": "gradio.FileData"}}], Caller(session=session)
            )
            done = await ended(engine, session)
            assert done["success"], done
            kept = done["output"]["data"][0]["path"]
            assert engine.stores.files.local(kept, session).read_bytes() == content
            return done["used_cache"]

        assert [await ask("ada", b"one"), await ask("ada", b"one")] == [None, "full"]
        assert await ask("ada", b"two") is None
        assert await ask("ada", b"one", "other.txt") is None
        # Ben's file says the same, but the kept result is Ada's file.
        assert await ask("ben", b"one") is None
        engine.stores.files.drop("ben")
        assert await ask("ben", b"one") is None

    run_live(one_listener(same, gr.File, gr.File), tmp_path, body)
    assert len(runs) == 5


def test_two_visitors_who_upload_the_same_share_what_was_computed(tmp_path: Path, runs: list[Any]) -> None:
    @gr.cache
    def size(path: str) -> str:
        runs.append(path)
        return str(Path(path).stat().st_size)

    async def body(engine: Engine, task: Any) -> list[Any]:
        found: list[Any] = []
        for session in ("ada", "ben"):
            file = engine.stores.files.put(b"123", "a.txt", UNCLAIMED)
            sent = [{"path": file.path, "meta": {"_type": "gradio.FileData"}}]
            await engine.submit(task, sent, Caller(session=session))
            found.append((await ended(engine, session))["used_cache"])
        return found

    assert run_live(one_listener(size, gr.File, gr.Textbox), tmp_path, body) == [None, "full"]
    assert len(runs) == 1


def test_a_text_that_happens_to_be_a_path_of_the_host_is_only_text(page: Callable[..., Page], tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("one")

    @gr.cache
    def shout(text: str) -> str:
        return text

    shown = page(one_listener(shout))
    shown.call(("ask", str(secret)))
    secret.unlink()
    # Had its content counted, or the result been taken for a file of the visitor's, it would be computed again.
    assert kinds(shown.call(("ask", "/nowhere"), ("ask", "/nowhere"))[1]) == KNOWN
