"""The one outbound fetcher: an input that is an address on the web is fetched here, from public hosts only.

Each address is resolved once, every answer must be a global one, the connection goes to exactly that answer, and each
redirect is checked again. No proxy of the environment, no cookie and no credential takes part.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import urllib.parse

from portico.errors import InvalidPayload
from portico.lang.paths import safe_name

LARGEST = 200 * 1024 * 1024
SECONDS = 60.0
REDIRECTS = 5


def fetch_public(address: str) -> tuple[bytes, str]:
    """Return the bytes behind an address, and a file name; raises InvalidPayload where it may not or cannot be read."""
    until = time.monotonic() + SECONDS
    for _ in range(REDIRECTS + 1):
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidPayload(f"Only http and https addresses can be read, not '{parts.scheme}:'.")
        connection = _connect(parts, until)
        try:
            target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
            connection.request(
                "GET", target, headers={"Host": parts.netloc.rpartition("@")[2], "User-Agent": "portico"}
            )
            response = connection.getresponse()
            if response.status in (301, 302, 303, 307, 308):
                address = urllib.parse.urljoin(address, response.getheader("Location", ""))
                continue
            if response.status != 200:
                raise InvalidPayload(f"{parts.hostname} answered {response.status} for the file.")
            return _read(response, until), safe_name(urllib.parse.unquote(parts.path.rsplit("/", 1)[-1]) or "file")
        except (OSError, http.client.HTTPException) as error:
            raise InvalidPayload(f"The file at {parts.hostname} could not be read ({type(error).__name__}).") from None
        finally:
            connection.close()
    raise InvalidPayload("The address redirects too often.")


def _connect(parts: urllib.parse.SplitResult, until: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    chosen = public_address(host, port)
    seconds = max(until - time.monotonic(), 0.1)
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        plain = socket.create_connection((chosen, port), timeout=seconds)
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) if parts.scheme == "https" else plain
        )
    except OSError as error:
        raise InvalidPayload(f"{host} could not be reached ({type(error).__name__}).") from None
    return connection


def public_address(host: str, port: int) -> str:
    """Return an address of a host; raises InvalidPayload unless all of its addresses are public."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise InvalidPayload(f"The host {host} is not known.") from None
    for address in found:
        if not ipaddress.ip_address(str(address).partition("%")[0]).is_global:
            raise InvalidPayload(f"The host {host} is not public, so its files cannot be read.")
    return min(map(str, found))


def _read(response: http.client.HTTPResponse, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := response.read(65536):
        size += len(chunk)
        if size > LARGEST or time.monotonic() > until:
            raise InvalidPayload("The file is too large, or came too slowly.")
        parts.append(chunk)
    return b"".join(parts)
