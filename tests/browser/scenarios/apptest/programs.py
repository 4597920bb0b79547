"""Programs that are written while somebody uses them, each with what that person does and looks at."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tests.reload.written import Text, edited

if TYPE_CHECKING:
    from collections.abc import Callable


class Person(Protocol):
    """Who uses a page and writes its program. What is looked at is noted, in order."""

    def fill(self, label: str, value: Any) -> None: ...
    def press(self, name: str, wait: bool = True) -> None: ...
    def upload(self, label: str, path: Path) -> None: ...
    def open_tab(self, name: str) -> None: ...
    def chat(self, text: str) -> None: ...
    def wait_for(self, label: str, value: str) -> None: ...
    def look(self, *labels: str) -> None: ...
    def look_if_there(self, *labels: str) -> None: ...
    def look_at_talk(self) -> None: ...
    def look_at_toasts(self) -> None: ...
    def another(self) -> Person: ...
    def begin(self, label: str, text: str) -> None: ...
    def go_on(self, label: str, text: str) -> None: ...
    def save(self, old: str, new: str) -> None: ...
    def save_all(self, files: Files) -> None: ...
    def look_at_everything(self) -> None: ...
    def save_what_is_wrong(self, old: str, new: str, told: str) -> None: ...
    def log_in(self, name: str, password: str) -> Person: ...


Files = dict[str, str]
Story = tuple[Files, "Callable[[Person, Path], None]"]

SHOP = """
from dataclasses import dataclass, field
import portico as gr

@dataclass
class Basket:
    things: list[str] = field(default_factory=list)

def add(name, basket):
    basket = Basket(things=[*basket.things, name])
    return f"In the basket: {', '.join(basket.things)}", basket

with gr.Blocks() as demo:
    basket = gr.State(Basket())
    name = gr.Textbox(label="Thing")
    shown = gr.Textbox(label="Shown")
    button = gr.Button("Add")
    button.click(add, [name, basket], [shown, basket])
    note = gr.Textbox(label="Note")

demo.launch()
"""


def keep_typing(person: Person, _: Path) -> None:
    person.begin("Thing", "bre")
    person.save("    name = gr", '    where = gr.Textbox("here", label="Where", interactive=True)\n    name = gr')
    person.look("Where", "Thing")
    person.go_on("Thing", "ad")
    person.look("Thing")
    person.save('label="Thing"', 'label="What", info="One at a time"')
    person.go_on("What", " and salt")
    person.press("Add")
    person.look("What", "Shown", "Where")
    person.save('"here"', '"there"')
    person.look("Where", "What")


def keep_state(person: Person, _: Path) -> None:
    other = person.another()
    for one, thing in ((person, "tea"), (person, "jam"), (other, "milk")):
        one.fill("Thing", thing)
        one.press("Add")
    person.save("In the basket:", "Chosen:")
    for one in (person, other):
        one.look("Shown")
        one.press("Add")
        one.look("Shown")
        one.look_at_toasts()
    person.save("    things: list[str]", "    paid: bool = False\n    things: list[str]")
    third = person.another()
    for one in (person, other, third):
        one.look_at_toasts()
        one.press("Add")
        one.look("Shown", "Thing")
    person.save("gr.State(Basket())", "gr.State(7)")
    third.look_at_toasts()
    person.save("Basket(things=[*basket.things, name])", "Basket(things=[name] * basket)")
    person.press("Add")
    person.look("Shown")


def lose_a_component(person: Person, _: Path) -> None:
    person.fill("Note", "goes along")
    person.fill("Thing", "stays")
    person.save('    note = gr.Textbox(label="Note")\n', "")
    person.look_if_there("Thing", "Note")
    person.save("    button.click(add", '    note = gr.Textbox(label="Note")\n    button.click(add')
    person.look_if_there("Thing", "Note")
    person.look("Thing", "Note")
    person.fill("Note", "anew")
    person.save("    shown = gr.Textbox", "    shown = gr.Number")
    person.look("Thing", "Note")
    person.save("    button.click(add, [name, basket], [shown, basket])\n", "")
    person.press("Add")
    person.look("Thing", "Note")


def break_and_mend(person: Person, _: Path) -> None:
    other = person.another()
    person.fill("Thing", "tea")
    person.save_what_is_wrong("    name = gr", "    name == gr", "NameError")
    person.press("Add")
    person.look("Shown", "Thing")
    person.save_what_is_wrong("    name == gr", "    name = = gr", "SyntaxError")
    other.fill("Thing", "jam")
    other.press("Add")
    other.look("Shown")
    person.save('    name = = gr.Textbox(label="Thing")', '    name = gr.Textbox(label="What")')
    for one in (person, other):
        one.look("What", "Shown")
        one.press("Add")
        one.look("Shown")
        one.look_at_toasts()


PAPERS = """
import portico as gr

def about(paper, note, request: gr.Request):
    with open(paper) as file:
        return f"{file.read()} {note}"

with gr.Blocks() as demo:
    with gr.Tabs():
        with gr.Tab("First"):
            one = gr.Textbox(label="One")
        with gr.Tab("Second"):
            with gr.Accordion("More", open=False):
                paper = gr.File(label="Paper")
                note = gr.Textbox(label="Note")
                told = gr.Textbox(label="Told")
                tell = gr.Button("Tell")
    changes = gr.Textbox(label="Changes")
    paper.change(lambda text: f"{text}c", changes, changes)
    tell.click(about, [paper, note], told)

demo.launch()
"""


def keep_papers(person: Person, folder: Path) -> None:
    paper = folder / "a paper.txt"
    paper.write_text("These words.", encoding="utf-8")
    person.open_tab("Second")
    person.press("More")
    person.upload("Paper", paper)
    person.fill("Note", "mine")
    person.save('label="Note"', 'label="Remark"')
    person.look_if_there("One", "Remark", "Told")
    person.press("Tell")
    person.look("Told", "Remark", "Changes")
    person.save(
        'with gr.Tab("First")',
        'with gr.Tab("Before"):\n            gr.Textbox(label="Zero")\n        with gr.Tab("First")',
    )
    person.look_if_there("Zero", "One", "Remark")
    person.save('gr.Accordion("More", open=False)', 'gr.Accordion("Details", open=False)')
    person.look_if_there("Remark")
    person.press("Details")
    person.look_if_there("Remark")
    person.press("Details")
    person.press("Tell")
    person.look("Told", "Changes")
    person.open_tab("First")
    person.save('        with gr.Tab("First"):\n            one = gr.Textbox(label="One")\n', "")
    person.look_if_there("Zero", "Remark")


CLUB = """
import portico as gr

PEOPLE = {"ada": ["admin"], "ben": []}

def judge(name, password):
    who = name.partition("@")[0]
    if who in PEOPLE and password == who[0]:
        return gr.User(who, roles=PEOPLE[who])

def close(count, request: gr.Request):
    if "admin" not in request.roles:
        raise gr.Error("Only administrators close the year.", title="Not you")
    gr.Info(f"Closed with {' and '.join(request.roles)}.")
    return count + 1, f"{request.username} closed it {count + 1} times"

with gr.Blocks() as demo:
    count, told = gr.State(0), gr.Textbox(label="Told")
    gr.Button("Close the year").click(close, count, [count, told])

    @gr.render()
    def part(request: gr.Request):
        gr.Textbox(f"{request.username} {' '.join(request.roles)}", label="Rendered", interactive=True)

demo.launch(auth=judge)
"""


def be_somebody(person: Person, _: Path) -> None:
    ada, ben = person.log_in("ada@club", "a"), person.log_in("ben", "b")
    for one in (ada, ben):
        one.look("Rendered")
        one.press("Close the year")
        one.look("Told")
        one.look_at_toasts()
    ada.save('{"ada": ["admin"], "ben": []}', '{"ada": ["writer"], "ben": ["admin", "writer"]}')
    again = ben.log_in("ben@club", "b")
    for one in (ada, ben, again):
        # Who is in has the roles of the login; who comes in now, those of now.
        one.press("Close the year")
        one.look("Told", "Rendered")
        one.look_at_toasts()
    ada.save("closed it", "has closed it")
    ada.press("Close the year")
    ada.look("Told")


WORKS = """
import os
import portico as gr

def work(text, seen, request: gr.Request, progress=gr.Progress()):
    if text == "no":
        raise gr.Error("It was asked to fail.")
    gr.Info(f"Working on {text}.")
    return f"{text} by old code, {len(seen)} before", [*seen, text]

def steps(text):
    for number in range(3):
        yield f"{text} {number} of old code"

with gr.Blocks() as demo:
    seen = gr.State([])
    text, done = gr.Textbox(label="Text"), gr.Textbox(label="Done")
    gr.Button("Work").click(work, [text, seen], [done, seen], run="process")
    gr.Button("Steps").click(steps, text, done, run="process")

if __name__ == "__main__":
    demo.launch()
"""


def work(person: Person, _: Path) -> None:
    for text in ("one", "no"):
        person.fill("Text", text)
        person.press("Work")
        person.look("Done")
        person.look_at_toasts()
    person.press("Steps")
    person.look("Done")
    person.save("by old code", "by new code")
    person.fill("Text", "two")
    person.press("Work")
    person.look("Done", "Text")
    person.save("of old code", "of new code")
    person.press("Steps")
    person.look("Done")
    person.look_at_toasts()


GATES = "import threading\ngate = threading.Semaphore(0)\n"
COUNTS = """
import portico as gr
from gate_of_the_story import gate

def count(text):
    for number in range(1, 4):
        yield f"{text} {number} of old", f"step {number}"
        assert gate.acquire(timeout=20)

def go_on():
    gate.release()

with gr.Blocks() as demo:
    text, shown, step = gr.Textbox(label="Text"), gr.Textbox(label="Shown"), gr.Textbox(label="Step")
    start = gr.Button("Count")
    last = gr.Textbox(label="Last")
    start.click(count, text, [shown, step]).then(lambda shown: f"{shown}, old", shown, last)
    gr.Button("Next").click(go_on, None, None, queue=False)

demo.launch()
"""


def count_on(person: Person, _: Path) -> None:
    person.fill("Text", "egg")
    person.press("Count", wait=False)
    person.wait_for("Step", "step 1")
    person.look("Shown")
    person.save("of old", "of new")
    for number in (2, 3):
        person.press("Next", wait=False)
        person.wait_for("Step", f"step {number}")
        person.look("Shown", "Text")
        if number == 2:
            person.save('"{shown}, old"', '"{shown}, new"')
    person.press("Next", wait=False)
    person.wait_for("Last", "egg 3 of old, new")
    person.press("Count", wait=False)
    person.wait_for("Shown", "egg 1 of new")
    for number in (2, 3):
        person.press("Next", wait=False)
        person.wait_for("Step", f"step {number}")
    person.press("Next", wait=False)
    person.wait_for("Last", "egg 3 of new, new")
    person.look("Shown", "Step", "Last")


TALKS = """
import portico as gr

def answer(message, history):
    for words in ("I", "I hear", f"I hear {message}, the {len(history) // 2 + 1}th"):
        yield words

demo = gr.ChatInterface(answer)
demo.launch()
"""


def talk_on(person: Person, _: Path) -> None:
    person.chat("one")
    person.save("I hear {", "You say {")
    person.look_at_talk()
    person.chat("two")
    person.look_at_talk()
    person.press("Retry")
    person.look_at_talk()
    person.save("You say {", "They say {")
    person.press("Undo")
    person.look_at_talk()
    person.chat("three")
    person.look_at_talk()


PARTS = """
import portico as gr

with gr.Blocks() as demo:
    words, said = gr.Textbox("a b", label="Words"), gr.Textbox(label="Said")
    loaded = gr.Textbox(label="Loaded")
    demo.load(lambda: "at first", None, loaded)

    @gr.render(words)
    def fields(words):
        for word in words.split():
            field = gr.Textbox(label=f"Field {word}", key=word)
            gr.Button(f"Say {word}").click(lambda text, word=word: f"{word}: {text}", field, said)
        gr.Textbox(label="Without a key", interactive=True)
        gr.Textbox("first", label="With a value", interactive=True)

demo.launch()
"""


def render_anew(person: Person, _: Path) -> None:
    person.fill("Field a", "typed")
    person.press("Say a")
    person.look("Said", "Loaded")
    person.fill("Without a key", "typed, too")
    person.save('label=f"Field {word}"', 'label=f"Line {word}"')
    person.look("Without a key", "With a value")
    person.save('"first"', '"second"')
    person.look("Without a key", "With a value")
    person.fill("With a value", "theirs")
    person.save('"second"', '"third"')
    person.look("Without a key", "With a value")
    person.look_if_there("Field a", "Line a", "Line b")
    person.look("Line a", "Said")
    person.press("Say a")
    person.look("Said")
    person.save("    @gr.render(words)", '    demo.load(lambda: "later", None, said)\n\n    @gr.render(words)')
    person.look("Said", "Loaded", "Line a")
    person.fill("Words", "b c")
    person.look_if_there("Line a", "Line b", "Line c")
    person.look("Without a key", "With a value")


WHAT = (*["add"] * 3, "remove", "rename", "reorder", *["label"] * 3, "state", "word", "function", "listener")
NAMES = ("ada", "bob", "eve", "kim")


def source(text: Text) -> Files:
    return {"app.py": text.source(), "words.py": f"word = {text.word!r}\n"}


def edit_anything(seed: int) -> Callable[[Person, Path], None]:
    """A story of edits that nobody thought of: after each, all of the page is looked at."""

    def story(person: Person, _: Path) -> None:
        chance, text, saves = random.Random(seed), Text(), 0
        while saves < 12:
            name, other = chance.choice(NAMES), chance.choice(NAMES)
            # Labels of their own, so that a person can tell the fields apart.
            label = f"{name} {chance.choice(('one', 'two'))}"
            next = edited(text, (chance.choice(WHAT), name, other, label, chance.randrange(10)))
            if source(next) == source(text):
                continue
            fields = [part for part in text.parts if part.kind != "button"]
            if fields:
                field = chance.choice(fields)
                person.fill(field.label, saves if field.kind == "number" else f"typed {saves}")
            text, saves = next, saves + 1
            person.save_all(source(text))
            person.look_at_everything()

    return story


PROGRAMS: dict[str, Story] = {
    "keep typing": ({"app.py": SHOP}, keep_typing),
    "State kept and reset": ({"app.py": SHOP}, keep_state),
    "a component that is gone": ({"app.py": SHOP}, lose_a_component),
    "break and mend": ({"app.py": SHOP}, break_and_mend),
    "uploads, accordions and tabs": ({"app.py": PAPERS}, keep_papers),
    "logins and roles": ({"app.py": CLUB}, be_somebody),
    "process": ({"app.py": WORKS}, work),
    "a stream midway": ({"app.py": COUNTS, "gate_of_the_story.py": GATES}, count_on),
    "a conversation": ({"app.py": TALKS}, talk_on),
    "parts that are rendered": ({"app.py": PARTS}, render_anew),
    **{f"anything, {seed}": (source(Text()), edit_anything(seed)) for seed in (1, 2, 3)},
}
