"""Programs that are wrong, as people write them, and what their authors are told."""

from __future__ import annotations

import logging
import textwrap
from typing import Any

import pytest

from portico.testing import AppTest

IMPORTS = "import portico as gr\n"


def built(source: str) -> dict[str, Any]:
    """Run a program called app.py; its first line is the import. Return its variables."""
    names: dict[str, Any] = {"__name__": "app"}
    exec(compile(IMPORTS + textwrap.dedent(source).strip("\n"), "app.py", "exec"), names)
    return names


def page(body: str) -> str:
    """Return a program whose page is built by some lines; the first of them is line 3."""
    return "with gr.Blocks() as demo:\n" + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")


def told(source: str) -> str:
    """Return what the author is told where a program cannot be built: the error's text and its notes."""
    with pytest.raises(Exception) as caught:
        built(source)
    return said(caught.value)


def said(error: BaseException) -> str:
    """Return the text of an error and its notes, without the one that names its code."""
    notes = [note for note in getattr(error, "__notes__", ()) if "portico explain" not in note]
    return "\n".join([f"{type(error).__name__}: {error}", *notes])


def logged(source: str, caplog: pytest.LogCaptureFixture, **fields: str) -> list[str]:
    """Return what the log tells the author after somebody clicked the button Go, with fields filled in before."""
    caplog.clear()
    with caplog.at_level(logging.WARNING, "portico"), AppTest(built(source)["demo"], profile="dev") as at:
        for label, value in fields.items():
            at[label].fill(value)
        at.click("Go")
    return [
        said(record.exc_info[1]) if record.exc_info and record.exc_info[1] else record.getMessage()
        for record in caplog.records
        if record.name == "portico"
    ]
