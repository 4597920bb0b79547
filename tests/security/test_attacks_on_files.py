"""Three of the attacks that the history of such apps names most, each as it was made."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import httpx
import pytest

import portico as gr
from security.visitor import described
from security.world import SECRET, World, leaks


def app() -> gr.Blocks:
    """An app that takes a file and gives it back."""
    with gr.Blocks() as demo:
        gr.Button().click(lambda file: file, gr.File(), gr.File(), api_name="echo")
        gr.Button().click(lambda: "secret.txt", None, gr.File(), api_name="own")
    return demo


@pytest.mark.requirement("R1", "R6")
def test_traversal_in_the_address_of_a_file(launched: Any, world: World) -> None:
    """2021 to 2025: `file=` with `..` in it, an absolute path, a neighbour of an upload, or a path spelled oddly."""
    page = launched(app(), allowed_paths=[str(world.offered)])
    visitor = world.visitor(page.url, "me")
    upload = Path(visitor.upload("a.txt", b"mine"))
    assert visitor.get(str(upload)).text == "mine"
    assert visitor.get(str(world.offered / "secret.txt")).text == SECRET
    secrets = [world.outside / "secret.txt", world.app / "secret.txt", world.temp / "secret.txt"]
    for secret in secrets:
        up = os.path.relpath(secret, world.offered)
        for path in (
            str(secret),
            f"{world.offered}/{up}",
            f"{world.offered}/x/../{up}",
            f"{upload}/../../{'../' * 20}{secret}",
            f"{upload.parent}/{'../' * 20}{str(secret).lstrip('/')}",
            f"/{secret}",
            f"//{secret}",
            str(secret).replace("/", "\\"),
            f"file://{secret}",
            f"C:{secret}",
        ):
            for spelled in spellings(path):
                reply = httpx.get(page.url + "/gradio_api/file" + spelled, cookies=visitor.http.cookies)
                assert reply.status_code in (403, 404), spelled
                assert not leaks(reply)


def spellings(path: str) -> list[str]:
    """A path as attackers write it into an address."""
    dots = path.replace("..", "%2e%2e")
    return [
        f"={path}",
        f"/{path.lstrip('/')}",
        f"={dots}",
        f"={path.replace('/', '%2f')}",
        f"={dots.replace('/', '%2F')}",
        f"={path.replace('/', '%252f')}",
        f"={path.replace('/', '//')}",
        f"={path}%00.txt",
        f"={path}/",
        f"={path}.",
        f"={path}%20",
        f"={path}::$DATA",
    ]


@pytest.mark.requirement("R3")
def test_a_file_that_was_never_uploaded(launched: Any, world: World) -> None:
    """2024: a call whose FileData names a file of the host, which the app then copied to where everybody reads it."""
    visitor = world.visitor(launched(app()).url, "me")
    for path in (
        world.app / "secret.txt",
        world.temp / "secret.txt",
        world.outside / "secret.txt",
        Path("/etc/passwd"),
    ):
        reply = visitor.call("echo", described(str(path), url=str(path), size=5, mime_type="text/plain"))
        assert reply.status_code in (403, 422)
        assert not leaks(reply)
        assert visitor.get(str(path)).status_code == 403
    mine = visitor.upload("mine.txt", b"mine")
    assert visitor.get(visitor.first("echo", described(mine))["path"]).text == "mine"


@pytest.mark.requirement("R20")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>fetch('/config')</script>"),
        ("page.HTML", b"<script>1</script>"),
        ("page.xhtml", b"<html xmlns='http://www.w3.org/1999/xhtml'><script>1</script></html>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("data.xml", b"<?xml-stylesheet href='x.xsl'?><x/>"),
        ("code.js", b"alert(1)"),
        ("module.mjs", b"alert(1)"),
        ("page.png.html", b"<script>1</script>"),
        ("paper.pdf", b"%PDF-1.7"),
        ("page", b"<script>1</script>"),
        ("page.html;.png ", b"<script>1</script>"),
    ],
)
def test_an_uploaded_page_is_not_shown_as_one(launched: Any, world: World, name: str, content: bytes) -> None:
    """2024: HTML, SVG or a script that a visitor uploaded, opened under the app's own address."""
    visitor = world.visitor(launched(app()).url, "me")
    path = visitor.upload(name, content)
    for shown in (path, visitor.first("echo", described(path))["path"]):
        reply = visitor.get(shown)
        assert reply.content == content
        kind = reply.headers["content-type"]
        assert kind == "application/octet-stream" or (kind == "image/png" and name.endswith(".png ")), kind
        assert reply.headers["content-disposition"].startswith("attachment") or kind == "image/png"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"] == "sandbox"
