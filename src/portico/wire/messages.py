"""What a session's stream carries, tagged by `msg`. Source: the public wire, protocol `sse_v3`."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from portico.wire.codec import JSON
from portico.wire.config import RenderConfig

Level: TypeAlias = Literal["info", "warning", "success", "error"]
"""How serious a toast is."""

Edit: TypeAlias = tuple[Literal["replace", "append", "add", "delete"], list[str | int], JSON]
"""One change of a value: what to do, where, and with what."""


class Output(msgspec.Struct):
    """One step's result."""

    data: list[JSON]
    is_generating: bool = False
    duration: float | None = None
    average_duration: float | None = None
    render_config: RenderConfig | None = None
    changed_state_ids: list[int] = []
    used_cache: str | None = None


class Failure(msgspec.Struct, omit_defaults=True):
    """The error object. Clients pass its members on as keyword arguments, so no other member may appear.

    `error` is always present, also when it is null. A `duration` of null keeps a toast until it is dismissed; where it
    is absent, the client decides.
    """

    error: str | None = msgspec.field(default_factory=lambda: None)
    duration: float | None | msgspec.UnsetType = msgspec.UNSET
    visible: bool | None = None
    title: str | None = None


class Estimation(msgspec.Struct, tag_field="msg", tag="estimation"):
    """Where the event waits."""

    event_id: str | None
    rank: int | None = None
    queue_size: int = 0
    rank_eta: float | None = None


class ProcessStarts(msgspec.Struct, tag_field="msg", tag="process_starts"):
    """The event left the queue."""

    event_id: str
    eta: float | None = None


class Progress(msgspec.Struct, tag_field="msg", tag="progress"):
    """How far the function is; a list of units, outermost first."""

    event_id: str
    progress_data: list[ProgressUnit]


class ProgressUnit(msgspec.Struct):
    """One bar."""

    index: float | None = None
    length: float | None = None
    unit: str | None = "steps"
    progress: float | None = None
    desc: str | None = None


class Log(msgspec.Struct, tag_field="msg", tag="log"):
    """A toast; `duration` is in seconds."""

    event_id: str
    log: str
    level: Level
    duration: float | None = 10
    visible: bool = True
    title: str = ""


class ProcessGenerating(msgspec.Struct, tag_field="msg", tag="process_generating"):
    """A value a generator yielded: whole the first time, edit lists after that."""

    event_id: str
    output: Output
    success: bool = True
    time_limit: float | None = None


class ProcessStreaming(msgspec.Struct, tag_field="msg", tag="process_streaming"):
    """The answer to one chunk of a live input."""

    event_id: str
    output: Output
    success: bool = True
    time_limit: float | None = None


class ProcessCompleted(msgspec.Struct, tag_field="msg", tag="process_completed"):
    """The end of an event; sent exactly once."""

    event_id: str
    output: Output | dict[str, Any]
    success: bool = True
    title: str | None = None
    used_cache: str | None = None
    cache_duration: float | None = None
    avg_time: float | None = None


class Heartbeat(msgspec.Struct, tag_field="msg", tag="heartbeat"):
    """Nothing happened for a while."""

    event_id: None = None


class CloseStream(msgspec.Struct, tag_field="msg", tag="close_stream"):
    """No event of the session is unfinished; the stream ends."""

    event_id: None = None


class UnexpectedError(msgspec.Struct, tag_field="msg", tag="unexpected_error"):
    """The session is unknown, or the server is stopping."""

    event_id: None = None
    message: str = ""
    session_not_found: bool = False
    success: bool = False


Message: TypeAlias = (
    Estimation
    | ProcessStarts
    | Progress
    | Log
    | ProcessGenerating
    | ProcessStreaming
    | ProcessCompleted
    | Heartbeat
    | CloseStream
    | UnexpectedError
)
