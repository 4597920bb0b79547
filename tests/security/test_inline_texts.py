"""The page as it is served: whatever its texts say, it has the elements of a page with harmless texts."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

import portico as gr
from security.payloads import PAYLOADS

HARMLESS = "words"
ENDING = [
    "</script><script>hit()</script>", "<!--<script>hit()//", "<!--<script>", "]]><script>hit()</script>",
    "</title><script>hit()</script>", '"><img src=x onerror=hit()>', "'><svg onload=hit()>", "\u2028hit()\u2029",
    "</SCRIPT\t><script>hit()", "\\u003c/script>", "{{hit()}}", "${hit()}", "&lt;/script&gt;<script>hit()</script>",
    "\\", '\\"', "\x00</script>", "<plaintext>", "</script ", "</script/x", "<!-- <script ", "{nonce}",
    "<gradio-app>",
]  # fmt: skip


class Elements(HTMLParser):
    """The tags of a document with the names of their attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _ in attrs]))


def page_of(text: str) -> gr.Blocks:
    with gr.Blocks(title=text, css=f"/* {text} */", js=f"() => `{text}`") as demo:
        gr.Textbox(text, label=text, info=text, placeholder=text, elem_id=text, elem_classes=[text])
        gr.JSON({text: [text, {"__proto__": {text: text}}]})
        gr.Chatbot([{"role": "user", "content": text}])
        with gr.Accordion(text):
            gr.Button(text).click(lambda: None, None, None, api_name="f", api_description=text)
    return demo


def served(launched: Any, text: str, **options: Any) -> str:
    app = launched(page_of(text), **options)
    reply = httpx.get(app.url, params=dict.fromkeys(("__theme", "view", "x"), text[:500]), headers=hostile(text))
    assert reply.status_code == 200
    return reply.text


def hostile(text: str) -> dict[str, str]:
    plain = re.sub(r"[^\x20-\x7e]", "", text)[:2000].strip()
    names = (
        "referer",
        "user-agent",
        "accept-language",
        "x-forwarded-for",
        "x-forwarded-prefix",
        "cookie",
        "x-gradio-user",
    )
    return dict.fromkeys(names, plain)


@pytest.mark.requirement("R23")
@pytest.mark.parametrize("text", [*ENDING, "\n".join(PAYLOADS)])
def test_no_text_becomes_an_element(launched: Any, text: str) -> None:
    policy = gr.Security(content_policy="script-src 'nonce-{nonce}'")
    page = served(launched, text, security=policy)
    assert Elements(page).found == Elements(served(launched, HARMLESS, security=policy)).found
    assert f"<title>{html.escape(text)}</title>" in page


@pytest.mark.requirement("R23", "R25")
@pytest.mark.parametrize("text", ENDING)
def test_the_config_says_what_the_program_says_and_no_prototype(launched: Any, text: str) -> None:
    page = served(launched, text)
    found = re.search(r"window\.gradio_config = (.*?);</script>", page, re.DOTALL)
    assert found
    assert not set("<>&'") & set(found[1])
    # In a script, a member of this name would not be a member: it would be what the object inherits.
    assert '"__proto__"' not in found[1]
    config = json.loads(found[1])
    props = [component["props"] for component in config["components"]]
    assert text in [one.get("label") for one in props]
    assert {text: [text, {}]} in [one.get("value") for one in props]


@pytest.mark.requirement("R23")
@pytest.mark.parametrize(
    "header", ["host", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-prefix", "x-forwarded-server", "forwarded"]
)
def test_no_header_is_told_back_as_markup(launched: Any, header: str) -> None:
    app = launched(page_of(HARMLESS))
    for value in ('"><script>hit()</script>', "</script><script>hit()</script>", "x.example'onload='hit()"):
        reply = httpx.get(app.url, headers={header: value})
        kind = reply.headers.get("content-type", "")
        assert "hit()" not in reply.text or not kind.startswith("text/html")
