"""Every planted mistake is found, where it stands, with the code that it has, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from checked import findings, named

from portico.checks.codes import CODES

FOLDER = Path(__file__).parent / "programs" / "planted"
PLANTED = sorted([*FOLDER.glob("*.py"), *FOLDER.glob("*/app.py")])
EXPECTED = re.compile(r"# expect: (PC\d+)")


def expected(file: Path) -> set[tuple[str, int, str]]:
    files = sorted(file.parent.rglob("*.py")) if file.stem == "app" else [file]
    return {
        (one.name, number, code)
        for one in files
        for number, line in enumerate(one.read_text(encoding="utf-8").splitlines(), 1)
        for code in EXPECTED.findall(line)
    }


def found(file: Path) -> set[tuple[str, int, str]]:
    return {(Path(one.file).name, one.line, one.code) for one in findings(file)}


@pytest.mark.requirement("R44")
@pytest.mark.parametrize("file", PLANTED, ids=named)
def test_a_planted_mistake_is_found_where_it_stands_and_nothing_else(file: Path) -> None:
    assert found(file) == expected(file)


def test_there_are_forty_and_every_code_is_among_them() -> None:
    planted = [(file, *one) for file in PLANTED for one in expected(file)]
    assert len(planted) >= 40
    assert {code for *_, code in planted} == set(CODES)
