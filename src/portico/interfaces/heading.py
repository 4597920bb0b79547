"""The heading of a ready-made page."""

from __future__ import annotations

from portico.components.markdown import Markdown


def heading(title: str | None, description: str | None = None) -> None:
    """Place a page's heading, and under it what the page is for.

    Args:
        title: The heading, which may hold HTML; None for none.
        description: Markdown or HTML; None for none.
    """
    if title:
        Markdown(f"<h1 style='text-align: center; margin-bottom: 1rem'>{title}</h1>")
    if description:
        Markdown(description)
