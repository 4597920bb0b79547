"""`make new` gives a component that works: its files, its line on the door, and tests that pass from the start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portico._lazy import read_stub

ROOT = Path(__file__).parent.parent.parent
FILES = {
    "src/portico/components/rating.py",
    "tests/components/test_rating.py",
    "ui/src/components/rating/index.svelte",
    "ui/src/components/rating/rating.test.ts",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What starting a component reads and writes, without the built front end."""
    kept = shutil.ignore_patterns("static", "__pycache__")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=kept)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=kept)
    (tmp_path / "tests" / "components").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = (sys.executable, *command)
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def stub(folder: Path) -> str:
    return (folder / "src" / "portico" / "__init__.pyi").read_text(encoding="utf-8")


def test_a_new_component_is_four_files_and_one_line_and_its_test_passes(copy: Path) -> None:
    before = stub(copy)
    made = run(copy, "scripts/new_component.py", "Rating")
    assert (made.returncode, set(made.stdout.split())) == (0, FILES), made.stderr
    assert all((copy / file).is_file() for file in FILES)
    added = set(read_stub(stub(copy)).items()) - set(read_stub(before).items())
    assert added == {("Rating", ("portico.components.rating", "Rating"))}
    found = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/components/test_rating.py")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "1 passed" in found.stdout


def test_its_python_keeps_to_the_house_style(copy: Path) -> None:
    run(copy, "scripts/new_component.py", "Rating")
    files = sorted(file for file in FILES if file.endswith(".py"))
    for check in (("check",), ("format", "--check")):
        found = run(copy, "-m", "ruff", *check, "--no-cache", *files)
        assert found.returncode == 0, found.stdout + found.stderr


def test_the_view_and_its_test_name_the_component(copy: Path) -> None:
    run(copy, "scripts/new_component.py", "StarRating")
    view = copy / "ui" / "src" / "components" / "starrating"
    assert 'place("starrating"' in (view / "starrating.test.ts").read_text(encoding="utf-8")
    assert "NAME" not in (view / "index.svelte").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "said"), [("rating", "begins with a capital"), ("Textbox", "exists already")])
def test_a_name_that_does_not_fit_or_is_taken_changes_nothing(copy: Path, name: str, said: str) -> None:
    before = stub(copy)
    found = run(copy, "scripts/new_component.py", name)
    assert found.returncode == 2
    assert said in found.stderr
    assert stub(copy) == before
