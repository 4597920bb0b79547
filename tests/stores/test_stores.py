"""The default stores meet the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portico.errors import BuildError
from portico.stores import registry
from portico.stores.local_files import LocalFiles
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.queue import MemoryQueue
from portico.stores.memory.sessions import MemorySessions
from portico.testing.stores import ChannelSuite, FileStoreSuite, JobQueueSuite, SessionStoreSuite, run

if TYPE_CHECKING:
    from pathlib import Path


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
