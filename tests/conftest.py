"""Fixtures for every test: programs and pages to talk to."""

from __future__ import annotations

import functools
import os
import re
import ssl
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from serving import Launched, Program, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent

# What a developer's shell may hold must not decide what a test sees.
for name in [name for name in os.environ if re.match(r"(GRADIO|PORTICO)_", name) and name != "PORTICO_CHROMIUM"]:
    del os.environ[name]
# Nor may what is kept between launches, such as a secret, come from the developer's own folder, or stay there.
KEPT = tempfile.TemporaryDirectory(prefix="portico-config-")
os.environ["PORTICO_CONFIG_DIR"] = KEPT.name

# httpx, asked by itself, reads 140 certificates for each request: 23 ms of the processor, and no test needs them.
make_context = ssl.create_default_context
usual_context = functools.cache(make_context)


def pytest_configure() -> None:
    """Read the usual certificates once."""
    ssl.create_default_context = context_for


def context_for(*args: Any, **options: Any) -> ssl.SSLContext:
    """What `ssl.create_default_context` gives; always the same for a file of certificates and nothing else."""
    usual = not args and options.keys() == {"cafile"}
    return usual_context(**options) if usual else make_context(*args, **options)


def pytest_unconfigure() -> None:
    """Take the folder away."""
    ssl.create_default_context = make_context
    KEPT.cleanup()


class Serve(Protocol):
    """How the `serve` fixture is called."""

    def __call__(
        self,
        program: str | Path,
        *args: str,
        via: Sequence[str] = ...,
        env: Mapping[str, str] | None = ...,
        port: int | None = ...,
    ) -> Program: ...


class Launch(Protocol):
    """How the `launched` fixture is called."""

    def __call__(self, demo: Any, **options: Any) -> Launched: ...


@pytest.fixture
def anyio_backend() -> str:
    """The event loop for tests marked `anyio`: the one that uvicorn runs."""
    return "asyncio"


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Run programs, each in a process of its own, until the test ends.

    `serve(program, *args, via=(), env=None, port=None)` starts a program, given as a path (from the project's root) or
    as source text, waits until it answers, and returns a `Program` with `.url`, `.log`, `.stop()` and `.restart()`.
    The program launches without a port of its own: `demo.launch()`. `via=("-m", "portico.cli", "run")` runs it
    through a command.
    """
    running: list[Program] = []

    def start(
        program: str | Path,
        *args: str,
        via: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        port: int | None = None,
    ) -> Program:
        if isinstance(program, str) and "\n" in program:
            path = tmp_path / f"program{len(running)}.py"
            path.write_text(program, encoding="utf-8")
        else:
            path = ROOT / program
            assert path.is_file(), f"{path} is no file"
        served = Program([*via, str(path), *args], tmp_path, port or free_port(), env or {})
        running.append(served)
        served.start()
        return served

    yield start
    for served in running:
        served.stop()


@pytest.fixture
def launched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Launch]:
    """Launch a demo from a thread of this process and close it when the test ends.

    `launched(demo, **options)` passes the options on to `demo.launch` and returns a `Launched` with `.url`.
    """
    monkeypatch.setenv("PORTICO_TEMP_DIR", str(tmp_path / "files"))
    open_pages: list[Launched] = []

    def launch(demo: Any, **options: Any) -> Launched:
        options = {"prevent_thread_lock": True, "quiet": True, "server_port": free_port()} | options
        page = Launched(demo, "")
        open_pages.append(page)
        demo.launch(**options)
        page.url = demo.local_url.rstrip("/")
        return page

    yield launch
    for page in reversed(open_pages):
        page.stop()
