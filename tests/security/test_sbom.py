"""A wheel says what it carries and what it needs: an SBOM in the form of CycloneDX 1.6."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from security.supplying import ROOT, supply

sbom, locked = supply("sbom"), supply("locked")
needs_page = pytest.mark.skipif(not (ROOT / sbom.BUNDLED).is_file(), reason="the front end is not built: make ui")
PAGE = [
    {"name": "@scope/part", "version": "1.2.0", "license": "MIT", "integrity": f"sha512-{'A' * 86}=="},
    {"name": "plain", "version": "3.0.0", "license": "(MIT OR ISC)", "integrity": f"sha512-{'B' * 86}=="},
]
ALGORITHMS = {"SHA-256": 64, "SHA-512": 128}
TOP = {
    "$schema",
    "bomFormat",
    "specVersion",
    "serialNumber",
    "version",
    "metadata",
    "components",
    "dependencies",
    "compositions",
}
COMPONENT = {
    "type", "bom-ref", "group", "name", "version", "description", "scope", "hashes", "licenses", "purl",
    "externalReferences", "properties",
}  # fmt: skip
"""Of what CycloneDX 1.6 allows, the members that we use; it takes no others than its own."""


def check_hashes(hashes: list[dict[str, str]]) -> None:
    assert hashes
    for one in hashes:
        assert set(one) == {"alg", "content"}
        assert re.fullmatch(r"[0-9a-f]+", one["content"])
        assert len(one["content"]) == ALGORITHMS[one["alg"]]


def check_component(one: dict[str, Any]) -> None:
    assert set(one) <= COMPONENT
    assert one["type"] == "library"
    assert one["name"]
    assert one["version"]
    assert one["bom-ref"] == one["purl"]
    assert re.fullmatch(r"pkg:(pypi|npm)/(%40[\w.-]+/)?[\w.-]+@[\w.+-]+", one["purl"])
    (licensed,) = one["licenses"]
    assert set(licensed) == {"expression"}
    assert re.fullmatch(r"\(?[A-Za-z0-9.+-]+( (AND|OR|WITH) \(?[A-Za-z0-9.+-]+\)?)*\)?", licensed["expression"])
    for reference in one.get("externalReferences", ()):
        assert set(reference) == {"type", "url", "hashes"}
        assert reference["type"] == "distribution"
        assert "://" not in reference["url"]
        check_hashes(reference["hashes"])
    if "hashes" in one:
        check_hashes(one["hashes"])
    for said in one.get("properties", ()):
        assert set(said) == {"name", "value"}


def check(bom: dict[str, Any]) -> None:
    """What the schema of CycloneDX 1.6 requires, and that every reference leads somewhere."""
    assert set(bom) == TOP
    assert (bom["bomFormat"], bom["specVersion"], bom["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bom["serialNumber"])
    assert set(bom["metadata"]) == {"lifecycles", "component"}
    for one in (bom["metadata"]["component"], *bom["components"]):
        check_component(one)
    refs = [bom["metadata"]["component"]["bom-ref"], *(one["bom-ref"] for one in bom["components"])]
    assert len(refs) == len(set(refs))
    for one in bom["dependencies"]:
        assert {one["ref"], *one["dependsOn"]} <= set(refs)
        assert len(one["dependsOn"]) == len(set(one["dependsOn"]))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project whose page holds two packages."""
    (tmp_path / sbom.BUNDLED).parent.mkdir(parents=True)
    (tmp_path / sbom.BUNDLED).write_text(json.dumps(PAGE), encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def by_purl(bom: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["purl"]: one for one in bom["components"]}


@pytest.mark.requirement("R74")
def test_the_document_has_the_form_of_cyclonedx(checkout: Path) -> None:
    check(sbom.bom(checkout))


@pytest.mark.parametrize(
    ("part", "member"),
    [("components", "name"), ("components", "type"), ("components", "licenses"), ("metadata", "component")],
)
def test_a_document_without_what_is_required_would_be_noticed(checkout: Path, part: str, member: str) -> None:
    bom = sbom.bom(checkout)
    del (bom[part][0] if isinstance(bom[part], list) else bom[part])[member]
    with pytest.raises((AssertionError, KeyError)):
        check(bom)


@pytest.mark.requirement("R74")
def test_it_names_what_the_page_carries_with_licence_and_digest(checkout: Path) -> None:
    bom = sbom.bom(checkout)
    scoped = by_purl(bom)["pkg:npm/%40scope/part@1.2.0"]
    assert (scoped["group"], scoped["name"], scoped["licenses"]) == ("@scope", "part", [{"expression": "MIT"}])
    assert scoped["hashes"] == [{"alg": "SHA-512", "content": "00" * 64}]
    assert scoped["properties"] == [{"name": "portico:part", "value": "carried"}]
    assert by_purl(bom)["pkg:npm/plain@3.0.0"]["externalReferences"][0]["url"] == "plain-3.0.0.tgz"
    assert {"pkg:npm/%40scope/part@1.2.0", "pkg:npm/plain@3.0.0"} <= set(bom["dependencies"][0]["dependsOn"])


@pytest.mark.requirement("R74")
def test_it_names_what_python_needs_with_licence_and_the_digest_of_each_wheel(checkout: Path) -> None:
    bom = sbom.bom(checkout)
    parts = by_purl(bom)
    for one in (one for one in locked.read() if one.base):
        part = parts[one.purl]
        told = {file["url"]: file["hashes"][0]["content"] for file in part["externalReferences"]}
        assert told == one.files
        assert part["licenses"] == [{"expression": one.license}]
        assert ("hashes" in part) == (len(one.files) == 1)
    edges = {one["ref"].partition("@")[0]: one["dependsOn"] for one in bom["dependencies"]}
    assert any("/h11@" in ref for ref in edges["pkg:pypi/uvicorn"])
    asked = {re.split(r"[<>=]", one)[0] for one in project()["dependencies"]}
    direct = {ref.split("/")[1].split("@")[0] for ref in edges["pkg:pypi/portico"] if ref.startswith("pkg:pypi/")}
    assert direct == asked


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.requirement("R77")
def test_equal_sources_give_equal_documents_and_others_another_number(checkout: Path, tmp_path: Path) -> None:
    sbom.write(tmp_path / "first" / "a.json", checkout)
    sbom.write(tmp_path / "b.json", checkout)
    first = (tmp_path / "first" / "a.json").read_bytes()
    assert first == (tmp_path / "b.json").read_bytes()
    (checkout / sbom.BUNDLED).write_text(json.dumps(PAGE[:1]), encoding="utf-8")
    assert sbom.bom(checkout)["serialNumber"] != json.loads(first)["serialNumber"]


@needs_page
@pytest.mark.requirement("R74")
def test_the_built_page_says_which_packages_are_in_it() -> None:
    inside = json.loads((ROOT / sbom.BUNDLED).read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "ui" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    known = {(name.rpartition("node_modules/")[2], one.get("version")): one for name, one in lock.items()}
    for one in inside:
        assert one["integrity"] == known[one["name"], one["version"]]["integrity"]
        assert one["license"] == known[one["name"], one["version"]]["license"]
        assert not known[one["name"], one["version"]].get("dev"), (
            f"{one['name']} is for building, yet it is in the page"
        )
    asked = json.loads((ROOT / "ui" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert set(asked) <= {one["name"] for one in inside}
    check(sbom.bom())


@needs_page
@pytest.mark.requirement("R74", "R77")
def test_a_wheel_carries_the_document_and_is_the_same_each_time(tmp_path: Path) -> None:
    wheels = [wheel(tmp_path / name) for name in ("once", "again")]
    assert wheels[0].read_bytes() == wheels[1].read_bytes()
    with zipfile.ZipFile(wheels[0]) as archive:
        folder = f"portico-{project()['version']}.dist-info/sboms/"
        names = [name for name in archive.namelist() if name.startswith(folder)]
        assert names == [folder + sbom.NAME]
        assert json.loads(archive.read(names[0])) == sbom.bom()


def wheel(folder: Path) -> Path:
    """A wheel as the backend makes it of what an sdist holds: the page is built, and its sources are not there."""
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "src" / "portico" / "server" / "static" / ".stamp").write_text("built\n", encoding="ascii")
    for name in ("requirements", "scripts"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next((folder / "dist").glob("*.whl"))
