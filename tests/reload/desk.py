"""A program that is being written: files in a folder, run by `portico.reload` in this process."""

from __future__ import annotations

import os
import sys
import types
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx

from portico.reload.developing import Developing
from portico.reload.generation import Generation
from portico.reload.program import Program
from portico.reload.swap import Prepared

RUNS = "runs_of_modules"
RAN = f"import {RUNS}\n{RUNS}.ran.append(__name__)\n"
"""What a module says when it runs."""
PAGE = """
import portico as gr
with gr.Blocks() as demo:
    box = gr.Textbox(label="Box")
    out = gr.Textbox(label="Out")
    button = gr.Button("Go")
    button.click(lambda text: text, box, out, api_name="go")
"""


class Desk:
    """Files that are written, and the program they make.

    Args:
        folder: Where they are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.ran: list[str] = []
        self._stack = ExitStack()
        self._client = self._stack.enter_context(httpx.Client(timeout=30, verify=False))
        self._developing: Developing | None = None
        self._program: Program | None = None

    def open(self) -> None:
        """Work here: as the program's own process would."""
        kept = list(sys.path), list(sys.argv), Path.cwd(), set(sys.modules)
        module = types.ModuleType(RUNS)
        module.__dict__["ran"] = self.ran
        sys.modules[RUNS] = module
        sys.path.insert(0, str(self.folder))
        os.chdir(self.folder)

        def back() -> None:
            sys.path[:], sys.argv[:] = kept[0], kept[1]
            os.chdir(kept[2])
            for name in set(sys.modules) - kept[3]:
                if str(self.folder) in str(
                    getattr(sys.modules[name], "__file__", None) or getattr(sys.modules[name], "__path__", "")
                ):
                    del sys.modules[name]
            del sys.modules[RUNS]

        self._stack.callback(back)

    def close(self) -> None:
        """Leave all as it was found."""
        if self._developing is not None:
            self._developing.stop()
        self._stack.close()

    def write(self, name: str, text: str) -> Path:
        """Write a file, in a folder that is made for it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file's text."""
        text = (self.folder / name).read_text()
        assert old in text, f"{name} has no {old!r}"
        self.write(name, text.replace(old, new))

    def program(self, name: str = "app.py", **options: Any) -> Program:
        """Return the program."""
        if self._program is None:
            self._program = self._stack.enter_context(Program(self.folder / name, **options))
        return self._program

    @property
    def developing(self) -> Developing:
        """The program while it is served, on a free port."""
        if self._developing is None:
            self._developing = Developing(self.program(), self.said.append, free_port)
            self._developing.start()
        return self._developing

    @property
    def generation(self) -> Generation:
        """What is served."""
        return self.developing.generation

    def save(self) -> bool:
        """Reload, as after a save; return whether another generation is served."""
        self.ran.clear()
        found = self.developing.look()
        print(*self.said, sep="\n")
        return found

    @property
    def url(self) -> str:
        """Where it is served."""
        return self.developing.serving.running.url

    def config(self) -> dict[str, Any]:
        """Return the page's config, as a browser gets it."""
        return self._client.get(f"{self.url}config").json()

    def label(self, label: str) -> int:
        """Return the number of the component with a label."""
        return next(one["id"] for one in self.config()["components"] if one["props"].get("label") == label)

    def call(self, name: str, *data: Any, session: str = "visitor") -> Any:
        """Call an endpoint in a session, and return its first output."""
        return self.post(name, {"data": list(data), "session_hash": session})["data"][0]

    def post(self, name: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
        """Call an endpoint with a body, and return its answer, which has a status."""
        reply = self._client.post(f"{self.url}gradio_api/run/{name}", json=body)
        assert reply.status_code == status, reply.text
        return reply.json()

    def log_in(self, name: str, password: str) -> None:
        """Log in with the app's form; what is called from then on is called by who did."""
        self._client.post(f"{self.url}login", data={"username": name, "password": password}).raise_for_status()

    def news(self, session: str = "visitor") -> dict[str, Any]:
        """Return what the page of a session is told besides."""
        return self._client.get(f"{self.url}gradio_api/dev", params={"session_hash": session}).json()


def free_port(settings: Any) -> None:
    """Let the system choose a port, and say nothing."""
    settings.port, settings.quiet = 0, True


def prepared(desk: Desk, changed: list[str]) -> tuple[Generation, Prepared]:
    """Run the next generation without serving it."""
    found: list[Prepared] = []
    made = desk.program().run(desk.generation, changed, lambda one: found.append(desk.developing.serving.prepare(one)))
    return made, found[0]
