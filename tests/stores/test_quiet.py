"""Readers who hear nothing are told so in their time, and one timer is enough for all of them."""

from __future__ import annotations

import asyncio

from engine.virtual import VirtualLoop

from portico.stores.memory.quiet import Quiet


def test_each_is_told_after_its_own_wait_by_one_timer() -> None:
    loop, quiet = VirtualLoop(), Quiet(10.0)
    waits: list[asyncio.Future[None]] = []
    for _ in range(4):
        waits.append(loop.create_future())
        quiet.begin(waits[-1], loop)
        loop.advance(1.0)
    assert len(loop._scheduled) == 1  # type: ignore[attr-defined]
    quiet.end(waits[1])
    waits[2].cancel()
    told: list[list[bool]] = []
    for _ in range(6):
        loop.advance(1.5)
        told.append([wait.done() for wait in waits])
    assert told[:3] == [[False, False, True, False]] * 3
    assert told[3:] == [[True, False, True, False], [True, False, True, False], [True, False, True, True]]
    assert (len(quiet), loop.problems) == (0, [])
    loop.close()


def test_it_goes_on_in_another_loop() -> None:
    quiet = Quiet(10.0)
    for _ in range(2):
        loop = VirtualLoop()
        wait = loop.create_future()
        quiet.begin(wait, loop)
        loop.advance(9.0)
        assert not wait.done()
        left = loop.create_future()
        quiet.begin(left, loop)
        loop.advance(1.0)
        assert wait.done()
        assert len(quiet) == 1
        loop.close()
