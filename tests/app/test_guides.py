"""The programs in the guides run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import portico as gr

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guides"
PROGRAMS = [
    pytest.param(source, id=f"{path.stem}-{number}")
    for path in sorted(GUIDES.glob("*.md"))
    for number, source in enumerate(re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL))
    if "import portico" in source  # the others are parts of programs
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_a_program_in_a_guide_builds(source: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    launched: list[dict[str, object]] = []
    monkeypatch.setattr(gr.Blocks, "launch", lambda self, **options: launched.append(options))
    program = tmp_path / "program.py"
    program.write_text(source, encoding="utf-8")
    from portico.lang.program import load

    found = vars(load(str(program), "guide_program"))
    assert [name for name in found if not name.startswith("__")]
    assert bool(launched) == ("launch(" in source)
