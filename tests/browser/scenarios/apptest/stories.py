"""Ten apps, each with what a person does on it and looks at. A person is simulated, or sits before a browser."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import portico as gr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Person(Protocol):
    """Who uses a page. What is looked at is noted, in order."""

    def fill(self, label: str, value: Any) -> None: ...
    def submit(self, label: str, text: str) -> None: ...
    def press(self, name: str, wait: bool = True) -> None: ...
    def tick(self, label: str) -> None: ...
    def choose(self, label: str, choice: str) -> None: ...
    def pick(self, label: str, choice: str) -> None: ...
    def slide(self, label: str, number: int) -> None: ...
    def upload(self, label: str, path: Path) -> None: ...
    def clear(self, label: str, button: str) -> None: ...
    def open_tab(self, name: str) -> None: ...
    def chat(self, text: str) -> None: ...
    def write(self, label: str, row: int, column: int, text: str) -> None: ...
    def wait_for(self, label: str, value: str) -> None: ...
    def pass_time(self, seconds: float) -> None: ...
    def look(self, *labels: str) -> None: ...
    def look_if_there(self, *labels: str) -> None: ...
    def look_at_checked(self, *labels: str) -> None: ...
    def look_at_talk(self) -> None: ...
    def look_at_table(self, label: str) -> None: ...
    def look_at_toasts(self) -> None: ...
    def look_at_error(self, label: str) -> None: ...
    def another(self) -> Person: ...


Story = tuple["Callable[[], gr.Blocks]", "Callable[[Person, Path], None]"]


def greeting() -> gr.Blocks:
    with gr.Blocks() as demo:
        name, loud = gr.Textbox(label="Name"), gr.Textbox(label="Loud")
        greeting = gr.Textbox(label="Greeting")
        gr.Button("Greet").click(lambda name: f"Hello {name}", name, greeting)
        name.submit(lambda name: f"Entered {name}", name, greeting)
        name.input(lambda name: name.upper(), name, loud)
        demo.load(lambda: "Nobody", None, greeting)
    return demo


def greet(person: Person, _: Path) -> None:
    person.look("Greeting", "Name")
    person.fill("Name", "Ann")
    person.look("Loud")
    person.press("Greet")
    person.look("Greeting")
    person.submit("Name", "Bo")
    person.look("Greeting", "Loud")


def chains() -> gr.Blocks:
    def risky(text: str) -> str:
        if text == "no":
            raise gr.Error("It was asked to fail.")
        return f"{text} 1"

    with gr.Blocks() as demo:
        text, always, good = gr.Textbox(label="Text"), gr.Textbox(label="Always"), gr.Textbox(label="Good")
        bad, seen = gr.Textbox(label="Bad"), gr.Textbox(label="Seen")
        made = gr.Button("Run").click(risky, text, text)
        made.then(lambda text: f"{text} 2", text, always).then(lambda text: f"{text} 3", always, always)
        made.success(lambda text: f"good {text}", text, good)
        made.failure(lambda text: f"bad {text}", text, bad)
        always.change(lambda text: text.upper(), always, seen)
    return demo


def chain(person: Person, _: Path) -> None:
    for text in ("yes", "no"):
        person.fill("Text", text)
        person.press("Run")
        person.look("Text", "Always", "Good", "Bad", "Seen")
    person.look_at_toasts()


def streams() -> gr.Blocks:
    gates: dict[str, threading.Semaphore] = {}

    def gate(request: gr.Request) -> threading.Semaphore:
        return gates.setdefault(request.session_hash or "", threading.Semaphore(0))

    def count(most: float, request: gr.Request) -> Iterator[Any]:
        text = ""
        for number in range(1, int(most) + 1):
            text += f"{number} "
            yield text, f"step {number}"
            assert gate(request).acquire(timeout=20)

    with gr.Blocks() as demo:
        most, text, step = gr.Number(3, label="Most"), gr.Textbox(label="Text"), gr.Textbox(label="Step")
        gr.Button("Count").click(count, most, [text, step]).then(lambda text: f"{text}.", text, text)

        def go_on(request: gr.Request) -> None:
            gate(request).release()

        gr.Button("Next").click(go_on, None, None, queue=False)
    return demo


def stream(person: Person, _: Path) -> None:
    person.fill("Most", 4)
    person.press("Count", wait=False)
    for number in range(1, 5):
        person.wait_for("Step", f"step {number}")
        person.look("Text")
        person.press("Next", wait=False)
    person.wait_for("Text", "1 2 3 4 .")
    person.look("Text", "Step")


def chats() -> gr.Blocks:
    def answer(message: str, history: list[Any]) -> Iterator[str]:
        said = ""
        for word in f"answer {len(history)} to {message}".split():
            said += f"{word} "
            yield said.strip()

    return gr.ChatInterface(answer)


def talk(person: Person, _: Path) -> None:
    person.chat("one")
    person.look_at_talk()
    person.chat("two words")
    person.look_at_talk()
    person.press("Undo")
    person.look_at_talk()
    person.press("Retry")
    person.look_at_talk()


def uploads() -> gr.Blocks:
    def about(image: Any) -> str:
        return "nothing" if image is None else f"{image.size} {image.getpixel((0, 0))}"

    with gr.Blocks() as demo:
        file, words = gr.File(label="Paper", file_types=[".txt"]), gr.Textbox(label="Words")
        image, told = gr.Image(label="Photo", type="pil"), gr.Textbox(label="Told")
        file.upload(lambda path: Path(path).read_text(encoding="utf-8"), file, words)
        image.change(about, image, told)
    return demo


def upload(person: Person, folder: Path) -> None:
    from PIL import Image

    paper, photo = folder / "a paper.txt", folder / "photo.png"
    paper.write_text("These words.", encoding="utf-8")
    Image.new("RGB", (6, 4), (10, 20, 30)).save(photo)
    person.upload("Paper", paper)
    person.look("Words")
    person.upload("Photo", photo)
    person.look("Told")


def sessions() -> gr.Blocks:
    with gr.Blocks() as demo:
        words, said = gr.State(list[str]), gr.Textbox(label="Word")
        count, all = gr.Number(label="Count"), gr.Textbox(label="All")

        def add(word: str, words: list[str]) -> Any:
            words = [*words, word]
            return words, len(words), ""

        gr.Button("Add").click(add, [said, words], [words, count, said])
        words.change(lambda words: " ".join(words), words, all)
    return demo


def share(person: Person, _: Path) -> None:
    other = person.another()
    for word in ("a", "b"):
        person.fill("Word", word)
        person.press("Add")
    other.fill("Word", "mine")
    other.press("Add")
    person.look("Count", "All", "Word")
    other.look("Count", "All", "Word")


def wrongs() -> gr.Blocks:
    def check(age: float) -> Any:
        return gr.validate(age >= 18, "Only for grown-ups.")

    def enter(age: float) -> str:
        if age == 20:
            raise gr.Error("Twenty is taken.", title="Taken")
        if age == 21:
            raise ValueError("a secret")
        gr.Warning("Nearly full.")
        gr.Info("Welcome!", title="Hello")
        return f"in at {age:g}"

    with gr.Blocks() as demo:
        age, told = gr.Number(label="Age"), gr.Textbox(label="Told")
        gr.Button("Enter").click(enter, age, told, validator=check)
    return demo


def go_wrong(person: Person, _: Path) -> None:
    for age in (17, 30, 20):
        person.fill("Age", age)
        person.press("Enter")
        person.look("Told")
        person.look_at_toasts()
        if age == 17:
            person.look_at_error("Age")


def tabs() -> gr.Blocks:
    with gr.Blocks() as demo:
        with gr.Tabs() as tabs:
            with gr.Tab("First", id=1):
                gr.Textbox(label="One")
                go, hide = gr.Button("Go on"), gr.Button("Hide")
            with gr.Tab("Second", id=2) as second:
                field = gr.Textbox("secret", label="Two", interactive=True)
                back = gr.Button("Back")
        turned, selected = gr.Textbox(label="Turned"), gr.Textbox(label="Selected")
        go.click(lambda: gr.Tabs(selected=2), None, tabs)
        back.click(lambda: gr.Tabs(selected=1), None, tabs)
        hide.click(lambda: gr.Textbox(visible=False, value="still there"), None, field)
        tabs.change(lambda text: f"{text}c", turned, turned)
        second.select(lambda text: f"{text}s", selected, selected)
    return demo


def turn(person: Person, _: Path) -> None:
    person.look_if_there("One", "Two")
    person.open_tab("Second")
    person.look_if_there("One", "Two")
    person.look("Turned", "Selected")
    person.press("Back")
    person.press("Hide")
    person.press("Go on")
    person.look_if_there("One", "Two")
    person.look("Turned", "Selected")


def choices() -> gr.Blocks:
    with gr.Blocks() as demo:
        colour = gr.Dropdown([("Red", "r"), ("Green", "g")], label="Colour", value="r")
        sizes = gr.Dropdown(["S", "M", "L"], label="Sizes", multiselect=True)
        box, boxes = gr.Checkbox(label="Sure"), gr.CheckboxGroup(["x", "y"], label="Marks")
        radio = gr.Radio([("Yes", 1), ("No", 0)], label="Answer")
        slider = gr.Slider(0, 10, 5, step=1, label="Much")
        table = gr.Dataframe([["a", 1], ["b", 2]], headers=["Name", "Size"], label="Table", type="array",
                             datatype=["str", "number"], interactive=True)  # fmt: skip
        told, moved = gr.Textbox(label="Told"), gr.Textbox(label="Moved")
        all = [colour, sizes, box, boxes, radio, slider, table]
        gr.Button("Tell").click(lambda *values: repr(values), all, told)
        slider.release(lambda number: f"to {number}", slider, moved)

        def note(event: gr.SelectData) -> str:
            return f"{event.index} {event.value} {event.selected}"

        gr.on([colour.select, sizes.select, box.select, boxes.select, radio.select], note, None, moved)
        table.change(lambda rows: f"rows {rows}", table, moved)
    return demo


def choose(person: Person, _: Path) -> None:
    person.choose("Colour", "Green")
    person.look("Moved")
    person.choose("Sizes", "M")
    person.look("Moved")
    person.tick("Sure")
    person.look("Moved")
    person.tick("y")
    person.look("Moved")
    person.pick("Answer", "No")
    person.look("Moved")
    person.slide("Much", 8)
    person.look("Moved")
    person.write("Table", 1, 1, "30")
    person.look("Moved")
    person.look_at_table("Table")
    person.look_at_checked("Sure", "x", "y", "Yes", "No")
    person.press("Tell")
    person.look("Told")


def timers() -> gr.Blocks:
    with gr.Blocks() as demo:
        ticks, timer = gr.Number(0, label="Ticks"), gr.Timer(0.15, active=False)

        def count(ticks: float) -> Any:
            return ticks + 1, gr.Timer(active=ticks < 2)

        timer.tick(count, ticks, [ticks, timer])
        gr.Button("Start").click(lambda: gr.Timer(active=True), None, timer)
    return demo


def wait(person: Person, _: Path) -> None:
    person.look("Ticks")
    person.press("Start")
    person.pass_time(2)
    person.wait_for("Ticks", "3")
    person.look("Ticks")


def renders() -> gr.Blocks:
    with gr.Blocks() as demo:
        number, said = gr.Slider(0, 4, 1, step=1, label="Fields"), gr.Textbox(label="Said")

        @gr.render(inputs=number)
        def show(number: int) -> None:
            for at in range(int(number)):
                field = gr.Textbox(label=f"Field {at}", key=f"field{at}")
                field.submit(lambda text, at=at: f"{at}: {text}", field, said)
            gr.Button(f"Press {int(number)}").click(lambda: f"pressed {int(number)}", None, said)

    return demo


def rebuild(person: Person, _: Path) -> None:
    person.look_if_there("Field 0", "Field 1")
    person.submit("Field 0", "zero")
    person.look("Said")
    person.slide("Fields", 2)
    person.look_if_there("Field 0", "Field 1")
    person.look("Field 0")
    person.submit("Field 1", "one")
    person.look("Said")
    person.press("Press 2")
    person.look("Said")
    person.slide("Fields", 1)
    person.look_if_there("Field 0", "Field 1")


def events() -> gr.Blocks:
    """Something listens to every event there is, so that what is asked of the server tells which there were."""
    with gr.Blocks() as demo:
        listed = [
            (gr.Textbox(label="Text"), ["input", "change", "focus", "blur", "submit"]),
            (gr.Number(1, label="Number"), ["input", "change", "focus", "blur", "submit"]),
            (gr.Dropdown(["one", "two"], label="List"), ["input", "change", "focus", "blur", "select"]),
            (gr.Code("", label="Code", language="python"), ["input", "change", "focus", "blur"]),
            (gr.Slider(0, 9, 3, label="Much"), ["input", "change", "release"]),
            (gr.Checkbox(label="Sure"), ["input", "change", "select"]),
            (gr.Radio(["a", "b"], label="Letter"), ["input", "change", "select"]),
            (gr.CheckboxGroup(["x", "y"], label="Marks"), ["input", "change", "select"]),
            (gr.File(label="Paper"), ["change", "upload", "clear"]),
            (gr.Image(label="Photo"), ["input", "change", "upload", "clear"]),
            (
                gr.Dataframe([["a", 1]], headers=["A", "B"], label="Table", interactive=True),
                ["input", "change", "edit"],
            ),
        ]
        text = listed[0][0]
        gr.Examples(["first", "second"], text)
        with gr.Accordion("More", open=False) as more:
            gr.Button("Deep").click(lambda: None, None, None)
        more.expand(lambda: None, None, None)
        more.collapse(lambda: None, None, None)
        last = gr.Textbox(label="Last")
        for component, names in listed:
            for name in names:
                getattr(component, name)(lambda value: str(value)[:0], component, last, trigger_mode="multiple")
    return demo


def cause(person: Person, folder: Path) -> None:
    from PIL import Image

    person.fill("Text", "a")
    person.submit("Text", "b")
    person.fill("Number", 3)
    person.choose("List", "two")
    person.choose("List", "two")
    person.fill("Code", "x = 1")
    person.slide("Much", 7)
    person.tick("Sure")
    person.tick("Sure")
    person.pick("Letter", "b")
    person.pick("Letter", "b")
    person.tick("y")
    paper, photo = folder / "paper.txt", folder / "photo.png"
    paper.write_text("words", encoding="utf-8")
    Image.new("RGB", (2, 2)).save(photo)
    person.upload("Paper", paper)
    person.clear("Paper", "Clear")
    person.upload("Photo", photo)
    person.clear("Photo", "Remove Image")
    person.write("Table", 0, 1, "5")
    person.press("second")
    person.press("More")
    person.press("Deep")
    person.press("More")
    person.look("Text", "Number", "List", "Code")


def toasts() -> gr.Blocks:
    def some() -> None:
        for text in ("a", "b", "c", "a", "d", "e", "f"):
            gr.Info(text, duration=None)
        gr.Warning("careful", duration=None)

    def more() -> None:
        gr.Info("again", title="Other", duration=0)
        gr.Success("well done", duration=None)
        gr.Info("unseen", visible=False)

    def fail() -> None:
        raise gr.Error("It failed.", duration=None)

    with gr.Blocks() as demo:
        for name, fn in (("Some", some), ("More", more), ("Fail", fail)):
            gr.Button(name).click(fn, None, None)
    return demo


def notice(person: Person, _: Path) -> None:
    for name in ("Some", "More", "Fail", "Some", "Fail"):
        person.press(name)
        person.look_at_toasts()


STORIES: dict[str, Story] = {
    "text and button": (greeting, greet),
    "chain": (chains, chain),
    "generator": (streams, stream),
    "chat": (chats, talk),
    "upload": (uploads, upload),
    "two sessions": (sessions, share),
    "errors and toasts": (wrongs, go_wrong),
    "tabs": (tabs, turn),
    "choices and tables": (choices, choose),
    "timer": (timers, wait),
    "render": (renders, rebuild),
    "every event": (events, cause),
    "many toasts": (toasts, notice),
}
