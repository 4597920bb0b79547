"""Roles: what the author's function says of somebody, and who reads it; a name alone says whose a session is."""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import workers
from serving import wait_until
from websockets.sync.client import connect

import portico as gr
from portico.errors import BuildError
from security.entrance import ANN, SECRETS, ask, ledger, log_in, told

PEOPLE = {"ann": ["admin", "writer"], "ben": []}
WORD = "a-word-nobody-reads"
WHO = {"x-who": "ann"}


def judge(name: str, password: str) -> Any:
    """`Ann@club` is ann in the app."""
    who = name.partition("@")[0].lower()
    return gr.User(who, PEOPLE.get(who, ())) if password == WORD else None


async def judge_later(name: str, password: str) -> Any:
    return judge(name, password)


def by_header(request: Any) -> Any:
    who = request.headers.get("x-who")
    return None if who is None else gr.User(who, PEOPLE[who])


def said(request: gr.Request) -> str:
    return f"{request.username} {request.roles}"


def showing() -> gr.Blocks:
    with gr.Blocks() as demo:
        gr.Button().click(said, None, gr.Textbox(), api_name="said")
    return demo


def heard(client: httpx.Client, session: str = "s1", number: int = 0) -> str:
    """What a function of the page answers."""
    sent = {"data": [], "fn_index": number, "session_hash": session}
    client.post("/gradio_api/queue/join", json=sent).raise_for_status()
    return told(client, session)


# What a User is


def test_a_user_is_a_name_and_roles_each_once_in_order() -> None:
    assert gr.User("ada", roles=["b", "a", "b"]) == gr.User("ada", ("b", "a"))
    assert gr.User("ada").roles == ()
    assert gr.User("ada", {"b", "a"}).roles == ("a", "b")


@pytest.mark.parametrize(
    ("name", "roles", "why"),
    [
        ("ada", "admin", r"a text alone is none: write roles=\['admin'\]"),
        ("ada", 7, "roles are texts such as .* not a int"),
        ("ada", None, "not a NoneType"),
        ("ada", ["admin", 7], "each role is a text, and one of them is a int"),
        ("ada", ["admin", " "], "one of the roles is empty"),
        ("", [], "the name is empty"),
        (" ", [], "the name is empty"),
        (7, [], "the name is a text such as .* not a int"),
    ],
)
def test_a_user_that_is_none_says_why(name: Any, roles: Any, why: str) -> None:
    with pytest.raises(BuildError, match=why):
        gr.User(name, roles)


# Who reads it


def everywhere(seen: dict[str, tuple[str | None, tuple[str, ...]]]) -> gr.Blocks:
    """Every way into a function notes who came."""

    def note(what: str) -> Any:
        def fn(request: gr.Request) -> str:
            seen[what] = request.username, request.roles
            return what

        return fn

    async def later(request: gr.Request) -> str:
        return note("async")(request)

    def steps(request: gr.Request) -> Iterator[str]:
        yield note("generator")(request)

    async def steps_later(request: gr.Request) -> Any:
        yield note("async generator")(request)

    def validate(text: str, request: gr.Request) -> Any:
        note("validator")(request)
        return gr.validate(True, "")

    def piece(text: str, request: gr.Request) -> str:
        return note(f"piece {text}")(request)

    with gr.Blocks() as demo:
        answer = gr.Textbox()
        demo.load(note("load"), None, answer)
        press = gr.Button().click
        press(later, None, answer, api_name="later")
        press(steps, None, answer, api_name="steps")
        press(steps_later, None, answer, api_name="steps_later")
        press(note("direct"), None, answer, api_name="direct", queue=False)
        press(lambda text: text, answer, answer, api_name="checked", validator=validate)
        press(workers.whose, None, answer, api_name="whose", run="process")
        gr.Audio().stream(piece, answer, answer, api_name="live")
        demo.unload(note("unload"))

        @gr.render()
        def part(request: gr.Request) -> None:
            note("render")(request)

    return demo


@pytest.mark.requirement("R34")
@pytest.mark.parametrize("kind", ["auth", "async auth", "auth_dependency"])
def test_every_way_into_a_function_brings_the_roles(launched: Any, kind: str) -> None:
    seen: dict[str, tuple[str | None, tuple[str, ...]]] = {}
    door: dict[str, Any] = {
        "auth": {"auth": judge}, "async auth": {"auth": judge_later}, "auth_dependency": {"auth_dependency": by_header},
    }[kind]  # fmt: skip
    app = launched(everywhere(seen), resume_grace=0, **door)
    with httpx.Client(base_url=app.url, headers=WHO, timeout=30) as client:
        if "auth" in door:
            client.post("/login", data={"username": "Ann@club", "password": WORD}).raise_for_status()
        named = {one["api_name"]: one["id"] for one in client.get("/config").json()["dependencies"]}
        loads = [one["id"] for one in client.get("/config").json()["dependencies"] if [0, "load"] in one["targets"]]
        for number in [*loads, *[named[name] for name in ("later", "steps", "steps_later")]]:
            assert '"success":true' in heard(client, "s1", number)
        client.post("/gradio_api/run/direct", json={"data": []}).raise_for_status()
        event = client.post("/gradio_api/call/checked", json={"data": ["x"]}).json()["event_id"]
        assert "complete" in client.get(f"/gradio_api/call/checked/{event}").text
        there = heard(client, "s1", named["whose"])
        assert "ann ('admin', 'writer')" in there
        assert str(os.getpid()) not in there.split("'writer') ")[1][:12]
        _live(client, app.url, named["live"], seen)
        with client.stream("GET", "/gradio_api/heartbeat/s1") as beats:
            next(beats.iter_bytes())
        wait_until(lambda: "unload" in seen, "the visitor's leaving is noticed")
    ways = ("load", "async", "generator", "async generator", "direct", "validator", "piece 1", "piece 2", "unload")
    assert seen == dict.fromkeys((*ways, "render"), ("ann", ("admin", "writer")))


def _live(client: httpx.Client, url: str, number: int, seen: dict[str, Any]) -> None:
    """Send two pieces of a live stream, over the page's socket."""
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = url.replace("http", "ws") + "/gradio_api/socket?session_hash=s2&after=0"
    with connect(address, additional_headers={**WHO, **({"cookie": cookie} if cookie else {})}) as socket:
        sent = {"data": ["1"], "fn_index": number, "session_hash": "s2"}
        socket.send(json.dumps({"id": 1, "path": "queue/join", "body": sent}))
        event = ""
        while not event:
            answers = [frame["body"] for frame in json.loads(socket.recv(10)) if frame.get("id") == 1]
            event = answers[0]["event_id"] if answers else ""
        wait_until(lambda: "piece 1" in seen, "the first piece is there")
        piece = {"data": ["2"], "fn_index": number, "session_hash": "s2"}
        socket.send(json.dumps({"id": 2, "path": f"stream/{event}", "body": piece}))
        wait_until(lambda: "piece 2" in seen, "the second piece is there")


@pytest.mark.requirement("R34")
def test_who_has_no_roles_has_none_and_a_request_without_a_page_neither(launched: Any) -> None:
    app = launched(showing(), auth=[ANN])
    with log_in(app.url) as client:
        assert "ann ()" in heard(client)
    assert gr.Request().roles == ()
    assert gr.Request(roles=("admin",)).roles == ("admin",)
    assert "None ()" in httpx.post(f"{launched(showing()).url}/gradio_api/run/said", json={"data": []}).text


def test_what_is_run_for_several_callers_has_the_roles_of_all_of_them(launched: Any) -> None:
    began, gate, runs = threading.Event(), threading.Event(), list[Any]()

    def together(words: list[str], request: gr.Request) -> list[str]:
        began.set()
        assert gate.wait(20)
        runs.append((sorted(words), request.roles))
        return words

    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(together, box, box, batch=True, max_batch_size=4)

    def admit(name: str, _: str) -> Any:
        return gr.User(name, {"ann": ["admin", "writer"], "ben": ["writer", "reader"]}[name])

    app = launched(demo, auth=admit)
    with log_in(app.url) as ann, log_in(app.url, ("ben", "b")) as ben:
        ask_for = {"first": (ann, "a1"), "second": (ann, "a2"), "third": (ben, "b1")}
        for word, (client, session) in ask_for.items():
            sent = {"data": [word], "fn_index": 0, "session_hash": session}
            client.post("/gradio_api/queue/join", json=sent).raise_for_status()
            assert began.wait(20)
        gate.set()
        for client, session in ask_for.values():
            assert '"success":true' in told(client, session)
    assert runs == [(["first"], ("admin", "writer")), (["second", "third"], ("writer",))]


# For how long


@pytest.mark.requirement("R34")
def test_a_login_keeps_its_roles_and_the_next_one_has_the_new_ones(launched: Any) -> None:
    roles = ["reader"]
    app = launched(showing(), auth=lambda name, password: gr.User(name, roles))
    with log_in(app.url) as before:
        roles.append("admin")
        assert "ann ('reader',)" in heard(before)
        with log_in(app.url) as after:
            assert "ann ('reader', 'admin')" in heard(after, "s2")
            # The name owns the session, whatever its roles.
            assert "ann ('reader', 'admin')" in heard(after)
        assert "ann ('reader',)" in heard(before)
        roles.clear()
        before.post("/login", data={"username": "ann", "password": "again"}).raise_for_status()
        assert "ann ()" in heard(before)


@pytest.mark.requirement("R34")
def test_a_function_of_each_request_says_the_newest(launched: Any) -> None:
    roles = ["reader"]
    app = launched(showing(), auth_dependency=lambda request: gr.User("ann", roles))
    address = app.url.replace("http", "ws") + "/gradio_api/socket?session_hash=s1&after=0"
    with connect(address) as socket:
        for number, answer in enumerate(("ann ('reader',)", "ann ('reader', 'admin')")):
            sent = {"data": [], "fn_index": 0, "session_hash": "s1"}
            socket.send(json.dumps({"id": number, "path": "queue/join", "body": sent}))
            while answer not in socket.recv(10):
                continue
            roles.append("admin")


# Whose


@pytest.mark.requirement("R37")
def test_a_session_is_a_names_and_never_a_roles(launched: Any) -> None:
    roles = {"ann": ["admin"], "ben": ["admin"]}

    def admit(request: Any) -> Any:
        who = request.headers.get("x-who")
        return who and gr.User(who, roles[who])

    app = launched(ledger(), auth_dependency=admit)
    ann, ben = (httpx.Client(base_url=app.url, headers={"x-who": who}) for who in ("ann", "ben"))
    with ann, ben:
        ask(ann)
        assert "x for ann 0" in told(ann)
        assert ask(ben).status_code == 403
        roles["ann"] = []
        ask(ann)
        assert "x for ann 1" in told(ann)


@pytest.mark.requirement("R37")
def test_who_logs_in_under_two_names_is_one_person(launched: Any) -> None:
    noted: list[gr.AuditRecord] = []
    app = launched(ledger(), auth=judge, security=gr.Security(audit=noted.append))
    with log_in(app.url, ("ann", WORD)) as home, log_in(app.url, ("ANN@club", WORD)) as away:
        ask(home)
        assert "x for ann 0" in told(home)
        ask(away)
        assert "x for ann 1" in told(away)
        assert away.get("/gradio_api/user").json() == "ann"
        assert away.get("/config").json()["username"] == "ann"
        with log_in(app.url, ("ben@club", WORD)) as ben:
            assert ask(ben).status_code == 403
        wrong = away.post("/login", data={"username": "ANN@club", "password": "wrong"})
        assert (wrong.status_code, away.get("/gradio_api/user").json()) == (400, "ann")
        app.demo.log_out("ann")
        wait_until(lambda: away.get("/config").status_code == 401, "the login ends, however it was begun")
        assert home.get("/config").status_code == 401
    logins = [(one.who, one.outcome) for one in noted if one.kind == "login"]
    assert logins == [("ann", "done"), ("ann", "done"), ("ben", "done"), ("ANN@club", "failed")]


@pytest.mark.requirement("R29")
def test_guesses_are_counted_by_the_name_that_was_typed(launched: Any) -> None:
    app = launched(ledger(), auth=judge, security=gr.Security(login_attempts=1))

    def enter(name: str, password: str) -> int:
        return httpx.post(f"{app.url}/login", data={"username": name, "password": password}).status_code

    assert [enter("ann@club", "guess"), enter("ann@club", WORD)] == [400, 429]
    assert enter("ann", WORD) == 200
    # Many spellings of one name are guesses from one address all the same.
    tries = [enter(f"{'a' * number}nn@club", "guess") for number in range(5)]
    assert tries[-1] == 429


# What is sent


@pytest.mark.requirement("R27", "R31")
def test_the_page_and_its_clients_are_told_of_no_role(launched: Any) -> None:
    secret = "role-4711"
    app = launched(ledger(), auth=lambda name, password: gr.User(name, [secret]))
    with log_in(app.url) as client:
        for path in (
            "/",
            "/config",
            "/gradio_api/user",
            "/gradio_api/token",
            "/gradio_api/info",
            "/gradio_api/login_check",
        ):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert secret not in answer.text + str(answer.headers), path
        assert client.get("/gradio_api/user").json() == "ann"
        assert client.get("/gradio_api/token").json() == {"token": None, "user": "ann"}
        ask(client)
        assert secret not in told(client)


def test_the_guides_program_lets_people_in_and_refuses_in_its_function(launched: Any) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "login.md").read_text(encoding="utf-8")
    (program,) = [one for one in re.findall(r"```python\n(.*?)```", guide, re.DOTALL) if "import portico" in one]
    names: dict[str, Any] = {"password_fits": lambda address, password: password == WORD, "__name__": "guide"}
    exec(program, names)
    app = launched(names["demo"], auth=names["come_in"])
    with log_in(app.url, ("ada@club.example", WORD)) as ada, log_in(app.url, ("ben@club.example", WORD)) as ben:
        assert "Closed by Ada." in heard(ada)
        assert "Only administrators close the year." in heard(ben, "s2")


# What is wrong


def _text(*_: Any) -> Any:
    return gr.User("ann", roles="admin")  # type: ignore[arg-type]


def _nameless(*_: Any) -> Any:
    return gr.User("")


def _number(*_: Any) -> Any:
    return gr.User(7)  # type: ignore[arg-type]


async def _later(*_: Any) -> Any:
    return gr.User("ann", [None])  # type: ignore[list-item]


@pytest.mark.requirement("R34", "R69")
@pytest.mark.parametrize("door", ["auth", "auth_dependency"])
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (_text, "write roles=['admin']"),
        (_nameless, "the name is empty"),
        (_number, "the name is a text such as"),
        (_later, "each role is a text"),
    ],
)
def test_a_wrong_answer_lets_nobody_in_and_is_told_in_the_log(
    launched: Any, caplog: pytest.LogCaptureFixture, door: str, answer: Any, why: str
) -> None:
    app = launched(ledger(), **{door: answer})
    with caplog.at_level(logging.ERROR), httpx.Client(base_url=app.url) as client:
        if door == "auth":
            entered = client.post("/login", data={"username": "ann", "password": WORD})
            assert (entered.status_code, client.get("/gradio_api/user").json()) == (400, None)
        stopped = client.get("/config")
        assert stopped.status_code == 401
        assert not any(secret in stopped.text for secret in SECRETS)
    assert "nobody is let in" in caplog.text
    assert why in caplog.text
    assert WORD not in caplog.text
