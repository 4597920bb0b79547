"""Milliseconds of a test without a browser: a click on a small app, and an app opened and closed."""

from __future__ import annotations

import json
import statistics
import subprocess
from typing import Any

from benchmarks.contestants import Contestant

PROGRAM = """
import json, time
import portico as gr
from portico.testing import AppTest

with gr.Blocks() as demo:
    name, shown, log = gr.Textbox(label="Name"), gr.Textbox(label="Shown"), gr.Textbox(label="Log")
    gr.Button("Go").click(lambda name: f"Hello {name}", name, shown).then(lambda text: text, shown, log)

def timed(what):
    began = time.perf_counter()
    what()
    return (time.perf_counter() - began) * 1e3

AppTest(demo).close()  # the first one imports the server
opened = [timed(lambda: AppTest(demo).close()) for _ in range(20)]
clicked = []
with AppTest(demo) as at:
    for number in range(100):
        at["Name"].fill(str(number))
        clicked.append(timed(lambda: at.click("Go")))
        assert at["Log"].value == f"Hello {number}"
print(json.dumps({"click": sorted(clicked)[50], "open and close": sorted(opened)[10]}))
"""


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return medians, in ms; nobody else has the like."""
    found: dict[str, list[float]] = {}
    for _ in range(min(rounds, 3)):
        run = subprocess.run([who["portico"].python, "-c", PROGRAM], capture_output=True, text=True, check=True)
        for name, value in json.loads(run.stdout.splitlines()[-1]).items():
            found.setdefault(name, []).append(value)
    return {name: {"portico": statistics.median(values)} for name, values in found.items()}
