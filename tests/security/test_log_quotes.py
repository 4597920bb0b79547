"""What an exception quotes of a visitor's input does not reach the log; what a developer needs does."""

from __future__ import annotations

import ast
import asyncio
import html
import json
import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from serving import wait_until

import portico as gr
from portico.engine.failures import Failures
from portico.graph.branches import let_go
from portico.graph.values import state_key
from portico.lang.hearsay import BUDGET, ENDLESS, LONGEST, RESULT, SHAPES, Hearsay
from portico.lang.retold import retold
from portico.server.boundary import Boundary
from portico.server.heard import of_request, without, without_request

pytestmark = pytest.mark.requirement("R69")

SECRET = 'Maria\'s diagnosis: "flu"\nseen on 2031-04-05'
WORD, NUMBER = "Quokkahausen", 48151623.42
INPUTS: list[Any] = [SECRET, {"who": [WORD, {"amount": NUMBER}]}, [[WORD, 7]], True, None]


def raised(act: Callable[[], Any]) -> BaseException:
    try:
        act()
    except BaseException as error:  # noqa: BLE001
        return error
    raise AssertionError("nothing was raised")


def fail(error: BaseException) -> Callable[[], Any]:
    def act() -> None:
        raise error

    return act


def grouped() -> None:
    raise ExceptionGroup(f"about {WORD}", [ValueError(SECRET), ExceptionGroup("inner", [KeyError(WORD)])])


def chained() -> None:
    try:
        try:
            float(SECRET)
        except ValueError:
            {}[WORD]  # type: ignore[index]
    except KeyError as cause:
        error = RuntimeError(f"no {NUMBER}")
        error.add_note(f"while {SECRET!r} was read")
        raise error from cause


class Own(Exception):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def __str__(self) -> str:
        return f"own: {self.text.upper()}"


KINDS: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "float": (lambda: float(SECRET), ["ValueError: could not convert string to float: "]),
    "int": (lambda: int(WORD), ["ValueError: invalid literal for int() with base 10: "]),
    "key": (lambda: {}[SECRET], ["KeyError: "]),
    "attribute": (lambda: getattr(object(), WORD), ["AttributeError: 'object' object has no attribute "]),
    "json": (fail(ValueError(f"Expecting value in {json.dumps(SECRET)}")), ["ValueError: Expecting value in "]),
    "ascii": (fail(ValueError(ascii(SECRET + " é"))), ["ValueError: "]),
    "bytes": (fail(ValueError(SECRET.encode())), ["ValueError: b"]),
    "address": (fail(OSError(f"GET https://x.example/?q={quote(SECRET)}")), ["OSError: GET https://x.example/?q="]),
    "form": (fail(OSError(f"q={quote_plus(SECRET)}")), ["OSError: q="]),
    "html": (fail(OSError(html.escape(SECRET))), ["OSError: "]),
    "quotation of a quotation": (fail(ValueError(repr(repr(SECRET)))), ["ValueError: "]),
    "number": (fail(ValueError(f"{NUMBER} is over 1000")), ["ValueError: ", "is over 1000"]),
    "part of an input": (fail(LookupError(f"{SECRET[8:18]} is unknown")), ["LookupError: ", " is unknown"]),
    "a line of an input": (fail(ValueError(SECRET.splitlines()[1])), ["ValueError: "]),
    "one word in quotes": (lambda: {}[SECRET.split()[0]], ["KeyError: "]),
    "syntax": (lambda: ast.parse(SECRET), ["SyntaxError: "]),
    "file": (lambda: Path(f"/nowhere/{WORD}").read_text(), ["FileNotFoundError: [Errno 2] No such file or directory"]),
    "upper case": (fail(Own(SECRET)), [".Own: own: "]),
    "exit": (fail(SystemExit(SECRET)), ["SystemExit: "]),
    "cause, context, note": (
        chained,
        [
            "RuntimeError: no ",
            "KeyError: ",
            "ValueError: could not convert",
            "direct cause",
            "During handling",
            "while ",
        ],
    ),
    "group": (grouped, ["ExceptionGroup: about ", "ValueError: ", "KeyError: ", "(2 sub-exceptions)", "inner"]),
}


def parts_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [part for one in value.values() for part in parts_of(one)]
    if isinstance(value, list):
        return [part for one in value for part in parts_of(one)]
    return [str(value)] if isinstance(value, (str, float)) else []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_exception_keeps_its_shape_and_loses_the_words(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    act, kept = KINDS[kind]
    error = raised(act)
    Failures().describe(error, "/read", to_page=True, heard=lambda: INPUTS)
    (record,) = caplog.records
    text = logging.Formatter().format(record)
    assert "/read failed, reference " in text
    assert record.__dict__["kind"] == type(error).__name__
    assert "‹input›" in text or kind == "syntax"
    for expected in [*kept, "Traceback (most recent call last):", 'test_log_quotes.py", line ', "    act()"]:
        assert expected in text
    low = text.lower()
    for part in [*parts_of(INPUTS), "Maria", "diagnosis", "2031-04-05", "48151623"]:
        for form in (part, repr(part)[1:-1], json.dumps(part)[1:-1], quote(part), quote_plus(part), html.escape(part)):
            assert form.lower() not in low


def test_an_exception_that_quotes_nothing_is_logged_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    error = raised(lambda: 1 / 0)
    Failures().describe(error, "/read", to_page=True, heard=lambda: INPUTS)
    assert caplog.records[0].exc_info is not None
    assert caplog.records[0].exc_info[1] is error


def test_the_words_for_the_visitor_are_whole_and_those_of_the_log_are_not(caplog: pytest.LogCaptureFixture) -> None:
    error = raised(fail(gr.Error(f"There is no {WORD}.")))
    told = Failures().describe(error, "/read", to_page=True, heard=lambda: INPUTS)
    assert told.error == f"There is no {WORD}."
    assert WORD not in caplog.text
    assert "There is no ‹input›." in caplog.text


def test_what_cannot_be_decided_soon_is_left_out() -> None:
    endless = Hearsay(lambda: ["x" * 10_000_000]).without("a message")
    assert endless == "‹9 characters, left out: there is too much that they may quote›"
    assert "left out" in Hearsay(lambda: [ENDLESS]).without("a message")
    assert "left out" in Hearsay(lambda: ["abc"]).without("y" * (LONGEST + 1))
    assert "left out" in Hearsay(lambda: ["ab " * 20_000]).without("y" * (BUDGET // 60_000 + 1))
    assert Hearsay(lambda: ["ab " * 20_000]).without("y" * (BUDGET // 60_000)).startswith("y")
    assert "left out" in Hearsay(lambda: [[["cell"] * 300] * 100]).without("a message")
    assert "left out" in Hearsay(lambda: [[7] * 1_000_000]).without("a message")
    assert Hearsay(lambda: ["data:image/png;base64," + "A" * 5_000_000]).without("a message") == "a message"


def test_what_is_short_or_the_wires_own_stays() -> None:
    said = Hearsay(lambda: [["no", 12, True], {"path": "/tmp/upload-1/cat.png", "role": "user"}])
    assert said.without("no path: 12 of role user is True") == "no path: 12 of role user is True"
    assert said.without("cannot read /tmp/upload-1/cat.png") == "cannot read ‹input›"
    kept = [deque([WORD]), pd.DataFrame({"name": ["Quince"], "n": [1]}), np.array(["Medlar"]), np.zeros(100_000)]
    assert Hearsay(lambda: [kept]).without(f"{WORD} Quince Medlar") == "‹input› ‹input› ‹input›"
    assert Hearsay(tuple).without("whatever it says") == "whatever it says"
    assert Hearsay(lambda: ["abcd"], RESULT).without("got abcd") == "got ‹result›"


def test_a_chain_without_an_end_and_an_exception_without_words() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise SystemExit

    first, second = Mute(), ValueError(SECRET)
    first.__context__, second.__context__ = second, first
    told = retold(second, Hearsay(lambda: [SECRET]).without)
    assert str(told) == "‹input›"
    assert "cannot be shown" in str(told.__context__)
    deep: BaseException = ValueError(SECRET)
    for number in range(500):
        above = KeyError(f"{SECRET}{number}")
        above.__cause__, deep = deep, above
    assert SECRET not in str(retold(deep, Hearsay(lambda: [SECRET]).without))


SPELLINGS: list[Callable[[str], str]] = [
    str, repr, ascii, json.dumps, lambda text: json.dumps(text, ensure_ascii=False), quote, quote_plus, html.escape,
    lambda text: repr(text.encode()), lambda text: repr(KeyError(text)), lambda text: repr({"a": [text]}),
]  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=8, max_size=60)


@given(TEXTS, st.sampled_from(SPELLINGS), st.text(max_size=20), st.integers(0, 10))
def test_no_input_of_eight_characters_survives(text: str, spell: Callable[[str], str], around: str, at: int) -> None:
    assume(text.strip() not in SHAPES and text.strip() not in "could not read, as ‹input›")
    text = text.strip()
    message = f"could not read {around}{spell(text)}{around}, as {spell(text[at : at + 30])}"
    clean = Hearsay(lambda: [{"a": [[text]]}]).without(message)
    if text not in around:
        assert text not in clean
        assert spell(text) not in clean


# In an app


def parse(text: str) -> float:
    return float(text)


def secretive() -> gr.Blocks:
    async def lookup(text: str) -> str:
        await asyncio.sleep(0)
        return {}[text]

    def steps(text: str) -> Any:
        yield "first"
        raise LookupError(f"second {text}")

    def together(texts: list[str]) -> list[str]:
        raise ValueError(f"not all of {texts}")

    def remember(text: str, kept: list[str]) -> tuple[str, list[str]]:
        if text == "again":
            raise ValueError(f"I remember {kept}")
        return "", [*kept, text]

    def mine(request: gr.Request) -> str:
        raise PermissionError(f"no {request.headers['x-token']} and {request.cookies['crumb']}")

    def show(text: str) -> int:
        return f"computed from {text[::-1]}"  # type: ignore[return-value]

    def columns(path: str) -> str:
        return str(float(Path(path).read_text().splitlines()[-1]))

    def verdict(text: str) -> Any:
        raise ValueError(f"who validates {text}?")

    with gr.Blocks() as demo:
        text, number, kept, file = gr.Textbox(), gr.Number(), gr.State([]), gr.File()
        press = gr.Button().click
        press(parse, text, number, api_name="parse")
        press(lookup, text, text, api_name="lookup")
        press(steps, text, text, api_name="steps")
        press(together, text, text, api_name="together", batch=True)
        press(remember, [text, kept], [text, kept], api_name="remember")
        press(mine, None, text, api_name="mine")
        press(show, text, number, api_name="show")
        press(columns, file, text, api_name="columns")
        press(str, text, text, api_name="judged", validator=verdict)
        press(parse, text, number, api_name="process", run="process")
    return demo


CANARY = "canary-of-a-visitor-4711"


@pytest.fixture
def app(launched: Any) -> str:
    return launched(secretive()).url


def ask(url: str, name: str, *data: Any, direct: bool, client: httpx.Client | None = None) -> None:
    post = (client or httpx).post
    if direct:
        post(f"{url}/gradio_api/run/{name}", json={"data": data, "session_hash": "s1"}, timeout=30)
        return
    sent = post(f"{url}/gradio_api/call/{name}", json={"data": data, "session_hash": "s1"}, timeout=30)
    if sent.status_code == 200:
        (client or httpx).get(f"{url}/gradio_api/call/{name}/{sent.json()['event_id']}", timeout=30)


@pytest.mark.parametrize("direct", [False, True])
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("parse", "ValueError: could not convert string to float: '‹input›'"), ("lookup", "KeyError: '‹input›'"),
        ("together", "ValueError: not all of ['‹input›']"), ("judged", "ValueError: who validates ‹input›?"),
        ("process", "could not convert string to float: '‹input›'"), ("show", "‹result›"),
    ],
)  # fmt: skip
def test_a_failing_event_keeps_its_visitors_words_to_itself(
    app: str, name: str, kept: str, direct: bool, caplog: pytest.LogCaptureFixture
) -> None:
    ask(app, name, CANARY, direct=direct)
    assert kept in caplog.text
    assert CANARY not in caplog.text
    assert CANARY[::-1] not in caplog.text
    assert "test_log_quotes.py" in caplog.text or name == "show"


def test_a_step_that_fails(app: str, caplog: pytest.LogCaptureFixture) -> None:
    ask(app, "steps", CANARY, direct=False)
    assert "LookupError: second ‹input›" in caplog.text
    assert CANARY not in caplog.text


@pytest.mark.parametrize("direct", [False, True])
def test_what_the_session_keeps_and_what_the_request_said(
    app: str, direct: bool, caplog: pytest.LogCaptureFixture
) -> None:
    ask(app, "remember", CANARY, direct=False)
    ask(app, "remember", "again", direct=direct)
    assert "ValueError: I remember ['‹input›']" in caplog.text
    with httpx.Client(headers={"x-token": f"token-{CANARY}"}, cookies={"crumb": f"crumb-{CANARY}"}) as client:
        ask(app, "mine", direct=direct, client=client)
    assert "PermissionError: no ‹input› and ‹input›" in caplog.text
    assert CANARY not in caplog.text


def test_what_stands_in_a_file(app: str, caplog: pytest.LogCaptureFixture) -> None:
    with httpx.Client() as client:
        sent = client.post(f"{app}/gradio_api/upload", files={"files": ("a.csv", f"price\n{CANARY}\n".encode())})
        file = {"path": sent.json()[0], "meta": {"_type": "gradio.FileData"}}
        ask(app, "columns", file, direct=False, client=client)
    assert "could not convert string to float: '‹input›'" in caplog.text
    assert CANARY not in caplog.text


def test_who_writes_the_app_sees_everything(launched: Any, caplog: pytest.LogCaptureFixture) -> None:
    url = launched(secretive(), profile="dev").url
    ask(url, "parse", CANARY, direct=False)
    ask(url, "parse", CANARY, direct=True)
    assert caplog.text.count(f"could not convert string to float: '{CANARY}'") == 2


@pytest.mark.parametrize("profile", ["dev", "local"])
def test_a_broken_auth_function_tells_no_password(
    launched: Any, profile: str, caplog: pytest.LogCaptureFixture
) -> None:
    def check(name: str, password: str) -> bool:
        raise KeyError(f"{name}:{password}")

    url = launched(secretive(), auth=check, profile=profile).url
    httpx.post(f"{url}/login", data={"username": "ann-of-the-test", "password": CANARY})
    assert "The auth function failed" in caplog.text
    assert CANARY not in caplog.text


SCOPE: dict[str, Any] = {
    "method": "GET", "path": "/file=secret-name", "query_string": b"q=a%20word",
    "headers": [(b"cookie", b"a=crumb-1; b=crumb-2"), (b"authorization", b"Bearer token-1"), (b"accept", b"text/html")],
}  # fmt: skip


def test_what_a_request_says_does_not_reach_the_log() -> None:
    said = "crumb-2 and token-1 want 'a word' of /file=secret-name as text/html"
    told = without_request(ValueError(said), SCOPE, reads_body=False)
    assert str(told) == "‹input› and ‹input› want '‹input›' of ‹input› as text/html"
    assert str(without(ValueError("b=crumb-2"), of_request(SCOPE))) != "b=crumb-2"
    assert "left out" in str(without_request(ValueError(CANARY), SCOPE, reads_body=True))
    full = OSError(28, "No space left on device", CANARY)
    assert str(without_request(full, SCOPE, reads_body=True)) == "[Errno 28] No space left on device"
    assert "left out" in str(without_request(ValueError(f"[Errno 28] {CANARY}"), SCOPE, reads_body=True))


@pytest.mark.parametrize("quotes", [False, True])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_that_fails_by_itself(method: str, quotes: bool, caplog: pytest.LogCaptureFixture) -> None:
    said = "crumb-2"

    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise ValueError(f"{CANARY} by {said}")

    async def send(message: Any) -> None:
        sent.append(message)

    sent: list[Any] = []
    scope = {**SCOPE, "method": method, "path": f"/{CANARY}"}
    asyncio.run(Boundary(broken, quotes)(scope, send, send))
    assert sent[0]["status"] == 500
    (record,) = caplog.records
    trace = logging.Formatter().format(record).partition("\n")[2]
    assert ("crumb-2" in trace, f"ValueError: {CANARY}" in trace) == (quotes, quotes)
    assert "in broken" in trace


def test_what_a_visitor_leaves_behind_is_not_told_when_its_end_fails(
    launched: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def forgotten(value: Any) -> None:
        raise ValueError(f"cannot forget {value}")

    def leave(request: gr.Request) -> None:
        raise ValueError(f"goodbye {request.headers['x-token']}")

    with gr.Blocks() as demo:
        kept = gr.State("", delete_callback=forgotten)
        demo.unload(leave)
    url = launched(demo).url
    with (
        httpx.Client(base_url=url, headers={"x-token": f"token-{CANARY}"}) as client,
        client.stream("GET", "/gradio_api/heartbeat/s1"),
    ):
        pass
    wait_until(lambda: "goodbye ‹input›" in caplog.text, "the unload listener failed")
    let_go([kept], {state_key(kept): [CANARY]})
    assert "cannot forget ['‹input›']" in caplog.text
    assert CANARY not in caplog.text


def test_a_broken_auth_dependency_tells_no_token(launched: Any, caplog: pytest.LogCaptureFixture) -> None:
    def who(request: Any) -> str:
        raise LookupError(f"nobody has {request.headers['authorization']}")

    url = launched(secretive(), auth_dependency=who, profile="dev").url
    reply = httpx.get(f"{url}/config", headers={"authorization": f"Bearer {CANARY}"})
    assert reply.status_code == 401
    assert "nobody has ‹input›" in caplog.text
    assert CANARY not in caplog.text


def test_toasts_for_api_clients_are_counted_and_not_quoted(launched: Any, caplog: pytest.LogCaptureFixture) -> None:
    def hint(text: str) -> str:
        gr.Info(f"about {text}")
        return ""

    caplog.set_level(logging.INFO, "portico.toast")
    url = launched(gr.Interface(hint, "text", "text", api_name="hint")).url
    ask(url, "hint", CANARY, direct=False)
    assert f"A toast of {len(CANARY) + 6} characters" in caplog.text
    assert CANARY not in caplog.text
