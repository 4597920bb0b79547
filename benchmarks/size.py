"""What `pip install` adds to an empty virtual environment."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.contestants import FOLDER, GRADIO, ROOT, Contestant, make


def weigh(packages: list[str], name: str) -> tuple[float, int]:
    """Return MB and distributions that packages add."""
    folder = FOLDER / f"size-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    python = make(folder)
    before = _state(python)
    subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    after = _state(python)
    shutil.rmtree(folder)
    return after[0] - before[0], after[1] - before[1]


def _state(python: Path) -> tuple[float, int]:
    site = next(python.parent.parent.rglob("site-packages"))
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e6
    return size, len(list(site.glob("*.dist-info")))


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return MB and distributions; one round is enough."""
    del who, rounds
    weighed = {"portico": weigh([str(ROOT)], "portico"), "gradio": weigh([GRADIO], "gradio")}
    return {
        "installed": {name: size for name, (size, _) in weighed.items()},
        "distributions": {name: count for name, (_, count) in weighed.items()},
    }
