"""Apps in a notebook: shown below the cell that launches them, replaced when it runs again, and never in its way."""

from __future__ import annotations

import html
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from portico.app.profile import is_loopback
from portico.app.settings import Settings
from portico.errors import BuildError
from portico.server.root import is_address

LOCAL = ("localhost", "127.0.0.1")
MAY = "camera; microphone; clipboard-read; clipboard-write; fullscreen; autoplay"
"""What a page in a frame asks the browser for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of a cell.

    Args:
        id: What the notebook calls the cell; empty where it does not say.
        code: What it holds.
        names: The variables that held the app when it was launched.
    """

    id: str
    code: str
    names: frozenset[str]

    def replaces(self, other: Cell) -> bool:
        """Whether this is another run of the same cell, as far as can be known."""
        if self.id and other.id:
            return self.id == other.id
        return self.code == other.code or bool(self.names & other.names)


class Unshown(tuple[Any, str, str | None]):
    """What a launch returns, of which a notebook shows nothing where a cell ends with it."""

    def _ipython_display_(self) -> None:
        """Show nothing."""


class Shown(Protocol):
    """An app that was launched from a cell, or was not."""

    cell: Cell | None


S = TypeVar("S", bound=Shown)


def framing(settings: Settings) -> list[str]:
    """Return the pages that may show an app which was launched into a notebook: any of this machine's own."""
    at_home = settings.notebook and not settings.reachable and not settings.root_path
    return [f"{scheme}://{host}:*" for scheme in ("http", "https") for host in LOCAL] if at_home else []


def kernel() -> Any:
    """Return the shell of the notebook that this code runs in; None where it runs in none."""
    module = sys.modules.get("IPython")
    shell = None if module is None else module.get_ipython()
    return shell if shell is not None and getattr(shell, "kernel", None) is not None else None


def running_cell(app: object) -> Cell | None:
    """Return the cell that is launching an app; None outside of notebooks."""
    shell = kernel()
    if shell is None:
        return None
    asked: dict[str, Any] = shell.get_parent() or {}
    said: dict[str, Any] = asked.get("metadata") or {}
    number = said.get("cellId") or said.get("cell_id") or ""
    names = [name for name, value in shell.user_ns.items() if value is app and not name.startswith("_")]
    return Cell(str(number), str((asked.get("content") or {}).get("code", "")), frozenset(names))


def replaced(cell: Cell, app: object, others: Iterable[S]) -> list[S]:
    """Return the apps that earlier runs of a cell left behind."""
    return [one for one in others if one is not app and one.cell is not None and cell.replaces(one.cell)]


def show(url: str, root_path: str, height: int, width: int | str) -> None:
    """Show an app below the cell.

    Args:
        url: Its local address.
        root_path: Its public address, where it has one.
        height: Of the frame, in pixels.
        width: Of the frame, in pixels or as CSS has it.
    """
    from IPython.display import display  # pyright: ignore[reportMissingImports]

    at = address(url, root_path)
    display({"text/html": frame(at, height, width), "text/plain": at}, raw=True)


def address(url: str, root_path: str) -> str:
    """Return where a notebook's browser finds an app.

    Notebooks are open at `localhost` as a rule: to a browser, 127.0.0.1 is another site, whose page in a frame gets
    none of its cookies.
    """
    if is_address(root_path):
        return f"{root_path.rstrip('/')}/"
    scheme, _, rest = url.partition("://")
    host, _, port = rest.rpartition(":")
    return f"{scheme}://{'localhost' if is_loopback(host) else host}:{port}"


def frame(url: str, height: int, width: int | str) -> str:
    """Return the HTML of a frame."""
    wide = f"{width}px" if isinstance(width, int) else width
    style = html.escape(f"width: {wide}; height: {height}px; border: 0; border-radius: 8px", quote=True)
    return f'<iframe src="{html.escape(url, quote=True)}" style="{style}" allow="{MAY}"></iframe>'


def load_ipython_extension(ipython: Any) -> None:
    """Add `%%blocks` to a notebook: `%load_ext portico`.

    Args:
        ipython: The notebook's shell.
    """

    def blocks(line: str, cell: str) -> None:
        """Run a cell that makes an app, and show the app below it: `%%blocks [--demo-name NAME]`."""
        name = demo_name(line.split())
        before = ipython.user_ns.get(name)
        launches = getattr(before, "launches", 0)
        ipython.ex(compile(cell, ipython.compile.cache(cell), "exec"))
        app = ipython.user_ns.get(name)
        if not hasattr(app, "launches"):
            raise BuildError(
                f"%%blocks shows the app that a cell makes under the name '{name}', and there is none. "
                f"Write `with gr.Blocks() as {name}:`, or name another: %%blocks --demo-name NAME",
                code="PE602",
            )
        if app.launches == (launches if app is before else 0):  # a cell may launch its app itself
            app.launch()

    ipython.register_magic_function(blocks, "cell")


def demo_name(options: Sequence[str]) -> str:
    """Return the name that `%%blocks` was given; raises BuildError for what it does not know."""
    match options:
        case []:
            return "demo"
        case ["--demo-name", name] if name.isidentifier():
            return name
        case _:
            raise BuildError(
                f"%%blocks takes --demo-name NAME and nothing else, not {' '.join(options)!r}.", code="PE602"
            )
