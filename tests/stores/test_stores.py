"""The default stores meet the contract."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from portico.engine.diff import diff
from portico.errors import BuildError
from portico.stores import registry
from portico.stores.local_files import LocalFiles
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.queue import MemoryQueue
from portico.stores.memory.sessions import MemorySessions
from portico.testing.stores import ChannelSuite, FileStoreSuite, JobQueueSuite, SessionStoreSuite, run
from portico.wire.edits import Changes, applied
from portico.wire.messages import Log, Output, ProcessGenerating, ProcessStarts, Progress, ProgressUnit

if TYPE_CHECKING:
    from pathlib import Path

    from portico.wire.messages import Message


class TestMemorySessions(SessionStoreSuite):
    def make(self, folder: Path) -> MemorySessions:
        return MemorySessions()


class TestMemoryQueue(JobQueueSuite):
    def make(self, folder: Path) -> MemoryQueue:
        return MemoryQueue()


class TestMemoryChannel(ChannelSuite):
    def make(self, folder: Path) -> MemoryChannel:
        return MemoryChannel()


class TestLocalFiles(FileStoreSuite):
    def make(self, folder: Path) -> LocalFiles:
        return LocalFiles(folder)


def test_the_session_that_was_used_least_recently_goes_first() -> None:
    async def body() -> None:
        store = MemorySessions(capacity=2)
        await store.set("a", "k", 1)
        await store.set("b", "k", 1)
        await store.touch("a")
        assert await store.set("c", "k", 1) == {"b": {"k": 1}}
        assert await store.get("a", "k") == 1
        with pytest.raises(KeyError):
            await store.get("b", "k")
        assert await store.set("d", "k", 1) == {"c": {"k": 1}}

    run(body)


def test_a_mailbox_with_a_reader_is_never_thrown_away() -> None:
    async def body() -> None:
        channel = MemoryChannel(capacity=1)
        channel.open("read")
        reader = channel.subscribe("read", 0.001)
        await anext(reader)
        channel.open("other")
        channel.open("third")
        assert channel.known("read")
        await reader.aclose()

    run(body)


def test_an_unknown_scheme_names_those_there_are() -> None:
    with pytest.raises(BuildError, match="No store is called 'memroy'. Did you mean 'memory'"):
        registry.resolve(registry.SESSIONS, "memroy")


def steps(texts: list[str]) -> list[Message]:
    """A generator's messages: its first value whole, then what each adds."""
    first, *rest = texts
    told: list[Message] = [ProcessGenerating("e", Output([first], is_generating=True))]
    for before, after in pairwise([first, *rest]):
        told.append(ProcessGenerating("e", Changes([diff(before, after)], is_generating=True)))
    return told


def shown(messages: list[Message], text: str | None = None) -> str | None:
    """What a reader makes of them."""
    for message in messages:
        if isinstance(message, ProcessGenerating):
            (data,) = message.output.data
            text = applied(text, data) if isinstance(message.output, Changes) else data
    return text


@pytest.mark.parametrize(("after", "most"), [(0, 32), (None, 512)])
@pytest.mark.requirement("R61")
def test_a_slow_reader_gets_fewer_steps_that_add_up_to_the_same(after: int | None, most: int) -> None:
    async def body() -> None:
        channel = MemoryChannel()
        channel.open("s")
        reader = channel.subscribe("s", 5, after)
        told = steps(["x" * n for n in range(1, 2_001)])
        channel.publish("s", told[:1])
        seen: list[Message] = list(await anext(reader))
        for at, message in enumerate(told[1:]):
            channel.publish("s", [message])
            if at % 2 == 0:
                channel.publish("s", [Progress("e", [ProgressUnit(index=at)]), Log("e", str(at), "info")][at % 4 :])
        batch = await anext(reader)
        seen += batch
        assert len([message for message in batch if isinstance(message, ProcessGenerating)]) <= most
        assert len([message for message in batch if isinstance(message, Progress)]) <= most
        assert [int(message.log) for message in batch if isinstance(message, Log)] == list(range(0, 1_999, 4))
        assert shown(seen) == "x" * 2_000
        channel.publish("s", [ProcessStarts("f")])
        assert (await anext(reader)).last == batch.last + 1
        await reader.aclose()

    run(body)


def test_steps_of_different_events_are_not_mixed() -> None:
    async def body() -> None:
        channel = MemoryChannel()
        channel.open("s")
        reader = channel.subscribe("s", 5, 0)
        await asyncio.sleep(0)
        other = [ProcessGenerating("f", message.output) for message in steps(["y" * n for n in range(1, 101)])]
        for one, two in zip(steps(["x" * n for n in range(1, 101)]), other, strict=True):
            channel.publish("s", [one, two])
        batch = await anext(reader)
        for event, letter in (("e", "x"), ("f", "y")):
            assert shown([message for message in batch if message.event_id == event]) == letter * 100
        await reader.aclose()

    run(body)
