"""What an author is told: which listener, which function in which line, what was expected and what came."""

from __future__ import annotations

import inspect
import logging
import re
from typing import Any

import pytest

import portico as gr
from portico.errors import BuildError
from portico.testing import AppTest


def two(a: Any, b: Any) -> Any:
    return a


def line_of(fn: Any) -> str:
    return f"test_author_errors.py:{fn.__code__.co_firstlineno}"


def build(fn: Any, inputs: int = 1, outputs: int = 1, label: str = "Out", **options: Any) -> gr.Blocks:
    with gr.Blocks() as demo:
        given = [gr.Textbox(label=f"In {at}") for at in range(inputs)]
        shown = [gr.Number(label=f"{label} {at}") for at in range(outputs)]
        gr.Button("Go").click(fn, given, shown, **options)
    return demo


def test_an_unknown_parameter_is_named_with_the_nearest() -> None:
    for do, said in (
        (lambda: gr.Textbox(lable="x"), "Textbox has no parameter 'lable'. Did you mean 'label'?"),  # type: ignore[call-arg]
        (
            lambda: build(two, 2, inptus=[]),
            "Button.click() got an unexpected keyword argument 'inptus'. Did you mean 'inputs'?",
        ),
        (
            lambda: gr.Blocks().queue(max_sise=3),
            "queue() got an unexpected keyword argument 'max_sise'. Did you mean 'max_size'?",
        ),
        (
            lambda: gr.Blocks().launch(sever_port=1),
            "launch() got an unexpected keyword argument 'sever_port'. Did you mean 'server_port'?",
        ),
        (
            lambda: build(two, 2).load(two, outptus=[]),
            "Blocks.load() got an unexpected keyword argument 'outptus'. Did you mean 'outputs'?",
        ),
    ):
        with pytest.raises(TypeError, match=re.escape(said)):
            do()


def test_what_is_checked_still_has_its_own_signature() -> None:
    assert list(inspect.signature(gr.Blocks.launch).parameters)[:3] == ["self", "inline", "inbrowser"]
    assert "inputs" in inspect.signature(gr.Button.click.__call__).parameters


@pytest.mark.parametrize(
    ("fn", "inputs", "said"),
    [
        (two, 1, "takes 2 arguments, but the listener gives it 1 input. Make `inputs` fit its parameters: a, b."),
        (lambda a: a, 2, "takes 1 argument, but the listener gives it 2 inputs. Make `inputs` fit its parameters: a."),
        (lambda *, key: key, 0, "needs the keyword argument 'key', which no input fills."),
    ],
)
def test_a_wrong_number_of_inputs_is_an_error_when_the_page_is_built(fn: Any, inputs: int, said: str) -> None:
    with pytest.raises(BuildError) as told:
        build(fn, inputs)
    assert said in str(told.value)
    assert str(told.value).endswith(f", {line_of(fn)}, run by Button 'Go'.click)")
    assert str(told.value).count(line_of(fn)) == 1


def test_an_interface_names_its_function_too() -> None:
    with pytest.raises(BuildError, match=rf"takes 2 arguments.*\(two, {line_of(two)}"):
        gr.Interface(two, "text", "text")


def test_what_is_no_component_is_named_with_its_listener() -> None:
    with pytest.raises(
        BuildError, match=r"inputs must be components, but 3 is a int\. A fixed .*\(two, .*run by Button 'Go'\.click"
    ):
        with gr.Blocks():
            gr.Button("Go").click(two, [3, 4], None)


@pytest.mark.parametrize(
    ("fn", "outputs", "said"),
    [
        (lambda a: 1, 2, "gave 1 value, but has 2 outputs: <Number 2 'Out 0'>, <Number 3 'Out 1'>. Return one value"),
        (lambda a: "abc", 1, "Number shows a number, but '‹result›' is a str."),
        (lambda a: (1, "abc"), 2, "Number shows a number, but '‹result›' is a str."),
    ],
)
def test_a_wrong_result_names_listener_function_line_and_output(
    fn: Any, outputs: int, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), AppTest(build(fn, 1, outputs)) as at:
        at.click("Go")
        assert re.fullmatch(r"This did not work\. Reference \w{6}\.", at.error or "")
    (record,) = caplog.records
    assert record.exc_info is not None
    text = str(record.exc_info[1])
    assert said in text
    assert f"({fn.__name__.strip('<>')}, {line_of(fn)}, run by Button 'Go'.click" in text
    if said.startswith("Number"):
        assert text.endswith(f", for <Number {1 + outputs} 'Out {outputs - 1}'>)")


def test_a_component_of_the_programs_own_that_fails_is_named_in_a_note(caplog: pytest.LogCaptureFixture) -> None:
    class Odd(gr.Number):
        view = "number"

        def postprocess(self, value: Any) -> Any:
            return value if value is None else {}["odd"]

    with gr.Blocks() as demo:
        gr.Button("Go").click(lambda: 1, None, Odd(label="Odd"))
    with AppTest(demo) as at:
        at.click("Go")
    (record,) = caplog.records
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], KeyError)
    assert re.search(r"run by Button 'Go'\.click, for <Odd \d+ 'Odd'>\)", record.exc_info[1].__notes__[0])


@pytest.mark.parametrize("event", ["then", "load", "unload"])
def test_a_listener_without_a_component_has_a_name(event: str) -> None:
    named = {
        "then": r"Button 'Go'\.click\.then",
        "load": "the page, when it is opened",
        "unload": "the page, when it is left",
    }
    with gr.Blocks() as demo:
        listen = gr.Button("Go").click(lambda: None).then if event == "then" else getattr(demo, event)
        with pytest.raises(BuildError, match=rf"takes 2 arguments.*run by {named[event]}\)"):
            listen(two)


def test_a_signature_that_promises_too_little_is_a_warning_when_the_page_is_built() -> None:
    def pair(a: str) -> tuple[int, str]:
        return 1, a

    with pytest.warns(
        UserWarning, match=r"says that it gives 2 values, but the listener has 3 outputs: .*\(pair, test_a"
    ):
        build(pair, 1, 3)
    build(pair, 1, 2)
    build(pair, 1, 1)
