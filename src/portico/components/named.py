"""Components by name: "text", "number", "checkbox_group", as Interface and Dataset take them."""

from __future__ import annotations

from typing import Any

import portico
from portico.errors import BuildError, NotBuilt
from portico.graph.component import Component
from portico.lang.signature import nearest

ELSEWHERE = frozenset(
    """annotatedimage barplot bokehplot colorpicker datetime deeplinkbutton dialogue duplicatebutton fileexplorer
    gallery highlight highlightedtext image3d imageeditor imagemask imageslider lineplot list loginbutton matrix
    microphone mic model3d multimodaltextbox nativeplot navbar numpy paint paramviewer pil playablevideo scatterplot
    simpleimage sketchpad""".split()  # noqa: SIM905
)
"""Names that Gradio knows; one of them that has no class here yet is said to be missing, not to be a slip."""


def component_of(given: Any, what: str) -> Component:
    """Return a component for an instance of one or for its name; a new one is placed nowhere yet.

    Args:
        given: A component, or a name such as "text", "checkboxgroup" or "checkbox_group".
        what: Where the program wrote it, for messages: "Interface(inputs=…)".

    Raises:
        BuildError: Neither a component nor the name of one.
        NotBuilt: A component of Gradio's that is not built yet.
    """
    if isinstance(given, Component):
        return given
    if not isinstance(given, str):
        raise BuildError(f"{what} takes components or their names, such as 'text'; not {_shown(given)}.", code="PE203")
    found = _classes().get(given.replace("_", ""))
    kind = getattr(portico, found) if found else None
    if isinstance(kind, type) and issubclass(kind, Component):
        return kind(render=False)
    if given.replace("_", "") in ELSEWHERE:
        raise NotBuilt(f"The component '{given}'")
    raise BuildError(f"{what}: there is no component called '{given}'.{nearest(given, _classes())}", code="PE109")


def _classes() -> dict[str, str]:
    """Return the public classes by their names in lower case; their modules are not imported for that."""
    return {name.lower(): name for name in dir(portico) if name[0].isupper()}


def _shown(given: Any) -> str:
    if isinstance(given, type):
        return f"the class {given.__name__} (did you forget the brackets?)"
    return f"{given!r}"
