"""The meter: what it counts, that it is bounded, and that it wakes nobody who has no work."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from engine.virtual import VirtualLoop
from portico.engine.meter import EVERY, MOST, OTHERS, Histogram, Meter


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    made = VirtualLoop()
    yield made
    made.close()


def on(loop: VirtualLoop, fn: Callable[[], object]) -> None:
    loop.call_soon(fn)
    loop.settle()


def test_a_time_falls_into_the_first_bucket_that_holds_it() -> None:
    times = Histogram((0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 7.0):
        times.add(seconds)
    assert times.counts == [2, 1, 1]
    assert times.total == pytest.approx(7.65)


def test_waits_and_runs_are_told_apart(loop: VirtualLoop) -> None:
    now = [100.0]
    meter = Meter(lambda: now[0])

    def ends() -> None:
        meter.ended("/a", "done", queued=90.0, began=97.0)
        meter.ended("/a", "cancelled", queued=99.0, began=0.0)  # it never began
        meter.ran("/a", "failed", began=98.0)
        meter.ran("/a", "refused", began=0.0)

    on(loop, ends)
    counted = meter.endpoints["/a"]
    assert counted.ends == {"done": 1, "cancelled": 1, "failed": 1, "refused": 1}
    assert (sum(counted.waited.counts), counted.waited.total) == (2, 8.0)
    assert (sum(counted.ran.counts), counted.ran.total) == (2, 5.0)


def test_names_without_end_are_counted_as_others(loop: VirtualLoop) -> None:
    meter = Meter()
    on(loop, lambda: [meter.ran(f"/{number}", "done", 1.0) for number in range(MOST + 7)])
    assert len(meter.endpoints) == MOST + 1
    assert meter.endpoints[OTHERS].ends["done"] == 7


def test_the_loop_is_looked_at_while_there_is_work_and_not_after(loop: VirtualLoop) -> None:
    meter, busy = Meter(), [True]
    meter.busy = lambda: busy[0]
    on(loop, meter.watch)
    loop.advance(10 * EVERY)
    assert sum(meter.lag.counts) == 10
    busy[0] = False
    loop.advance(EVERY)
    assert not [timer for timer in loop._scheduled if not timer.cancelled()], "an idle server would be woken"
    on(loop, lambda: meter.ran("/a", "done", 1.0))
    loop.advance(10 * EVERY)
    assert sum(meter.lag.counts) == 13  # at the end, and once more because of the call


def test_how_late_the_loop_was_is_counted(loop: VirtualLoop) -> None:
    meter = Meter()
    on(loop, meter.watch)
    loop.now += EVERY + 2.0  # something held the loop
    loop.settle()
    assert meter.lag.total == pytest.approx(2.0)


def test_a_meter_that_is_closed_looks_no_more(loop: VirtualLoop) -> None:
    meter = Meter()
    on(loop, meter.watch)
    meter.close()
    loop.advance(10 * EVERY)
    assert meter.lag.total == 0
    assert sum(meter.lag.counts) == 0
