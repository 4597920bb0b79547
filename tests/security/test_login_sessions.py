"""Whose a session is: a login's, a browser's, or that of whoever named it first."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from serving import wait_until
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

import portico as gr
from portico.server.bindings import Bindings
from portico.server.refusal import Refusal
from security.entrance import ANN, BEN, ask, ledger, log_in, told

FOREIGN = "This session belongs to another visitor"


def waiting() -> gr.Blocks:
    """An app with a generator that goes on until it is cancelled."""
    with gr.Blocks() as demo:
        box, answer = gr.Textbox(), gr.Textbox()

        def count(text: str) -> Any:
            import time

            for number in range(100_000):
                time.sleep(0.01)
                yield f"{text} {number}"

        box.submit(count, box, answer, api_name="count")
    return demo


def every_way(client: httpx.Client, session: str, event: str) -> dict[str, int]:
    """Try to read, feed, cancel and resume somebody's session; the status of each."""
    sent = {"data": ["mine", None], "fn_index": 0, "session_hash": session}
    cancel = {"session_hash": session, "fn_index": 0, "event_id": event}
    asked = {
        "join": lambda: client.post("/gradio_api/queue/join", json=sent),
        "read": lambda: client.get("/gradio_api/queue/data", params={"session_hash": session, "after": 0}),
        "run": lambda: client.post("/gradio_api/run/predict", json=sent),
        "call": lambda: client.post("/gradio_api/call/count", json={"data": ["x"], "session_hash": session}),
        "cancel": lambda: client.post("/gradio_api/cancel", json=cancel),
        "feed": lambda: client.post(f"/gradio_api/stream/{event}", json=sent),
        "end of feed": lambda: client.post(f"/gradio_api/stream/{event}/close", json={}),
        "heartbeat": lambda: client.get(f"/gradio_api/heartbeat/{session}"),
        "config": lambda: client.get("/config", params={"session_hash": session}),
        "info": lambda: client.get("/gradio_api/info", params={"session_hash": session}),
    }
    return {name: send().status_code for name, send in asked.items()}


def open_socket(url: str, session: str, cookies: Any) -> Any:
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    address = f"{url.replace('http', 'ws')}/gradio_api/socket?session_hash={session}&after=0"
    return connect(address, additional_headers={"cookie": cookie} if cookie else {})


@pytest.mark.requirement("R37")
def test_a_login_reaches_no_session_of_another_login(launched: Any) -> None:
    app = launched(waiting(), auth=[ANN, BEN])
    engine = app.demo.composed.engine
    with log_in(app.url) as ann, log_in(app.url, BEN) as ben:
        event = ask(ann, "secret").json()["event_id"]
        assert set(every_way(ben, "s1", event).values()) == {403}
        with pytest.raises(InvalidStatus):
            open_socket(app.url, "s1", ben.cookies)
        assert engine.session_of(event) == "s1", "nothing of it ended the job"
        with open_socket(app.url, "s1", ann.cookies) as resumed:
            wait_until(lambda: "secret" in resumed.recv(10), "the job goes on for its owner")
        done = ann.post("/gradio_api/cancel", json={"session_hash": "s1", "fn_index": 0, "event_id": event})
        assert done.json() == {"success": True}
        wait_until(lambda: engine.session_of(event) is None, "it is cancelled")


@pytest.mark.requirement("R37")
def test_what_a_frame_of_a_socket_names_is_looked_at_too(launched: Any) -> None:
    app = launched(ledger(), auth=[ANN, BEN])
    with log_in(app.url) as ann, log_in(app.url, BEN) as ben:
        assert ask(ann, "mine", "s1").is_success
        with open_socket(app.url, "s2", ben.cookies) as socket:
            sent = {"data": ["x", None], "fn_index": 0, "session_hash": "s1"}
            socket.send(json.dumps({"id": 1, "path": "queue/join", "body": sent}))
            frames = [frame for _ in range(2) for frame in json.loads(socket.recv(10))]
            assert frames[1] == {"id": 1, "status": 403, "body": {"detail": frames[1]["body"]["detail"]}}
            assert FOREIGN in frames[1]["body"]["detail"]


@pytest.mark.requirement("R37", "R38")
def test_state_follows_the_name_that_is_logged_in(launched: Any) -> None:
    app = launched(ledger(), auth=[ANN, BEN])
    with log_in(app.url) as ann, log_in(app.url) as ann_again, log_in(app.url, BEN) as ben:
        ask(ann)
        assert "x for ann 0" in told(ann)
        ask(ann_again)
        assert "x for ann 1" in told(ann_again), "the same person, logged in anew"
        assert ask(ben).status_code == 403
        assert FOREIGN in ask(ben).json()["detail"]
        ask(ben, session="s2")
        assert "x for ben 0" in told(ben, "s2")


@pytest.mark.requirement("R37")
def test_results_of_the_two_step_api_are_the_logins_alone(launched: Any) -> None:
    app = launched(ledger(), auth=[ANN, BEN])
    with log_in(app.url) as ann, log_in(app.url, BEN) as ben:
        event = ann.post("/gradio_api/call/ledger_total", json={"data": ["x"]}).json()["event_id"]
        assert ben.get(f"/gradio_api/call/ledger_total/{event}").status_code == 403
        assert "x for ann 0" in ann.get(f"/gradio_api/call/ledger_total/{event}").text


@pytest.mark.requirement("R37")
def test_how_far_an_upload_is_nobody_else_learns(launched: Any) -> None:
    app = launched(ledger(), auth=[ANN, BEN])
    with log_in(app.url) as ann, log_in(app.url, BEN) as ben:
        sent = ann.post("/gradio_api/upload?upload_id=u1", files={"files": ("secret-name.txt", b"x")})
        assert sent.status_code == 200
        uploads = app.demo.composed.asgi.site.uploads
        assert list(uploads._known) == ["ann\nu1"]
        assert "secret-name" in ann.get("/gradio_api/upload_progress?upload_id=u1").text
        assert ben.get("/gradio_api/upload_progress?upload_id=u1").status_code == 404


@pytest.mark.requirement("R37")
def test_without_a_login_a_session_is_its_browsers(launched: Any) -> None:
    app = launched(waiting())
    with httpx.Client(base_url=app.url) as mine, httpx.Client(base_url=app.url) as other, httpx.Client() as bare:
        mine.get("/")
        other.get("/")
        assert len(mine.cookies) == 1
        event = ask(mine, "secret").json()["event_id"]
        bare.base_url = httpx.URL(app.url)
        for stranger in (other, bare):
            assert set(every_way(stranger, "s1", event).values()) == {403}
            with pytest.raises(InvalidStatus):
                open_socket(app.url, "s1", stranger.cookies)
            stranger.cookies.clear()
        with open_socket(app.url, "s1", mine.cookies) as resumed:
            wait_until(lambda: "secret" in resumed.recv(10), "the job goes on for its owner")


def test_clients_without_cookies_work_as_ever(launched: Any) -> None:
    app = launched(ledger())
    with httpx.Client(base_url=app.url) as first:
        assert ask(first).is_success
        assert "x for None 0" in httpx.get(f"{app.url}/gradio_api/queue/data?session_hash=s1").text
    with httpx.Client(base_url=app.url) as later:
        later.get("/")
        assert ask(later).is_success, "a client may get its cookie after its session began"


@pytest.mark.requirement("R39")
@pytest.mark.parametrize("name", ["a b", "a/b", "a.b", "é", "x" * 129, "a\n", "<b>", "..", "a%00"])
def test_a_session_has_a_plain_name(launched: Any, name: str) -> None:
    app = launched(ledger())
    with httpx.Client(base_url=app.url) as client:
        answer = ask(client, session=name)
        assert answer.status_code == 400
        assert "letters, digits" in answer.json()["detail"]
        assert client.get("/gradio_api/queue/data", params={"session_hash": name}).status_code == 400
        for good in ("x" * 128, "A_-9", "0"):
            assert ask(client, session=good).status_code == 200


@pytest.mark.requirement("R43")
def test_owners_are_bounded_and_none_that_lives_is_forgotten() -> None:
    now = [0.0]
    bindings = Bindings(capacity=10, clock=lambda: now[0])
    assert [bindings.check(f"s{number}", "ann", "") for number in range(30)] == [False] * 10 + [True] * 20
    now[0] = 61.0
    bindings.check("young", "ann", "")
    bindings.tidy(lambda session: session in ("s3", "s7"))
    assert len(bindings) == 3
    for kept in ("s3", "s7", "young"):
        with pytest.raises(Refusal):
            bindings.check(kept, "eve", "")
    bindings.check("s1", "eve", "")
    for number in range(40):
        bindings.check(f"t{number}", "ann", "")
    now[0] = 200.0
    bindings.tidy(lambda session: True)
    assert not bindings.check("one more", "ann", ""), "where all live, it does not look again at once"


@pytest.mark.requirement("R43")
def test_the_server_forgets_owners_when_there_are_many(launched: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portico.server.bindings.YOUNG", -1.0)
    app = launched(ledger())
    site = app.demo.composed.asgi.site
    site.bindings = Bindings(capacity=3)
    with httpx.Client(base_url=app.url) as client:
        client.get("/")
        ask(client, session="stays")
        told(client, "stays")
        for number in range(20):
            client.get("/config", params={"session_hash": f"s{number}"})
        wait_until(lambda: len(site.bindings) <= 6, "they are forgotten")
        client.cookies.clear()
        assert ask(client, session="stays").status_code == 403, "it has a State"
