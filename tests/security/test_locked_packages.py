"""What the page is built of is named with its checksum, so that nobody can put something else in its place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
LOCKFILES = ["ui/package-lock.json", "tests/compat/js/package-lock.json"]
NEUTRAL = re.compile(r"https://registry\.npmjs\.org/")
"""npm puts whatever registry it is set to in this one's place; any other host would be asked as it stands."""


def entries(lockfile: str) -> dict[str, dict[str, Any]]:
    packages = json.loads((ROOT / lockfile).read_text(encoding="utf-8"))["packages"]
    return {name: one for name, one in packages.items() if name and not one.get("link")}


def foreign(packages: dict[str, dict[str, Any]]) -> list[str]:
    """Packages that come from somewhere else than the registry that npm is set to."""
    return [
        name for name, one in packages.items() if not NEUTRAL.match(one.get("resolved", "https://registry.npmjs.org/"))
    ]


@pytest.mark.requirement("R74")
@pytest.mark.parametrize("lockfile", LOCKFILES)
def test_every_package_has_a_checksum(lockfile: str) -> None:
    fetched = entries(lockfile)
    assert fetched
    assert [name for name, one in fetched.items() if not str(one.get("integrity", "")).startswith("sha512-")] == []


@pytest.mark.requirement("R74")
@pytest.mark.parametrize("lockfile", LOCKFILES)
def test_no_package_comes_from_a_host_of_its_own(lockfile: str) -> None:
    assert foreign(entries(lockfile)) == []


@pytest.mark.parametrize("place", ["https://mirror.example/a.tgz", "git+ssh://git@example.com/a.git", "file:../a"])
def test_a_host_of_its_own_would_be_noticed(place: str) -> None:
    assert foreign(
        {"a": {"resolved": place}, "b": {"resolved": "https://registry.npmjs.org/b/-/b-1.tgz"}, "c": {}}
    ) == ["a"]


@pytest.mark.requirement("R74")
@pytest.mark.parametrize("folder", ["ui", "tests/compat/js"])
def test_the_lockfile_is_of_the_packages_that_are_asked_for(folder: str) -> None:
    asked = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for kind in ("dependencies", "devDependencies"):
        for name, version in asked.get(kind, {}).items():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name} should be asked for at one version"
            assert locked[""][kind][name] == version == locked[f"node_modules/{name}"]["version"]


@pytest.mark.requirement("R74")
def test_building_installs_what_is_locked_and_runs_no_scripts_of_packages() -> None:
    build = (ROOT / "hatch_build.py").read_text(encoding="utf-8")
    assert '"ci"' in build
    assert "--ignore-scripts" in build
