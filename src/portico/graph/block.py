"""Block: anything that has a place on the page. It records the arguments it was given, so that returning one from a
function can stand for an update of exactly those properties."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Literal, Self

from portico.errors import BuildError, WrongCall
from portico.graph.context import here, noticing
from portico.graph.event import Event
from portico.graph.graph_protocol import Building

UNPLACED = -1
NOT_PROPS = frozenset({"self", "render", "every", "inputs", "key", "load_fn", "kwargs"})
"""Parameters that configure the Python side only; all others are properties of the same name."""

Visible = bool | Literal["hidden"]


@functools.cache
def constructor(kind: type[Any]) -> inspect.Signature:
    """Return the constructor's signature without `self`."""
    signature = inspect.signature(kind.__init__)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


@functools.cache
def property_names(kind: type[Any]) -> tuple[str, ...]:
    """Return the constructor parameters that are properties on the wire.

    A constructor that passes on `**common` has the parameters of the class above it as well.
    """
    names: dict[str, None] = {}
    passes_on = False
    for parameter in constructor(kind).parameters.values():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            passes_on = True
        elif parameter.kind is not inspect.Parameter.VAR_POSITIONAL and parameter.name not in NOT_PROPS:
            names[parameter.name] = None
    above = next((base for base in kind.__mro__[1:] if "__init__" in vars(base)), None) if passes_on else None
    if above is not None and above is not object:
        names |= dict.fromkeys(property_names(above))
    return tuple(names)


@functools.cache
def required(kind: type[Any]) -> tuple[str, ...]:
    """Return the constructor's parameters without a default."""
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    own = constructor(kind).parameters.values()
    return tuple(one.name for one in own if one.default is inspect.Parameter.empty and one.kind not in kinds)


def incomplete(kind: type[Any], bound: Mapping[str, Any], kwargs: Mapping[str, Any]) -> str:
    """Return what is wrong where an argument is missing; copying makes a block of none, which is no mistake."""
    missing = [name for name in required(kind) if name not in bound]
    if not missing:
        return ""
    known = constructor(kind).parameters
    stray = next((name for name in kwargs if name not in known), None)
    but = "" if stray is None else f", and has no parameter '{stray}'"
    return f"{kind.__name__} needs {' and '.join(f'{name}=…' for name in missing)}{but}.{_meant(stray, known)}"


def misfit(kind: type[Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """Return what is wrong with arguments that a constructor does not take."""
    known = constructor(kind).parameters
    unknown = next((name for name in kwargs if name not in known), None)
    if unknown is not None:
        return f"{kind.__name__} has no parameter '{unknown}'.{_meant(unknown, known)}"
    places = [name for name, one in known.items() if one.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    if len(args) <= len(places):
        return ""
    first = f"only {', '.join(places)} may stand" if places else "none may stand"
    return f"{kind.__name__} got {len(args)} arguments without a name, where {first} so. Give the others by name."


def _meant(name: str | None, known: Mapping[str, Any]) -> str:
    if name is None:
        return ""
    from portico.lang.keywords import meant  # what was never misspelt needs no list of slips

    return meant(name, known)


class Block:
    """A thing on the page.

    Args:
        elem_id: The element's id, for CSS and scripts.
        elem_classes: Classes of the element.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        render: Whether to place it where it is created; `.render()` places it later.
        key: What it is recognised by when a dynamic part of the page is built again.
        preserved_by_key: Properties that survive such a rebuild.
    """

    view: ClassVar[str | None] = None
    """The wire's type, where it is not the class's name in lower case."""
    fixed_props: ClassVar[tuple[str, ...]] = ()
    """Properties that are not constructor parameters."""
    placed: ClassVar[bool] = True
    """False for what has no element, such as a State."""

    number: int
    given: dict[str, Any]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        self = super().__new__(cls)
        signature = constructor(cls)
        try:
            bound = signature.bind_partial(*args, **kwargs)
        except TypeError as error:
            raise WrongCall(misfit(cls, args, kwargs) or f"{cls.__name__}: {error}.", code="PE101") from None
        if (args or kwargs) and (wrong := incomplete(cls, bound.arguments, kwargs)):
            raise WrongCall(wrong, code="PE101")
        self.given = dict(bound.arguments)
        for name, parameter in signature.parameters.items():
            if parameter.kind is inspect.Parameter.VAR_KEYWORD:
                self.given |= self.given.pop(name, {})
        self.number = UNPLACED
        if (notice := noticing.get()) is not None:
            notice(self)
        return self

    def __init__(
        self,
        *,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        visible: Visible = True,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = None,
    ) -> None:
        if not isinstance(elem_classes, (str, list, tuple, set, type(None))):
            raise BuildError(
                f"{type(self).__name__}(elem_classes=…) is a text or a list of texts, not {elem_classes!r}.",
                code="PE105",
            )
        self.elem_id = elem_id
        self.elem_classes = [elem_classes] if isinstance(elem_classes, str) else list(elem_classes or ())
        self.visible: Visible = visible
        self.key = key
        self.preserved_by_key = (
            [preserved_by_key] if isinstance(preserved_by_key, str) else list(preserved_by_key or ())
        )
        self.parent: Any = None
        self.graph: Building | None = None
        if render:
            self.render()

    @property
    def _id(self) -> int:
        return self.number

    @classmethod
    def wire_type(cls) -> str:
        """Return the name by which the page finds the view."""
        return cls.view or cls.__name__.lower()

    @classmethod
    def class_name(cls) -> str:
        """Return the name of the class, in lower case, by which a client may create it again."""
        return cls.__name__.lower()

    def get_block_name(self) -> str:
        """Return the wire's type of this block."""
        return self.wire_type()

    @classmethod
    def event_names(cls) -> tuple[str, ...]:
        """Return the events of this kind of block."""
        names: dict[str, None] = {}
        for base in reversed(cls.__mro__):
            names |= {name: None for name, member in vars(base).items() if isinstance(member, Event)}
        return tuple(names)

    def render(self) -> Self:
        """Place the block where the program is building now."""
        place = here.get()
        if place is None:
            return self
        if self.graph is not None and not place.graph.takes(self):
            raise BuildError(
                f"This {type(self).__name__} is on the page already; a block can be placed once. "
                "Call .unrender() first to place it somewhere else.",
                code="PE110",
            )
        self.graph = place.graph
        place.graph.register(self)
        place.parent.add(self)
        return self

    def unrender(self) -> Self:
        """Take the block off the page; `.render()` can place it again."""
        if self.parent is not None:
            self.parent.children.remove(self)
            self.parent = None
        if self.graph is not None:
            self.graph.forget(self)
            self.graph = None
        return self

    @property
    def is_rendered(self) -> bool:
        """Whether the block is on the page."""
        return self.graph is not None

    def props(self) -> dict[str, Any]:
        """Return the block's properties as they go to the page."""
        names = (*property_names(type(self)), *self.fixed_props)
        found = {name: getattr(self, name, None) for name in names}
        found["preserved_by_key"] = self.preserved_by_key
        return {name: value for name, value in found.items() if value is not None} | {"name": self.class_name()}

    def changed_props(self, names: Iterable[str]) -> dict[str, Any]:
        """Return some properties as they go to the page in an update; those that are now None as None."""
        wire = self.props()
        return {name: wire.get(name) for name in names}

    def updated(self, changes: dict[str, Any]) -> Self:
        """Return the block as it would be with some arguments changed, for one session; it is placed nowhere.

        A changed argument takes the path of every argument, through the constructor, so that choices become pairs,
        classes a list, and a wrong name is refused as it is at build time.
        """
        names = constructor(type(self)).parameters
        quiet: dict[str, Any] = {"value": None, "render": False, "every": None, "inputs": None, "load_fn": None}
        arguments = {**self.given, **{name: value for name, value in quiet.items() if name in names}, **changes}
        block = type(self)(**arguments)
        block.number = self.number
        return block

    def __repr__(self) -> str:
        label = getattr(self, "label", None)
        return f"<{type(self).__name__} {self.number}{f' {label!r}' if label else ''}>"


def camel_to_snake(name: str) -> str:
    """Return `CheckboxGroup` as `checkbox_group`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
