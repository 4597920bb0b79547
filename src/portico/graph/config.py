"""Graph → Config: the page as the browser and the clients receive it."""

from __future__ import annotations

import hashlib
from typing import Any

from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.files import EVERYBODY, ROOT, Reader, publish
from portico.graph.graph import PAGE_EVENTS, Graph
from portico.graph.in_page import implementation
from portico.graph.keys import wire_key
from portico.graph.layout import Layout
from portico.graph.listener import Listener
from portico.stores.protocols import FileStore
from portico.wire.config import ComponentConfig, Config, ListenerConfig, ListenerTypes, PageConfig
from portico.wire.config import Layout as LayoutConfig

MARKS = (("like", "likeable"), ("retry", "_retryable"), ("undo", "_undoable"), ("stream", "streaming"))
"""Events that the page must know of where somebody listens, and the property that says so."""


def build_config(graph: Graph, files: FileStore, **app: Any) -> Config:
    """Return the whole page; the app's root stands in it as a mark.

    Args:
        graph: A finished graph.
        files: Where files that stand in the page are kept, for everybody.
        app: Members of Config that the graph does not know, such as the title.
    """
    ordered = in_order(graph)
    components = [component_config(block, graph, files) for block in ordered]
    dependencies = [listener_config(listener, graph) for listener in graph.listeners.values()]
    layout = tree(graph)
    page = PageConfig(layout, [c.id for c in components], [d.id for d in dependencies])
    return Config(
        components=components,
        dependencies=dependencies,
        layout=layout,
        page={"": page},
        pages=[("", "Home", True)],
        connect_heartbeat=wants_heartbeat(graph),
        root=ROOT,
        **app,
    )


def in_order(graph: Graph) -> list[Block]:
    """Return the blocks in the order they were made, which is the order of their ids."""
    return [graph.blocks[number] for number in sorted(graph.blocks)]


def tree(block: Block) -> LayoutConfig:
    """Return a block's branch."""
    if isinstance(block, Layout):
        return LayoutConfig(block.number, [tree(child) for child in block.children])
    return LayoutConfig(block.number)


def wants_heartbeat(graph: Graph) -> bool:
    """Whether clients must say that they are there: something of the session has to be cleaned up when they leave."""
    if any(isinstance(block, Component) and block.stored for block in graph.blocks.values()):
        return True
    if any(listener.per_session for listener in graph.listeners.values()):
        return True
    return any(name in ("unload", "stream") for one in graph.listeners.values() for _, name in one.asked.triggers)


def component_config(block: Block, graph: Graph, files: FileStore, reader: Reader = EVERYBODY) -> ComponentConfig:
    """Return one block."""
    offer = reader.offer(graph.offer)
    props = block.props()
    if block.key is not None:
        props["key"] = block.key
    listened = {name for one in graph.listeners.values() for source, name in one.asked.triggers if source is block}
    if isinstance(block, Layout) and "select" in listened:
        props["_selectable"] = True
    if isinstance(block, Component):
        if block.stored:
            props.pop("value", None)
        if block.selectable:
            props["_selectable"] = "select" in listened
        for name, marker in MARKS:
            if name in block.event_names() and name in listened:
                props[marker] = True
    props = publish(props, files, reader, offer)
    config = ComponentConfig(
        id=block.number,
        type=block.wire_type(),
        props=props,
        key=wire_key(block.key),
        component_class_id=hashlib.sha256(f"{type(block).__module__}.{type(block).__qualname__}".encode()).hexdigest(),
    )
    if isinstance(block, Component) and not block.skip_api:
        config.skip_api = False
        config.api_info = block.api_info()
        config.api_info_as_input = block.api_info_as_input()
        config.api_info_as_output = block.api_info_as_output()
        config.example_inputs = publish(block.example_payload(), files, reader, graph.offer)
    return config


def listener_config(listener: Listener, graph: Graph) -> ListenerConfig:
    """Return one listener."""
    asked = listener.asked
    progress_on = asked.show_progress_on
    if progress_on is not None:
        blocks = progress_on if isinstance(progress_on, (list, tuple)) else [progress_on]
        progress_on = [block.number for block in blocks]
    return ListenerConfig(
        id=listener.id,
        targets=[target(block, name, graph) for block, name in asked.triggers],
        inputs=[block.number for block in listener.inputs],
        outputs=[block.number for block in listener.outputs],
        backend_fn=listener.fn is not None,
        js=asked.js,
        queue=asked.queue if listener.fn is not None else False,
        api_name=listener.api_name or None,
        api_description=asked.api_description,
        scroll_to_output=asked.scroll_to_output,
        show_progress=asked.show_progress,
        show_progress_on=progress_on,
        batch=asked.batch,
        max_batch_size=asked.max_batch_size,
        cancels=listener.cancelled(),
        types=ListenerTypes(listener.generator, asked.fn is None and bool(listener.cancelled())),
        collects_event_data=listener.binding.wants_event_data if listener.binding else False,
        trigger_after=asked.trigger_after,
        trigger_only_on_success=asked.only_on_success,
        trigger_only_on_failure=asked.only_on_failure,
        trigger_mode=listener.trigger_mode,
        api_visibility=listener.api_visibility,
        rendered_in=listener.rendered_in,
        render_id=listener.render_id,
        connection="stream" if listener.live else "sse",
        time_limit=asked.time_limit,
        stream_every=asked.stream_every,
        component_prop_inputs=sorted(listener.whole),
        js_implementation=implementation(listener, graph),
        event_specific_args=["stream_every"] if listener.live else [] if asked.grouped else None,
    )


def target(block: Any, name: str, graph: Graph) -> tuple[int | None, str]:
    """Return a trigger as the wire writes it: the page's load is block 0's, chained events have no block."""
    if name == "load":
        return (0, name) if block is None or block is graph else (block.number, name)
    return (None, name) if name in PAGE_EVENTS else (block.number, name)
