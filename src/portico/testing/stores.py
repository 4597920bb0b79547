"""The conformance suite of stores: whoever writes a store of their own proves it with these.

    class TestMySessions(SessionStoreSuite):
        def make(self, folder):
            return MySessions()

Each test gets a fresh store from `make`; the suites need pytest and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from portico.errors import FileRefused, Missed, QueueFull
from portico.stores.local_files import SHARED, UNCLAIMED
from portico.stores.protocols import Channel, FileStore, Job, JobQueue, SessionStore
from portico.wire.caller import Caller
from portico.wire.messages import ProcessStarts

T = TypeVar("T")


def run(body: Callable[[], Awaitable[T]]) -> T:
    """Run an async test body."""

    async def limited() -> T:
        return await asyncio.wait_for(body(), 20)

    return asyncio.run(limited())


class SessionStoreSuite:
    """What a SessionStore does."""

    def make(self, folder: Path) -> SessionStore:
        """Return a fresh store."""
        raise NotImplementedError

    def test_a_value_comes_back_and_sessions_do_not_meet(self, tmp_path: Path) -> None:
        store = self.make(tmp_path)

        async def body() -> None:
            assert not await store.set("a", "k", [1])
            assert not await store.set("b", "k", [2])
            assert await store.get("a", "k") == [1]
            assert await store.get("b", "k") == [2]

        run(body)

    def test_what_is_not_there_is_a_key_error(self, tmp_path: Path) -> None:
        store = self.make(tmp_path)

        async def body() -> None:
            with pytest.raises(KeyError):
                await store.get("nobody", "k")
            await store.set("a", "k", 1)
            with pytest.raises(KeyError):
                await store.get("a", "other")

        run(body)

    def test_dropping_forgets_one_session_and_tells_what_it_had(self, tmp_path: Path) -> None:
        store = self.make(tmp_path)

        async def body() -> None:
            await store.set("a", "k", 1)
            await store.set("b", "k", 2)
            assert dict(await store.drop("a")) == {"k": 1}
            with pytest.raises(KeyError):
                await store.get("a", "k")
            assert await store.get("b", "k") == 2

        run(body)

    def test_a_touched_session_does_not_expire(self, tmp_path: Path) -> None:
        store = self.make(tmp_path)

        async def body() -> None:
            await store.set("a", "k", 1)
            assert list(await store.expired(3600)) == []
            assert list(await store.expired(-1)) == ["a"]
            assert list(await store.idle("k", 3600)) == []
            assert list(await store.idle("k", -1)) == ["a"]
            assert await store.discard("a", "k") == 1

        run(body)


class JobQueueSuite:
    """What a JobQueue does."""

    def make(self, folder: Path) -> JobQueue:
        """Return a fresh queue."""
        raise NotImplementedError

    def job(self, name: str, session: str = "s", group: str = "g", limit: int | None = 1) -> Job:
        """Return a job."""
        return Job(name, session, 0, group, limit, [], Caller(session=session))

    def test_first_come_first_served_within_the_limit(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            first, second = self.job("1"), self.job("2")
            assert (await queue.push(first, None)).rank == 0
            assert (await queue.push(second, None)).rank == 1
            claim = await queue.claim()
            assert claim is not None
            assert claim.job.id == "1"
            assert [(w.job, w.rank) for w in claim.moved] == [("2", 0)]
            assert await queue.claim() is None
            assert await queue.finish(claim.job) == 1
            again = await queue.claim()
            assert again is not None
            assert again.job.id == "2"
            assert await queue.finish(again.job) == 0

        run(body)

    def test_groups_do_not_wait_for_each_other(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            await queue.push(self.job("1", group="a"), None)
            await queue.push(self.job("2", group="b"), None)
            claimed = [await queue.claim(), await queue.claim()]
            assert {claim.job.id for claim in claimed if claim} == {"1", "2"}

        run(body)

    def test_no_limit_is_no_limit(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            for number in range(50):
                await queue.push(self.job(str(number), limit=None), None)
            claims = [await queue.claim() for _ in range(50)]
            assert [claim.job.id for claim in claims if claim] == [str(number) for number in range(50)]

        run(body)

    def test_the_bound_counts_what_waits_in_all_groups(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            await queue.push(self.job("1", group="a"), 2)
            await queue.push(self.job("2", group="b"), 2)
            with pytest.raises(QueueFull):
                await queue.push(self.job("3", group="c"), 2)
            assert await queue.waiting() == 2
            assert await queue.pending("s") == 2

        run(body)

    def test_only_what_waits_can_be_taken_out(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            await queue.push(self.job("1"), None)
            await queue.push(self.job("2"), None)
            claim = await queue.claim()
            assert claim is not None
            assert await queue.cancel("1") is None
            taken = await queue.cancel("2")
            assert taken is not None
            assert taken.id == "2"
            assert await queue.cancel("2") is None
            assert await queue.pending("s") == 1

        run(body)


class ChannelSuite:
    """What a Channel does."""

    def make(self, folder: Path) -> Channel:
        """Return a fresh channel."""
        raise NotImplementedError

    def test_a_late_reader_gets_everything_in_order_then_what_comes(self, tmp_path: Path) -> None:
        async def body() -> None:
            channel = self.make(tmp_path)
            channel.open("s")
            channel.publish("s", [ProcessStarts("1"), ProcessStarts("2")])
            reader = channel.subscribe("s", 5)
            assert [m.event_id for m in await anext(reader)] == ["1", "2"]
            waiting = asyncio.ensure_future(anext(reader))
            await asyncio.sleep(0)
            channel.publish("s", [ProcessStarts("3")])
            assert [m.event_id for m in await waiting] == ["3"]
            await reader.aclose()

        run(body)

    def test_silence_is_an_empty_batch_and_closing_ends_the_reader(self, tmp_path: Path) -> None:
        async def body() -> None:
            channel = self.make(tmp_path)
            channel.open("s")
            reader = channel.subscribe("s", 0.01)
            assert await anext(reader) == []
            waiting = asyncio.ensure_future(anext(reader, None))
            await asyncio.sleep(0)
            channel.close("s")
            assert await waiting is None
            assert not channel.known("s")

        run(body)

    def test_a_new_reader_takes_over(self, tmp_path: Path) -> None:
        async def body() -> None:
            channel = self.make(tmp_path)
            channel.open("s")
            old = asyncio.ensure_future(anext(channel.subscribe("s", 5), None))
            await asyncio.sleep(0)
            new = asyncio.ensure_future(anext(channel.subscribe("s", 5), None))
            await asyncio.sleep(0)
            assert channel.watched("s")
            channel.publish("s", [ProcessStarts("1")])
            assert await old is None
            batch: Any = await new
            assert [m.event_id for m in batch] == ["1"]

        run(body)

    def test_what_is_published_to_nobody_is_lost_without_a_word(self, tmp_path: Path) -> None:
        async def body() -> None:
            channel = self.make(tmp_path)
            channel.publish("nobody", [ProcessStarts("1")])
            assert not channel.known("nobody")

        run(body)

    def test_a_reader_who_comes_back_goes_on_after_what_arrived(self, tmp_path: Path) -> None:
        async def body() -> None:
            channel = self.make(tmp_path)
            channel.open("s")
            channel.publish("s", [ProcessStarts("1"), ProcessStarts("2")])
            reader = channel.subscribe("s", 5, after=0)
            batch = await anext(reader)
            assert ([m.event_id for m in batch], batch.last) == (["1", "2"], 2)
            await reader.aclose()
            channel.publish("s", [ProcessStarts("3")])
            for after, expected in ((0, ["1", "2", "3"]), (1, ["2", "3"]), (2, ["3"])):
                again = channel.subscribe("s", 5, after=after)
                batch = await anext(again)
                assert ([m.event_id for m in batch], batch.last) == (expected, 3)
                await again.aclose()
            assert await channel.unread("s")
            channel.forget("s", 3)
            assert not await channel.unread("s")

        run(body)

    def test_what_is_not_kept_any_more_is_missed(self, tmp_path: Path) -> None:
        async def body() -> None:
            channel = self.make(tmp_path)
            channel.open("s")
            channel.publish("s", [ProcessStarts("1"), ProcessStarts("2")])
            reader = channel.subscribe("s", 5, after=0)
            await anext(reader)
            await reader.aclose()
            channel.forget("s", 1)
            for session, after in (("s", 0), ("s", 3), ("nobody", 1)):
                with pytest.raises(Missed):
                    await anext(channel.subscribe(session, 5, after=after))
            late = channel.subscribe("s", 5, after=1)
            assert [m.event_id for m in await anext(late)] == ["2"]
            await late.aclose()

        run(body)

    def test_a_reader_who_cannot_come_back_is_kept_nothing(self, tmp_path: Path) -> None:
        async def body() -> None:
            channel = self.make(tmp_path)
            channel.open("s")
            channel.publish("s", [ProcessStarts("1")])
            reader = channel.subscribe("s", 5)
            assert [m.event_id for m in await anext(reader)] == ["1"]
            assert not await channel.unread("s")
            await reader.aclose()

        run(body)

    def test_publishing_nothing_wakes_the_reader(self, tmp_path: Path) -> None:
        async def body() -> None:
            channel = self.make(tmp_path)
            channel.open("s")
            waiting = asyncio.ensure_future(anext(channel.subscribe("s", 60)))
            await asyncio.sleep(0)
            channel.publish("s", [])
            assert await asyncio.wait_for(waiting, 5) == []

        run(body)

    def test_what_is_closed_leaves_nothing(self, tmp_path: Path) -> None:
        async def body() -> None:
            channel = self.make(tmp_path)
            for name in "abc":
                channel.open(name)
                channel.publish(name, [ProcessStarts("1")])
            for name in "abc":
                channel.close(name)
            assert not any(channel.sizes().values())

        run(body)


class FileStoreSuite:
    """What a FileStore does."""

    def make(self, folder: Path) -> FileStore:
        """Return a fresh store that keeps files in a folder."""
        raise NotImplementedError

    def test_bytes_and_copies_come_back(self, tmp_path: Path) -> None:
        store = self.make(tmp_path / "store")
        source = tmp_path / "a.txt"
        source.write_text("copy")
        for given, wanted in ((b"bytes", b"bytes"), (source, b"copy")):
            file = store.put(given, "näme #1.txt", "s")
            assert store.local(file.path, "s").read_bytes() == wanted
            assert store.holds(file.path)

    def test_only_the_owner_may_use_a_file_and_what_is_shared_is_everybodys(self, tmp_path: Path) -> None:
        store = self.make(tmp_path)
        mine, shared = store.put(b"x", "a.txt", "me"), store.put(b"x", "a.txt", SHARED)
        assert mine.path != shared.path
        with pytest.raises(FileRefused):
            store.local(mine.path, "you")
        assert store.local(shared.path, "you").read_bytes() == b"x"

    def test_an_upload_belongs_to_the_session_that_uses_it_first(self, tmp_path: Path) -> None:
        store = self.make(tmp_path)
        upload = store.put(b"x", "a.txt", UNCLAIMED)
        assert store.local(upload.path, "first").read_bytes() == b"x"
        with pytest.raises(FileRefused):
            store.local(upload.path, "second")

    @pytest.mark.parametrize("path", ["/etc/passwd", "", "..", "a/../../etc/passwd"])
    def test_a_path_that_it_did_not_give_is_refused(self, tmp_path: Path, path: str) -> None:
        store = self.make(tmp_path)
        assert not store.holds(path)
        for look in (lambda: store.local(path, "s"), lambda: store.readable(path)):
            with pytest.raises(FileRefused):
                look()

    def test_a_copy_made_beside_a_file_is_its_owners(self, tmp_path: Path) -> None:
        store = self.make(tmp_path / "store")
        mine, shared = store.put(b"x", "a.txt", "me"), store.put(b"x", "b.txt", SHARED)
        beside = store.local(mine.path, "me").resolve().parent / "L" / "a.txt"
        common = store.local(shared.path, "me").resolve().parent / "b2.txt"
        assert store.shelters(beside, "me")
        assert not store.shelters(beside, "you")
        assert store.shelters(common, "you")
        for stranger in (
            tmp_path.resolve() / "a.txt",
            (tmp_path / "store").resolve(),
            beside.parents[2] / "other" / "a.txt",
        ):
            assert not store.shelters(stranger, "me")

    def test_a_name_cannot_leave_the_folder(self, tmp_path: Path) -> None:
        store = self.make(tmp_path / "store")
        for name in ("../../x.txt", "/abs.txt", "..", "", "con.txt", "a" * 400 + ".txt"):
            file = store.put(b"x", name, "s")
            assert (tmp_path / "store").resolve() in store.local(file.path, "s").resolve().parents

    def test_what_goes_leaves_nothing(self, tmp_path: Path) -> None:
        store = self.make(tmp_path)
        file, other = store.put(b"x", "a.txt", "s"), store.put(b"x", "a.txt", "t")
        store.drop("s")
        assert not store.holds(file.path)
        assert store.holds(other.path)
        assert store.delete(older_than=3600) == 0
        assert store.delete(older_than=-1) == 1
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
