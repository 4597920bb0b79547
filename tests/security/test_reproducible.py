"""Whoever builds the page again gets the same bytes, and so can see that what is published was made of the sources."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def building(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT))
    import hatch_build

    return hatch_build


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".stamp")
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.requirement("R77")
def test_the_page_is_built_of_its_sources_and_of_nothing_else(building: Any, tmp_path: Path) -> None:
    if not building.fresh():
        pytest.skip("the built front end is not of these sources: make ui")
    vite = ROOT / "ui" / "node_modules" / "vite" / "bin" / "vite.js"
    if not vite.is_file():
        pytest.skip("the front end's packages are not installed: make test installs them")
    command = [
        str(building.find_node()),
        str(vite),
        "build",
        "--outDir",
        str(tmp_path / "static"),
        "--logLevel",
        "warn",
    ]
    environment = {**os.environ, "NO_COLOR": "1", "TZ": "Pacific/Chatham", "LANG": "C"}
    done = subprocess.run(command, cwd=ROOT / "ui", env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert digests(tmp_path / "static") == digests(building.STATIC)
