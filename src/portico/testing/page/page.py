"""A simulated page: nodes by id, their tree, the listeners, and what the server sends. It does what the page's own
store does (`ui/src/store`), and nothing of what only eyes need."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import Any

from portico.testing.page.branches import Branches
from portico.testing.page.clock import Clock
from portico.testing.page.collect import inside, shown
from portico.testing.page.job import Cause, Described, Job, Jobs
from portico.testing.page.kinds import BACKGROUND
from portico.testing.page.node import Node
from portico.testing.page.scripts import Scripts
from portico.testing.page.tabset import program_chose, remember
from portico.testing.page.toast import Toasts
from portico.testing.page.trigger import Triggers
from portico.testing.page.words import Words
from portico.testing.page.work import Work, doing
from portico.testing.transport import Transport

SIGNED_OUT = "You were signed out while this was running."
RESTARTED = "The app was restarted while this was running."
OUT_OF_DATE = "This part of the page was out of date and is loaded again. Please try once more."


class Page:
    """One open page.

    Args:
        scripts: What stands for JavaScript.
        storage: What the browser keeps from one visit to the next.
    """

    transport: Transport
    jobs: Jobs

    def __init__(self, scripts: Scripts, storage: dict[str, Any]) -> None:
        self.scripts = scripts
        self.storage = storage
        self.whole = Work()
        """All that is under way."""
        self.words = Words(None)
        self.toasts = Toasts()
        self.nodes: dict[int, Node] = {}
        self.clock = Clock()
        self.connection = "ok"
        self.error: str | None = None
        """What the last failure said."""
        self.progress: list[dict[str, Any]] = []
        self.focused: Node | None = None
        self.watchers: list[Callable[[Job, list[Any]], None]] = []
        """Are told of each step of a listener, with what its outputs then hold."""
        self.triggers = Triggers(self)
        self.branches = Branches(self)

    def open(self, transport: Transport, config: Described) -> None:
        """Make the page that a config describes, and start what runs when it is opened."""
        self.transport, self.jobs = transport, Jobs(transport, self)
        self.config = config
        self.words = Words(config.get("i18n_translations"))
        for component in config["components"]:
            self.nodes[component["id"]] = self.make(component)
        layout = config["layout"]
        self.root = self.nodes.get(layout["id"]) or self.make({"id": layout["id"], "type": "column", "props": {}})
        self.nodes[self.root.id] = self.root
        self.root.children = self.nest(layout.get("children") or [], self.root)
        self.triggers.listeners = config["dependencies"]
        self._infer_writable(self.nodes.values())
        self.triggers.emit(self.root.id, "load")

    @property
    def work(self) -> Work:
        """What the running code is part of."""
        return doing.get() or self.whole

    def node(self, number: int) -> Node | None:
        """Return what has an id now."""
        return self.nodes.get(number)

    # What nodes ask

    def emit(self, source: int, event: str, data: Any = None) -> None:
        """Start what listens to an event."""
        self.triggers.emit(source, event, data)

    def soon(self, node: Node, data: Any) -> None:
        """Tell of a change when what changed it is over."""
        work = self.work
        work.begin()

        def tell() -> None:
            node.announce(data)
            work.end()

        asyncio.get_running_loop().call_soon(tell)

    def changed(self, node: Node, name: str) -> None:
        """Do what hangs on a property."""
        if node.type == "timer" and name in ("value", "active"):
            self.clock.set(node)
        elif node.type == "tabs" and name == "selected":
            program_chose(node)
        elif node.type == "slider" and name in ("minimum", "maximum"):
            if node.value is not None and inside(node) != node.value:
                node.set("value", inside(node))
        elif node.type == "browserstate" and name == "value":
            self.storage[_drawer(node)] = node.value

    # What jobs ask

    def apply(self, outputs: list[int], data: list[Any]) -> None:
        """Give outputs what a function returned: a new value, or an update of properties."""
        for number, value in zip(outputs, data, strict=False):
            node = self.nodes.get(number)
            if node is None:
                continue
            if isinstance(value, dict) and value.get("__type__") == "update":
                node.update(value)
            elif node.type != "state":
                node.update({"value": value})

    def output(self, output: Described) -> None:
        """Do what an output asks for besides its values."""
        for number in output.get("changed_state_ids") or []:
            self.emit(number, "change")
        if output.get("render_config"):
            self.branches.put(output["render_config"])

    def stepped(self, job: Job) -> None:
        """Tell who watches that a listener's outputs were given values."""
        if self.watchers:
            nodes = [self.nodes.get(number) for number in job.listener["outputs"]]
            values = [None if node is None else shown(node) for node in nodes]
            for watch in self.watchers:
                watch(job, values)

    def log(self, message: Described) -> None:
        """Show a toast of a function."""
        if message.get("visible") is not False:
            self.toasts.show(
                message["level"], message["log"], message.get("title"), message.get("duration", 10), self.clock.now
            )

    def failed(self, failure: Described) -> None:
        """Show why something failed."""
        # Ten seconds is what the wire says where the program said nothing: an error then stays until it was read.
        said = failure.get("duration")
        self.error = failure["error"]
        duration = None if said == 10 else said
        self.toasts.show("error", failure["error"], failure.get("title"), duration, self.clock.now)

    def unknown(self, listener: Described) -> bool:
        """Ask anew for a part of the page whose listener the server does not know."""
        if listener["rendered_in"] is None:
            return False
        if self.triggers.current(listener["id"]) is None:
            return True
        render = next((one for one in self.triggers.listeners if one["render_id"] == listener["rendered_in"]), None)
        if render is None:
            return False
        self.triggers.fire(render, Cause(self.root.id, "load"))
        self.toasts.show("info", OUT_OF_DATE, None, 10, self.clock.now)
        return True

    def broke(self, error: BaseException) -> None:
        """Keep what could not be done here for the test that started it."""
        self.work.fail(error)

    # What the transport tells

    def message(self, message: Described) -> None:
        """Take a message of the session."""
        if message["msg"] == "progress":
            self.progress.extend(message.get("progress_data") or [])
        self.jobs.receive(message)

    def restarted(self) -> None:
        """Learn that another server answers now."""
        self.connection = "restarted"
        self.jobs.abandon(RESTARTED)

    def signed_out(self) -> None:
        """Learn that the login has ended."""
        self.connection = "signed out"
        self.jobs.abandon(SIGNED_OUT)

    # What branches ask

    def make(self, component: Described) -> Node:
        """Make a node."""
        node = Node(component, self)
        if node.type == "timer":
            self.clock.set(node)
        elif node.type == "browserstate":
            node.begin(self.storage.get(_drawer(node), node.props.get("default_value")))
        return node

    def nest(self, layouts: list[Described], parent: Node, keep: AbstractSet[int] = frozenset()) -> list[Node]:
        """Nest nodes as the layout says; those of `keep` hold on to the children they have."""
        nested: list[Node] = []
        for layout in layouts:
            node = self.nodes.get(layout["id"])
            if node is None:
                continue
            node.parent = parent
            if node.id not in keep:
                node.children = self.nest(layout.get("children") or [], node, keep)
            if node.type == "tabs" and node.opened is None:
                remember(node)
            nested.append(node)
        return nested

    def rebuilt(self, inside: list[Node]) -> None:
        """Decide anew what is an input, where nodes have come and gone."""
        self._infer_writable(inside)
        role, here = self._roles(), {node.id for node in inside}
        for node in self.nodes.values():
            if node.id not in here:
                node.writable = role.get(node.id, node.writable)
        self.clock.forget(set(self.nodes))

    def _infer_writable(self, nodes: Iterable[Node]) -> None:
        role = self._roles()
        for node in nodes:
            node.writable = role.get(node.id, node.value in (None, "", 0, False, []))

    def _roles(self) -> dict[int, bool]:
        """Return whether a node is an input or only an output, where a listener knows it."""
        written = {number: False for one in self.triggers.listeners for number in one["outputs"]}
        return written | {number: True for one in self.triggers.listeners for number in one["inputs"]}

    @property
    def seen(self) -> list[Node]:
        """All nodes that the page has, in order."""
        return [node for node in self.root.below() if node.type not in BACKGROUND]


def _drawer(node: Node) -> str:
    return str(node.props.get("storage_key") or f"portico-{node.id}")
