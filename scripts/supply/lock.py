"""Write the lock anew: `python dev.py lock [DAYS]`; or add to it what is new: `python dev.py lock --keep`.

uv finds the newest versions that fit together on every platform, of those that are at least DAYS days old (7, unless
said otherwise): a release that somebody took over is mostly noticed and withdrawn within days. Only wheels are taken,
since building a source archive would run code that no lock covers. The digests are those that the index gives; the
wheels of the base are fetched, which compares them, and read for their licences.
"""

from __future__ import annotations

import datetime as dt
import email
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from supply import licenses, locked
from supply.floors import normal

OLDEST = "3.11"
SETTLED = 7
KEEP = "--keep"
ANYWHERE = "python_version >= '3'"
# CPython's wheels for the systems that people run it on; others would make the lock three times as long.
INTERPRETERS = re.compile(r"^(py3|py2\.py3|cp311|cp312|cp313|cp314)$")
STABLE = re.compile(r"^cp3\d+$")
PLATFORMS = re.compile(r"^any$|(manylinux|musllinux).*_(x86_64|aarch64)$|^macosx_.*|^win_(amd64|arm64)$")
ABIS = re.compile(r"^(none|abi3|cp31[1-4])$")
ALWAYS = re.compile(r"^python_full_version >= '3\.11'(?: and )?")
NOWHERE = "sys_platform == 'emscripten'"


def wanted(wheel: str) -> bool:
    """Return whether a wheel is for a platform that the lock is for."""
    python, abi, platforms = wheel.removesuffix(".whl").rsplit("-", 3)[-3:]
    if not ABIS.match(abi):
        return False
    interpreters = [python] if python == "py2.py3" else python.split(".")
    fits = any(INTERPRETERS.match(one) or (abi == "abi3" and STABLE.match(one)) for one in interpreters)
    return fits and any(PLATFORMS.search(one) for one in platforms.split("."))


def resolve(extra: str | None, newest: str, constraints: str, folder: Path) -> list[dict[str, Any]]:
    """Return what uv chooses, as the packages of a pylock.toml.

    Args:
        extra: An extra of Portico; only the base if None.
        newest: The moment before which a release has to be made, in ISO form.
        constraints: Versions that are chosen already, as requirements.
        folder: A folder for what passes between uv and here.
    """
    said, out = folder / "constraints.txt", folder / "pylock.toml"
    said.write_text(constraints, encoding="utf-8")
    out.unlink(missing_ok=True)  # uv would keep to what an older one says
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-config", "--no-header", "--universal"]
    command += ["--python-version", OLDEST, "--only-binary", ":all:", "--exclude-newer", newest]
    command += ["--constraints", str(said), "--format", "pylock.toml", "--output-file", str(out)]
    command += ["--extra", extra] if extra else []
    ran = subprocess.run([*command, "pyproject.toml"], cwd=locked.ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"uv could not choose versions:\n{ran.stderr.strip()}")
    return tomllib.loads(out.read_text(encoding="utf-8"))["packages"]


def package(told: dict[str, Any], base: set[str]) -> locked.Package | None:
    """Return a package as uv told of it; None if no platform of ours needs it."""
    marker = ALWAYS.sub("", told.get("marker", ""))
    if NOWHERE in marker:
        return None
    files: dict[str, str] = {}
    for wheel in told.get("wheels", ()):
        name = wheel.get("name") or unquote(urlsplit(wheel["url"]).path.rpartition("/")[2])
        if wanted(name):
            files[name] = wheel["hashes"]["sha256"]
    if not files:
        raise SystemExit(f"{told['name']} {told['version']} has no wheel that the lock could hold.")
    return locked.Package(normal(told["name"]), told["version"], files, marker, normal(told["name"]) in base)


def described(packages: list[locked.Package], folder: Path) -> Iterator[locked.Package]:
    """Yield the packages, those of the base with their licence and what they ask for, from fetched wheels."""
    asked = folder / "base.txt"
    asked.write_text("".join(locked.line(one, always=True) for one in packages if one.base), encoding="utf-8")
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    fetch += ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--dest", str(folder), "-r", str(asked)]
    if subprocess.run(fetch, check=False).returncode:
        raise SystemExit("pip could not fetch the wheels of the base; the reason stands above.")
    names = {one.name for one in packages if one.base}
    wheels = {normal(path.name.partition("-")[0]): path for path in folder.glob("*.whl")}
    for one in packages:
        if not one.base:
            yield one
            continue
        metadata = metadata_of(wheels[one.name])
        needs = sorted(needed(metadata.get_all("Requires-Dist") or ()) & names)
        yield replace(one, license=licenses.expression(one.name, metadata), requires=needs)


def metadata_of(wheel: Path) -> email.message.Message:
    """Return the METADATA of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def needed(requirements: Iterable[str]) -> set[str]:
    """Return the names that a distribution asks for without an extra."""
    plain = (one for one in requirements if "extra ==" not in one)
    return {normal(found[0]) for one in plain if (found := re.match(r"[\w.-]+", one))}


def kept() -> str:
    """Return the versions of the lock, as requirements; what nothing asks for any more does no harm."""
    return "".join(f"{one.name}=={one.version} ; {one.marker or ANYWHERE}\n" for one in locked.read())


def main(days: str = str(SETTLED)) -> int:
    chosen = kept() if days == KEEP else ""
    days = str(SETTLED) if days == KEEP else days
    if not days.isdigit():
        raise SystemExit(f"How many days old must a release be? {days!r} is no number of days.")
    newest = (dt.datetime.now(dt.UTC) - dt.timedelta(days=int(days))).strftime("%Y-%m-%dT%H:%M:%SZ")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        everything = resolve("dev", newest, chosen, folder)
        chosen = "".join(f"{one['name']}=={one['version']} ; {one['marker']}\n" for one in everything)
        base = {normal(one["name"]) for one in resolve(None, newest, chosen, folder)}
        packages = [one for told in everything if (one := package(told, base))]
        locked.write(sorted(described(packages, folder), key=lambda one: (one.name, one.version)))
    print(f"Locked {len(packages)} packages, {len(base)} of them the base, in requirements/.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
