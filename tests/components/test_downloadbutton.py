"""DownloadButton: the file it gives."""

from __future__ import annotations

from pathlib import Path

import pytest

import portico as gr
from portico.errors import InvalidPayload, ResultError
from portico.wire.files import FileData


def test_it_takes_a_path_or_an_address_and_gives_a_path(tmp_path: Path) -> None:
    button = gr.DownloadButton(render=False)
    assert button.postprocess(Path("a/report.pdf")).name == "report.pdf"
    assert button.postprocess("https://example.com/report.pdf").source == "https://example.com/report.pdf"
    assert button.postprocess(None) is None
    assert button.preprocess(FileData("/store/report.pdf")) == "/store/report.pdf"
    assert button.preprocess(None) is None


def test_what_is_no_path_is_refused() -> None:
    button = gr.DownloadButton(render=False)
    with pytest.raises(ResultError, match="it was given a list of 1"):
        button.postprocess(["a.txt"])
    with pytest.raises(InvalidPayload, match="expects an uploaded file, got str"):
        button.preprocess("/etc/passwd")


def test_the_page_learns_its_text_and_look() -> None:
    props = gr.DownloadButton("Save", size="sm", interactive=False, render=False).props()
    assert (props["label"], props["size"], props["interactive"], props["name"]) == (
        "Save",
        "sm",
        False,
        "downloadbutton",
    )
    assert "value" not in props
