"""Everything that one app shows: over raw HTTP and through both published clients."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from compat.differential.asking import Transcript
from compat.differential.python_stories import told
from compat.js_stories import stories

RECORDING = Path(__file__).parent / "gradio.json"
"""Gradio's side, written by scripts/compare_wire.py."""


def transcript(url: str, store: Path, folder: Path) -> dict[str, Any]:
    """What the app at an address shows.

    Args:
        url: Its address.
        store: The folder in which it keeps files.
        folder: Where clients may put files.
    """
    asked = Transcript(url, store)
    return {
        "raw": asked.raw(),
        "python": asked.seen_by(told(url, folder)),
        "javascript": asked.seen_by(stories(url, folder)),
    }


def recorded() -> dict[str, Any]:
    """Gradio's side, as it was recorded."""
    return json.loads(RECORDING.read_text(encoding="utf-8"))


def plain(shown: dict[str, Any]) -> dict[str, Any]:
    """A transcript as the recording would hold it: tuples are lists."""
    return json.loads(json.dumps(shown))
