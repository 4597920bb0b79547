"""What a proxy in front says of a request: the host, the scheme and the address it came from.

Anybody can write these headers, so they count only where the peer is a proxy that the author named. What is believed
takes its place in the request here, once, so that nobody further in has to ask who may say it.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Sequence

from portico.server.heads import heads_of
from portico.server.root import ADDRESS, HOST
from portico.server.security import Scope

logger = logging.getLogger("portico.server")

ROOTED = frozenset({b"x-forwarded-host", b"x-forwarded-proto", b"x-gradio-server"})
"""What decides about the app's address: taken away where a stranger says it."""
SAID = ROOTED | {b"x-forwarded-for"}
PRIVATE = "private"
"""Stands for every address that the internet cannot route to: this machine, a container's or a company's network."""
RANGES = (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
    "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip
SOCKETS = {"https": "wss", "http": "ws"}
ADVICE = (
    "A request from %s has forwarding headers, which are not believed: name the proxy with "
    "launch(security=gr.Security(trusted_proxies=[%r])), or anybody could write them."
)


def networks(named: Sequence[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return the networks of addresses, networks and the word "private"; raises ValueError for anything else."""
    texts = [text for one in named for text in (RANGES if one == PRIVATE else (one,))]
    return [ipaddress.ip_network(text, strict=False) for text in texts]


class Proxies:
    """The proxies that are believed.

    Args:
        named: Their addresses or networks; "private" stands for all private ones.
    """

    def __init__(self, named: Sequence[str]) -> None:
        self.networks = networks(named)
        self._told = False

    def trusts(self, address: str) -> bool:
        """Whether an address is one of them."""
        if not self.networks:
            return False
        try:
            peer = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(peer, "ipv4_mapped", None)
        return any((mapped or peer) in network for network in self.networks)

    def believed(self, scope: Scope) -> Scope:
        """Return the request as a believed proxy got it, or without what a stranger says of its address."""
        if SAID.isdisjoint(heads_of(scope)):
            return scope
        found = [pair for pair in scope["headers"] if pair[0] in SAID]
        peer = scope.get("client")
        if peer is not None and self.trusts(peer[0]):
            return self._as_said(scope, found)
        if not any(name in ROOTED for name, _ in found):
            return scope
        if not self._told:
            self._told = True
            logger.warning(ADVICE, peer[0] if peer else "a socket", peer[0] if peer else PRIVATE)
        return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in ROOTED]}

    def _as_said(self, scope: Scope, found: list[tuple[bytes, bytes]]) -> Scope:
        said: dict[bytes, str] = {}
        for name, value in found:
            text = value.decode("latin-1")
            said[name] = f"{said[name]},{text}" if name in said else text
        scheme, host, drop = first(said, b"x-forwarded-proto").lower(), first(said, b"x-forwarded-host"), {b"host"}
        if HOST.fullmatch(host):
            drop.add(b"x-gradio-server")
        elif ADDRESS.fullmatch(server := said.get(b"x-gradio-server", "").rstrip("/")):
            rest = server.partition("://")[2]
            host, scheme = rest.partition("/")[0], scheme or server.partition("://")[0]
        else:
            host = ""
            drop.add(b"x-gradio-server")
        made = {**scope}
        if host:
            kept = [pair for pair in scope["headers"] if pair[0] not in drop]
            made["headers"] = [*kept, (b"host", host.encode("latin-1"))]
        elif len(drop) > 1:
            made["headers"] = [pair for pair in scope["headers"] if pair[0] != b"x-gradio-server"]
        if scheme in SOCKETS:
            made["scheme"] = SOCKETS[scheme] if scope["type"] == "websocket" else scheme
        sender = self.sender(said.get(b"x-forwarded-for", ""))
        if sender:
            made["client"] = (sender, 0)
        return made

    def sender(self, chain: str) -> str:
        """Return the nearest address in an X-Forwarded-For that no believed proxy has; empty where it names none."""
        nearest = ""
        for entry in reversed(chain.split(",")):
            text = entry.strip()
            # Some proxies write the port as well.
            bare = text.partition("]")[0][1:] if text.startswith("[") else text
            bare = bare.partition(":")[0] if bare.count(":") == 1 else bare
            try:
                nearest = str(ipaddress.ip_address(bare))
            except ValueError:
                break
            if not self.trusts(nearest):
                break
        return nearest


def first(said: dict[bytes, str], name: bytes) -> str:
    """Return the first value of a header that each proxy on the way may add to."""
    return said.get(name, "").partition(",")[0].strip()
