"""A save, until the open page shows it; what a save and what watching cost; what is left after many.

Each library reloads in its own way: `portico dev app.py` and `gradio app.py`. The second program imports a module that
takes two seconds and uses a resource that takes five: `@gr.resource` here, `if gr.NO_RELOAD:` there.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
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
SEEN = """text => new Promise(resolve => {
    const look = () => {
        if (!document.body.textContent.includes(text)) return;
        observer.disconnect();
        resolve(performance.timeOrigin + performance.now());
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
})"""
SAVES = 8
MANY = 200
IDLE = 10.0
LOAD = 5.0


class Reloaded:
    """A program under its library's reload.

    Args:
        who: The library.
        heavy: What the program does besides.
    """

    def __init__(self, who: Contestant, heavy: str = "") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portico-bench-"))
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

    def save(self) -> str:
        """Save a change; return the text that the page will show."""
        self.version += 1
        beside = self.folder / "app.new"
        beside.write_text(self.text.replace("Version 0", f"Version {self.version}."))
        beside.replace(self.file)
        return f"Version {self.version}."

    def served(self, text: str) -> None:
        """Return when the server has a text in its page."""
        while text not in urlopen(f"{self.url}/config", timeout=30).read().decode():
            time.sleep(0.01)

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


def shown(who: Contestant, heavy: str, saves: int) -> dict[str, float]:
    """Return ms from a save until the page shows it, CPU ms a save, and CPU ms a second in between."""
    with Reloaded(who, heavy) as app, browser() as started:
        page = started.new_page()
        page.goto(app.url)
        page.get_by_label("Version 0").wait_for()
        time.sleep(3)
        before = app.cpu()
        time.sleep(IDLE)
        idle = (app.cpu() - before) / IDLE
        times: list[float] = []
        costs: list[float] = []
        for _ in range(saves):
            before, began = app.cpu(), time.time()
            text = app.save()
            times.append(page.evaluate(SEEN, text) - 1000 * began)
            time.sleep(1.0)
            costs.append(1000 * (app.cpu() - before - idle * (time.time() - began)))
        return {"shown": statistics.median(times), "cost": statistics.median(costs), "idle": 1000 * idle}


def left(who: Contestant, saves: int) -> dict[str, float]:
    """Return MB that each of many saves leaves behind, and events a second while one save follows another."""
    with Reloaded(who) as app:
        for _ in range(10):
            app.served(app.save())
        before = app.memory()
        for _ in range(saves):
            app.served(app.save())
        grown = max(0.0, app.memory() - before) / saves
        stop, counts = threading.Event(), [0] * 4

        def client(number: int) -> None:
            connection = Connection(app.port)
            while not stop.is_set():
                if b"Hello you" in connection.event(f"c{number}x{counts[number]}", 0, ["you"]):
                    counts[number] += 1

        threads = [threading.Thread(target=client, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        ends = time.perf_counter() + LOAD
        while time.perf_counter() < ends:
            app.served(app.save())
            time.sleep(0.25)
        stop.set()
        for thread in threads:
            thread.join()
        return {"left": grown, "events": sum(counts) / LOAD}


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return what a save takes, costs and leaves, the best of the rounds."""
    found: dict[str, dict[str, float]] = {}
    for name, one in who.items():
        small = [shown(one, "", SAVES) for _ in range(max(1, rounds // 3))]
        large = shown(one, RESOURCES[name], max(3, SAVES // 2))
        rest = left(one, MANY)
        parts = {
            "small": min(each["shown"] for each in small),
            "large": large["shown"],
            "CPU": min(each["cost"] for each in small),
            "idle": min(each["idle"] for each in small),
            "left": rest["left"],
            "events": rest["events"],
        }
        for part, value in parts.items():
            found.setdefault(part, {})[name] = round(value, 3)
    return found


if __name__ == "__main__":
    from benchmarks.contestants import contestants

    json.dump(measure(contestants(), 1), sys.stdout, indent=1)
