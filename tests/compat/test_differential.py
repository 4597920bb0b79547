"""Portico's wire beside a recording of Gradio's: every difference is meant, and explained in docs/wire.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from compat.differential.comparing import Difference, differences
from compat.differential.meant import MEANT
from compat.differential.transcript import plain, recorded, transcript
from serving import Program, free_port

HERE = Path(__file__).parent
DOCUMENT = HERE.parent.parent / "docs" / "wire.md"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Difference]:
    folder = tmp_path_factory.mktemp("differential")
    program = Program([str(HERE / "kitchen.py")], folder, free_port(), {})
    program.start()
    try:
        ours = plain(transcript(program.url, folder / "files", folder))
    finally:
        program.stop()
    return differences(recorded(), ours)


def test_every_difference_from_gradio_is_meant(found: list[Difference]) -> None:
    unexplained = [one for one in found if not any(meant.covers(one) for meant in MEANT)]
    shown = "\n".join(
        f"{one.where}\n  Gradio:  {one.theirs!r:.200}\n  Portico: {one.ours!r:.200}" for one in unexplained
    )
    assert not unexplained, f"Change what differs, or explain it in docs/wire.md and in meant.py:\n{shown}"


def test_nothing_is_called_a_difference_that_is_none(found: list[Difference]) -> None:
    idle = [meant.title for meant in MEANT if not any(meant.covers(one) for one in found)]
    assert idle == []


def test_every_difference_that_is_meant_is_explained() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert [meant.title for meant in MEANT if f"### {meant.title}\n" not in document] == []


@pytest.mark.parametrize(
    ("theirs", "ours", "where"),
    [
        (1, 1.0, []),
        (1, True, ["x"]),
        (None, 0, ["x"]),
        ([1, 2], [1], ["x/1"]),
        ({"a": 1}, {"b": 1}, ["x/a", "x/b"]),
        ({"a": [{"b": "c"}]}, {"a": [{"b": "d"}]}, ["x/a/0/b"]),
        ({"a": None}, {}, ["x/a"]),
        ([], {}, ["x"]),
    ],
)
def test_a_difference_is_found_where_it_is(theirs: Any, ours: Any, where: list[str]) -> None:
    assert [one.where for one in differences(theirs, ours, "x")] == where
