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
from portico.stores.owners import SHARED, UNCLAIMED
from portico.stores.protocols import Bounds, Channel, FileStore, Job, JobQueue, SessionStore
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

    def test_a_session_has_any_number_of_values(self, tmp_path: Path) -> None:
        store = self.make(tmp_path)

        async def body() -> None:
            for key in ("k", "l", "m"):
                await store.set("a", key, key)
            await store.set("a", "l", 2)
            assert await store.discard("a", "k") == "k"
            for forgotten in ("k", "never"):
                with pytest.raises(KeyError):
                    await store.discard("a", forgotten)
                with pytest.raises(KeyError):
                    await store.get("a", forgotten)
            await store.set("a", "m", 3)
            assert [await store.get("a", "l"), await store.get("a", "m")] == [2, 3]
            await store.set("a", "n", 4)
            assert await store.discard("a", "l") == 2
            await store.set("a", "k", None)
            assert await store.idle("k", -1) == ["a"]
            assert await store.idle("l", -1) == []
            assert dict(await store.drop("a")) == {"k": None, "m": 3, "n": 4}

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
            assert list(await store.idle("k", -1, ["b", "nobody"])) == []
            assert list(await store.idle("k", -1, ["b", "a"])) == ["a"]
            assert await store.discard("a", "k") == 1

        run(body)


class JobQueueSuite:
    """What a JobQueue does."""

    def make(self, folder: Path) -> JobQueue:
        """Return a fresh queue."""
        raise NotImplementedError

    def job(self, name: str, session: str = "s", group: str = "g", limit: int | None = 1, **more: Any) -> Job:
        """Return a job."""
        task: int = more.pop("task", 0)
        return Job(name, session, task, group, limit, [], Caller(session=session), **more)

    async def claimed(self, queue: JobQueue) -> list[str] | None:
        """Claim, and return the names of what came."""
        claim = await queue.claim()
        return None if claim is None else [job.id for job in claim.jobs]

    async def order(self, queue: JobQueue, group: str = "g") -> list[str]:
        """Return the names of what waits in a group, next first; the ranks must agree."""
        places = await queue.places(group)
        assert [place.rank for place in places] == list(range(len(places)))
        assert {place.length for place in places} <= {len(places)}
        return [place.job for place in places]

    def test_first_come_first_served_within_a_session_and_the_limit(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            first, second = self.job("1"), self.job("2")
            assert (await queue.push(first, Bounds())).rank == 0
            place = await queue.push(second, Bounds())
            assert (place.rank, place.length, place.running) == (1, 2, 0)
            claim = await queue.claim()
            assert claim is not None
            assert ([job.id for job in claim.jobs], claim.left) == (["1"], 1)
            assert await self.order(queue) == ["2"]
            assert await queue.claim() is None
            assert await queue.finish(first) == 1
            assert await self.claimed(queue) == ["2"]
            assert await queue.finish(second) == 0
            assert await queue.claim() is None
            assert await self.order(queue) == []

        run(body)

    def test_sessions_take_turns(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            jobs = [self.job(f"a{number}", "a") for number in range(5)]
            jobs += [self.job("b0", "b"), self.job("c0", "c"), self.job("b1", "b")]
            ranks = [(await queue.push(job, Bounds())).rank for job in jobs]
            assert ranks == [0, 1, 2, 3, 4, 1, 2, 4]
            by_name = {job.id: job for job in jobs}
            wanted = ["a0", "b0", "c0", "a1", "b1", "a2", "a3", "a4"]
            assert await self.order(queue) == wanted
            assert [place.job for place in await queue.places("g", 2)] == wanted[:2]
            for name in wanted:
                assert await self.claimed(queue) == [name]
                await queue.finish(by_name[name])

        run(body)

    def test_groups_do_not_wait_for_each_other(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            await queue.push(self.job("1", group="a"), Bounds())
            await queue.push(self.job("2", group="b"), Bounds())
            assert sorted([*(await self.claimed(queue) or []), *(await self.claimed(queue) or [])]) == ["1", "2"]

        run(body)

    def test_no_limit_is_no_limit(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            for number in range(50):
                await queue.push(self.job(str(number), limit=None), Bounds())
            assert [await self.claimed(queue) for _ in range(51)] == [*([str(number)] for number in range(50)), None]

        run(body)

    def test_the_bounds_count_what_waits_in_all_groups(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            await queue.push(self.job("1", group="a"), Bounds(jobs=2))
            await queue.push(self.job("2", group="b"), Bounds(jobs=2))
            with pytest.raises(QueueFull, match=r"Queue is full\. Max size is 2 and size is 2"):
                await queue.push(self.job("3", group="c"), Bounds(jobs=2))
            assert await queue.waiting() == 2
            assert await queue.pending("s") == 2
            await queue.claim()
            await queue.push(self.job("3", group="c"), Bounds(jobs=2))

        run(body)

    def test_what_waits_has_so_many_bytes_and_no_more(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            bounds = Bounds(size=100)
            await queue.push(self.job("1", size=500), bounds)  # alone, it may be larger
            with pytest.raises(QueueFull, match="Queue is full"):
                await queue.push(self.job("2", size=1), bounds)
            await queue.claim()
            await queue.push(self.job("2", size=60), bounds)
            with pytest.raises(QueueFull):
                await queue.push(self.job("3", size=60), bounds)
            await queue.cancel("2")
            await queue.push(self.job("3", size=60), bounds)
            assert await queue.waiting() == 1
            assert await queue.pending("s") == 2

        run(body)

    def test_only_what_waits_can_be_taken_out(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            await queue.push(self.job("1"), Bounds())
            await queue.push(self.job("2"), Bounds())
            await queue.push(self.job("3", "t"), Bounds())
            assert await self.claimed(queue) == ["1"]
            assert await queue.cancel("1") is None
            taken = await queue.cancel("2")
            assert taken is not None
            assert taken.id == "2"
            assert await queue.cancel("2") is None
            assert await queue.pending("s") == 1
            assert await self.order(queue) == ["3"]

        run(body)

    def test_jobs_of_one_task_share_a_run_and_a_place(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            jobs = [self.job(f"{n}", f"s{n % 3}", batch=4) for n in range(6)]
            for job in jobs:
                await queue.push(job, Bounds())
            assert await self.claimed(queue) == ["0", "1", "2", "3"]
            assert await queue.waiting() == 2
            assert await queue.claim() is None
            for job in jobs[:3]:
                await queue.finish(job)
                assert await queue.claim() is None  # the run goes on for the others
            assert await queue.finish(jobs[3]) == 0
            assert await self.claimed(queue) == ["4", "5"]
            assert any(queue.sizes().values())
            for job in jobs[4:]:
                await queue.finish(job)
            assert not any(queue.sizes().values()), "what is over is forgotten"

        run(body)

    def test_a_run_is_shared_by_one_task_only_and_keeps_each_sessions_order(self, tmp_path: Path) -> None:
        queue = self.make(tmp_path)

        async def body() -> None:
            jobs = [
                self.job("a0", "a", task=1, batch=3, limit=None),
                self.job("b0", "b", task=2, batch=3, limit=None),
                self.job("b1", "b", task=1, batch=3, limit=None),
                self.job("c0", "c", task=1, batch=3, limit=None),
                self.job("d0", "d", group="other", task=1, batch=3, limit=None),
            ]
            for job in jobs:
                await queue.push(job, Bounds())
            claimed = [await self.claimed(queue) for _ in range(5)]
            assert [names for names in claimed if names and names[0][0] != "d"] == [["a0", "c0"], ["b0"], ["b1"]]
            assert ["d0"] in claimed

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
