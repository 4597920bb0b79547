"""No false alarm on ordinary programs, nor on this project's own examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from portico.checks.checking import found_in
from portico.checks.program import Program
from portico.cli.check import apps_of

ROOT = Path(__file__).parent.parent.parent
CLEAN = sorted((Path(__file__).parent / "programs" / "clean").glob("*.py"))
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.requirement("R44")
@pytest.mark.parametrize("file", [*CLEAN, *EXAMPLES], ids=lambda file: file.stem)
def test_an_ordinary_program_is_clean_in_production_too(file: Path) -> None:
    apps, modules = apps_of(str(file), "")
    program = Program(apps, (str(file),))
    for module in modules:
        program.add(module)
    assert program.handlers or file.stem == "components"
    assert [str(one) for one in found_in(program, "production")] == []


def test_there_are_thirty_of_them() -> None:
    assert len(CLEAN) >= 30
