"""R37: without a login too, a session is the browser's that began it; who only knows its name gets nothing of it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import portico as gr
from security.asking import API, Asking

pytestmark = pytest.mark.requirement("R37")


@pytest.fixture
def page(launched: Any) -> Any:
    """A page that keeps a word in a State and shows it."""
    with gr.Blocks() as demo:
        word, kept, shown = gr.Textbox(), gr.State("nothing"), gr.Textbox()
        word.submit(lambda given, held: (given or held, given or held), [word, kept], [kept, shown], api_name="keep")
    return launched(demo)


def opened(page: Any, session: str) -> Asking:
    """A visitor who has opened the page, and so has a cookie."""
    visitor = Asking(page.url, session)
    assert visitor.get("/").status_code == 200
    assert visitor.cookies
    return visitor


@pytest.fixture
def ada(page: Any) -> Asking:
    visitor = opened(page, "ada")
    assert visitor.queued(0, "swordfish", None)[1] == "swordfish"
    return visitor


@pytest.fixture(params=["another browser", "nobody's cookies"])
def stranger(request: pytest.FixtureRequest, page: Any, ada: Asking) -> Asking:
    """Knows the name of Ada's session, and that is all."""
    return opened(page, "ada") if request.param == "another browser" else Asking(page.url, "ada")


@pytest.mark.parametrize("way", ["queue/join", "run/keep", "call/keep"])
def test_its_state_is_not_read_or_changed(way: str, stranger: Asking, ada: Asking) -> None:
    for word in ("", "forged"):
        sent = {"data": [word, None], "fn_index": 0, "session_hash": "ada"}
        assert stranger.post(f"{API}/{way}", sent).status_code == 403
    assert ada.run("keep", "", None)[1] == "swordfish"


def test_its_stream_is_not_heard(page: Any, stranger: Asking, ada: Asking) -> None:
    sent = {"data": ["secret", None], "fn_index": 0, "session_hash": "ada"}
    assert ada.post(f"{API}/queue/join", sent).status_code == 200
    reply = stranger.get(f"{API}/queue/data?session_hash=ada")
    assert (reply.status_code, "secret" in reply.text) == (403, False)
    assert "secret" in ada.get(f"{API}/queue/data?session_hash=ada").text


def test_its_heartbeat_is_not_begun(stranger: Asking) -> None:
    with stranger.client() as client, client.stream("GET", f"{API}/heartbeat/ada") as reply:
        assert reply.status_code == 403


def test_what_it_runs_is_not_cancelled(launched: Any) -> None:
    begun, go = threading.Event(), threading.Event()

    def wait() -> str:
        begun.set()
        go.wait(20)
        return "done"

    with gr.Blocks() as demo:
        gr.Button().click(wait, None, gr.Textbox())
    page = launched(demo)
    ada = opened(page, "ada")
    sent = {"data": [], "fn_index": 0, "session_hash": "ada"}
    event = ada.post(f"{API}/queue/join", sent).json()["event_id"]
    assert begun.wait(20)
    told = {"session_hash": "ada", "fn_index": 0, "event_id": event}
    for stranger in (opened(page, "ada"), Asking(page.url, "ada")):
        stranger.post(f"{API}/cancel", told)
    go.set()
    assert '"data":["done"]' in ada.get(f"{API}/queue/data?session_hash=ada").text
