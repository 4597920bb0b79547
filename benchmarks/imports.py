"""CPU time of importing the library, and of building a page with six components."""

from __future__ import annotations

import subprocess
from typing import Any

from benchmarks.contestants import Contestant

PAGE = """
import {module} as gr
with gr.Blocks() as demo:
    a = gr.Textbox(); b = gr.Number(); gr.Slider(); gr.Checkbox(); gr.Dropdown(["x"]); gr.Markdown("# x")
    gr.Button().click(lambda x: x, a, b)
"""


def cost(python: str, code: str) -> float:
    """Return the CPU milliseconds of some code in a fresh interpreter, without the interpreter's own start."""
    script = f"import time\nbegan = time.process_time()\n{code}\nprint((time.process_time() - began) * 1000)"
    return float(subprocess.run([python, "-c", script], capture_output=True, text=True, check=True).stdout.split()[-1])


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return the best of several rounds, in ms."""
    found: dict[str, Any] = {}
    for label, code in (("import", "import {module}"), ("page of six", PAGE)):
        times: dict[str, list[float]] = {name: [] for name in who}
        for _ in range(rounds):
            for name, one in who.items():
                times[name].append(cost(one.python, code.replace("{module}", one.module)))
        found[label] = {name: min(values) for name, values in times.items()}
    return found
