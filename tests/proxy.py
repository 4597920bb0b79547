"""A proxy between a browser and a page: it takes a path prefix away, says nothing about it, and can be cut."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import socket
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade"}


class Proxy:
    """Passes requests on to a page, one connection a request, until it is cut.

    Args:
        upstream: The page's address.
        prefix: The path that visitors see before the page's own, such as `/some/prefix`.
        sockets: Whether it passes WebSockets on; many a proxy takes the upgrade away.
    """

    def __init__(self, upstream: str, prefix: str = "", *, sockets: bool = False) -> None:
        self.sockets = sockets
        self.upstream = urlsplit(upstream).netloc
        self.prefix = prefix
        self.asked: list[str] = []
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._port = 0
        self.mend()

    @property
    def url(self) -> str:
        """Where visitors reach the page; with a slash at the end where there is a prefix."""
        return f"http://127.0.0.1:{self._port}{self.prefix}" + ("/" if self.prefix else "")

    def mend(self) -> None:
        """Listen, on the same port as before."""
        self._server = _Server(("127.0.0.1", self._port), self)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def cut(self) -> None:
        """Break every connection, and take none."""
        server, self._server = self._server, None
        if server is None:
            return
        server.shutdown()
        server.server_close()
        with self._lock:
            open_ones = list(self._sockets)
        for one in open_ones:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def holding(self, *sockets: socket.socket) -> Iterator[None]:
        """Count these among the connections that a cut breaks."""
        with self._lock:
            self._sockets.update(sockets)
        try:
            yield
        finally:
            with self._lock:
                self._sockets.difference_update(sockets)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], proxy: Proxy) -> None:
        self.proxy = proxy
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: connections that break are what this is for."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        proxy = self.server.proxy
        proxy.asked.append(self.path)
        if not self.path.startswith(proxy.prefix + "/"):
            return self.send_error(404)
        if proxy.sockets and self.headers.get("upgrade"):
            return self._tunnel()
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        upstream = http.client.HTTPConnection(proxy.upstream, timeout=60)
        upstream.connect()
        with contextlib.closing(upstream), proxy.holding(self.connection, upstream.sock):
            headers = {name: text for name, text in self.headers.items() if name.lower() not in {*HOP_BY_HOP, "host"}}
            upstream.request(self.command, self.path[len(proxy.prefix) :], body, headers)
            self._pass_back(upstream.getresponse())
        return None

    do_HEAD = do_POST = do_OPTIONS = do_GET  # noqa: N815

    def _tunnel(self) -> None:
        """Pass on an upgrade, and then every byte, until one side ends."""
        proxy = self.server.proxy
        host, _, port = proxy.upstream.partition(":")
        self.close_connection = True
        with socket.create_connection((host, int(port))) as upstream, proxy.holding(self.connection, upstream):
            lines = [f"GET {self.path[len(proxy.prefix) :]} HTTP/1.1", *(f"{n}: {v}" for n, v in self.headers.items())]
            upstream.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
            back = threading.Thread(target=_pump, args=(upstream, self.connection), daemon=True)
            back.start()
            _pump(self.connection, upstream)
            back.join()

    def _pass_back(self, reply: http.client.HTTPResponse) -> None:
        self.send_response_only(reply.status, reply.reason)
        for name, text in reply.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, text)
        self.send_header("connection", "close")
        self.end_headers()
        while piece := reply.read1(65_536):
            self.wfile.write(piece)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output for the tests."""


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
    for one in (source, target):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
