"""Interface: a page around one function, told as the config tells it, and called as clients call it."""

from __future__ import annotations

from typing import Any

import pytest
from gradio_client import Client

import portico as gr
from portico.errors import BuildError, NotBuilt

from .reading import Described


def double(number: float, times: float = 2) -> float:
    """Multiply a number."""
    return number * times


def count(start: float) -> Any:
    for number in range(int(start)):
        yield str(number)


FORM = ("form", ["textbox"])


def test_inputs_stand_left_with_their_buttons_and_outputs_right() -> None:
    page = Described(gr.Interface(lambda text: text, "text", "text"))
    left = ("column", [("column", [FORM]), ("row", ["button", "button"])])
    assert page.tree() == [("row", [left, ("column", [FORM, ("row", ["button"])])])]
    assert page.texts() == ["Clear", "Submit", "Flag"]
    assert page.config["mode"] == "interface"


def test_labels_come_from_the_functions_parameters() -> None:
    def parts(number: float, times: float) -> list[float]:
        return [number] * int(times)

    page = Described(gr.Interface(parts, ["number", gr.Number(label="How often")], ["number", "number"]))
    assert page.labels("number") == ["number", "How often", "output 0", "output 1"]
    assert Described(gr.Interface(double, ["number", "number"], "number")).labels("number")[2] == "output"


def test_parameters_that_no_input_fills_give_no_label() -> None:
    def greet(request: gr.Request, name: str) -> str:
        return name

    assert Described(gr.Interface(greet, "text", "text")).labels("textbox") == ["name", "output"]


def test_a_title_a_description_and_an_article_surround_it() -> None:
    page = Described(gr.Interface(double, "number", "number", title="Twice", description="*More*", article="The end."))
    values = [one["value"] for one in page.props("markdown")]
    assert values == ["<h1 style='text-align: center; margin-bottom: 1rem'>Twice</h1>", "*More*", "The end."]
    assert page.config["title"] == "Twice"
    assert [one if isinstance(one, str) else one[0] for one in page.tree()] == [
        "markdown",
        "markdown",
        "row",
        "markdown",
    ]


def test_the_button_and_enter_in_each_field_run_the_function() -> None:
    page = Described(gr.Interface(double, ["number", "slider"], "number", api_name="twice"))
    assert page.targets("twice") == [("Submit", "click"), ("number", "submit")]
    listener = page.listener("twice")
    assert listener["scroll_to_output"] is True
    assert listener["trigger_mode"] == "once"


def test_live_runs_at_every_change_without_a_button() -> None:
    page = Described(gr.Interface(double, ["number", "slider"], "number", live=True))
    assert page.texts() == ["Clear", "Flag"]
    assert page.targets("double") == [("number", "change"), ("times", "change")]
    assert page.listener("double")["trigger_mode"] == "always_last"


def test_live_without_inputs_runs_when_the_page_opens() -> None:
    page = Described(gr.Interface(lambda: "hello", None, "text", live=True))
    assert page.targets("lambda") == [("page", "load")]
    assert page.texts() == ["Clear", "Generate", "Flag"]


def test_a_generator_gets_a_stop_button_that_appears_while_it_runs() -> None:
    page = Described(gr.Interface(count, "number", "text", stop_btn="Halt"))
    [halt] = [one for one in page.props("button") if one["value"] == "Halt"]
    assert halt["variant"] == "stop"
    assert halt["visible"] is False
    assert page.names()[:4] == ["lambda", "count", "cleanup", "cleanup_1"]
    [cancelling] = [one for one in page.config["dependencies"] if one["cancels"]]
    assert cancelling["cancels"] == [page.listener("count")["id"]]
    assert page.called(cancelling["targets"][0][0]) == "Halt"
    assert page.listener("cleanup")["trigger_after"] == page.listener("count")["id"]


def test_buttons_may_be_the_programs_own() -> None:
    go, wipe = gr.Button("Go", variant="stop"), gr.Button("Wipe", size="sm")
    page = Described(gr.Interface(double, "number", "number", submit_btn=go, clear_btn=wipe, stop_btn=gr.Button("x")))
    shown = {one["value"]: one for one in page.props("button")}
    assert shown["Go"]["variant"] == "stop"
    assert shown["Wipe"]["size"] == "sm"
    assert page.targets("double")[0] == ("Go", "click")


def test_without_a_clear_button_there_is_none_to_see() -> None:
    assert Described(gr.Interface(double, "number", "number", clear_btn=None)).texts() == ["Submit", "Flag"]


def test_clear_empties_inputs_and_outputs_in_the_browser() -> None:
    page = Described(gr.Interface(double, ["number", gr.Slider(2, 5)], "number"))
    emptying = next(one for one in page.config["dependencies"] if one["js"])
    assert emptying["js"] == "() => [null, 2, null]"
    assert [page.called(number) for number in emptying["outputs"]] == ["number", "times", "output"]
    assert emptying["backend_fn"] is False


def test_without_inputs_or_outputs_there_is_one_column() -> None:
    source = Described(gr.Interface(lambda: "x", None, "text"))
    assert source.tree() == [("row", [("column", [FORM, ("row", ["button", "button", "button"])])])]
    assert source.texts() == ["Clear", "Generate", "Flag"]
    sink = Described(gr.Interface(lambda text: None, "text", None))
    assert sink.tree() == [("row", [("column", [("column", [FORM]), ("row", ["button", "button"])])])]
    assert sink.texts() == ["Clear", "Submit"]


def test_the_same_component_may_be_input_and_output() -> None:
    text = gr.Textbox(label="Text")
    page = Described(gr.Interface(str.upper, text, text))
    assert page.tree() == [("row", [("column", [("column", [FORM]), ("row", ["button", "button", "button"])])])]
    listener = page.listener("upper")
    assert listener["inputs"] == listener["outputs"]
    assert "interactive" not in page.props("textbox")[0]


def test_outputs_are_read_only_unless_the_program_says_otherwise() -> None:
    page = Described(gr.Interface(lambda number: [number, number], "number", ["number", gr.Number(interactive=True)]))
    assert [one.get("interactive") for one in page.props("number")] == [None, False, True]


def test_additional_inputs_stand_behind_a_heading() -> None:
    page = Described(gr.Interface(double, "number", "number", additional_inputs=gr.Number(label="Times")))
    assert page.props("accordion")[0]["label"] == "Additional Inputs"
    assert page.props("accordion")[0]["open"] is False
    assert [page.called(number) for number in page.listener("double")["inputs"]] == ["number", "Times"]
    own = gr.Accordion("Fine points", open=False)
    page = Described(
        gr.Interface(double, "number", "number", additional_inputs=["number"], additional_inputs_accordion=own)
    )
    assert page.labels("accordion") == ["Fine points"]
    page = Described(
        gr.Interface(double, "number", "number", additional_inputs=["number"], additional_inputs_accordion="Extras")
    )
    assert page.labels("accordion") == ["Extras"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text", "textbox"), ("textbox", "textbox"), ("textarea", "textbox"), ("checkbox_group", "checkboxgroup"),
        ("dataframe", "dataframe"), ("json", "json"), ("html", "html"), ("files", "file"), ("plot", "plot"),
    ],
)  # fmt: skip
def test_components_go_by_their_names(name: str, kind: str) -> None:
    assert Described(gr.Interface(lambda x: x, name, None)).props(kind)


@pytest.mark.parametrize("name", ["highlighted_text", "gallery", "sketchpad", "datetime"])
def test_components_that_are_not_built_say_so(name: str) -> None:
    with pytest.raises(NotBuilt, match=f"The component '{name}' is not built"):
        gr.Interface(lambda x: x, name, "text")


def test_what_cannot_work_is_an_error_of_the_program() -> None:
    with pytest.raises(BuildError, match=r"Interface\(inputs=…\): there is no component called 'txt'. .* 'text'"):
        gr.Interface(double, "txt", "text")
    with pytest.raises(BuildError, match=r"the class Textbox \(did you forget the brackets"):
        gr.Interface(double, gr.Textbox, "text")  # type: ignore[arg-type]
    with pytest.raises(
        BuildError,
        match=r"takes 1 to 2 arguments, but the Button 'Submit' of this Interface gives it 3 inputs \(Number, N",
    ):
        gr.Interface(double, ["number"] * 3, "number")
    with pytest.raises(BuildError, match="at least one of `inputs` and `outputs`"):
        gr.Interface(lambda: None, None, None)
    with pytest.raises(TypeError, match="Interface has no parameter 'layout'"):
        gr.Interface(double, "number", "number", layout="vertical")
    with pytest.raises(TypeError, match="cannot be called"):
        gr.Interface("double", "number", "number")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="submit_btn"):
        gr.Interface(double, "number", "number", submit_btn=None)  # type: ignore[arg-type]
    with pytest.raises(BuildError, match="exactly one state"):
        gr.Interface(double, ["number", "state"], "number")
    for absent in ({"deep_link": True}, {"allow_duplication": True}, {"_api_mode": True}):
        with pytest.raises(NotBuilt):
            gr.Interface(double, "number", "number", **absent)
    with pytest.raises(NotBuilt, match="from_pipeline"):
        gr.Interface.from_pipeline(object())


def test_inside_blocks_it_stands_where_it_is_made_and_takes_components_with_it() -> None:
    with gr.Blocks() as demo:
        name = gr.Textbox(label="Name")
        gr.Markdown("between")
        with gr.Tab("Here"):
            gr.Interface(str.upper, name, "text", api_name="upper", flagging_mode="never")
    page = Described(demo)
    kinds = [one if isinstance(one, str) else one[0] for one in page.tree()]
    assert kinds == ["markdown", "tabs"]
    assert page.listener("upper")["inputs"] == [name.number]


def test_two_interfaces_may_be_given_the_same_component() -> None:
    name = gr.Textbox(label="Name")
    first = gr.Interface(str.upper, name, "text")
    second = gr.Interface(str.lower, name, "text")
    assert [Described(one).labels("textbox") for one in (first, second)] == [["Name", "output"]] * 2


def test_clients_call_it(launched: Any) -> None:
    demo = gr.Interface(double, ["number", gr.Number(3, label="Times")], "number", api_name="twice")
    client = Client(launched(demo).url, verbose=False)
    assert client.predict(4, 5, api_name="/twice") == 20
    assert client.predict(4, api_name="/twice") == 12


def test_clients_follow_a_generator(launched: Any) -> None:
    client = Client(launched(gr.Interface(count, "number", "text")).url, verbose=False)
    job = client.submit(3, api_name="/count")
    assert job.result(timeout=10) == "2"
    assert job.outputs() == ["0", "1", "2"]


def test_a_state_is_handed_from_call_to_call(launched: Any) -> None:
    def remember(word: str, seen: list[str]) -> tuple[str, list[str]]:
        return " ".join([*seen, word]), [*seen, word]

    demo = gr.Interface(remember, ["text", gr.State([])], ["text", gr.State()])
    assert len(Described(demo).props("state")) == 1
    url = launched(demo).url
    first, second = Client(url, verbose=False), Client(url, verbose=False)
    assert first.predict("a", api_name="/remember") == "a"
    assert first.predict("b", api_name="/remember") == "a b"
    assert second.predict("c", api_name="/remember") == "c"


def test_a_batch_function_takes_lists(launched: Any) -> None:
    demo = gr.Interface(lambda words: [[word.upper() for word in words]], "text", "text", batch=True, api_name="up")
    assert Client(launched(demo).url, verbose=False).predict("a", api_name="/up") == "A"
