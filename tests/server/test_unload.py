"""`Blocks.unload`: what runs when a visitor leaves."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from serving import wait_until

import portico as gr


def visit(page: Any, session: str) -> None:
    """Open a page's heartbeat and leave."""
    with httpx.stream("GET", f"{page.url}/gradio_api/heartbeat/{session}") as beat:
        assert next(beat.iter_lines()).startswith("data:")


@pytest.mark.requirement("R42")
def test_every_kind_of_function_runs_once_for_each_visitor_and_one_that_fails_stops_no_other(launched: Any) -> None:
    left: list[tuple[str, str | None]] = []

    class Note:
        def __call__(self, request: gr.Request) -> None:
            left.append(("instance", request.session_hash))

    async def later(request: gr.Request) -> None:
        await asyncio.sleep(0)
        left.append(("async", request.session_hash))

    def fails(request: gr.Request) -> None:
        left.append(("failing", request.session_hash))
        raise ValueError("it fails")

    with gr.Blocks() as demo:
        for fn in (fails, Note(), later, lambda: left.append(("plain", None))):
            demo.unload(fn)
    page = launched(demo)
    for number, session in enumerate(["anna", "ben"], 1):
        visit(page, session)
        wait_until(lambda number=number: len(left) == 4 * number, f"{session} left")
    names = [(kind, session) for session in ("anna", "ben") for kind in ("failing", "instance", "async")]
    assert sorted(one for one in left if one[1]) == sorted(names)
    assert left.count(("plain", None)) == 2


@pytest.mark.requirement("R42")
def test_clients_cannot_call_it(launched: Any) -> None:
    left: list[str] = []
    with gr.Blocks() as demo:
        demo.unload(lambda: left.append("unload"))
    page = launched(demo)
    (unload,) = page.demo.get_config_file()["dependencies"]
    assert (unload["targets"], unload["api_visibility"]) == ([[None, "unload"]], "private")
    assert httpx.post(f"{page.url}/gradio_api/run/{unload['api_name']}", json={"data": []}).status_code == 404
    assert left == []
