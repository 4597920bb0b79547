"""What is wrong with a program is said when the page is built."""

from __future__ import annotations

import pytest

import portico as gr
from portico.errors import BuildError, DuplicateName


def test_an_unknown_keyword_names_the_nearest_one() -> None:
    with pytest.raises(TypeError, match="Textbox has no parameter 'lable'. Did you mean 'label'?"):
        gr.Textbox(lable="Name")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Did you mean 'title'?"):
        gr.Blocks(tilte="x")


def test_a_component_of_another_app_is_refused_with_its_name() -> None:
    stranger = gr.Textbox(label="Elsewhere")
    with pytest.raises(BuildError, match="Textbox .*'Elsewhere'.* in inputs is not part of this app"):
        with gr.Blocks():
            gr.Button().click(lambda x: x, stranger, None)


def test_something_that_is_no_component_is_refused() -> None:
    with pytest.raises(BuildError, match="outputs must be components, but 'result' is a str"):
        with gr.Blocks():
            gr.Button().click(lambda: 1, None, "result")


@pytest.mark.parametrize(
    ("fn", "count", "said"),
    [
        (lambda: 1, 1, "takes 0 arguments, but the listener gives it 1 input"),
        (lambda a, b: 1, 1, "takes 2 arguments, but the listener gives it 1 input"),
        (lambda a, b=1: 1, 3, "takes 1 to 2 arguments, but the listener gives it 3 inputs"),
    ],
)
def test_a_function_with_the_wrong_number_of_parameters(fn: object, count: int, said: str) -> None:
    with pytest.raises(BuildError, match=said):  # noqa: PT012 - a page is several statements
        with gr.Blocks():
            boxes = [gr.Textbox() for _ in range(count)]
            gr.Button().click(fn, boxes, None)


def test_parameters_found_by_annotation_and_defaults_do_not_count() -> None:
    def fn(a: str, request: gr.Request, b: str = "x", progress=gr.Progress()) -> str:
        return a + b

    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(fn, box, box)
        gr.Button().click(fn, [box, box], box)
    assert len(demo.listeners) == 2


def test_two_endpoints_of_one_name_are_refused_and_two_functions_of_one_name_are_numbered() -> None:
    def same() -> None: ...

    with gr.Blocks() as demo:
        button = gr.Button()
        button.click(same)
        button.click(same)
    assert [one.api_name for one in demo.listeners.values()] == ["same", "same_1"]
    with pytest.raises(DuplicateName, match="api_name='answer'"):  # noqa: PT012 - a page is several statements
        with gr.Blocks():
            button = gr.Button()
            button.click(same, api_name="answer")
            button.click(same, api_name="answer")


def test_a_block_is_placed_once() -> None:
    with gr.Blocks():
        box = gr.Textbox()
        with pytest.raises(BuildError, match="on the page already"):
            box.render()
        box.unrender()
        with gr.Row():
            box.render()
        assert box.is_rendered


def test_a_state_that_cannot_be_copied_is_refused() -> None:
    import threading

    with pytest.raises(TypeError, match=r"lock.* cannot be copied"):
        gr.State(threading.Lock())


def test_fields_that_stand_together_are_framed_together() -> None:
    with gr.Blocks() as demo:
        with gr.Row() as row:
            gr.Textbox(scale=3)
            gr.Textbox(min_width=50)
            gr.Button()
        gr.Textbox()
        gr.State(1)
        gr.Textbox()
        gr.Textbox(container=False)
    form, button = row.children
    assert (form.scale, form.min_width) == (4, 210)
    assert [type(child).__name__ for child in demo.children] == ["Row", "Form", "State", "Textbox"]
    assert type(button).__name__ == "Button"


def test_tabs_that_stand_together_become_one_row_of_tabs() -> None:
    with gr.Blocks() as demo:
        with gr.Tab("One", id="first"):
            gr.Textbox()
        with gr.Tab("Two"):
            gr.Textbox()
    (tabs,) = demo.children
    assert [tab.label for tab in tabs.children] == ["One", "Two"]
    assert tabs.children[0].props()["id"] == "first"


def test_an_absent_name_says_where_to_look() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'Textbx'. Did you mean 'Textbox'"):
        _ = gr.Textbx  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="compatibility.md"):
        _ = gr.Quux  # type: ignore[attr-defined]


def test_an_event_with_arguments_in_the_wrong_place_is_refused() -> None:
    with gr.Blocks():
        box = gr.Textbox()
        with pytest.raises(TypeError, match="first argument is the function"):
            gr.Button().click(box, box)  # type: ignore[arg-type]
