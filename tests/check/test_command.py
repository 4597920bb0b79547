"""`portico check`: what it prints, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from portico.checks.codes import CODES
from portico.cli import main

PLANTED = Path(__file__).parent / "programs" / "planted"
CLEAN = Path(__file__).parent / "programs" / "clean"
GRADIO = """
import gradio as gr

seen = []

with gr.Blocks() as first:
    box = gr.Textbox()
    box.submit(lambda text: text, box, box)

with gr.Blocks() as second:
    box = gr.Textbox()
    box.submit(lambda text: seen.append(text), box, None)

print("a program may print")
{end}
"""


def portico(*arguments: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "portico.cli", "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def test_a_finding_is_one_line_with_its_place_its_code_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    file = PLANTED / "global_counter.py"
    assert main(["check", str(file)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.endswith(f"planted/global_counter.py:10: PC101 The handler 'press' assigns count, a variable of the "
                         f"module, which all visitors share. Fix: {CODES['PC101'].fix}")  # fmt: skip


def test_a_clean_program_says_so_and_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(CLEAN / "game.py")]) == 0
    printed = capsys.readouterr()
    assert (printed.out, "nothing found" in printed.err) == ("", True)


def test_the_profile_of_production_looks_at_the_launch(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(PLANTED / "launch_in_production.py")
    assert main(["check", file]) == 0
    assert main(["check", file, "--profile", "production"]) == 1
    assert "PC151" in capsys.readouterr().out


def test_json_is_for_machines_whatever_the_program_prints(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(GRADIO.format(end=""))
    done = portico("app.py", "--as-gradio", "--json", folder=tmp_path)
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert said["file"] == "app.py"
    (found,) = said["findings"]
    assert (found["file"], found["line"], found["code"]) == ("app.py", 12, "PC102")
    assert found["fix"] == CODES["PC102"].fix


@pytest.mark.parametrize("end", ["second.launch()", "if __name__ == '__main__':\n    second.launch()"])
def test_nothing_is_served(tmp_path: Path, end: str) -> None:
    (tmp_path / "app.py").write_text(GRADIO.format(end=end))
    assert portico("app.py", "--as-gradio", folder=tmp_path).returncode == 1
    assert portico("app.py:first", "--as-gradio", folder=tmp_path).returncode == 0


def test_an_app_that_is_made_where_the_program_is_started_is_found(tmp_path: Path) -> None:
    body = GRADIO.format(end="first.launch(prevent_thread_lock=True)\nsecond.launch()")
    inside = "\n".join(f"    {line}" for line in body.splitlines())
    (tmp_path / "app.py").write_text(f"def main():\n{inside}\n\nif __name__ == '__main__':\n    main()\n")
    done = portico("app.py", "--as-gradio", folder=tmp_path)
    assert (done.returncode, "PC103" in done.stdout) == (1, True), done.stderr


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("x = 1\n", "app.py has no gr.Blocks. Make one: `with gr.Blocks() as demo:`"),
        ("raise ValueError('broken')\n", "could not be run: ValueError: broken\n  app.py:1 in <module>\n    raise"),
        ("import sys; sys.exit(3)\n", "could not be run: SystemExit: The program ended itself with status 3."),
        ("def\n", "could not be run: SyntaxError"),
        ("import gradio\n", "No module named 'gradio'\n  app.py:1 in <module>\n    import gradio\nAdd --as-gradio"),
    ],
)
def test_what_cannot_be_run_ends_with_2_and_says_why(tmp_path: Path, program: str, said: str) -> None:
    (tmp_path / "app.py").write_text(program)
    done = portico("app.py", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_file_or_an_app_that_is_not_there_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "nothing.py"]) == 2
    assert main(["check"]) == 2
    assert main(["check", f"{CLEAN / 'game.py'}:other"]) == 2
    said = capsys.readouterr().err
    assert "there is no file 'nothing.py'" in said
    assert "has no gr.Blocks called 'other'" in said


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "pc105"]) == 0
    assert CODES["PC105"].why in capsys.readouterr().out
    assert main(["check", "--explain", "PC999"]) == 2
