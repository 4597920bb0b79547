"""Examples in every form a program may give them, and what a click on one does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

import portico as gr
from portico.errors import BuildError

from .asking import press
from .reading import Described


def say(*values: Any) -> str:
    return repr(values)


def shown(examples: Any, inputs: Any = "text", **options: Any) -> dict[str, Any]:
    """Return the Dataset's properties of an Interface with examples."""
    return Described(gr.Interface(say, inputs, "text", examples=examples, **options)).props("dataset")[0]


def test_a_list_of_rows_and_for_one_input_a_list_of_values() -> None:
    assert shown([["a", 1], ["b", 2]], ["text", "number"])["samples"] == [["a", 1], ["b", 2]]
    assert shown([("a", 1)], ["text", "number"])["samples"] == [["a", 1]]
    assert shown(["a", "b"])["samples"] == [["a"], ["b"]]
    assert shown([["a"], ["b"]])["samples"] == [["a"], ["b"]]


def test_columns_without_values_are_left_out_and_long_rows_cut() -> None:
    both = ["text", "number"]
    assert shown([["a"], ["b"]], both)["samples"] == [["a"], ["b"]]
    assert shown([["a", None], ["b"]], both)["samples"] == [["a"], ["b"]]
    assert shown([["a"], ["b", 2]], both)["samples"] == [["a", None], ["b", 2]]
    with pytest.warns(UserWarning, match="An example has 3 values for 2 inputs"):
        assert shown([["a", 1, "x"]], both)["samples"] == [["a", 1]]


def test_headings_are_the_labels_of_the_inputs() -> None:
    table = shown([["a", 1]], [gr.Textbox(label="Dish"), gr.Number(label="People")])
    assert table["headers"] == ["Dish", "People"]
    assert [one["name"] for one in table["components"]] == ["textbox", "number"]


def test_a_folder_with_a_log_names_each_examples_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        Image.new("RGB", (4, 4)).save(tmp_path / f"{name}.png")
    log = 'what,picture,count,good,kinds\nfirst,one.png,3.5,True,"[""x""]"\n"second, more",two.png,,False,y\n'
    (tmp_path / "log.csv").write_text(log, encoding="utf-8")
    inputs = ["text", "image", "number", "checkbox", gr.CheckboxGroup(["x", "y"])]
    rows = shown(str(tmp_path), inputs)["samples"]
    assert [row[0] for row in rows] == ["first", "second, more"]
    assert [row[1]["orig_name"] for row in rows] == ["one.png", "two.png"]
    assert [row[2:] for row in rows] == [[3.5, True, ["x"]], [None, False, ["y"]]]


def test_a_folder_of_files_is_one_example_each(tmp_path: Path) -> None:
    for name in ("b.png", "a.png", ".hidden.png"):
        Image.new("RGB", (4, 4)).save(tmp_path / name)
    (tmp_path / "inner").mkdir()
    rows = shown(str(tmp_path), "image")["samples"]
    assert [row[0]["orig_name"] for row in rows] == ["a.png", "b.png"]
    assert shown(str(tmp_path), "text")["samples"] == [["a.png"], ["b.png"]]
    with pytest.raises(FileNotFoundError, match=r"for 2 inputs needs a log\.csv"):
        shown(str(tmp_path), ["image", "text"])
    with pytest.raises(FileNotFoundError, match="There is no folder"):
        shown(str(tmp_path / "nosuch"))


@pytest.mark.parametrize("wrong", [3, {"a": 1}, ["a", "b"], [{"text": "a", "number": 1}]])
def test_other_forms_are_refused(wrong: Any) -> None:
    with pytest.raises(BuildError, match="Examples are a list of rows"):
        shown(wrong, ["text", "number"])


def test_labels_pages_and_an_empty_list() -> None:
    table = shown([["a", 1], ["b", 2]], ["text", "number"], example_labels=["A", "B"], examples_per_page=1)
    assert table["sample_labels"] == ["A", "B"]
    assert table["samples_per_page"] == 1
    with pytest.raises(BuildError, match="2 examples and 1 example_labels"):
        shown(["a", "b"], example_labels=["A"])
    assert Described(gr.Interface(say, "text", "text", examples=[])).props("dataset") == []


def test_additional_inputs_get_values_that_the_table_does_not_show() -> None:
    demo = gr.Interface(say, "text", "text", examples=[["a", 1]], additional_inputs=[gr.Number(label="More")])
    page = Described(demo)
    assert page.props("dataset")[0]["samples"] == [["a"]]
    assert len(page.listener("load_example")["outputs"]) == 2


def test_examples_stand_in_blocks_with_options_of_their_own() -> None:
    with gr.Blocks() as demo:
        name, age = gr.Textbox(label="Name"), gr.Number(label="Age")
        more: dict[str, Any] = {"label": "People", "elem_id": "people", "visible_columns": [1]}
        people = gr.Examples([["Ada", 36]], [name, age], api_name="pick", api_visibility="public", **more)
        gr.Examples(["Bo"], name)
        gr.Examples([40], age)
    page = Described(demo)
    assert [one.get("label") for one in page.props("dataset")] == ["People", None, None]
    assert page.props("dataset")[0]["elem_id"] == "people"
    assert page.props("dataset")[0]["samples"] == [[36]]
    assert page.names() == ["pick", "load_example", "load_example_1"]
    assert page.listener("pick")["api_visibility"] == "public"
    assert page.listener("load_example")["api_visibility"] == "undocumented"
    assert people.dataset.graph is demo


def test_run_on_click_runs_the_function_after_the_values_are_there() -> None:
    with gr.Blocks() as demo:
        name, out = gr.Textbox(), gr.Textbox()
        gr.Examples(["Ada"], name, out, say, run_on_click=True)
    page = Described(demo)
    assert page.listener("say")["trigger_after"] == page.listener("load_example")["id"]
    with gr.Blocks(), pytest.raises(BuildError, match="run_on_click"):
        gr.Examples(["Ada"], gr.Textbox(), run_on_click=True)


def test_they_belong_inside_blocks() -> None:
    with pytest.raises(BuildError, match=r"inside `with gr\.Blocks"):
        gr.Examples(["Ada"], gr.Textbox())


def test_a_click_gives_the_values(launched: Any) -> None:
    demo = gr.Interface(say, ["text", "number", gr.CheckboxGroup(["x", "y"])], "text",
                        examples=[["a", 1, ["x"]], ["b", None, ["x", "y"]]])  # fmt: skip
    page = launched(demo)
    assert press(page, "load_example", [1]) == ["b", None, ["x", "y"]]
    assert press(page, "load_example", [0]) == ["a", 1, ["x"]]
    assert press(page, "load_example", [None]) == [{"__type__": "update"}] * 3
    assert press(page, "load_example", [2])["success"] is False


def test_a_value_may_be_a_change_of_properties(launched: Any) -> None:
    with gr.Blocks() as demo:
        name = gr.Textbox()
        gr.Examples([[gr.update(value="a", lines=3)], [gr.Textbox("b", label="Two", render=False)], ["c"]], name)
    page = launched(demo)
    assert Described(demo).props("dataset")[0]["samples"] == [["a"], ["b"], ["c"]]
    assert press(page, "load_example", [0]) == [{"__type__": "update", "lines": 3, "value": "a"}]
    assert press(page, "load_example", [1]) == [{"__type__": "update", "label": "Two", "value": "b"}]
    assert press(page, "load_example", [2]) == ["c"]


def test_pictures_are_kept_once_and_served_to_everybody(launched: Any, tmp_path: Path) -> None:
    Image.new("RGB", (6, 4), "red").save(tmp_path / "red.png")
    seen: list[Any] = []
    demo = gr.Interface(lambda picture: seen.append(picture.shape), "image", None,
                        examples=[str(tmp_path / "red.png"), Image.new("RGB", (2, 2))], api_name="look")  # fmt: skip
    page = launched(demo)
    [first] = press(page, "load_example", [0], session="one")
    [again] = press(page, "load_example", [0], session="two")
    assert first == again
    assert first["orig_name"] == "red.png"
    assert first["url"].startswith(page.url)
    assert httpx.get(first["url"]).content == (tmp_path / "red.png").read_bytes()
    assert press(page, "look", [first], session="two") == []
    assert seen == [(4, 6, 3)]


def test_a_picture_outside_the_working_directory_is_the_programs_own(
    launched: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, here = tmp_path / "elsewhere", tmp_path / "here"
    for folder in (elsewhere, here):
        folder.mkdir()
    Image.new("RGB", (6, 4), "red").save(elsewhere / "red.png")
    monkeypatch.chdir(here)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(here))
    page = launched(gr.Interface(lambda picture: None, "image", None, examples=[str(elsewhere / "red.png")]))
    [picture] = press(page, "load_example", [0])
    assert httpx.get(picture["url"]).status_code == 200
