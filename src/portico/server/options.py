"""What the server may be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portico.stores.links import Links

if TYPE_CHECKING:
    from portico.server.scraper import Scraper

SMALLEST_BODY_LIMIT = 1024 * 1024
CONTENT_POLICY = (
    "script-src 'self' 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'"
)
"""Scripts are the page's own, the program's, and what these load; none that stands in text runs."""
REFERRER_POLICY = "strict-origin-when-cross-origin"


@dataclass(slots=True)
class ServerOptions:
    """Options of one server.

    Args:
        root_path: A path prefix, or a full http(s) address, under which the app is public.
        max_file_size: Bytes that one uploaded file may have; None means no limit.
        max_body: Bytes that a JSON body may have.
        api_open: Whether `run/` and `api/` answer for queued functions as well.
        strict_cors: Whether the literal origin `null` is refused for a local app.
        favicon: A file that replaces Portico's icon.
        heartbeat: Seconds between two signs of life.
        trusted_hosts: Host names that requests may be addressed to, `*.example.org` for all below one; empty: this
            machine's own where only it gets here and nothing says otherwise, else any.
        loopback: Whether only this machine gets here; None: each request's own socket tells.
        trusted_proxies: Addresses and networks whose forwarding headers are believed; "private": all private ones.
        origins: Origins of other sites' pages that may use the app; "*": every one, without the visitor's cookies.
        embed_origins: Origins whose pages may show the app in a frame, and use it.
        framing: Origins whose pages may show the app in a frame, and no more.
        guarded: Whether visitors log in: then other sites' pages may not frame the app.
        content_policy: The page's Content-Security-Policy; `{nonce}` stands for the nonce that the page's own inline
            scripts carry, and appears in the page only where the policy names it.
        referrer_policy: The page's Referrer-Policy.
        permissions_policy: The page's Permissions-Policy; empty: none.
        links: Knows the signed addresses of results.
        quotes: Whether the log has what exceptions quote of requests.
        scraper: Who alone may read the numbers; None: whoever may come in.
    """

    root_path: str = ""
    max_file_size: int | None = None
    max_body: int = 64 * 1024 * 1024
    api_open: bool = True
    strict_cors: bool = True
    favicon: str | None = None
    heartbeat: float = 15.0
    trusted_hosts: list[str] = field(default_factory=list[str])
    loopback: bool | None = None
    trusted_proxies: list[str] = field(default_factory=list[str])
    origins: list[str] = field(default_factory=list[str])
    embed_origins: list[str] = field(default_factory=list[str])
    framing: list[str] = field(default_factory=list[str])
    guarded: bool = False
    content_policy: str = CONTENT_POLICY
    referrer_policy: str = REFERRER_POLICY
    permissions_policy: str = ""
    links: Links = field(default_factory=Links)
    quotes: bool = False
    scraper: Scraper | None = None

    @property
    def body_limit(self) -> int:
        """Bytes that a JSON body may have: an app that takes small files only takes no large text instead of them."""
        if self.max_file_size is None:
            return self.max_body
        # A file inside JSON is a data URL, a third larger than the file.
        return min(self.max_body, max(SMALLEST_BODY_LIMIT, 2 * self.max_file_size))
