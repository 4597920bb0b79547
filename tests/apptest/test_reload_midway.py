"""A program is edited while people are logged in, and while something of it waits, runs or streams."""

from __future__ import annotations

import gc
import io
import wave
import weakref
from pathlib import Path

import pytest

from portico.testing import AppTest, NotPossible

CLUB = """
import portico as gr

def judge(name, password):
    return gr.User(name, ["old"]) if password == "a" else None

def look(request):
    who = request.headers.get("x-who")
    return who and gr.User(who, ["old"])

def tell(count, request: gr.Request):
    return count + 1, f"{request.username} {count + 1}: {request.roles}"

with gr.Blocks() as demo:
    count, told = gr.State(0), gr.Textbox(label="Told")
    gr.Button("Tell").click(tell, count, [count, told])
demo.launch(auth=judge)
"""


class Desk:
    def __init__(self, folder: Path) -> None:
        self.app, self.gates = folder / "app.py", folder / "gates_of_program.py"
        self.gates.write_text("import threading\ngate = threading.Event()\n")

    def edit(self, old: str, new: str) -> None:
        text = self.app.read_text()
        assert old in text
        self.app.write_text(text.replace(old, new))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def told(person: AppTest) -> str:
    person.click("Tell")
    return person["Told"].value


def test_who_is_logged_in_stays_so_and_the_function_that_judges_is_that_of_now(desk: Desk) -> None:
    desk.app.write_text(CLUB)
    with AppTest.from_file(desk.app) as at:
        ada, boss = at.as_user("ada", password="a"), at.as_user("boss", roles=["any"])
        assert told(ada) == "ada 1: ('old',)"
        desk.edit('["old"]', '["new"]')
        desk.edit('password == "a"', 'password == "b"')
        assert at.reload() == [], "nothing of it needs a restart"
        assert (told(ada), told(boss)) == ("ada 2: ('old',)", "boss 1: ('any',)")
        with pytest.raises(NotPossible, match="does not let 'ada' in"):
            at.as_user("ada", password="a")
        assert told(at.as_user("ada", password="b")) == "ada 1: ('new',)"
        assert told(at.as_user("eve", roles=["any"])) == "eve 1: ('any',)"


def test_a_function_that_judged_is_let_go_of(desk: Desk) -> None:
    desk.app.write_text(CLUB)
    with AppTest.from_file(desk.app) as at:
        ada = at.as_user("ada", password="a")
        before = weakref.ref(at._names["judge"])  # pyright: ignore[reportPrivateUsage]
        desk.edit('["old"]', '["new"]')
        at.reload()
        assert told(ada) == "ada 1: ('old',)"
        gc.collect()
        assert before() is None


def test_a_function_that_looks_at_each_request_is_that_of_now(desk: Desk) -> None:
    desk.app.write_text(CLUB.replace("auth=judge", "auth_dependency=look"))
    with AppTest.from_file(desk.app, headers={"x-who": "ada"}) as at:
        assert told(at) == "ada 1: ('old',)"
        boss = at.as_user("boss", roles=["any"])
        desk.edit('["old"]', '["new"]')
        assert at.reload() == []
        assert (told(at), told(boss)) == ("ada 2: ('new',)", "boss 1: ('any',)")


def test_other_doors_are_those_of_the_beginning_until_a_restart(desk: Desk) -> None:
    desk.app.write_text(CLUB.replace("auth=judge", 'auth=("ada", "a")'))
    with AppTest.from_file(desk.app) as at:
        desk.edit('("ada", "a")', '("ada", "b")')
        assert at.reload() == ["auth"]
        assert told(at.as_user("ada", password="a")) == "ada 1: ()"
        desk.edit('("ada", "b")', "judge")
        assert at.reload() == ["auth"]
        with pytest.raises(NotPossible, match="does not let 'bo' in"):
            at.as_user("bo", password="a")
        at.restart()
        assert told(at.as_user("bo", password="a")) == "bo 1: ('old',)"


WAITS = """
import portico as gr
from gates_of_program import gate

def slow(text, times):
    gate.wait(20)
    return f"old {text}", times + 1

with gr.Blocks() as demo:
    text, times = gr.Textbox("x", label="Text", interactive=True), gr.State(0)
    first, second, third = (gr.Textbox(label=name) for name in ("First", "Second", "Third"))
    gr.Button("One").click(slow, [text, times], [first, times], concurrency_id="line", concurrency_limit=1)
    gr.Button("Two").click(lambda text: f"old {text}", text, second, concurrency_id="line")
    gr.Button("Three").click(lambda text: f"old {text}", text, third, concurrency_id="line")
"""


def test_what_waits_runs_on_the_new_code_or_ends_and_says_so(desk: Desk) -> None:
    desk.app.write_text(WAITS)
    with AppTest.from_file(desk.app) as at:
        gate = at._names["gate"]  # pyright: ignore[reportPrivateUsage]
        for name in ("One", "Two", "Three"):
            at.click(name, wait=False)
        held = at["Text"]
        desk.edit('gr.Button("Three").click(lambda text: f"old {text}", text, third, concurrency_id="line")', "")
        desk.edit('lambda text: f"old', 'lambda text: f"new')
        desk.edit('label="Text"', 'label="Words"')
        at.reload()
        assert repr(held) == "<Textbox 'Words'>"
        gate.set()
        at.settle()
        assert [at[name].value for name in ("First", "Second", "Third")] == ["old x", "new x", ""]
        assert "what it was for is no longer there" in (at["Third"].error or "")
        desk.edit("    text, times = gr.Textbox(", "    times = gr.State(0)\n    text = gr.Number(7) #")
        at.reload()
        with pytest.raises(NotPossible, match=r"Textbox 'Words' is no longer on the page"):
            held.fill("y")


def test_what_old_code_has_for_a_state_of_now_is_told(desk: Desk) -> None:
    desk.app.write_text(WAITS)
    with AppTest.from_file(desk.app) as at:
        gate = at._names["gate"]  # pyright: ignore[reportPrivateUsage]
        at.click("One", wait=False)
        desk.edit("gr.State(0)", 'gr.State("")')
        desk.edit("times + 1", 'times + "1"')
        at.reload()
        at.close_toasts()
        gate.set()
        at.settle()
        assert at["First"].value == "old x"
        assert [toast.level for toast in at.toasts] == ["warning"]
        assert "the State 'times' was not changed by it" in at.toasts[0].text
        at.click("One")
        assert at["First"].error is None


def test_a_stream_of_steps_goes_on_as_it_began(desk: Desk) -> None:
    desk.app.write_text("""
import portico as gr
from gates_of_program import gate

def answer(message, history):
    yield "old one"
    gate.wait(20)
    yield "old two"

demo = gr.ChatInterface(answer)
""")
    with AppTest.from_file(desk.app) as at:
        steps = at.stream_chat("hi")
        next(steps)
        desk.edit("old", "new")
        assert at.reload() == []
        at._names["gate"].set()  # pyright: ignore[reportPrivateUsage]
        for _ in steps:
            continue
        assert at["chatbot"].value[-1]["content"][0]["text"] == "old two"
        assert at.chat("again") == "new two"
        at["chatbot"].retry()
        assert [part["text"] for one in at["chatbot"].value for part in one["content"]] == [
            "hi", "old two", "again", "new two",
        ]  # fmt: skip


def sound() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(1600))
    return buffer.getvalue()


def test_a_microphone_that_streams_is_heard_by_the_code_of_now_the_next_time(desk: Desk) -> None:
    desk.app.write_text("""
import portico as gr

def hear(piece, count):
    return count + 1, f"old {count + 1}"

with gr.Blocks() as demo:
    count, shown = gr.State(0), gr.Textbox(label="Shown")
    sound = gr.Audio(sources=["microphone"], streaming=True, label="Sound")
    sound.stream(hear, [sound, count], [count, shown], time_limit=20)
""")
    with AppTest.from_file(desk.app) as at:
        at["Sound"].record(sound(), sound())
        assert at["Shown"].value == "old 2"
        desk.edit("old", "new")
        at.reload()
        at["Sound"].record(sound(), sound())
        assert at["Shown"].value == "new 4"


def test_each_browser_follows_wherever_it_is(desk: Desk) -> None:
    desk.app.write_text(CLUB.replace("demo.launch(auth=judge)", ""))
    with AppTest.from_file(desk.app) as at:
        away, gone = at.another_session(), at.another_session()
        assert [told(one)[:6] for one in (at, away, gone)] == ["None 1"] * 3
        away.drop_connection()
        gone.close()
        desk.edit("{count + 1}: ", "{count + 1} now: ")
        away.reload()
        away.drop_connection()
        assert (told(away), told(at)) == ("None 2 now: ()", "None 2 now: ()")
        assert told(at.another_session()) == "None 1 now: ()"
