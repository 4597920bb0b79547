"""Every route of the server, and what it takes: the table that bad input is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

API = "/gradio_api"
CALL = {"data": ["x"]}
JOIN = {"data": ["x"], "fn_index": 0, "session_hash": "intruder"}


@dataclass(frozen=True)
class Row:
    """One route.

    Args:
        route: The methods and the path, as the server's table has them.
        path: A path that it answers; `{}` stands where any text may stand, and `good` is a text that is known.
        answers: The status of a well-formed request.
        takes: What it reads of a body.
        body: A well-formed body.
        tolerates: Statuses with which a strange text in the path is answered besides a 4xx.
    """

    route: str
    path: str
    answers: int = 200
    good: str = ""
    takes: Literal["nothing", "json", "form"] = "nothing"
    body: Any = None
    tolerates: frozenset[int] = frozenset()

    @property
    def methods(self) -> set[str]:
        """The methods it answers; empty where it answers all alike."""
        return set(self.route.split()[:-1]) - {"*"}

    @property
    def method(self) -> str:
        """One of its methods."""
        return self.route.split()[0].replace("*", "GET")

    @property
    def target(self) -> str:
        """A path that is known."""
        return self.path.format(self.good)


OPEN = frozenset({200})

ROWS = [
    Row(f"POST {API}/queue/join", f"{API}/queue/join", takes="json", body=JOIN),
    Row(f"GET {API}/queue/data", f"{API}/queue/data", 400),
    Row(f"GET {API}/queue/status", f"{API}/queue/status"),
    # Only a server that reloads its program answers it.
    Row(f"GET {API}/dev", f"{API}/dev", 404),
    Row(f"POST {API}/call/*", f"{API}/call/{{}}", good="echo", takes="json", body=CALL),
    # An unknown event is told on the stream, as clients expect it.
    Row(f"GET {API}/call/*", f"{API}/call/echo/{{}}", good="x", tolerates=OPEN),
    Row(f"POST {API}/call/v2/*", f"{API}/call/v2/{{}}", good="echo", takes="json", body={"value": "x"}),
    Row(f"GET {API}/call/v2/*", f"{API}/call/v2/echo/{{}}", good="x", tolerates=OPEN),
    Row(f"POST {API}/run/*", f"{API}/run/{{}}", good="echo", takes="json", body=CALL),
    Row(f"POST {API}/api/*", f"{API}/api/{{}}", good="echo", takes="json", body=CALL),
    Row(
        f"POST {API}/cancel",
        f"{API}/cancel",
        takes="json",
        body={"session_hash": "intruder", "fn_index": 0, "event_id": "x"},
    ),
    Row(f"POST {API}/reset", f"{API}/reset", takes="json", body={"event_id": "x"}),
    Row(f"GET {API}/heartbeat/*", f"{API}/heartbeat/{{}}", good="intruder", tolerates=OPEN),
    Row("GET HEAD /config", "/config"),
    # Without a front end that was built, the page says so with a 503, which is no failure of this kind.
    Row("GET HEAD /", "/"),
    Row("GET HEAD /assets/*", "/assets/{}", 404, good="nosuch.js"),
    Row("GET HEAD /static/*", "/static/{}", 404, good="nosuch.js"),
    Row("GET HEAD /theme.css", "/theme.css"),
    Row(f"GET HEAD {API}/theme.css", f"{API}/theme.css"),
    Row("GET HEAD /favicon.ico", "/favicon.ico"),
    Row("GET /robots.txt", "/robots.txt"),
    Row("GET /manifest.json", "/manifest.json"),
    Row(f"GET {API}/socket", f"{API}/socket", 426),
    Row(f"POST {API}/upload", f"{API}/upload", takes="form"),
    # An event that is over is told with an empty 404, as clients expect it.
    Row(f"POST {API}/stream/*", f"{API}/stream/{{}}", 404, good="x"),
    Row(f"GET HEAD {API}/stream/*", f"{API}/stream/s/1/2/{{}}", 404, good="playlist.m3u8"),
    Row(f"GET {API}/upload_progress", f"{API}/upload_progress", 404),
    Row(f"GET HEAD {API}/file=*", f"{API}/file={{}}", 403, good="nosuch"),
    Row(f"GET {API}/file/*", f"{API}/file/{{}}", 403, good="nosuch"),
    Row(f"GET HEAD {API}/info", f"{API}/info"),
    Row(f"GET HEAD {API}/openapi.json", f"{API}/openapi.json"),
    Row(f"GET HEAD {API}/app_id", f"{API}/app_id"),
    Row(f"GET HEAD {API}/startup-events", f"{API}/startup-events"),
    Row(f"GET HEAD {API}/health", f"{API}/health"),
    Row("GET HEAD /health", "/health"),
    Row("GET HEAD /ready", "/ready"),
    Row(f"GET HEAD {API}/ready", f"{API}/ready"),
    Row("GET HEAD /metrics", "/metrics"),
    Row(f"GET HEAD {API}/metrics", f"{API}/metrics"),
    Row(f"GET HEAD {API}/user", f"{API}/user"),
    Row(f"GET HEAD {API}/login_check", f"{API}/login_check"),
    Row(f"GET HEAD {API}/token", f"{API}/token"),
    Row("POST /login", "/login", 302),
    Row("GET HEAD /login", "/login", 302),
    Row("POST /", "/", 405),
    Row("GET POST /logout", "/logout", 302),
    Row(f"* {API}/proxy={{url:path}}", f"{API}/proxy={{}}", 400, good="http://127.0.0.1:9/"),
    Row("* /monitoring", "/monitoring", 403),
    Row("* /monitoring/{key:path}", "/monitoring/{}", 403, good="x"),
    Row(f"* {API}/component_server", f"{API}/component_server", 404),
    Row(f"* {API}/custom_component/{{path:path}}", f"{API}/custom_component/{{}}", 404, good="x"),
    Row(f"* {API}/run-history/{{path:path}}", f"{API}/run-history/{{}}", 401, good="x"),
]
UNREACHABLE = {"GET HEAD "}
"""Routes that no request over a socket reaches: the empty path exists for a mounted app alone."""
