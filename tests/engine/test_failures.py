"""What the page and what API clients learn of each kind of failure."""

from __future__ import annotations

import logging

import pytest

from portico.engine.failures import Failures
from portico.errors import Error, FileRefused, InvalidPayload, NotAccepted, ResultError, WorkerDied, pointer

MISFITS = [InvalidPayload("got 'secret'"), FileRefused("got 'secret'")]
TOLD = [Error("got 'secret'"), NotAccepted("got 'secret'"), WorkerDied("got 'secret'")]


@pytest.mark.parametrize("error", MISFITS, ids=lambda one: type(one).__name__)
def test_what_does_not_fit_is_explained_to_the_page_and_to_clients_with_show_error(error: Exception) -> None:
    assert Failures().describe(error, "/fn", to_page=True).error == "got 'secret'"
    assert Failures(show_error=True).describe(error, "/fn", to_page=False).error == "got 'secret'"
    assert Failures().describe(error, "/fn", to_page=False).error is None


@pytest.mark.parametrize("error", TOLD, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("to_page", [True, False])
def test_what_the_component_does_not_take_is_explained_to_everybody(error: Exception, to_page: bool) -> None:
    assert Failures().describe(error, "/fn", to_page).error == "got 'secret'"


@pytest.mark.requirement("R69")
def test_the_log_says_that_inputs_were_refused_and_not_what_they_were(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Failures().describe(InvalidPayload("got 'secret'"), "/fn", to_page=False)
    assert "/fn refused inputs" in caplog.text
    assert "secret" not in caplog.text


MISTAKE = ResultError("Two came.", code="PE301")


@pytest.mark.parametrize("to_page", [True, False])
def test_visitors_are_told_no_code_but_who_writes_the_app_is(to_page: bool) -> None:
    assert "PE301" not in (Failures().describe(MISTAKE, "/fn", to_page).error or "")
    assert Failures(show_error=True).describe(MISTAKE, "/fn", to_page).error == "Two came."
    told = Failures(show_error=True, quotes=True).describe(MISTAKE, "/fn", to_page).error
    assert told == f"Two came.\n{pointer('PE301')}"


def test_the_log_has_the_code_below_the_message_and_as_a_fact(caplog: pytest.LogCaptureFixture) -> None:
    Failures().describe(MISTAKE, "/fn", to_page=True)
    assert f"ResultError: Two came.\n{pointer('PE301')}" in caplog.text
    assert vars(caplog.records[0])["code"] == "PE301"
    Failures().describe(ValueError("No."), "/fn", to_page=True)
    assert "code" not in vars(caplog.records[1])
