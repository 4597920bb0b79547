"""The options of a listener, for type checkers: what stands behind the function, its inputs and its outputs."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Literal, TypedDict

from portico.graph.graph_protocol import Declared, Execution, Fn, Placed
from portico.wire.config import ShowProgress, TriggerMode, Visibility

BlocksOf = Placed | Sequence[Placed] | AbstractSet[Placed] | None
"""A component, a layout block, a list of them, or a set of them (the function then receives one dictionary)."""


class ListenerOptions(TypedDict, total=False):
    """What `Button.click` and its like take by keyword; `Trigger.__call__` says what each means."""

    api_description: str | Literal[False] | None
    scroll_to_output: bool
    show_progress: ShowProgress
    show_progress_on: BlocksOf
    queue: bool
    batch: bool
    max_batch_size: int
    preprocess: bool
    postprocess: bool
    cancels: Declared | Sequence[Declared] | None
    trigger_mode: TriggerMode | None
    js: str | Literal[True] | None
    concurrency_limit: int | None | Literal["default"]
    concurrency_id: str | None
    api_visibility: Visibility
    time_limit: int | None
    stream_every: float
    key: int | str | tuple[int | str, ...] | None
    validator: Fn | None
    inputs_kwargs: dict[str, Any] | None
    on_disconnect: Literal["cancel", "finish"] | float
    run: Execution | None
