"""Which host names a request may be addressed to.

A page of any site can let its own name point to this machine; what it then asks looks like the app's own page. Only the
name gives it away.
"""

from __future__ import annotations

from portico.server.options import ServerOptions
from portico.server.refusal import Refusal
from portico.server.root import Scope, host_of, is_address

MOST_KNOWN = 100
LOCAL = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1"})


def name_of(host: str) -> str:
    """Return a host without its port and brackets."""
    name = host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    return name.lower()


def is_local(name: str) -> bool:
    """Whether a name or an address can only mean this machine."""
    if name in LOCAL or name.endswith(".localhost"):
        return True
    return name.startswith("127.") and name.replace(".", "").isdigit()


class Hosts:
    """The names of the app.

    Args:
        options: What the server was told.
    """

    def __init__(self, options: ServerOptions) -> None:
        self.listed = [host.lower() for host in options.trusted_hosts]
        if self.listed and is_address(options.root_path):
            self.listed.append(name_of(options.root_path.partition("://")[2].partition("/")[0]))
        self.everybody = "*" in self.listed
        # Who named a public address or a proxy has said that others than this machine come.
        self.opened = bool(options.root_path or options.trusted_proxies)
        self.loopback = options.loopback
        self._known: set[bytes] = set()

    def knows(self, host: bytes | None) -> bool:
        """Whether a Host header names what was found to be the app's before."""
        return host in self._known

    def asked(self, scope: Scope) -> str:
        """Return the host that a request is addressed to; raises Refusal for one that is none, or not the app's."""
        host = host_of(scope)
        if not host:
            raise Refusal(400, "The Host header is malformed.")
        name = name_of(host)
        if self._always(name):
            # Anybody may make names up where every name is the app's, so there is a bound.
            if len(self._known) < MOST_KNOWN:
                self._known.add(host.encode("latin-1"))
            return host
        if self.listed:
            raise Refusal(400, f"This app is not reached as '{host}': it is not among its allowed_hosts.")
        if self._is_loopback(scope):
            raise Refusal(
                400,
                f"This app answers to this machine's own names only, and was asked as '{host}'. Behind a proxy or a "
                f"tunnel, say how visitors reach it: launch(security=gr.Security(allowed_hosts=['{name}'])), or "
                "root_path with the public address.",
            )
        return host

    def _always(self, name: str) -> bool:
        """Whether a name is the app's whatever way a request came."""
        if self.listed:
            return self.everybody or any(
                name == known or (known.startswith("*.") and name.endswith(known[1:])) for known in self.listed
            )
        return self.opened or self.loopback is False or is_local(name)

    def _is_loopback(self, scope: Scope) -> bool:
        if self.loopback is not None:
            return self.loopback
        # Mounted into another app, it is the socket that tells whether only this machine gets here.
        server = scope.get("server")
        return server is not None and is_local(str(server[0]).lower())
