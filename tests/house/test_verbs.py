"""The verbs of dev.py: each is explained, and each can be had from make."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("dev")


def test_every_verb_is_explained_in_all_three_places(dev: Any) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    phony = set(makefile.rpartition(".PHONY:")[2].split())
    assert phony == {"help", *dev.VERBS}
    for verb in dev.VERBS:
        assert re.search(rf"^    {verb}\b", dev.__doc__, re.MULTILINE), f"python dev.py help does not explain {verb}"
        assert re.search(rf"^{verb}:\s+## \S.*\n\t\$\(DEV\) {verb}\b", makefile, re.MULTILINE), verb
        assert f"| `make {verb}" in contributing, f"CONTRIBUTING.md does not name {verb}"


def test_an_option_that_is_not_known_is_refused_in_one_line() -> None:
    command = [sys.executable, str(ROOT / "dev.py"), "install", "--looked"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "dev.py install --locked" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_lock_without_a_wheel_for_this_computer_stops_before_pip(
    dev: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(dev, "make_venv", lambda **_: None)
    monkeypatch.setattr(dev, "pip", lambda *arguments, **_: asked.append(arguments))
    monkeypatch.setattr(dev, "build_page", lambda: None)
    monkeypatch.setattr(dev, "STAMPS", tmp_path)
    monkeypatch.setattr(dev, "run", lambda *_, **__: 1)
    with pytest.raises(dev.Stop, match="goes without the lock"):
        dev.install_locked()
    assert asked == []
    assert not (tmp_path / "dev").exists()


@pytest.mark.requirement("R74")
def test_a_locked_install_compares_every_file_and_builds_nothing_of_others(
    dev: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(dev, "make_venv", lambda **_: None)
    monkeypatch.setattr(dev, "pip", lambda *arguments, **_: asked.append(arguments))
    monkeypatch.setattr(dev, "build_page", lambda: None)
    monkeypatch.setattr(dev, "STAMPS", tmp_path)
    monkeypatch.setattr(dev, "run", lambda *_, **__: 0)
    dev.install_locked()
    packages, portico = asked
    assert {"--require-hashes", "--only-binary", "requirements/dev.txt"} <= set(packages)
    assert {"--no-deps", "--no-build-isolation"} <= set(portico)
    assert (tmp_path / "dev").read_text(encoding="ascii") == dev.packaging()
