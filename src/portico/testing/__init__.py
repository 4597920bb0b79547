"""For tests of apps, `AppTest`, and of stores, `portico.testing.stores`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portico.testing.app_test import AppTest as AppTest
    from portico.testing.element import Element as Element
    from portico.testing.page.toast import Toast as Toast
    from portico.testing.refusal import NotPossible as NotPossible
    from portico.testing.refusal import StillRunning as StillRunning
    from portico.testing.said import Said as Said
    from portico.testing.step import Step as Step

WHERE = {
    "AppTest": "app_test",
    "Element": "element",
    "NotPossible": "refusal",
    "Said": "said",
    "StillRunning": "refusal",
    "Step": "step",
    "Toast": "page.toast",
}
"""Public names, and where each lives: pytest loads this package where Portico is installed, so nothing comes early."""
__all__ = ["AppTest", "Element", "NotPossible", "Said", "Step", "StillRunning", "Toast"]


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        from portico.errors import NoSuchName

        raise NoSuchName(f"module 'portico.testing' has no attribute {name!r}", code="PE103")
    import importlib

    return getattr(importlib.import_module(f"portico.testing.{WHERE[name]}"), name)
