"""What a visitor learns of a failure: one fixed sentence and a number that the log has; and nothing of the inside."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

import portico as gr
from portico.app.logs import prepare

SECRET = "hunter2-and-more"
INSIDE = "/srv/inside/of/the/host"
SENTENCE = re.compile(r"This did not work\. Reference ([0-9A-F]{6})\.")
PAGE = {"x-gradio-user": "app"}


def broken(*_: Any) -> str:
    raise RuntimeError(f"{INSIDE} says {SECRET}")


class Unreadable(gr.Textbox):
    """A component whose author's own steps fail."""

    def preprocess(self, payload: Any) -> str:
        return broken()


class Unshowable(gr.Textbox):
    """A component whose author's own steps fail on the way back."""

    def postprocess(self, value: Any) -> str:
        return broken()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_API_KEY", SECRET)


def steps(_: str) -> Any:
    yield "one"
    broken()


async def later(_: str) -> str:
    return broken()


def batched(texts: list[str]) -> list[str]:
    return [broken()]


def wrong(_: str) -> Any:
    return f"{INSIDE} is no choice"


def program(name: str) -> gr.Blocks:
    """One page in which exactly one thing is broken."""
    with gr.Blocks() as demo:
        text = gr.Textbox()
        press: Callable[..., Any] = gr.Button().click
        match name:
            case "function":
                press(broken, text, text, api_name="go")
            case "generator":
                press(steps, text, text, api_name="go")
            case "coroutine":
                press(later, text, text, api_name="go")
            case "batch":
                press(batched, text, text, batch=True, api_name="go")
            case "preprocess":
                press(str, Unreadable(), text, api_name="go")
            case "postprocess":
                press(str, text, Unshowable(), api_name="go")
            case "result":
                press(wrong, text, gr.Radio(["a", "b"]), api_name="go")
            case "render":

                @gr.render(inputs=text, triggers=[press])
                def _(value: str) -> None:
                    broken()

    return demo


KINDS = ["function", "generator", "coroutine", "batch", "preprocess", "postprocess", "result", "render"]


def hidden(body: str) -> None:
    for inside in (SECRET, INSIDE, "Traceback", "RuntimeError", ".py", "portico/"):
        assert inside not in body, body


def told_of(url: str, headers: dict[str, str]) -> list[str]:
    """Everything that a queued call, its stream and, where there is a name, direct calls answer."""
    api, call = f"{url}/gradio_api", {"data": ["x"]}
    joined = httpx.post(f"{api}/queue/join", json={**call, "fn_index": 0, "session_hash": "s"}, headers=headers)
    assert joined.status_code == 200, joined.text
    stream = httpx.get(f"{api}/queue/data?session_hash=s", headers={}).text
    direct = httpx.post(f"{api}/run/predict", json={**call, "fn_index": 0, "session_hash": "s"}, headers=headers).text
    return [stream, direct]


@pytest.mark.requirement("R67", "R70")
@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_told_a_sentence_and_the_number_that_the_log_has(
    launched: Any, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    page = launched(program(kind))
    stream, direct = told_of(page.url, PAGE)
    for body in (stream, direct):
        hidden(body)
    numbers = SENTENCE.findall(stream)
    # A generator's direct call ends with its first value, which is there before it breaks.
    numbers += SENTENCE.findall(direct)
    assert len(numbers) == (1 if kind == "generator" else 2)
    for number in numbers:
        assert any(getattr(record, "incident", None) == number for record in caplog.records)
        assert f"reference {number}" in caplog.text


@pytest.mark.requirement("R67", "R70")
@pytest.mark.parametrize("kind", KINDS)
def test_an_api_client_is_told_nothing_where_the_reference_has_null(launched: Any, kind: str) -> None:
    stream, direct = told_of(launched(program(kind)).url, {"x-gradio-user": "api"})
    for body in (stream, direct):
        hidden(body)
        assert not SENTENCE.search(body)
    assert '"error":null' in stream


@pytest.mark.requirement("R67", "R70")
@pytest.mark.parametrize("headers", [PAGE, {}])
def test_a_validator_that_breaks_is_told_the_same_way_on_every_route(
    launched: Any, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    with gr.Blocks() as demo:
        text = gr.Textbox()
        gr.Button().click(str, text, text, api_name="go", validator=broken)
    page = launched(demo)
    named = demo.get_api_info()["named_endpoints"]["/go"]["parameters"][0]["parameter_name"]
    for path in ("queue/join", "call/go", "run/go", "call/v2/go"):
        body = {named: "x"} if "v2" in path else {"data": ["x"], "fn_index": 0, "session_hash": "s"}
        reply = httpx.post(f"{page.url}/gradio_api/{path}", json=body, headers=headers)
        assert reply.status_code == 400, reply.text
        hidden(reply.text)
        found = SENTENCE.search(reply.text)
        assert found, reply.text
        assert f"reference {found[1]}" in caplog.text


@pytest.mark.requirement("R67")
def test_the_socket_tells_the_same(launched: Any, caplog: pytest.LogCaptureFixture) -> None:
    page = launched(program("function"))
    address = page.url.replace("http", "ws") + "/gradio_api/socket?session_hash=s&after=0"
    with connect(address) as socket:
        call = '{"id": 1, "path": "queue/join", "body": {"data": ["x"], "fn_index": 0, "session_hash": "s"}}'
        socket.send(call)
        seen = ""
        while "process_completed" not in seen:
            seen += str(socket.recv(timeout=10))
    hidden(seen)
    found = SENTENCE.search(seen)
    assert found
    assert f"reference {found[1]}" in caplog.text


@pytest.mark.requirement("R67")
def test_a_result_that_is_not_json_has_a_number_too(launched: Any, caplog: pytest.LogCaptureFixture) -> None:
    with gr.Blocks() as demo:
        out = gr.JSON()
        gr.Button().click(lambda: object(), None, out, postprocess=False, api_name="go")
    page = launched(demo)
    joined = httpx.post(f"{page.url}/gradio_api/call/go", json={"data": []}).json()
    told = httpx.get(f"{page.url}/gradio_api/call/go/{joined['event_id']}").text
    found = re.search(r"Reference ([0-9A-F]{6})", told)
    assert found, told
    assert found[1] in caplog.text


@pytest.mark.requirement("R67", "R69", "R70")
def test_the_authors_own_words_reach_the_visitor_without_the_secrets_of_the_environment(launched: Any) -> None:
    def refuse() -> None:
        raise gr.Error(f"The service refused the key {SECRET}: try later.")

    with gr.Blocks() as demo:
        gr.Button().click(refuse, api_name="go")
    page = launched(demo)
    reply = httpx.post(f"{page.url}/gradio_api/run/go", json={"data": []})
    assert reply.json()["error"] == "The service refused the key [redacted]: try later."


@pytest.mark.requirement("R67", "R70")
def test_show_error_shows_the_text_without_the_secrets(launched: Any) -> None:
    page = launched(program("function"), show_error=True)
    stream, direct = told_of(page.url, PAGE)
    for body in (stream, direct):
        assert f"{INSIDE} says [redacted]" in body
        assert "Traceback" not in body


@pytest.mark.requirement("R70")
def test_request_headers_are_never_sent_back(launched: Any) -> None:
    page = launched(program("function"))
    canary = {"x-canary": "a-header-canary", "cookie": "c=a-header-canary", "authorization": "Bearer a-header-canary"}
    for path in ("", "config", "gradio_api/info", "gradio_api/nosuch", "gradio_api/queue/data", "gradio_api/health"):
        reply = httpx.get(f"{page.url}/{path}", headers=canary)
        assert "a-header-canary" not in reply.text + str(reply.headers)
    for path in ("run/go", "queue/join", "call/go", "upload", "nosuch", "cancel"):
        for body in ({"data": ["x"]}, ["no"], {"data": ["x"], "fn_index": 0, "session_hash": "s"}):
            reply = httpx.post(f"{page.url}/gradio_api/{path}", json=body, headers=canary)
            assert "a-header-canary" not in reply.text + str(reply.headers)


@pytest.mark.requirement("R69")
def test_one_failure_of_several_visitors_has_one_number() -> None:
    from portico.engine.failures import Failures

    error, failures = RuntimeError("x"), Failures()
    first = failures.describe(error, "/go", to_page=True)
    assert failures.describe(error, "/go", to_page=True) == first
    assert failures.describe(RuntimeError("x"), "/go", to_page=True) != first


def test_the_guard_is_attached_once() -> None:
    before = [len(logging.getLogger("portico").filters) for _ in range(2) if prepare(False) is None]
    assert before[0] == before[1]
