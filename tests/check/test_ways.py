"""Ways that lead from an input to where it must not go, through two calls and more; and ways that lead elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from checked import findings
from ways_astray import WRONG
from ways_elsewhere import RIGHT

HEAD = "import portico as gr\n"
TAIL = 'demo = gr.Interface(f, "text", "text")\n'


def lines(folder: Path, body: str) -> tuple[set[int], set[int]]:
    """Return the lines that are marked with `#!` in a program whose handler is f, and those that are found."""
    file = folder / "way.py"
    file.write_text(text := f"{HEAD}{body}\n{TAIL}", encoding="utf-8")
    found = {one.line for one in findings(file)}
    return {at for at, line in enumerate(text.splitlines(), 1) if "#!" in line}, found


@pytest.mark.requirement("R44")
@pytest.mark.parametrize("name", WRONG)
def test_a_way_from_an_input_is_followed_to_its_end(tmp_path: Path, name: str) -> None:
    expected, found = lines(tmp_path, WRONG[name])
    assert expected
    assert found == expected


@pytest.mark.requirement("R44")
@pytest.mark.parametrize("name", RIGHT)
def test_a_way_that_only_looks_so_is_none(tmp_path: Path, name: str) -> None:
    assert lines(tmp_path, RIGHT[name]) == (set(), set())


def test_functions_that_call_each_other_for_ever_are_read_in_the_end(tmp_path: Path) -> None:
    several = "".join(f"def f{n}(x, n):\n    return f{(n + 1) % 90}(x + 'a', n - 1) if n else x\n" for n in range(90))
    expected, found = lines(tmp_path, f"{several}\ndef f(text):\n    return eval(f0(text, 9))  #!")
    assert found <= expected
    assert sys.getrecursionlimit() < 10_000


def test_a_long_expression_is_no_failure(tmp_path: Path) -> None:
    sums = " + ".join(["text"] * 500)
    expected, found = lines(tmp_path, f"def f(text):\n    return eval({sums})  #!")
    assert found == expected
