"""The page, what it loads, and the small routes beside it."""

from __future__ import annotations

import gzip
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from portico.server.options import ServerOptions
from server.harness import Browser, Make, Site, echoes

pytestmark = pytest.mark.anyio

INDEX = """<!doctype html>
<html lang="en">
  <head>
    <title></title>
    <link rel="stylesheet" href="./theme.css" />
    <script type="module" crossorigin src="./assets/index-1.js"></script>
    <link rel="modulepreload" crossorigin href="./assets/core-1.js">
    <link rel="stylesheet" crossorigin href="./assets/core-1.css">
  </head>
  <body>
    <gradio-app></gradio-app>
  </body>
</html>
"""
MANIFEST = {
    "index.html": {"file": "assets/index-1.js", "isEntry": True, "imports": ["_core-1.js"]},
    "_core-1.js": {"file": "assets/core-1.js", "css": ["assets/core-1.css"]},
    "_layout-1.js": {"file": "assets/layout-1.js", "name": "layout", "imports": ["_core-1.js"]},
    "_icons-1.js": {"file": "assets/icons-1.js", "name": "icons"},
    "_tabs-1.js": {"file": "assets/tabs-1.js", "name": "tabs"},
    "src/components/textbox/index.svelte": {
        "file": "assets/textbox-1.js",
        "imports": ["_core-1.js", "_icons-1.js"],
        "css": ["assets/textbox-1.css"],
    },
    "src/components/slider/index.svelte": {"file": "assets/slider-1.js", "imports": ["_core-1.js"]},
}


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A built front end."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX, encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    (folder / "assets" / "index-1.js").write_text("plain", encoding="utf-8")
    (folder / "assets" / "index-1.js.br").write_bytes(b"brotli")
    (folder / "assets" / "index-1.js.gz").write_bytes(b"gzip")
    (folder / "assets" / "core-1.css").write_text("plain", encoding="utf-8")
    return folder


@pytest.fixture
def site(make: Make, static: Path) -> Site:
    return make(static=static)


@pytest.fixture
def browser(site: Site) -> Browser:
    return site.browser


def inline(page: str, name: str) -> Any:
    """What a script in the page sets, found the way clients of old versions look for it."""
    found = re.search(rf"window\.{name} = (.*?);</script>", page)
    assert found is not None
    return json.loads(found[1])


@pytest.mark.requirement("R23")
async def test_the_page_carries_its_config(make: Make, static: Path) -> None:
    site = make(ServerOptions(trusted_proxies=["private"]), static=static)
    browser = site.browser
    site.page.add("greet", echoes)
    site.page.extra = {"title": "</script><script>alert('x')</script> & <b>"}
    page = await browser.get("/", headers={"x-forwarded-host": "app.example"})
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    config = inline(page.text, "gradio_config")
    served = (await browser.get("/config", headers={"x-forwarded-host": "app.example"})).json
    assert config == {**served, "current_page": "", "deep_link_state": "none"}
    assert config["root"] == "http://app.example"
    assert inline(page.text, "gradio_api_info")["named_endpoints"].keys() == {"/greet"}
    assert "alert('x')" not in page.text
    assert page.text.count("<script") == 3


async def test_the_title_is_text(site: Site, browser: Browser) -> None:
    site.page.title = "<b>'Q\" & A"
    page = (await browser.get("/")).text
    assert "<title>&lt;b&gt;&#x27;Q&quot; &amp; A</title>" in page
    assert '<meta property="og:title" content="&lt;b&gt;&#x27;Q&quot; &amp; A" />' in page


async def test_the_code_of_what_is_on_the_page_is_asked_for_at_once(site: Site, browser: Browser) -> None:
    site.page.types = ["textbox", "tabs", "unknown"]
    page = (await browser.get("/")).text
    linked = re.findall(r'(?:href|src)="\./assets/([^"]*)"', page)
    assert sorted(linked) == sorted(set(linked))
    files = "index-1.js core-1.js core-1.css layout-1.js textbox-1.js textbox-1.css icons-1.js tabs-1.js"
    assert set(linked) == set(files.split())


async def test_every_address_in_the_page_is_relative(browser: Browser) -> None:
    page = (await browser.get("/")).text
    addresses = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert addresses
    assert all(address.startswith(("./", "data:")) for address in addresses)


async def test_a_visitor_who_has_the_page_is_told_so(site: Site, browser: Browser) -> None:
    page = await browser.get("/")
    again = await browser.get("/", headers={"if-none-match": page.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert page.headers["cache-control"] == "private, no-cache"
    site.page.extra = {"changed": True}
    assert (await browser.get("/", headers={"if-none-match": page.headers["etag"]})).status == 200


async def test_the_page_is_compressed_for_who_takes_it(make: Make, static: Path) -> None:
    browser = make(ServerOptions(content_policy=""), static=static).browser
    plain = await browser.get("/")
    packed = await browser.get("/", headers={"accept-encoding": "gzip, deflate, br"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    refused = await browser.get("/", headers={"accept-encoding": "gzip;q=0, identity"})
    assert "content-encoding" not in refused.headers


async def test_head_of_the_page(browser: Browser) -> None:
    reply = await browser.ask("HEAD", "/")
    assert (reply.status, reply.body) == (200, b"")
    assert int(reply.headers["content-length"]) == len((await browser.get("/")).body)


@pytest.mark.requirement("R21")
async def test_each_page_has_a_nonce_of_its_own(browser: Browser) -> None:
    first, second = await browser.get("/"), await browser.get("/")
    (nonce,) = re.findall(r"'nonce-([^']+)'", first.headers["content-security-policy"])
    assert len(nonce) >= 22
    assert nonce not in second.text
    tags = re.findall(r'<script[^>]*>|<link rel="modulepreload"[^>]*>', first.text)
    assert len(tags) > 3
    assert all(f' nonce="{nonce}"' in tag for tag in tags)
    # Whoever has the page keeps the policy that came with it, whose nonce it carries.
    assert first.headers["etag"] == second.headers["etag"]
    again = await browser.get("/", headers={"if-none-match": first.headers["etag"]})
    assert again.status == 304
    assert "content-security-policy" not in again.headers


@pytest.mark.requirement("R21")
async def test_the_policy_of_the_page(browser: Browser) -> None:
    page = await browser.get("/")
    told = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert "'unsafe-inline'" not in told["script-src"]
    assert "'unsafe-eval'" not in told["script-src"]
    assert told["script-src"].startswith("'self' 'nonce-")
    expected = {"object-src": "'none'", "base-uri": "'self'", "form-action": "'self'", "worker-src": "'self' blob:"}
    assert {name: told[name] for name in expected} == expected
    assert page.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "frame-ancestors" not in told
    assert "permissions-policy" not in page.headers


@pytest.mark.requirement("R21")
@pytest.mark.parametrize(
    ("options", "policy"),
    [
        (ServerOptions(guarded=True, content_policy=""), "frame-ancestors 'self'"),
        (
            ServerOptions(embed_origins=["https://a.example"], content_policy="x"),
            "x; frame-ancestors 'self' https://a.example",
        ),
        (ServerOptions(guarded=True, content_policy="frame-ancestors *"), "frame-ancestors *"),
    ],
)
async def test_who_may_frame_the_page(make: Make, static: Path, options: ServerOptions, policy: str) -> None:
    assert (await make(options, static=static).browser.get("/")).headers["content-security-policy"] == policy


async def test_without_a_policy_there_is_no_nonce(make: Make, static: Path) -> None:
    options = ServerOptions(content_policy="", referrer_policy="", permissions_policy="camera=()")
    page = await make(options, static=static).browser.get("/")
    assert "nonce" not in page.text
    assert "content-security-policy" not in page.headers
    assert "referrer-policy" not in page.headers
    assert page.headers["permissions-policy"] == "camera=()"


async def test_a_front_end_that_is_not_built_says_how_to_build_it(make: Make, tmp_path: Path) -> None:
    site = make(static=tmp_path / "nothing")
    page = await site.browser.get("/")
    assert page.status == 503
    assert "make ui" in page.text
    assert (await site.browser.get("/config")).status == 200


async def test_a_front_end_built_while_the_server_runs_is_seen(make: Make, static: Path) -> None:
    index = (static / "index.html").read_bytes()
    (static / "index.html").unlink()
    site = make(static=static)
    assert (await site.browser.get("/")).status == 503
    (static / "index.html").write_bytes(index)
    assert (await site.browser.get("/")).status == 200


# Assets


@pytest.mark.parametrize(
    ("accepts", "body", "encoding"),
    [
        ("gzip, deflate, br, zstd", b"brotli", "br"),
        ("gzip", b"gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", b"gzip", "gzip"),
        ("", b"plain", None),
        ("identity", b"plain", None),
    ],
)
async def test_assets_come_as_small_as_the_client_takes(
    browser: Browser, accepts: str, body: bytes, encoding: str | None
) -> None:
    reply = await browser.get("/assets/index-1.js", headers={"accept-encoding": accepts})
    assert (reply.status, reply.body) == (200, body)
    assert reply.headers.get("content-encoding") == encoding
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["vary"] == "Accept-Encoding"


async def test_an_asset_without_a_packed_form(browser: Browser) -> None:
    reply = await browser.get("/assets/core-1.css", headers={"accept-encoding": "gzip, br"})
    assert (reply.body, reply.headers["content-type"]) == (b"plain", "text/css; charset=utf-8")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/assets/nosuch.js", 404),
        ("/assets/", 403),
        ("/assets/../index.html", 403),
        ("/assets/%2e%2e/manifest.json", 403),
        ("/assets/..%2f..%2fsecret", 403),
        ("/assets//etc/passwd", 404),
        ("/assets/..%5cindex.html", 403),
        ("/assets/a%00.js", 403),
        ("/static/nosuch.png", 404),
        ("/static/../index.html", 403),
    ],
)
async def test_assets_that_are_none(browser: Browser, path: str, status: int) -> None:
    reply = await browser.get(path)
    assert (reply.status, set(reply.json)) == (status, {"detail"})


@pytest.mark.skipif(os.name == "nt", reason="not everybody may make links on Windows")
async def test_a_link_out_of_the_build_leads_nowhere(browser: Browser, static: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (static / "assets" / "link.js").symlink_to(tmp_path / "secret")
    assert (await browser.get("/assets/link.js")).status == 403


async def test_the_theme(site: Site, browser: Browser) -> None:
    page = (await browser.get("/")).text
    (address,) = re.findall(r'href="\./(theme\.css\?v=\w+)"', page)
    kept = await browser.get(f"/{address}")
    assert kept.body == site.page.assets["theme.css"]
    assert "immutable" in kept.headers["cache-control"]
    for path in ("/theme.css", "/theme.css?v=older", "/gradio_api/theme.css"):
        assert (await browser.get(path)).headers["cache-control"] == "no-cache"
    packed = await browser.get("/theme.css", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed.body) == kept.body
    assert len(packed.body) < len(kept.body)


async def test_the_icon(site: Site, browser: Browser, make: Make, static: Path, tmp_path: Path) -> None:
    assert (await browser.get("/favicon.ico")).headers["content-type"].startswith("image/svg+xml")
    assert 'rel="icon" href="data:' in (await browser.get("/")).text
    (tmp_path / "own.png").write_bytes(b"png")
    own = make(ServerOptions(favicon=str(tmp_path / "own.png")), static=static).browser
    reply = await own.get("/favicon.ico")
    assert (reply.body, reply.headers["content-type"]) == (b"png", "image/png")
    assert 'rel="icon" href="./favicon.ico"' in (await own.get("/")).text
    (tmp_path / "own.png").unlink()
    assert (await own.get("/favicon.ico")).status == 404


# Small routes


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/gradio_api/app_id", {"app_id": 4711}),
        ("/gradio_api/app_id/", {"app_id": 4711}),
        ("/gradio_api/user", None),
        ("/gradio_api/login_check", None),
        ("/gradio_api/token", {"token": None, "user": None}),
        ("/gradio_api/health", {"status": "ok", "waiting": 0}),
    ],
)
async def test_small_answers(browser: Browser, path: str, body: Any) -> None:
    reply = await browser.get(path)
    assert (reply.status, reply.json) == (200, body)
    assert reply.headers["cache-control"] == "no-store"


async def test_startup_is_announced_once(browser: Browser) -> None:
    assert (await browser.get("/gradio_api/startup-events")).json is True
    assert (await browser.get("/gradio_api/startup-events")).json is False


async def test_robots_and_manifest(browser: Browser) -> None:
    assert (await browser.get("/robots.txt")).text == "User-agent: *\nDisallow: "
    manifest = await browser.get("/manifest.json")
    assert manifest.headers["content-type"] == "application/manifest+json"
    assert manifest.json["name"] == "Fake"


@pytest.mark.parametrize(("method", "path"), [("POST", "/login"), ("POST", "/login/"), ("GET", "/logout")])
async def test_without_a_login_everybody_is_sent_home(browser: Browser, method: str, path: str) -> None:
    reply = await browser.ask(method, path)
    assert (reply.status, reply.headers["location"]) == (302, "http://127.0.0.1:7860/")


async def test_the_description_of_the_api(site: Site, browser: Browser) -> None:
    site.page.add("greet", echoes)
    site.page.add("hidden", echoes, api_visibility="undocumented")
    for path in ("/gradio_api/info", "/gradio_api/info/", "/gradio_api/info?serialize=False"):
        info = (await browser.get(path)).json
        assert (set(info["named_endpoints"]), info["unnamed_endpoints"]) == ({"/greet"}, {})
    every = (await browser.get("/gradio_api/info?all_endpoints=True")).json
    assert set(every["named_endpoints"]) == {"/greet", "/hidden"}


async def test_the_description_as_openapi(site: Site, browser: Browser) -> None:
    site.page.add("greet", echoes)
    document = (await browser.get("/gradio_api/openapi.json")).json
    assert document["openapi"] == "3.0.2"
    start = document["paths"]["/gradio_api/call/v2/greet"]["post"]
    schema = start["requestBody"]["content"]["application/json"]["schema"]
    assert schema == {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    assert "/gradio_api/call/greet/{event_id}" in document["paths"]
    assert "/gradio_api/upload" in document["paths"]


async def test_config_is_kept_by_nobody(browser: Browser) -> None:
    for path in ("/config", "/config/", "/config?page=nosuch&deep_link=x"):
        reply = await browser.get(path)
        assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")


# The server's life


async def test_a_lifespan_starts_and_stops_the_engine(site: Site) -> None:
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[str] = []

    async def receive() -> Any:
        if len(messages) == 1:
            assert site.server.site.started
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    await site.server({"type": "lifespan"}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert site.server.site.stopped


async def test_without_a_lifespan_the_first_request_starts_the_engine(site: Site, browser: Browser) -> None:
    assert not site.server.site.started
    await browser.get("/config")
    assert site.server.site.started


async def test_an_engine_that_cannot_start_is_reported(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> None:
        raise RuntimeError("no store")

    monkeypatch.setattr(site.engine, "start", broken)
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "lifespan.startup"}

    async def send(message: Any) -> None:
        sent.append(message)

    await site.server({"type": "lifespan"}, receive, send)
    assert sent == [{"type": "lifespan.startup.failed", "message": "no store"}]
