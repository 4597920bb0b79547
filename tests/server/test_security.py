"""Who may ask and who may read: hosts, origins, the public root."""

from __future__ import annotations

from typing import Any

import pytest
from wire.recorded import GOLDEN

from portico.server.options import ServerOptions
from portico.server.root import public_root, route_of
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


@pytest.mark.parametrize(
    ("host", "origin", "strict", "readable"),
    [
        ("127.0.0.1:7860", "http://127.0.0.1:9", True, True),
        ("localhost:7860", "http://127.0.0.1:9", True, True),
        ("0.0.0.0:7860", "https://localhost", True, True),
        ("[::1]:7860", "http://[::1]:9", True, True),
        ("localhost", AWAY, True, False),
        ("localhost", "https://localhost.evil.example", True, False),
        ("localhost", "https://evil.example/localhost", True, False),
        ("localhost", "https://user@localhost", True, False),
        ("localhost", "null", True, False),
        ("localhost", "null", False, True),
        ("localhost", "", True, False),
        ("app.example", AWAY, True, True),
        ("app.example", "null", True, True),
        ("10.0.0.7:7860", AWAY, True, True),
    ],
)
async def test_who_may_read(make: Make, host: str, origin: str, strict: bool, readable: bool) -> None:
    site = make(ServerOptions(strict_cors=strict))
    reply = await site.browser.get("/gradio_api/app_id", headers={"host": host, "origin": origin})
    assert reply.status == 200
    assert reply.headers["access-control-allow-credentials"] == "true"
    assert reply.headers.get("access-control-allow-origin") == (origin if readable else None)
    assert ("vary" in reply.headers) == readable


async def test_without_an_origin_nothing_is_said(browser: Browser) -> None:
    reply = await browser.get("/gradio_api/app_id")
    assert not any(name.startswith("access-control") for name in reply.headers)


async def test_refusals_can_be_read_by_who_may_read(browser: Browser) -> None:
    reply = await browser.get("/gradio_api/nosuch", headers={"origin": HERE})
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (404, HERE)


async def test_an_outer_app_with_its_own_cors_decides(browser: Browser) -> None:
    class CORSMiddleware:
        pass

    class Layer:
        cls = CORSMiddleware

    class Outer:
        user_middleware = (Layer,)

    reply = await browser.get("/gradio_api/app_id", headers={"origin": HERE}, app=Outer())
    assert "access-control-allow-origin" not in reply.headers
    Outer.user_middleware = ()
    reply = await browser.get("/gradio_api/app_id", headers={"origin": HERE}, app=Outer())
    assert reply.headers["access-control-allow-origin"] == HERE


# Who may act


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
        ("127.0.0.1:7860", {"origin": "http://app.example", "x-forwarded-host": "app.example"}, True),
        ("127.0.0.1:7860", {"origin": AWAY, "x-forwarded-host": "app.example"}, False),
        # Clients of a public app are welcome from any page.
        ("app.example", {"origin": AWAY, "sec-fetch-site": "cross-site"}, True),
    ],
)
async def test_who_may_act(site: Site, browser: Browser, host: str, headers: dict[str, str], allowed: bool) -> None:
    site.page.add("echo", echoes)
    for path in ("/gradio_api/run/echo", "/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/cancel"):
        reply = await browser.post(path, {"data": []}, headers={"host": host, **headers})
        assert (reply.status != 403) == allowed, (path, reply)


async def test_what_another_site_sends_is_not_even_read(browser: Browser) -> None:
    headers = {"origin": AWAY, "content-type": "multipart/form-data; boundary=B"}
    reading = browser.open("POST", "/gradio_api/upload", headers=headers, body=[], more=True)
    assert (await reading.whole()).status == 403


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


@pytest.mark.parametrize("host", ["", "a b", "a/b", "a@b", "a:b", "[::1", "a\tb", "<script>", "a" * 300, "a:123456"])
async def test_a_malformed_host_is_refused(browser: Browser, host: str) -> None:
    assert (await browser.get("/config", headers={"host": host})).status == 400


@pytest.mark.parametrize(
    ("host", "status"),
    [("app.example", 200), ("APP.example:99", 200), ("a.b.example", 200), ("b.example", 400), ("evil.example", 400)],
)
async def test_only_trusted_hosts_are_served(make: Make, host: str, status: int) -> None:
    site = make(ServerOptions(trusted_hosts=["app.example", "*.b.example"]))
    assert (await site.browser.get("/config", headers={"host": host})).status == status


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


def test_the_root_of_a_mounted_app_is_as_recorded() -> None:
    assert len(recorded_roots()) == 5
    for headers, root in recorded_roots():
        assert public_root(scope(headers, root_path="/gradio"), "") == root, headers


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
    assert public_root(scope(headers, root_path=mount), root_path) == root


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


async def test_nothing_of_one_visitors_root_reaches_another(browser: Browser) -> None:
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
