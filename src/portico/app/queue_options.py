"""Queue options: what `Blocks.queue` was told of how calls wait."""

from __future__ import annotations

from dataclasses import dataclass

from portico.errors import BuildError
from portico.lang.file_size import file_size

WAITING = 10_000
"""How many calls may wait where the program does not say."""
WAITING_BYTES = 512 * 1024**2
"""How many bytes their inputs may have; files are uploaded before, and not among them."""


@dataclass(slots=True)
class QueueOptions:
    """What `Blocks.queue` was told.

    Args:
        max_size: How many jobs may wait.
        max_bytes: How many bytes the inputs of those that wait may have.
        update_rate: Seconds between two messages about a place in the queue; None: more rarely the more wait.
        default_limit: How many calls of one function may run at once, where its listener does not say.
        api_open: Whether the direct API answers for queued functions.
        delete_cache: Seconds between two looks for old files, and their age.
    """

    max_size: int = WAITING
    max_bytes: int = WAITING_BYTES
    update_rate: float | None = None
    default_limit: int | None = 1
    api_open: bool = True
    delete_cache: tuple[float, float] | None = None


def queue_options(
    max_size: int | None,
    max_bytes: int | str | None,
    update_rate: float | str,
    default_limit: int | None,
    api_open: bool,
    delete_cache: tuple[float, float] | None,
) -> QueueOptions:
    """Return what `Blocks.queue` was told, checked; raises BuildError naming what does not fit."""
    size = file_size(max_bytes)
    numbers: dict[str, float | None] = {
        "max_size": max_size,
        "max_bytes": size,
        "default_concurrency_limit": default_limit,
    }
    if update_rate != "auto":
        if not isinstance(update_rate, (int, float)):
            raise BuildError(
                f"queue: status_update_rate must be 'auto' or a number of seconds, not {update_rate!r}.", code="PE105"
            )
        numbers["status_update_rate"] = update_rate
    for name, number in numbers.items():
        if number is not None and not number > 0:
            raise BuildError(f"queue: {name} must be above 0, not {number!r}.", code="PE105")
    return QueueOptions(
        WAITING if max_size is None else max_size,
        WAITING_BYTES if size is None else size,
        None if isinstance(update_rate, str) else float(update_rate),
        default_limit,
        api_open,
        delete_cache,
    )
