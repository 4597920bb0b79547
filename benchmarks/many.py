"""A page of 3,000 components: what it costs to build it, and to answer one request for its config."""

from __future__ import annotations

import urllib.request
from typing import Any

from benchmarks.contestants import Contestant
from benchmarks.served import Served

COMPONENTS = 3_000
REQUESTS = 5
MANY = """
import pathlib
import time
import {module} as gr

began = time.process_time()
with gr.Blocks() as demo:
    boxes = [gr.Textbox(label=f"Box {n}") for n in range(COMPONENTS)]
    gr.Button().click(lambda name: "Hello " + name, boxes[0], boxes[1])
pathlib.Path("built").write_text(str(time.process_time() - began))

demo.launch(server_port={port}, quiet=True)
""".replace("COMPONENTS", str(COMPONENTS))


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return CPU ms of building and of one config request (best round)."""
    build: dict[str, list[float]] = {name: [] for name in who}
    config: dict[str, list[float]] = {name: [] for name in who}
    for _ in range(min(rounds, 3)):
        for name, one in who.items():
            with Served(one, MANY) as app:
                build[name].append(float((app.folder / "built").read_text()) * 1e3)
                before = app.cpu()
                for _ in range(REQUESTS):
                    body = urllib.request.urlopen(f"{app.url}/config", timeout=60).read()
                    if body.count(b'"textbox"') < COMPONENTS:
                        raise RuntimeError("The config lacks components.")
                config[name].append((app.cpu() - before) / REQUESTS * 1e3)
    return {
        "build": {name: min(values) for name, values in build.items()},
        "config": {name: min(values) for name, values in config.items()},
    }
