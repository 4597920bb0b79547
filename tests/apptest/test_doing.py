"""What a person does with each kind of component, and which events that is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import portico as gr
from portico.testing import AppTest, NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable


class Heard:
    """Listens to events of components, and keeps what it heard in order."""

    def __init__(self) -> None:
        self.all: list[Any] = []

    def to(self, component: Any, *events: str) -> Any:
        for event in events:
            getattr(component, event)(self._note(event), component, None, trigger_mode="multiple", queue=False)
        return component

    def _note(self, event: str) -> Callable[..., None]:
        return lambda value: self.all.append((event, value))

    def take(self) -> list[Any]:
        """What was heard since the last time. Listeners of one moment may run in any order."""
        heard, self.all = self.all, []
        return sorted(heard, key=str)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def at(visit: Callable[..., AppTest], heard: Heard) -> AppTest:
    """A page with one of each."""
    some = [("One", 1), ("Two", 2), ("Three", 3)]
    with gr.Blocks() as demo:
        heard.to(gr.Textbox(label="Text", max_length=9), "input", "change", "focus", "blur", "submit")
        heard.to(gr.Textbox(label="Long", lines=3), "select")
        heard.to(gr.Number(label="Number"), "input", "change", "submit", "focus", "blur")
        heard.to(gr.Slider(0, 10, 5, label="Slider"), "input", "change", "release")
        heard.to(gr.Checkbox(label="Box"), "input", "change", "select")
        heard.to(gr.CheckboxGroup(some, label="Boxes"), "input", "change", "select")
        heard.to(gr.Radio(some, label="Radio"), "input", "change", "select")
        heard.to(gr.Dropdown(some, value=1, label="List"), "input", "change", "select", "focus", "blur")
        heard.to(gr.Dropdown(some, label="Several", multiselect=True, max_choices=2), "input", "change", "select")
        heard.to(gr.Dropdown(some, label="Own", allow_custom_value=True), "input")
        heard.to(gr.Code(label="Code"), "input", "change", "focus", "blur")
        gr.Textbox(label="Locked", interactive=False)
        gr.Textbox(label="Hidden", visible=False)
        gr.Textbox(label="Unseen", visible="hidden")
        gr.Button("Off", interactive=False)
        with gr.Group(visible=False):
            gr.Textbox(label="Inside")
        heard.to(gr.DownloadButton("Save"), "click")
    return visit(demo)


def test_filling_is_focus_input_change_and_blur(at: AppTest, heard: Heard) -> None:
    at["Text"].fill("Ann")
    assert heard.take() == [("blur", "Ann"), ("change", "Ann"), ("focus", ""), ("input", "Ann")]
    at["Text"].fill("Ann")
    assert heard.take() == [("blur", "Ann"), ("focus", "Ann"), ("input", "Ann")]
    at["Text"].submit("Bo")
    assert heard.take() == [("change", "Bo"), ("focus", "Ann"), ("input", "Bo"), ("submit", "Bo")]
    at["Number"].fill(2)
    assert [event for event, _ in heard.take()] == ["blur", "blur", "change", "focus", "input"]
    at["Number"].fill(3, leave=False)
    heard.take()
    at["Number"].blur()
    assert heard.take() == [("blur", 3)]
    at["Number"].clear()
    assert ("change", None) in heard.take()
    at["Code"].fill("x = 1")
    assert [event for event, _ in heard.take()] == ["blur", "change", "focus", "input"]


def test_a_slider_is_moved_and_let_go(at: AppTest, heard: Heard) -> None:
    at["Slider"].fill(7)
    assert heard.take() == [("change", 7), ("input", 7), ("release", 7)]
    at["Slider"].clear()
    assert at["Slider"].value == 5
    with pytest.raises(NotPossible, match=r"Slider 'Slider': it goes from 0 to 10, and has no 11"):
        at["Slider"].fill(11)


def test_boxes_are_ticked(at: AppTest, heard: Heard) -> None:
    at["Box"].check()
    assert heard.take() == [("change", True), ("input", True), ("select", True)]
    at["Box"].check()
    assert heard.take() == []
    at["Box"].uncheck()
    assert at["Box"].value is False
    heard.take()
    at["Boxes"].choose("Two", 3)
    assert at["Boxes"].value == [2, 3]
    assert heard.take() == [
        ("change", [2, 3]), ("input", [2, 3]), ("input", [2]), ("select", [2, 3]), ("select", [2]),
    ]  # fmt: skip
    at["Boxes"].choose("One")
    assert at["Boxes"].value == [1]
    at["Boxes"].check("Three").uncheck("One")
    assert at["Boxes"].value == [3]
    at["Boxes"].clear()
    assert at["Boxes"].value == []


def test_one_is_chosen(at: AppTest, heard: Heard) -> None:
    at["Radio"].choose("Two")
    assert heard.take() == [("change", 2), ("input", 2), ("select", 2)]
    at["Radio"].choose(2)
    assert heard.take() == []
    with pytest.raises(NotPossible, match=r"it offers 'One', 'Two', 'Three'\. Did you mean 'Three'\?"):
        at["Radio"].choose("Thre")
    at["List"].choose("Two")
    assert heard.take() == [("blur", 2), ("change", 2), ("focus", 1), ("input", 2), ("select", 2)]
    at["List"].choose("Two")
    assert heard.take() == [("blur", 2), ("focus", 2), ("input", 2), ("select", 2)]
    assert at["List"].choices == ["One", "Two", "Three"]
    with pytest.raises(NotPossible, match="only another can take its place"):
        at["List"].clear()


def test_several_are_chosen(at: AppTest, heard: Heard) -> None:
    at["Several"].choose("One", "Three")
    assert at["Several"].value == [1, 3]
    assert [event for event, _ in heard.take()].count("select") == 2
    at["Several"].choose(["Two"])
    assert at["Several"].value == [2]
    with pytest.raises(NotPossible, match=r"it takes 2 \(max_choices\)"):
        at["Several"].choose("One", "Two", "Three")
    at["Several"].clear()
    assert at["Several"].value == []
    at["Own"].choose("mine")
    assert at["Own"].value == "mine"


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("Locked", r"Textbox 'Locked': it is disabled \(interactive=False\)"),
        ("Hidden", r"Textbox 'Hidden' is not visible \(visible=False\)"),
        ("Unseen", r"Textbox 'Unseen' is not visible \(visible='hidden'\)"),
        ("Inside", r"Textbox 'Inside': Group without a label, in which it stands, is not visible"),
    ],
)
def test_what_is_out_of_reach_is_left_alone(at: AppTest, label: str, why: str) -> None:
    with pytest.raises(NotPossible, match=why):
        at[label].fill("x")
    assert not (at[label].visible and at[label].interactive)


def test_what_cannot_be_done_says_why(at: AppTest) -> None:
    for do, why in (
        (lambda: at.click("Off"), r"Nobody can press Button 'Off': it is disabled"),
        (lambda: at["Off"].fill("x"), r"Nobody can fill Button 'Off'\. A person may click\."),
        (lambda: at["Text"].fill("0123456789"), r"it takes 9 characters \(max_length\), not 10"),
        (lambda: at["Text"].fill(3), r"it takes text, not 3"),
        (lambda: at["Number"].fill("3"), r"it takes a number, or None for nothing, not '3'"),
        (lambda: at["Text"].stop(), r"it has no stop button now \(stop_btn\)"),
        (lambda: at["Txt"], r"Nothing on the page is called 'Txt'\. Did you mean 'Text'\? There is: 'Text', 'Long'"),
        (lambda: at.click("Text"), r"Textbox 'Text' is there, but cannot be used so"),
        (lambda: at[gr.Textbox], r"parts of the page are called gr\.Textbox: .*Give them an elem_id"),
        (lambda: at[gr.Chatbot], r"gr\.Chatbot is not on this page now"),
    ):
        with pytest.raises(NotPossible, match=why):
            do()


def test_a_part_of_a_text_is_selected(visit: Callable[..., AppTest]) -> None:
    with gr.Blocks() as demo:
        text, chosen = gr.Textbox("some words", label="Text", interactive=True), gr.JSON(label="Chosen")

        def show(event: gr.SelectData) -> list[Any]:
            return [event.index, event.value]

        text.select(show, None, chosen)
    at = visit(demo)
    at["Text"].select(5, 10)
    assert at["Chosen"].value == [[5, 10], "words"]
    with pytest.raises(NotPossible, match="its text has 10 characters"):
        at["Text"].select(5, 11)


def test_files_are_given(visit: Callable[..., AppTest], tmp_path: Path) -> None:
    def read(files: list[str] | None) -> str:
        return ", ".join(f"{Path(file).name} {Path(file).read_text()}" for file in files or [])

    with gr.Blocks() as demo:
        files = gr.File(label="Files", file_count="multiple", file_types=[".txt", "image"])
        one, told, copy = gr.UploadButton("One"), gr.Textbox(label="Told"), gr.File(label="Copy")
        files.change(read, files, told)
        one.upload(lambda path: path, one, copy)
        one.click(lambda: "pressed", None, told)
    at = visit(demo, max_file_size=100)
    path = tmp_path / "a b.txt"
    path.write_text("one", encoding="utf-8")
    at["Files"].upload(path)
    at["Files"].upload(b"two", name="b.txt")
    assert at["Told"].value == "a b.txt one, b.txt two"
    assert [file["orig_name"] for file in at["Files"].value] == ["a b.txt", "b.txt"]
    assert at["Files"].download() == b"one"
    at["Files"].clear()
    assert at["Files"].value is None
    at["One"].upload(str(path))
    assert at["Told"].value == "pressed"
    assert at["Copy"].download() == b"one"
    for do, why in (
        (
            lambda: at["Files"].upload(b"x", name="a.csv"),
            r"Nobody can give 'a\.csv' to File 'Files': it takes \.txt, im",
        ),
        (lambda: at["One"].upload(path, path), r"it takes one"),
        (
            lambda: at["Files"].upload(b"x" * 101, name="a.txt"),
            r"a\.txt has 101 bytes, and this app takes .* up to 100",
        ),
        (lambda: at["Files"].upload(tmp_path / "no.txt"), r"There is no file .*no\.txt"),
        (lambda: at["Told"].download(), r"shows no file to download"),
    ):
        with pytest.raises(NotPossible, match=why):
            do()


def test_a_table_is_edited(visit: Callable[..., AppTest]) -> None:
    with gr.Blocks() as demo:
        table = gr.Dataframe(
            [["a", 1], ["b", 2]], headers=["Name", "Size"], datatype=["str", "number"], label="Table", type="array",
            static_columns=[], row_count=(2, "dynamic"),
        )  # fmt: skip
        told, chosen = gr.JSON(label="Told"), gr.JSON(label="Chosen")
        table.edit(lambda rows: rows, table, told)

        def show(event: gr.SelectData) -> list[Any]:
            return [event.index, event.value, event.row_value]

        table.select(show, None, chosen)
    at = visit(demo)
    at["Table"].edit(1, "Size", "30")
    assert at["Told"].value == [["a", 1], ["b", 30]]
    at["Table"].select(0, 0)
    assert at["Chosen"].value == [[0, 0], "a", ["a", 1]]
    at["Table"].fill([["x", 1], ["y", 2], ["z", 3]])
    assert at["Table"].value["data"] == [["x", 1], ["y", 2], ["z", 3]]
    with pytest.raises(NotPossible, match=r"it has 3 rows, and the columns \['Name', 'Size'\]"):
        at["Table"].edit(5, "Size", 1)


def test_tabs_and_accordions_are_opened(visit: Callable[..., AppTest]) -> None:
    seen: list[str] = []

    def note(event: gr.SelectData) -> None:
        seen.append(event.value)

    with gr.Blocks() as demo:
        with gr.Tabs() as tabs:
            with gr.Tab("First", id="one"):
                gr.Textbox(label="In the first")
                go = gr.Button("Go on")
            with gr.Tab("Second", id="two") as second:
                gr.Textbox(label="In the second")
            gr.Tab("Third", interactive=False)
        with gr.Accordion("More", open=False) as more:
            gr.Textbox(label="Deep")
        second.select(note, None, None)
        tabs.change(lambda: seen.append("change"), None, None)
        go.click(lambda: gr.Tabs(selected="two"), None, tabs)
        more.expand(lambda: seen.append("expand"), None, None)
    at = visit(demo)
    with pytest.raises(NotPossible, match=r"stands in the tab 'Second', which is not open: open it with at\.select"):
        at["In the second"].fill("x")
    at.select("Second")
    at["In the second"].fill("x")
    assert sorted(seen) == ["Second", "change"]
    at.select("First")
    at.click("Go on")
    assert at["In the second"].visible
    assert seen.count("change") == 3
    with pytest.raises(NotPossible, match=r"the tab 'Third' is disabled"):
        at.select("Third")
    with pytest.raises(NotPossible, match=r"accordion 'More', which is closed: open it with at\.click\('More'\)"):
        at["Deep"].fill("x")
    at.click("More")
    at["Deep"].fill("x")
    assert seen[-1] == "expand"


def test_examples_are_chosen(visit: Callable[..., AppTest]) -> None:
    with gr.Blocks() as demo:
        name, age = gr.Textbox(label="Name"), gr.Number(label="Age")
        gr.Examples([["Ann", 1], ["Bo", 2]], [name, age], label="People")
    at = visit(demo)
    at["People"].choose(1)
    assert (at["Name"].value, at["Age"].value) == ("Bo", 2)
    at["People"].choose("Ann")
    assert at["Age"].value == 1
    with pytest.raises(NotPossible, match="it has 2 examples, counted from 0"):
        at["People"].choose(2)
