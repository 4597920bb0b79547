"""What a block needs of the graph it joins, so that `block`, `event` and `graph` need not know each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol, TypeAlias

from portico.wire.config import ShowProgress, TriggerMode, Visibility

Fn = Callable[..., Any]

Execution: TypeAlias = Literal["thread", "async", "process"]
"""Where a function runs."""


class Parent(Protocol):
    """A layout that receives children."""

    def add(self, child: Any) -> None:
        """Append a child."""
        ...


@dataclass(slots=True)
class Registration:
    """A listener as the program declared it; the parameters of an event method, checked by nobody yet."""

    triggers: list[tuple[Any, str]]
    fn: Fn | None
    inputs: Any = None
    outputs: Any = None
    api_name: str | bool | None = None
    api_description: str | Literal[False] | None = None
    scroll_to_output: bool = False
    show_progress: ShowProgress = "full"
    show_progress_on: Any = None
    queue: bool = True
    batch: bool = False
    max_batch_size: int = 4
    preprocess: bool = True
    postprocess: bool = True
    cancels: Any = None
    trigger_mode: TriggerMode | None = None
    js: str | Literal[True] | None = None
    concurrency_limit: int | None | Literal["default"] = "default"
    concurrency_id: str | None = None
    api_visibility: Visibility = "public"
    time_limit: int | None = None
    stream_every: float = 0.5
    key: Any = None
    validator: Fn | None = None
    inputs_kwargs: dict[str, Any] | None = None
    on_disconnect: Literal["cancel", "finish"] | float = "cancel"
    run: Execution | None = None
    trigger_after: int | None = None
    follows: str = ""
    """The event of the listener that it comes after, as the program wrote it."""
    only_on_success: bool = False
    only_on_failure: bool = False
    named: bool = field(default=False)
    """Whether the program itself chose `api_name`."""
    grouped: bool = False
    """Whether it was declared by `on`, for several events at once."""


class Registered(Protocol):
    """A listener that joined a graph."""

    id: int


class Declared(Protocol):
    """What declaring a listener returns."""

    listener: Registered


class Placed(Protocol):
    """A block, as whoever names it as an input or output sees it."""

    number: int


class Building(Protocol):
    """A graph under construction."""

    rendered: ClassVar[bool]
    """Whether it is a part of the page that belongs to one session."""

    def takes(self, block: Any) -> bool:
        """Whether a block that is placed already may be placed here as well."""
        ...

    def register(self, block: Any) -> None:
        """Give the block an id and remember it."""
        ...

    def timer(self, seconds: float) -> Any:
        """Make and place what ticks every so many seconds."""
        ...

    def forget(self, block: Any) -> None:
        """Take the block out again."""
        ...

    def listen(self, registration: Registration, make: Callable[[int, Any, Registration], Any] = ...) -> Registered:
        """Remember a listener, which `make` makes of its number, the graph and the registration."""
        ...
