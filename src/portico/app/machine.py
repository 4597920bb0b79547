"""The machine that an app is to run on: what is installed, what can be written and reached, what it computes with."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

from portico.app.environment import Environment
from portico.app.exposure import Finding
from portico.app.launch import bind
from portico.app.settings import Settings
from portico.media import ffmpeg
from portico.stores.secret import folder

LIBRARIES = (
    "starlette", "uvicorn", "httptools", "websockets", "orjson", "msgspec", "python-multipart",
    "numpy", "pandas", "polars", "pillow", "soundfile", "matplotlib", "watchfiles", "opentelemetry-api",
)  # fmt: skip
"""The libraries that Portico needs, and those that it makes use of where they are there."""
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
PATIENCE = 10.0
"""Seconds that another program has to say its version."""


def machine(settings: Settings) -> dict[str, Any]:
    """Return what is there, by what it is, as plain data."""
    return {
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "python": f"{platform.python_version()} in {sys.prefix}",
        "libraries": versions(),
        "port": port(settings),
        "writable": {name: "yes" if writable(place) else "no" for name, place in places(settings).items()},
        "ffmpeg": ffmpeg_version(),
        "proxies": {name: value for name in PROXIES if (value := _proxy(name))},
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "gpus": gpus(),
    }


def trouble(settings: Settings) -> list[Finding]:
    """Return what would keep an app from starting or from keeping visitors' files."""
    found = [
        Finding("D101", str(place), f"{name} cannot be written. Choose another, or let the app's user write it.")
        for name, place in places(settings).items()
        if not writable(place)
    ]
    if settings.port and port(settings) != "free":
        found.append(
            Finding("D102", f"{settings.host}:{settings.port}", "The port cannot be listened on: "
                    "stop what uses it, or choose another server_port.")
        )  # fmt: skip
    return found


def versions() -> dict[str, str]:
    """Return the version of each library that Portico may use."""
    found = {"portico": str(getattr(sys.modules["portico"], "__version__", "unknown"))}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def port(settings: Settings) -> str:
    """Say whether the app could listen where it is told to."""
    try:
        listening = bind(settings)
    except OSError as error:
        return str(error)
    number = listening.getsockname()[1]
    listening.close()
    return "free" if settings.port else f"{number} is the first free one"


def places(settings: Settings) -> dict[str, Path]:
    """Return the folders that an app writes to, by what they are for."""
    return {
        "the folder of uploads and results (PORTICO_TEMP_DIR)": Path(settings.folder or tempfile.gettempdir()),
        "the folder of the secret (PORTICO_CONFIG_DIR)": folder(Environment()),
    }


def writable(place: Path) -> bool:
    """Whether a folder, or the nearest one above it that is there, lets this user make something in it."""
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        # What the system allows is known only by doing it: a folder may be read only, full, or nobody's to write.
        with tempfile.TemporaryDirectory(prefix=".portico-", dir=place):
            return True
    except OSError:
        return False


def ffmpeg_version() -> str:
    """Say which ffmpeg there is."""
    program = ffmpeg.find()
    if program is None:
        return "none: sound and film in other formats than the browser's cannot be converted"
    said = _said([str(program), "-version"])
    return f"{said.split(' ')[2] if said.startswith('ffmpeg version ') else 'unknown version'} at {program}"


def gpus() -> list[str]:
    """Return the graphics processors that NVIDIA's driver knows; no library is loaded for it."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    said = _said([program, "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"])
    return [line.strip() for line in said.splitlines() if line.strip()]


def _said(command: list[str]) -> str:
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout if ran.returncode == 0 else ""


def _proxy(name: str) -> str:
    from portico.lang.redaction import redacted

    return redacted(os.environ.get(name) or os.environ.get(name.lower()) or "")
