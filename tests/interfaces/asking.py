"""Starting a listener of a running app as the page does: by its number, through the queue."""

from __future__ import annotations

import json
from typing import Any

import httpx

PAGE = {"x-gradio-user": "app"}
"""What the page says of itself: some listeners answer to it alone."""


def press(page: Any, name: str, data: list[Any] | None = None, *, session: str = "s", cookies: Any = None) -> Any:
    """Run a listener and return what it answers, or the whole message where it failed.

    Args:
        page: What the `launched` fixture gave.
        name: The listener's api_name.
        data: Its inputs.
        session: Whose call it is.
        cookies: The browser that the session belongs to.
    """
    listeners = page.demo.get_config_file()["dependencies"]
    number = next(one["id"] for one in listeners if one["api_name"] == name)
    asked = {"fn_index": number, "data": data or [], "session_hash": session}
    with httpx.Client(base_url=page.url, timeout=20, cookies=cookies, headers=PAGE) as http:
        joined = http.post("/gradio_api/queue/join", json=asked).json()
        with http.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
            for line in stream.iter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                if message.get("msg") == "process_completed" and message["event_id"] == joined["event_id"]:
                    return message["output"]["data"] if message["success"] else message
    raise AssertionError(f"'{name}' was not answered.")
