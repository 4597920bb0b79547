"""`portico explain`: the codes, and what each means."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from portico.checks.codes import CODES as FINDINGS
from portico.cli import main
from portico.errors import pointer
from portico.mistakes.table import CODES


def test_a_code_of_an_error_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "pe101"]) == 0
    said = capsys.readouterr().out
    known = CODES["PE101"]
    assert said.startswith(f"PE101: {known.title}\n\n{known.why}\n\n{known.fix}\n")
    wrong, _, right = said.partition("Wrong:\n")[2].partition("Right:\n")
    assert "    gr.Slider(minimun=1)\n" in wrong
    assert "    gr.Slider(minimum=1)\n" in right


def test_a_code_of_a_finding_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "PC101"]) == 0
    assert FINDINGS["PC101"].why in capsys.readouterr().out


def test_all_codes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    said = capsys.readouterr().out
    for code, known in {**CODES, **FINDINGS}.items():
        assert f"  {code}  {known.title}\n" in said


def test_what_is_no_code_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "PE999"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "portico explain: there is no code 'PE999'; `portico explain` lists all\n")


@pytest.mark.parametrize("verb", ["check", "info", "doctor", "dev"])
def test_a_verb_that_cannot_run_a_program_shows_the_code_of_the_mistake(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "argv", sys.argv)
    (tmp_path / "app.py").write_text(CODES["PE101"].wrong, encoding="utf-8")
    assert main([verb, "app.py"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(f"portico {verb}: app.py could not be run")
    assert pointer("PE101") in told


def test_a_launch_that_is_refused_shows_the_code_in_one_line_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setenv("PORTICO_PROFILE", "productoin")
    (tmp_path / "app.py").write_text("import portico as gr\ndemo = gr.Interface(str.upper, 'text', 'text')\n")
    assert main(["run", "app.py"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("portico run: profile is one of")
    assert said.endswith(f"\n{pointer('PE404')}\n")
