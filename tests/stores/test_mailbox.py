"""Coming back late: whatever arrived before the connection broke, a reader is brought to the same end."""

from __future__ import annotations

from typing import Any

import pytest

from portico.engine.diff import diff
from portico.errors import Missed
from portico.stores.memory import mailbox
from portico.stores.memory.mailbox import Mailbox
from portico.wire.edits import Changes, applied
from portico.wire.messages import Message, Output, ProcessCompleted, ProcessGenerating, Progress, ProgressUnit

STEPS = 60


class Reader:
    """Someone who draws what arrives, and may come back with the number of the last message."""

    def __init__(self) -> None:
        self.at = 0
        self.shown: dict[str, Any] = {}
        self.ended: list[str] = []

    def take(self, number: int, message: Message) -> None:
        assert number > self.at
        self.at = number
        if isinstance(message, ProcessCompleted):
            self.ended.append(message.event_id)
        if not isinstance(message, ProcessGenerating):
            return
        (data,) = message.output.data
        if message.event_id in self.shown:
            data = applied(self.shown[message.event_id], data)
        self.shown[message.event_id] = data

    def read(self, box: Mailbox, most: int | None = None) -> None:
        """Come back, and read at most so many messages of what is there."""
        batches = box.resume(self.at)
        batches.append(box.take())
        for batch in batches:
            batch.size = 100 * len(batch)
            first = batch.last - len(batch) + 1
            for number, message in enumerate(batch, first):
                if most is not None:
                    if most == 0:
                        break
                    most -= 1
                self.take(number, message)
        box.went_out(batches[-1])


def story(events: tuple[str, ...] = ("a", "b")) -> list[Message]:
    """Return what several events that stream say in turns; the reader who got it all shows `x` times the steps."""
    told: list[Message] = []
    for step in range(1, STEPS):
        for event in events:
            new = {"text": "x" * step, "rows": [event] * (step % 7)}
            if step == 1:
                told.append(ProcessGenerating(event, Output([new], is_generating=True)))
            else:
                old = {"text": "x" * (step - 1), "rows": [event] * ((step - 1) % 7)}
                changes = Changes([diff(old, new)], is_generating=True)
                changes.whole = [new]
                told.append(ProcessGenerating(event, changes))
            told.append(Progress(event, [ProgressUnit(index=step)]))
    return told


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep little, so that a test need not say much."""
    monkeypatch.setattr(mailbox, "WINDOW", 10)


@pytest.mark.requirement("R62")
@pytest.mark.parametrize("got", [0, 1, 2, 3, 5, 20, 100, 200])
@pytest.mark.parametrize("upto", [3, 40, 10_000])
def test_whoever_comes_back_after_any_message_shows_the_same_in_the_end(small: None, got: int, upto: int) -> None:
    told = story()
    ends = {event: {"text": "x" * (STEPS - 1), "rows": [event] * ((STEPS - 1) % 7)} for event in ("a", "b")}
    box, reader = Mailbox(), Reader()
    box.resume(0)
    # It is on the way to the reader, who gets some of it before the connection breaks.
    for at, message in enumerate(told[:upto]):
        box.put([message])
        batch = box.take()
        batch.size = 100
        box.went_out(batch)
        if at < got:
            reader.take(batch.last, batch[0])
    for message in told[upto:]:
        box.put([message])
    reader.read(box, 1)
    reader.read(box, 2)
    box.put([ProcessCompleted("a", Output([])), ProcessCompleted("b", Output([]))])
    reader.read(box)
    assert (reader.shown, reader.ended) == (ends, ["a", "b"])
    assert len(box) < 60


@pytest.mark.requirement("R62")
def test_what_a_reader_said_has_arrived_is_not_kept_and_not_told_again(small: None) -> None:
    box, reader = Mailbox(), Reader()
    box.resume(0)
    told = story(("a",))
    for message in told:
        box.put([message])
        batch = box.take()
        reader.take(batch.last, batch[0])
        box.went_out(batch)
        if batch.last == 50:
            box.forget(50)
    late = Reader()
    with pytest.raises(Missed):
        late.read(box)
    again = Reader()
    again.at, again.shown = 50, {"a": {"text": "x" * 25, "rows": ["a"] * 4}}
    again.read(box)
    assert again.shown == reader.shown
    box.forget(box.last)
    assert len(box) == 0


@pytest.mark.requirement("R62")
def test_what_is_kept_is_bounded_by_its_bytes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "KEPT", 10_000)
    box = Mailbox()
    box.resume(0)
    for number in range(200):
        box.put([ProcessCompleted(f"e{number}", Output(["x" * 1_000]))])
        batch = box.take()
        batch.size = 1_100
        box.went_out(batch)
    assert 5 < len(box) < 25
    with pytest.raises(Missed):
        box.resume(3)
    assert all(batch.last > 195 for batch in [*box.resume(195), box.take()])


@pytest.mark.requirement("R62")
def test_steps_of_large_texts_wait_for_a_page_in_small_numbers() -> None:
    box = Mailbox()
    box.resume(0)
    for step in range(1_000):
        text = f"{step} " + "x" * 100_000
        message = ProcessGenerating("a", Changes([[("replace", [], text)]]))
        message.output.whole = [text]  # type: ignore[attr-defined]
        box.put([message])
        assert len(box) < 15
    assert "999 " in box.take()[-1].output.data[0][-1][2]  # type: ignore[union-attr,index]
