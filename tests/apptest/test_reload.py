"""A program is edited while a simulated person uses it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import portico as gr
from portico.testing import AppTest, NotPossible, Toast

PROGRAM = """
from dataclasses import dataclass

import portico as gr
from words_of_program import GREETING

@dataclass
class Count:
    times: int = 0

def greet(name, count):
    count.times += 1
    return f"{GREETING} {name}, {count.times}", count

with gr.Blocks() as demo:
    count = gr.State(Count())
    with gr.Tabs():
        with gr.Tab("Plain"):
            name = gr.Textbox(label="Name")
            shown = gr.Textbox(label="Shown")
            go = gr.Button("Go")
        with gr.Tab("More"):
            seed = gr.Number(1, label="Seed", interactive=True)
    go.click(greet, [name, count], [shown, count])
"""


class Desk:
    def __init__(self, folder: Path) -> None:
        self.app, self.words = folder / "app.py", folder / "words_of_program.py"
        self.app.write_text(PROGRAM)
        self.words.write_text("GREETING = 'Hello'\n")

    def edit(self, old: str, new: str) -> None:
        text = self.app.read_text()
        assert old in text
        self.app.write_text(text.replace(old, new))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def at(desk: Desk) -> Iterator[AppTest]:
    with AppTest.from_file(desk.app) as at:
        yield at


def test_what_is_the_same_keeps_what_was_done_to_it(desk: Desk, at: AppTest) -> None:
    at["Name"].fill("Ann")
    at.select("More")
    at["Seed"].fill(7)
    desk.edit("            name = gr", '            age = gr.Number(3, label="Age")\n            name = gr')
    desk.edit('label="Name"', 'label="Your name"')
    desk.edit("gr.Number(1,", "gr.Number(2,")
    assert at.reload() == []
    assert at["Seed"].value == 7
    assert at["Your name"].value == "Ann"
    assert "Name" not in at
    assert at["seed"].visible  # the tab is open still
    at.select("Plain")
    assert at["Age"].value == at["age"].value == 3
    at.click("Go")
    assert at["Shown"].value == "Hello Ann, 1"
    assert at.toasts == []
    desk.edit('            age = gr.Number(3, label="Age")\n', "")
    at.reload()
    assert "Age" not in at
    nodes = set(at._visit.page.nodes)  # pyright: ignore[reportPrivateUsage]
    at.revisit()
    assert len(at._visit.page.nodes) == len(nodes)  # pyright: ignore[reportPrivateUsage]
    assert at["Seed"].value == 2


def test_a_module_that_it_imports_counts(desk: Desk, at: AppTest) -> None:
    at["Name"].fill("Ann")
    desk.words.write_text("GREETING = 'Good evening'\n")
    at.reload()
    at.click("Go")
    assert at["Shown"].value == "Good evening Ann, 1"
    desk.words.write_text("GREETING = 'Bye'\n")
    at.restart()
    at.click("Go")
    assert at["Shown"].value == "Bye Ann, 1"
    desk.words.write_text("GREETING = 'Again'\n")
    at.reload()
    at.click("Go")
    assert at["Shown"].value == "Again Ann, 2"


def test_a_state_is_kept_where_it_fits_and_told_of_where_not(desk: Desk, at: AppTest) -> None:
    other = at.another_session()
    for person in (at, at, other):
        person.click("Go")
    desk.edit("{name}, ", "{name}: ")
    at.reload()
    at.click("Go")
    other.click("Go")
    assert (at["Shown"].value, other["Shown"].value) == ("Hello : 3", "Hello : 2")
    fresh = at.another_session()
    desk.edit("gr.State(Count())", "gr.State(0)")
    desk.edit("count.times += 1", "count += 1")
    desk.edit("{count.times}", "{count}")
    other.reload()
    told = Toast(
        "warning", "The State 'count' began anew: it is a int now, and was a Count.", "The program was changed"
    )
    assert at.toasts == other.toasts == [told]
    assert fresh.toasts == []
    at.click("Go")
    assert at["Shown"].value == "Hello : 1"


def test_a_broken_save_says_what_is_wrong_and_the_app_goes_on(desk: Desk, at: AppTest) -> None:
    at["Name"].fill("Ann")
    desk.edit('label="Shown"', "label=Shown")
    for _ in range(2):
        with pytest.raises(NotPossible, match=r"goes on as it was\. (?s:.*)NameError.*'Shown'(?s:.*)app\.py:\d+"):
            at.reload()
    at.click("Go")
    assert at["Shown"].value == "Hello Ann, 1"
    desk.edit("label=Shown", 'label="Out"')
    at.reload()
    assert (at["Out"].value, at["Name"].value) == ("Hello Ann, 1", "Ann")
    at.click("Go")
    assert at["Out"].value == "Hello Ann, 2"


def test_every_open_page_follows(desk: Desk, at: AppTest) -> None:
    other = at.another_session()
    other["Name"].fill("Ben")
    desk.edit('"Go"', '"Greet"')
    other.reload()
    other.click("Greet")
    at.click("Greet")
    assert (at["Shown"].value, other["Shown"].value) == ("Hello , 1", "Hello Ben, 1")


def test_what_runs_ends_with_the_code_it_began_with(desk: Desk) -> None:
    desk.app.write_text("""
import threading
import portico as gr
gate = threading.Event()
def slow():
    gate.wait(10)
    return "old"
with gr.Blocks() as demo:
    shown = gr.Textbox(label="Shown")
    gr.Button("Go").click(slow, None, shown)
    demo.load(lambda: "loaded", None, gr.Textbox(label="First"))
""")
    with AppTest.from_file(desk.app) as at:
        gate = at._names["gate"]  # pyright: ignore[reportPrivateUsage]
        at.click("Go", wait=False)
        desk.edit('"old"', '"new"')
        desk.app.write_text(
            desk.app.read_text() + '    demo.load(lambda: "loaded too", None, gr.Textbox(label="Second"))\n'
        )
        at.reload()
        assert at["Second"].value == "loaded too"
        assert not at["Second"].interactive  # it is only an output
        gate.set()
        at.settle()
        assert at["Shown"].value == "old"


def test_what_the_program_says_otherwise_is_otherwise_and_no_change_of_anybodys(desk: Desk) -> None:
    desk.app.write_text("""
import portico as gr
with gr.Blocks() as demo:
    with gr.Tabs() as tabs:
        with gr.Tab("One"):
            one = gr.Textbox("a", label="One's", interactive=True)
        with gr.Tab("Two") as two:
            gr.Markdown("two")
    changes = gr.Number(0, label="Changes")
    gr.on([one.change, tabs.change], lambda n: n + 1, changes, changes)
    size = gr.Radio(["small", "large"], label="Size")
    ticks = gr.Number(0, label="Ticks")
    timer = gr.Timer(10)
    timer.tick(lambda n: n + 1, ticks, ticks)
    gr.Button("Choose").click(lambda: gr.Tabs(selected=1), None, tabs)
""")
    desk.edit('gr.Tab("One")', 'gr.Tab("One", id=1)')
    with AppTest.from_file(desk.app) as at:
        at.select("Two")
        assert at["Changes"].value == 1
        at["Size"].choose("large")
        desk.edit('gr.Textbox("a"', 'gr.Textbox("b"')
        desk.edit('["small", "large"]', '["small", "large", "huge"]')
        desk.edit('        with gr.Tab("Two") as two:\n            gr.Markdown("two")\n', "")
        desk.edit("gr.Timer(10)", "gr.Timer(5)")
        at.reload()
        assert (at["One's"].value, at["Changes"].value, at["Size"].value) == ("b", 1, "large")
        at["Size"].choose("huge")
        at["One's"].fill("c")  # the tab that was open is gone
        assert at["Changes"].value == 2
        at.click("Choose")  # it is open already
        assert at["Changes"].value == 2
        at.tick(10)
        assert at["Ticks"].value == 2
        desk.edit(
            '        with gr.Tab("One", id=1):',
            '        with gr.Tab("Zero"):\n            gr.Markdown()\n        with gr.Tab("One", id=1):',
        )
        desk.edit("    timer = gr.Timer(5)\n    timer.tick(lambda n: n + 1, ticks, ticks)\n", "")
        at.reload()
        at.tick(10)
        assert at["Ticks"].value == 2


def test_a_conversation_stays(desk: Desk) -> None:
    desk.app.write_text("import portico as gr\ndemo = gr.ChatInterface(lambda text, chat: f'I hear {text}')\n")
    with AppTest.from_file(desk.app) as at:
        at.chat("one")
        desk.edit("I hear", "You say")
        at.reload()
        assert at.chat("two") == "You say two"
        said = [part["text"] for message in at["chatbot"].value for part in message["content"]]
        assert said == ["one", "I hear one", "two", "You say two"]


def test_parts_that_are_rendered_are_rendered_anew(desk: Desk) -> None:
    desk.app.write_text("""
import portico as gr
with gr.Blocks() as demo:
    many = gr.Slider(1, 5, value=2, step=1, label="Many")
    @gr.render(many)
    def fields(many):
        for number in range(int(many)):
            gr.Textbox(label=f"Field {number}")
""")
    with AppTest.from_file(desk.app) as at:
        at["Many"].fill(3)
        desk.edit("Field {", "Line {")
        at.reload()
        assert "Line 2" in at
        assert "Field 0" not in at


def test_a_part_that_is_rendered_stays_until_it_is_rendered_anew(desk: Desk) -> None:
    desk.words.write_text("import threading\ngate = threading.Event()\ngate.set()\n")
    desk.app.write_text("""
import portico as gr
from words_of_program import gate
with gr.Blocks() as demo:
    @gr.render()
    def fields():
        gate.wait(10)
        shown = gr.Textbox(label="Field")
        gr.Button("Go").click(lambda: "done", None, shown)
""")
    with AppTest.from_file(desk.app, wait=False) as at:
        at.settle()
        gate = at._names["gate"]  # pyright: ignore[reportPrivateUsage]
        gate.clear()
        desk.edit('"Field"', '"Line"')
        at.reload()
        assert "Field" in at
        at.click("Go", wait=False)
        while at["Go"].busy:
            gate.wait(0.005)
        assert [toast.text[:38] for toast in at.toasts] == ["This part of the page was out of date "]
        gate.set()
        at.settle()
        assert "Field" not in at
        assert "Line" in at


def test_what_only_a_restart_changes_is_named(desk: Desk, at: AppTest) -> None:
    with desk.app.open("a") as file:
        file.write("demo.launch(max_threads=3, footer_links=[])\n")
    assert at.reload() == ["max_threads"]
    at.restart()
    assert at.reload() == []


def test_a_program_that_is_gone_is_missed(desk: Desk, at: AppTest) -> None:
    desk.app.rename(desk.app.with_suffix(".bak"))
    with pytest.raises(NotPossible, match=r"no file '.*app\.py' any more, and the app goes on"):
        at.reload()
    at.click("Go")
    desk.app.with_suffix(".bak").rename(desk.app)
    desk.edit("{name}, ", "{name}: ")
    at.reload()
    at.click("Go")
    assert at["Shown"].value == "Hello : 2"


def test_an_app_that_the_test_made_has_no_file() -> None:
    with gr.Blocks() as demo:
        gr.Textbox(label="Name")
    with AppTest(demo) as at, pytest.raises(NotPossible, match=r"made by the test itself.*AppTest\.from_file"):
        at.reload()


def test_nothing_of_the_program_is_left(desk: Desk) -> None:
    finders, path, threads = list(sys.meta_path), list(sys.path), set(threading.enumerate())
    with AppTest.from_file(desk.app) as at:
        desk.edit('"Go"', '"Greet"')
        at.reload()
        assert "words_of_program" in sys.modules
    with pytest.raises(TypeError, match="has no 'alowed_paths'"):
        AppTest.from_file(desk.app, alowed_paths=["."])
    desk.app.write_text("import words_of_program, nothing_that_exists\n")
    with pytest.raises(ModuleNotFoundError, match="nothing_that_exists"):
        AppTest.from_file(desk.app)
    assert (list(sys.meta_path), list(sys.path), set(threading.enumerate())) == (finders, path, threads)
    assert "words_of_program" not in sys.modules


def test_a_test_that_writes_nothing_anew_loads_nothing_that_a_reload_needs(desk: Desk) -> None:
    code = f"""
import subprocess
import sys
from portico.testing import AppTest
with AppTest.from_file({str(desk.app)!r}) as at:
    at.click("Go")
    assert at["Shown"].value == "Hello , 1"
late = ("difflib", "sysconfig", "wave", "portico.media.pieces", "portico.reload.swap", "portico.reload.mishap")
print([name for name in late if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
