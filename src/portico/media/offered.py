"""What the process offers beyond one app: static folders, and units for sizes."""

from __future__ import annotations

from pathlib import Path


class FileSize:
    """Units for `launch(max_file_size=5 * gr.FileSize.MB)`."""

    B = 1
    KB = 1024
    MB = 1024**2
    GB = 1024**3
    TB = 1024**4


static_paths: list[str] = []
"""Folders that `set_static_paths` named: the call stands outside any app by Gradio's design."""


def set_static_paths(paths: str | Path | list[str | Path]) -> None:
    """Serve files from where they are, without copying them, to everybody.

    Args:
        paths: Files or folders; every app that launches afterwards serves what they hold.
    """
    several = [paths] if isinstance(paths, (str, Path)) else list(paths)
    static_paths.extend(str(Path(path).expanduser().resolve()) for path in several)
