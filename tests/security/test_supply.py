"""Where the code of an app comes from: from this server and its installation, and from nowhere else at run time."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

import portico as gr
from portico.errors import NotBuilt

STATIC = Path(gr.__file__).parent / "server" / "static"
FETCHED = re.compile(
    r"""(?:import\s*\(|\bfrom|import|url\()\s*["'`(]?(?:https?:)?//[\w.-]+"""
    r"""|<(?:script|link|img|iframe)[^>]*(?:src|href)=["']?(?:https?:)?//[\w.-]+""",
)
needs_page = pytest.mark.skipif(not (STATIC / "index.html").is_file(), reason="the front end is not built: make ui")


@needs_page
@pytest.mark.requirement("R77")
def test_the_built_page_imports_nothing_from_another_host() -> None:
    files = [path for path in STATIC.rglob("*") if path.suffix in (".js", ".css", ".html")]
    assert len(files) > 20
    for path in files:
        assert not FETCHED.findall(path.read_text(encoding="utf-8")), path.name


def test_an_import_from_another_host_would_be_found() -> None:
    for text in (
        'import x from "https://cdn.example/x.js"',
        'import("//cdn.example/x")',
        "url(https://fonts.example/a)",
    ):
        assert FETCHED.search(text)
    assert FETCHED.search('<link rel="stylesheet" href="https://fonts.example/css">')


@needs_page
@pytest.mark.requirement("R77")
def test_everything_the_page_names_is_on_its_own_server(launched: Any, web: httpx.Client) -> None:
    with gr.Blocks() as demo:
        gr.Textbox()
        gr.Image()
        gr.Plot()
    app = launched(demo)
    page = web.get(app.url).text
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(named) > 5
    for address in named:
        assert address.startswith(("./", "data:"))
        assert address.startswith("data:") or web.get(f"{app.url}/{address[2:]}").status_code == 200


@needs_page
@pytest.mark.requirement("R77")
def test_the_page_names_each_of_its_files_with_a_checksum(launched: Any, web: httpx.Client) -> None:
    with gr.Blocks() as demo:
        gr.Textbox()
        gr.Markdown()
    app = launched(demo)
    page = web.get(app.url).text
    tags = re.findall(r'<(?:script|link)[^>]*"\./assets/[^>]*>', page)
    assert {"script", "modulepreload", "stylesheet"} <= {kind for tag in tags for kind in re.findall(r"\w+", tag)}
    assert len(tags) > 5
    for tag in tags:
        (address,), (told,) = re.findall(r'(?:src|href)="\./([^"]+)"', tag), re.findall(r'integrity="([^"]+)"', tag)
        content = web.get(f"{app.url}/{address}").content
        assert told == f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"
        assert "crossorigin" in tag, "without it, a browser that gets the file from elsewhere compares nothing"


@pytest.mark.requirement("R75")
def test_there_is_no_tunnel_to_download() -> None:
    with pytest.raises(NotBuilt, match="ssh -R"):
        gr.Blocks().launch(share=True, quiet=True, prevent_thread_lock=True)
    for name in ("share_server_address", "share_server_tls_certificate"):
        with pytest.raises(NotBuilt):
            gr.Blocks().launch(**{name: "x", "quiet": True, "prevent_thread_lock": True})
