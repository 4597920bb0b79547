"""Who is measured: an interpreter and the name of the library in it."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".bench"
GRADIO = "gradio==6.31.0"
NICEGUI = "nicegui==3.18.0"


@dataclass(frozen=True)
class Contestant:
    """One library.

    Args:
        name: What the table calls it.
        python: The interpreter that has it.
        module: What programs import.
    """

    name: str
    python: str
    module: str


def contestants() -> dict[str, Contestant]:
    """Return Portico and Gradio; PORTICO_BENCH_GRADIO names an interpreter that has Gradio already."""
    given = os.environ.get("PORTICO_BENCH_GRADIO")
    gradio = given or str(make(FOLDER / "gradio", GRADIO))
    return {
        "portico": Contestant("Portico", sys.executable, "portico"),
        "gradio": Contestant("Gradio 6.31", gradio, "gradio"),
    }


def nicegui() -> Contestant:
    """Return NiceGUI, for what only it and Portico do; PORTICO_BENCH_NICEGUI names an interpreter that has it."""
    given = os.environ.get("PORTICO_BENCH_NICEGUI")
    return Contestant("NiceGUI", given or str(make(FOLDER / "nicegui", NICEGUI)), "nicegui")


def make(folder: Path, *packages: str) -> Path:
    """Make a virtual environment with some packages, and return its interpreter."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / ".complete").exists():
        print(f"making {folder.name} in .bench …", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        if packages:
            subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
        (folder / ".complete").touch()
    return python
