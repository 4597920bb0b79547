"""What a person means who names a parameter that there is not: the nearest one, or what another version calls it."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterable

from portico.errors import WrongCall
from portico.lang.signature import nearest

ALIASES = {
    "_js": "js", "allow_flagging": "flagging_mode", "checked": "value",
    "concurrency_count": "default_concurrency_limit",
    "default": "value", "default_value": "value", "file_directories": "allowed_paths", "func": "fn", "function": "fn",
    "input": "inputs", "items": "choices", "label": "value", "max": "maximum", "min": "minimum", "name": "api_name",
    "options": "choices", "output": "outputs", "port": "server_port", "seconds": "value", "secs": "value",
    "source": "sources", "tabs": "tab_names", "text": "value", "title": "label",
}  # fmt: skip
"""What other libraries and earlier versions call a parameter, and what it is called here."""
ELSEWHERE = dict.fromkeys(
    ("onclick", "on_click", "onchange", "on_change", "on_submit", "click", "change", "submit", "select", "callback",
     "command"),
    "Events are methods: `button.click(fn, inputs, outputs)`.",
) | dict.fromkeys(
    ("retry_btn", "undo_btn", "clear_btn"), "The conversation brings these buttons along."
) | dict.fromkeys(
    ("capture_session", "interpretation", "layout", "show_tips", "bubble_full_width", "optional", "encrypt"),
    "It is no more: leave it out.",
) | {
    "enable_queue": "Every app has a queue; `demo.queue(max_size=…)` bounds it.",
    "every": "A timer ticks: `gr.Timer(2).tick(fn, inputs, outputs)`.",
    "likeable": "Listen to it: `chatbot.like(fn)`.",
    "shape": "height and width say how it is shown; the function can resize what it receives.",
    "tool": "It is no more: leave it out.",
}  # fmt: skip
"""What to do instead."""
WHERE: dict[str, tuple[tuple[str, str], ...]] = {
    **{
        f"show_{name}_button": (("buttons", f'Use buttons=["{name}"].'),)
        for name in ("copy", "download", "share", "fullscreen")
    },
    "show_api": (
        ("api_visibility", "Use api_visibility=\"undocumented\"."),
        ("footer_links", "Use footer_links=[…] without \"api\", or api_visibility=\"undocumented\" for a listener."),
    ),
    "concurrency_limit": (
        ("server_port", "It belongs to a listener, `button.click(…, concurrency_limit=3)`, or to `demo.queue(…)`."),
    ),
    "type": (
        ("chatbot", "Leave it out: a history is a list of messages with role and content."),
        ("feedback_options", "Leave it out: a conversation is a list of messages with role and content."),
    ),
    "theme": (("chatbot", "Give it to `launch(theme=…)`."),),
    "css": (("chatbot", "Give it to `launch(css=…)`."),),
    "js": (("chatbot", "Give it to `launch(js=…)`."),),
    "head": (("chatbot", "Give it to `launch(head=…)`."),),
}  # fmt: skip
"""What to do instead, where there is a certain other parameter."""


def meant(name: str, known: Collection[str]) -> str:
    """Return a sentence, with a space before it, that says what is meant by an unknown parameter; or nothing.

    Args:
        name: The parameter as the program wrote it.
        known: The parameters that there are.
    """
    for neighbour, text in WHERE.get(name, ()):
        if neighbour in known:
            return f" {text}"
    if ALIASES.get(name) in known:
        return f" Did you mean '{ALIASES[name]}'?"
    if name in ELSEWHERE and not any(one.startswith(name) for one in known):
        return f" {ELSEWHERE[name]}"
    return nearest(name, known)


def refuse_unknown(kind: type, names: Iterable[str]) -> None:
    """Raise TypeError for the name of an argument that a constructor has not; asked where an object is being made."""
    parameters = inspect.signature(kind.__init__).parameters
    known = [name for name in parameters if name != "self"]
    if any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters.values()):
        return
    for name in names:
        if name not in known:
            raise WrongCall(
                f"{kind.__name__}() got an unexpected keyword argument '{name}'.{meant(name, known)}", code="PE101"
            )
