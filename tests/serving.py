"""Programs and pages that tests talk to: in a process of their own, or in this one."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

START_SECONDS = 60.0


def _ports() -> Iterator[int]:
    """Port numbers for this test process, below those that the system lends to outgoing connections.

    So nobody takes a port between the look and the use, nor while a program that restarts is away. Each worker of
    pytest-xdist has a range of its own.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    first = 20_000 + worker * 1_500
    at = random.randrange(1_500)
    while True:
        yield first + at
        at = (at + 1) % 1_500


_port = _ports()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    for port in _port:
        with socket.socket() as probe:
            if os.name != "nt":  # there, the option would allow a port that is taken
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("ports do not end")


def wait_until(true: Callable[[], bool], what: str, seconds: float = 10.0, *, every: float = 0.02) -> None:
    """Return as soon as a condition holds; fail, saying what did not happen, when it has not for `seconds`."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"Within {seconds:g} s this did not happen: {what}.")
        pause.wait(every)


def answers(url: str) -> bool:
    """Whether a server at this address answers a GET at all, whatever the status."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=5)
    try:
        connection.request("GET", where.path or "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


class Program:
    """A Python program that serves a page, in a process of its own.

    Args:
        command: What follows `python` on the command line.
        folder: Its working folder, and where its log is kept.
        port: The port it is told to use, by environment variable.
        env: Further environment variables.
        python: The interpreter; this process's own unless another is named.
    """

    def __init__(
        self, command: Sequence[str], folder: Path, port: int, env: Mapping[str, str], python: str = sys.executable
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        self._command = [python, *command]
        self.folder = folder
        self._log = folder / f"served-{port}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._env = {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "PYTHONIOENCODING": "utf-8",
            "PORTICO_SERVER_NAME": "127.0.0.1",
            "PORTICO_SERVER_PORT": str(port),
            "PORTICO_TEMP_DIR": str(folder / "files"),
            **env,
        }

    @property
    def log(self) -> str:
        """All that the program printed so far, errors included."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def forget_log(self) -> None:
        """Begin the log anew; what is printed from now on comes after nothing."""
        os.truncate(self._log, 0)

    @property
    def pid(self) -> int:
        assert self._process is not None, "the program is stopped"
        return self._process.pid

    def start(self, seconds: float = START_SECONDS) -> None:
        """Start the program and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self.folder,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=os.name != "nt",
            )
        try:
            wait_until(self._is_up, f"{self._command[1:]} answers at {self.url}", seconds, every=0.05)
        except AssertionError as error:
            self.stop()
            raise AssertionError(f"{error}\nIts log:\n{self.log}") from None

    def _is_up(self) -> bool:
        code = self._process.poll() if self._process else None
        if code is not None:
            raise AssertionError(f"The program ended with exit status {code} before it answered.")
        return answers(self.url)

    def wait_for_log(self, text: str, seconds: float = 10.0) -> None:
        """Wait until the program has printed a text."""
        try:
            wait_until(lambda: text in self.log, f"the log says {text!r}", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\nIts log:\n{self.log}") from None

    def end(self, seconds: float = 20.0) -> int:
        """Tell the program to end, as a system does that shuts down; its exit status."""
        process, self._process = self._process, None
        assert process is not None, "the program is stopped"
        process.send_signal(signal.SIGTERM)
        return process.wait(seconds)

    def stop(self, seconds: float = 10.0) -> None:
        """End the program and whatever it started, kindly at first."""
        process, self._process = self._process, None
        if process is None:
            return
        self._signal(process, "SIGTERM")
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._signal(process, "SIGKILL")
            process.wait()

    @staticmethod
    def _signal(process: subprocess.Popen[bytes], name: str) -> None:
        if os.name == "nt":
            process.terminate()
            return
        try:
            os.killpg(process.pid, getattr(signal, name))
        except ProcessLookupError:
            pass

    def restart(self) -> None:
        """Stop the program and start it again on the same port."""
        self.stop()
        self.start()


@dataclass
class Launched:
    """A page served from a thread of this process.

    Attributes:
        demo: The Blocks that was launched.
        url: Where it answers, without a slash at the end.
    """

    demo: Any
    url: str

    def stop(self) -> None:
        """Close the page."""
        self.demo.close()
