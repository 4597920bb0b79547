"""The app that is tested: a process of its own, on a port of its own, whose output is kept as its log."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

STARTED = re.compile(r"Running on (https?://\S+)")
START = 120.0
"""Seconds an app has to start; a model may have to be loaded."""
STOP = 10.0
NOWHERE = "true" if os.name == "posix" else "cmd /c rem"
"""A browser that opens nothing."""


class NotRun(Exception):
    """The app could not be run; the text says why."""


class Program:
    """An app in a process.

    Args:
        command: What starts it; the app says where it runs, as every launch does.
        work: A folder for its temporary files.
    """

    def __init__(self, command: Sequence[str], work: Path) -> None:
        self.command = list(command)
        self.temporary = work / "temporary"
        """Where the app's own temporary files go."""
        self.store = work / "files"
        """Where uploads and results go, which are the framework's."""
        self.lines: list[str] = []
        self.url = ""
        self._told = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def start(self) -> str:
        """Start the app and return its address; raises NotRun."""
        self.temporary.mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            self.command,
            env={**os.environ, **self._environment()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, name="app-log", daemon=True)
        self._reader.start()
        told = self._told.wait(START)
        if not self.url:
            ended = self._process.poll()
            self.stop()
            silent = f"it did not say where it runs within {START:g} s (with quiet=True an app never does)"
            why = f"it ended with status {ended}" if told else silent
            raise NotRun(f"{why}.\n{self._last()}")
        return self.url

    def _environment(self) -> Mapping[str, str]:
        folder = str(self.temporary)
        return {
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": folder,
            "TEMP": folder,
            "TMP": folder,
            "PORTICO_TEMP_DIR": str(self.store),
            "PORTICO_SERVER_PORT": "0",  # for programs that launch by themselves
            "BROWSER": NOWHERE,
        }

    def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        with self._process.stdout as output:
            for line in output:
                self.lines.append(line)
                if not self.url and (found := STARTED.search(line)):
                    self.url = found[1].rstrip("/")
                    self._told.set()
        self._process.wait()
        self._told.set()

    @property
    def runs(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the process, and read what it still said."""
        if self._process is None or self._reader is None:
            return
        if self.runs:
            self._process.terminate()
        try:
            self._process.wait(STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reader.join(STOP)

    def ended(self) -> str:
        """Return why an app that should run does not."""
        code = None if self._process is None else self._process.poll()
        return f"it ended with status {code} while it was used.\n{self._last()}"

    def _last(self) -> str:
        return "".join(f"  {line}" for line in self.lines[-8:]).rstrip()
