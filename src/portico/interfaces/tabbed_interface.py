"""TabbedInterface: several pages, each behind a tab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portico.app.blocks import Blocks
from portico.errors import BuildError
from portico.interfaces.heading import heading
from portico.layouts.tabs import Tab, Tabs


class TabbedInterface(Blocks):
    """Several Interfaces or Blocks, each behind a tab.

    Args:
        interface_list: What stands behind the tabs.
        tab_names: Their headings; default: "Tab 0", "Tab 1" and so on.
        title: A heading above, and the page's title.
        analytics_enabled: Accepted for old programs; Portico never reports anything to anybody.
        tabs_kwargs: Arguments of the `Tabs`, such as `selected` or `elem_id`.
    """

    def __init__(
        self,
        interface_list: Sequence[Blocks],
        tab_names: list[str] | None = None,
        title: str | None = None,
        analytics_enabled: bool | None = None,
        tabs_kwargs: dict[str, Any] | None = None,
    ) -> None:
        wrong = refusal(interface_list, tab_names)
        if wrong:
            raise BuildError(wrong, code="PE105")
        names = [f"Tab {number}" for number in range(len(interface_list))] if tab_names is None else tab_names
        if len(names) != len(interface_list):
            raise BuildError(
                f"TabbedInterface has {len(interface_list)} page{'s' * (len(interface_list) != 1)} and {len(names)} "
                f"tab_names: give each page its name. Its pages are {', '.join(map(repr, interface_list)) or 'none'}.",
                code="PE106",
            )
        super().__init__(analytics_enabled, "tabbed_interface", title or "Gradio", fill_height=True)
        with self:
            heading(title)
            with Tabs(**(tabs_kwargs or {})):
                for name, page in zip(names, interface_list, strict=True):
                    with Tab(name):
                        page.render()


def refusal(pages: Any, names: Any) -> str:
    """Return why something cannot stand behind tabs; nothing where it can."""
    if not isinstance(pages, (list, tuple)):
        return f"TabbedInterface takes a list of pages, [first, second], and then their names; not {pages!r:.80}."
    for number, page in enumerate(pages):
        if not isinstance(page, Blocks):
            hint = " Put it into one: gr.Interface(fn, inputs, outputs)." if callable(page) else ""
            return f"TabbedInterface: page {number + 1} must be a gr.Interface or gr.Blocks, not {page!r:.80}.{hint}"
    if names is not None and not (isinstance(names, (list, tuple)) and all(isinstance(name, str) for name in names)):
        return f"TabbedInterface(tab_names=…) is a list of texts, one for each page, not {names!r:.80}."
    return ""
