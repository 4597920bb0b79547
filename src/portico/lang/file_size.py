"""The size of files, as a program says it."""

from __future__ import annotations

from portico.errors import BuildError


def file_size(value: str | int | None) -> int | None:
    """Return bytes for `5_000`, "5mb" or "1.5 GB"; raises BuildError for anything else."""
    if value is None:
        return None
    if isinstance(value, int):
        return value
    from portico.lang.size import parse_size  # few apps bound their uploads

    found = parse_size(value)
    if found is None:
        raise BuildError(f"A file size is a number of bytes or text such as '5mb', not '{value}'.", code="PE105")
    return found
