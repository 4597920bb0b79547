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


# Besides calls


class Told(list[gr.AuditRecord]):
    """The records of a run."""

    def of(self, kind: str) -> list[tuple[str | None, str, str]]:
        """Who, what and how it ended."""
        return [(one.who, one.what, one.outcome) for one in self if one.kind == kind]


@pytest.fixture
def told() -> Told:
    return Told()


def reaches(told: Told, kind: str, count: int) -> None:
    wait_until(lambda: len(told.of(kind)) >= count, f"{count} records of '{kind}'")
    assert len(told.of(kind)) == count
    assert CANARY not in repr(told)


@pytest.mark.requirement("R29", "R69")
def test_logins_logouts_and_waits_are_told(launched: Any, told: Told) -> None:
    security = gr.Security(audit=told.append, login_attempts=2)
    app = launched(page(), auth=[("ann", CANARY), ("ben", "rose")], security=security)

    def enter(name: str, password: str) -> httpx.Client:
        client = httpx.Client(base_url=app.url)
        client.post("/login", data={"username": name, "password": password})
        return client

    ann = enter("ann", CANARY)
    for _ in range(3):
        enter("ben", f"{CANARY}, wrong").close()
    enter("n" * 300, CANARY).close()
    ann.get("/logout")
    ann.get("/logout")
    ann.close()
    reaches(told, "login", 5)
    assert told.of("login") == [
        ("ann", "/login", "done"), ("ben", "/login", "failed"), ("ben", "/login", "failed"),
        ("ben", "/login", "refused"), (None, "/login", "failed"),
    ]  # fmt: skip
    enter("ann", CANARY).close()
    reaches(told, "login", 6)
    app.demo.log_out("ann")
    app.demo.log_out("ben")
    reaches(told, "logout", 2)
    assert told.of("logout") == [("ann", "/logout", "done")] * 2
    assert {one.address for one in told if one.kind == "login"} == {"127.0.0.1"}
    assert all(0 <= one.seconds < 60 for one in told)


@pytest.mark.requirement("R69")
def test_uploads_are_told_with_their_end_and_without_their_names(launched: Any, told: Told) -> None:
    app = launched(page(), security=gr.Security(audit=told.append), max_file_size=100)
    with httpx.Client(base_url=app.url) as client:
        client.get("/")
        assert client.post("/gradio_api/upload", files={"files": (f"{CANARY}.txt", b"x")}).status_code == 200
        assert client.post("/gradio_api/upload", files={"files": (f"{CANARY}.txt", b"x" * 200)}).status_code == 413
    httpx.post(f"{app.url}/gradio_api/upload", content=b"no form")
    reaches(told, "upload", 3)
    assert told.of("upload") == [(None, "/upload", "done"), (None, "/upload", "refused"), (None, "/upload", "refused")]
    marks = [one.session for one in told]
    assert marks[0] == marks[1] != ""
    assert marks[2] == ""


@pytest.mark.requirement("R7", "R69")
def test_files_of_others_and_signed_addresses_are_told(launched: Any, told: Told, tmp_path: Any) -> None:
    (tmp_path / f"{CANARY}.txt").write_text(CANARY)
    with gr.Blocks() as demo:
        gr.Button().click(lambda: str(tmp_path / f"{CANARY}.txt"), None, gr.File(), api_name="file")
    app = launched(demo, security=gr.Security(audit=told.append, link_seconds=60), allowed_paths=[str(tmp_path)])
    owner = {"x-gradio-user": "app"}
    with httpx.Client(base_url=app.url, headers=owner) as ann, httpx.Client(base_url=app.url) as eve:
        ann.get("/")
        eve.get("/")
        mine = ann.post("/gradio_api/run/file", json={"data": []}).json()["data"][0]
        assert ann.get(mine["url"]).text == CANARY
        assert eve.get(mine["url"]).status_code == 403
    script = httpx.post(f"{app.url}/gradio_api/run/file", json={"data": []}).json()["data"][0]
    assert httpx.get(script["url"]).text == CANARY
    forged = script["url"].replace("signed.", "signed.f")
    assert httpx.get(forged).status_code == 403
    reaches(told, "file", 1)
    reaches(told, "link", 2)
    (refused,), (served, broken) = told.of("file"), told.of("link")
    assert refused[2] == "refused"
    assert refused[1].startswith("/file=")
    assert len(refused[1]) == len("/file=") + 16
    assert (served[2], broken[2]) == ("done", "refused")
    assert served[1] == broken[1] != refused[1]
    calls = told.of("call")
    assert calls == [(None, "/file", "done")] * 2


@pytest.mark.requirement("R69")
def test_a_record_is_frozen_and_small() -> None:
    record = gr.AuditRecord("ann", "127.0.0.1", "", "/greet", datetime.now(UTC), 0.1, "done")
    assert record.kind == "call"
    with pytest.raises(AttributeError):
        record.who = "ben"  # type: ignore[misc]
