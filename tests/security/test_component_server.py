"""The attack: a request names any method of a component, and the server calls it (CVE-2024-1561, CVE-2024-34511)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

import portico as gr

METHODS = [
    "move_resource_to_block_cache", "preprocess", "postprocess", "__init__", "__class__", "get_config", "constructor",
    "read_from_flag", "example_payload", "render", "unrender", "__reduce__", "api_info",
]  # fmt: skip


@pytest.mark.requirement("R48")
@pytest.mark.parametrize("path", ["component_server", "component_server/"])
def test_no_method_of_a_component_can_be_called(launched: Any, tmp_path: Path, path: str, web: httpx.Client) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary", encoding="utf-8")
    with gr.Blocks() as demo:
        gr.File()
        box = gr.Textbox()
        box.submit(lambda text: text, box, box)
    app = launched(demo)
    ids = [component["id"] for component in web.get(f"{app.url}/config").json()["components"]]
    for number in [*ids, 0, -1, "__proto__"]:
        for method in METHODS:
            body = {"data": [str(secret)], "fn_name": method, "component_id": number, "session_hash": "s"}
            reply = web.post(f"{app.url}/gradio_api/{path}", json=body)
            assert reply.status_code in (404, 405), (number, method)
            assert "canary" not in reply.text
    assert not [file for file in (tmp_path / "files").rglob("*") if file.is_file()]
