"""The programs on the page of each code: the wrong one makes exactly that mistake, the right one none."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from portico.errors import PorticoError
from portico.mistakes.table import CODES
from portico.testing import AppTest
from portico.testing.refusal import NotPossible
from portico.testing.said import Said

APART = {
    code.upper()
    for code in re.findall(r"^def test_(pe\d{3})_", (Path(__file__).parent / "test_apart.py").read_text(), re.MULTILINE)
}
"""The codes that a program in a test cannot show by itself; each has a test of its own."""
UNUSUAL = {"PE406", "PE409", "PE602"}
"""The codes whose right program is run by its own test too."""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", os.environ.copy())


def made_by(program: str, folder: Path) -> str:
    """The code of the mistake that shows while a program is run, launched, opened, or used once; empty for none."""
    file = folder / "app.py"
    file.write_text(program, encoding="utf-8")
    try:
        with AppTest.from_file(file) as at:
            page = opened(at)
            if page.error is None:
                use(page)
            return code_of(page.error)
    except PorticoError as error:
        return error.code or f"no code, but {error!r}"


def opened(at: AppTest) -> AppTest:
    """The page, as Ada's where it asks for a login."""
    try:
        assert at.title
    except NotPossible:
        return at.as_user("ada", roles=[])
    return at


def code_of(error: Said | None) -> str:
    """The code of what was raised; empty where it was nothing, or words for the visitor."""
    return "" if error is None or not error.raised else error.code or f"no code, but {error!r}"


def use(at: AppTest) -> None:
    """Press the first button, else say something in the first field."""
    if buttons := at.all("button"):
        buttons[0].click()
    elif fields := [one for one in at.all("textbox") if one.interactive]:
        fields[0].submit("hello")


@pytest.mark.parametrize("code", sorted(set(CODES) - APART))
def test_the_wrong_program_makes_that_mistake(code: str, tmp_path: Path) -> None:
    assert made_by(CODES[code].wrong, tmp_path) == code


@pytest.mark.parametrize("code", sorted(set(CODES) - UNUSUAL))
def test_the_right_program_makes_none(code: str, tmp_path: Path) -> None:
    assert made_by(CODES[code].right, tmp_path) == ""


def test_each_test_apart_is_of_a_code() -> None:
    assert set(CODES) >= APART
    assert UNUSUAL <= APART
