"""What a person sees on a terminal, and what a pipe gets; the help of each verb."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from portico.cli import VERBS, main
from portico.cli.terminal import Progress, paint

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "command-line.md"
LEAKY = """
import portico as gr

seen = []
with gr.Blocks() as demo:
    box = gr.Textbox()
    box.submit(lambda text: seen.append(text), box, None)
"""
SPEAKS = """
import sys, time
import portico as gr

def turn():
    until = time.monotonic() + 0.35
    while time.monotonic() < until:
        pass

sys.stdout.reconfigure(line_buffering=True)
turn()
print("one line")
print("half", end="")
turn()
print(" a line")
print("to standard error", file=sys.stderr)
sys.stdin.readline()
with gr.Blocks() as demo:
    gr.Markdown("x")
"""
TURNS = """
import sys
from portico.cli.terminal import paint, progress
with progress("looking") as shown:
    shown.at(3, 12)
    sys.stdin.readline()
print(paint("over", "green"))
"""


def on_a_terminal(command: list[str], until: bytes, env: dict[str, str], folder: Path) -> bytes:
    """What a program writes on a terminal, which sends it a line once it wrote something."""
    pty = pytest.importorskip("pty")
    outer, inner = pty.openpty()
    process = subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, cwd=folder, env={**os.environ, **env})
    os.close(inner)
    written, sent = b"", False
    try:
        while True:
            try:
                piece = os.read(outer, 4096)
            except OSError:  # the program has ended
                break
            if not piece:
                break
            written += piece
            if not sent and until in written:
                os.write(outer, b"\n")
                sent = True
        process.wait(30)
    finally:
        process.kill()
        os.close(outer)
    return written


@pytest.fixture
def leaky(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(LEAKY)
    return tmp_path


def check(env: dict[str, str], folder: Path) -> bytes:
    terminal = {"TERM": "xterm", "NO_COLOR": "", "PYTHONIOENCODING": "utf-8"}
    return on_a_terminal([sys.executable, "-m", "portico.cli", "check", "app.py"], b"PC", {**terminal, **env}, folder)


@pytest.mark.skipif(os.name == "nt", reason="a terminal of this kind is POSIX's")
def test_a_terminal_shows_colours_and_no_color_turns_them_off(leaky: Path) -> None:
    assert b"\x1b[31mPC10" in check({}, leaky)
    plain = check({"NO_COLOR": "1"}, leaky)
    assert b"PC10" in plain
    assert b"\x1b[31m" not in plain
    assert b"\x1b" not in check({"TERM": "dumb"}, leaky)


@pytest.mark.skipif(os.name == "nt", reason="a terminal of this kind is POSIX's")
def test_a_bar_turns_on_a_terminal_and_goes_when_it_is_over(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TURNS]
    written = on_a_terminal(command, b"3/12", {"TERM": "xterm", "PYTHONIOENCODING": "utf-8"}, tmp_path).decode()
    assert "looking [██████··················] 3/12" in written
    assert written.endswith("\r\x1b[2K\x1b[32mover\x1b[0m\r\n")


@pytest.mark.skipif(os.name == "nt", reason="a terminal of this kind is POSIX's")
def test_what_a_program_prints_stays_above_the_line_that_turns(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SPEAKS)
    command = [sys.executable, "-m", "portico.cli", "check", "app.py"]
    env = {"TERM": "xterm", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    written = on_a_terminal(command, b"error", env, tmp_path).decode()
    shown = re.sub(r"\r?[^\r\n]*\r\x1b\[2K", "", written.replace("\r\n", "\n"))
    assert "one line\nhalf a line\nto standard error\n" in shown
    assert re.findall(r"running app.py \d+ s[^\r]", written) == [], "nothing is written behind it"


def test_a_pipe_gets_plain_text_and_nothing_that_turns(leaky: Path) -> None:
    command = [sys.executable, "-m", "portico.cli", "check", "app.py"]
    ran = subprocess.run(command, capture_output=True, cwd=leaky, check=False)
    assert ran.returncode == 1
    assert b"PC10" in ran.stdout
    assert b"\x1b" not in ran.stdout + ran.stderr
    assert b"\r" not in ran.stderr.replace(b"\r\n", b"\n")
    piped = subprocess.run([sys.executable, "-c", TURNS], capture_output=True, input=b"\n", check=True)
    assert (piped.stdout.strip(), piped.stderr) == (b"over", b"")


def test_outside_a_terminal_nothing_is_painted_and_no_thread_started(capsys: pytest.CaptureFixture[str]) -> None:
    assert paint("text", "red") == "text"
    shown = Progress("looking", sys.stderr)
    shown.at(1, 2)
    shown.close()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("verb", VERBS)
def test_help_has_examples_and_exit_statuses_and_the_guide_has_the_same(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    examples, _, statuses = said.partition("examples:\n")[2].partition("\nexit status:\n")
    assert re.findall(rf"^  portico {verb}.*  # \w", examples, re.MULTILINE), "an example for each verb"
    meanings = re.findall(r"^  ([012])  (.+)$", statuses, re.MULTILINE)
    assert next(status for status, _ in meanings) == "0"
    guide = GUIDE.read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `{verb}` \|.*$", guide, re.MULTILINE)
    for status, meaning in meanings:
        assert f"{status}: {meaning}" in row, "the guide says what each exit status means"


def test_what_is_no_verb_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dance"]) == 2
    said = capsys.readouterr()
    assert "there is no verb 'dance'" in said.err
    assert "The verbs are run, dev, check" in said.err
    assert said.out == ""
    assert main([]) == main(["--help"]) == 0


def test_an_app_that_cannot_be_served_is_one_message_and_a_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "app.py").write_text("import portico as gr\nwith gr.Blocks() as demo:\n    gr.Markdown('x')\n")
    command = [sys.executable, "-m", "portico.cli", "run", "app.py", "--profile", "production"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ran.returncode == 2
    assert ran.stderr.startswith("portico run: The app is not ready for the profile 'production'")
    assert "Traceback" not in ran.stderr
