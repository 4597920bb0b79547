"""The attack: an address instead of a file, and the server fetches it from inside its own network."""

from __future__ import annotations

import ast
import http.server
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest

import portico as gr
from portico.app import download
from portico.app.download import fetch_public, is_public
from portico.errors import InvalidPayload

SOURCES = Path(gr.__file__).parent
PUBLIC = "public.example"


class Inside(http.server.BaseHTTPRequestHandler):
    """A server that only this machine reaches; it says what the test tells it to, and remembers what it was asked."""

    answers: ClassVar[dict[str, Callable[[Inside], None]]] = {}
    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
        try:
            self.answers.get(self.path, Inside.secret)(self)
        except OSError:
            self.close_connection = True

    def secret(self) -> None:
        self.say(b"canary")

    def say(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response_only(status)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The server's port; `public.example` is its name on the internet, and every other check stays as it is."""
    Inside.answers, Inside.asked = {}, []
    real = download.public_addresses
    monkeypatch.setattr(
        download, "public_addresses", lambda host, port: ["127.0.0.1"] if host == PUBLIC else real(host, port)
    )
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Inside)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.requirement("R10", "R3")
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "2130706433", "0x7f.1", "127.1",
        "0", "0177.0.0.1", "127.0.0.1.", "user:word@127.0.0.1", "public.example@127.0.0.1", "[64:ff9b::7f00:1]",
    ],
)  # fmt: skip
def test_no_input_reaches_a_server_inside(launched: Any, web: httpx.Client, inside: int, host: str) -> None:
    with gr.Blocks() as demo:
        for kind in (gr.File(), gr.Image(), gr.Audio(), gr.Video()):
            kind.change(lambda value: str(value), kind, gr.Textbox(), api_name=f"take_{kind.wire_type()}")
    app = launched(demo)
    address = f"http://{host}:{inside}/x.png"
    sent: list[Any] = [
        {"path": address, "meta": {"_type": "gradio.FileData"}},
        {"path": "", "url": address, "meta": {"_type": "gradio.FileData"}},
        {"path": "/x.png", "url": address, "orig_name": "x.png", "meta": {"_type": "gradio.FileData"}},
        {"url": address},
        address,
        [{"path": address, "meta": {"_type": "gradio.FileData"}}],
    ]
    for name in ("file", "image", "audio", "video"):
        for value in sent:
            reply = web.post(f"{app.url}/gradio_api/run/take_{name}", json={"data": [value]})
            assert "canary" not in reply.text
    assert Inside.asked == []


@pytest.mark.requirement("R10")
def test_no_text_that_a_function_returns_does(launched: Any, web: httpx.Client, inside: int) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        for output in (gr.Image(), gr.File(), gr.Audio(), gr.Video(), gr.Chatbot(), gr.JSON()):
            box.change(lambda text: text, box, output, api_name=f"show_{output.wire_type()}")
    app = launched(demo)
    for name in ("image", "file", "audio", "video", "chatbot", "json"):
        web.post(f"{app.url}/gradio_api/run/show_{name}", json={"data": [f"http://127.0.0.1:{inside}/x.png"]})
    assert Inside.asked == []


@pytest.mark.requirement("R11")
def test_nothing_is_proxied(launched: Any, web: httpx.Client, inside: int) -> None:
    with gr.Blocks() as demo:
        gr.Textbox()
    app = launched(demo)
    where = f"http://127.0.0.1:{inside}/x"
    for path in (f"gradio_api/proxy={where}", f"proxy={where}", f"gradio_api/file={where}", f"gradio_api/file/{where}"):
        for said in ({}, {"x-direct-url": where, "x-ip-token": "t"}, {"x-gradio-server": where}):
            assert web.get(f"{app.url}/{path}", headers=said).status_code in (400, 403, 404)
    assert Inside.asked == []


@pytest.mark.requirement("R10")
@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "192.0.2.1",
        "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2001::1", "2001:db8::1", "2002:7f00:1::",
        "2002:a00:1::", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1", "100::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_the_internets(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.requirement("R10")
@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.requirement("R10")
def test_a_redirect_is_checked_like_an_address(inside: int) -> None:
    for where in (f"http://127.0.0.1:{inside}/secret", "file:///etc/passwd", "ftp://public.example/x", "//localhost/"):
        Inside.answers["/moved"] = lambda at, where=where: at.say(b"", 302, Location=where)
        with pytest.raises(InvalidPayload, match="not public|Only http"):
            fetch_public(f"http://{PUBLIC}:{inside}/moved")
    assert {path for path, _ in Inside.asked} == {"/moved"}
    Inside.answers["/round"] = lambda at: at.say(b"", 307, Location="/round")
    with pytest.raises(InvalidPayload, match="redirects too often"):
        fetch_public(f"http://{PUBLIC}:{inside}/round")
    Inside.answers["/near"] = lambda at: at.say(b"", 301, Location="/secret?a=%C3%A9 b")
    assert fetch_public(f"http://{PUBLIC}:{inside}/near") == (b"canary", "secret")


@pytest.mark.requirement("R10")
def test_no_cookie_no_name_and_no_proxy_takes_part(inside: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    Inside.answers["/start"] = lambda at: at.say(b"", 302, Location="/end", Set_Cookie="a=b")
    fetch_public(f"http://user:word@{PUBLIC}:{inside}/start")
    assert [path for path, _ in Inside.asked] == ["/start", "/end"]
    for _, headers in Inside.asked:
        assert headers.keys() == {"host", "user-agent", "accept-encoding"}
        assert headers["host"] == f"{PUBLIC}:{inside}"


@pytest.mark.requirement("R10")
def test_a_name_is_asked_for_once_and_its_answer_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers with a public address first and with one inside then, is asked once (DNS rebinding)."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    reached: list[Any] = []

    def found(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: Any, **_: Any) -> Any:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(InvalidPayload, match="could not be reached"):
        fetch_public("http://rebinds.example/x")
    assert reached == [("93.184.216.34", 80)]


@pytest.mark.requirement("R10")
def test_one_address_inside_spoils_all(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(InvalidPayload, match="not public"):
        fetch_public("http://both.example/x")


@pytest.mark.requirement("R10")
def test_bytes_have_an_end(inside: int) -> None:
    Inside.answers["/big"] = lambda at: at.say(b"x" * 10_001)
    with pytest.raises(InvalidPayload, match="larger than the 10000 bytes"):
        fetch_public(f"http://{PUBLIC}:{inside}/big", 10_000)
    assert len(fetch_public(f"http://{PUBLIC}:{inside}/big", 10_001)[0]) == 10_001


@pytest.mark.requirement("R10", "R51")
def test_the_apps_own_limit_holds_for_what_is_fetched(launched: Any, web: httpx.Client, inside: int) -> None:
    Inside.answers["/big.txt"] = lambda at: at.say(b"x" * 2_001)
    with gr.Blocks() as demo:
        file = gr.File()
        file.change(lambda value: "canary", file, gr.Textbox(), api_name="take")
    app = launched(demo, max_file_size=2_000, show_error=True)
    address = {"path": f"http://{PUBLIC}:{inside}/big.txt", "meta": {"_type": "gradio.FileData"}}
    reply = web.post(f"{app.url}/gradio_api/run/take", json={"data": [address]})
    assert "canary" not in reply.text
    assert "2000 bytes" in reply.text


@pytest.mark.requirement("R10")
@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"]
)
def test_time_has_an_end_however_slowly_bytes_come(inside: int, monkeypatch: pytest.MonkeyPatch, first: bytes) -> None:
    monkeypatch.setattr(download, "SECONDS", 0.3)
    pause = threading.Event()

    def drip(at: Inside) -> None:
        at.wfile.write(first)
        while not pause.wait(0.02):  # until the other side has gone, which ends this with an error
            at.wfile.write(b"x")

    Inside.answers["/slow"] = drip
    with pytest.raises(InvalidPayload):
        fetch_public(f"http://{PUBLIC}:{inside}/slow")
    pause.set()


@pytest.mark.requirement("R10", "R68")
@pytest.mark.parametrize(
    "address",
    [
        "", "http:", "http://", "http:///x", "http://[::1", "http://a:99999/", "http://a:b/", "gopher://a",
        "file:///x", "http://é .example/", "http://" + "a" * 300, "http://a..b/", "http://\u2100/", "//a/x", "http://a\x00b/",
        "HTTP",
    ],
)  # fmt: skip
def test_what_is_no_address_is_explained(address: str) -> None:
    with pytest.raises(InvalidPayload):
        fetch_public(address)


@pytest.mark.requirement("R10")
def test_nothing_of_an_address_becomes_a_header(inside: int) -> None:
    for path in ("/a b", "/a\r\nX-Evil: 1", "/é?q=ü&r=a b", "/%0d%0aX-Evil:%201"):
        fetch_public(f"http://{PUBLIC}:{inside}{path}")
    assert all("x-evil" not in headers for _, headers in Inside.asked)


@pytest.mark.requirement("R10", "R75")
def test_no_other_module_can_fetch_anything() -> None:
    clients = {
        "http.client", "urllib.request", "httpx", "requests", "aiohttp", "urllib3", "ftplib", "smtplib", "telnetlib",
    }  # fmt: skip
    connects = {"create_connection", "open_connection", "connect_ex", "urlopen", "urlretrieve"}
    found: set[tuple[str, str]] = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in connects:
                found.add((path.relative_to(SOURCES).as_posix(), node.func.attr))
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            found |= {(path.relative_to(SOURCES).as_posix(), name) for name in names if name in clients}
    # The test for leaks is a visitor of an app that it started itself: no server imports it.
    found = {(where, name) for where, name in found if not where.startswith("leaktest/")}
    assert found == {("app/download.py", name) for name in ("http.client", "create_connection")}
