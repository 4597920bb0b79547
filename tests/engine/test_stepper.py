"""A blocking generator runs ahead in its thread, hands its steps over in batches, and never gets far ahead."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portico.engine.stepper import AHEAD, Stepper


class Steps:
    """Steps that are counted, with what happens before each and when they are closed."""

    def __init__(self, count: int, before: Callable[[int], None] = lambda _: None) -> None:
        self.given = 0
        self.closed = threading.Event()
        self._gave = threading.Condition()
        self._count = count
        self._before = before

    def rows(self) -> Iterator[int]:
        try:
            for number in range(self._count):
                self._before(number)
                with self._gave:
                    self.given += 1
                    self._gave.notify_all()
                yield number
        finally:
            self.closed.set()

    async def gave(self, count: int) -> None:
        """Wait until so many were given."""

        def wait() -> None:
            with self._gave:
                assert self._gave.wait_for(lambda: self.given >= count, 20)

        await asyncio.to_thread(wait)


async def taken(stepper: Stepper[int], until: Callable[[int], bool] = lambda _: False) -> list[int]:
    found: list[int] = []
    while await stepper.more():
        while stepper.ready:
            found.append(stepper.take())
            if until(found[-1]):
                return found
    return found


def in_a_thread(steps: Steps, work: Callable[[Stepper[int]], Any]) -> Any:
    async def whole() -> Any:
        stepper = Stepper(steps.rows(), asyncio.get_running_loop())
        thread = threading.Thread(target=stepper.run)
        thread.start()
        try:
            return await asyncio.wait_for(work(stepper), 20)
        finally:
            stepper.stop()
            await asyncio.to_thread(thread.join, 20)
            assert not thread.is_alive()

    return asyncio.run(whole())


@pytest.mark.parametrize("count", [0, 1, AHEAD - 1, AHEAD, AHEAD + 1, 20 * AHEAD])
def test_every_step_comes_once_and_in_order(count: int) -> None:
    steps = Steps(count)
    assert in_a_thread(steps, taken) == list(range(count))
    assert steps.closed.is_set()


def test_the_thread_is_never_further_ahead_than_the_bound() -> None:
    steps = Steps(5 * AHEAD)
    most: list[int] = []

    async def slowly(stepper: Stepper[int]) -> list[int]:
        found: list[int] = []
        while await stepper.more():
            # The thread does all it may before the first is taken.
            await steps.gave(min(len(found) + AHEAD, 5 * AHEAD))
            while stepper.ready:
                most.append(steps.given - len(found))
                found.append(stepper.take())
        return found

    assert in_a_thread(steps, slowly) == list(range(5 * AHEAD))
    assert max(most) == AHEAD


def test_a_fast_generator_rings_once_for_many_steps() -> None:
    rung: list[int] = []

    async def count(stepper: Stepper[int]) -> list[int]:
        ring = stepper._wake.set
        stepper._wake.set = lambda: (rung.append(1), ring())[1]  # type: ignore[method-assign]
        return await taken(stepper)

    steps = Steps(50 * AHEAD)
    assert len(in_a_thread(steps, count)) == 50 * AHEAD
    assert len(rung) < 50 * AHEAD / 4


def test_stopping_ends_a_thread_that_waits_for_room_at_its_next_step() -> None:
    steps = Steps(5 * AHEAD)

    async def leave(stepper: Stepper[int]) -> list[int]:
        await steps.gave(AHEAD)
        return []

    in_a_thread(steps, leave)
    assert steps.closed.is_set()
    assert steps.given == AHEAD


def test_stopping_ends_a_thread_that_works_at_its_next_step() -> None:
    reached, go_on = threading.Event(), threading.Event()

    def before(number: int) -> None:
        if number == 3:
            reached.set()
            go_on.wait(20)

    steps = Steps(1_000, before)

    async def leave(stepper: Stepper[int]) -> list[int]:
        found = await taken(stepper, lambda number: number == 2)
        await asyncio.to_thread(reached.wait, 20)
        stepper.stop()
        go_on.set()
        return found

    assert in_a_thread(steps, leave) == [0, 1, 2]
    assert steps.given == 4
    assert steps.closed.is_set()


def test_a_failure_comes_after_the_steps_before_it() -> None:
    def before(number: int) -> None:
        if number == 3:
            raise ValueError("no more")

    found: list[int] = []

    async def until_it_fails(stepper: Stepper[int]) -> None:
        while await stepper.more():
            while stepper.ready:
                found.append(stepper.take())

    with pytest.raises(ValueError, match="no more"):
        in_a_thread(Steps(10, before), until_it_fails)
    assert found == [0, 1, 2]
