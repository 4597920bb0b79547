"""Who may ask and who may read: hosts, origins, the public root."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from wire.recorded import GOLDEN

from portico.server.forwarded import Proxies
from portico.server.options import ServerOptions
from portico.server.root import public_root, route_of
from portico.server.security import READS, READS_BELOW
from portico.server.server import COLD, HOT
from server.harness import Browser, Make, Site, echoes

pytestmark = pytest.mark.anyio

HERE = "http://localhost:3000"
AWAY = "https://evil.example"


# Who may read


async def test_preflights_and_answers_are_those_of_the_recording(browser: Browser) -> None:
    parts = [part for part in (GOLDEN / "cors.txt").read_text(encoding="utf-8").split("\n\n") if "> " in part]
    assert len(parts) == 4
    for part in parts:
        sent, headers = {}, {}
        for line in part.splitlines():
            name, _, value = line[2:].partition(": ")
            if line.startswith("> ") and value:
                sent[name.lower()] = value
            elif line.startswith("< ") and value:
                headers[name.split()[-1]] = value
        first = next(line for line in part.splitlines() if line.startswith("> "))
        method, path = first[2:].split()
        reply = await browser.ask(method, path, headers=sent)
        assert reply.status == 200
        for name, value in headers.items():
            assert reply.headers[name] == value
        mentioned = {name for name in reply.headers if name.startswith("access-control")}
        assert mentioned == {name for name in headers if name.startswith("access-control")}
        if method == "OPTIONS":
            assert reply.text == "OK"


@pytest.mark.requirement("R14")
@pytest.mark.parametrize(
    ("host", "origin", "strict", "readable"),
    [
        ("127.0.0.1:7860", "http://127.0.0.1:9", True, True),
        ("localhost:7860", "http://127.0.0.1:9", True, True),
        ("localhost:7860", "http://127.0.0.9:9", True, True),
        ("a.localhost:7860", "http://b.localhost", True, True),
        ("0.0.0.0:7860", "https://localhost", True, True),
        ("[::1]:7860", "http://[::1]:9", True, True),
        ("localhost", AWAY, True, False),
        ("localhost", "https://localhost.evil.example", True, False),
        ("localhost", "https://127.0.0.1.evil.example", True, False),
        ("localhost", "https://127.evil.example", True, False),
        ("localhost", "https://evil.example/localhost", True, False),
        ("localhost", "https://user@localhost", True, False),
        ("localhost", "null", True, False),
        ("localhost", "null", False, True),
        ("localhost", "", True, False),
        ("app.example", "https://app.example", True, True),
        ("app.example:443", "https://app.example", True, True),
        ("app.example", "https://APP.example:443", True, True),
        ("app.example", "https://app.example:8443", True, False),
        ("app.example", AWAY, True, False),
        ("app.example", "null", True, False),
        ("app.example", "null", False, False),
        ("app.example", "http://localhost:3000", True, False),
        ("10.0.0.7:7860", AWAY, True, False),
    ],
)
async def test_who_may_read(make: Make, host: str, origin: str, strict: bool, readable: bool) -> None:
    site = make(ServerOptions(strict_cors=strict, loopback=False))
    reply = await site.browser.get("/gradio_api/app_id", headers={"host": host, "origin": origin})
    assert reply.status == 200
    assert reply.headers["access-control-allow-credentials"] == "true"
    assert reply.headers.get("access-control-allow-origin") == (origin if readable else None)
    assert reply.headers["vary"] == "Origin"


@pytest.mark.requirement("R14")
@pytest.mark.parametrize(
    ("origin", "readable"),
    [
        ("https://site.example", True),
        ("https://SITE.example:443", True),
        ("http://site.example", False),
        ("https://site.example:99", False),
        ("https://a.wide.example", True),
        ("https://wide.example", False),
        ("https://evilwide.example", False),
        ("https://frame.example", True),
        ("https://site.example.evil.example", False),
    ],
)
async def test_listed_origins_read_and_act(make: Make, origin: str, readable: bool) -> None:
    listed = ["https://site.example", "https://*.wide.example"]
    site = make(ServerOptions(loopback=False, origins=listed, embed_origins=["https://frame.example"]))
    site.page.add("echo", echoes)
    headers = {"host": "app.example", "origin": origin, "sec-fetch-site": "cross-site"}
    reply = await site.browser.post("/gradio_api/run/echo", {"data": []}, headers=headers)
    assert reply.status == (200 if readable else 403)
    assert reply.headers.get("access-control-allow-origin") == (origin if readable else None)


@pytest.mark.requirement("R14", "R15")
async def test_who_may_come_from_anywhere_comes_without_cookies(make: Make) -> None:
    site = make(ServerOptions(loopback=False, origins=["*", "https://site.example"]))
    site.page.add("echo", echoes)
    for origin, told, cookies in ((AWAY, "*", None), ("null", "*", None), ("https://site.example",) * 2 + ("true",)):
        headers = {"host": "app.example", "origin": origin, "sec-fetch-site": "cross-site"}
        reply = await site.browser.post("/gradio_api/run/echo", {"data": []}, headers=headers)
        assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, told)
        assert reply.headers.get("access-control-allow-credentials") == cookies


async def test_without_an_origin_nothing_is_said(browser: Browser) -> None:
    reply = await browser.get("/gradio_api/app_id")
    assert not any(name.startswith("access-control") for name in reply.headers)


async def test_refusals_can_be_read_by_who_may_read(browser: Browser) -> None:
    reply = await browser.get("/gradio_api/nosuch", headers={"origin": HERE})
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (404, HERE)


@pytest.mark.requirement("R14")
async def test_an_outer_app_with_its_own_cors_decides(site: Site, browser: Browser) -> None:
    class CORSMiddleware:
        pass

    class Layer:
        cls = CORSMiddleware
        kwargs: ClassVar[dict[str, Any]] = {
            "allow_origins": ["https://ours.example"],
            "allow_origin_regex": "https://r.*",
        }

    class Outer:
        user_middleware: tuple[type, ...] = (Layer,)

    site.page.add("echo", echoes)
    reply = await browser.get("/gradio_api/app_id", headers={"origin": HERE}, app=Outer())
    assert "access-control-allow-origin" not in reply.headers
    for origin, status in (("https://ours.example", 200), ("https://r.example", 200), (AWAY, 403)):
        reply = await browser.post("/gradio_api/run/echo", {"data": []}, headers={"origin": origin}, app=Outer())
        assert reply.status == status
    Layer.kwargs = {"allow_origins": ["*"]}
    reply = await browser.post("/gradio_api/run/echo", {"data": []}, headers={"origin": AWAY}, app=Outer())
    assert reply.status == 200
    Outer.user_middleware = ()
    reply = await browser.get("/gradio_api/app_id", headers={"origin": HERE}, app=Outer())
    assert reply.headers["access-control-allow-origin"] == HERE


# Who may act


@pytest.mark.requirement("R15")
@pytest.mark.parametrize(
    ("host", "headers", "allowed"),
    [
        ("localhost:7860", {}, True),
        ("localhost:7860", {"origin": "http://localhost:7860", "sec-fetch-site": "same-origin"}, True),
        ("localhost:7860", {"origin": HERE, "sec-fetch-site": "same-site"}, True),
        ("localhost:7860", {"origin": "http://127.0.0.1:3000", "sec-fetch-site": "cross-site"}, True),
        ("localhost:7860", {"sec-fetch-site": "none"}, True),
        ("localhost:7860", {"origin": AWAY, "sec-fetch-site": "cross-site"}, False),
        ("localhost:7860", {"origin": AWAY}, False),
        ("localhost:7860", {"sec-fetch-site": "cross-site"}, False),
        ("localhost:7860", {"origin": "null"}, False),
        ("localhost:7860", {"origin": "null", "sec-fetch-site": "cross-site"}, False),
        ("0.0.0.0:7860", {"origin": AWAY}, False),
        ("[::1]:7860", {"origin": AWAY}, False),
        # Behind a proxy that puts its own Host in front of a local app.
        ("127.0.0.1:7860", {"origin": "https://app.example", "sec-fetch-site": "same-origin"}, True),
        ("127.0.0.1:7860", {"origin": AWAY, "x-forwarded-host": "evil.example"}, False),
        # A public app is its own page's, and that of programs which are no browsers.
        ("app.example", {}, True),
        ("app.example", {"origin": "https://app.example", "sec-fetch-site": "same-origin"}, True),
        ("app.example", {"origin": "http://app.example"}, True),
        ("app.example", {"origin": AWAY, "sec-fetch-site": "cross-site"}, False),
        ("app.example", {"origin": AWAY}, False),
        ("app.example", {"origin": "https://sister.app.example", "sec-fetch-site": "same-site"}, False),
        ("app.example", {"sec-fetch-site": "same-site"}, False),
        ("app.example", {"sec-fetch-site": "cross-site"}, False),
        ("app.example", {"origin": "null"}, False),
        ("app.example", {"origin": "http://localhost:3000", "sec-fetch-site": "cross-site"}, False),
        ("10.0.0.7:7860", {"origin": AWAY}, False),
    ],
)
async def test_who_may_act(make: Make, host: str, headers: dict[str, str], allowed: bool) -> None:
    site = make(ServerOptions(loopback=False))
    site.page.add("echo", echoes)
    for path in ("/gradio_api/run/echo", "/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/cancel"):
        reply = await site.browser.post(path, {"data": []}, headers={"host": host, **headers})
        assert (reply.status != 403) == allowed, (path, reply)


@pytest.mark.requirement("R16")
async def test_each_route_is_known_to_read_or_to_do_something() -> None:
    gets = {route.path for route in HOT if "GET" in route.methods.split()}
    gets |= {route.path for route in COLD if "GET" in (route.methods or {"GET"})}
    does = {path for path in gets if not reads(path)}
    api = "/gradio_api/"
    known = {
        "call/*",
        "call/v2/*",
        "dev",
        "heartbeat/*",
        "queue/data",
        "socket",
        "stream/*",
        "upload_progress",
        "startup-events",
    }
    absent = {"proxy={url:path}", "component_server", "custom_component/{path:path}", "run-history/{path:path}"}
    assert does == {*(api + name for name in known | absent), "/logout"}, "say in security.READS whether a route reads"


def reads(path: str) -> bool:
    """Whether the gate lets every page ask for a route."""
    return path in READS or path.startswith(READS_BELOW)


@pytest.mark.requirement("R16")
@pytest.mark.parametrize(
    "path", ["heartbeat/s1", "queue/data?session_hash=s1", "startup-events", "call/echo/1", "stream/1"]
)
async def test_a_get_with_an_effect_is_refused_from_another_site(browser: Browser, path: str) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": AWAY}):
        assert (await browser.get(f"/gradio_api/{path}", headers=headers)).status == 403
        assert (await browser.get(f"//gradio_api/{path}", headers=headers)).status in (403, 404)


async def test_what_only_reads_may_be_linked_and_shown_anywhere(browser: Browser) -> None:
    for path in ("/config", "/gradio_api/info", "/theme.css", "/gradio_api/app_id", "/config/"):
        assert (await browser.get(path, headers={"sec-fetch-site": "cross-site"})).status == 200


@pytest.mark.requirement("R15")
async def test_what_another_site_sends_is_not_even_read(browser: Browser) -> None:
    headers = {"origin": AWAY, "content-type": "multipart/form-data; boundary=B"}
    reading = browser.open("POST", "/gradio_api/upload", headers=headers, body=[], more=True)
    assert (await reading.whole()).status == 403


@pytest.mark.requirement("R15")
async def test_a_configured_address_is_an_origin_of_ones_own(make: Make) -> None:
    site = make(ServerOptions(root_path="http://app.example:8080/demo"))
    site.page.add("echo", echoes)
    for origin, status in (("http://app.example:8080", 200), ("http://app.example", 403)):
        reply = await site.browser.post("/gradio_api/run/echo", {"data": []}, headers={"origin": origin})
        assert reply.status == status


async def test_looser_cors_lets_local_files_act(make: Make) -> None:
    site = make(ServerOptions(strict_cors=False))
    site.page.add("echo", echoes)
    assert (await site.browser.post("/gradio_api/run/echo", {"data": []}, headers={"origin": "null"})).status == 200


@pytest.mark.requirement("R17")
@pytest.mark.parametrize("host", ["", "a b", "a/b", "a@b", "a:b", "[::1", "a\tb", "<script>", "a" * 300, "a:123456"])
async def test_a_malformed_host_is_refused(browser: Browser, host: str) -> None:
    assert (await browser.get("/config", headers={"host": host})).status == 400


@pytest.mark.requirement("R17")
@pytest.mark.parametrize(
    ("host", "status"),
    [("app.example", 200), ("APP.example:99", 200), ("a.b.example", 200), ("b.example", 400), ("evil.example", 400)],
)
async def test_only_allowed_hosts_are_served(make: Make, host: str, status: int) -> None:
    site = make(ServerOptions(trusted_hosts=["app.example", "*.b.example"]))
    assert (await site.browser.get("/config", headers={"host": host})).status == status


@pytest.mark.requirement("R17")
@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:1", 200), ("127.0.0.1", 200), ("127.1.2.3:4", 200), ("[::1]", 200), ("me.localhost", 200),
        ("evil.example", 400), ("127.evil.example", 400), ("localhost.evil.example", 400), ("10.0.0.7", 400),
    ],
)  # fmt: skip
async def test_what_only_this_machine_reaches_answers_to_its_names(make: Make, host: str, status: int) -> None:
    for options in (ServerOptions(loopback=True), ServerOptions()):
        reply = await make(options).browser.get("/config", headers={"host": host})
        assert reply.status == status
        assert status == 200 or "allowed_hosts=['" in reply.json["detail"]


@pytest.mark.requirement("R17")
async def test_whoever_says_how_visitors_come_opens_it(make: Make) -> None:
    opened = [
        ServerOptions(loopback=True, root_path="/demo"),
        ServerOptions(loopback=True, root_path="https://app.example"),
        ServerOptions(loopback=True, trusted_proxies=["10.0.0.5"]),
        ServerOptions(loopback=True, trusted_hosts=["*"]),
        ServerOptions(loopback=False),
    ]
    for options in opened:
        assert (await make(options).browser.get("/config", headers={"host": "app.example"})).status == 200
    # Mounted, the socket tells: this one is reached by the network.
    there = await make().browser.get("/config", headers={"host": "app.example"}, server=("10.0.0.7", 80))
    assert there.status == 200


@pytest.mark.requirement("R20")
async def test_every_reply_forbids_guessing_types(browser: Browser) -> None:
    for path in ("/", "/config", "/nosuch", "/theme.css", "/gradio_api/info", "/gradio_api/file=/x"):
        assert (await browser.get(path)).headers["x-content-type-options"] == "nosniff"


# The public root


def scope(headers: dict[str, str], **more: Any) -> dict[str, Any]:
    """A request."""
    sent = {"Host": "127.0.0.1:7860", **headers}
    return {
        "scheme": "http",
        "path": "/config",
        "server": ("127.0.0.1", 7860),
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        **more,
    }


def recorded_roots() -> list[tuple[dict[str, str], str]]:
    """The recording's table."""
    rows: list[tuple[dict[str, str], str]] = []
    for line in (GOLDEN / "root-url.txt").read_text(encoding="utf-8").split("\n\n")[0].splitlines()[2:]:
        asked, _, root = line.rpartition(" ")
        asked = asked.strip().strip("()").removeprefix("none; ")
        pairs = [pair for part in asked.split(" ; ") for pair in part.split(", X-")]
        headers = {}
        for pair in pairs:
            name, _, value = pair.partition(": ")
            headers[name if name.startswith(("X-", "Host")) else f"X-{name}"] = value
        rows.append((headers, root))
    return rows


def root_of(asked: dict[str, Any], root_path: str, proxies: list[str]) -> str:
    """The root that a request gets."""
    return public_root(Proxies(proxies).believed({"type": "http", "client": ("10.0.0.5", 1), **asked}), root_path)


def test_the_root_of_a_mounted_app_is_as_recorded() -> None:
    assert len(recorded_roots()) == 5
    for headers, root in recorded_roots():
        assert root_of(scope(headers, root_path="/gradio"), "", ["private"]) == root, headers


@pytest.mark.requirement("R18")
@pytest.mark.parametrize(
    ("headers", "root_path", "mount", "root"),
    [
        ({}, "", "", "http://127.0.0.1:7860"),
        ({}, "/app/", "", "http://127.0.0.1:7860/app"),
        ({}, "app", "", "http://127.0.0.1:7860/app"),
        ({}, "/app", "/mounted", "http://127.0.0.1:7860/app"),
        ({"X-Forwarded-Host": "a.com"}, "https://b.com/x/", "/mounted", "https://b.com/x"),
        ({"X-Forwarded-Proto": "https"}, "", "", "https://127.0.0.1:7860"),
        ({"X-Gradio-Server": "https://srv.example/app/"}, "", "", "https://srv.example/app"),
        ({"X-Forwarded-Host": "a.com:8443", "X-Gradio-Server": "http://b"}, "", "", "http://a.com:8443"),
        # Text that is no host is nobody's root.
        ({"X-Forwarded-Host": "a.com/<script>"}, "", "", "http://127.0.0.1:7860"),
        ({"X-Forwarded-Host": 'a"onload='}, "", "", "http://127.0.0.1:7860"),
        ({"X-Forwarded-Host": ""}, "", "", "http://127.0.0.1:7860"),
        ({"X-Forwarded-Proto": "javascript"}, "", "", "http://127.0.0.1:7860"),
        ({"X-Gradio-Server": "javascript:alert(1)"}, "", "", "http://127.0.0.1:7860"),
        ({"X-Gradio-Server": "http://a b"}, "", "", "http://127.0.0.1:7860"),
    ],
)
def test_the_public_root(headers: dict[str, str], root_path: str, mount: str, root: str) -> None:
    asked = scope(headers, root_path=mount)
    assert root_of(asked, root_path, ["10.0.0.0/8"]) == root
    # What anybody could have written counts for nothing.
    for strangers in ([], ["10.0.0.6", "192.168.0.0/16"]):
        assert root_of(asked, root_path, strangers) == root_of(scope({}, root_path=mount), root_path, [])


@pytest.mark.requirement("R18")
@pytest.mark.parametrize(
    ("chain", "sender"),
    [
        ("8.8.8.8", "8.8.8.8"),
        ("1.1.1.1, 8.8.8.8", "8.8.8.8"),
        ("8.8.8.8, 10.0.0.9, 10.0.0.5", "8.8.8.8"),
        ("8.8.8.8:443, 10.0.0.9", "8.8.8.8"),
        ("[2001:4860::1]:443", "2001:4860::1"),
        ("::ffff:10.0.0.9, 8.8.8.8", "8.8.8.8"),
        ("10.0.0.9", "10.0.0.9"),
        ("<script>, 10.0.0.9", "10.0.0.9"),
        ("<script>", "10.0.0.5"),
        ("", "10.0.0.5"),
    ],
)
def test_the_address_a_visitor_comes_from(chain: str, sender: str) -> None:
    asked = {"type": "http", "client": ("10.0.0.5", 1), **scope({"X-Forwarded-For": chain})}
    assert Proxies(["10.0.0.0/8"]).believed(asked)["client"][0] == sender
    assert Proxies([]).believed(asked) is asked


@pytest.mark.requirement("R18", "R19")
def test_a_believed_proxy_says_that_a_socket_came_by_https() -> None:
    asked = {"type": "websocket", "client": ("10.0.0.5", 1), **scope({"X-Forwarded-Proto": "https"}), "scheme": "ws"}
    assert Proxies(["private"]).believed(asked)["scheme"] == "wss"


@pytest.mark.parametrize(
    ("path", "mount", "root_path", "route"),
    [
        ("/config", "", "", "/config"),
        ("/app/config", "/app", "", "/config"),
        ("/config", "/app", "", "/config"),
        ("/app/config", "", "/app", "/config"),
        ("/app/config", "", "https://b.com/app/", "/config"),
        ("/config", "", "/app", "/config"),
        ("/app", "", "/app", ""),
        ("/application/config", "", "/app", "/application/config"),
    ],
)
def test_what_stands_in_front_may_or_may_not_cut_the_prefix(path: str, mount: str, root_path: str, route: str) -> None:
    assert route_of({"path": path, "root_path": mount}, root_path) == route


@pytest.mark.requirement("R18")
async def test_nothing_of_one_visitors_root_reaches_another(make: Make) -> None:
    browser = make(ServerOptions(trusted_proxies=["private"])).browser
    first = await browser.get("/config", headers={"x-forwarded-host": "first.example"})
    second = await browser.get("/config")
    assert first.json["root"] == "http://first.example"
    assert second.json["root"] == "http://127.0.0.1:7860"


async def test_a_mounted_app_answers_below_its_path(make: Make) -> None:
    site = make(root_path="/demo")
    site.page.add("echo", echoes)
    assert (await site.browser.get("/config")).json["root"] == "http://127.0.0.1:7860/demo"
    assert (await site.browser.get("/gradio_api/info")).status == 200
    assert (await site.browser.post("/gradio_api/run/echo", {"data": [1]})).status == 200
    lost = await site.browser.get("")
    assert (lost.status, lost.headers["location"]) == (307, "http://127.0.0.1:7860/demo/")
