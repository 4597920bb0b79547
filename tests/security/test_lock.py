"""Python's packages are locked: one version each, the digest of every wheel, and nothing below a known hole."""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.tags import Tag
from packaging.version import Version

from security.supplying import ROOT, supply

floors, fit, locked, lock = supply("floors"), supply("fit"), supply("locked"), supply("lock")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
BASE = [Requirement(one) for one in PROJECT["dependencies"]]
EXTRAS = [Requirement(one) for group in PROJECT["optional-dependencies"].values() for one in group]
ASKED = [*BASE, *EXTRAS, *map(Requirement, PYPROJECT["build-system"]["requires"])]


@pytest.mark.requirement("R74")
def test_every_package_has_one_version_and_digests_of_wheels() -> None:
    packages = locked.read()
    assert len(packages) > 60
    for one in packages:
        assert re.fullmatch(r"\d[\w.!+]*", one.version), one
        assert one.files, one
        for name, digest in one.files.items():
            assert name.endswith(".whl"), f"{name} would be built, with packages that no lock covers"
            assert re.fullmatch(r"[0-9a-f]{64}", digest), name
            assert Version(name.split("-")[1]) == Version(one.version)
    digests = [digest for one in packages for digest in one.files.values()]
    assert len(digests) == len(set(digests))


@pytest.mark.requirement("R74")
@pytest.mark.parametrize("name", ["base", "dev"])
def test_what_pip_reads_is_the_lock(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert text == locked.requirements(locked.read(), name)
    entries = re.split(r"\n(?=\S)", text.partition("this file.\n")[2].strip())
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert len(entries) == sum(name == "dev" or one.base for one in locked.read())


@pytest.mark.requirement("R74")
@pytest.mark.parametrize("python", ["3.11.9", "3.12.4", "3.13.1", "3.14.0"])
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_the_lock_has_all_that_is_asked_for_and_once(python: str, system: str) -> None:
    place = {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": system,
        "implementation_name": "cpython",
        "platform_machine": "arm64" if system == "darwin" else "x86_64",
    }
    here = [one for one in locked.read() if not one.marker or Marker(one.marker).evaluate(place)]
    versions = {one.name: one.version for one in here}
    assert len(versions) == len(here)
    for asked in ASKED:
        name = floors.normal(asked.name)
        if name != PROJECT["name"]:
            assert name in versions, f"{name} is in no lock: run `python dev.py lock`"
            assert asked.specifier.contains(versions[name]), f"{asked}, but the lock has {versions[name]}"


def test_the_base_is_what_pyproject_asks_for_and_what_that_needs() -> None:
    base = {one.name: one for one in locked.read() if one.base}
    reached: set[str] = set()
    waiting = [floors.normal(one.name) for one in BASE]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += base[name].requires
    assert reached == set(base)


@pytest.mark.requirement("R74")
@pytest.mark.parametrize("name", ["starlette", "uvicorn", "httptools", "orjson", "numpy", "pillow"])
@pytest.mark.parametrize(
    "tags",
    [
        [Tag("cp311", "cp311", "manylinux_2_28_x86_64"), Tag("cp311", "cp311", "manylinux_2_17_x86_64")],
        [Tag("cp313", "cp313", "manylinux_2_28_aarch64"), Tag("cp313", "cp313", "manylinux_2_17_aarch64")],
        [Tag("cp312", "cp312", f"macosx_{version}_0_arm64") for version in range(11, 16)],
        [Tag("cp313", "cp313", "win_amd64")],
    ],
    ids=["linux", "linux on arm", "macos", "windows"],
)
def test_there_is_a_wheel_for_everybody_s_computer(name: str, tags: list[Tag]) -> None:
    anywhere = Tag("py3", "none", "any")
    held = [one for one in locked.read() if one.name == name]
    assert any(not fit.missing([one], [*tags, anywhere]) for one in held)


def test_a_platform_without_a_wheel_is_named() -> None:
    strange = [Tag("cp311", "cp311", "linux_sparc")]
    assert [one.name for one in fit.missing(locked.read(), strange)]
    held = locked.Package("held", "1.0", {"held-1.0-cp311-cp311-linux_sparc.whl": "0"})
    elsewhere = locked.Package("elsewhere", "1.0", {"elsewhere-1.0-cp311-cp311-win32.whl": "0"})
    unneeded = locked.Package("unneeded", "1.0", elsewhere.files, "python_version < '3'")
    assert fit.missing([held, elsewhere, unneeded], strange) == [elsewhere]


def test_the_lock_takes_wheels_for_people_s_computers_alone() -> None:
    taken = [
        "a-1.0-py3-none-any.whl",
        "a-1.0-py2.py3-none-any.whl",
        "a-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "a-1.0-cp39-abi3-macosx_11_0_arm64.whl",
        "a-1.0-cp314-cp314-win_amd64.whl",
        "a-1.0-py3-none-musllinux_1_2_aarch64.whl",
    ]
    left = [
        "a-1.0-cp311-cp311-manylinux_2_17_s390x.whl",
        "a-1.0-pp311-pypy311_pp73-win_amd64.whl",
        "a-1.0-cp314-cp314t-win_amd64.whl",
        "a-1.0-cp312-cp312-win32.whl",
        "a-1.0-cp310-cp310-win_amd64.whl",
        "a-1.0-cp313-cp313-pyodide_2025_0_wasm32.whl",
    ]
    assert [lock.wanted(name) for name in taken + left] == [True] * len(taken) + [False] * len(left)


@pytest.mark.requirement("R74")
def test_what_is_locked_may_be_kept_while_something_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def resolve(extra: str | None, newest: str, constraints: str, folder: Path) -> list[dict[str, Any]]:
        asked.append(constraints)
        raise SystemExit("enough")

    monkeypatch.setattr(lock, "resolve", resolve)
    for arguments in ([], ["--keep"]):
        with pytest.raises(SystemExit, match="enough"):
            lock.main(*arguments)
    assert asked[0] == "", "all is chosen anew"
    said = [Requirement(line) for line in asked[1].splitlines()]
    assert {(one.name, str(one.specifier)) for one in said} == {(one.name, f"=={one.version}") for one in locked.read()}
    with pytest.raises(SystemExit, match="'--all' is no number of days"):
        lock.main("--all")


def test_nothing_here_names_a_host() -> None:
    for path in (ROOT / "requirements").iterdir():
        assert "://" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.requirement("R74")
def test_no_version_with_a_known_hole_can_come_in() -> None:
    assert [str(one) for one in floors.findings()] == []


def test_every_package_of_the_base_and_the_page_is_watched_or_has_no_known_hole() -> None:
    python, npm = floors.tables()
    for table in (python, npm):
        for name, holes in table.items():
            assert name == name.lower()
            for fixed, ids in holes.items():
                assert floors.rank(fixed)
                assert ids
                for one in ids:
                    assert re.fullmatch(r"CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3}|PYSEC-\d{4}-\d+", one), one
    assert {"starlette", "python-multipart", "orjson", "h11"} <= set(python)
    assert {"dompurify", "svelte", "marked"} <= set(npm)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project of its own, without a hole."""
    for name in ("requirements", "ui", "tests/compat/js"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["c>=1"]\n[project]\nname = "p"\ndependencies = ["a>=2.1,<3"]\n'
        '[project.optional-dependencies]\nx = ["B_d[z]==1.0", "p[y]"]\n',
        encoding="utf-8",
    )
    table = {
        "python": {"a": {"1.9": ["CVE-1"], "2.1": ["CVE-2"]}, "b-d": {"1": ["CVE-3"]}},
        "npm": {"@s/n": {"4.0.2": ["CVE-4"]}},
    }
    (tmp_path / "requirements" / "floors.json").write_text(json.dumps(table), encoding="utf-8")
    locked.write([locked.Package("a", "2.1", {"a-2.1-py3-none-any.whl": "0"})], tmp_path / "requirements")
    for name in floors.NPM_LOCKS:
        npm = {"packages": {"": {}, "node_modules/m/node_modules/@s/n": {"version": "4.0.2"}}}
        (tmp_path / name).write_text(json.dumps(npm), encoding="utf-8")
    return tmp_path


def test_a_project_without_a_hole_has_no_finding(checkout: Path) -> None:
    assert floors.findings(checkout, environment=False) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("pyproject.toml", "a>=2.1", "a>=2.0", "pyproject.toml: a 2.0 has CVE-2; take 2.1 or newer"),
        ("pyproject.toml", "a>=2.1,<3", "a", "pyproject.toml: a 0 has CVE-1, CVE-2; take 2.1 or newer"),
        ("pyproject.toml", "==1.0", "==0.9", "pyproject.toml: b-d 0.9 has CVE-3; take 1 or newer"),
        ("pyproject.toml", "c>=1", "a>=1.9", "pyproject.toml: a 1.9 has CVE-2; take 2.1 or newer"),
        (
            "requirements/lock.json",
            '"2.1"',
            '"2.1rc1"',
            "requirements/lock.json: a 2.1rc1 has CVE-2; take 2.1 or newer",
        ),
        ("ui/package-lock.json", "4.0.2", "4.0.1", "ui/package-lock.json: @s/n 4.0.1 has CVE-4; take 4.0.2 or newer"),
    ],
)
def test_a_version_with_a_known_hole_is_found(checkout: Path, file: str, old: str, new: str, said: str) -> None:
    text = (checkout / file).read_text(encoding="utf-8")
    assert old in text
    (checkout / file).write_text(text.replace(old, new), encoding="utf-8")
    assert [str(one) for one in floors.findings(checkout, environment=False)] == [said]


def test_what_is_installed_is_looked_at(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = checkout / "site" / "a-1.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: A\nVersion: 1.0\n", encoding="utf-8")
    here = [importlib.metadata.Distribution.at(folder)]
    monkeypatch.setattr(importlib.metadata, "distributions", lambda: here)
    assert [str(one) for one in floors.findings(checkout)] == [
        "installed here: a 1.0 has CVE-1, CVE-2; take 2.1 or newer"
    ]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("1.9", "1.10"),
        ("1.0rc1", "1.0"),
        ("1.0.dev3", "1.0"),
        ("2.0", "2.0.1"),
        ("3.2.4-beta.1", "3.2.4"),
        ("9", "10.0"),
    ],
)
def test_versions_have_an_order(older: str, newer: str) -> None:
    assert floors.rank(older) < floors.rank(newer)
    assert floors.rank("1.0") == floors.rank("1.0.0") == floors.rank("1")
    assert floors.rank("1.0.post1") >= floors.rank("1.0")


def test_nonsense_is_no_version() -> None:
    with pytest.raises(ValueError, match="should begin with numbers"):
        floors.rank("latest")


def test_a_licence_is_told_in_spdx_s_terms() -> None:
    licenses: Any = supply("licenses")
    from email import message_from_string as metadata

    told = {
        "License-Expression: MIT OR Apache-2.0\n": "MIT OR Apache-2.0",
        "License: MIT License\n": "MIT",
        "License: BSD-3-Clause\n": "BSD-3-Clause",
        "Classifier: License :: OSI Approved :: Apache Software License\nLicense: see the file\n": "Apache-2.0",
    }
    for text, expression in told.items():
        assert licenses.expression("a", metadata(text)) == expression
    with pytest.raises(SystemExit, match="a does not say its licence"):
        licenses.expression("a", metadata("License: ask my aunt, please\n"))
