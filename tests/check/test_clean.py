"""No false alarm on ordinary programs, nor on this project's own examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from checked import findings, named

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(__file__).parent / "programs" / "clean"
CLEAN = sorted([*FOLDER.glob("*.py"), *FOLDER.glob("*/app.py")])
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.requirement("R44")
@pytest.mark.parametrize("file", [*CLEAN, *EXAMPLES], ids=named)
def test_an_ordinary_program_is_clean_in_production_too(file: Path) -> None:
    assert [str(one) for one in findings(file)] == []


def test_there_are_thirty_of_them() -> None:
    assert len(CLEAN) >= 30
