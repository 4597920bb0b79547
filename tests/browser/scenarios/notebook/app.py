"""A notebook with a real kernel, as a page: what each cell shows stands below its code; `/run/N` runs a cell again."""

from __future__ import annotations

import html
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

CELLS = [
    """
import portico as gr
runs = globals().get("runs", 0) + 1
demo = gr.Interface(lambda name: f"Hello, {name}, from run {runs}!", gr.Textbox(label="Name"), gr.Textbox(label="Said"))
demo.launch(height=420)
""",
    """
def told(name, request: gr.Request):
    return f"{request.username} says {name}"
private = gr.Interface(told, gr.Textbox(label="Name"), gr.Textbox(label="Said"))
private.launch(auth=("ann", "tulip"), height=420, width=600)
""",
    "%load_ext portico",
    """%%blocks --demo-name third
with gr.Blocks() as third:
    gr.Markdown("# A cell that is an app")
""",
    "third.launch(inline=False)",
    "gr.Textbx()",
    "print('the kernel is', 'free')",
]


def shown(outputs: list[Any]) -> str:
    """What a cell shows, as notebooks do."""
    parts: list[str] = []
    for one in outputs:
        data = one.get("data", {})
        text = one.get("text") or "\n".join(one.get("traceback", [])) or data.get("text/plain", "")
        kind = one.get("name", one["output_type"])
        parts.append(data.get("text/html") or f'<pre class="{kind}">{html.escape(text)}</pre>')
    return "".join(parts)


class Notebook(BaseHTTPRequestHandler):
    """Answers with the notebook."""

    client: Any

    def do_GET(self) -> None:
        """Run a cell again where that is asked for, then show all."""
        _, _, number = self.path.partition("/run/")
        if number:
            run(self.client, int(number))
        cells = enumerate(self.client.nb.cells)
        page = "".join(
            f'<section id="cell-{at}"><pre>{html.escape(cell.source)}</pre>{shown(cell.outputs)}</section>'
            for at, cell in cells
        )
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><link rel=icon href=data:,><title>Notebook</title>{page}".encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def run(client: Any, number: int) -> None:
    """Run a cell as JupyterLab does: the kernel is told which one it is."""
    cell = client.nb.cells[number]
    session = client.kc.session
    session.metadata = {"cellId": cell.id}
    client.execute_cell(cell, number)


def main() -> None:
    """Start the kernel, run every cell, and serve until told to stop."""
    port = int(os.environ.pop("PORTICO_SERVER_PORT"))
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR"):
        os.environ[name] = os.path.abspath(name.lower())  # noqa: PTH100
    import nbclient
    import nbformat

    cells = [nbformat.v4.new_code_cell(code.strip("\n")) for code in CELLS]
    client = nbclient.NotebookClient(nbformat.v4.new_notebook(cells=cells), timeout=60, allow_errors=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with client.setup_kernel():
        for number in range(len(CELLS)):
            run(client, number)
        Notebook.client = client
        HTTPServer(("127.0.0.1", port), Notebook).serve_forever()


if __name__ == "__main__":
    main()
