"""Take docs/pictures/notebook.png: the first cell of docs/guides/notebooks.md in JupyterLab, its app in use.

python scripts/take_notebook_picture.py PYTHON, an interpreter that has jupyterlab and what Portico needs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from take_pictures import FLAGS, FOLDER, ROOT, free_port

GUIDE = ROOT / "docs" / "guides" / "notebooks.md"
TRIES = 600


def notebook(folder: Path) -> None:
    """Write the notebook, and the settings of a JupyterLab that asks nobody anything."""
    code = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0].strip()
    cells = [
        {"cell_type": "code", "execution_count": None, "id": f"c{at}", "metadata": {}, "outputs": [], "source": text}
        for at, text in enumerate([code.replace("height=400", "height=300"), 'greet("the next cell")'])
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "app.ipynb").write_text(json.dumps(whole), encoding="utf-8")
    settings = folder / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")


def serve(python: str, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start JupyterLab, and return when it answers."""
    port = free_port()
    command = [python, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port", str(port)]
    command += ["--ServerApp.token=", "--ServerApp.password=", f"--notebook-dir={folder}"]
    places = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = {**os.environ, **places, "PYTHONPATH": str(ROOT / "src"), "PORTICO_CONFIG_DIR": str(folder)}
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL)
    for _ in range(TRIES):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/api", timeout=5).read()
        except OSError:
            time.sleep(0.1)
        else:
            return process, f"http://localhost:{port}/lab/tree/app.ipynb"
    raise RuntimeError("JupyterLab does not answer")


def use(page: Any) -> None:
    """Run both cells, and use the app."""
    cells = page.locator(".jp-Notebook .jp-Cell")
    for at in (0, 1):
        cells.nth(at).locator(".jp-InputArea-editor").click()
        page.keyboard.press("Control+Enter")
        cells.nth(at).get_by_text(re.compile(r"^\[[0-9]+\]:$")).first.wait_for()
        if at == 0:
            frame = cells.nth(0).frame_locator("iframe")
            frame.get_by_label("name").fill("Ada")
            frame.get_by_role("button", name="Submit").click()
            frame.get_by_label("output").and_(frame.locator(":not(:placeholder-shown)")).wait_for()


def main(python: str) -> int:
    """Take it."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("PORTICO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        notebook(folder)
        process, url = serve(python, folder)
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport={"width": 1000, "height": 720})
            page.goto(url)
            page.locator(".jp-Notebook .jp-Cell").first.wait_for()
            page.get_by_text("| Idle").wait_for()
            page.keyboard.press("Control+B")  # the list of files goes
            use(page)
            page.mouse.move(0, 0)
            page.screenshot(path=FOLDER / "notebook.png")
            browser.close()
        finally:
            process.terminate()
            process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else sys.executable))
