"""How the page uses a camera."""

from __future__ import annotations

import dataclasses
from typing import Any

from portico.errors import BuildError


@dataclasses.dataclass
class WebcamOptions:
    """How the page uses a visitor's camera.

    Args:
        mirror: Whether what the camera sees is shown, and taken, as in a mirror.
        constraints: What the browser is asked for, as its `getUserMedia` takes it: `{"video": {"width": 1280}}`.
    """

    mirror: bool = True
    constraints: dict[str, Any] | None = None


def webcam_of(owner: str, given: Any) -> dict[str, Any]:
    """Return the options as the page receives them.

    Args:
        owner: The component's class, for messages.
        given: What the program gave: options, a dict of the same, or None for the defaults.

    Raises:
        ValueError: It is something else.
    """
    if given is None:
        return dataclasses.asdict(WebcamOptions())
    if isinstance(given, WebcamOptions):
        return dataclasses.asdict(given)
    try:
        return dataclasses.asdict(WebcamOptions(**given))
    except TypeError as error:
        raise BuildError(
            f"{owner}(webcam_options=…) is a WebcamOptions, or a dict of mirror and constraints; not {given!r}.",
            code="PE105",
        ) from error
