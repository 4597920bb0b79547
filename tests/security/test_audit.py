"""`gr.Security(audit=…)`: who called what, when, for how long and with what end; never what was said."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from serving import wait_until

import portico as gr
from portico.errors import BuildError

CANARY = "a-canary-of-the-inputs"


def shout(text: str) -> str:
    return text.upper()


def broken(text: str) -> str:
    raise ValueError(text)


def together(texts: list[str]) -> list[str]:
    return [text.upper() for text in texts]


def page() -> gr.Blocks:
    with gr.Blocks() as demo:
        text = gr.Textbox()
        press = gr.Button().click
        press(shout, text, text, api_name="shout")
        press(broken, text, text, api_name="broken")
        press(together, text, text, api_name="together", batch=True)
        press(shout, text, text, api_name="refused", validator=lambda text: gr.validate(False, "no"))
        press(gr.cache(shout), text, text, api_name="known")
    return demo


def call(url: str, path: str, **more: Any) -> httpx.Response:
    return httpx.post(f"{url}/gradio_api/{path}", json={"data": [CANARY], **more}, timeout=20)


def finish(url: str, name: str) -> None:
    event = call(url, f"call/{name}").json()["event_id"]
    httpx.get(f"{url}/gradio_api/call/{name}/{event}", timeout=20)


@pytest.mark.requirement("R69")
@pytest.mark.parametrize("asynchronous", [False, True])
def test_each_call_is_told_once_with_its_end_and_without_its_content(launched: Any, asynchronous: bool) -> None:
    told: list[gr.AuditRecord] = []

    async def later(record: gr.AuditRecord) -> None:
        told.append(record)

    app = launched(page(), security=gr.Security(audit=later if asynchronous else told.append))
    began = datetime.now(UTC)
    finish(app.url, "shout")
    finish(app.url, "broken")
    finish(app.url, "together")
    call(app.url, "call/refused")
    call(app.url, "run/shout")
    call(app.url, "run/broken")
    call(app.url, "run/refused")
    finish(app.url, "known")
    finish(app.url, "known")
    wait_until(lambda: len(told) >= 9, "nine calls are told")
    assert sorted((one.what, one.outcome) for one in told) == sorted([
        ("/shout", "done"), ("/broken", "failed"), ("/together", "done"), ("/refused", "refused"), ("/shout", "done"),
        ("/broken", "failed"), ("/refused", "refused"), ("/known", "done"), ("/known", "done"),
    ])  # fmt: skip
    assert CANARY not in repr(told)
    assert CANARY.upper() not in repr(told)
    for one in told:
        assert began <= one.when <= datetime.now(UTC)
        assert 0 <= one.seconds < 60
        assert (one.who, one.address) == (None, "127.0.0.1")
        assert (one.incident is not None) == (one.outcome == "failed")


@pytest.mark.requirement("R69")
def test_a_cancelled_call_is_told_and_the_session_only_as_a_digest(launched: Any) -> None:
    told: list[gr.AuditRecord] = []
    go = threading.Event()
    with gr.Blocks() as demo:
        gr.Button().click(lambda: go.wait(20), api_name="wait")
    app = launched(demo, security=gr.Security(audit=told.append))
    session = {"session_hash": "the-session-of-somebody", "data": [], "fn_index": 0}
    first = call(app.url, "queue/join", **session).json()["event_id"]
    second = call(app.url, "queue/join", **session).json()["event_id"]
    for event in (second, first):
        call(app.url, "cancel", event_id=event, **session)
    go.set()
    wait_until(lambda: len(told) == 2, "both are told")
    assert {one.outcome for one in told} == {"cancelled"}
    assert len({one.session for one in told}) == 1
    assert "somebody" not in repr(told)


@pytest.mark.requirement("R69")
def test_a_hook_that_fails_ends_no_event(launched: Any, caplog: pytest.LogCaptureFixture) -> None:
    def hook(record: gr.AuditRecord) -> None:
        raise OSError("the audit's disk is full")

    app = launched(page(), security=gr.Security(audit=hook))
    for _ in range(3):
        assert call(app.url, "run/shout").json()["data"] == [CANARY.upper()]
    wait_until(lambda: caplog.text.count("The audit hook failed") == 3, "the log says so")


@pytest.mark.requirement("R69")
def test_a_hook_that_hangs_delays_no_event(launched: Any) -> None:
    go = threading.Event()
    app = launched(page(), security=gr.Security(audit=lambda record: go.wait(20)))
    try:
        for _ in range(5):
            assert call(app.url, "run/shout").json()["data"] == [CANARY.upper()]
    finally:
        go.set()


def test_what_is_no_function_is_refused() -> None:
    with pytest.raises(BuildError, match="audit is a function that takes an AuditRecord"):
        gr.Security(audit="print")  # type: ignore[arg-type]
