"""The built front end's files, and the few that every site has."""

from __future__ import annotations

import asyncio
from pathlib import Path

from portico.lang.opening import open_file
from portico.media.mime import guess
from portico.server.encoding import accepted
from portico.server.page import ICON
from portico.server.refusal import Refusal
from portico.server.routing import API, Access, Hot
from portico.server.visit import TEXT_TYPE, Visit
from portico.wire.codec import encode

# The build writes the content's digest into every name below assets/, so what has a name never changes.
FOREVER = (b"cache-control", b"public, max-age=31536000, immutable")
HOUR = (b"cache-control", b"public, max-age=3600")
VARY = (b"vary", b"Accept-Encoding")
PACKED = (("br", ".br"), ("gzip", ".gz"))
TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")


async def asset(visit: Visit) -> None:
    """Answer with a file of the build, in the smallest form that the client takes."""
    name, read = f"assets/{visit.rest}", visit.site.build.read
    headers = [(b"content-type", content_type(name)), FOREVER, VARY]
    wanted = accepted(visit.header(b"accept-encoding"))
    for encoding, suffix in PACKED:
        if encoding in wanted:
            try:
                content = read(name + suffix)
            except Refusal:
                continue
            await visit.reply(200, content, [*headers, (b"content-encoding", encoding.encode())])
            return
    await visit.reply(200, read(name), headers)


async def static(visit: Visit) -> None:
    """Answer with a file of the front end's public folder."""
    headers = [(b"content-type", content_type(visit.rest)), HOUR]
    await visit.reply(200, visit.site.build.read(f"static/{visit.rest}"), headers)


def content_type(name: str) -> bytes:
    """Return the media type of a name, with its charset where it has one."""
    kind = guess(name)
    return (f"{kind}; charset=utf-8" if kind.startswith(TEXT) else kind).encode()


async def theme(visit: Visit) -> None:
    """Answer with the theme's style sheet; an address that names its version may be kept for ever."""
    sheet = visit.site.stylesheet.read(visit.site.application)
    asked = visit.query("v")
    cache = FOREVER if asked == sheet.version else (b"cache-control", b"no-cache")
    headers = [(b"content-type", b"text/css; charset=utf-8"), cache, VARY, (b"etag", f'"{sheet.version}"'.encode())]
    if "gzip" in accepted(visit.header(b"accept-encoding")):
        await visit.reply(200, sheet.packed, [*headers, (b"content-encoding", b"gzip")])
        return
    await visit.reply(200, sheet.content, headers)


async def favicon(visit: Visit) -> None:
    """Answer with the app's icon, or Portico's."""
    own = visit.site.options.favicon or visit.site.application.asset("favicon.ico")
    if own is None:
        await visit.reply(200, ICON.encode(), [(b"content-type", b"image/svg+xml"), HOUR])
        return
    if isinstance(own, bytes):
        await visit.reply(200, own, [(b"content-type", b"image/x-icon"), HOUR])
        return
    path = Path(own)
    try:
        content = await asyncio.to_thread(_read, path)
    except OSError:
        raise Refusal(404, "The app's icon is missing.") from None
    await visit.reply(200, content, [(b"content-type", content_type(path.name)), HOUR])


def _read(path: Path) -> bytes:
    with open_file(path.resolve()) as opened:
        return opened.read()


async def robots(visit: Visit) -> None:
    """Let search engines in."""
    await visit.reply(200, b"User-agent: *\nDisallow: ", [TEXT_TYPE])


async def manifest(visit: Visit) -> None:
    """Describe the app to a browser that puts it on a home screen."""
    icon = {"src": "favicon.ico", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    described = {"name": visit.site.application.title, "icons": [icon], "start_url": "./", "display": "standalone"}
    await visit.reply(200, encode(described), [(b"content-type", b"application/manifest+json"), HOUR])


routes = [
    Hot("GET HEAD", "/assets/*", asset, Access.LOGIN),
    Hot("GET HEAD", "/static/*", static, Access.LOGIN),
    Hot("GET HEAD", "/theme.css", theme, Access.LOGIN),
    Hot("GET HEAD", f"{API}theme.css", theme, Access.LOGIN),
    Hot("GET HEAD", "/favicon.ico", favicon, Access.LOGIN),
    Hot("GET", "/robots.txt", robots, Access.LOGIN),
    Hot("GET", "/manifest.json", manifest, Access.LOGIN),
]
