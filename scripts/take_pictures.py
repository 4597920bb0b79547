"""Take the pictures in docs/pictures: the digits app and the page with every component, light and dark, wide and small.

python scripts/take_pictures.py
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--hide-scrollbars"]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(example: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start an example on a free port."""
    port = free_port()
    environment = {**os.environ, "PORTICO_SERVER_PORT": str(port)}
    process = subprocess.Popen([sys.executable, ROOT / "examples" / f"{example}.py"], env=environment)
    url = f"http://127.0.0.1:{port}/"
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=5).read()
        except OSError:
            time.sleep(0.1)
        else:
            return process, url
    raise RuntimeError(f"{example} does not answer")


def digits(page: Any) -> None:
    """Let the model answer an example."""
    page.locator("button.gallery-item").nth(3).click()
    page.get_by_test_id("label-output-value").wait_for()
    page.wait_for_load_state("networkidle")


def tab(name: str) -> Any:
    """Open a tab."""

    def open_tab(page: Any) -> None:
        page.get_by_role("tab", name=name).click()
        page.wait_for_load_state("networkidle")

    return open_tab


SCENES: tuple[tuple[str, str, Any], ...] = (
    ("digits", "digits", digits),
    ("inputs", "components", tab("Inputs")),
    ("outputs", "components", tab("Outputs")),
    ("chat", "components", tab("Chat")),
)


def main() -> int:
    """Take all of them."""
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("PORTICO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for example in dict.fromkeys(example for _, example, _ in SCENES):
            process, url = serve(example)
            try:
                for scene, _, prepare in (one for one in SCENES if one[1] == example):
                    for width in (1280, 390):
                        for theme in ("light", "dark"):
                            page = browser.new_page(viewport={"width": width, "height": 800})
                            page.goto(f"{url}?__theme={theme}")
                            page.locator("main").wait_for()
                            prepare(page)
                            page.mouse.move(0, 0)
                            page.screenshot(path=FOLDER / f"{scene}-{width}-{theme}.png", full_page=True)
                            page.close()
            finally:
                process.terminate()
                process.wait()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
