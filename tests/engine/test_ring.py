"""Results of threads reach the loop: all of them, once, and those that come together with one ring."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from typing import Any

import pytest

from portico.engine.executors.ring import Ring

pytestmark = pytest.mark.skipif(not hasattr(os, "eventfd"), reason="this system has no such counters")


@pytest.fixture(params=["counter", "loop"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the system's counters, and without, as on systems that have none."""
    if request.param == "loop":
        monkeypatch.delattr(os, "eventfd")
    return request.param


def in_a_thread(*work: Any) -> None:
    """Do one thing after the other in a thread, while the loop looks at nothing."""

    def steps() -> None:
        for fn, *args in work:
            fn(*args)

    thread = threading.Thread(target=steps)
    thread.start()
    thread.join()


def test_what_comes_together_is_taken_together(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rings: list[int] = []

    async def body() -> None:
        loop = asyncio.get_running_loop()
        if way == "counter":
            write = os.eventfd_write
            monkeypatch.setattr(os, "eventfd_write", lambda *args: (rings.append(1), write(*args)))
        else:
            soon = loop.call_soon_threadsafe
            monkeypatch.setattr(loop, "call_soon_threadsafe", lambda *args: (rings.append(1), soon(*args)))
        ring = Ring(loop)
        for _ in range(2):
            futures: list[asyncio.Future[Any]] = [loop.create_future() for _ in range(4)]
            futures[2].cancel()
            in_a_thread(
                (ring.settle, futures[0], "a"),
                (ring.fail, futures[1], ValueError("b")),
                (ring.settle, futures[2], "nobody waits for it"),
                (ring.fail, futures[3], StopIteration(1)),
            )
            found = await asyncio.gather(*futures, return_exceptions=True)
            assert found[0] == "a"
            assert [type(one) for one in found[1:]] == [ValueError, asyncio.CancelledError, RuntimeError]
        ring.close()

    asyncio.run(body())
    assert rings == [1, 1]


@pytest.mark.parametrize("closed", ["before", "between"])
def test_a_ring_that_is_closed_loses_nothing(way: str, closed: str) -> None:
    async def body() -> None:
        loop = asyncio.get_running_loop()
        ring = Ring(loop)
        futures: list[asyncio.Future[Any]] = [loop.create_future() for _ in range(2)]
        if closed == "before":
            ring.close()
        in_a_thread((ring.settle, futures[0], 1))
        ring.close()
        in_a_thread((ring.settle, futures[1], 2))
        assert await asyncio.wait_for(asyncio.gather(*futures), 5) == [1, 2]

    asyncio.run(body())


def test_its_file_is_closed_with_the_last_who_knows_it() -> None:
    async def body() -> int:
        ring = Ring(asyncio.get_running_loop())
        bell = ring._bell
        assert bell is not None
        ring.close()
        os.fstat(bell)  # a thread may be about to ring
        del ring
        await asyncio.sleep(0)
        gc.collect()
        return bell

    bell = asyncio.run(body())
    with pytest.raises(OSError):
        os.fstat(bell)
