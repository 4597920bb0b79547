"""A page that follows a changed program: the cases of `ui/src/dev/patch.cases.json`, which hold the real page too."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from portico.testing.page.page import Page
from portico.testing.page.patch import patch
from portico.testing.page.scripts import Scripts

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[2] / "ui" / "src" / "dev" / "patch.cases.json").read_text(encoding="utf-8")
)
LISTENER: dict[str, Any] = {
    "targets": [], "inputs": [], "outputs": [], "backend_fn": True, "js": None, "js_implementation": None,
    "queue": True, "show_progress_on": None, "cancels": [], "trigger_after": None, "trigger_only_on_success": False,
    "trigger_only_on_failure": False, "trigger_mode": "once", "rendered_in": None, "render_id": None,
    "connection": "sse", "component_prop_inputs": [],
}  # fmt: skip


class Answering:
    """A server that answers everything with nothing, and remembers what it was asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[int] = []

    async def submit(self, request: dict[str, Any]) -> str:
        self.asked.append(request["fn_index"])
        event = f"e{request['fn_index']}.{len(self.asked)}"
        done = {"msg": "process_completed", "event_id": event, "success": True, "output": {"data": []}}
        asyncio.get_running_loop().call_soon(self.page.message, done)
        return event


def placed(one: Any) -> dict[str, Any]:
    return {"id": one} if isinstance(one, int) else {"id": one[0], "children": [placed(inner) for inner in one[1]]}


def listening(described: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [{**LISTENER, **one, **more} for one in described.get("listeners", [])]


def components(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": number, "type": kind, "props": props} for number, kind, props in described["components"]]


def config(described: dict[str, Any]) -> dict[str, Any]:
    stands = described.get("layout", [number for number, _, _ in described["components"]])
    layout = {"id": 0, "children": [placed(one) for one in stands]}
    return {"components": components(described), "layout": layout, "dependencies": listening(described)}


def tree(nodes: Any) -> list[Any]:
    return [[node.id, tree(node.children)] if node.children else node.id for node in nodes]


def do(page: Page, what: str, number: Any, *given: Any) -> None:
    """What happens on the page: a person gives a value, a function an update, or a part is rendered."""
    if what == "render":
        container = {"id": number["container"], "type": "column", "props": {}}
        layout = {"id": number["container"], "children": [{"id": one[0]} for one in number["components"]]}
        listeners = listening(number, rendered_in=number["render"])
        parts = [container, *components(number)]
        page.branches.put(
            {"render_id": number["render"], "layout": layout, "components": parts, "dependencies": listeners}
        )
    elif what == "emit":
        page.emit(number, *given)
    elif what == "set":
        page.nodes[number].props.update(*given)
    else:
        getattr(page.nodes[number], what)(*given)


async def follow(case: dict[str, Any]) -> None:
    page, then = Page(Scripts(False), {}), case["then"]
    server = Answering(page)
    page.open(server, config(case["before"]))  # type: ignore[arg-type]
    for deed in case.get("done", []):
        do(page, *deed)
    await page.whole.settled()
    server.asked.clear()
    was = dict(page.nodes)

    patch(page, config(case["after"]))
    for deed in case.get("afterwards", []):
        do(page, *deed)
    await page.whole.settled()

    assert tree(page.root.children) == then["tree"]
    for number, props in then["props"].items():
        held = page.nodes[int(number)].props
        assert {name: held.get(name) for name in props} == props
    assert all(page.nodes[number] is was[number] for number in then.get("kept", []))
    assert all(page.nodes[number] is not was.get(number) for number in then.get("made", []))
    assert not page.nodes.keys() & set(then.get("gone", []))
    for number, expected in then.get("inputs", {}).items():
        assert (number, page.nodes[int(number)].interactive) == (number, expected)
    assert sorted(one["id"] for one in page.triggers.listeners) == then.get("listeners", [])
    assert sorted(server.asked) == then.get("started", [])


@pytest.mark.parametrize("case", [pytest.param(case, id=case["says"]) for case in CASES])
def test_the_simulated_page_follows_as_the_real_one_does(case: dict[str, Any]) -> None:
    asyncio.run(asyncio.wait_for(follow(case), 10))
