"""Before login, nothing: every route of the table is asked by a stranger, over a real socket, with every trick."""

from __future__ import annotations

import http.client
import json
from typing import Any

import httpx
import pytest
from server.rows import ROWS, Row
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from portico.server.routing import Access, Cold, Hot, Table, rule_of
from portico.server.server import COLD, HOT
from security.entrance import ANN, SECRETS, ask, ledger, log_in

MESSAGE = "Members only"
REFUSED = {"detail": {"error": "Not authenticated", "auth_message": MESSAGE}}
PUBLIC = {
    "GET HEAD ": 307,  # of a mounted app: the slash that is missing
    "POST /login": 422,
    "GET HEAD /login": 302,
    "POST /": 422,
    "GET POST /logout": 302,
    "GET HEAD /gradio_api/user": 200,
    "GET HEAD /gradio_api/token": 200,
    "GET HEAD /gradio_api/health": 200,
    "GET HEAD /gradio_api/ready": 200,
    "GET HEAD /health": 200,
    "GET HEAD /ready": 200,
}
"""Everything that a stranger may ask for, and what the answer is; the page itself shows the form."""

TARGETS = [
    "/config",
    "/config/",
    "//config",
    "/config//",
    "/./config",
    "/x/../config",
    "/%63onfig",
    "/config%2f",
    "/config%00",
    "/config?x=/login",
    "/config;login",
    "/login/../config",
    "/login%2f..%2fconfig",
    "/gradio_api/login/../info",
    "/gradio_api/info",
    "/gradio_api/info/",
    "/gradio_api//info",
    "/GRADIO_API/info",
    "/gradio_api/%69nfo",
    "/gradio_api/openapi.json",
    "/gradio_api/user/../info",
    "/gradio_api/health/../info",
    "/gradio_api/health%2f..%2finfo",
    "/theme.css",
    "/theme.css?v=1",
    "/gradio_api/theme.css",
    "/assets/../config",
    "/static/..%2fconfig",
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/run/ledger_total",
    "/gradio_api/call/ledger_total",
    "/logout/../config",
    "/?view=api",
    "/index.html",
    "/manifest.json",
    "/robots.txt",
    "/favicon.ico",
    "*",
    "http://127.0.0.1/config",
    "config",
]
"""Paths as they go over the wire: other spellings of what is there, and of what is not."""
METHODS = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "get"]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Any:
    demo = ledger()
    demo.launch(auth=ANN, auth_message=MESSAGE, prevent_thread_lock=True, quiet=True, server_port=0)
    assert demo.local_url is not None
    yield demo.local_url.rstrip("/")
    demo.close()


def raw(url: str, method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Any:
    """Ask for exactly this target, which no client tidies up; the status and everything that came back."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in {"content-length": str(len(body)), **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, f"{answer.getheaders()} {answer.read().decode(errors='replace')}"
    finally:
        connection.close()


def nothing_of_the_app(text: str) -> None:
    for secret in (*SECRETS, "Portico-Demo"):
        assert secret not in text
        assert json.dumps(secret)[1:-1] not in text


def rule(row: Row) -> Access:
    for route in (*HOT, *COLD):
        methods = route.methods if isinstance(route.methods, str) else " ".join(sorted(route.methods or ())) or "*"
        if f"{methods} {route.path}" == row.route:
            return route.access
    raise AssertionError(row.route)


# The table


@pytest.mark.requirement("R26")
def test_a_route_without_a_rule_cannot_be_registered() -> None:
    async def handler(visit: Any) -> None: ...

    with pytest.raises(TypeError):
        Hot("GET", "/x", handler)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="has no access rule"):
        Table([Hot("GET", "/x", handler, None)])  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Cold("/x", handler)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="has no access rule"):
        Cold("/x", handler, "public")  # type: ignore[arg-type]
    scope = {"type": "http", "method": "GET", "path": "/nosuch", "root_path": "", "headers": []}
    assert rule_of(COLD, scope) is Access.LOGIN


@pytest.mark.requirement("R26")
def test_the_list_of_public_routes_is_explicit_and_tiny() -> None:
    public = {
        f"{route.methods if isinstance(route.methods, str) else ' '.join(sorted(route.methods or ()))} {route.path}"
        for route in (*HOT, *COLD)
        if route.access is Access.PUBLIC
    }
    assert public == set(PUBLIC)
    assert [route.path for route in (*HOT, *COLD) if route.access is Access.PAGE] == ["/"]


@pytest.mark.requirement("R26", "R27")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.route)
def test_a_stranger_learns_nothing_from_any_route(url: str, row: Row) -> None:
    body = json.dumps(row.body).encode() if row.takes == "json" else b""
    answers = {Access.LOGIN: 401, Access.NUMBERS: 401, Access.PAGE: 200, Access.PUBLIC: PUBLIC.get(row.route, 0)}
    expected = answers[rule(row)]
    for method in sorted(row.methods or {"GET", "POST"}):
        status, text = raw(url, method, row.target, {"content-type": "application/json"}, body)
        if method == "HEAD" or row.route != "GET POST /logout":
            assert status == expected, (method, text)
        nothing_of_the_app(text)
        if status == 401 and method != "HEAD":
            assert json.dumps(REFUSED, separators=(",", ":")) in text


@pytest.mark.requirement("R33")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("target", TARGETS)
def test_no_spelling_of_a_path_or_a_method_gets_past(url: str, method: str, target: str) -> None:
    try:
        status, text = raw(url, method, target)
    except (http.client.HTTPException, ConnectionError):
        return  # it is no HTTP at all
    nothing_of_the_app(text)
    shows_form = target.startswith("/?") or target == "http://127.0.0.1/config"
    assert status in {400, 401, 403, 404, 405, 422} | ({200} if method == "OPTIONS" or shows_form else set()), text
    if method in ("GET", "POST") and target.startswith(("/config", "/gradio_api/info", "/theme", "/gradio_api/theme")):
        assert status == 401


@pytest.mark.requirement("R33", "R34")
@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "127.0.0.1"}, {"x-real-ip": "127.0.0.1"}, {"x-original-url": "/login"},
        {"x-rewrite-url": "/login"}, {"x-http-method-override": "OPTIONS"}, {"x-gradio-user": "app"},
        {"authorization": "Basic YW5uOnR1bGlw"}, {"authorization": "Bearer ann"}, {"x-forwarded-user": "ann"},
        {"remote-user": "ann"}, {"x-forwarded-prefix": "/login"}, {"x-gradio-server": "http://127.0.0.1/login"},
        {"cookie": "access-token=ann; access-token-unsecure=ann; session=ann"}, {"cookie": "portico.user=ann"},
        {"cookie": "; =; access-token-="}, {"referer": "/login"}, {"accept": "text/html"}, {"upgrade": "websocket"},
        {"sec-fetch-site": "same-origin"}, {"origin": "http://localhost"}, {"range": "bytes=0-10"},
        {"if-none-match": "*"},
    ],
    ids=lambda headers: str(headers)[:50],
)  # fmt: skip
def test_no_header_gets_past(url: str, headers: dict[str, str]) -> None:
    for target in ("/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=s1"):
        status, text = raw(url, "GET", target, headers)
        assert status in (401, 403), text
        nothing_of_the_app(text)


@pytest.mark.requirement("R33")
@pytest.mark.parametrize("root_path", ["/app", "https://app.example/deep/app"])
def test_no_prefix_gets_past(launched: Any, root_path: str) -> None:
    app = launched(ledger(), auth=ANN, auth_message=MESSAGE, root_path=root_path)
    for path in (
        "/config",
        "/app/config",
        "/deep/app/config",
        "/app/app/config",
        "/app/login/../config",
        "/apps/config",
    ):
        status, text = raw(app.url, "GET", path)
        assert status in (401, 404), text
        nothing_of_the_app(text)


@pytest.mark.requirement("R19", "R27")
def test_a_stranger_gets_no_socket(url: str) -> None:
    address = url.replace("http", "ws") + "/gradio_api/socket?session_hash=s1&after=0"
    with pytest.raises(InvalidStatus) as refused:
        connect(address, open_timeout=10)
    assert refused.value.response.status_code == 403
    with log_in(url) as client:
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        with connect(address, additional_headers={"cookie": cookie}) as socket:
            assert json.loads(socket.recv(10)) == [{"at": 0}]


@pytest.mark.requirement("R27")
def test_the_form_says_nothing_of_the_app(url: str) -> None:
    page = httpx.get(url)
    nothing_of_the_app(page.text)
    assert MESSAGE in page.text
    assert "<script" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert len(page.content) < 20_000
    assert httpx.head(url).status_code == 200, "launchers ask like this whether the app is there"


@pytest.mark.requirement("R23")
def test_nothing_of_a_request_is_shown_as_html(url: str) -> None:
    evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"
    answers = [
        httpx.get(url, params={"__theme": evil, "x": evil}, headers={"accept-language": evil, "accept": "text/html"}),
        httpx.post(
            url, params={"__theme": evil}, data={"username": evil, "password": evil}, headers={"accept": "text/html"}
        ),
    ]
    assert [answer.status_code for answer in answers] == [200, 400]
    for answer in answers:
        assert "<script" not in answer.text
        assert "<img" not in answer.text


@pytest.mark.requirement("R12")
def test_after_the_form_comes_the_page_that_was_wanted_and_no_other_host(url: str) -> None:
    for path in ("/?__theme=dark&x=1", "//evil.example/", "/login?next=//evil.example"):
        form = {"username": "ann", "password": "tulip"}
        answer = httpx.post(url + path, data=form, headers={"accept": "text/html"})
        if path.startswith("//"):
            assert answer.status_code == 401
        else:
            assert answer.status_code == 303
            assert answer.headers["location"] in ("./?__theme=dark&x=1", "./")


# What a login gets


@pytest.mark.requirement("R22")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/config",
        "/theme.css",
        "/gradio_api/info",
        "/favicon.ico",
        "/robots.txt",
        "/manifest.json",
        "/gradio_api/app_id",
    ],
)
def test_answers_to_a_login_are_kept_by_nobody_else(url: str, path: str) -> None:
    with log_in(url) as client:
        answer = client.get(path)
        assert answer.status_code in (200, 503), "503: the page is not built"
        kept = answer.headers["cache-control"]
        assert "public" not in kept
        assert "private" in kept or "no-store" in kept
        assert "Cookie" in answer.headers["vary"]
        assert answer.headers.get_list("cache-control") == [kept]


@pytest.mark.requirement("R19", "R32")
def test_what_is_open_ends_with_the_login(url: str) -> None:
    address = url.replace("http", "ws") + "/gradio_api/socket?session_hash=open&after=0"
    with log_in(url) as client:
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        with (
            connect(address, additional_headers={"cookie": cookie}) as socket,
            client.stream("GET", "/gradio_api/heartbeat/beat") as beats,
        ):
            heard = beats.iter_bytes()
            assert next(heard) == b"data: ALIVE\n\n"
            assert json.loads(socket.recv(10)) == [{"at": 0}]
            assert client.post("/logout").status_code == 303
            assert list(heard) == []
            with pytest.raises(ConnectionClosedError, match="4003"):
                socket.recv(10)
        assert ask(client, session="open").status_code == 401
