"""Whether a package has a known hole: `python dev.py audit`.

The table in `requirements/floors.json` is asked first, which always works; then pip-audit about the locked packages of
Python and npm about those of the page, which need the network. The exit status is 0 if nothing was found, 1 if
something was, and 2 if nothing was found but not everybody could be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from supply import floors, locked

CLEAN, FOUND, UNASKED = 0, 1, 2


class CouldNotAsk(Exception):
    """A service gave no answer; the message says what came instead."""


def run(command: list[str], folder: Path) -> str:
    """Run a program of others and return what it printed; why it could not be run is a CouldNotAsk."""
    try:
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CouldNotAsk(str(error)) from None
    if not ran.stdout.strip():
        said = [line for line in ran.stderr.splitlines() if line.strip()]
        raise CouldNotAsk(said[-1].strip() if said else f"it ended with {ran.returncode} and said nothing")
    return ran.stdout


def parsed(text: str) -> dict[str, Any]:
    """Return the JSON object that a program printed."""
    try:
        told = json.loads(text)
    except ValueError:
        raise CouldNotAsk(f"it printed no JSON: {text.strip()[:200]}") from None
    if not isinstance(told, dict):
        raise CouldNotAsk("it printed JSON of another form")
    return told


def of_pip_audit(text: str) -> list[str]:
    """Return what pip-audit's JSON tells of holes.

    It skips what it does not know and then says that there are no known holes: that is no answer.
    """
    told = parsed(text).get("dependencies", [])
    known = [one for one in told if "vulns" in one]
    if len(known) < len(told) or not known:
        reasons = {one.get("skip_reason", "") for one in told if "vulns" not in one}
        raise CouldNotAsk(f"it knew {len(known)} of {len(told)} packages ({next(iter(sorted(reasons)), 'no reason')})")
    return [
        f"pip-audit: {one['name']} {one['version']} has {hole['id']}; "
        f"closed in {', '.join(hole.get('fix_versions') or ['no version yet'])}"
        for one in known
        for hole in one["vulns"]
    ]


def of_npm(text: str) -> list[str]:
    """Return what npm's JSON tells of holes."""
    told = parsed(text)
    if "vulnerabilities" not in told:
        raise CouldNotAsk(f"npm answered {told.get('message') or told.get('statusCode') or 'something else'}")
    holes: list[str] = []
    for name, one in told["vulnerabilities"].items():
        titles = [via["title"] for via in one["via"] if isinstance(via, dict)]
        if titles:
            holes.append(f"npm: {name} {one['range']} has {'; '.join(titles)}")
    return holes


def python_packages() -> list[str]:
    """Ask pip-audit about what is locked."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(locked.FOLDER / "dev.txt")]
    return of_pip_audit(run([*command, "--require-hashes", "--disable-pip", "--format", "json"], locked.ROOT))


def page_packages(npm: list[str]) -> list[str]:
    """Ask npm about what the page is built of."""
    return of_npm(run([*npm, "audit", "--package-lock-only", "--json"], locked.ROOT / "ui"))


def main(*npm: str) -> int:
    """Ask all three and print what was found.

    Args:
        npm: How npm is run.
    """
    found = [str(one) for one in floors.findings(environment=False)]
    services: dict[str, Callable[[], list[str]]] = {
        "pip-audit": python_packages,
        "npm audit": lambda: page_packages(list(npm)),
    }
    asked = ["requirements/floors.json"]
    for name, ask in services.items():
        try:
            found += ask()
            asked.append(name)
        except CouldNotAsk as error:
            print(f"{name} could not be asked: {error}", file=sys.stderr)
    for one in found:
        print(one)
    if not found:
        print(f"Nothing known was found. Asked: {', '.join(asked)}.")
    return FOUND if found else CLEAN if len(asked) > len(services) else UNASKED


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
