"""Parts of a page in the wrong place, and arguments of the wrong kind: what the author is told."""

from __future__ import annotations

import pytest

import portico as gr
from graph.programs import built, page, told
from portico.errors import BuildError

BEGIN = "x = gr.Textbox('abc', label='X')\nb = gr.Button('Go')\n"
"""Lines 3 and 4 of a program."""


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            "['hello']",
            "inputs must be components, but 'hello' is a str. Give the component itself: not its name in quot",
        ),
        (
            "'x'",
            "inputs must be components, but 'x' is a str. Give the component itself: not its name in quotes, and no",
        ),
        ("x.value", "inputs must be components, but 'abc' is a str. Give the component itself"),
        ("{'a', 'b'}", "is a str. Give the component itself: not its name in quotes, and not its value. A fixed value"),
        ("gr.Textbox", "is a type. It needs brackets, and a place: box = gr.Textbox(), then inputs=box."),
        ("[[x, x]]", "is a list. inputs is one list, without lists inside."),
        ("{'a': x}", "is a dict. Inputs by the names of parameters go in inputs_kwargs=…."),
        ("x.change", "is a Trigger. That is an event: give its component."),
        (
            "3",
            "inputs must be components, but 3 is a int. A fixed value needs a gr.State, or a function that knows it.",
        ),
        ("[None]", "inputs must be components, but None is a NoneType."),
    ],
)
def test_inputs_that_are_no_components(given: str, message: str) -> None:
    text = told(page(BEGIN + f"def greet(a): return a\nb.click(greet, {given}, x)"))
    assert message in text
    assert text.endswith("(greet, app.py:5, run by Button 'Go'.click)")


def test_outputs_and_named_inputs_are_looked_at_as_well() -> None:
    assert "outputs must be components, but 'x' is a str." in told(page(BEGIN + "b.click(len, x, 'x')"))
    assert "inputs_kwargs: obj=… must be a component, but 3 is a int." in told(
        page(BEGIN + "b.click(len, inputs_kwargs={'obj': 3})")
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("'greet'", "str 'greet' cannot be called. Give the function itself, without quotes or brackets: `greet`, not"),
        ("str(3)", "str '3' cannot be called. Give the function itself, without quotes or brackets: `greet`, not"),
        ("3", "int 3 cannot be called. If it is what a function gave, leave out the brackets: `greet`, not `greet()`."),
        ("gr.State(1)", "cannot be called. Give inputs by name: inputs=[...]."),
        (
            "[len, len]",
            "cannot be called. Give inputs by name: inputs=[...]. For several functions in turn: `.then(othe",
        ),
    ],
)
def test_what_is_no_function(given: str, message: str) -> None:
    text = told(page(BEGIN + f"b.click({given}, x, x)"))
    assert "Button 'Go'.click: A listener's first argument is the function to run; " in text
    assert message in text


def test_a_function_that_was_called_and_gave_none_is_a_warning() -> None:
    with pytest.warns(UserWarning, match=r"^Button 'Go'\.click runs nothing: its function is None, without js or canc"):
        built(page(BEGIN + "def greet(): pass\nb.click(greet(), None, x)"))
    built(page(BEGIN + "run = b.click(len, x, None)\nb.click(None, js='() => 1')\nb.click(None, cancels=run)"))


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("queue='no'", "queue=… is True or False, not 'no'."),
        ("time_limit='5s'", "time_limit=… is a number of seconds, not '5s'."),
        ("stream_every='1'", "stream_every=… is a number of seconds, not '1'."),
        ("api_name=3", "api_name=… is a text, or False, not 3."),
        (
            "show_progress='ful'",
            "show_progress='ful' means nothing; it is 'full', 'minimal', 'hidden'. Did you mean 'ful",
        ),
    ],
)
def test_options_of_the_wrong_kind(option: str, message: str) -> None:
    text = told(page(BEGIN + f"def greet(a): return a\nb.click(greet, x, x, {option})"))
    assert message in text
    assert text.endswith("(greet, app.py:5, run by Button 'Go'.click)")


def test_two_endpoints_of_one_name_are_both_named() -> None:
    text = told(page(BEGIN + "b.click(len, x, x, api_name='n')\nx.submit(lambda a: a, x, x, api_name='n')"))
    assert "Two listeners are called api_name='n'." in text
    assert "(len, run by Button 'Go'.click; lambda, app.py:6, run by Textbox 'X'.submit)" in text


def test_events_are_given_to_on_and_not_their_components_or_names() -> None:
    assert "gr.on takes events, such as `button.click`, not 'click'." in told(page("gr.on('click', len)"))
    assert "gr.on takes events, such as `button.click`, not <Button 1>." in told(page("gr.on(gr.Button(), len)"))


def test_a_component_of_another_app_or_of_none() -> None:
    for begin in ("with gr.Blocks():\n    x = gr.Textbox(label='X')\n", "a = 1\nx = gr.Textbox(label='X')\n"):
        text = told(begin + page("b = gr.Button('Go')\nb.click(lambda a: a, x, None)"))
        assert (
            "'X'> in inputs is not part of this app. Create it inside this `with gr.Blocks():`, or place it th" in text
        )
        assert text.endswith("(lambda, app.py:6, run by Button 'Go'.click)")


def test_a_listener_behind_the_page_is_looked_at_as_well() -> None:
    text = told(page(BEGIN) + "\ny = gr.Number(label='Y')\nb.click(lambda: 1, None, y)")
    assert "<Number -1 'Y'> in outputs is not part of this app." in text
    assert text.endswith("(lambda, app.py:6, run by Button 'Go'.click)")
    built(page(BEGIN) + "\nb.click(lambda: 'a', None, x)")


def test_a_class_for_the_page_of_the_wrong_kind() -> None:
    with pytest.raises(BuildError, match=r"Textbox\(elem_classes=…\) is a text or a list of texts, not 3"):
        gr.Textbox(elem_classes=3)  # type: ignore[arg-type]
