"""The one outbound fetcher: an input that is an address on the web is fetched here, from public hosts only.

Each address is resolved once, every answer must be a public one, the connection goes to exactly these answers, and each
redirect is checked again. No proxy of the environment, no cookie and no credential takes part, and all of it together
has an end, however slowly the other side speaks.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import urllib.parse
from dataclasses import dataclass

from portico.errors import InvalidPayload
from portico.lang.paths import safe_name

LARGEST = 200 * 1024 * 1024
SECONDS = 60.0
REDIRECTS = 5
MOVED = frozenset({301, 302, 303, 307, 308})
SAFE_PATH = "/%:@!$&'()*+,;=~"
SAFE_QUERY = SAFE_PATH + "?"
EMBEDDING = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::ffff:0:0/96", "::/96")))
"""IPv6 networks whose last four bytes are an IPv4 address, to which something on the way translates."""
NOT_PUBLIC = tuple(map(ipaddress.IPv6Network, ("64:ff9b:1::/48", "fec0::/10", "100::/64", "2001::/23", "3fff::/20")))
"""IPv6 networks that are not the internet's, whatever the version of Python says."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Place:
    """Where one request goes.

    Args:
        secure: Whether it is https.
        host: The host's name.
        port: Its port.
        netloc: Host and port as the address has them, without a user.
        target: Path and query, ready to send.
        file: The last part of the path.
    """

    secure: bool
    host: str
    port: int
    netloc: str
    target: str
    file: str


def fetch_public(address: str, limit: int = LARGEST) -> tuple[bytes, str]:
    """Return the bytes behind an address, and a file name.

    Args:
        address: http or https.
        limit: Most bytes that are read.

    Raises:
        InvalidPayload: It may not be read, or cannot.
    """
    until = time.monotonic() + SECONDS
    for _ in range(REDIRECTS + 1):
        place = placed(address)
        end = End(until)
        try:
            connection = _connect(place, end)
            connection.request("GET", place.target, headers={"Host": place.netloc, "User-Agent": "portico"})
            response = connection.getresponse()
            end.held.append(response)
            if response.status in MOVED:
                address = urllib.parse.urljoin(address, response.getheader("Location", ""))
                continue
            if response.status != 200:
                raise InvalidPayload(f"{place.host} answered {response.status} for the file.")
            return _read(response, end, limit), safe_name(place.file or "file")
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise InvalidPayload(f"The file at {place.host} could not be read ({type(error).__name__}).") from None
        finally:
            end.close()
    raise InvalidPayload("The address redirects too often.")


def placed(address: str) -> Place:
    """Return where an address points; raises InvalidPayload for one that is none of http."""
    try:
        parts = urllib.parse.urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidPayload(f"This is no address that can be read: {error}.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise InvalidPayload(f"Only http and https addresses can be read, not '{parts.scheme[:20]}:'.")
    path = urllib.parse.quote(parts.path or "/", SAFE_PATH)
    query = urllib.parse.quote(parts.query, SAFE_QUERY)
    try:
        netloc = parts.netloc.rpartition("@")[2].encode("idna" if not parts.netloc.isascii() else "ascii").decode()
    except UnicodeError:
        raise InvalidPayload(f"The host {host[:80]!r} is not known.") from None
    secure = parts.scheme == "https"
    target = f"{path}?{query}" if query else path
    file = urllib.parse.unquote(path.rsplit("/", 1)[-1])
    return Place(secure, host, port or (443 if secure else 80), netloc, target, file)


class End:
    """Cuts a connection when the time is up; a timeout of a socket alone begins anew with every byte.

    Args:
        until: When, by the monotonic clock.
    """

    def __init__(self, until: float) -> None:
        self.until = until
        self.socket: socket.socket | None = None
        self.held: list[http.client.HTTPConnection | http.client.HTTPResponse] = []
        self._timer = threading.Timer(self.left, self._cut)
        self._timer.daemon = True
        self._timer.start()

    @property
    def left(self) -> float:
        """Seconds until then."""
        return max(self.until - time.monotonic(), 0.1)

    def close(self) -> None:
        """Close the connection."""
        self._timer.cancel()
        for one in reversed(self.held):
            one.close()
        if self.socket is not None:
            self.socket.close()

    def _cut(self) -> None:
        if self.socket is not None:
            try:
                self.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it is over already


def _connect(place: Place, end: End) -> http.client.HTTPConnection:
    problem = "no address"
    for chosen in public_addresses(place.host, place.port):
        try:
            end.socket = socket.create_connection((chosen, place.port), timeout=end.left)
            if place.secure:
                end.socket = _secured(end.socket, place.host)
                end.socket.do_handshake()
        except (OSError, ValueError) as error:
            problem = type(error).__name__
            if end.socket is not None:
                end.socket.close()
            continue
        connection = http.client.HTTPConnection(place.host, place.port, timeout=end.left)
        connection.sock = end.socket
        end.held.append(connection)
        return connection
    raise InvalidPayload(f"{place.host} could not be reached ({problem}).")


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    return context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def public_addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host, best first; raises InvalidPayload unless all of them are public."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError):
        raise InvalidPayload(f"The host {host[:80]} is not known.") from None
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    for address in found:
        if not is_public(ipaddress.ip_address(address.partition("%")[0])):
            raise InvalidPayload(f"The host {host[:80]} is not public, so its files cannot be read.")
    return found


def is_public(address: Address) -> bool:
    """Whether an address is one machine's on the internet, and not a way around to one inside."""
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in EMBEDDING):
            return is_public(ipaddress.IPv4Address(address.packed[-4:]))
        if address.sixtofour is not None and not is_public(address.sixtofour):
            return False
        if any(address in network for network in NOT_PUBLIC):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _read(response: http.client.HTTPResponse, end: End, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(65536):
        size += len(chunk)
        if size > limit:
            raise InvalidPayload(f"The file is larger than the {limit} bytes that this app takes (max_file_size).")
        parts.append(chunk)
    if time.monotonic() >= end.until:
        raise InvalidPayload(f"The file took longer than the {SECONDS:g} seconds that it may.")
    if response.length:
        raise InvalidPayload("The file ended before its announced length.")
    return b"".join(parts)
