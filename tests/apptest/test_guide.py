"""What the guide shows is run, and what it names is there."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from portico.testing import AppTest
from portico.testing.element import Element

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "guides" / "test-your-app.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


def shown_tests() -> list[Any]:
    found: list[Any] = []
    for source in PROGRAMS:
        names: dict[str, Any] = {}
        exec(source, names)
        found += [pytest.param(one, id=name) for name, one in names.items() if name.startswith("test_")]
    return found


@pytest.mark.parametrize("test", shown_tests())
def test_a_test_of_the_guide_passes(test: Any, tmp_path: Path) -> None:
    test(**({"tmp_path": tmp_path} if "tmp_path" in inspect.signature(test).parameters else {}))


def test_every_name_in_the_guide_is_there() -> None:
    for name in re.findall(r"`at\.(\w+)", GUIDE):
        assert hasattr(AppTest, name), name
    for name in re.findall(r"(?:\]|`|, )\.(\w+)\(", GUIDE):
        assert hasattr(Element, name), name
