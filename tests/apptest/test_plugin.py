"""The fixtures that pytest has wherever Portico is installed, in a run of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

TESTS = """
import threading
import urllib.request

import pytest
import portico as gr


def greeting():
    with gr.Blocks() as demo:
        name, shown = gr.Textbox(label="Name"), gr.Textbox(label="Shown")
        gr.Button("Go").click(lambda name: f"Hello {name}", name, shown)
    return demo


kept = []


def test_a_person(app_test, tmp_path):
    at = app_test(greeting())
    at["Name"].fill("Ann")
    at.click("Go")
    assert at["Shown"].value == "Hello Ann"
    path = tmp_path / "app.py"
    path.write_text("import portico as gr\\ndemo = gr.Interface(lambda word: word[::-1], 'text', 'text')\\n")
    other = app_test(path)
    other["word"].fill("abc")
    other.click("Submit")
    assert other["output"].value == "cba"
    kept.append(at)


def test_the_person_went_with_the_test():
    assert not [one for one in threading.enumerate() if one.name == "portico-apptest"]


def test_a_server(portico_server):
    first, second = portico_server(greeting()), portico_server(greeting(), auth=("ada", "a"))
    assert first != second
    assert urllib.request.urlopen(first + "config").status == 200
    with pytest.raises(Exception, match="401"):
        urllib.request.urlopen(second + "config")
    kept.append(first)


def test_the_server_went_with_the_test():
    with pytest.raises(OSError):
        urllib.request.urlopen(kept[-1])


def test_a_page(portico_page):
    page = portico_page(greeting())
    page.get_by_label("Name").fill("Bo")
    page.get_by_role("button", name="Go").click()
    page.wait_for_function("() => document.querySelectorAll('textarea')[1].value === 'Hello Bo'")
"""


def run(folder: Path, *more: str) -> str:
    (folder / "test_it.py").write_text(TESTS, encoding="utf-8")
    return pytest(folder, "-rs", *more)


def pytest(folder: Path, *more: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    if "portico" not in entry_points(group="pytest11").names:  # sources on the path, and nothing installed
        command += ["-p", "portico.testing.plugin"]
    done = subprocess.run([*command, "test_it.py", *more], capture_output=True, text=True, cwd=folder, check=False)
    return done.stdout + done.stderr


def test_each_opens_what_it_says_and_closes_it(tmp_path: Path) -> None:
    said = run(tmp_path)
    assert "5 passed" in said or ("4 passed, 1 skipped" in said and "portico_page finds no browser" in said), said


def test_a_page_is_skipped_where_there_is_no_playwright(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("import sys\nsys.modules['playwright'] = None\n", encoding="utf-8")
    said = run(tmp_path, "-k", "test_a_page")
    assert "1 skipped" in said, said
    assert "portico_page needs Playwright" in said


def test_the_plugin_costs_nothing_where_nobody_asks(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    assert 'portico.testing.plugin' in sys.modules\n"
        "    assert 'portico.testing.app_test' not in sys.modules\n"
        "    assert 'portico.graph.graph' not in sys.modules\n",
        encoding="utf-8",
    )
    said = pytest(tmp_path)
    assert "1 passed" in said, said
