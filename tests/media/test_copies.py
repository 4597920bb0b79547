"""Where converted copies go."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from portico.media.copies import place, writing


def test_a_copy_lies_beside_its_source_and_goes_with_it(tmp_path: Path) -> None:
    source = tmp_path / "random" / "a.png"
    source.parent.mkdir()
    source.write_text("picture")
    target = place(source, "a.png", "L")
    with writing(target) as draft:
        draft.write_text("grey")
    assert target.read_text() == "grey"
    assert source.read_text() == "picture"
    shutil.rmtree(source.parent)
    assert not target.exists()


def test_a_copy_goes_where_it_is_told(tmp_path: Path) -> None:
    assert place(tmp_path / "a.png", "a.tiff", "L", tmp_path / "x" / "y") == tmp_path / "x" / "y" / "a.tiff"
    assert (tmp_path / "x" / "y").is_dir()


def test_a_source_that_cannot_have_neighbours_gets_a_copy_elsewhere(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    target = place(blocked / "a.png", "a.png", "L")
    assert target.name == "a.png"
    assert target.parent.is_dir()
    assert tmp_path not in target.parents
    target.parent.rmdir()
    with pytest.raises(OSError, match="file"):
        place(tmp_path / "a.png", "a.png", "L", blocked / "x")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_nobody_else_may_read_a_copy(tmp_path: Path) -> None:
    target = place(tmp_path / "a.png", "a.png", "L")
    with writing(target) as draft:
        draft.write_text("x")
    assert target.parent.stat().st_mode & 0o077 == 0
    assert target.stat().st_mode & 0o077 == 0


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), writing(tmp_path / "a.png") as draft:
        draft.with_name("missing").replace(draft)
    assert list(tmp_path.iterdir()) == []
