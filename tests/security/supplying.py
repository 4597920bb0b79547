"""The scripts that look after the packages, for the tests."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def supply(name: str) -> Any:
    """Return a module of `scripts/supply/`."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return importlib.import_module(f"supply.{name}")
    finally:
        sys.path.remove(str(ROOT / "scripts"))
