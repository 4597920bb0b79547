"""Changes a simulated page as the program was changed, and leaves alone what is the same: `ui/src/dev/patch.ts`."""

from __future__ import annotations

from portico.testing.page.job import Cause, Described
from portico.testing.page.node import Node
from portico.testing.page.page import Page
from portico.testing.page.tabset import current, remember


def patch(page: Page, config: Described) -> None:
    """Make the page what a new config says; components that are the same keep what the person did to them."""
    old = {one["id"]: one for one in page.config["components"]}
    known = {one["id"] for one in page.config["dependencies"]}
    fresh: list[Node] = []
    for component in config["components"]:
        was, node = old.pop(component["id"], None), page.node(component["id"])
        if was is not None and node is not None and node.type == component["type"]:
            node.rewrite(was, component)
        else:
            node = page.nodes[component["id"]] = page.make(component)
            fresh.append(node)
    for number in old:
        page.nodes.pop(number, None)
    page.root.children = page.nest(config["layout"].get("children") or [], page.root, page.branches.containers)
    for node in page.root.below():
        if node.type == "tabs" and ((now := current(node)) is None or now.id != node.opened):
            remember(node)  # the panel that was open is gone
    page.triggers.listeners = [*config["dependencies"], *_still_rendered(page, config)]
    page.config = config
    page.rebuilt(fresh)
    page.branches.saved()
    for listener in config["dependencies"]:
        if [page.root.id, "load"] not in [list(target) for target in listener["targets"]]:
            continue
        # What runs when a page is opened does so as far as it is new; every part that is rendered is rendered anew.
        if listener["render_id"] is not None or listener["id"] not in known:
            page.triggers.fire(listener, Cause(page.root.id, "load"))


def _still_rendered(page: Page, config: Described) -> list[Described]:
    """Return the listeners of parts that stay as they are until they are rendered anew."""
    renders = {one["render_id"] for one in config["dependencies"]} - {None}
    kept: list[Described] = []
    for listener in page.triggers.listeners:
        if listener["rendered_in"] is None or listener["rendered_in"] not in renders:
            continue
        kept.append(listener)
        if listener["render_id"] is not None:
            renders.add(listener["render_id"])
    return kept
