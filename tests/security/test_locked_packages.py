"""What the page is built of is named with its checksum, so that nobody can put something else in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("lockfile", ["ui/package-lock.json", "tests/compat/js/package-lock.json"])
def test_every_package_has_a_checksum(lockfile: str) -> None:
    packages = json.loads((ROOT / lockfile).read_text(encoding="utf-8"))["packages"]
    fetched = {name: one for name, one in packages.items() if name and not one.get("link")}
    assert fetched
    assert [name for name, one in fetched.items() if not str(one.get("integrity", "")).startswith("sha512-")] == []


def test_building_installs_what_is_locked_and_runs_no_scripts_of_packages() -> None:
    build = (ROOT / "hatch_build.py").read_text(encoding="utf-8")
    assert '"ci"' in build
    assert "--ignore-scripts" in build
