"""Functions that do not fit their listeners: what the author is told of arguments and results."""

from __future__ import annotations

import pytest

from graph.programs import built, logged, page, told

BEGIN = "x = gr.Textbox(label='X')\nb = gr.Button('Go')\n"
"""Lines 3 and 4 of a program."""


# What a function takes


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            "def greet(a, b): return a\nb.click(greet, x, x)",
            (
                "The function 'greet' takes 2 arguments, but the listener gives it 1 input. Make `inputs` fit its "
                "parameters: a, b. (greet, app.py:5, run by Button 'Go'.click)"
            ),
        ),
        (
            "def greet(a, b=1): return a\nb.click(greet, [x, x, x], x)",
            "'greet' takes 1 to 2 arguments, but the listener gives it 3 inputs. Make `inputs` fit its parameters: a, ",
        ),
        (
            "b.click(lambda: 1, x, x)",
            (
                "'lambda' takes 0 arguments, but the listener gives it 1 input. Make `inputs` fit its parameters: none"
                ". (lambda, app.py:5, run by Button 'Go'.click)"
            ),
        ),
        (
            "class Model:\n    def greet(self, a): return a\nb.click(Model.greet, x, x)",
            "fit its parameters: self, a. It is a method without its object: give Model(…).greet. (greet, app.py:6,",
        ),
        (
            "class Model:\n    def greet(self, a, b): return a\nb.click(Model().greet, x, x)",
            "'greet' takes 2 arguments, but the listener gives it 1 input. Make `inputs` fit its parameters: a, b. (gr",
        ),
        (
            "class Model:\n    def __call__(self, a, b): return a\nb.click(Model(), x, x)",
            "'Model' takes 2 arguments, but the listener gives it 1 input. Make `inputs` fit its parameters: a, b. (Mo",
        ),
        (
            "import functools\ndef greet(a, b): return a\nb.click(functools.partial(greet, 1), [x, x], x)",
            "'greet' takes 1 argument, but the listener gives it 2 inputs. Make `inputs` fit its parameters: b. (greet",
        ),
        (
            "def greet(a, request): return a\nb.click(greet, x, x)",
            "parameters: a, request. To receive who called, annotate it: request: gr.Request. (greet",
        ),
        (
            "def greet(a, progress): return a\nb.click(greet, x, x)",
            "parameters: a, progress. For a progress bar, give it a default: progress=gr.Progress(). (greet",
        ),
        (
            "def greet(evt): return evt\nb.click(greet, None, x)",
            "parameters: evt. To receive what the event carries, annotate it: evt: gr.SelectData, or gr.EventData. (gr",
        ),
        (
            "def greet(request: gr.Request): return 'a'\nb.click(greet, x, x)",
            "'greet' takes 0 arguments besides request, which Portico fills, but the listener gives it 1 input.",
        ),
        (
            "def greet(*, a): return a\nb.click(greet, x, x)",
            "'greet' needs the keyword argument 'a', which no input fills. Give it a default or pass it in inputs_kwar",
        ),
        (
            "def greet(a, b): return a\nb.click(greet, {x}, x)",
            "'greet' takes 2 arguments, but the listener gives it one dictionary (inputs is a set). Make `inputs` fit",
        ),
        (
            "async def greet(a, b):\n    yield a\nb.click(greet, x, x)",
            "'greet' takes 2 arguments, but the listener gives it 1 input. Make `inputs` fit its parameters: a, b. (gr",
        ),
        (
            "def greet(a, b): return a\nb.click(greet, x, x, run='process')",
            "'greet' takes 2 arguments, but the listener gives it 1 input. Make `inputs` fit its parameters: a, b. (gr",
        ),
        (
            "b.click(lambda: 1).then(lambda r: r, None, x)",
            (
                "'lambda' takes 1 argument, but the listener gives it 0 inputs. Make `inputs` fit its parameters: r. "
                "(lambda, app.py:5, run by Button 'Go'.click.then)"
            ),
        ),
        (
            "@b.click(inputs=[x, x], outputs=x)\ndef greet(name): return name",
            "'greet' takes 1 argument, but the listener gives it 2 inputs. Make `inputs` fit its parameters: name. (gr",
        ),
        (
            "def greet(name): return name\nb.click(greet, outputs=x, inputs_kwargs={'nam': x})",
            "'greet' has no parameter 'nam' for inputs_kwargs to fill. Did you mean 'name'? (greet, app.py:5, run by",
        ),
        (
            "b.click(lambda a: a, x, x, validator=lambda: 1)",
            "'lambda' takes 0 arguments, but as a validator it gets what the listener's function gets, 1 input. Make i",
        ),
        (
            "@gr.render(inputs=x)\ndef part(): pass",
            "'part' takes 0 arguments, but the listener gives it 1 input. Make `inputs` fit its parameters: none. (par",
        ),
        (
            "gr.Textbox(value=lambda a: a)",
            (
                "Textbox(value=…) calls 'lambda' without arguments, but <lambda>() missing 1 required positional argu"
                "ment: 'a'. Name what it receives, inputs=[…], or give a function that needs nothing. (app.py:5)"
            ),
        ),
    ],
)
def test_arguments_that_do_not_fit(lines: str, message: str) -> None:
    assert message in told(page(BEGIN + lines))


def test_a_value_function_that_fails_says_what_fails() -> None:
    assert "TypeError: object of type 'int' has no len()" in told(page("gr.Textbox(value=lambda: len(3))"))


def test_a_progress_bar_may_have_forgotten_its_brackets(caplog: pytest.LogCaptureFixture) -> None:
    program = page("b = gr.Button('Go')\ndef go(progress=gr.Progress):\n    progress.tqdm([1]).close()\nb.click(go)")
    assert logged(program, caplog) == []


# What it gives


def results(kind: str, line: str, outputs: str = "[x, y]", **options: str) -> str:
    given = "".join(f", {name}={value}" for name, value in options.items())
    return page(f"x = gr.Textbox(label='X')\ny = gr.Number(label='Y')\nb = gr.Button('Go')\n"
                f"{kind} go():\n    {line}\nb.click(go, None, {outputs}{given})")  # fmt: skip


@pytest.mark.parametrize("kind", ["def", "async def"])
@pytest.mark.parametrize("verb", ["return", "yield"])
@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("'ab'", ("gave 1 value, but has 2 outputs: <Textbox 1 'X'>, <Number 2 'Y'>. Return one value for each. A str "
                 "is one value, whatever is in it: return a tuple of 2.")),
        ("None", ("gave None, but has 2 outputs: <Textbox 1 'X'>, <Number 2 'Y'>. Return one value for each. A function"
                 " that ends without `return` gives None.")),
        ("{'x': 1, 'y': 2}", ("gave 1 value, but has 2 outputs: <Textbox 1 'X'>, <Number 2 'Y'>. Return one value for "
                             "each. In a dictionary that stands for several outputs every key is a component")),
        ("{x: 1, 'y': 2}", "In a dictionary that stands for several outputs every key is a component: {box: value}."),
        ("['a']", "gave 1 value, but has 2 outputs: <Textbox 1 'X'>, <Number 2 'Y'>. Return one value for each. (go, "),
        ("{'a', 'b'}", "A set is one value, whatever is in it: return a tuple of 2."),
        ("{b: 1}", "gave a value for <Button 3>, which is not among its outputs."),
    ],
)  # fmt: skip
def test_a_wrong_number_of_results(
    kind: str, verb: str, value: str, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    (text,) = logged(results(kind, f"{verb} {value}"), caplog)
    assert text.startswith("ResultError: The function 'go' gave ")
    assert message in text
    assert text.endswith("(go, app.py:6, run by Button 'Go'.click)")


def test_a_function_that_ends_without_return_gives_none(caplog: pytest.LogCaptureFixture) -> None:
    (text,) = logged(results("def", "print(end='')"), caplog)
    assert "gave None, but has 2 outputs" in text
    assert "A function that ends without `return` gives None. (go, app.py:6, run by Button 'Go'.click)" in text


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ("[x, y]", "gave 3 values, but has 2 outputs: <Textbox 1 'X'>, <Number 2 'Y'>. What is too much is left out: "),
        ("None", "gave a value, but its listener has no outputs, so nobody sees it. Name them: outputs=[…]."),
    ],
)
def test_more_than_is_shown_is_said_once(outputs: str, message: str, caplog: pytest.LogCaptureFixture) -> None:
    import logging

    from portico.testing import AppTest

    program = results("def", "return 'a', 2, 3", outputs)
    with caplog.at_level(logging.WARNING, "portico"), AppTest(built(program)["demo"]) as at:
        for _ in range(3):
            at.click("Go")
    (record,) = caplog.records
    assert message in record.getMessage()
    assert record.getMessage().endswith("(go, app.py:6, run by Button 'Go'.click)")


@pytest.mark.parametrize("line", ["return gr.skip()", "return None", "return {}"])
def test_what_shows_nothing_on_purpose_is_not_too_much(line: str, caplog: pytest.LogCaptureFixture) -> None:
    assert logged(results("def", line, "None" if line != "return {}" else "[x]"), caplog) == []


@pytest.mark.parametrize(
    ("hint", "outputs", "gives"),
    [
        ("tuple[str, str, str]", "[x, y]", "3 values, but the listener has 2 outputs"),
        ("str", "[x, y]", "1 value, but the listener has 2 outputs"),
        ("None", "[x, y]", "nothing, but the listener has 2 outputs"),
    ],
)
def test_a_signature_that_promises_another_number_is_a_warning(hint: str, outputs: str, gives: str) -> None:
    program = page(BEGIN + f"y = gr.Textbox()\ndef go() -> {hint}: ...\nb.click(go, None, {outputs})")
    with pytest.warns(UserWarning, match=rf"'go' says that it gives {gives}: .*\(go, app\.py:6, run by Button 'Go'\.c"):
        built(program)


@pytest.mark.parametrize("hint", ["list[str]", "tuple[str, ...]", "dict[object, str]", "object", "tuple[str, str]"])
def test_a_signature_that_may_be_right_is_none(hint: str) -> None:
    built(page(BEGIN + f"y = gr.Textbox()\ndef go() -> {hint}: ...\nb.click(go, None, [x, y])"))


def test_another_component_than_the_output(caplog: pytest.LogCaptureFixture) -> None:
    (text,) = logged(results("def", "return gr.Dropdown(choices=['a'])", "x"), caplog)
    assert (
        "The function 'go' gave gr.Dropdown(…) for <Textbox 1 'X'>, which is a gr.Textbox. Textbox has no par" in text
    )
    assert "'choices'" in text
    assert "(go, app.py:6, run by Button 'Go'.click, for <Textbox 1 'X'>)" in text


def test_a_batch_names_its_listener(caplog: pytest.LogCaptureFixture) -> None:
    (text,) = logged(page(BEGIN + "def go(a): return 'a'\nb.click(go, x, x, batch=True)"), caplog)
    assert "it must return a list of 1 for <Textbox 1 'X'>" in text
    assert text.endswith("(go, app.py:5, run by Button 'Go'.click)")


def test_a_failure_inside_a_decorated_function_names_the_listener(caplog: pytest.LogCaptureFixture) -> None:
    program = page(
        BEGIN + "def loud(f):\n    return lambda *a: f(*a)\n@loud\ndef go(a, c): return a\nb.click(go, x, x)"
    )
    (text,) = logged(program, caplog)
    assert text.startswith("TypeError: go() missing 1 required positional argument: 'c'")
    assert text.endswith("(lambda, app.py:6, run by Button 'Go'.click)")


def test_building_while_a_function_runs_says_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    for line in ("gr.Button('New').click(len)", "gr.Row().__enter__()"):
        (text,) = logged(results("def", line, "x"), caplog)
        assert "`with gr.Blocks():`. A function that runs cannot add to the page: let @gr.render build" in text
        assert "(go, app.py:6, run by Button 'Go'.click)" in text


@pytest.mark.parametrize("kind", ["Textbox", "Markdown"])
@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("len", "but what came is the function len itself: were brackets forgotten?"),
        ("go", "but what came is the function go itself: were brackets forgotten?"),
        ("gr.Textbox", "but what came is the class Textbox itself: were brackets forgotten?"),
        ("(other(), 2)", "but what came is what an `async def` gave: await it."),
    ],
)
def test_something_that_nobody_means_to_be_read(
    kind: str, value: str, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    outputs = "[x, y]" if "," in value else "x"
    program = page(f"x, y = gr.{kind}(label='X'), gr.Number()\nb = gr.Button('Go')\nasync def other(): pass\n"
                   f"def go(): return {value}\nb.click(go, None, {outputs})")  # fmt: skip
    (text,) = logged(program, caplog)
    assert f"{kind} shows a text, {message} (go, app.py:6, run by Button 'Go'.click, for <{kind} 1 'X'>)" in text
