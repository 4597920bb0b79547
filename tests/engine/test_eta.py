"""How long the wait is."""

from __future__ import annotations

from portico.engine.eta import MOST, Durations


def test_a_wait_is_as_long_as_the_runs_before_it_and_its_own() -> None:
    durations = Durations()
    assert durations.wait(1, 0, 1) is None
    durations.add(1, 2.0)
    assert durations.wait(1, 0, None) == 2.0
    assert durations.wait(1, 3, 2) == 2.0 * 3


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
