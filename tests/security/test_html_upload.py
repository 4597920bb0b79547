"""The attack: upload a page with a script in it, send somebody its address, and act as that person in the app.

What a visitor uploaded never opens as a document of the app: it is saved, or shown where no script runs.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest

import portico as gr

SCRIPT = b"<script>fetch('/config').then(r => r.text()).then(t => opener.postMessage(t, '*'))</script>"
DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg'><script>document.cookie</script></svg>"
FEED = b"<?xml version='1.0'?><?xml-stylesheet href='#s' type='text/xsl'?><r xmlns:h='http://www.w3.org/1999/xhtml'/>"

# Types in which nothing can run, also where somebody opens them by themselves.
INERT = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/x-icon", "image/apng",
         "text/plain", "text/vtt", "application/json", "audio/", "video/")  # fmt: skip

NAMES = [
    "page.html", "page.htm", "page.xhtml", "page.xht", "page.shtml", "page.HTML", "page.html.", "page.html ",
    "page.htm;.png", "page.svg", "page.SVG", "page.svgz", "page.xml", "page.xsl", "page.xslt", "page.rss",
    "page.atom", "page.rdf", "page.mathml", "page.pdf", "page.swf", "page.js", "page.mjs", "page.css", "page.wasm",
    "page.mht", "page.mhtml", "page.eml", "page.hta", "page.url", "page.webarchive", "page.jar", "page.vbs",
    "page.wsf", "page.htc", "page.appcache", "page.manifest", "page.png", "page.jpg", "page.gif", "page.txt",
    "page.json", "page.md", "page.csv", "page.mp4", "page.wav", "page", "page.", ".html", "page.png.html",
    "page.html.png", "page.jpg%00.html", "page.html%0a.png", "page.\u0068tml\u200b", "<img src=x onerror=hit()>.html",
    'page".html', "page.html\u202egnp.", "page.unknown", "page.php", "page.html::$DATA",
]  # fmt: skip


@pytest.fixture
def visitor(launched: Any) -> Any:
    with gr.Blocks() as demo:
        gr.File()
    app = launched(demo)
    with httpx.Client(base_url=app.url) as client:
        yield client


def uploaded(visitor: httpx.Client, name: str, content: bytes, kind: str) -> httpx.Response:
    """The answer to somebody who opens what was uploaded, as the one who may."""
    reply = visitor.post("/gradio_api/upload", files={"files": (name, content, kind)})
    assert reply.status_code == 200, reply.text
    return visitor.get(f"/gradio_api/file={quote(reply.json()[0])}")


@pytest.mark.requirement("R20")
@pytest.mark.parametrize(
    ("content", "kind"),
    [(SCRIPT, "text/html"), (DRAWING, "image/svg+xml"), (FEED, "application/xml"), (SCRIPT, "image/png")],
    ids=["html", "svg", "xml", "html-as-png"],
)
def test_an_uploaded_page_is_no_page_of_the_app(visitor: httpx.Client, content: bytes, kind: str) -> None:
    for name in NAMES:
        reply = uploaded(visitor, name, content, kind)
        assert reply.status_code == 200, name
        assert reply.content == content
        assert reply.headers["x-content-type-options"] == "nosniff"
        told = reply.headers["content-type"].partition(";")[0]
        attached = reply.headers["content-disposition"].startswith("attachment")
        assert attached or told.startswith(INERT), f"{name} is shown as {told}"
        # Should a browser show it all the same, it is a page of nowhere in which nothing runs.
        assert reply.headers["content-security-policy"] == "sandbox", name


@pytest.mark.requirement("R20")
def test_a_result_that_is_a_page_is_saved_too(launched: Any, tmp_path: Any) -> None:
    page = tmp_path / "report.html"
    page.write_bytes(SCRIPT)
    with gr.Blocks() as demo:
        gr.Button().click(lambda: str(page), None, gr.File(), api_name="report")
    app = launched(demo)
    with httpx.Client(base_url=app.url) as client:
        file = client.post("/gradio_api/run/report", json={"data": []}).json()["data"][0]
        reply = client.get(file["url"])
    assert reply.content == SCRIPT
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["content-security-policy"] == "sandbox"


@pytest.mark.requirement("R20")
@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "feed.xml"])
def test_pages_that_the_author_offers_are_pages_of_nowhere(launched: Any, tmp_path: Any, name: str) -> None:
    folder = tmp_path / "offered"
    folder.mkdir()
    (folder / name).write_bytes(SCRIPT)
    with gr.Blocks() as demo:
        gr.Markdown("Hello")
    app = launched(demo, allowed_paths=[str(folder)])
    reply = httpx.get(f"{app.url}/gradio_api/file={folder}/{name}")
    assert reply.status_code == 200
    directives = reply.headers["content-security-policy"].split()
    assert directives[0] == "sandbox"
    assert "allow-same-origin" not in directives
    assert not any(directive.startswith("allow-top-navigation") for directive in directives)
