"""The mistakes that a program in a test cannot make by itself: a port that is taken, a library that is not there."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import portico as gr
from portico.app.notebook import load_ipython_extension
from portico.cli import main
from portico.errors import NotKept, PorticoError, pointer
from portico.mistakes.table import CODES
from portico.reload.program import Program
from portico.stores.memory.sessions import MemorySessions
from portico.testing import AppTest

Saved = Callable[[str], str]


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saved:
    """Write a program, and return the name of its file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setattr(os, "environ", os.environ.copy())

    def write(program: str) -> str:
        (tmp_path / "app.py").write_text(program, encoding="utf-8")
        return "app.py"

    return write


class Written(MemorySessions):
    """A store that writes values down, as one that several processes share has to."""

    async def set(self, session: str, key: str, value: Any, *rest: Any) -> Any:
        try:
            pickle.dumps(value)
        except Exception as error:
            raise NotKept(f"{error}.") from error
        return await super().set(session, key, value, *rest)


def used_with(program: str, store: MemorySessions) -> str | None:
    """The code of what a press of the first button of a program raises, on another store than memory."""
    with AppTest.from_file(program) as at:
        composed = at._hosting.composed
        assert composed is not None
        composed.stores.sessions = composed.engine.stores.sessions = store
        at.all("button")[0].click()
        return None if at.error is None else at.error.code


def test_pe311_a_value_of_a_state_that_a_store_cannot_write_down(saved: Saved) -> None:
    assert used_with(saved(CODES["PE311"].wrong), Written(10)) == "PE311"
    assert used_with(saved(CODES["PE311"].right), Written(10)) is None


def test_pe406_a_port_that_is_taken(saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gr.Blocks, "block_thread", lambda self: None)
    names: dict[str, Any] = {}
    try:
        with pytest.raises(OSError, match="is in use") as raised:
            exec(CODES["PE406"].wrong, names)
        assert isinstance(raised.value, PorticoError)
        assert raised.value.code == "PE406"
    finally:
        names["first"].close()
    try:
        exec(CODES["PE406"].right, names)
    finally:
        names["first"].close()
        names["second"].close()


@pytest.mark.parametrize("verb", ["run", "dev", "info", "check"])
def test_pe408_a_program_without_an_app(verb: str, saved: Saved, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, saved(CODES["PE408"].wrong)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"portico {verb}: app.py ")
    assert "app.py has no gr.Blocks" in said
    assert said.endswith(f"\n{pointer('PE408')}\n")


def test_pe409_gradio_itself_was_imported(saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "gradio.py").write_text("", encoding="utf-8")  # as if it were installed
    ran = subprocess.run([sys.executable, saved(CODES["PE409"].wrong)], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr.endswith(f"before the first `import gradio`.\n{pointer('PE409')}\n")
    still = "import portico as gr\ngr.Blocks.launch = lambda app: print(type(app).__module__)\n"
    done = subprocess.run(
        [sys.executable, saved(still + CODES["PE409"].right)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "portico.interfaces.interface\n"


def test_pe501_a_library_that_is_not_installed(saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    with AppTest.from_file(saved(CODES["PE501"].wrong)) as at:
        at["picture"].upload(picture, name="dot.png")
        monkeypatch.setitem(sys.modules, "PIL", None)
        at.click("Submit")
        assert at.error is not None
        assert at.error.code == "PE501"
        assert "pip install 'portico[image]'" in at.error.raised


def test_pe601_reload_where_others_could_come(saved: Saved, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dev", saved(CODES["PE601"].wrong)]) == 2
    assert capsys.readouterr().err.endswith(f"\n{pointer('PE601')}\n")
    assert main(["dev", saved(CODES["PE601"].right), "--share"]) == 2
    assert capsys.readouterr().err.endswith(f"\n{pointer('PE601')}\n")


def test_pe603_an_app_around_that_cannot_start(saved: Saved, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dev", "--port", "0", saved(CODES["PE603"].wrong)]) == 2
    said = capsys.readouterr().err
    assert "portico dev: app.py could not be run" in said
    assert pointer("PE603") in said
    assert "The app around this one could not start: OSError: no database" in said
    assert "app.py:9 in life" in said
    with Program(Path(saved(CODES["PE603"].right))) as program:
        assert program.run().mounts is not None


class Shell:
    """What a notebook's shell has that an extension uses."""

    def __init__(self) -> None:
        self.user_ns: dict[str, Any] = {"gr": gr}
        self.magics: dict[str, Any] = {}
        self.compile = self

    def cache(self, code: str) -> str:
        return "<cell>"

    def ex(self, code: Any) -> None:
        exec(code, self.user_ns)

    def register_magic_function(self, magic: Any, kind: str) -> None:
        self.magics[magic.__name__] = magic

    def run(self, cell: str) -> None:
        line, _, rest = cell.partition("\n")
        self.magics["blocks"](line.removeprefix("%%blocks"), rest)


def test_pe602_a_cell_without_the_app_that_it_should_show(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[gr.Blocks] = []
    monkeypatch.setattr(gr.Blocks, "launch", lambda app: shown.append(app))
    shell = Shell()
    load_ipython_extension(shell)
    with pytest.raises(PorticoError) as raised:
        shell.run(CODES["PE602"].wrong)
    assert raised.value.code == "PE602"
    shell.run(CODES["PE602"].right)
    assert shown == [shell.user_ns["shop"]]
