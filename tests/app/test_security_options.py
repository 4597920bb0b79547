"""`launch(security=…)`: what an author says about who reaches the app."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import portico as gr
from portico.errors import BuildError


def test_hosts_and_the_pages_policy_are_what_the_author_says(launched: Any) -> None:
    with gr.Blocks() as demo:
        gr.Markdown("Hello")
    app = launched(demo, security=gr.Security(allowed_hosts=["127.0.0.1"], content_policy="default-src 'self'"))
    page = httpx.get(app.url)
    assert page.headers["content-security-policy"] == "default-src 'self'"
    assert httpx.get(app.url, headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lambda: gr.Security(allowed_hosts="app.example"), r"write allowed_hosts=\['app.example'\]"),
        (lambda: gr.Blocks().launch(security={"allowed_hosts": []}, quiet=True), "security is a gr.Security"),  # type: ignore[arg-type]
    ],
)
def test_what_does_not_fit_is_explained(given: Any, said: str) -> None:
    with pytest.raises(BuildError, match=said):
        given()
