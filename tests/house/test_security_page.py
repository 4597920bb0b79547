"""docs/security.md says what is shown, and does not say more."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "scripts" / "gen_security.py"


@pytest.fixture(scope="module")
def script() -> Any:
    spec = importlib.util.spec_from_file_location("gen_security", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_current() -> None:
    found = subprocess.run([sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_requirement_is_there_once(script: Any) -> None:
    keys = [key for rows in script.requirements().values() for key in rows]
    assert keys == [f"R{number}" for number in range(1, 81)]
    assert {row.level for rows in script.requirements().values() for row in rows.values()} == {"M", "S"}


def test_a_must_without_a_test_and_a_reason_is_said_not_to_be_shown(script: Any) -> None:
    must = script.Requirement("M", "It holds.")
    test = script.Shown("tests/test_a.py", 1, "test_it_holds")
    assert script.evidence(must, []) == "**not shown yet**"
    assert script.evidence(must, [test]) == "1 test"
    assert script.evidence(must._replace(absent="Not built."), []) == "Not built."
    known = {"Section": {"R1": must, "R2": must}}
    assert "| R2 | M | It holds. | **not shown yet** |" in "".join(script.table(known, {"R1": [test]}))
    assert "1 are not shown yet: R2" in script.summary(known, {"R1": [test]})


def test_marks_are_found_however_they_are_given(script: Any) -> None:
    source = "@pytest.mark.requirement('R1', 'R2')\n@other\n@pytest.mark.parametrize('x', [1])\ndef test_a(): ..."
    tree = script.ast.parse(source)
    assert list(script.marks(tree.body[0].decorator_list)) == ["R1", "R2"]
    tree = script.ast.parse("pytestmark = [pytest.mark.anyio, pytest.mark.requirement('R3')]")
    assert list(script.marks(script.of_module(tree))) == ["R3"]
