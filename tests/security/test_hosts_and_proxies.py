"""Under which names an app answers, and whom it believes about them: over HTTP, launched and mounted."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from server.raw import ask, head
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware

import portico as gr

SAYS = {"x-forwarded-host": "app.example", "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}


def page() -> gr.Blocks:
    """An app that says who asks."""
    with gr.Blocks() as demo:
        box = gr.Textbox()

        def who(request: gr.Request) -> str:
            return f"{request.client.host} {request.url}"

        box.submit(who, None, box, api_name="who")
    return demo


def root(web: httpx.Client, url: str, **headers: str) -> str:
    """The root that a request gets."""
    return web.get(f"{url}/config", headers=headers).json()["root"]


@pytest.mark.requirement("R17")
def test_an_app_of_this_machine_answers_to_its_names_alone(launched: Any, web: httpx.Client) -> None:
    """A page whose own name was made to point here (DNS rebinding) has the name of its site in its requests."""
    app = launched(page())
    port = app.demo.server_port
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", "localhost", "[::1]:80"):
        assert web.get(app.url, headers={"host": host}).status_code in (200, 503)
    for host in ("evil.example", f"evil.example:{port}", "10.0.0.1", "localhost.evil.example"):
        for path in ("/", "/config", "/gradio_api/info", "/gradio_api/nosuch"):
            reply = web.get(app.url + path, headers={"host": host})
            assert reply.status_code == 400
            assert "allowed_hosts" in reply.json()["detail"]


@pytest.mark.requirement("R17")
@pytest.mark.parametrize("host", ["", "a b", "a/b", "a@b", "a:b:c", "<script>", "a\x00b", "é", "a,b", "a?b", "a#b"])
def test_a_malformed_host_is_a_400(launched: Any, host: str) -> None:
    app = launched(page(), security=gr.Security(allowed_hosts=["*"]))
    assert ask(app.demo.server_port, head("GET", "/config", "Connection: close", host=host)).status == 400


@pytest.mark.requirement("R17")
def test_no_host_and_two_hosts_are_refused(launched: Any) -> None:
    app = launched(page())
    assert ask(app.demo.server_port, b"GET /config HTTP/1.1\r\nConnection: close\r\n\r\n").status == 400
    two = b"GET /config HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert ask(app.demo.server_port, two).status == 400


@pytest.mark.requirement("R18")
def test_nobody_is_believed_about_the_root_unless_he_is_named(launched: Any, web: httpx.Client, caplog: Any) -> None:
    app = launched(page())
    assert root(web, app.url, **SAYS) == app.url
    assert root(web, app.url, **{"x-gradio-server": "https://evil.example"}) == app.url
    assert len([one for one in caplog.messages if "trusted_proxies=['127.0.0.1']" in one]) == 1
    said = web.post(f"{app.url}/gradio_api/run/who", json={"data": []}, headers=SAYS).json()["data"][0]
    assert said.startswith("127.0.0.1 http://127.0.0.1:")


@pytest.mark.requirement("R18")
def test_a_named_proxy_is_believed(launched: Any, web: httpx.Client) -> None:
    app = launched(page(), security=gr.Security(trusted_proxies=["127.0.0.1"]))
    assert root(web, app.url, **SAYS) == "https://app.example"
    assert root(web, app.url) == app.url
    said = web.post(f"{app.url}/gradio_api/run/who", json={"data": []}, headers=SAYS).json()["data"][0]
    assert said == "203.0.113.9 https://app.example/gradio_api/run/who"
    for wrong in ('a"onload=', "a/b", "<script>", ""):
        assert root(web, app.url, **{"x-forwarded-host": wrong}) == app.url


@pytest.mark.requirement("R18", "R17")
@pytest.mark.parametrize(
    ("options", "sent", "expected"),
    [
        # The proxies of the usual guides run on the same machine or network, and the author says so by one setting.
        ({"root_path": "/demo"}, {"host": "app.example", "x-forwarded-proto": "https"}, "https://app.example/demo"),
        ({"root_path": "https://app.example/demo"}, {"host": "app.example"}, "https://app.example/demo"),
        ({"security": gr.Security(allowed_hosts=["app.example"])}, SAYS, "https://app.example"),
    ],
)
def test_the_usual_guides_work_with_one_setting(
    launched: Any, web: httpx.Client, options: dict[str, Any], sent: dict[str, str], expected: str
) -> None:
    app = launched(page(), **options)
    assert root(web, app.url, **sent) == expected


@pytest.mark.requirement("R17", "R18")
def test_a_proxy_cannot_pass_a_host_that_is_not_allowed(launched: Any, web: httpx.Client) -> None:
    app = launched(page(), security=gr.Security(allowed_hosts=["app.example"], trusted_proxies=["127.0.0.1"]))
    assert root(web, app.url, **SAYS) == "https://app.example"
    for host in ("evil.example", "app.example.evil.example"):
        assert web.get(f"{app.url}/config", headers={"x-forwarded-host": host}).status_code == 400


@pytest.mark.requirement("R18")
def test_nothing_that_is_kept_has_a_visitors_root(launched: Any, web: httpx.Client) -> None:
    app = launched(page(), security=gr.Security(allowed_hosts=["*"], trusted_proxies=["127.0.0.1"]))
    for path in ("/", "/config", "/gradio_api/info", "/theme.css", "/manifest.json", "/logout"):
        for _ in range(2):
            web.get(app.url + path, headers={"x-forwarded-host": "first.example", "accept-encoding": "gzip"})
        reply = web.get(app.url + path, headers={"accept-encoding": "gzip"})
        assert "first.example" not in reply.text + str(reply.headers)
    first = web.get(app.url, headers={"x-forwarded-host": "first.example"})
    told = web.get(app.url, headers={"if-none-match": first.headers.get("etag", "none")})
    assert told.status_code in (200, 503), "another root is another page"


# Mounted


@pytest.fixture
def mounted() -> Iterator[Callable[..., str]]:
    """Serve an app below /demo of another app, as `uvicorn program:app` does; returns the app's address."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def serve(outer: Starlette, **options: Any) -> str:
        gr.mount_gradio_app(outer, page(), "/demo", **options)
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(outer, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])), daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{listening.getsockname()[1]}/demo"

    yield serve
    for server, thread in running:
        server.should_exit = True
        thread.join(10)


@pytest.mark.requirement("R79", "R15", "R17", "R18", "R20")
def test_a_mounted_app_has_the_same_gate(mounted: Callable[..., str], web: httpx.Client) -> None:
    url = mounted(Starlette())
    call = f"{url}/gradio_api/run/who"
    assert web.post(call, json={"data": []}).status_code == 200
    assert web.post(call, json={"data": []}, headers={"origin": "https://evil.example"}).status_code == 403
    assert web.post(call, json={"data": []}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert web.get(f"{url}/gradio_api/startup-events", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert web.get(f"{url}/config", headers={"host": "evil.example"}).status_code == 400
    assert root(web, url, **{"x-forwarded-host": "evil.example"}) == url
    assert web.get(f"{url}/config").headers["x-content-type-options"] == "nosniff"


@pytest.mark.requirement("R18")
def test_on_hugging_face_the_platforms_proxy_is_believed(
    launched: Any, web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPACE_HOST", "ada-demo.hf.space")
    app = launched(page(), server_name="0.0.0.0")
    assert (
        root(web, app.url, **{"host": "ada-demo.hf.space", "x-forwarded-proto": "https"}) == "https://ada-demo.hf.space"
    )


@pytest.mark.requirement("R12", "R18")
def test_who_left_the_slash_out_is_sent_to_the_app_itself(mounted: Callable[..., str], web: httpx.Client) -> None:
    url = mounted(Starlette())
    reply = web.get(url, headers={"x-forwarded-host": "evil.example", "x-gradio-server": "https://evil.example"})
    assert (reply.status_code, reply.headers["location"]) == (307, f"{url}/")
    assert web.get(url, headers={"host": "evil.example"}).status_code in (307, 400)
    assert "evil.example" not in web.get(f"{url}//evil.example/..").headers.get("location", "")


@pytest.mark.requirement("R79", "R14")
def test_a_mounted_app_is_told_by_the_outer_apps_cors(mounted: Callable[..., str], web: httpx.Client) -> None:
    outer = Starlette()
    outer.add_middleware(CORSMiddleware, allow_origins=["https://friend.example"], allow_methods=["*"])
    url = mounted(outer)
    for origin, status in (("https://friend.example", 200), ("https://evil.example", 403)):
        reply = web.post(f"{url}/gradio_api/run/who", json={"data": []}, headers={"origin": origin})
        assert reply.status_code == status
        assert ("access-control-allow-origin" in reply.headers) == (status == 200)


@pytest.mark.requirement("R79", "R17")
def test_a_mounted_app_takes_the_authors_hosts(mounted: Callable[..., str], web: httpx.Client) -> None:
    url = mounted(Starlette(), security=gr.Security(allowed_hosts=["app.example"]))
    assert web.get(f"{url}/config", headers={"host": "app.example"}).status_code == 200
    assert web.get(f"{url}/config").status_code == 400
