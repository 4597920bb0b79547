"""A save, until the open page shows it; what a save and what watching cost; what is left after many.

Each library reloads in its own way: `portico dev app.py` and `gradio app.py`. The second program imports a module that
takes two seconds and uses a resource that takes five: `@gr.resource` here, `if gr.NO_RELOAD:` there.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.browsing import browser
from benchmarks.contestants import Contestant
from benchmarks.exchange import Connection
from benchmarks.served import free_port

SMALL = """
import {module} as gr
{heavy}
def greet(name):
    return "Hello " + name

with gr.Blocks() as demo:
    name = gr.Textbox(label="Name")
    out = gr.Textbox(label="Version 0")
    button = gr.Button("Greet")
    button.click(greet, name, out, api_name="greet")

if __name__ == "__main__":
    demo.launch()
"""
RESOURCES = {
    "portico": "import slow, time\n@gr.resource\ndef model():\n    time.sleep(5)\n    return object()\nmodel()\n",
    "gradio": "import slow, time\nif gr.NO_RELOAD:\n    time.sleep(5)\n    model = object()\n",
}
SEEN = """([text, patience]) => new Promise(resolve => {
    const look = () => {
        if (!document.body.textContent.includes(text)) return;
        observer.disconnect();
        resolve(performance.timeOrigin + performance.now());
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    setTimeout(() => resolve(0), patience);
    look();
})"""
SAVES = 8
MANY = 200
FIRST = 10
"""Saves before memory is looked at."""
BETWEEN = 0.25
"""Seconds between two saves, of a developer in a hurry."""
IDLE = 10.0
LOAD = 5.0
PATIENCE = 8.0
"""Seconds after which a save counts as missed, and is saved again; a few times what the slowest takes."""
TRIES = 5


class Reloaded:
    """A program under its library's reload.

    Args:
        who: The library.
        heavy: What the program does besides.
    """

    def __init__(self, who: Contestant, heavy: str = "") -> None:
        self._kept = tempfile.TemporaryDirectory(prefix="portico-bench-", ignore_cleanup_errors=True)
        self.folder = Path(self._kept.name)
        self.file = self.folder / "app.py"
        self.text = SMALL.replace("{module}", who.module).replace("{heavy}", heavy)
        self.file.write_text(self.text)
        (self.folder / "slow.py").write_text("import time\ntime.sleep(2)\n")
        port = free_port()
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        ours = [who.python, "-m", "portico.cli", "dev", "app.py"]
        theirs = [str(Path(who.python).with_name("gradio")), "app.py"]
        env = {
            **os.environ,
            "GRADIO_SERVER_PORT": str(port),
            "GRADIO_ANALYTICS_ENABLED": "False",
            "HF_HUB_OFFLINE": "1",
        }
        self.process = subprocess.Popen(
            ours if who.module == "portico" else theirs,
            cwd=self.folder,
            env={**env, "GRADIO_ANALYTICS_ENABLED": "False", "GRADIO_TEMP_DIR": str(self.folder / "files")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.version = 0
        self.missed = 0
        """Saves that nothing followed."""

    def __enter__(self) -> Self:
        while self.process.poll() is None:
            try:
                urlopen(f"{self.url}/config", timeout=5).read()
                return self
            except (URLError, OSError):
                time.sleep(0.02)
        raise RuntimeError("The program ended before it answered.")

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, 15)
        self.process.wait()
        self._kept.cleanup()

    def write(self) -> str:
        """Save the program as the present version has it; return the text that the page will show."""
        beside = self.folder / "app.new"
        beside.write_text(self.text.replace("Version 0", f"Version {self.version}."))
        beside.replace(self.file)
        return f"Version {self.version}."

    def saved(self) -> None:
        """Save a change, and return when the server has it in its page."""
        self.version += 1
        for _ in range(TRIES):
            text, ends = self.write(), time.monotonic() + PATIENCE
            while time.monotonic() < ends:
                if text in urlopen(f"{self.url}/config", timeout=30).read().decode():
                    return
                time.sleep(0.02)
            self.missed += 1
        raise RuntimeError(f"Version {self.version} never came, however often it was saved.")

    def shown(self, page: Any) -> float:
        """Save a change, and return how many ms it took until a page showed it."""
        self.version += 1
        for _ in range(TRIES):
            began = time.time()
            at = page.evaluate(SEEN, [self.write(), 1000 * PATIENCE])
            if at:
                return at - 1000 * began
            self.missed += 1
        raise RuntimeError(f"The page never showed version {self.version}, however often it was saved.")

    def pids(self) -> list[int]:
        """Return the processes of the program."""
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        return found

    def cpu(self) -> float:
        """Return the CPU seconds of all its processes."""
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in self.pids())

    def memory(self) -> float:
        """Return the resident memory of all its processes in MB."""
        lines = [Path(f"/proc/{pid}/status").read_text().splitlines() for pid in self.pids()]
        return sum(int(one.split()[1]) / 1024 for text in lines for one in text if one.startswith("VmRSS"))


def small(who: Contestant, saves: int) -> dict[str, float]:
    """Return ms from a save until the page shows it, CPU ms a save, and CPU ms a second in between."""
    with Reloaded(who) as app, opened(app) as page:
        time.sleep(3)
        before = app.cpu()
        time.sleep(IDLE)
        idle = (app.cpu() - before) / IDLE
        times: list[float] = []
        costs: list[float] = []
        for _ in range(saves):
            before, began = app.cpu(), time.time()
            times.append(app.shown(page))
            time.sleep(1.0)
            costs.append(1000 * (app.cpu() - before - idle * (time.time() - began)))
        return {"small": statistics.median(times), "CPU": statistics.median(costs), "idle": 1000 * idle}


def large(who: Contestant, saves: int, heavy: str) -> float:
    """Return ms from a save of a program with much to load until the page shows it."""
    with Reloaded(who, heavy) as app, opened(app) as page:
        times: list[float] = []
        for _ in range(saves):
            time.sleep(BETWEEN)
            times.append(app.shown(page))
        return statistics.median(times)


@contextlib.contextmanager
def opened(app: Reloaded) -> Iterator[Any]:
    """Open a program's page in a browser."""
    with browser() as started:
        page = started.new_page()
        page.goto(app.url)
        page.get_by_label("Version 0").wait_for()
        yield page


def left(who: Contestant, saves: int) -> dict[str, float]:
    """Return MB that each of many saves leaves behind, and how many of a hundred were missed."""
    with Reloaded(who) as app:
        for _ in range(FIRST):
            app.saved()
            time.sleep(BETWEEN)
        before = app.memory()
        for _ in range(saves):
            app.saved()
            time.sleep(BETWEEN)
        return {"left": max(0.0, app.memory() - before) / saves, "missed": 100 * app.missed / (FIRST + saves)}


def events(who: Contestant) -> float:
    """Return events a second while one save follows another."""
    with Reloaded(who) as app:
        app.saved()
        stop, counts = threading.Event(), [0] * 4

        def client(number: int) -> None:
            connection = Connection(app.port)
            while not stop.is_set():
                if b"Hello you" in connection.event(f"c{number}x{counts[number]}", 0, ["you"]):
                    counts[number] += 1

        threads = [threading.Thread(target=client, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        began = time.perf_counter()
        while time.perf_counter() < began + LOAD:
            app.saved()
            time.sleep(BETWEEN)
        stop.set()
        for thread in threads:
            thread.join()
        return sum(counts) / (time.perf_counter() - began)


def way(who: Contestant) -> str:
    """Return how Portico notices a save here: it depends on what is installed."""
    asked = "from portico.reload.watching import make; print(make().how)"
    told = subprocess.run([who.python, "-c", asked], capture_output=True, text=True, check=True).stdout
    return "`watchfiles`" if "told of changes" in told else "looking"


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return what a save takes, costs and leaves, the best of the rounds."""
    found: dict[str, dict[str, Any]] = {"way": {"portico": way(who["portico"])}}

    def note(name: str, parts: dict[str, float]) -> None:
        for part, value in parts.items():
            known = found.setdefault(part, {})
            known[name] = min(round(value, 3), known.get(name, math.inf))

    for _ in range(max(1, rounds // 3)):
        for name, one in who.items():
            note(name, small(one, SAVES))
    for name, one in who.items():
        note(name, {"large": large(one, SAVES // 2, RESOURCES[name]), "events": events(one)})
    # Memory does not depend on what else the machine does, so both are looked at together.
    with ThreadPoolExecutor() as pool:
        for name, parts in zip(who, pool.map(lambda one: left(one, MANY), who.values()), strict=True):
            note(name, parts)
    return found


if __name__ == "__main__":
    from benchmarks.contestants import contestants

    json.dump(measure(contestants(), 1), sys.stdout, indent=1)
