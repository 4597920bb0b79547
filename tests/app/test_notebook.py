"""Apps in a notebook, with a real kernel: shown, replaced, never in the way."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import answers, free_port, wait_until

from portico.app.launch import handed_over
from portico.app.notebook import LOCAL, Cell, address, demo_name, frame, framing, kernel
from portico.app.settings import Settings
from portico.errors import BuildError

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "notebooks.md").read_text(encoding="utf-8")
CELLS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
FRAME = re.compile(r'<iframe src="(http://localhost:[0-9]+/)" style="([^"]*)"')


class Notebook:
    """A notebook whose cells are run one by one."""

    def __init__(self, client: Any, new_cell: Any) -> None:
        self._client, self._new_cell = client, new_cell
        self._cells: list[Any] = []
        self.says_which = False
        """Whether the kernel is told which cell it runs, as JupyterLab and VS Code do."""

    def run(self, code: str, cell: int | None = None) -> str:
        """Run a new cell, or one again with other code; return what it shows and prints."""
        if cell is None:
            self._cells.append(self._new_cell(code))
            cell = len(self._cells) - 1
        made = self._cells[cell]
        made.source = code
        self._client.nb.cells = self._cells
        self._client.kc.session.metadata = {"cellId": made.id} if self.says_which else {}
        self._client.execute_cell(made, cell)
        self.outputs = made.outputs
        shown = ""
        for output in made.outputs:
            shown += output.get("text", "") + output.get("data", {}).get("text/html", "")
        return shown

    def end(self) -> None:
        """Close the kernel, as closing the notebook does."""
        run_sync: Any = pytest.importorskip("jupyter_core.utils").run_sync
        run_sync(self._client.km.shutdown_kernel)(now=True)

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


def test_the_notebook_may_say_which_cell_it_is(notebook: Notebook) -> None:
    notebook.says_which = True
    first = notebook.url(notebook.run(CELLS[0]))
    copied = notebook.url(notebook.run(CELLS[0]))
    assert copied != first, "a copy is another cell, whatever it is called in it"
    changed = CELLS[0].replace("demo", "other").replace("Hello", "Good day")
    again = notebook.url(notebook.run(changed, cell=0))
    assert again == first, "the same cell replaces what it showed, whatever is in it now"
    assert "Good day, Ada!" in call(again, "greet", "Ada")
    assert "Hello, Ada!" in call(copied, "greet", "Ada")
    notebook.run("import portico as gr\ngr.close_all()")
    wait_until(lambda: not answers(first) and not answers(copied), "all are closed")


def test_a_cell_that_fails_leaves_the_app_of_its_last_run(notebook: Notebook) -> None:
    notebook.says_which = True
    url = notebook.url(notebook.run(CELLS[0]))
    with pytest.raises(Exception, match="Did you mean 'Interface'"):
        notebook.run(CELLS[0].replace("gr.Interface", "gr.Interfaces"), cell=0)
    assert "Hello, Ada!" in call(url, "greet", "Ada")


def test_a_cell_shows_nothing_besides(notebook: Notebook) -> None:
    shown = notebook.run(CELLS[0])
    assert [one["output_type"] for one in notebook.outputs] == ["stream", "display_data"], shown
    assert re.fullmatch(r"\* Running on http://127\.0\.0\.1:[0-9]+/\n", notebook.outputs[0]["text"]), shown
    assert notebook.outputs[1]["data"]["text/plain"] == notebook.url(shown).replace("127.0.0.1", "localhost")
    assert notebook.run("demo.launch(inline=False)[1]").endswith("/\n")
    assert "'http://127.0.0.1:" in str(notebook.outputs), "what it returns is there, where somebody asks for it"


def test_an_app_that_cannot_be_launched_gives_the_address_back(notebook: Notebook) -> None:
    cell = CELLS[0].replace("height=400", f"server_port={free_port()}")
    first = notebook.url(notebook.run(cell))
    with pytest.raises(Exception, match="at least 32 characters"):
        notebook.run("import os\nos.environ['PORTICO_SECRET'] = 'short'\n" + cell)
    assert not answers(first)
    notebook.run("del os.environ['PORTICO_SECRET']")
    assert notebook.url(notebook.run(cell)) == first


def test_what_listens_is_handed_over_where_the_next_app_listens_too(launched: Any) -> None:
    import portico as gr

    running = launched(gr.Interface(str, "text", "text")).demo.running
    for settings in (Settings(host="localhost"), Settings(port=running.port + 1)):
        assert handed_over([None, running], settings) is None
    for settings in (Settings(), Settings(port=running.port)):
        listening = handed_over([None, running], settings)
        assert listening is not None
        assert listening.getsockname()[1] == running.port
        assert listening.get_inheritable()
        listening.close()
    running.stop()
    assert handed_over([running], Settings()) is None


def test_a_kernel_that_ends_takes_its_apps_along(notebook: Notebook) -> None:
    url = notebook.url(notebook.run(CELLS[0]))
    assert answers(url)
    notebook.end()
    wait_until(lambda: not answers(url), "nobody is left")


def test_a_login_may_stand_below_the_cell_and_nowhere_else(notebook: Notebook) -> None:
    def framed_by(url: str) -> str:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.headers["content-security-policy"].partition("frame-ancestors ")[2]

    home = "'self' " + " ".join(f"{scheme}://{host}:*" for scheme in ("http", "https") for host in LOCAL)
    shown = notebook.run(CELLS[0].replace("height=400", "auth=('ann', 'tulip')"))
    assert framed_by(notebook.url(shown)) == home
    url = notebook.run(CELLS[0].replace("height=400", "auth=('ann', 'tulip'), inline=False") + "print(demo.local_url)")
    assert framed_by(url.split()[-1]) == "'self'"


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


def test_only_an_app_of_this_machine_may_be_framed_by_this_machine() -> None:
    assert framing(Settings(notebook=True)) == framing(Settings(notebook=True, host="localhost"))
    assert len(framing(Settings(notebook=True))) == 4
    assert not framing(Settings())
    assert not framing(Settings(notebook=True, host="0.0.0.0"))
    assert not framing(Settings(notebook=True, root_path="https://app.example"))


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
