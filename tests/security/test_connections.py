"""How many connections one address may have, and that each is counted no longer than it is open."""

from __future__ import annotations

import contextlib
import socket
from typing import Any

import httpx
import pytest
from server.raw import answer_on, ask, head, open_socket
from serving import wait_until

import portico as gr
from portico.server.addresses import MOST, Addresses

GET = head("GET", "/config")
UPGRADE = head(
    "GET",
    "/gradio_api/socket?session_hash=abc",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


def page() -> gr.Blocks:
    with gr.Blocks() as demo:
        gr.Textbox()
    return demo


@pytest.mark.requirement("R59")
def test_one_address_has_so_many_connections_and_no_more(launched: Any) -> None:
    app = launched(page(), security=gr.Security(connections_per_address=3))
    port = app.demo.server_port
    with contextlib.ExitStack() as open_ones:
        held: list[socket.socket] = [open_ones.enter_context(open_socket(port, GET)) for _ in range(3)]
        assert [answer_on(one).status for one in held] == [200] * 3
        refused = ask(port, GET)
        assert refused.status == 429
        assert "3 connections at once (connections_per_address)" in refused.json["detail"]
        held[0].close()
        wait_until(lambda: ask(port, GET).status == 200, "a connection that was closed makes room")


@pytest.mark.requirement("R59")
def test_a_socket_counts_until_it_ends(launched: Any) -> None:
    app = launched(page(), security=gr.Security(connections_per_address=1))
    port = app.demo.server_port
    with open_socket(port, UPGRADE) as held:
        assert held.recv(12) == b"HTTP/1.1 101"
        assert ask(port, GET).status == 429
    wait_until(lambda: ask(port, GET).status == 200, "a socket that was closed makes room")
    # One that is refused, too.
    with open_socket(port, UPGRADE.replace(b"Upgrade\r\n", b"Upgrade\r\nOrigin: https://evil.example\r\n", 1)) as held:
        assert held.recv(12) == b"HTTP/1.1 403"
    wait_until(lambda: ask(port, GET).status == 200, "a socket that was refused makes room")


@pytest.mark.requirement("R59")
def test_a_trusted_proxy_has_as_many_as_it_needs(launched: Any) -> None:
    app = launched(page(), security=gr.Security(connections_per_address=1, trusted_proxies=["127.0.0.1"]))
    with contextlib.ExitStack() as open_ones:
        held = [open_ones.enter_context(open_socket(app.demo.server_port, GET)) for _ in range(4)]
        assert [answer_on(one).status for one in held] == [200] * 4


@pytest.mark.requirement("R59")
def test_by_default_there_is_a_bound_for_others_and_none_for_this_machine() -> None:
    addresses = Addresses()
    assert all(addresses.take("203.0.113.9") for _ in range(MOST))
    assert not addresses.take("203.0.113.9")
    assert addresses.take("203.0.113.10")
    assert all(addresses.take("127.0.0.1") for _ in range(MOST + 1))
    addresses.release("203.0.113.9")
    assert addresses.take("203.0.113.9")
    unbounded = Addresses(0)
    assert all(unbounded.take("203.0.113.9") for _ in range(MOST + 1))


def test_an_address_without_connections_is_forgotten() -> None:
    addresses = Addresses(2)
    for _ in range(2):
        addresses.take("203.0.113.9")
    for _ in range(3):
        addresses.release("203.0.113.9")
    assert len(addresses) == 0


@pytest.mark.requirement("R19", "R15")
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ((), b"101"),
        (("Origin: https://evil.example",), b"403"),
        (("Origin: null",), b"403"),
        (("Sec-Fetch-Site: cross-site",), b"403"),
        (("Origin: https://evil.example", "X-Forwarded-Host: evil.example"), b"403"),
    ],
)
def test_a_socket_passes_the_gate(launched: Any, fields: tuple[str, ...], status: bytes) -> None:
    app = launched(page())
    own = f"Origin: http://127.0.0.1:{app.demo.server_port}"
    port, lines = app.demo.server_port, "".join(f"{field}\r\n" for field in fields or (own,)).encode()
    sent = UPGRADE.replace(b"Host: 127.0.0.1\r\n", f"Host: 127.0.0.1:{port}\r\n".encode() + lines)
    with open_socket(port, sent) as held:
        assert held.recv(12) == b"HTTP/1.1 " + status
    with open_socket(port, sent.replace(f"127.0.0.1:{port}".encode(), b"evil.example")) as held:
        assert held.recv(12) == b"HTTP/1.1 403"


def test_the_page_still_opens_after_all(launched: Any, web: httpx.Client) -> None:
    app = launched(page(), security=gr.Security(connections_per_address=2))
    for _ in range(5):
        assert web.get(f"{app.url}/config", headers={"connection": "close"}).status_code == 200
