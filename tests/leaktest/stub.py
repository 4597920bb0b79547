"""An app that is not Portico, and keeps nothing apart: its config names the last visitor, anybody reads its files."""

from __future__ import annotations

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

API = "/gradio_api"
TEXTBOX = {"type": "file", "props": {"label": "File"}, "api_info": {}}
LISTENER = {"id": 0, "targets": [[2, "upload"]], "inputs": [1], "outputs": [], "backend_fn": True, "api_name": "use"}


class App(BaseHTTPRequestHandler):
    """Answers what a visitor asks."""

    last = ""
    files: dict[str, bytes] = {}  # noqa: RUF012 - one server, one life

    def do_GET(self) -> None:
        if "--login" in sys.argv and "token=" not in (self.headers["cookie"] or ""):
            self.reply({"detail": {"error": "Not authenticated"}}, 401)
        elif self.path.startswith(f"{API}/file="):
            self.reply(self.files.get(self.path.partition("=")[2], b""))
        elif self.path.startswith("/config"):
            before = self.last
            if "--login" not in sys.argv:
                App.last = self.headers["user-agent"]
            components = [{"id": 1, **TEXTBOX}, {"id": 2, **TEXTBOX}]
            self.reply({"title": before, "components": components, "dependencies": [LISTENER]})
        elif self.path.startswith(f"{API}/queue/data"):
            done = {"msg": "process_completed", "event_id": "e", "success": True, "output": {"data": []}}
            lines = "".join(f"data: {json.dumps(one)}\n\n" for one in (done, {"msg": "close_stream", "event_id": None}))
            self.reply(lines.encode())
        else:
            self.reply({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/login":
            fields = parse_qs(body.decode())
            right = fields["password"] == ["right"]
            App.last = fields["username"][0]
            self.reply({"success": right}, 200 if right else 400, "token=x; HttpOnly; Secure; Path=/")
        elif self.path.startswith(f"{API}/upload"):
            found = re.search(rb'filename="([^"]*)"\r\n\r\n(.*)\r\n--', body, re.DOTALL)
            assert found is not None
            path = f"/kept/{len(self.files)}"
            self.files[path] = found[2]
            self.reply([path])
        else:
            self.reply({"event_id": "e", "data": []})

    def reply(self, value: Any, status: int = 200, cookie: str = "") -> None:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        if cookie:
            self.send_header("set-cookie", cookie)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), App)
    print(f"* Running on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
