"""What stands in the page, and what its answers tell browsers and caches: over HTTP."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

import portico as gr

PAYLOADS = [
    "</script><script>alert(1)</script>", "<!--<script>", "<img src=x onerror=alert(1)>", "'\"><svg onload=alert(1)>",
    "\u2028alert(1)//", "]]>", "${alert(1)}", "&lt;/script&gt;", "</SCRIPT ><b>", "\\u003c/script>", "{{7*7}}",
]  # fmt: skip
STATIC = Path(gr.__file__).parent / "server" / "static" / "index.html"
needs_page = pytest.mark.skipif(not STATIC.is_file(), reason="the front end is not built: make ui")


class Elements(HTMLParser):
    """The elements of a page, and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@needs_page
@pytest.mark.requirement("R23")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_of_the_app_becomes_markup(launched: Any, web: httpx.Client, payload: str) -> None:
    with gr.Blocks(title=payload) as demo:
        gr.Textbox(payload, label=payload, placeholder=payload, elem_id=payload)
        gr.Markdown(payload)
        gr.HTML(payload)
        gr.Radio([payload])
        gr.State(payload)
    with gr.Blocks(title="") as plain:
        gr.Textbox()
        gr.Markdown()
        gr.HTML()
        gr.Radio(["a"])
        gr.State()
    found, expected = (Elements(web.get(launched(one).url).text).found for one in (demo, plain))
    assert [tag for tag, _ in found] == [tag for tag, _ in expected]
    assert not [name for _, attributes in found for name in attributes if name.startswith("on")]


@needs_page
@pytest.mark.requirement("R23")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_of_a_request_is_sent_back_as_html(launched: Any, web: httpx.Client, payload: str) -> None:
    with gr.Blocks() as demo:
        gr.Textbox()
    app = launched(demo)
    named = quote(payload, safe="")
    headers = {"referer": named, "user-agent": "canary<b>", "accept-language": "<b>", "x-forwarded-host": "<b>"}
    for path in (
        f"/?__theme={named}&x={named}&{named}=1", f"/{named}", f"/gradio_api/{named}", f"/gradio_api/file={named}",
        f"/assets/{named}", f"/static/{named}", f"/config?session_hash={named}", f"/gradio_api/call/{named}/x",
        f"/gradio_api/info?all_endpoints={named}", f"/login?x={named}", f"/monitoring/{named}",
    ):  # fmt: skip
        reply = web.get(app.url + path, headers=headers)
        kind = reply.headers.get("content-type", "")
        if kind.startswith("text/html"):
            assert payload not in reply.text
            assert "canary" not in reply.text
        else:
            assert kind.startswith(("application/json", "text/event-stream", "text/plain")), (path, kind)
        assert reply.headers["x-content-type-options"] == "nosniff"


@needs_page
@pytest.mark.requirement("R21")
def test_no_script_in_the_page_is_without_a_nonce(launched: Any, web: httpx.Client) -> None:
    with gr.Blocks(js="() => 1", head="<script>window.own = 1</script>", css="p {color: red}") as demo:
        gr.HTML("<b onclick='x()'>x</b>")
    reply = web.get(launched(demo).url)
    (nonce,) = re.findall(r"'nonce-([^']+)'", reply.headers["content-security-policy"])
    scripts = [attributes for tag, attributes in Elements(reply.text).found if tag == "script"]
    assert len(scripts) == 3
    assert all(attributes["nonce"] == nonce for attributes in scripts)


@needs_page
@pytest.mark.requirement("R21")
def test_the_author_says_what_the_page_may_do(launched: Any, web: httpx.Client) -> None:
    with gr.Blocks() as demo:
        gr.Textbox()
    security = gr.Security(
        embed_origins=["https://site.example"], referrer_policy="no-referrer", permissions_policy="camera=()"
    )
    headers = web.get(launched(demo, security=security).url).headers
    assert headers["content-security-policy"].endswith("frame-ancestors 'self' https://site.example")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["permissions-policy"] == "camera=()"


@pytest.mark.requirement("R22")
def test_what_is_one_visitors_is_kept_by_no_cache(launched: Any, web: httpx.Client) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        box.submit(lambda text: text, box, box, api_name="echo")
    app = launched(demo)
    for path in ("/", "/config", "/gradio_api/info", "/gradio_api/app_id", "/gradio_api/user", "/gradio_api/nosuch"):
        told = web.get(app.url + path).headers["cache-control"]
        assert "public" not in told
        assert "no-store" in told or "private" in told
    assert web.post(f"{app.url}/gradio_api/run/echo", json={"data": ["x"]}).headers["cache-control"] == "no-store"
    sent = {"files": ("a.txt", b"text")}
    (path,) = web.post(f"{app.url}/gradio_api/upload", files=sent).json()
    file = web.get(f"{app.url}/gradio_api/file={path}")
    assert file.status_code == 403 or "private" in file.headers["cache-control"]
    asked = {"origin": app.url}
    assert "Origin" in web.get(f"{app.url}/config", headers=asked).headers["vary"]


@pytest.mark.requirement("R30")
@pytest.mark.parametrize(
    ("root", "embed", "site"),
    [
        ("https://app.example", ["https://site.example"], "SameSite=None; Secure"),
        ("https://app.example", [], "SameSite=Lax; Secure"),
        ("http://app.example", ["https://site.example"], "SameSite=Lax"),
    ],
)
def test_the_visitors_cookie_goes_into_frames_where_the_author_says_so(
    launched: Any, web: httpx.Client, root: str, embed: list[str], site: str
) -> None:
    with gr.Blocks() as demo:
        gr.Textbox()
    app = launched(demo, root_path=root, security=gr.Security(embed_origins=embed))
    for path in ("/", "/config"):
        web.cookies.clear()
        told = web.get(app.url + path).headers["set-cookie"]
        assert told.endswith(f"; HttpOnly; {site}")


@pytest.mark.requirement("R25")
def test_no_key_that_a_visitor_sends_becomes_a_member_of_anything(launched: Any, web: httpx.Client) -> None:
    keys = ("__class__", "__proto__", "constructor", "__init__", "label", "choices", "preprocess", "__dict__")
    forged = {"__type__": "update", **dict.fromkeys(keys, "canary")}
    with gr.Blocks() as demo:
        box = gr.JSON()
        radio = gr.Radio(["a"], value="a")
        gr.Button().click(lambda value, choice: value, [box, radio], box, api_name="echo")
    app = launched(demo)
    before = web.get(f"{app.url}/config").text
    for data in ([forged, "a"], [{"props": forged}, "a"], [json.dumps(forged), "a"], [forged, forged]):
        for more in ({}, {"event_data": forged}, {"event_data": {"__proto__": forged}}, forged):
            web.post(f"{app.url}/gradio_api/run/echo", json={"data": data, "session_hash": "s", **more})
    after = web.get(f"{app.url}/config").text
    assert before == after
    assert type(radio).__name__ == "Radio"
    assert radio.choices == [("a", "a")]
    assert radio.label != "canary"
