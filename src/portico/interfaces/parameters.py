"""The inputs and outputs of an Interface: from what the program gave to components with names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from portico.components.named import component_of
from portico.errors import BuildError
from portico.graph.binding import Binding
from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.context import here


def components_of(given: Any, role: str) -> list[Component]:
    """Return the components that the program named: one, several, or none.

    Args:
        given: A component or its name, a list of them, or None.
        role: The parameter's name, for messages.
    """
    what = f"Interface({role}=…)"
    if given is None:
        return []
    several: Sequence[Any] = [given] if isinstance(given, (str, Component)) else given
    # A wrong single value gets the message that a wrong member of a list gets.
    several = several if isinstance(several, Sequence) else [given]
    return [own(component_of(one, what)) for one in several]


def own(component: Component) -> Component:
    """Return the component, or a copy of one that belongs to another app, where it has to stay."""
    place = here.get()
    if component.graph is None or (place is not None and component.graph is place.graph):
        return component
    arguments: dict[str, Any] = {**component.given, "render": False}
    return type(component)(**arguments)


def share_state(inputs: list[Component], outputs: list[Component]) -> list[Component]:
    """Return the outputs with the input's State in place of their own, so that the next call receives it.

    Raises:
        BuildError: A State on one side only, or several.
    """
    kept = [one for one in inputs if one.stored]
    given_back = [one for one in outputs if one.stored]
    if not kept and not given_back:
        return outputs
    if len(kept) != 1 or len(given_back) != 1:
        raise BuildError(
            "An Interface with a state needs exactly one state among its inputs and one among its outputs. "
            "Use gr.Blocks for more.",
            code="PE106",
        )
    return [kept[0] if one.stored else one for one in outputs]


def label_inputs(fn: Callable[..., Any], inputs: list[Component], by: str) -> None:
    """Give inputs without a label the name of the parameter they fill; raises BuildError where the counts differ.

    Args:
        fn: The function.
        inputs: What fills its parameters.
        by: What runs it, for the message.
    """
    names = ", ".join(type(one).__name__ + (f" {one.label!r}" if one.label else "") for one in inputs)
    giver = f"{by} of this Interface gives it {{}}{f' ({names})' if names else ''}. Make `inputs` fit its parameters"
    for component, name in zip(inputs, Binding(fn, len(inputs), giver=giver).names, strict=True):
        if component.label is None and name is not None and not component.stored:
            set_argument(component, "label", name)


def label_outputs(outputs: list[Component]) -> None:
    """Give outputs without a label the name "output", with a number where there are several."""
    for number, component in enumerate(outputs):
        if component.label is None and not component.stored:
            set_argument(component, "label", "output" if len(outputs) == 1 else f"output {number}")


def show_only(outputs: list[Component], inputs: list[Component]) -> None:
    """Make outputs that are no inputs read-only, where the program does not say otherwise."""
    for component in outputs:
        if component.interactive is None and component not in inputs:
            set_argument(component, "interactive", False)


def set_argument(component: Component, name: str, value: Any) -> None:
    """Change an argument as if the program had given it, so that it outlives updates."""
    setattr(component, name, value)
    component.given[name] = value


def placed(block: Any) -> Any:
    """Place a block where the page is being built now, and return it; one that stands elsewhere on the page moves."""
    if not isinstance(block, Block):
        raise BuildError(f"Only blocks can be placed on a page, not {block!r}.", code="PE203")
    if block.graph is not None:
        block.unrender()
    return block.render()
