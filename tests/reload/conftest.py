"""Fixtures for programs that are written while they run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reload.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A folder of a program's own, and what serves it."""
    found = Desk(tmp_path.resolve())
    found.open()
    yield found
    found.close()
