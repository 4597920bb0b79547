"""Known holes: versions below which a package must not be used, and where such a version could come in.

The table is `requirements/floors.json`: package → version that closed it → advisories. It needs no network, so the
tests check it; `audit.py` asks the services that know of newer ones.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from supply import locked

ROOT = locked.ROOT
TABLE = locked.FOLDER / "floors.json"
NPM_LOCKS = ("ui/package-lock.json", "tests/compat/js/package-lock.json")

Table = dict[str, dict[str, list[str]]]
"""Package → the version that closed a hole → what the hole is called."""


class Finding(NamedTuple):
    """A version that may come in, though it has a known hole."""

    where: str
    name: str
    version: str
    floor: str
    holes: list[str]

    def __str__(self) -> str:
        return f"{self.where}: {self.name} {self.version} has {', '.join(self.holes)}; take {self.floor} or newer"


def tables(path: Path = TABLE) -> tuple[Table, Table]:
    """Return the table for Python's packages and that for npm's."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return told["python"], told["npm"]


def rank(version: str) -> tuple[tuple[int, ...], bool]:
    """Return what versions sort by: their numbers, and a release after its own previews."""
    found = re.match(r"v?(?:\d+!)?(\d+(?:\.\d+)*)(.*)", version)
    if found is None:
        raise ValueError(f"{version!r} is no version: it should begin with numbers, such as 1.2.3.")
    numbers = [int(part) for part in found[1].split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers), not re.match(r"[-_.]?(a|b|c|rc|alpha|beta|pre|preview|dev)", found[2])


def normal(name: str) -> str:
    """Return a distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def below(table: Table, where: str, versions: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Find what is below its floor.

    Args:
        table: What is known.
        where: Where the versions stand, for the report.
        versions: Names and versions.
    """
    for name, version in versions:
        known = table.get(name, {})
        open_ones = {fixed: holes for fixed, holes in known.items() if rank(version) < rank(fixed)}
        if open_ones:
            floor = max(open_ones, key=rank)
            yield Finding(where, name, version, floor, [hole for holes in open_ones.values() for hole in holes])


def asked(pyproject: Path) -> Iterator[tuple[str, str]]:
    """Yield every package that pyproject.toml asks for, with the oldest version that it takes."""
    read = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    project = read["project"]
    groups = [project["dependencies"], read["build-system"]["requires"], *project["optional-dependencies"].values()]
    for requirement in (one for group in groups for one in group):
        found = re.match(r"([\w.-]+)(?:\[[^]]*\])?(.*)", requirement)
        assert found is not None
        oldest = re.search(r"(?:>=|==|~=)\s*([\w.!]+)", found[2])
        if normal(found[1]) != normal(project["name"]):
            yield normal(found[1]), oldest[1] if oldest else "0"


def packages(lock: Path) -> Iterator[tuple[str, str]]:
    """Yield the packages of an npm lockfile."""
    for path, one in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        if path and not one.get("link"):
            yield path.rpartition("node_modules/")[2], one["version"]


def installed() -> Iterator[tuple[str, str]]:
    """Yield what this Python has."""
    for one in importlib.metadata.distributions():
        yield normal(one.metadata["Name"]), one.version


def findings(root: Path = ROOT, *, environment: bool = True) -> list[Finding]:
    """Return every place where a version with a known hole could come in.

    Args:
        root: The checkout.
        environment: Whether to look at what this Python has installed, too.
    """
    python, npm = tables(root / "requirements" / "floors.json")
    lock = locked.read(root / "requirements" / "lock.json")
    found = [
        *below(python, "pyproject.toml", asked(root / "pyproject.toml")),
        *below(python, "requirements/lock.json", ((one.name, one.version) for one in lock)),
    ]
    for name in NPM_LOCKS:
        found += below(npm, name, packages(root / name))
    if environment:
        found += below(python, "installed here", installed())
    return found
