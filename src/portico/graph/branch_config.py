"""Branch → RenderConfig: what a session rendered, as the browser and the clients receive it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from portico.graph.branch import Branch
from portico.graph.config import component_config, listener_config, tree
from portico.graph.files import Reader
from portico.stores.protocols import FileStore
from portico.wire.config import Config, PageConfig, RenderConfig
from portico.wire.config import Layout as LayoutConfig


def branch_config(branch: Branch, files: FileStore, reader: Reader) -> RenderConfig:
    """Return what a session rendered as the page receives it, with the container that it fills.

    Args:
        branch: What one run of a render function built.
        files: Where its files are kept.
        reader: Whose page it is.
    """
    outside = component_config(branch.outer_graph.blocks[branch.number], branch, files, reader)
    outside.renderable = branch.render_id
    components = [outside]
    for number in sorted(branch.own):
        component = component_config(branch.own[number], branch, files, reader)
        component.renderable = component.rendered_in = branch.render_id
        components.append(component)
    dependencies = [listener_config(listener, branch) for listener in branch.listeners.values()]
    layout = tree(branch)
    page = PageConfig(layout, [one.id for one in components], [one.id for one in dependencies])
    return RenderConfig(branch.render_id, layout, components, dependencies, {"": page})


def with_branches(config: Config, branches: Iterable[RenderConfig]) -> Config:
    """Return a page as one session sees it: with what it has rendered.

    Args:
        config: The page as everybody gets it.
        branches: The parts, each with the container that it fills; a part may stand in another one.
    """
    parts = {part.layout.id: part for part in branches}

    def grown(layout: LayoutConfig) -> LayoutConfig:
        shown = parts.get(layout.id)
        children = layout.children if shown is None else shown.layout.children
        return LayoutConfig(layout.id, None if children is None else [grown(child) for child in children])

    built = [one for part in parts.values() for one in part.components if one.rendered_in is not None]
    components = [*config.components, *built]
    dependencies = [*config.dependencies, *(one for part in parts.values() for one in part.dependencies)]
    layout = grown(config.layout)
    page = PageConfig(layout, [one.id for one in components], [one.id for one in dependencies])
    return msgspec.structs.replace(
        config, components=components, dependencies=dependencies, layout=layout, page={"": page}
    )
