"""The Flag button of an Interface: keeps what the visitor sees as a sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portico.app.environment import Environment
from portico.call.context import current_call
from portico.call.request import Request
from portico.call.update import update
from portico.components.button import Button
from portico.errors import BuildError
from portico.graph.component import Component
from portico.graph.event import Dependency
from portico.graph.files import as_json, fetch
from portico.interfaces.flagging import FlaggingCallback
from portico.wire.files import FileData

MODES = ("never", "auto", "manual")
Option = tuple[str, str]


def mode_of(given: str | None) -> str:
    """Return when samples are kept: what the program says, else PORTICO_FLAGGING_MODE, else "manual"."""
    mode = given or Environment().text("FLAGGING_MODE") or "manual"
    if mode not in MODES:
        raise BuildError(f"flagging_mode is 'never', 'auto' or 'manual', not {mode!r}.", code="PE104")
    return mode


def options_of(given: Any) -> list[Option]:
    """Return what a visitor may choose from, as pairs of a button's text and what is written down."""
    if given is None:
        return [("Flag", "")]
    wrong = BuildError(
        "flagging_options is a list of texts, or of pairs (text of the button, text written down).", code="PE105"
    )
    if not isinstance(given, (list, tuple)):
        raise wrong
    found: list[Option] = []
    for option in given:
        if isinstance(option, str):
            found.append((f"Flag as {option}", option))
        elif isinstance(option, tuple) and len(option) == 2 and all(isinstance(part, str) for part in option):
            found.append(option)
        else:
            raise wrong
    return found


class Flag:
    """What flagging runs; its name is the endpoint's.

    Args:
        callback: What keeps the sample.
        components: Whose values it is given, in order.
        option: What is written down about it.
        label: The button's text; None where there is no button.
    """

    def __init__(self, callback: FlaggingCallback, components: list[Component], option: str, label: str | None) -> None:
        self.callback = callback
        self.components = components
        self.option = option
        self.label = label

    def __call__(self, request: Request, *payloads: Any) -> Any:
        """Keep the values, and give the button its text back."""
        call = current_call.get()
        data = list(payloads)
        for at, component in enumerate(self.components):
            if component.carries_files and component.graph is not None and call is not None:
                # Only files of this visitor get through: the path that came is looked up, never opened.
                download = getattr(component.graph, "download")  # noqa: B009
                data[at] = plain(fetch(data[at], call.files, call.session, download, call.caller.holder))
        self.callback.flag(data, flag_option=self.option, username=request.username)
        return None if self.label is None else update(value=self.label, interactive=True)


def plain(payload: Any) -> Any:
    """Return a payload with its files as the wire's objects, their paths local."""
    if isinstance(payload, FileData):
        return as_json(payload)
    if isinstance(payload, dict):
        return {key: plain(value) for key, value in payload.items()}
    if isinstance(payload, list):
        return [plain(value) for value in payload]
    return payload


def flag_after(submitted: Dependency, callback: FlaggingCallback, components: Sequence[Component]) -> None:
    """Keep every sample by itself once its result is there."""
    seen = visible(components)
    submitted.success(Flag(callback, seen, "", None), seen, None, queue=False, preprocess=False,
                      api_visibility="undocumented")  # fmt: skip


def flag_on_click(
    button: Button, option: Option, clear: Button, callback: FlaggingCallback, components: Sequence[Component]
) -> None:
    """Make a button keep the sample, say so meanwhile, and be itself again when the page is cleared."""
    label, written = option
    seen = visible(components)
    quiet: dict[str, Any] = {"queue": False, "api_visibility": "undocumented"}

    def reset() -> dict[str, Any]:
        return update(value=label, interactive=True)

    saving = button.click(lambda: update(value="Saving...", interactive=False), None, button, **quiet)
    # One after the other, so that the second answer cannot come first and leave the button asleep.
    saving.then(Flag(callback, seen, written, label), seen, button, preprocess=False, **quiet)
    clear.click(reset, None, button, **quiet)


def visible(components: Sequence[Component]) -> list[Component]:
    """Return the components whose values the visitor sees, each once: what lives in the session is nobody's sample."""
    return list(dict.fromkeys(component for component in components if not component.stored))
