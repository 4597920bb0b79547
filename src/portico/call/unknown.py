"""A name that an object has not, said with the nearest one that it has.

Whoever only looks whether there is a name (`hasattr`, `copy`, `pickle`) asks far more often than anybody reads the
answer, so the sentence is made when it is read. A class with `__getattr__` is slower to read from, so what every event
reads many times, blocks, has none: `graph/explained.py` says the same of them, where such an error passes.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from portico.errors import NoSuchName
from portico.lang.signature import nearest

FORMER = {
    "style": "Give its arguments to the constructor.",
    "update": "Return it anew from the function, such as gr.Textbox(visible=False), or return gr.update(…).",
}
"""Methods of earlier versions, and what is done instead."""
FEW = 20
"""So many names are told where none is near."""


class Unknown(NoSuchName):
    """A name that an object has not.

    Args:
        owner: The object.
        wanted: The name.
        also: Names that it has besides those of its class.
        code: Which mistake it is.
    """

    def __init__(self, owner: Any, wanted: str, also: Iterable[str] = (), code: str = "PE103") -> None:
        super().__init__(code=code)
        # Without its object Python adds no suggestion of its own; the name is for whoever asks the error for it.
        self.name = wanted
        self._owner = owner
        self._wanted = wanted
        self._also = also

    def __str__(self) -> str:
        return sentence(self._owner, self._wanted, self._also)

    def __reduce__(self) -> tuple[type[NoSuchName], tuple[str]]:
        return NoSuchName, (str(self),)


class Strict:
    """An object that says which name was meant, where it is asked for one that it has not."""

    __slots__ = ()
    slips: ClassVar[dict[str, str]] = {}
    """Names that are taken to be there, and what to do instead."""

    if not TYPE_CHECKING:  # type checkers know the names, and would take this for all others

        def __getattr__(self, name: str) -> Any:
            if hasattr(type(self), name):
                return object.__getattribute__(self, name)  # a property, whose own code lacks something
            raise Unknown(self, name)


def sentence(owner: Any, wanted: str, also: Iterable[str] = ()) -> str:
    """Return what is said of an object, or a class, without a name; `also`: names besides those of its class."""
    kind = owner if isinstance(owner, type) else type(owner)
    who = kind.__name__ if kind is owner else named(owner)
    events: tuple[str, ...] = getattr(kind, "event_names", tuple)()
    own = {} if kind is owner else vars(owner)
    # Of what has events a person asks an event or an argument, and hardly ever a method of Portico's own.
    found = (*events, *inspect.signature(kind.__init__).parameters) if events else (*dir(kind), *own, *also)
    known = sorted({name for name in found if not name.startswith("_")} - {"slips", "self"})
    slips: dict[str, str] = getattr(kind, "slips", FORMER if events else {})
    bare = bare_name(wanted)
    if wanted in slips:
        hint = f" {slips[wanted]}"
    elif bare in known:
        hint = f" Did you mean '{bare}'?"
    else:
        hint = nearest(bare, events) or nearest(wanted, known)
    if not hint and (events or len(known) <= FEW):
        hint = f" Its events: {', '.join(events)}." if events else f" It has {', '.join(known)}."
    return f"{who} has no '{wanted}'.{hint}"


def bare_name(wanted: str) -> str:
    """Return an event as Portico calls it, for what other libraries would call it: `onClick`, `on_change`."""
    name = wanted.lower()
    for prefix in ("on_", "on"):
        if name.startswith(prefix) and len(name) > len(prefix) + 2:
            return name.removeprefix(prefix)
    return name


def named(owner: Any) -> str:
    """Return an object as its program knows it: by its class, and what stands on it."""
    kind = type(owner).__name__
    found = vars(owner)
    if "called" in dir(type(owner)):
        return str(owner.called)
    words = found.get("label") or (found.get("value") if kind.endswith("Button") else None)
    return f"{kind} {words!r}" if isinstance(words, str) and words else kind
