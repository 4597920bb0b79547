"""The SBOM: what a wheel of Portico carries and what it needs, as CycloneDX 1.6.

Carried are the npm packages that the build put into the page, which wrote them down in `server/static/bundled.json`.
Needed are Python's packages of the base, each with the version that is locked and tested; pyproject.toml says which
others will do. Equal sources give equal bytes: there is no time in it, and its serial number is a digest of the rest.

Nothing but the standard library is imported here: `hatch_build.py` calls this in an empty environment.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

from supply import locked
from supply.floors import normal

NAME = "portico.cdx.json"
BUNDLED = "src/portico/server/static/bundled.json"
JSON = dict[str, Any]


def bom(root: Path = locked.ROOT) -> JSON:
    """Return the whole document.

    Args:
        root: The checkout, or an unpacked sdist, with the page built.
    """
    project: JSON = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page: list[JSON] = json.loads((root / BUNDLED).read_text(encoding="utf-8"))
    base = [one for one in locked.read(root / "requirements" / "lock.json") if one.base]
    itself = f"pkg:pypi/{project['name']}@{project['version']}"
    carried, needed = [of_npm(one) for one in page], [of_python(one) for one in base]
    purls = {one.name: one.purl for one in base}
    direct = [purls[normal(re.split(r"[^\w.-]", one)[0])] for one in project["dependencies"]]
    told: JSON = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": {
                "type": "library",
                "bom-ref": itself,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"expression": project["license"]}],
                "purl": itself,
            },
        },
        "components": [*carried, *needed],
        "dependencies": [
            {"ref": itself, "dependsOn": sorted([*direct, *(one["bom-ref"] for one in carried)])},
            *({"ref": one.purl, "dependsOn": sorted(purls[name] for name in one.requires)} for one in base),
        ],
        "compositions": [{"aggregate": "complete", "assemblies": [itself]}],
    }
    told["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(told, sort_keys=True))}"
    return told


def component(purl: str, name: str, version: str, license: str, how: str, files: JSON) -> JSON:
    """Return a part.

    Args:
        purl: Its package URL.
        name: What it is called.
        version: Its version.
        license: An SPDX expression.
        how: Whether it is "carried" inside the wheel or "needed" beside it.
        files: By name of a file that it was published as: algorithm and digest.
    """
    told: JSON = {"type": "library", "bom-ref": purl, "name": name, "version": version, "scope": "required"}
    if name.startswith("@"):
        told["group"], _, told["name"] = name.partition("/")
    hashes = {file: [{"alg": alg, "content": digest}] for file, (alg, digest) in files.items()}
    if len(hashes) == 1:
        (told["hashes"],) = hashes.values()
    told["licenses"] = [{"expression": license}]
    told["purl"] = purl
    told["externalReferences"] = [
        {"type": "distribution", "url": file, "hashes": digests} for file, digests in sorted(hashes.items())
    ]
    told["properties"] = [{"name": "portico:part", "value": how}]
    return told


def of_npm(one: JSON) -> JSON:
    """Return a package that is inside the page."""
    algorithm, _, digest = one["integrity"].partition("-")
    file = f"{one['name'].rpartition('/')[2]}-{one['version']}.tgz"
    hashes = {file: (algorithm.upper().replace("SHA", "SHA-"), base64.b64decode(digest).hex())}
    purl = f"pkg:npm/{one['name'].replace('@', '%40')}@{one['version']}"
    return component(purl, one["name"], one["version"], one["license"], "carried", hashes)


def of_python(one: locked.Package) -> JSON:
    """Return a package that is installed beside Portico."""
    hashes = {file: ("SHA-256", digest) for file, digest in one.files.items()}
    return component(one.purl, one.name, one.version, one.license, "needed", hashes)


def write(path: Path, root: Path = locked.ROOT) -> None:
    """Write the document.

    Args:
        path: Where to.
        root: What it is of.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(bom(root), indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def main(path: str = f"dist/{NAME}") -> int:
    write(Path(path))
    print(f"The SBOM is in {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
