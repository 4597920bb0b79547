"""Every planted mistake is found, where it stands, with the code that it has, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portico.checks.checking import found_in
from portico.checks.codes import CODES
from portico.checks.program import Program
from portico.cli.check import apps_of

PLANTED = sorted((Path(__file__).parent / "programs" / "planted").glob("*.py"))
EXPECTED = re.compile(r"# expect: (PC\d+)")


def expected(file: Path) -> set[tuple[int, str]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return {(number, code) for number, line in enumerate(lines, 1) for code in EXPECTED.findall(line)}


def found(file: Path) -> set[tuple[int, str]]:
    apps, modules = apps_of(str(file), "")
    program = Program(apps, (str(file),))
    for module in modules:
        program.add(module)
    return {(one.line, one.code) for one in found_in(program, "production")}


@pytest.mark.requirement("R44")
@pytest.mark.parametrize("file", PLANTED, ids=lambda file: file.stem)
def test_a_planted_mistake_is_found_where_it_stands_and_nothing_else(file: Path) -> None:
    assert found(file) == expected(file)


def test_there_are_forty_and_every_code_is_among_them() -> None:
    planted = [(file, *one) for file in PLANTED for one in expected(file)]
    assert len(planted) >= 40
    assert {code for _, _, code in planted} == set(CODES)
