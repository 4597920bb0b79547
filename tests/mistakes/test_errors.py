"""An error's code: what stands below its message, who else shows it, and that it goes wherever the error goes."""

from __future__ import annotations

import pickle
import subprocess
import sys
import traceback
from typing import Any

import pytest

import portico as gr
from portico import errors
from portico.errors import BuildError, MissingExtra, NotBuilt, PorticoError, ResultError, pointer, spoken

PLAIN: dict[type[BuildError], type[Exception]] = {
    errors.WrongCall: TypeError,
    errors.Misplaced: RuntimeError,
    errors.NoSuchName: AttributeError,
    errors.NoSuchModule: ModuleNotFoundError,
    errors.NoSuchFile: FileNotFoundError,
    errors.NotServed: OSError,
    errors.BuildError: ValueError,
}


def test_a_code_stands_below_the_message_and_not_in_it() -> None:
    with pytest.raises(TypeError) as raised:
        gr.Slider(minimun=1)  # pyright: ignore[reportCallIssue]
    assert str(raised.value) == "Slider has no parameter 'minimun'. Did you mean 'minimum'?"
    assert raised.value.code == "PE101"
    trace = traceback.format_exception(raised.value)
    assert trace[-2:] == [f"portico.errors.WrongCall: {raised.value}\n", "PE101: `portico explain PE101` says more\n"]


@pytest.mark.parametrize(("kind", "plain"), PLAIN.items(), ids=lambda kind: kind.__name__)
def test_each_kind_is_what_programs_caught_before(kind: type[BuildError], plain: type[Exception]) -> None:
    error = kind("Something is wrong.", code="PE105")
    assert isinstance(error, (BuildError, ValueError))
    assert isinstance(error, plain)
    assert (str(error), error.code) == ("Something is wrong.", "PE105")


@pytest.mark.parametrize(
    "error",
    [
        BuildError("Something is wrong.", code="PE105"),
        BuildError("Nobody said what."),
        *(kind("Something is wrong.", code="PE105") for kind in PLAIN),
        ResultError("Two came.", code="PE301"),
        NotBuilt("Image(watermark=…)", "Draw it."),
        MissingExtra("pillow", "image", "read pictures"),
        errors.WorkerDied("It ended."),
        errors.WorkerDied("It did not begin.", code="PE503"),
        errors.DuplicateKey("Two of them."),
        errors.NotReady("Not yet."),
    ],
    ids=repr,
)
def test_an_error_is_the_same_in_another_process(error: PorticoError) -> None:
    error.add_note("Somebody said more.")
    there: Any = pickle.loads(pickle.dumps(error))
    assert (type(there), str(there), there.code) == (type(error), str(error), error.code)
    assert there.__notes__ == error.__notes__
    assert vars(there) == vars(error)


def test_what_is_for_visitors_has_no_code() -> None:
    for error in (gr.Error("No."), errors.InvalidPayload("No."), errors.QueueFull("No."), errors.TimedOut(3)):
        assert error.code == ""
        assert not hasattr(error, "__notes__")


def test_where_an_error_says_whose_it_is_its_code_stays() -> None:
    with gr.Blocks():
        box = gr.Textbox()
        with pytest.raises(BuildError, match="run by Textbox.submit") as raised:
            box.submit(str.upper, [box, box], box)
    assert raised.value.code == "PE202"
    assert raised.value.__notes__ == [pointer("PE202")]


def test_an_error_is_spoken_with_its_notes() -> None:
    assert spoken(BuildError("Something is wrong.", code="PE105")) == f"Something is wrong.\n{pointer('PE105')}"
    assert spoken(ValueError("Something else is.")) == "Something else is."


def test_no_app_reads_the_table() -> None:
    told = (
        "import sys, portico as gr\n"
        "from portico.testing import AppTest\n"
        "with gr.Blocks() as demo:\n"
        "    gr.Button('Go').click(lambda: 1)\n"
        "with AppTest(demo) as at:\n"
        "    at.click('Go')\n"
        "print([name for name in sys.modules if name.startswith('portico.mistakes')])\n"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
