"""Who is logged in, what a browser sends and keeps, what a program's file gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import portico as gr
from portico.errors import BuildError
from portico.lang.password import hashed
from portico.testing import AppTest, NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable


def who() -> gr.Blocks:
    def tell(request: gr.Request) -> str:
        return f"{request.username} {request.headers.get('x-team')} {request.query_params.get('lang')}"

    with gr.Blocks() as demo:
        told = gr.Textbox(label="Told")
        demo.load(tell, None, told)
        gr.Button("Who").click(tell, None, told)
    return demo


def test_a_login_is_asked_for_and_given(visit: Callable[..., AppTest]) -> None:
    at = visit(who(), auth=[("ada", "a"), ("bo", str(hashed("b")))])
    with pytest.raises(NotPossible, match=r"This app asks for a login: go on as somebody, with at\.as_user"):
        at.click("Who")
    ada, bo = at.as_user("ada"), at.as_user("bo", password="b")
    assert (ada["Told"].value, bo["Told"].value) == ("ada None None", "bo None None")
    ada.click("Who")
    for do, why in (
        (lambda: at.as_user("bo"), r"The password of 'bo' cannot be read from auth"),
        (lambda: at.as_user("ada", password="x"), r"The app does not let 'ada' in: .*Incorrect credentials"),
        (lambda: at.as_user("eve"), r"auth has nobody called 'eve'; it has 'ada', 'bo'"),
    ):
        with pytest.raises(NotPossible, match=why):
            do()


def test_an_app_may_judge_people_by_itself(visit: Callable[..., AppTest]) -> None:
    def judge(name: str, password: str) -> bool:
        return password == name[::-1]

    at = visit(who(), auth=judge)
    assert at.as_user("ada", password="ada"[::-1])["Told"].value.startswith("ada")
    with pytest.raises(NotPossible, match="cannot be read from auth"):
        at.as_user("ada")
    other = visit(who(), auth_dependency=lambda request: request.headers.get("x-team"))
    assert other.as_user("red", headers={"x-team": "red"})["Told"].value == "red red None"
    with pytest.raises(NotPossible, match=r"auth_dependency takes this request for one of None, not of 'red'"):
        other.as_user("red")
    with pytest.raises(NotPossible, match=r"This app has no login, so nobody can be 'ada' in it"):
        visit(who()).as_user("ada")


def roles() -> gr.Blocks:
    def tell(request: gr.Request) -> str:
        if "admin" not in request.roles:
            raise gr.Error("Only for administrators.")
        return f"{request.username} {request.roles}"

    with gr.Blocks() as demo:
        told = gr.Textbox(label="Told")
        gr.Button("Who").click(tell, None, told)
    return demo


def answer(person: AppTest) -> str | None:
    person.click("Who")
    return person.error or person["Told"].value


def test_a_test_says_who_has_which_roles(visit: Callable[..., AppTest]) -> None:
    def judge(name: str, password: str) -> gr.User | None:
        return gr.User(name.partition("@")[0], ["admin"]) if password == "x" else None

    for door in ({"auth": [("ada", "a"), ("bo", str(hashed("b")))]}, {"auth": judge},
                 {"auth_dependency": lambda request: request.headers.get("x-team")}):  # fmt: skip
        at = visit(roles(), **door)
        assert answer(at.as_user("ada", roles=["admin", "writer"])) == "ada ('admin', 'writer')"
        assert answer(at.as_user("bo", roles=[])) == "Only for administrators."
        assert answer(at.as_user("who the door knows nothing of", roles={"admin"})).startswith("who the door")
        with pytest.raises(BuildError, match=r"write roles=\['admin'\]"):
            at.as_user("ada", roles="admin")
    with pytest.raises(NotPossible, match=r"This app has no login, so nobody can be 'ada' in it"):
        visit(roles()).as_user("ada", roles=["admin"])


def test_without_roles_the_door_says_them(visit: Callable[..., AppTest]) -> None:
    def judge(name: str, password: str) -> gr.User | None:
        return gr.User(name.partition("@")[0], ["admin"]) if password == "x" else None

    at = visit(roles(), auth=judge)
    assert answer(at.as_user("ada@home", password="x")) == "ada ('admin',)"
    # With a password the door is asked, and only its roles are not taken.
    assert answer(at.as_user("ada@home", password="x", roles=["admin", "b"])) == "ada ('admin', 'b')"
    for given in (None, []):
        with pytest.raises(NotPossible, match=r"does not let 'ada' in: .*Incorrect credentials"):
            at.as_user("ada", password="wrong", roles=given)
    with pytest.raises(NotPossible, match=r"cannot be read from auth.*or without one.*roles=\[…\]"):
        at.as_user("ada")
    other = visit(roles(), auth_dependency=lambda request: gr.User("red", [request.headers.get("x-role", "none")]))
    assert answer(other.as_user("red", headers={"x-role": "admin"})) == "red ('admin',)"
    assert answer(other.as_user("red")) == "Only for administrators."


def test_what_a_test_says_of_somebody_is_theirs_alone_and_lasts_as_a_login_does(visit: Callable[..., AppTest]) -> None:
    at = visit(roles(), auth=[("ada", "a")])
    ada = at.as_user("ada", roles=["admin"])
    assert answer(at.as_user("ada")) == "Only for administrators."
    ada.revisit()
    ada.drop_connection()
    assert answer(ada) == "ada ('admin',)"
    with pytest.raises(NotPossible, match=r"This app asks for a login"):
        ada.another_session().click("Who")
    at.restart()
    ada.click("Who")
    assert ada.connection == "signed out"
    assert answer(at.as_user("ada", roles=["admin"])) == "ada ('admin',)"
    # A function that looks at each request knows them after a restart as before.
    other = visit(roles(), auth_dependency=lambda request: None)
    red = other.as_user("red", roles=["admin"])
    other.restart()
    assert answer(red) == "red ('admin',)"
    with pytest.raises(NotPossible, match="takes this request for one of None"):
        other.as_user("red")


def test_a_login_that_ends_is_noticed(visit: Callable[..., AppTest]) -> None:
    demo = who()
    at = visit(demo, auth=("ada", "a"))
    ada = at.as_user("ada")
    at._hosting.asgi.log_out("ada")
    ada.click("Who")
    assert ada.connection == "signed out"
    assert "signed out" in (ada.error or ada["Told"].error or "")


def test_what_a_browser_sends(visit: Callable[..., AppTest]) -> None:
    at = visit(who(), query="lang=fr", headers={"X-Team": "blue"})
    assert at["Told"].value == "None blue fr"
    assert at.another_session()["Told"].value == "None blue fr"


def test_what_a_browser_keeps(visit: Callable[..., AppTest]) -> None:
    with gr.Blocks() as demo:
        kept, text = gr.BrowserState("nothing", storage_key="word"), gr.Textbox(label="Text")
        text.submit(lambda text: text, text, kept)
        demo.load(lambda kept: kept, kept, text)
    at = visit(demo)
    assert at["Text"].value == "nothing"
    at["Text"].submit("mine")
    at.revisit()
    assert at["Text"].value == "mine"
    assert at.another_session()["Text"].value == "nothing"


PROGRAM = """
import helper_of_the_program
import portico as gr

with gr.Blocks(title="Mine") as {name}:
    field = gr.Textbox(label="Name")
    shown = gr.Textbox(label="Shown", elem_id="shown-here")
    button = gr.Button("Go")
    button.click(lambda text: helper_of_the_program.HELLO + text, field, shown)
    times = gr.State(0)

{name}.launch(auth=("ada", "secret"))
print("never reached")
"""


def program(folder: Path, name: str = "demo", text: str = PROGRAM) -> Path:
    (folder / "helper_of_the_program.py").write_text("HELLO = 'Hello '\n", encoding="utf-8")
    path = folder / "app.py"
    path.write_text(text.replace("{name}", name), encoding="utf-8")
    return path


def test_a_program_is_tested_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = program(tmp_path)
    with AppTest.from_file(path) as at:
        ada = at.as_user("ada")
        ada["field"].fill("Ann")
        ada.click("button")
        assert (ada["shown"].value, ada["shown-here"].value, ada.title) == ("Hello Ann", "Hello Ann", "Mine")
        path.write_text(path.read_text().replace('"Go"', '"Start"'), encoding="utf-8")
        at.restart()
        ada.click("Go")
        # Who was logged in is not any more: a new process knows no logins.
        assert ada.connection in ("restarted", "signed out")
        assert "Start" in at.as_user("ada")
    assert capsys.readouterr().out == ""


def test_an_app_may_have_another_name(tmp_path: Path) -> None:
    path = program(tmp_path, "shop")
    with AppTest.from_file(f"{path}:shop", auth=None) as at:
        assert at["shown"].value == ""
    with pytest.raises(NotPossible, match=r"has no gr\.Blocks called 'shp'\. Did you mean 'shop'\? It has shop\."):
        AppTest.from_file(f"{path}:shp")


def test_scripts_are_not_run_in_silence(visit: Callable[..., AppTest]) -> None:
    with gr.Blocks() as demo:
        text, shown = gr.Textbox("a", label="Text"), gr.Textbox(label="Shown")
        gr.Button("Alone").click(None, text, shown, js="(text) => text + '!'")
        gr.Button("Before").click(lambda text: text.upper(), text, shown, js="(text) => text + '!'")
        gr.Button("Constant").click(None, None, shown, js='() => ["always"]')
        gr.Button("Own").click(lambda: gr.Textbox(visible=False), None, text, js=True)
        gr.ClearButton([shown])
        demo.load(None, None, None, js="() => document.body.classList.add('dark')")
    at = visit(demo)
    with pytest.raises(
        NotPossible, match=r"'click' starts is JavaScript alone, which AppTest cannot run: .*portico_page"
    ):
        at.click("Alone")
    with pytest.raises(NotPossible, match=r"begins with JavaScript"):
        at.click("Before")
    at.click("Constant")
    assert at["Shown"].value == "always"
    at.click("Clear")
    assert at["Shown"].value == ""
    at.click("Own")
    assert not at["Text"].visible
    other = visit(demo, skip_scripts=True)
    other.click("Before")
    assert other["Shown"].value == "A"


def test_time_passes_when_the_test_says_so(visit: Callable[..., AppTest]) -> None:
    with gr.Blocks() as demo:
        fast, slow, log = gr.Timer(1), gr.Timer(2.5), gr.Textbox(label="Log")
        made = iter(range(100))
        gr.Number(lambda: next(made), every=2, label="Every")
        fast.tick(lambda log: f"{log}f", log, log)
        slow.tick(lambda log: (f"{log}s", gr.Timer(active=False)), log, [log, slow])
        gr.Button("Slower").click(lambda: gr.Timer(3), None, fast)
        demo.load(lambda: gr.Info("for a while", duration=3), None, None)
    at = visit(demo)
    assert at["Log"].value == ""
    at.tick(0.9)
    assert at["Log"].value == ""
    at.tick(2.1)
    assert at["Log"].value == "ffsf"
    assert at.toasts == []
    at.tick(2)
    assert (at["Log"].value, at["Every"].value) == ("ffsfff", 3)
    at.click("Slower")
    at.tick(2.9)
    assert at["Log"].value == "ffsfff"
    at.tick(0.1)
    assert at["Log"].value == "ffsffff"


def test_progress_and_a_validators_words(visit: Callable[..., AppTest]) -> None:
    def work(age: float, progress: Any = gr.Progress()) -> str:
        for _ in progress.tqdm(range(2), desc="Working"):
            pass
        return "done"

    with gr.Blocks() as demo:
        age, shown = gr.Number(3, label="Age"), gr.Textbox(label="Shown")
        gr.Button("Go").click(work, age, shown, validator=lambda age: gr.validate(age > 2, "Too young."))
    at = visit(demo)
    at.click("Go")
    assert [one["desc"] for one in at.progress][:1] == ["Working"]
    assert at["Shown"].progress == at.progress
    at["Age"].fill(1)
    at.click("Go")
    assert (at["Age"].error, at.progress, at.error) == ("Too young.", [], None)
    at["Age"].fill(4)
    assert at["Age"].error is None


def test_a_snapshot_is_the_same_each_time(visit: Callable[..., AppTest], tmp_path: Path) -> None:
    def make(request: gr.Request) -> Any:
        path = tmp_path / "made.txt"
        path.write_text("x", encoding="utf-8")
        return f"session {request.session_hash} {'ab' * 16}", gr.File(value=gr.allow_path(str(path)))

    def demo() -> gr.Blocks:
        with gr.Blocks() as demo:
            text, file = gr.Textbox(label="Text"), gr.File(label="File")
            gr.Textbox(label="Hidden", visible=False)
            gr.Button("Go").click(make, None, [text, file]).then(lambda: gr.Info("done"), None, None)
        return demo

    taken = []
    for _ in range(2):
        at = visit(demo())
        at.click("Go")
        taken.append(at.snapshot())
    assert json.loads(json.dumps(taken[0])) == taken[0] == taken[1]
    text, file = (one for one in taken[0]["elements"] if one["kind"] in ("textbox", "file"))
    assert (text["label"], text["value"]) == ("Text", "session <session> <id>")
    assert (file["value"]["path"], file["value"]["orig_name"]) == ("<file>", "made.txt")
    assert taken[0]["toasts"] == [{"level": "info", "title": "Info", "text": "done"}]
