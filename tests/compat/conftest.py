"""One running kitchen for the tests of a file, and the published client that talks to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from gradio_client import Client
from serving import Program, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

KITCHEN = Path(__file__).parent / "kitchen.py"


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    program = Program([str(KITCHEN)], tmp_path_factory.mktemp("kitchen"), free_port(), {})
    program.start()
    yield program
    program.stop()


@pytest.fixture
def client(kitchen: Program, tmp_path: Path) -> Iterator[Client]:
    connected = Client(kitchen.url, verbose=False, download_files=str(tmp_path), headers={"x-team": "red"})
    yield connected
    connected.close()
