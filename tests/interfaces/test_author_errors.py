"""What the author of an Interface, a ChatInterface, a TabbedInterface or of examples is told, and who launches it."""

from __future__ import annotations

import logging
import re

import pytest
from graph.programs import built, page, said, told

from portico.errors import BuildError
from portico.testing import AppTest

GREET = "def greet(a, b):\n    return a\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "gr.Interface(greet, gr.Textbox(label='Name'), 'text')",
            (
                "takes 2 arguments, but the Button 'Submit' of this Interface gives it 1 input (Textbox 'Name'). Make "
                "`inputs` fit its parameters: a, b. (greet, app.py:2)"
            ),
        ),
        (
            "gr.Interface(greet, 'text', 'text', submit_btn='Run')",
            "takes 2 arguments, but the Button 'Run' of this Interface gives it 1 input (Textbox).",
        ),
        ("gr.Interface(greet, 'text', 'text', submit_btn=gr.Button('Do'))", "but the Button 'Do' of this Interface"),
        ("gr.Interface(greet, 'text', 'text', live=True)", "but every change of this Interface gives it 1 input (Text"),
        (
            "gr.Interface(greet, None, 'text')",
            "of this Interface gives it 0 inputs. Make `inputs` fit its parameters: a",
        ),
        (
            "gr.TabbedInterface([gr.Interface(greet, 'text', 'text')])",
            "takes 2 arguments, but the Button 'Submit' of this Interface gives it 1 input (Textbox). Make `inputs` fi",
        ),
        (
            "gr.Interface(greet, ['text', 'text'], 'text', titel=1)",
            "Interface has no parameter 'titel'. Did you mean 'title'?",
        ),
        (
            "gr.Interface('greet', 'text', 'text')",
            "'greet' cannot be called. Leave out quotes and brackets: `greet`, no",
        ),
        (
            "gr.Interface(greet, {'a': 'text'}, 'text')",
            "takes components or their names, such as 'text'; not {'a': 'te",
        ),
    ],
)
def test_an_interface(line: str, message: str) -> None:
    assert message in told(GREET + line)


@pytest.mark.parametrize(
    ("parameters", "given", "message"),
    [
        (
            "message",
            "",
            (
                "'chat' takes 1 argument, but a ChatInterface gives it the message and the history. Write `def fn(messa"
                "ge, history)`, with one parameter more for each of additional_inputs. Now its parameters are: message"
                ". (chat, app.py:2)"
            ),
        ),
        ("message, history, system", "", "the message and the history. Write `def fn(message, history)`, with one par"),
        (
            "message, history",
            ", additional_inputs='text'",
            "the message and the history, and 1 of additional_inputs. W",
        ),
        (
            "message, history",
            ", validator=lambda: 1",
            (
                "'lambda' takes 0 arguments, but as the validator of a ChatInterface it gets the message. Make its para"
                "meters fit: none. (lambda, app.py:4)"
            ),
        ),
        ("message, history", ", chatbot=gr.Textbox()", "ChatInterface(chatbot=…) is a gr.Chatbot, not Textbox."),
        ("message, history", ", textbox='x'", "ChatInterface(textbox=…) is a gr.Textbox, not str."),
    ],
)
def test_a_chat(parameters: str, given: str, message: str) -> None:
    assert message in told(f"def chat({parameters}):\n    return 'a'\ngr.ChatInterface(chat{given})")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "[('a', 'b')]",
            "it gave tuple ('a', 'b'). Return the answer alone, and not the history: pairs of texts are no",
        ),
        ("None", "it gave nothing. A function that ends without `return` gives None."),
        ("3", "it gave int 3. Return str(…) of it."),
        ("nmae", "name 'nmae' is not defined"),
    ],
)
def test_an_answer_of_a_chat_names_the_function(answer: str, message: str, caplog: pytest.LogCaptureFixture) -> None:
    demo = built(f"def chat(message, history):\n    return {answer}\ndemo = gr.ChatInterface(chat)")["demo"]
    with caplog.at_level(logging.ERROR, "portico"), AppTest(demo, profile="dev") as at:
        at.chat("hi")
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[1] is not None
    text = said(record.exc_info[1])
    assert message in text
    assert text.endswith("(chat, app.py:2, run by Textbox.submit.success)")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "gr.TabbedInterface([len], ['a'])",
            "page 1 must be a gr.Interface or gr.Blocks, not <built-in function len>. P",
        ),
        ("gr.TabbedInterface(['a'], [gr.Blocks()])", "page 1 must be a gr.Interface or gr.Blocks, not 'a'."),
        (
            "gr.TabbedInterface(gr.Blocks(), ['a'])",
            "TabbedInterface takes a list of pages, [first, second], and then th",
        ),
        (
            "gr.TabbedInterface([gr.Blocks()], 'a')",
            "TabbedInterface(tab_names=…) is a list of texts, one for each page",
        ),
        (
            "gr.TabbedInterface([gr.Blocks()], ['a', 'b'])",
            "TabbedInterface has 1 page and 2 tab_names: give each page i",
        ),
    ],
)
def test_pages_behind_tabs(line: str, message: str) -> None:
    assert message in told(line)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "gr.mount_gradio_app(demo, app, '/x')",
            "blocks must be a gr.Blocks, not <starlette.*first, then the gr.Block",
        ),
        ("gr.mount_gradio_app(app, demo, 3)", r"mount_gradio_app\(…, path=…\) is a text such as \"/demo\", not 3\."),
        ("gr.mount_gradio_app(len, demo, '/x')", r"needs a Starlette or FastAPI app, not <built-in function len>\."),
        ("demo.launch(7860)", r"launch\(inline=…\) is True, False or None, not 7860\. A port is server_port=7860\."),
        ("demo.launch(server_port='7860')", r"server_port=… is a whole number, not '7860': server_port=7860\."),
        ("demo.launch(root_path=3)", r"root_path=… is a text, not 3\."),
        ("demo.launch(show_error='no')", r"show_error=… is True or False, not 'no'\."),
        ("demo.launch(css_paths='none.css')", r"css_paths and head_paths name files; there is none at 'none\.css' \(/"),
    ],
)
def test_mounting_and_launching(line: str, message: str) -> None:
    text = told(f"from starlette.applications import Starlette\napp, demo = Starlette(), gr.Blocks()\n{line}")
    assert re.search(message, text), text


def test_examples_say_how_many_inputs_there_are() -> None:
    text = told(page("x, y = gr.Textbox(), gr.Number()\ngr.Examples(['a', 'b'], [x, y])"))
    assert "one value for each input" in text
    assert "There are 2 inputs; given: ['a', 'b']" in text


def test_examples_with_more_values_than_inputs_are_a_warning() -> None:
    with pytest.warns(UserWarning, match=r"An example has 3 values for 2 inputs: what is too much is left out\."):
        built(page("x, y = gr.Textbox(), gr.Number()\ngr.Examples([['a', 1, 2]], [x, y])"))


def test_an_example_that_does_not_fit_is_named_when_the_app_starts() -> None:
    demo = built(page("y = gr.Number(label='Y')\ngr.Examples([[1], ['abc']], [y])"))["demo"]
    with pytest.raises(BuildError, match=r"Example 2 does not fit the Number 'Y': Number shows a number, but 'abc' is"):
        AppTest(demo)


def test_a_page_launched_inside_its_own_with_is_whole() -> None:
    names = built(
        page("x = gr.Textbox(lambda: 'a')\ndemo.launch(prevent_thread_lock=True, quiet=True, server_port=0)")
        + "\nconfig = demo.get_config_file()\ndemo.close()"
    )
    assert [one["type"] for one in names["config"]["components"]] == ["textbox", "form"]
    assert [one["targets"][0][1] for one in names["config"]["dependencies"]] == ["load"]
    assert len(names["demo"].listeners) == 1
