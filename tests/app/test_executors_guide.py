"""The programs in the guide to executors and cancelling run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import portico as gr

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "executors-and-cancelling.md"
PROGRAMS = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("source", PROGRAMS, ids=range(len(PROGRAMS)))
def test_a_program_in_the_guide_builds(source: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    launched: list[dict[str, object]] = []
    monkeypatch.setattr(gr.Blocks, "launch", lambda self, **options: launched.append(options))
    program = tmp_path / "program.py"
    program.write_text(source, encoding="utf-8")
    from portico.lang.program import load

    found = vars(load(str(program), "guide_program"))
    assert [name for name in found if not name.startswith("__")]
    assert bool(launched) == ("launch(" in source)
