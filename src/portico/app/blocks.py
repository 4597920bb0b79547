"""Blocks: the app. A graph that can be launched."""

from __future__ import annotations

import inspect
import weakref
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from portico.app.environment import Environment
from portico.app.look import Look
from portico.app.queue_options import QueueOptions, queue_options
from portico.call.unknown import Strict
from portico.errors import NotBuilt, WrongCall
from portico.graph.block import constructor
from portico.graph.context import here
from portico.graph.event import Dependency, Trigger
from portico.graph.graph import Graph
from portico.lang.signature import names_checked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from portico.app.arguments import Auth, LookOptions
    from portico.app.compose import Composed
    from portico.app.launch import Running
    from portico.app.notebook import Cell
    from portico.app.security import Security
    from portico.app.settings import Settings
    from portico.themes.theme import Theme

LOOK = ("theme", "css", "css_paths", "js", "head", "head_paths")


class Blocks(Strict, Graph):
    """An app: place components inside `with gr.Blocks() as demo:`, connect them by events, then `demo.launch()`.

    Args:
        analytics_enabled: Accepted for old programs; Portico never reports anything to anybody.
        mode: What kind of app it is, as the wire tells it.
        title: The page's title.
        fill_height: Whether the page is as high as the window.
        fill_width: Whether the page is as wide as the window.
        delete_cache: Seconds between two looks for old files, and their age in seconds.
        kwargs: `theme`, `css`, `css_paths`, `js`, `head`, `head_paths`, as in `launch`, for programs that still give
            them here; what `launch` is given wins.
    """

    view = "blocks"
    missing: ClassVar[dict[str, str]] = {
        "route": "raises NotBuilt: an app has one page",
    }

    def __init__(
        self,
        analytics_enabled: bool | None = None,
        mode: str = "blocks",
        title: str = "Gradio",
        fill_height: bool = False,
        fill_width: bool = False,
        delete_cache: tuple[int, int] | None = None,
        **kwargs: Unpack[LookOptions],
    ) -> None:
        for name in kwargs:
            if name not in LOOK:
                known = [*LOOK, *constructor(type(self)).parameters]
                from portico.lang.keywords import meant  # what was never misspelt needs no list of slips

                raise WrongCall(f"{type(self).__name__} has no parameter '{name}'.{meant(name, known)}", code="PE101")
        self.analytics_enabled = bool(analytics_enabled)
        self.mode = mode
        self.title = title
        self.fill_height = fill_height
        self.fill_width = fill_width
        self.delete_cache = delete_cache
        self.look = Look.of(**kwargs)
        self.queueing = QueueOptions(delete_cache=delete_cache)
        self.composed: Composed | None = None
        self.running: Running | None = None
        self.launches = 0
        self.cell: Cell | None = None
        """The notebook's cell that launched it."""
        super().__init__()

    # Building

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        if kind is not None:
            return
        place = here.get()
        if place is None:
            self.finish()
        elif self._planned is not None and self.outer is None:
            # `with gr.Blocks():` inside another one: what was built becomes part of the outer app.
            self._join_outer()

    def _join_outer(self) -> None:
        place = here.get()
        assert place is not None
        assert isinstance(place.graph, Graph)
        place.graph.absorb(self)

    def render(self) -> Blocks:
        """Place this app's blocks and listeners where another app is being built."""
        place = here.get()
        if place is not None and (self.outer is None or place.graph.rendered):
            self._join_outer()
        return self

    def unload(self, fn: Callable[..., Any]) -> Dependency:
        """Run a function without inputs or outputs when a visitor leaves.

        Args:
            fn: What to run; it may ask for a `gr.Request`.
        """
        return Trigger(None, "unload", self)(fn, api_visibility="private", show_progress="hidden")

    @names_checked
    def queue(
        self,
        status_update_rate: float | Literal["auto"] = "auto",
        api_open: bool | None = None,
        max_size: int | None = None,
        *,
        default_concurrency_limit: int | None | Literal["not_set"] = "not_set",
        max_bytes: int | str | None = None,
    ) -> Blocks:
        """Configure how calls wait.

        Args:
            status_update_rate: Seconds between two messages to a visitor whose place in the queue changed. "auto":
                the next three hear of every step, the others once a second, and more rarely when many wait.
            api_open: Whether `/run` and `/api` answer for functions that are queued otherwise. Default: True.
            max_size: How many calls may wait, over all functions; the next visitor is told that the queue is full.
                Default: 10,000.
            default_concurrency_limit: How many calls of one function may run at once where its listener does not say;
                None means no limit. Default: 1, or PORTICO_DEFAULT_CONCURRENCY_LIMIT.
            max_bytes: How many bytes the inputs of waiting calls may have together, also as "1gb"; uploaded files are
                not among them. Default: 512 MB.

        Raises:
            BuildError: A number is not above 0.
        """
        limit = self.default_limit() if default_concurrency_limit == "not_set" else default_concurrency_limit
        self.queueing = queue_options(
            max_size, max_bytes, status_update_rate, limit, True if api_open is None else api_open, self.delete_cache
        )
        return self

    @staticmethod
    def default_limit() -> int | None:
        """Return the limit of functions whose listener gives none."""
        text = Environment().text("DEFAULT_CONCURRENCY_LIMIT")
        if text is None:
            return 1
        return None if text.lower() in ("none", "null") else int(text)

    def route(self, name: str, path: str | None = None, show_in_navbar: bool = True) -> Blocks:  # noqa: ARG002
        """Several pages are not built yet."""
        raise NotBuilt(f"Blocks.route({name!r})", "Use gr.Tabs for now.")

    # Describing

    def page(self) -> dict[str, Any]:
        """Return the members of the config that belong to the app."""
        return {
            "title": self.title,
            "mode": self.mode,
            "fill_height": self.fill_height,
            "fill_width": self.fill_width,
        }

    def get_config_file(self) -> dict[str, Any]:
        """Return the page's config, as `/config` gives it."""
        from portico.wire.caller import Caller
        from portico.wire.codec import decode

        return decode(self._described().served.config(Caller()))

    def get_api_info(self, all_endpoints: bool = False, page: str | None = None) -> dict[str, Any]:  # noqa: ARG002
        """Return the API description, as `/gradio_api/info` gives it.

        Args:
            all_endpoints: Whether undocumented endpoints are described as well.
            page: Accepted; an app has one page.
        """
        from portico.wire.caller import Caller
        from portico.wire.codec import decode

        return decode(self._described().served.info(Caller(), all_endpoints))

    def _described(self) -> Composed:
        from portico.app.compose import compose
        from portico.app.settings import read_settings

        if self.composed is None:
            return compose(self, read_settings(Environment(), self.look), self.queueing, self.page())
        return self.composed

    @property
    def app(self) -> Any:
        """The ASGI app of the launch, or of none yet."""
        if self.composed is None:
            self.composed = self._described()
        return self.composed.asgi

    def __call__(self, *inputs: Any, fn_index: int = 0, api_name: str | None = None) -> Any:
        """Call a function of the app with Python values, as if it were an ordinary function.

        Args:
            inputs: One value an input.
            fn_index: Which function, by number.
            api_name: Which function, by name.
        """
        listener = next(
            (one for one in self.listeners.values() if one.api_name == (api_name or "").lstrip("/")),
            self.listeners[fn_index],
        )
        if listener.fn is None:
            raise WrongCall("This listener has no Python function to call.", code="PE201")
        return listener.fn(*inputs)

    # Running

    @names_checked
    def launch(
        self,
        inline: bool | None = None,
        inbrowser: bool = False,
        share: bool | None = None,
        debug: bool = False,
        max_threads: int = 40,
        auth: Auth = None,
        auth_message: str | None = None,
        prevent_thread_lock: bool = False,
        show_error: bool = False,
        server_name: str | None = None,
        server_port: int | None = None,
        *,
        height: int = 500,
        width: int | str = "100%",
        favicon_path: str | Path | None = None,
        ssl_keyfile: str | None = None,
        ssl_certfile: str | None = None,
        ssl_keyfile_password: str | None = None,
        ssl_verify: bool = True,
        quiet: bool = False,
        footer_links: list[Any] | None = None,
        run_history: bool | None = None,
        allowed_paths: list[str] | None = None,
        blocked_paths: list[str] | None = None,
        root_path: str | None = None,
        app_kwargs: dict[str, Any] | None = None,
        state_session_capacity: int = 10000,
        share_server_address: str | None = None,
        share_server_protocol: Literal["http", "https"] | None = None,
        share_server_tls_certificate: str | None = None,
        auth_dependency: Any = None,
        max_file_size: str | int | None = None,
        enable_monitoring: bool | None = None,
        strict_cors: bool = True,
        node_server_name: str | None = None,
        node_port: int | None = None,
        ssr_mode: bool | None = None,
        pwa: bool | None = None,
        mcp_server: bool | None = None,
        num_workers: int | None = None,
        _app: Any = None,
        _frontend: bool = True,
        i18n: Any = None,
        theme: Theme | str | None = None,
        css: str | None = None,
        css_paths: str | Path | Sequence[str | Path] | None = None,
        js: str | Literal[True] | None = None,
        head: str | None = None,
        head_paths: str | Path | Sequence[str | Path] | None = None,
        resume_grace: float = 15.0,
        shutdown_grace: float = 3.0,
        max_processes: int | None = None,
        security: Security | None = None,
        profile: str | None = None,
    ) -> tuple[Any, str, str | None]:
        """Serve the app, and wait until it is stopped.

        Args:
            inline: Whether a notebook shows the app below the cell; default: yes. Elsewhere there is nothing to show
                it in.
            inbrowser: Whether to open the page in this machine's browser.
            share: Not built; True raises NotBuilt.
            debug: Whether the log is verbose.
            max_threads: How many calls may be in blocking code at once.
            auth: Who may log in: a pair of name and password, a list of pairs, or a function of a name and a password
                that says whether they belong together, or answers with a `gr.User`; it may be a coroutine function. A
                password may be hashed, as `portico hash-password` prints it. Default: everybody comes in.
            auth_message: What stands above the login form; may hold HTML.
            prevent_thread_lock: Return at once instead of waiting; the server runs on in a thread. In a notebook it
                always does.
            show_error: Whether visitors see the text of any exception; else they see its kind and a reference.
            server_name: The address to listen on; default 127.0.0.1, which only this machine reaches.
            server_port: The port; default: the first free one from 7860.
            height: Pixels of a notebook's frame; has no effect elsewhere.
            width: Pixels of a notebook's frame, or a CSS width; has no effect elsewhere.
            favicon_path: An icon.
            ssl_keyfile: The private key for https.
            ssl_certfile: The certificate for https.
            ssl_keyfile_password: The key's password.
            ssl_verify: Whether the check that the server answers verifies the certificate.
            quiet: Whether nothing is printed.
            footer_links: Which links the footer shows: "api", "gradio", "settings".
            run_history: Not built; True raises NotBuilt.
            allowed_paths: Files and folders that the app offers to everybody.
            blocked_paths: Files and folders that are never served.
            root_path: The public prefix or address behind a proxy.
            app_kwargs: Not built; a value raises NotBuilt.
            state_session_capacity: How many sessions are kept; the one that was used least recently goes first.
            share_server_address: Not built; a value raises NotBuilt.
            share_server_protocol: Not built; a value raises NotBuilt.
            share_server_tls_certificate: Not built; a value raises NotBuilt.
            auth_dependency: In place of `auth`: a function of a Starlette request that returns the visitor's name, a
                `gr.User`, or None for somebody who may not come in; it may be a coroutine function.
            max_file_size: Most bytes of one upload, also as "5mb".
            enable_monitoring: Not built; True raises NotBuilt.
            strict_cors: Whether the origin `null` is refused while the app is local.
            node_server_name: Not built; a value raises NotBuilt.
            node_port: Not built; a value raises NotBuilt.
            ssr_mode: Not built; True raises NotBuilt.
            pwa: Not built; True raises NotBuilt.
            mcp_server: Not built; True raises NotBuilt.
            num_workers: Not built; a value raises NotBuilt.
            i18n: Not built; a value raises NotBuilt.
            theme: A theme or its name; default: Portico's own.
            css: CSS text for the page.
            css_paths: Files with CSS.
            js: A JavaScript function run when the page opens.
            head: HTML for the page's head.
            head_paths: Files with HTML for the page's head.
            resume_grace: Seconds that what a visitor started goes on when the connection breaks or the page is
                reloaded; who comes back in time finds it as if nothing had happened. 0: no reload takes anything up.
            shutdown_grace: Seconds that what runs has to end by itself when the server is told to stop; then it is
                cancelled. New calls are refused meanwhile.
            max_processes: How many worker processes there are at most, for functions with `run="process"`; default:
                PORTICO_MAX_PROCESSES, else one a processor, and never more than can be busy at once.
            security: Who reaches the app, and what its pages may do.
            profile: What the app is started for: "dev" (on this machine only; visitors see errors), "local" or
                "production", which refuses to start while something that a public app needs is missing; default:
                PORTICO_PROFILE, else "local".

        Returns:
            The ASGI app, its local address, and None in place of a public one.

        Raises:
            NotBuilt: A parameter that Portico does not have yet was used.
            NotReady: The profile asks for something that is missing; the message lists all of it.
            OSError: The port is taken.
        """
        from portico.lang.rehearsal import Launch, current  # a page that is only built needs none

        if (rehearsal := current()) is not None:
            said, known = locals(), inspect.signature(Blocks.launch).parameters
            given = {
                name: said[name] for name, one in known.items() if name != "self" and said[name] is not one.default
            }
            rehearsal.hear(Launch(self, given, self.queueing), not prevent_thread_lock)
            if not rehearsal.serves:
                return self.app, "", None
        from portico.app.launch import refuse_strange
        from portico.app.readiness import check
        from portico.app.settings import read_settings

        refuse_strange(inline, _app, _frontend)
        self._finish_inside()
        look = Look.of(theme, css, css_paths, js, head, head_paths).over(self.look)
        settings = read_settings(
            Environment(), look, share=share, debug=debug, max_threads=max_threads, auth=auth,
            auth_message=auth_message, show_error=show_error, server_name=server_name, server_port=server_port,
            favicon_path=favicon_path, ssl_keyfile=ssl_keyfile, ssl_certfile=ssl_certfile,
            ssl_keyfile_password=ssl_keyfile_password, quiet=quiet, footer_links=footer_links,
            run_history=run_history, allowed_paths=allowed_paths, blocked_paths=blocked_paths, root_path=root_path,
            app_kwargs=app_kwargs, state_session_capacity=state_session_capacity,
            share_server_address=share_server_address, share_server_protocol=share_server_protocol,
            share_server_tls_certificate=share_server_tls_certificate, auth_dependency=auth_dependency,
            max_file_size=max_file_size, enable_monitoring=enable_monitoring, strict_cors=strict_cors,
            node_server_name=node_server_name, node_port=node_port, ssr_mode=ssr_mode, pwa=pwa,
            mcp_server=mcp_server, num_workers=num_workers, i18n=i18n, resume_grace=resume_grace,
            shutdown_grace=shutdown_grace,
            max_processes=max_processes, security=security, profile=profile,
        )  # fmt: skip
        check(settings, self.queueing)
        from portico.app.notebook import Unshown, running_cell, show

        self.cell = running_cell(self)
        settings.notebook = self.cell is not None and inline is not False
        running = self._serve(settings)
        self.launches += 1
        launched.add(self)
        if inbrowser:
            running.open_browser()
        if self.cell is not None:
            if inline is not False:
                show(running.url, settings.root_path, height, width)
        elif not prevent_thread_lock:
            self.block_thread()
        given = running.composed.asgi, running.url, None  # both outlive a close() while this call was blocked
        return given if self.cell is None else Unshown(given)

    def _serve(self, settings: Settings) -> Running:
        """Serve in place of what an earlier launch, or an earlier run of the notebook's cell, left."""
        from portico.app.compose import compose
        from portico.app.launch import Running, handed_over
        from portico.app.notebook import replaced
        from portico.app.readiness import banner

        before = [self] if self.cell is None else [self, *replaced(self.cell, self, launched)]
        listening = None if self.cell is None else handed_over((one.running for one in before), settings)
        for one in before:
            one.close(verbose=False)
        try:
            self.composed = compose(self, settings, self.queueing, self.page())
        except BaseException:
            if listening is not None:
                listening.close()
            raise
        lines = banner(settings, self.queueing) if self.cell is None or settings.reachable else []
        self.running = running = Running(self.composed, settings, lines, listening)
        running.start()
        return running

    def _finish_inside(self) -> None:
        """Finish a page that is launched inside its own `with`, which ends later, or never."""
        place = here.get()
        if place is not None and place.graph is self:
            self.gather()
            self.finish()

    def block_thread(self) -> None:
        """Wait until the server stops or the person presses Ctrl+C."""
        from portico.lang.rehearsal import current

        if (rehearsal := current()) is not None:
            rehearsal.wait(self)
        if self.running is not None:
            try:
                self.running.wait()
            except KeyboardInterrupt:
                self.close(verbose=True)

    def close(self, verbose: bool = True) -> None:
        """Stop serving.

        Args:
            verbose: Whether to say so.
        """
        running, self.running = self.running, None
        if running is not None:
            running.stop(verbose)
        self.composed = None
        launched.discard(self)

    def log_out(self, username: str) -> None:
        """End every login of somebody, for instance because their password changed.

        Args:
            username: The name they logged in with.
        """
        if self.composed is not None:
            self.composed.asgi.log_out(username)

    @property
    def local_url(self) -> str | None:
        """The address while the app is served."""
        return self.running.url if self.running else None

    @property
    def server_port(self) -> int | None:
        """The port while the app is served."""
        return self.running.port if self.running else None

    @property
    def is_running(self) -> bool:
        """Whether the app is served."""
        return self.running is not None


launched: weakref.WeakSet[Blocks] = weakref.WeakSet()
"""Every app that this process serves, for `close_all`, which by Gradio's design is told of none."""


def close_all(verbose: bool = True) -> None:
    """Stop every app that this process serves.

    Args:
        verbose: Whether to say so.
    """
    for app in list(launched):
        app.close(verbose)
