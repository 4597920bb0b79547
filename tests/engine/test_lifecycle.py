"""The table of a job's life."""

import itertools

import pytest

from portico.engine.lifecycle import TABLE, IllegalStep, Life, State, Step


@pytest.mark.parametrize(("state", "step"), [p for p in itertools.product(State, Step) if p not in TABLE])
def test_an_illegal_step_raises_and_changes_nothing(state: State, step: Step) -> None:
    life = Life()
    life.state = state
    with pytest.raises(IllegalStep):
        life.take(step)
    assert life.state is state
    assert not life.can(step)


def test_nothing_follows_the_end() -> None:
    assert not [step for state, step in TABLE if state is State.ENDED]


def test_a_streaming_job_takes_the_way_through_the_table() -> None:
    life = Life()
    for step in (Step.JOIN, Step.CLAIM, Step.ROW, Step.ROW, Step.DONE):
        life.take(step)
    assert life.ended
