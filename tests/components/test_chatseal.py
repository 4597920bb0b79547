"""What a program's own part of a conversation may show, when a worker process made it."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import portico as gr
from portico.components import chatseal
from portico.components.chatpart import part_of

SAID = "<b onclick='go()'>bold</b>"


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A part as another process made and sent it."""
    with monkeypatch.context() as there:
        there.setattr(chatseal, "KEY", b"of another process")
        return part_of(gr.HTML(SAID))


def test_a_part_of_a_worker_process_is_shown_as_its_program_made_it(foreign: Any) -> None:
    arrived = pickle.loads(pickle.dumps(foreign))
    assert arrived == part_of(gr.HTML(SAID))
    shown = part_of(arrived)
    assert (shown["component"], shown["value"]) == ("html", SAID)


def test_the_seal_of_another_process_is_none_here(foreign: Any) -> None:
    assert part_of(dict(foreign))["component"] == "markdown"


def test_a_part_that_was_changed_on_its_way_is_cleaned(foreign: Any) -> None:
    foreign["value"] = "<b>other</b>"
    assert part_of(pickle.loads(pickle.dumps(foreign)))["component"] == "markdown"
