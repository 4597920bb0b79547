"""Listeners whose functions are cached, on the wire: what is answered past the queue, and to whom."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import portico as gr
from portico.call.remembering import Remembering
from portico.engine.engine import Engine, EngineOptions
from portico.engine.executors.thread import ThreadExecutor
from portico.graph.config import wants_heartbeat
from portico.stores.local_files import UNCLAIMED, LocalFiles
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.queue import MemoryQueue
from portico.stores.memory.sessions import MemorySessions
from portico.stores.protocols import Stores
from portico.wire.caller import Caller
from portico.wire.codec import plain

from .conftest import Page

WHOLE = ["estimation", "process_starts", "process_completed", "close_stream"]
KNOWN = ["process_completed", "close_stream"]


def kinds(messages: list[dict[str, Any]]) -> list[str]:
    return [one["msg"] for one in messages]


def one_listener(fn: Any, given: Any = gr.Textbox, shown: Any = gr.Textbox, **options: Any) -> gr.Blocks:
    with gr.Blocks() as demo:
        gr.Button().click(fn, given(), shown(), api_name="ask", **options)
    return demo


@pytest.fixture
def runs() -> list[Any]:
    """What was really computed."""
    return []


def test_a_known_result_comes_at_once_without_the_queue(page: Callable[..., Page], runs: list[Any]) -> None:
    @gr.cache
    def shout(text: str) -> str:
        runs.append(text)
        return text.upper()

    shown = page(one_listener(shout))
    first, again = shown.call(("ask", "a"), ("ask", "a"))
    [elsewhere] = shown.call(("ask", "a"), session="other")
    assert [kinds(first), kinds(again), kinds(elsewhere)] == [WHOLE, KNOWN, KNOWN]
    assert runs == ["a"]
    assert (first[2]["used_cache"], first[2]["output"]["used_cache"]) == (None, None)
    done = again[0]
    assert done["output"]["data"] == ["A"]
    assert (done["success"], done["used_cache"], done["output"]["used_cache"]) == (True, "full", None)
    assert 0 < done["cache_duration"] < 1
    assert done["avg_time"] == pytest.approx(first[2]["output"]["duration"], rel=0.2)
    assert kinds(shown.call(("ask", "b"))[0]) == WHOLE


def test_a_known_generators_steps_come_again_as_edits(page: Callable[..., Page], runs: list[Any]) -> None:
    @gr.cache
    def spell(text: str) -> Iterator[str]:
        runs.append(text)
        yield from (text[:end] for end in range(1, len(text) + 1))

    first, again = page(one_listener(spell)).call(("ask", "abc"), ("ask", "abc"))
    assert runs == ["abc"]
    assert kinds(again) == ["process_generating"] * 3 + KNOWN
    rows = [message["output"]["data"] for message in first if message["msg"] == "process_generating"]
    assert [message["output"]["data"] for message in again[:3]] == rows
    assert again[3]["output"]["data"] == ["abc"]
    assert again[3]["used_cache"] == "full"


def test_a_known_generator_that_gave_nothing_answers_with_nulls(page: Callable[..., Page]) -> None:
    @gr.cache
    def nothing(text: str) -> Iterator[str]:
        yield from ()

    first, again = page(one_listener(nothing)).call(("ask", "a"), ("ask", "a"))
    assert first[-2]["output"]["data"] == again[-2]["output"]["data"] == [None]


@pytest.mark.parametrize("kind", ["coroutine", "async generator", "method"])
def test_every_kind_of_function_is_looked_up(kind: str, page: Callable[..., Page]) -> None:
    class Model:
        @gr.cache
        def answer(self, text: str) -> str:
            return text.upper()

    @gr.cache
    async def coroutine(text: str) -> str:
        return text.upper()

    @gr.cache
    async def generator(text: str) -> Any:
        yield text.upper()

    fn = {"coroutine": coroutine, "async generator": generator, "method": Model().answer}[kind]
    _, again = page(one_listener(fn)).call(("ask", "a"), ("ask", "a"))
    assert kinds(again)[-2:] == KNOWN
    assert "estimation" not in kinds(again)
    assert again[-2]["output"]["data"] == ["A"]


def test_a_function_that_only_uses_a_cache_is_run_and_says_partial(page: Callable[..., Page], runs: list[Any]) -> None:
    @gr.cache
    def helper(text: str) -> str:
        runs.append(text)
        return text.upper()

    def with_helper(text: str) -> str:
        return helper(text) + "!"

    def by_hand(text: str, cache: gr.Cache = gr.Cache()) -> str:
        known = cache.get(text)
        if known is None:
            runs.append(text)
            cache.set(text, shouted=text.upper())
            return text.upper()
        return known["shouted"]

    def annotated(text: str, cache: gr.Cache) -> str:
        runs.append(text) if cache.get(text) is None else None
        cache.set(text)
        return text.upper()

    for fn in (with_helper, by_hand, annotated):
        runs.clear()
        first, again = page(one_listener(fn)).call(("ask", "a"), ("ask", "a"))
        assert kinds(again) == WHOLE
        assert (first[2]["used_cache"], again[2]["used_cache"], again[2]["output"]["used_cache"]) == (
            None,
            "partial",
            "partial",
        )
        assert runs == ["a"]
        assert again[2]["output"]["data"] == first[2]["output"]["data"]


def test_a_failure_is_not_kept_and_a_payload_that_does_not_fit_is_told(page: Callable[..., Page]) -> None:
    tries: list[float] = []

    @gr.cache
    def halve(n: float) -> float:
        tries.append(n)
        if len(tries) == 1:
            raise gr.Error("not yet")
        return n / 2

    shown = page(one_listener(halve, gr.Number, gr.Number))
    assert shown.data(("ask", 4)) == "not yet"
    assert shown.data(("ask", 4)) == [2]
    assert "number" in str(shown.data(("ask", "four"))).lower()
    assert shown.data(("ask",)) == "The function 'halve' needs 1 inputs, got 0."


def test_the_session_keeps_what_a_known_result_leaves(page: Callable[..., Page], runs: list[Any]) -> None:
    @gr.cache
    def add(word: str, seen: list[str]) -> Any:
        runs.append(word)
        return len(seen) + 1, [*seen, word], gr.Textbox(label=word)

    with gr.Blocks() as demo:
        word, seen, count = gr.Textbox(), gr.State([]), gr.Number()
        gr.Button().click(add, [word, seen], [count, seen, word], api_name="add")
        gr.Button().click(lambda held: " ".join(held), seen, word, api_name="show")
        seen.change(lambda: None)
    shown = page(demo)
    for session in ("one", "two"):
        found = shown.call(("add", "a", None), ("add", "b", None), ("show", None), session=session)
        assert found[2][-2]["output"]["data"] == ["a b"]
        assert [one[-2]["output"]["changed_state_ids"] for one in found[:2]] == [[seen.number]] * 2
        assert found[1][-2]["output"]["data"][0] == 2
    assert runs == ["a", "b"]


def test_two_states_of_one_known_result_are_two_objects(page: Callable[..., Page]) -> None:
    @gr.cache
    def start(word: str) -> Any:
        return [word]

    with gr.Blocks() as demo:
        word, held = gr.Textbox(), gr.State()
        gr.Button().click(start, word, held, api_name="start")
        gr.Button().click(lambda found: found.append("mine"), held, word, api_name="spoil")
        gr.Button().click(lambda found: str(found), held, word, api_name="show")
    shown = page(demo)
    for session in ("one", "two", "three"):
        found = shown.call(("start", "a"), ("show", None), ("spoil", None), session=session)
        assert found[1][-2]["output"]["data"] == ["['a']"]


def test_batched_functions_are_looked_up_as_well(page: Callable[..., Page], runs: list[Any]) -> None:
    @gr.cache
    def shout(texts: list[str]) -> Any:
        runs.append(texts)
        return [[text.upper() for text in texts]]

    _, again = page(one_listener(shout, batch=True)).call(("ask", "a"), ("ask", "a"))
    assert kinds(again) == KNOWN
    assert again[0]["output"]["data"] == ["A"]


def test_what_takes_time_to_read_is_read_away_from_the_event_loop(
    page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[str] = []
    asked = Remembering.asked

    def noted(self: Any, *given: Any) -> Any:
        where.append(threading.current_thread().name.partition("-")[0])
        return asked(self, *given)

    monkeypatch.setattr(Remembering, "asked", noted)

    @gr.cache
    async def size(text: str) -> str:
        return str(len(text))

    @gr.cache
    async def sizes(text: str) -> Any:
        yield str(len(text))

    for fn in (size, sizes):
        shown = page(one_listener(fn))
        assert shown.data(("ask", "x" * 200_000)) == ["200000"]
        assert shown.data(("ask", "short")) == ["5"]
    # Looked for before the queue, and when the function runs.
    assert where == ["MainThread", "portico", "MainThread", "MainThread"] * 2


# One visitor and another


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


def run_live(demo: Any, folder: Path, body: Callable[[Engine, Any], Any], threads: int = 4, **options: Any) -> Any:
    """Run a test body against a started engine that serves a page."""

    async def whole() -> Any:
        tasks = {one.id: one for one in demo.listeners.values()}
        stores = Stores(MemorySessions(), MemoryQueue(), MemoryChannel(), LocalFiles(folder))
        engine = Engine(
            lambda number, _: tasks[number],
            stores,
            ThreadExecutor(threads),
            EngineOptions(demo.concurrency(1), **options),
        )
        await engine.start()
        try:
            return await asyncio.wait_for(body(engine, tasks[0]), 20)
        finally:
            await engine.stop()

    return asyncio.run(whole())


async def ended(engine: Engine, session: str) -> dict[str, Any]:
    """The message that ends a session's only job."""
    found = [plain(message) async for batch in engine.stream(session) for message in batch]
    return next(one for one in found if one["msg"] == "process_completed")


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
            engine.sessions.arrived(session)
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


# Past the queue


def test_a_known_result_needs_no_place_in_the_queue(tmp_path: Path) -> None:
    go, busy = threading.Event(), threading.Event()

    @gr.cache
    def slow(text: str) -> str:
        if text == "slow":
            busy.set()
            assert go.wait(10)
        return text.upper()

    async def body(engine: Engine, task: Any) -> None:
        await engine.submit(task, ["quick"], Caller(session="a"))
        await ended(engine, "a")
        await engine.submit(task, ["slow"], Caller(session="b"))
        await asyncio.to_thread(busy.wait, 10)
        await engine.submit(task, ["waits"], Caller(session="c"))
        await engine.submit(task, ["quick"], Caller(session="d"))
        assert (await ended(engine, "d"))["used_cache"] == "full"
        assert await engine.waiting() == 1
        # A session with a job that still runs keeps its stream.
        await engine.submit(task, ["quick"], Caller(session="b"))
        reading = asyncio.create_task(ended(engine, "b"))
        go.set()
        await reading
        await ended(engine, "c")

    run_live(one_listener(slow), tmp_path, body, max_size=1)


def test_where_no_thread_is_free_to_look_the_call_joins_the_queue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portico.engine.recall.PATIENCE", 0.05)
    go, busy = threading.Event(), threading.Event()

    @gr.cache
    def size(path: str) -> str:
        return str(Path(path).stat().st_size)

    def block(text: str) -> None:
        busy.set()
        assert go.wait(10)

    with gr.Blocks() as demo:
        picture, text = gr.File(), gr.Textbox()
        gr.Button().click(size, picture, text)
        gr.Button().click(block, text)

    async def body(engine: Engine, task: Any) -> None:
        def sent() -> Any:
            file = engine.stores.files.put(b"123", "a.txt", "a")
            return [{"path": file.path, "meta": {"_type": "gradio.FileData"}}]

        await engine.submit(task, sent(), Caller(session="a"))
        assert (await ended(engine, "a"))["used_cache"] is None
        await engine.submit(demo.listeners[1], ["x"], Caller(session="b"))
        await asyncio.to_thread(busy.wait, 10)
        await engine.submit(task, sent(), Caller(session="a"))
        assert await engine.stores.queue.pending("a") == 1
        go.set()
        done = await ended(engine, "a")
        assert (done["used_cache"], done["output"]["data"]) == ("partial", ["3"])

    assert gr.File.blocking
    run_live(demo, tmp_path, body, threads=1)


# Files


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


def test_the_direct_endpoint_says_partial(tmp_path: Path) -> None:
    @gr.cache
    def shout(text: str) -> str:
        return text.upper()

    async def body(engine: Engine, task: Any) -> list[Any]:
        return [(await engine.call(task, ["a"], Caller())).used_cache for _ in range(2)]

    assert run_live(one_listener(shout), tmp_path, body) == [None, "partial"]
