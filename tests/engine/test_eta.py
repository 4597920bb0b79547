"""How long the wait is."""

from __future__ import annotations

from portico.engine.eta import MOST, Durations
from portico.stores.protocols import Job, Waiting
from portico.wire.caller import Caller


def wait(durations: Durations, rank: int, limit: int | None, running: int = 0) -> float | None:
    job = Job("e", "s", 1, "g", limit, [], Caller())
    return durations.wait(job, Waiting("e", "s", rank, rank + 1, running))


def test_a_wait_is_as_long_as_the_runs_before_it_and_its_own() -> None:
    durations = Durations()
    assert wait(durations, 0, 1) is None
    durations.add(1, 2.0)
    assert wait(durations, 0, None) == wait(durations, 0, 2) == 2.0
    assert wait(durations, 0, 1, running=1) == 2.0 * 2
    assert wait(durations, 3, 2, running=2) == 2.0 * 3


def test_the_newest_run_counts_for_a_fifth() -> None:
    durations = Durations()
    durations.add(1, 1.0)
    durations.add(1, 2.0)
    assert durations.of(1) == 1.2


def test_only_so_many_tasks_are_remembered() -> None:
    durations = Durations()
    for task in range(MOST + 1):
        durations.add(task, 1.0)
    assert durations.of(0) is None
    assert durations.of(1) == durations.of(MOST) == 1.0
