"""A run against an app that keeps nothing apart."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import portico as gr
from portico.leaktest.canary import Canaries
from portico.leaktest.driver import Options, leaktest
from portico.leaktest.endpoint import Page
from portico.leaktest.events import Events
from portico.leaktest.journey import Journey
from portico.leaktest.login import Login
from portico.leaktest.program import NotRun
from portico.leaktest.report import Report
from portico.leaktest.tally import Tally
from portico.leaktest.visitor import Visitor

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


def test_a_round_ends_when_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with gr.Blocks() as demo:
        for _ in range(8):
            gr.Button().click(lambda: None, None, None, api_visibility="private")
    used: list[int] = []
    canaries = Canaries(1, 0)
    visitor = Visitor("http://127.0.0.1:9", canaries, Journey(1, 0), lambda *_: None, Tally())
    visitor.page.endpoints = Page.of(demo.get_config_file()).endpoints
    monkeypatch.setattr(Events, "use", lambda self, burst: used.extend(one.endpoint.number for one in burst))
    visitor.play(0, lambda: len(used) >= 3)
    assert 3 <= len(used) < 8
    visitor.play(1, lambda: False)
    assert len(used) >= 3 + 8


def test_a_program_that_serves_nothing_could_not_be_run() -> None:
    with pytest.raises(NotRun, match="ended with status 4"):
        run([sys.executable, "-c", "raise SystemExit(4)"])
