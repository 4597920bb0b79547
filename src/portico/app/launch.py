"""Port, thread, banner, browser; waits until stopped."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
import threading
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Protocol

from portico.app.compose import Composed, believed_proxies
from portico.app.settings import FIRST_PORT, Settings
from portico.errors import BuildError, NotBuilt, NotServed

logger = logging.getLogger("portico")
LARGEST_FRAME = 2**21
"""Bytes of one message on the page's socket; the page posts what is larger."""
ANYWHERE = frozenset({"0.0.0.0", "::", ""})


class Around(Protocol):
    """An ASGI app that has the served one under a path."""

    @property
    def path(self) -> str:
        """Where, from the slash on; empty at the top."""
        ...

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        ...


class Running:
    """One app that is served from a thread of its own.

    Args:
        composed: The app.
        settings: What the launch was told.
        banner: Lines to print below the address.
        listening: The socket to serve on; default: one that `bind` finds.
        around: What answers, where that is an app with this one inside.
    """

    def __init__(
        self,
        composed: Composed,
        settings: Settings,
        banner: Sequence[str] = (),
        listening: socket.socket | None = None,
        around: Around | None = None,
    ) -> None:
        self.composed = composed
        self._around = around
        self.banner = banner
        self.settings = settings
        self.socket = listening or bind(settings)
        self.port: int = self.socket.getsockname()[1]
        self._server: Any = None
        self._thread: threading.Thread | None = None
        self._failed: BaseException | None = None
        self._started = threading.Event()
        # Not `join`: a KeyboardInterrupt in it makes Python 3.11 and 3.12 take a running thread for an ended one.
        self._ended = threading.Event()

    @property
    def url(self) -> str:
        """The local address."""
        scheme = "https" if self.settings.ssl else "http"
        host = "127.0.0.1" if self.settings.host in ANYWHERE else self.settings.host
        path = "" if self._around is None else self._around.path.lstrip("/")
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}/{path}{'/' * bool(path)}"

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        """The server's event loop, once it answers."""
        return None if self._server is None else self._server.loop

    def start(self) -> None:
        """Serve, and return when requests are answered."""
        import uvicorn

        from portico.server.addresses import Addresses
        from portico.server.connection import Connection

        security = self.settings.security
        addresses = Addresses(security.connections_per_address, believed_proxies(self.settings))
        # uvicorn calls it for each connection, and takes anything that makes a protocol; its types know classes only.
        options: dict[str, Any] = {"ws": socket_protocol}
        if self.settings.ssl:
            key, certificate, password = self.settings.ssl
            options |= {"ssl_keyfile": key, "ssl_certfile": certificate, "ssl_keyfile_password": password}
        config = uvicorn.Config(
            self._around or self.composed.asgi,
            http=partial(Connection, addresses=addresses),  # type: ignore[arg-type]
            ws_max_size=LARGEST_FRAME,
            ws_per_message_deflate=False,
            log_level="debug" if self.settings.debug else "warning",
            access_log=False,
            lifespan="on",
            timeout_graceful_shutdown=3,
            timeout_keep_alive=30,
            server_header=False,
            date_header=False,
            proxy_headers=False,  # `server/forwarded.py` believes the proxies that the author named, and nobody else
            **options,
        )
        self._server = _Server(config, self._started)
        self._thread = threading.Thread(target=self._serve, name="portico-server", daemon=True)
        self._thread.start()
        self._started.wait()
        if self._failed is not None or not self._server.started:
            self.socket.close()
            raise RuntimeError("The server could not start.") from self._failed
        if not self.settings.quiet:
            print(f"* Running on {self.url}", flush=True)
            print(*self.banner, sep="\n", end="\n" if self.banner else "", flush=True)

    def _serve(self) -> None:
        try:
            self._server.run(sockets=[self.socket])
        except BaseException as error:  # noqa: BLE001
            # Nobody waits for this thread; who started it is told what went wrong.
            self._failed = error
        finally:
            self._started.set()
            self._ended.set()

    def wait(self) -> None:
        """Return when the server stopped; raises KeyboardInterrupt when the process is told to end."""
        here = threading.current_thread() is threading.main_thread()
        if here and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            # Python ends at once on this signal, in the middle of every answer. Ctrl+C's way out ends them first.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        while self._thread is not None and not self._ended.wait(1.0):
            # Waiting without a limit would not let Ctrl+C through on every system.
            continue

    def stop(self, verbose: bool = True) -> None:
        """End the server and wait for its thread."""
        if self._server is not None:
            # uvicorn waits for open connections, and every page holds one.
            self.composed.asgi.leave()
            self._server.leave()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._ended.wait(10)
        self.socket.close()
        if verbose and not self.settings.quiet:
            print(f"* Stopped serving {self.url}", flush=True)

    def open_browser(self) -> None:
        """Open the page in this machine's browser."""
        import webbrowser

        webbrowser.open(self.url)


def _Server(config: Any, started: threading.Event) -> Any:
    import uvicorn

    class Server(uvicorn.Server):
        """uvicorn's server, which says when it answers and leaves the signals to the main thread."""

        loop: asyncio.AbstractEventLoop | None = None

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            self.over = asyncio.Event()
            self.loop = asyncio.get_running_loop()
            await super().startup(sockets)
            started.set()

        async def main_loop(self) -> None:
            # uvicorn's own looks ten times a second whether it has to end: most of what an idle server would cost.
            await self.on_tick(0)
            await self.over.wait()

        def leave(self) -> None:
            """End, from any thread."""
            self.should_exit = True
            if self.loop is not None and not self.loop.is_closed():
                self.loop.call_soon_threadsafe(self.over.set)

    return Server(config)


def socket_protocol(*args: Any, **options: Any) -> Any:
    """Return the WebSocket protocol of one connection; imported with the first: a server starts sooner."""
    from portico.server.socket_connection import SocketConnection

    return SocketConnection(*args, **options)


def handed_over(before: Iterable[Running | None], settings: Settings) -> socket.socket | None:
    """Return a socket that listens where an app does that is about to end; None where the next one listens elsewhere.

    Nobody else gets the port in between, and who asks meanwhile is answered by the next app.

    Args:
        before: What ends.
        settings: What the next one was told.
    """
    for one in before:
        if one is not None and one.settings.host == settings.host and settings.port in (None, one.port):
            try:
                listening = one.socket.dup()
            except OSError:  # it has stopped by itself
                continue
            listening.set_inheritable(True)
            return listening
    return None


def bind(settings: Settings) -> socket.socket:
    """Return a listening socket on the port that was asked for, or on the first free one.

    Raises:
        OSError: The port is taken, or none is free.
    """
    first = FIRST_PORT if settings.port is None else settings.port
    ports = range(first, first + settings.ports) if settings.port is None else [first]
    for port in ports:
        try:
            return _listen(settings.host, port)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise NotServed(
                    f"Portico cannot listen on {settings.host}:{port}: {error.strerror}. "
                    "server_name is an address of this machine, such as 127.0.0.1 or 0.0.0.0.",
                    code="PE406",
                ) from error
    if settings.port is not None:
        raise NotServed(
            f"Port {settings.port} is in use. Stop what uses it, or choose another server_port (--port on the "
            "command line), or none, to get the first free one.",
            code="PE406",
        )
    raise NotServed(
        f"No port from {first} to {first + settings.ports - 1} is free. Give one with server_port.", code="PE406"
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio turns off Nagle's algorithm only where it is: with it, a small answer waits
    # up to 40 ms for the client's acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError:
        listening.close()
        raise
    listening.set_inheritable(True)
    return listening


def refuse_strange(inline: Any, app: Any, frontend: bool) -> None:
    """Raise BuildError for arguments of a launch that it cannot take, such as the port as the first of them."""
    if app is not None:
        raise NotBuilt("launch(_app=…)", "Use gr.mount_gradio_app.")
    if not frontend:
        raise NotBuilt("launch(_frontend=False)", "The page does no harm: leave it in.")
    if inline not in (None, True, False):
        raise BuildError(
            f"launch(inline=…) is True, False or None, not {inline!r}. A port is server_port={inline!r}.", code="PE105"
        )
