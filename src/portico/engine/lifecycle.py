"""The life of a job, as a table.

Rule 1: everything that affects a job's state lives in this file.
Rule 2: no input or output here; no clock, no queue, no thread.

            JOIN          CLAIM          FIRST ROW          DONE, FAIL
    NEW ───────────▶ WAITING ───────▶ RUNNING ───────▶ STREAMING ───────▶ ENDED
                        │                │                 │                ▲
                        └────────────────┴─ CANCEL, FAIL ──┴────────────────┘
"""

from __future__ import annotations

import enum


class State(enum.Enum):
    """Where a job is."""

    NEW = "new"
    WAITING = "waiting"
    RUNNING = "running"
    STREAMING = "streaming"
    ENDED = "ended"

    __hash__ = object.__hash__  # Enum's own is made anew, in Python, at each look into the table


class Step(enum.Enum):
    """What happens to a job."""

    JOIN = "join"
    CLAIM = "claim"
    ROW = "row"
    DONE = "done"
    FAIL = "fail"
    CANCEL = "cancel"

    __hash__ = object.__hash__


TABLE: dict[tuple[State, Step], State] = {
    (State.NEW, Step.JOIN): State.WAITING,
    (State.WAITING, Step.CLAIM): State.RUNNING,
    (State.WAITING, Step.CANCEL): State.ENDED,
    (State.WAITING, Step.FAIL): State.ENDED,
    (State.RUNNING, Step.ROW): State.STREAMING,
    (State.RUNNING, Step.DONE): State.ENDED,
    (State.RUNNING, Step.FAIL): State.ENDED,
    (State.RUNNING, Step.CANCEL): State.ENDED,
    (State.STREAMING, Step.ROW): State.STREAMING,
    (State.STREAMING, Step.DONE): State.ENDED,
    (State.STREAMING, Step.FAIL): State.ENDED,
    (State.STREAMING, Step.CANCEL): State.ENDED,
}


class IllegalStep(RuntimeError):
    """A step that the state does not allow; nothing was changed."""

    def __init__(self, state: State, step: Step) -> None:
        super().__init__(f"A job that is {state.value} cannot {step.value}.")
        self.state = state
        self.step = step


class Life:
    """One job's state."""

    __slots__ = ("incident", "last", "state")

    def __init__(self) -> None:
        self.state = State.NEW
        self.last: Step | None = None
        """The last step: after the end, how it ended."""
        self.incident: str | None = None
        """The reference of the failure with which it ended."""

    def take(self, step: Step) -> State:
        """Make a step; raises IllegalStep, and changes nothing, where the table has no such step."""
        try:
            self.state = TABLE[self.state, step]
        except KeyError:
            raise IllegalStep(self.state, step) from None
        self.last = step
        return self.state

    def can(self, step: Step) -> bool:
        """Whether the state allows the step."""
        return (self.state, step) in TABLE

    @property
    def ended(self) -> bool:
        """Whether nothing more can happen."""
        return self.state is State.ENDED
