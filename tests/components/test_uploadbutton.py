"""UploadButton: what a function receives."""

from __future__ import annotations

from pathlib import Path

import pytest

import portico as gr
from portico.errors import InvalidPayload
from portico.wire.files import FileData


def test_one_file_or_several_come_as_paths(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    file = FileData(str(path), orig_name=path.name)
    assert gr.UploadButton(render=False).preprocess(file).name == str(path)
    assert gr.UploadButton(type="binary", render=False).preprocess(file) == b"hello"
    assert gr.UploadButton(file_count="multiple", render=False).preprocess([file]) == [str(path)]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = FileData(str(tmp_path / "photo.png"), orig_name="photo.png")
    with pytest.raises(InvalidPayload, match=r"'photo\.png' cannot be used here. Accepted: text"):
        gr.UploadButton(file_types=["text"], render=False).preprocess(file)


def test_its_label_is_its_text_and_comes_first() -> None:
    button = gr.UploadButton("Add files", file_count="multiple", variant="primary", render=False)
    props = button.props()
    assert (props["label"], props["variant"], props["interactive"]) == ("Add files", "primary", True)
    assert "container" not in props
    assert button.updated({"label": "More"}).label == "More"


def test_wrong_arguments_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match=r"UploadButton\(file_count=…\)"):
        gr.UploadButton(file_count="some")  # type: ignore[arg-type]
