"""A Portico app under a path of another ASGI app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from portico.app.blocks import Blocks
from portico.app.compose import Composed, compose
from portico.app.environment import Environment
from portico.app.look import Look
from portico.app.readiness import check
from portico.app.security import Security
from portico.app.settings import Settings, read_settings
from portico.errors import BuildError
from portico.lang.rehearsal import Launch, Rehearsal, current
from portico.lang.signature import names_checked

if TYPE_CHECKING:
    from portico.app.arguments import Auth
    from portico.themes.theme import Theme


@names_checked
def mount_gradio_app(
    app: Any,
    blocks: Blocks,
    path: str,
    server_name: str = "0.0.0.0",  # noqa: ARG001
    server_port: int = 7860,  # noqa: ARG001
    footer_links: list[Any] | None = None,
    run_history: bool | None = None,
    app_kwargs: dict[str, Any] | None = None,
    *,
    auth: Auth = None,
    auth_message: str | None = None,
    auth_dependency: Any = None,
    root_path: str | None = None,
    allowed_paths: list[str] | None = None,
    blocked_paths: list[str] | None = None,
    favicon_path: str | None = None,
    show_error: bool = True,
    max_file_size: str | int | None = None,
    ssr_mode: bool | None = None,
    node_server_name: str | None = None,
    node_port: int | None = None,
    enable_monitoring: bool | None = None,
    pwa: bool | None = None,
    i18n: Any = None,
    mcp_server: bool | None = None,
    theme: Theme | str | None = None,
    css: str | None = None,
    css_paths: str | Path | Sequence[str | Path] | None = None,
    js: str | Literal[True] | None = None,
    head: str | None = None,
    head_paths: str | Path | Sequence[str | Path] | None = None,
    security: Security | None = None,
    profile: str | None = None,
) -> Any:
    """Serve an app under a path of a Starlette or FastAPI app.

    Args:
        app: The outer app; anything with Starlette's `mount`.
        blocks: The app to mount.
        path: Where, such as "/demo".
        server_name: Has no effect: the outer app's server listens.
        server_port: Has no effect: the outer app's server listens.
        root_path: The public prefix or address, where the outer app's own is not right.

    The other parameters are those of `Blocks.launch`.

    Returns:
        The outer app.
    """
    refuse_misplaced(app, blocks, path)
    looks: dict[str, Any] = {
        "theme": theme, "css": css, "css_paths": css_paths, "js": js, "head": head, "head_paths": head_paths,
    }  # fmt: skip
    given: dict[str, Any] = {
        "footer_links": footer_links, "run_history": run_history, "app_kwargs": app_kwargs, "auth": auth,
        "auth_message": auth_message, "auth_dependency": auth_dependency, "root_path": root_path,
        "allowed_paths": allowed_paths, "blocked_paths": blocked_paths, "favicon_path": favicon_path,
        "show_error": show_error, "max_file_size": max_file_size, "ssr_mode": ssr_mode,
        "node_server_name": node_server_name, "node_port": node_port, "enable_monitoring": enable_monitoring,
        "pwa": pwa, "i18n": i18n, "mcp_server": mcp_server, "security": security, "profile": profile,
    }  # fmt: skip
    settings = read_settings(Environment(), Look.of(**looks).over(blocks.look), **given)
    settings.mounted = True
    check(settings, blocks.queueing)
    empty(settings.look)
    mounting = Mounting(app, blocks, "/" + path.strip("/") if path.strip("/") else "", settings)
    rehearsal = current()
    if rehearsal is None or rehearsal.serves:
        app.mount(mounting.path, mounting.composed().asgi)
    else:
        mounting = mounting.standing()
    if rehearsal is not None:
        rehearsal.mount(Launch(blocks, {**given, **looks}, blocks.queueing, mounting))
        let_nobody_serve(rehearsal)
    return app


@dataclass(slots=True, eq=False)
class Mounting:
    """One app under a path of another; an ASGI app that stands for it until there is one, and while that changes.

    Args:
        outer: The app around it.
        blocks: The app.
        path: Where, from the slash on; empty at the top.
        settings: What it was told.
    """

    outer: Any
    blocks: Blocks
    path: str
    settings: Settings
    asgi: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        await self.asgi(scope, receive, send)

    def standing(self) -> Mounting:
        """Stand there from now on, once: an app whose module did not run again has the one of the run before."""
        for route in getattr(self.outer, "routes", []):
            if isinstance(there := getattr(route, "app", None), Mounting) and there.path == self.path:
                there.blocks, there.settings = self.blocks, self.settings
                return there
        self.outer.mount(self.path, self)
        return self

    def composed(self) -> Composed:
        """Return what answers; raises what launching raises."""
        blocks = self.blocks
        blocks.composed = compose(blocks, self.settings, blocks.queueing, blocks.page())
        return blocks.composed


def empty(look: Look) -> None:
    """Give a mounted app's look what its wire has: empty texts where that of a launched one has null."""
    look.js, look.head = look.js or "", look.head or ""


def let_nobody_serve(rehearsal: Rehearsal) -> None:
    """End a program that is rehearsed where it would start the server that most outer apps are served by."""
    import uvicorn

    rehearsal.stop_at(uvicorn.Server, "serve", "uvicorn")
    rehearsal.stop_at(uvicorn.Config, "bind_socket", "uvicorn")  # before it starts processes


def refuse_misplaced(app: Any, blocks: Any, path: Any) -> None:
    """Raise BuildError where the three are not what they are taken for."""
    if not isinstance(blocks, Blocks):
        swapped = " The outer app comes first, then the gr.Blocks." if isinstance(app, Blocks) else ""
        raise BuildError(
            f"mount_gradio_app(app, blocks, path): blocks must be a gr.Blocks, not {blocks!r:.80}.{swapped}",
            code="PE105",
        )
    if not hasattr(app, "mount"):
        raise BuildError(f"mount_gradio_app(app, …) needs a Starlette or FastAPI app, not {app!r:.80}.", code="PE105")
    if not isinstance(path, str):
        raise BuildError(f'mount_gradio_app(…, path=…) is a text such as "/demo", not {path!r}.', code="PE105")
