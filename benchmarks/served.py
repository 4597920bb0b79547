"""A program that is served in a process of its own, and what the process costs."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

from benchmarks.contestants import Contestant

HELLO = """
import {module} as gr

def greet(name):
    return "Hello " + name

with gr.Blocks(title="Hello") as demo:
    with gr.Row():
        name = gr.Textbox(label="Name")
        out = gr.Textbox(label="Out")
    button = gr.Button("Greet")
    button.click(greet, name, out, api_name="greet", concurrency_limit=None)

demo.launch(server_port={port}, quiet=True)
"""


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """One running program; use it with `with`.

    Args:
        who: Whose library it uses.
        source: The program, with `{module}` and `{port}` to be filled in.
    """

    def __init__(self, who: Contestant, source: str = HELLO) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="portico-bench-"))
        self.files = self.folder / "files"
        program = self.folder / "app.py"
        program.write_text(source.replace("{module}", who.module).replace("{port}", str(self.port)))
        self.began = time.perf_counter()
        self._command = [who.python, program.name]
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Begin the process, also a second time, once it has ended."""
        environment = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
        environment["GRADIO_TEMP_DIR"] = str(self.files)
        self.process = subprocess.Popen(
            self._command,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return self.process

    def __enter__(self) -> Self:
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait(self) -> None:
        """Return when the port answers."""
        while self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/config", timeout=5).read()
                return
            except urllib.error.HTTPError:
                return  # it answers, if not with a config
            except OSError:
                time.sleep(0.005)
        raise RuntimeError("The program ended before it answered.")

    def cpu(self) -> float:
        """Return the CPU seconds of the process so far."""
        # Linux names every process's clock by its id; it counts nanoseconds, where /proc counts hundredths of a second.
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def memory(self) -> float:
        """Return the resident memory in MB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmRSS")
