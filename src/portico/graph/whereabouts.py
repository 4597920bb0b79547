"""Where in a program a listener was declared, and what it runs: what messages to the author end with.

Visitors are never told: who may see an exception's text is decided elsewhere.
"""

from __future__ import annotations

from typing import Any, TypeVar

from portico.errors import BuildError, ResultError
from portico.graph.graph_protocol import Registration
from portico.lang.signature import name_of, place_of

E = TypeVar("E", bound=Exception)
PAGE = {"load": "the page, when it is opened", "unload": "the page, when it is left"}


def whereabouts(asked: Registration) -> str:
    """Return the function and the event that runs it: "greet, app.py:12, run by Button 'Go'.click"."""
    who = event_of(asked)
    if asked.fn is None:
        return who
    place = place_of(asked.fn)
    # An anonymous function's name looks like markup, and messages may hold markup.
    name = name_of(asked.fn).strip("<>")
    return f"{name}, {place}, run by {who}" if place else f"{name}, run by {who}"


def event_of(asked: Registration) -> str:
    """Return what a listener listens to, as the program wrote it."""
    for block, name in asked.triggers:
        if block is None or not hasattr(block, "number"):
            return PAGE.get(name, f"{asked.follows or 'an event'}.{name}")
        if name in PAGE and hasattr(block, "listeners"):
            return PAGE[name]
        label = getattr(block, "label", None) or _words(block)
        return f"{type(block).__name__}{f' {label!r}' if label else ''}.{name}"
    return "API clients"


def located(error: E, asked: Registration, of: Any = None) -> E:
    """Return an error that says where it is the program's; one that is not Portico's own gets a note.

    Args:
        error: What was raised.
        asked: The listener it was raised for.
        of: The output that was being given a value, if it was one.
    """
    said = whereabouts(asked) + ("" if of is None else f", for {of!r}")
    if type(error) is BuildError or isinstance(error, ResultError):
        # Some know the function, and nothing of the listener.
        text = str(error).removesuffix(f" ({said.partition(', run by ')[0]})")
        told = type(error)(f"{text} ({said})", code=error.code)
        for note in getattr(error, "__notes__", ()):
            if note not in getattr(told, "__notes__", ()):
                told.add_note(note)
        return told.with_traceback(error.__traceback__)
    error.add_note(f"({said})")
    return error


def _words(block: Any) -> str:
    """Return the words of a button, by which a person knows it."""
    words = getattr(block, "value", None)
    return words if isinstance(words, str) and type(block).__name__.endswith("Button") else ""
