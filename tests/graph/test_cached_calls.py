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
from portico.engine.engine import Engine
from portico.engine.runner import Run
from portico.stores.protocols import Bounds
from portico.wire.caller import Caller

from .conftest import Page
from .live import ended, kinds, one_listener, run_live

WHOLE = ["estimation", "process_starts", "process_completed", "close_stream"]
KNOWN = ["process_completed", "close_stream"]


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


def test_a_known_generator_that_said_what_changed_says_it_again(page: Callable[..., Page], runs: list[Any]) -> None:
    @gr.cache
    def spell(text: str) -> Iterator[Any]:
        runs.append(text)
        yield text[:1]
        yield from (gr.append(letter) for letter in text[1:])

    first, again = page(one_listener(spell)).call(("ask", "abc"), ("ask", "abc"))
    assert runs == ["abc"]
    assert kinds(again) == ["process_generating"] * 3 + KNOWN
    assert again[3]["output"]["data"] == ["abc"]
    rows = [message["output"]["data"] for message in first if message["msg"] == "process_generating"]
    assert [message["output"]["data"] for message in again[:3]] == rows


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


def test_a_batch_runs_and_its_function_knows_what_it_gave(page: Callable[..., Page], runs: list[Any]) -> None:
    @gr.cache
    def shout(texts: list[str]) -> Any:
        runs.append(texts)
        return [[text.upper() for text in texts]]

    _, again = page(one_listener(shout, batch=True)).call(("ask", "a"), ("ask", "a"))
    assert kinds(again) != KNOWN
    assert next(one for one in again if one["msg"] == "process_completed")["output"]["data"] == ["A"]
    assert runs == [["a"]]


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
    # Looked for before the queue, where a generator's steps may take time, and when the function runs.
    assert where == ["MainThread", "portico", "MainThread", "MainThread", "portico", "portico", "portico", "MainThread"]


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

    run_live(one_listener(slow), tmp_path, body, bounds=Bounds(1))


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


def test_the_direct_endpoint_says_partial(tmp_path: Path) -> None:
    @gr.cache
    def shout(text: str) -> str:
        return text.upper()

    async def body(engine: Engine, task: Any) -> list[Any]:
        return [(await engine.call(task, ["a"], Caller())).used_cache for _ in range(2)]

    assert run_live(one_listener(shout), tmp_path, body) == [None, "partial"]


def test_many_steps_are_made_away_from_the_event_loop_and_arrive_in_order(
    page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    where: set[str] = set()
    replayed = Run.replayed

    def noted(self: Any, *given: Any) -> Any:
        where.add(threading.current_thread().name.partition("-")[0])
        return replayed(self, *given)

    monkeypatch.setattr(Run, "replayed", noted)

    @gr.cache
    def count(to: str) -> Iterator[str]:
        yield from (" ".join(map(str, range(end))) for end in range(int(to)))

    first, again = page(one_listener(count)).call(("ask", "300"), ("ask", "300"))
    steps = [[one["output"]["data"] for one in found if one["msg"] == "process_generating"] for found in (first, again)]
    assert len(steps[0]) == 300
    assert steps[0] == steps[1]
    assert again[-2]["used_cache"] == "full"
    assert where == {"portico"}


def test_what_sends_or_plays_pieces_while_it_runs_is_run() -> None:
    @gr.cache
    def pieces(text: Any) -> Iterator[Any]:
        yield text

    with gr.Blocks() as demo:
        text, sound, played = gr.Textbox(), gr.Audio(streaming=True), gr.Audio(streaming=True, autoplay=True)
        gr.Button().click(pieces, text, text)
        gr.Button().click(pieces, text, played)
        sound.stream(pieces, sound, text)
    assert [one.cached for one in demo.listeners.values()] == [True, False, False]
