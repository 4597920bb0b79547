"""Parts of a simulated page that the server builds anew for its session: what comes, what stays, what goes."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Protocol

from portico.testing.page.job import Cause, Described, Jobs
from portico.testing.page.node import Node
from portico.testing.page.trigger import Triggers


class Ground(Protocol):
    """What branches need of the page."""

    root: Node
    nodes: dict[int, Node]
    jobs: Jobs
    triggers: Triggers

    def make(self, component: Described) -> Node: ...
    def nest(self, layouts: list[Described], parent: Node, keep: AbstractSet[int] = ...) -> list[Node]: ...
    def rebuilt(self, inside: list[Node]) -> None: ...


@dataclass(slots=True)
class _Branch:
    container: int
    components: dict[int, Described]
    listeners: list[Described]


class Branches:
    """What renders put on the page.

    Args:
        ground: The page.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._branches: dict[int, _Branch] = {}
        self._saved: set[int] = set()
        """The renders whose next run is one of a program that was saved."""

    @property
    def containers(self) -> set[int]:
        """What they stand in."""
        return {branch.container for branch in self._branches.values()}

    def saved(self) -> None:
        """The program was saved: what renders build next is what is there, as far as it says the same of it."""
        self._saved.update(self._branches)

    def put(self, config: Described) -> None:
        """Put a branch in the place of the one before it."""
        ground = self._ground
        container = ground.nodes.get(config["layout"]["id"])
        if container is None:
            return
        old = self._branches.get(config["render_id"])
        components = {one["id"]: one for one in config["components"] if one["id"] != container.id}
        branch = _Branch(container.id, components, config["dependencies"])
        saved = config["render_id"] in self._saved
        self._saved.discard(config["render_id"])
        for component in components.values():
            self._place(component, old.components.get(component["id"]) if old is not None else None, saved)
        kept = self._kept_inside(old, branch)
        container.children = ground.nest(config["layout"].get("children") or [], container, kept)
        self._branches[config["render_id"]] = branch
        gone = self._left(old, branch, kept) if old is not None else set[int]()
        mine = {one["id"] for one in branch.listeners}
        others = [one for one in ground.triggers.listeners if one["id"] not in gone | mine]
        ground.triggers.listeners = [*others, *branch.listeners]
        for number in gone:
            ground.jobs.drop(number)
        ground.rebuilt(list(container.below()))
        for listener in branch.listeners:
            if _loads(listener):
                ground.triggers.fire(listener, Cause(ground.root.id, "load"))

    def _place(self, component: Described, before: Described | None, saved: bool) -> None:
        """Keep the node of a component that was there before, and what `preserved_by_key` names of its fate."""
        nodes = self._ground.nodes
        old = nodes.get(component["id"])
        if old is None or old.type != component["type"] or old.key != component.get("key"):
            nodes[component["id"]] = self._ground.make(component)
            return
        if saved and before is not None:
            old.rewrite(before, component)
            return
        change: dict[str, Any] = dict(component["props"])
        if before is not None:
            # Null is not sent: what the program said the last time and not now is empty.
            change = {**dict.fromkeys(before["props"]), **change}
        if component.get("key") is not None:
            for name in component["props"].get("preserved_by_key") or []:
                change.pop(name, None)
        old.update(change)

    def _kept_inside(self, old: _Branch | None, branch: _Branch) -> set[int]:
        """Return the containers of renders inside, which stand as they are until their own run has ended."""
        before = _containers(old.listeners if old is not None else [])
        return before & _containers(branch.listeners)

    def _left(self, old: _Branch, branch: _Branch | None, kept: AbstractSet[int]) -> set[int]:
        """Take away what is no more, with the branches that stood in it; return the listeners that went."""
        stay = {one["id"] for one in branch.listeners} if branch is not None else set[int]()
        gone = {one["id"] for one in old.listeners} - stay
        for render, inner in list(self._branches.items()):
            if inner.container in old.components and inner.container not in kept:
                del self._branches[render]
                gone |= self._left(inner, None, set())
        for number in old.components:
            if branch is None or number not in branch.components:
                self._ground.nodes.pop(number, None)
        return gone


def _loads(listener: Described) -> bool:
    return any((number, event) == (0, "load") for number, event in listener["targets"])


def _containers(listeners: list[Described]) -> set[int]:
    return {one["outputs"][0] for one in listeners if one["render_id"] is not None and _loads(one)}
