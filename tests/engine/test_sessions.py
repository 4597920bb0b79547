"""What sessions have, and when it is forgotten: after its own time, after the visitor left, or to make room."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.virtual import VirtualLoop
from portico.engine.sessions import KEPT, Sessions
from portico.stores.local_files import LocalFiles
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.queue import MemoryQueue
from portico.stores.memory.sessions import MemorySessions
from portico.stores.protocols import Bounds, Job, Stores
from portico.wire.caller import Caller
from portico.wire.messages import CloseStream


class Bench:
    """Sessions on a clock that the test sets."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.forgotten: list[tuple[str, str, Any]] = []
        self.left: list[str] = []
        self.stores = Stores(MemorySessions(2), MemoryQueue(), MemoryChannel(), LocalFiles(folder))
        self.sessions = Sessions(
            self.stores, self._unload, lifetimes={"short": 60.0}, forgotten=lambda *one: self.forgotten.append(one),
            file_age=86_400, sweep=60,
        )  # fmt: skip
        monkeypatch.setattr("portico.stores.memory.sessions.time.monotonic", lambda: self.now)

    async def _unload(self, caller: Caller) -> None:
        self.left.append(caller.session)

    async def later(self, seconds: float) -> None:
        self.now += seconds
        await self.sessions.forget_expired()


Body = Callable[[Bench], Coroutine[Any, Any, None]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Body], None]:
    return lambda body: asyncio.run(body(Bench(tmp_path, monkeypatch)))


@pytest.fixture
def bench_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[VirtualLoop, Bench]]:
    loop = VirtualLoop()
    yield loop, Bench(tmp_path, monkeypatch)
    loop.close()
    assert loop.problems == []


def test_a_value_with_a_time_of_its_own_is_forgotten_after_its_last_use(run: Callable[[Body], None]) -> None:
    async def body(bench: Bench) -> None:
        await bench.sessions.set("a", "short", 1)
        await bench.sessions.set("a", "long", 2)
        await bench.later(50)
        assert await bench.sessions.values.get("a", "short") == 1
        await bench.later(59)
        assert bench.forgotten == []
        await bench.later(2)
        assert bench.forgotten == [("a", "short", 1)]
        with pytest.raises(KeyError):
            await bench.sessions.values.get("a", "short")
        assert await bench.sessions.values.get("a", "long") == 2

    run(body)


def test_a_value_of_one_session_has_a_time_of_its_own_until_it_is_discarded(run: Callable[[Body], None]) -> None:
    async def body(bench: Bench) -> None:
        bench.sessions.expire("a", "own", 30)
        for session in ("a", "b"):
            await bench.sessions.set(session, "own", session)
        await bench.later(29)
        assert bench.forgotten == []
        await bench.later(2)
        assert bench.forgotten == [("a", "own", "a")]
        await bench.sessions.set("a", "own", "again")
        await bench.later(31)
        assert bench.forgotten == [("a", "own", "a"), ("a", "own", "again")]
        assert bench.sessions.sizes()["lifetimes"] == 1
        await bench.sessions.set("a", "own", "at last")
        assert await bench.sessions.discard("a", "own") == "at last"
        assert bench.sessions.sizes()["lifetimes"] == 0
        await bench.sessions.set("a", "own", "of another")
        await bench.later(31)
        assert len(bench.forgotten) == 2

    run(body)


async def again(work: Callable[[], Awaitable[None]]) -> None:
    """What the engine's supervisor does with a round of work that does not fail."""
    while True:
        await work()


def test_a_look_comes_sooner_where_a_shorter_time_turns_up(bench_loop: tuple[VirtualLoop, Bench]) -> None:
    loop, bench = bench_loop
    task = loop.create_task(again(bench.sessions.sweep))
    loop.run(bench.sessions.set("a", "own", 1))
    loop.advance(30)
    bench.sessions.expire("a", "own", 5.0)
    bench.now += 6
    loop.advance(4)
    assert bench.forgotten == [("a", "own", 1)], "the wait of a minute that had begun was cut short"
    loop.run(bench.sessions.set("a", "own", 2))
    bench.now += 6
    loop.advance(5)
    assert bench.forgotten[1:] == [("a", "own", 2)]
    task.cancel()
    loop.settle()


def test_a_time_to_live_of_nothing_does_not_keep_the_server_busy(bench_loop: tuple[VirtualLoop, Bench]) -> None:
    loop, bench = bench_loop
    looks: list[str] = []
    bench.stores.files.delete = lambda _: looks.append("look") or 0  # type: ignore[method-assign]
    bench.sessions.expire("a", "own", 0.0)
    task = loop.create_task(again(bench.sessions.sweep))
    loop.advance(1.05)
    assert len(looks) == 10
    task.cancel()
    loop.settle()


def test_what_a_running_function_may_hold_is_not_forgotten(run: Callable[[Body], None]) -> None:
    async def body(bench: Bench) -> None:
        await bench.sessions.set("a", "short", 1)
        job = Job("1", "a", 0, "g", None, [], Caller())
        await bench.stores.queue.push(job, Bounds())
        await bench.later(500)
        assert bench.forgotten == []
        await bench.stores.queue.cancel("1")
        await bench.later(0)
        assert bench.forgotten == [("a", "short", 1)]

    run(body)


@pytest.mark.requirement("R42")
def test_everything_goes_an_hour_after_the_visitor_left_and_not_while_they_are_there(
    run: Callable[[Body], None],
) -> None:
    async def body(bench: Bench) -> None:
        bench.sessions.arrived(Caller(session="a"))
        await bench.sessions.set("a", "long", 1)
        await bench.later(KEPT + 10)
        assert bench.forgotten == []
        assert bench.sessions.left("a")
        await bench.sessions.unload(Caller(session="a"))
        assert bench.left == ["a"]
        await bench.later(KEPT - 10)
        assert bench.forgotten == []
        await bench.later(20)
        assert bench.forgotten == [("a", "long", 1)]

    run(body)


@pytest.mark.requirement("R42")
def test_a_visitor_with_two_pages_has_left_when_both_are_closed(run: Callable[[Body], None]) -> None:
    async def body(bench: Bench) -> None:
        for _ in range(2):
            bench.sessions.arrived(Caller(session="a"))
        assert not bench.sessions.left("a")
        assert bench.sessions.present("a")
        assert bench.sessions.left("a")
        assert not bench.sessions.present("a")

    run(body)


def test_the_session_used_least_recently_makes_room_and_its_values_are_told(run: Callable[[Body], None]) -> None:
    async def body(bench: Bench) -> None:
        told: list[str] = []

        class Keeper:
            def forget(self, session: str) -> None:
                told.append(session)

        keeper = Keeper()
        bench.sessions.keepers.add(keeper)
        files = bench.stores.files
        for session in ("a", "b"):
            await bench.sessions.set(session, "long", session)
            files.put(b"x", f"{session}.txt", session)
        await bench.sessions.set("a", "more", 1)
        await bench.sessions.set("c", "long", "c")
        assert bench.forgotten == [("b", "long", "b")]
        assert told == ["b"]
        assert files.sizes()["files"] == 1, "its files go with it"
        del keeper
        assert len(bench.sessions.keepers) == 0

    run(body)


@pytest.mark.requirement("R43")
def test_who_is_there_never_makes_room_for_others(run: Callable[[Body], None]) -> None:
    async def body(bench: Bench) -> None:
        bench.sessions.arrived(Caller(session="open page"))
        await bench.sessions.set("open page", "long", 1)
        bench.stores.channel.open("reads")
        bench.stores.channel.publish("reads", [CloseStream()])
        reader = bench.stores.channel.subscribe("reads", 60)
        await anext(reader)
        await bench.sessions.set("reads", "long", 2)
        for number in range(200):
            await bench.sessions.set(f"s{number}", "long", 3)
        assert await bench.stores.sessions.get("open page", "long") == 1
        assert await bench.stores.sessions.get("reads", "long") == 2
        assert bench.stores.sessions.sizes()["sessions"] == 3
        await reader.aclose()
        bench.sessions.left("open page")
        for number in range(2):
            await bench.sessions.set(f"t{number}", "long", 3)
        assert {key for _, key, value in bench.forgotten if value in (1, 2)} == {"long"}
        assert bench.stores.sessions.sizes()["sessions"] == 2

    run(body)
