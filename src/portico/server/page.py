"""The page: the built index.html with the app's config in it, and the code of what stands on it already asked for.

Every address in it is relative, so it works under any path without knowing what a proxy in front did.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FALLBACK = "column"
"""The root of every page."""
ALWAYS = "layout"
"""The chunk of the containers that every page has; the build's configuration gives it this name."""
NONCED = re.compile(r'<script(?= )|<link(?= rel="modulepreload")')
"""The tags of a built page that a policy with a nonce asks for one."""
NAMED = re.compile(r'<(?:script|link)\b[^>]*?(?= (?:src|href)="\./(assets/[^"]+)")')
"""The tags that name a file of the build, up to its address."""
MANIFESTS = (".vite/manifest.json", "manifest.json")
UNMARKED = b' nonce=""'
"""Where a nonce goes, in what this module writes; text from outside has its quotes escaped."""
ESCAPES = ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026"), (b"'", b"\\u0027"))

NOT_BUILT = """<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>The page is not built</title></head>
  <body>
    <main>
      <h1>The page is not built yet</h1>
      <p>The app itself runs, and its API answers; what is missing is the page for browsers. In a checkout of Portico,
      build it with <code>make ui</code> (or <code>python dev.py ui</code>) and reload. An installed Portico has its
      page inside: if this one has not, install it again.</p>
    </main>
  </body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """The page around its config.

    Args:
        before: Up to where the config's scripts stand.
        after: What follows them.
    """

    before: bytes
    after: bytes


class Page:
    """The built front end's index.html.

    Args:
        folder: Where the front end was built to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: tuple[Any, Frame] | None = None

    def frame(self, types: Iterable[str], title: str, theme: str, icon: bool) -> Frame | None:
        """Return the page without its config; None where the front end is not built.

        Args:
            types: The wire types of the blocks on the page.
            title: The page's title.
            theme: The version of the theme's style sheet.
            icon: Whether the app brings an icon of its own.
        """
        index = self.folder / "index.html"
        try:
            built = index.stat().st_mtime_ns
        except OSError:
            return None
        key = (built, tuple(types), title, theme, icon)
        if self._made is None or self._made[0] != key:
            self._made = key, self._build(index.read_text(encoding="utf-8"), *key[1:])
        return self._made[1]

    def _build(self, text: str, types: tuple[str, ...], title: str, theme: str, icon: bool) -> Frame:
        shown = html.escape(title)
        text = NAMED.sub(lambda tag: f"{tag[0]}{self._checksum(tag[1])}", text)
        text = NONCED.sub(lambda tag: f"{tag[0]}{UNMARKED.decode()}", text)
        text = text.replace("<title></title>", f"<title>{shown}</title>{_meta(shown)}", 1)
        text = text.replace('href="./theme.css"', f'href="./theme.css?v={theme}"', 1)
        lines = [_icon(icon), *self._links(types, text)]
        where = text.find("<script")
        where = text.index("</head>") if where < 0 else where
        text = text[:where] + "\n    ".join(lines) + "\n    " + text[where:]
        before, mark, after = text.partition("</head>")
        return Frame(before.encode(), (mark + after).encode())

    def _links(self, types: tuple[str, ...], text: str) -> Iterator[str]:
        scripts, styles = self._chunks(types)
        for file in styles:
            if file not in text:
                yield f'<link rel="stylesheet" crossorigin{self._checksum(file)} href="./{file}">'
        for file in scripts:
            if file not in text:
                yield f'<link rel="modulepreload"{UNMARKED.decode()} crossorigin{self._checksum(file)} href="./{file}">'

    def _checksum(self, file: str) -> str:
        """Return the attribute by which a browser refuses the file if it arrives as another one."""
        try:
            content = (self.folder / file).read_bytes()
        except OSError:
            return ""  # it will not be served either
        return f' integrity="sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"'

    def _chunks(self, types: tuple[str, ...]) -> tuple[list[str], list[str]]:
        """Return the scripts and style sheets of what stands on the page, each once."""
        manifest = self._manifest()
        views = (name if "/" in name else f"{name}/index" for name in dict.fromkeys([FALLBACK, *types]))
        entries = [f"src/components/{view}.svelte" for view in views]
        # Views that the build put together have no entry of their own; the chunk is named for one of them.
        together = {ALWAYS, *types}
        entries += [key for key, chunk in manifest.items() if key.startswith("_") and chunk.get("name") in together]
        scripts: dict[str, None] = {}
        styles: dict[str, None] = {}
        waiting = list(reversed(entries))
        seen: set[str] = set()
        while waiting:
            key = waiting.pop()
            chunk = manifest.get(key)
            if chunk is None or key in seen:
                continue
            seen.add(key)
            where = styles if chunk["file"].endswith(".css") else scripts
            where[chunk["file"]] = None
            styles.update(dict.fromkeys(chunk.get("css", ())))
            waiting.extend(chunk.get("imports", ()))
        return list(scripts), list(styles)

    def _manifest(self) -> dict[str, dict[str, Any]]:
        for name in MANIFESTS:
            path = self.folder / name
            if path.is_file():
                return json.loads(path.read_text(encoding="utf-8"))
        return {}


def _meta(title: str) -> str:
    return f'\n    <meta property="og:title" content="{title}" />\n    <meta name="twitter:title" content="{title}" />'


def _icon(own: bool) -> str:
    if own:
        return '<link rel="icon" href="./favicon.ico" />'
    # Inside the page, the default icon costs no request.
    return f'<link rel="icon" href="data:image/svg+xml,{ICON.translate(QUOTED)}" />'


ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#5b5bd6" stroke-width="3" '
    'stroke-linecap="round" stroke-linejoin="round">'
    '<path d="M4 12 16 5l12 7zM4 27h24M8 12v15M24 12v15M16 12v15"/></svg>'
)
"""A portico: a roof on three columns."""
QUOTED = str.maketrans({"<": "%3C", ">": "%3E", "#": "%23", '"': "'"})


def scripts(config: bytes, info: bytes) -> bytes:
    """Return the page's data as the two scripts that clients of any age look for.

    Args:
        config: The config as JSON.
        info: The API description as JSON.
    """
    # The members of the inline config that `/config` has not: the page that was asked for.
    whole = config.rstrip()[:-1] + b',"current_page":"","deep_link_state":"none"}'
    return b"<script%b>window.gradio_config = %b;</script><script%b>window.gradio_api_info = %b;</script>" % (
        UNMARKED, inert(whole), UNMARKED, inert(info),
    )  # fmt: skip


def marked(content: bytes, nonce: str) -> bytes:
    """Return the page with its nonce; without the attribute where there is none."""
    return content.replace(UNMARKED, f' nonce="{nonce}"'.encode() if nonce else b"")


def inert(data: bytes) -> bytes:
    """Return JSON that cannot end the script it stands in, nor, read as a script, change what its objects inherit."""
    if b'"__proto__"' in data:
        data = json.dumps(json.loads(data, object_pairs_hook=_members), separators=(",", ":")).encode()
    for character, escape in ESCAPES:
        data = data.replace(character, escape)
    return data


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if name != "__proto__"}
