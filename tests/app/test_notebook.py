"""Apps in a notebook, with a real kernel: shown, replaced, never in the way."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import answers, wait_until

from portico.app.notebook import Cell, address, demo_name, frame, kernel
from portico.errors import BuildError

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "notebooks.md").read_text(encoding="utf-8")
CELLS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
FRAME = re.compile(r'<iframe src="(http://localhost:[0-9]+/)" style="([^"]*)"')


class Notebook:
    """A notebook whose cells are run one by one."""

    def __init__(self, client: Any, new_cell: Any) -> None:
        self._client, self._new_cell = client, new_cell
        self._cells: list[Any] = []

    def run(self, code: str, cell: int | None = None) -> str:
        """Run a new cell, or one again with other code; return what it shows and prints."""
        if cell is None:
            self._cells.append(self._new_cell(code))
            cell = len(self._cells) - 1
        made = self._cells[cell]
        made.source = code
        self._client.nb.cells = self._cells
        self._client.execute_cell(made, cell)
        shown = ""
        for output in made.outputs:
            shown += output.get("text", "") + output.get("data", {}).get("text/html", "")
        return shown

    def url(self, shown: str) -> str:
        found = FRAME.search(shown)
        assert found, shown
        return found[1].replace("localhost", "127.0.0.1")


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    nbformat = pytest.importorskip("nbformat")
    monkeypatch.setenv("PORTICO_TEMP_DIR", str(tmp_path / "files"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    client = nbclient.NotebookClient(nbformat.v4.new_notebook(), timeout=60, kernel_name="python3")
    with client.setup_kernel():
        yield Notebook(client, nbformat.v4.new_code_cell)


def call(url: str, name: str, value: str) -> str:
    asked = urllib.request.Request(
        f"{url}gradio_api/run/{name}", f'{{"data": ["{value}"]}}'.encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return answer.read().decode()


def test_the_guides_cell_shows_an_app_and_the_next_cell_runs(notebook: Notebook) -> None:
    shown = notebook.run(CELLS[0])
    url = notebook.url(shown)
    assert "height: 400px" in shown
    assert "Hello, Ada!" in call(url, "greet", "Ada")
    assert notebook.run("print(1 + 1)") == "2\n", "the kernel is free while the app is served"
    assert "Hello, Ben!" in call(url, "greet", "Ben")


def test_running_the_cell_again_replaces_the_app(notebook: Notebook) -> None:
    first = notebook.url(notebook.run(CELLS[0]))
    other = notebook.url(notebook.run(CELLS[0].replace("demo", "another").replace("Hello", "Other")))
    assert other != first
    second = notebook.url(notebook.run(CELLS[0].replace("Hello", "Good day"), cell=0))
    assert second == first, "its address is free again"
    assert "Good day, Ada!" in call(second, "greet", "Ada")
    assert "Other, Ada!" in call(other, "greet", "Ada"), "what another cell shows stays"
    notebook.run("another.close(); demo.close()")
    wait_until(lambda: not answers(other) and not answers(second), "both are closed")


def test_a_cell_that_is_an_app(notebook: Notebook) -> None:
    notebook.run(CELLS[1])
    url = notebook.url(notebook.run(CELLS[2]))
    assert "Hi, Ada!" in call(url, "hi", "Ada")
    again = notebook.url(notebook.run(CELLS[2].replace("Hi", "Ho"), cell=1))
    assert again == url
    assert "Ho, Ada!" in call(url, "hi", "Ada")
    launches = CELLS[2].replace("%%blocks", "%%blocks --demo-name mine").replace("demo", "mine")
    launches = launches.replace("--mine-name", "--demo-name") + "\nmine.launch(inline=False)\n"
    shown = notebook.run(launches)
    assert "* Running on" in shown
    assert not FRAME.search(shown), "it launched itself, without a frame, and once"


def test_what_a_cell_must_make_is_said(notebook: Notebook) -> None:
    notebook.run(CELLS[1])
    with pytest.raises(Exception, match="under the name 'demo', and there is none"):
        notebook.run("%%blocks\nx = 1\n")
    with pytest.raises(Exception, match="takes --demo-name NAME and nothing else"):
        notebook.run("%%blocks --share\nx = 1\n")


def test_outside_of_notebooks_nothing_is_shown(launched: Any) -> None:
    import portico as gr

    assert kernel() is None
    page = launched(gr.Interface(str, "text", "text"), inline=True)
    assert page.demo.cell is None


def test_another_run_of_a_cell_is_known_by_its_number_else_by_its_code_or_its_app() -> None:
    cell = Cell("a", "code", frozenset({"demo"}))
    assert cell.replaces(Cell("a", "other", frozenset()))
    assert not cell.replaces(Cell("b", "code", frozenset({"demo"})))
    assert cell.replaces(Cell("", "code", frozenset()))
    assert cell.replaces(Cell("", "other", frozenset({"demo", "x"})))
    assert not cell.replaces(Cell("", "other", frozenset({"x"})))


def test_the_frame_has_the_address_that_the_browser_sees() -> None:
    assert address("http://127.0.0.1:7860/", "") == "http://localhost:7860/"
    assert address("http://10.0.0.5:7860/", "/below") == "http://10.0.0.5:7860/"
    assert address("http://127.0.0.1:7860/", "https://app.example/x") == "https://app.example/x/"
    assert "width: 320px" in frame("http://localhost:1/", 200, 320)
    assert '"&gt;&lt;script' in frame("http://localhost:1/", 200, '">' + "<script>").replace("&quot;", '"')


def test_what_the_magic_does_not_know_is_refused() -> None:
    assert demo_name([]) == "demo"
    assert demo_name(["--demo-name", "mine"]) == "mine"
    with pytest.raises(BuildError, match="nothing else"):
        demo_name(["--demo-name", "1x"])
