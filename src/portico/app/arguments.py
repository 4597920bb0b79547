"""Arguments that several doors of an app take, for type checkers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, TypedDict

from portico.themes.theme import Theme

Paths = str | Path | Sequence[str | Path] | None
Judge = Callable[[str, str], Any]
Auth = Judge | tuple[str, str] | Sequence[tuple[str, str]] | Literal[False] | None
"""Who may log in: a function of a name and a password, whatever it answers, a pair of them, or several pairs."""


class LookOptions(TypedDict, total=False):
    """What `gr.Blocks` and `gr.Interface` take for programs that say there how the page looks."""

    theme: Theme | str | None
    css: str | None
    css_paths: Paths
    js: str | Literal[True] | None
    head: str | None
    head_paths: Paths
