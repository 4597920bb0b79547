"""Parts of Gradio's themes that are not built."""

from __future__ import annotations

from typing import Any, NoReturn

from portico.errors import NotBuilt


def builder(*_args: Any, **_options: Any) -> NoReturn:
    """Not built: raises an error that says what to do instead."""
    raise NotBuilt("themes.builder", "Change a theme's tokens with Theme.set(…).")
