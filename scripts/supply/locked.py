"""The lock: each package with its exact version and the digests of its wheels, for every platform we know of.

`requirements/lock.json` is the lock; `base.txt` and `dev.txt` beside it say the same in pip's words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "requirements"
LOCK = FOLDER / "lock.json"
HEAD = """\
# {about}, each at one version with the digests of its wheels.
# Written by `python dev.py lock`; change pyproject.toml, not this file.
"""
ABOUT = {"base": "What Portico needs", "dev": "What Portico, its extras and its tests need"}


@dataclass(frozen=True, slots=True)
class Package:
    """A locked distribution.

    Args:
        name: Its normalised name.
        version: The one version that is installed.
        files: SHA-256 by the name of the wheel.
        marker: When it is needed, as an environment marker; always, if empty.
        base: Whether Portico itself needs it; else only an extra or a test does.
        license: Its licence as an SPDX expression; told for the base only.
        requires: The locked packages that it asks for; told for the base only.
    """

    name: str
    version: str
    files: dict[str, str]
    marker: str = ""
    base: bool = False
    license: str = ""
    requires: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        """The name that every tool understands."""
        return f"pkg:pypi/{self.name}@{self.version}"


def read(path: Path = LOCK) -> list[Package]:
    """Return what is locked, by name."""
    return [Package(**one) for one in json.loads(path.read_text(encoding="utf-8"))["packages"]]


def write(packages: list[Package], folder: Path = FOLDER) -> None:
    """Write the lock and its two faces for pip.

    Args:
        packages: What is locked.
        folder: Where to.
    """
    rows = [{key: value for key, value in asdict(one).items() if value or key == "base"} for one in packages]
    text = json.dumps({"packages": rows}, indent=1, ensure_ascii=False) + "\n"
    (folder / "lock.json").write_text(text, encoding="utf-8", newline="\n")
    for name in ABOUT:
        (folder / f"{name}.txt").write_text(requirements(packages, name), encoding="utf-8", newline="\n")


def requirements(packages: Iterable[Package], name: str) -> str:
    """Return one face of the lock, as `pip install --require-hashes -r` reads it.

    Args:
        packages: What is locked.
        name: "base" for what Portico itself needs, "dev" for everything.
    """
    lines = [HEAD.format(about=ABOUT[name])]
    for one in packages:
        if name == "dev" or one.base:
            lines.append(line(one))
    return "".join(lines)


def line(one: Package, *, always: bool = False) -> str:
    """Return a package as a requirement.

    Args:
        one: The package.
        always: Whether it is asked for on every platform, whatever its marker says.
    """
    marker = f" ; {one.marker}" if one.marker and not always else ""
    hashes = "".join(f" \\\n    --hash=sha256:{digest}" for digest in sorted(set(one.files.values())))
    return f"{one.name}=={one.version}{marker}{hashes}\n"
