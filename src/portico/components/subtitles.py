"""What is said or heard in a sound or a film, as text at its time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from portico.components.filepayload import offered
from portico.errors import BuildError
from portico.graph.files import NewFile

ENDINGS = (".vtt", ".srt", ".json")
SHAPE = "{'text': 'Hello', 'timestamp': [0.0, 1.5]}"


def subtitles_of(owner: str, given: str | Path | list[dict[str, Any]] | None) -> NewFile | list[dict[str, Any]] | None:
    """Return subtitles as the page receives them: a file that the page reads, or a list of start, end and text.

    Args:
        owner: The component's class, for messages.
        given: The path or address of a file, or a list of texts with the seconds from which and to which they stand.

    Raises:
        ValueError: A file with another ending, or an entry of another shape.
    """
    if given is None:
        return None
    if isinstance(given, str | os.PathLike):
        file = offered(given, f"{owner}(subtitles=…)")
        if not file.name.lower().endswith(ENDINGS):
            raise BuildError(f"{owner}(subtitles=…) reads {', '.join(ENDINGS)} files, not '{file.name}'.", code="PE105")
        return file
    if not isinstance(given, list):
        raise BuildError(
            f"{owner}(subtitles=…) is the path of a file or a list, not {type(given).__name__}.", code="PE105"
        )
    return [_cue(owner, place, entry) for place, entry in enumerate(given)]


def _cue(owner: str, place: int, entry: Any) -> dict[str, Any]:
    try:
        start, end = entry["timestamp"]
        return {"start": float(start), "end": float(end), "text": str(entry["text"])}
    except (TypeError, ValueError, KeyError):
        raise BuildError(
            f"{owner}(subtitles=…) holds entries like {SHAPE}; entry {place} is {entry!r}.", code="PE105"
        ) from None
