"""A run against an app that keeps nothing apart."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from portico.leaktest.driver import Options, leaktest
from portico.leaktest.login import Login
from portico.leaktest.program import NotRun
from portico.leaktest.report import Report

STUB = Path(__file__).parent / "stub.py"


def run(command: list[str], **options: object) -> Report:
    chosen = {"users": 3, "rounds": 2, "seed": 1, **options}
    return leaktest(Options("app.py", command, **chosen))  # type: ignore[arg-type]


def test_what_the_page_says_and_whose_files_can_be_read_is_looked_at() -> None:
    report = run([sys.executable, str(STUB)])
    found = {one.code: one for one in report.findings}
    assert sorted(found) == ["PL103", "PL107"]
    assert (found["PL103"].place, found["PL103"].origin) == ("/config", "a request header")
    assert found["PL107"].endpoint == "/use"
    assert found["PL107"].owner != found["PL107"].reader
    assert (report.status, report.played, report.ended) == (1, 2, "")


def test_visitors_log_in_and_a_word_in_their_name_is_theirs() -> None:
    command = [sys.executable, str(STUB), "--login"]
    report = run(command, logins=[Login("{}", "right"), Login("mr {}", "right")])
    [found] = [one for one in report.findings if one.code == "PL103"]
    assert found.origin == "the login's name"
    with pytest.raises(NotRun, match="refused the login as 'ada'"):
        run(command, logins=[Login("ada", "wrong")])
    with pytest.raises(NotRun, match="give one or several with --login NAME:PASSWORD"):
        run(command)


def test_when_time_is_up_no_round_begins_and_the_report_says_so() -> None:
    report = run([sys.executable, str(STUB)], limit=0.0, ignored=frozenset({"PL103", "PL107"}))
    assert (report.status, report.played) == (0, 0)
    assert "time was up after 0 of 2 rounds" in "\n".join(report.lines())


def test_a_round_ends_when_time_is_up(tmp_path: Path) -> None:
    program = tmp_path / "app.py"
    program.write_text(
        "import time\nimport portico as gr\n"
        "with gr.Blocks() as demo:\n"
        "    for n in range(8):\n"
        "        gr.Button().click(lambda: time.sleep(0.4), None, gr.Textbox(), concurrency_id='one')\n"
    )
    command = [sys.executable, "-m", "portico.cli", "run", "--port", "0", str(program)]
    report = run(command, limit=2.5, rounds=1)
    assert 0 < report.calls < 3 * 8
    assert report.played == 0


def test_a_program_that_serves_nothing_could_not_be_run() -> None:
    with pytest.raises(NotRun, match="ended with status 4"):
        run([sys.executable, "-c", "raise SystemExit(4)"])
