"""`portico leaktest` as people call it: planted leaks are named, clean programs pass, and what cannot run says why."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from portico.cli import main

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE.parent.parent / "examples").glob("*.py"))
CLEAN = sorted((HERE / "clean").glob("*.py"))

PLANTED = {
    "last_value": ("PL101", "/ask"),
    "badly_keyed_cache": ("PL101", "/letter"),
    "state_of_the_module": ("PL101", "/note"),
    "fixed_file_name": ("PL104", "report.txt"),
    "model_wrapper": ("PL101", "/generate"),
    "log_of_inputs": ("PL105", "/count"),
    "newest_file": ("PL102", "/grey"),
    "name_of_a_file": ("PL106", ".draft"),
}
"""What is planted in each program, and where it has to be found."""


def leaktest(tmp_path: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portico.cli", "leaktest", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=300,
    )


def test_every_planted_program_has_its_line_here() -> None:
    assert sorted(PLANTED) == sorted(path.stem for path in (HERE / "planted").glob("*.py"))


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_leak_is_found_and_named(name: str, tmp_path: Path) -> None:
    code, place = PLANTED[name]
    found = leaktest(tmp_path, HERE / "planted" / f"{name}.py", "--users", "5", "--rounds", "12", "--seed", "1")
    assert found.returncode == 1, found.stdout + found.stderr
    [line, *_] = [line for line in found.stdout.splitlines() if line.startswith(code)]
    assert place in line
    assert "visitor" in line
    assert "--users 5 --rounds 12 --seed 1" in found.stdout.splitlines()[-1]


@pytest.mark.requirement("R38")
@pytest.mark.parametrize("path", [*CLEAN, *EXAMPLES], ids=lambda path: path.stem)
def test_a_clean_program_comes_out_clean(path: Path, tmp_path: Path) -> None:
    found = leaktest(tmp_path, path, "--users", "4", "--rounds", "3", "--seed", "4", "--json")
    report = json.loads(found.stdout)
    assert (found.returncode, report["findings"]) == (0, []), found.stdout + found.stderr
    assert report["played"] == 3
    assert report["calls"] > report["failed"]
    assert report["silent"] == {}


def test_the_report_for_machines_says_who_read_what_of_whom(tmp_path: Path) -> None:
    found = leaktest(
        tmp_path, HERE / "planted" / "last_value.py", "--users", "3", "--rounds", "4", "--seed", "7", "--json"
    )
    report = json.loads(found.stdout)
    assert found.returncode == 1
    assert (report["clean"], report["users"], report["rounds"], report["seed"]) == (False, 3, 4, 7)
    [leak] = [one for one in report["findings"] if one["code"] == "PL101"]
    assert leak["endpoint"] == "/ask"
    assert leak["origin"] == "Question at /ask"
    assert {leak["owner"], leak["reader"]} <= {1, 2, 3}
    assert leak["owner"] != leak["reader"]
    assert "another visitor" in leak["means"]


def test_a_program_for_gradio_that_launches_by_itself_is_tested_too(tmp_path: Path) -> None:
    program = tmp_path / "app.py"
    program.write_text(
        "import gradio as gr\nseen = []\n"
        "def note(text):\n    seen.append(text)\n    return ' '.join(seen)[::-1]\n"
        "gr.Interface(note, 'text', 'text', flagging_mode='never').launch(inbrowser=True)\n"
    )
    found = leaktest(tmp_path, program, "--as-gradio", "--users", "2", "--rounds", "6", "--seed", "2")
    assert found.returncode == 1, found.stdout + found.stderr
    assert "in reversed" in found.stdout


def test_visitors_log_in_where_an_app_asks(tmp_path: Path) -> None:
    program = tmp_path / "app.py"
    program.write_text(
        "import portico as gr\nlast = ''\n"
        "def greet(request: gr.Request):\n"
        "    global last\n    before, last = last, request.username\n    return f'{before} was here'\n"
        "with gr.Blocks() as demo:\n    gr.Button().click(greet, None, gr.Textbox(), api_name='greet')\n"
        "demo.launch(auth=lambda name, password: password == 'word')\n"
    )
    options = ("--users", "3", "--rounds", "3", "--seed", "1")
    refused = leaktest(tmp_path, program, *options)
    assert (refused.returncode, "--login NAME:PASSWORD" in refused.stderr) == (2, True), refused.stdout
    found = leaktest(tmp_path, program, *options, "--login", "{}:word")
    assert (found.returncode, "(the login's name)" in found.stdout) == (1, True), found.stdout + found.stderr


def test_a_code_can_be_left_out(tmp_path: Path) -> None:
    path = HERE / "planted" / "log_of_inputs.py"
    found = leaktest(tmp_path, path, "--users", "2", "--rounds", "2", "--ignore", "PL105")
    assert found.returncode == 0, found.stdout


def test_what_cannot_be_run_says_why(tmp_path: Path) -> None:
    missing = leaktest(tmp_path, "nothing.py")
    assert (missing.returncode, "no file 'nothing.py'" in missing.stderr) == (2, True)
    broken = tmp_path / "broken.py"
    broken.write_text("raise ValueError('no model here')\n")
    found = leaktest(tmp_path, broken)
    assert (found.returncode, "no model here" in found.stderr) == (2, True)
    empty = tmp_path / "empty.py"
    empty.write_text("x = 1\n")
    assert leaktest(tmp_path, empty).returncode == 2
    told = leaktest(tmp_path, broken, "--json")
    assert json.loads(told.stdout)["clean"] is False
    alone = leaktest(tmp_path, empty, "--users", "1")
    assert (alone.returncode, "one visitor has nobody to leak to" in alone.stderr) == (2, True)


@pytest.mark.parametrize("given", [["--while-reloading", "nowhere.py"], ["nowhere.py", "--while-reloading", "3"]])
def test_how_often_it_is_reloaded_may_be_left_out_wherever_the_file_stands(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["leaktest", *given]) == 2
    assert "there is no file 'nowhere.py'" in capsys.readouterr().err


def test_an_app_that_answers_nothing_was_not_tested(tmp_path: Path) -> None:
    program = tmp_path / "app.py"
    program.write_text(
        "import portico as gr\n"
        "demo = gr.Interface(lambda text: 1 / 0, 'text', 'text', flagging_mode='never', clear_btn=None)\n"
    )
    found = leaktest(tmp_path, program, "--users", "2", "--rounds", "1")
    assert found.returncode == 2, found.stdout
    assert "never answered" in found.stdout
    assert "Not tested, since no call was answered" in found.stdout


def test_a_generator_without_an_end_is_left(tmp_path: Path) -> None:
    program = tmp_path / "app.py"
    program.write_text(
        "import time\nimport portico as gr\n"
        "def count():\n    n = 0\n    while True:\n        n += 1\n        time.sleep(0.02)\n        yield n\n"
        "with gr.Blocks() as demo:\n"
        "    gr.Button().click(count, None, gr.Number(), api_name='count', concurrency_limit=None)\n"
    )
    found = leaktest(tmp_path, program, "--users", "2", "--rounds", "3", "--json")
    report = json.loads(found.stdout)
    assert (found.returncode, report["failed"], report["silent"]) == (0, 0, {})


def test_an_app_that_ends_while_it_is_used_was_not_tested(tmp_path: Path) -> None:
    program = tmp_path / "app.py"
    program.write_text(
        "import os\nimport portico as gr\n"
        "demo = gr.Interface(lambda text: os._exit(3), 'text', 'text', flagging_mode='never')\n"
    )
    found = leaktest(tmp_path, program, "--users", "2", "--rounds", "3")
    assert (found.returncode, "ended with status 3" in found.stdout) == (2, True), found.stdout + found.stderr
