"""The page itself."""

from __future__ import annotations

import gzip
import secrets

from portico.server import page
from portico.server.door import PasswordDoor
from portico.server.encoding import accepted, digest
from portico.server.policy import NONCE, page_headers
from portico.server.refusal import Refusal
from portico.server.root import public_root
from portico.server.routing import Access, Hot
from portico.server.site import Site
from portico.server.visit import Headers, Visit
from portico.server.visitor import new_cookie

HTML = (b"content-type", b"text/html; charset=utf-8")
# It may be kept, but only by this visitor's browser, and only to be asked about.
PRIVATE = (b"cache-control", b"private, no-cache")
VARY = (b"vary", b"Accept-Encoding")


async def index(visit: Visit) -> None:
    """Answer with the page and its config in it."""
    site = visit.site
    frame = site.page.frame(
        site.application.view_types(),
        site.application.title,
        site.stylesheet.read(site.application).version,
        own_icon(site),
    )
    if frame is None:
        await visit.reply(503, page.NOT_BUILT.encode(), [HTML, (b"cache-control", b"no-store")])
        return
    nonce = secrets.token_urlsafe(16) if NONCE in site.options.content_policy else ""
    caller = visit.caller()
    scripts = page.scripts(site.application.config(caller), site.application.info(caller))
    cookies = site.door.renewed(visit.scope) if isinstance(site.door, PasswordDoor) else []
    if not caller.reader:
        cookies.append(new_cookie(caller.root, bool(site.options.embed_origins)))
    await send(visit, frame.before + scripts + frame.after, nonce, cookies)


async def send(visit: Visit, content: bytes, nonce: str, cookies: Headers) -> None:
    """Answer with the page: compressed, and not at all where the visitor has it already.

    A browser that has the page keeps its nonce and the policy that came with it, so what says that nothing changed
    names no other. Nothing of it is kept here: the address that it was asked at stands in it.
    """
    tag = f'"{digest(content)}"'
    headers = [HTML, PRIVATE, (b"etag", tag.encode()), VARY, *cookies]
    if tag in visit.header(b"if-none-match"):
        await visit.send({"type": "http.response.start", "status": 304, "headers": headers})
        await visit.send({"type": "http.response.body", "body": b""})
        return
    headers += page_headers(visit.site.options, nonce)
    content = page.marked(content, nonce)
    if "gzip" in accepted(visit.header(b"accept-encoding")):
        await visit.reply(200, gzip.compress(content, 4, mtime=0), [*headers, (b"content-encoding", b"gzip")])
        return
    await visit.reply(200, content, headers)


def own_icon(site: Site) -> bool:
    """Whether the app brings an icon."""
    return site.options.favicon is not None or site.application.asset("favicon.ico") is not None


async def slash(visit: Visit) -> None:
    """Send a visitor who left the slash out to the page: relative addresses need it."""
    root = public_root(visit.scope, visit.site.options.root_path)
    raise Refusal(307, "See the app's root.", headers=[(b"location", f"{root}/".encode("latin-1"))])


routes = [Hot("GET HEAD", "/", index, Access.PAGE), Hot("GET HEAD", "", slash, Access.PUBLIC)]
