"""What the server may be told."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class ServerOptions:
    """Options of one server.

    Args:
        root_path: A path prefix, or a full http(s) address, under which the app is public.
        max_file_size: Bytes that one uploaded file may have; None means no limit.
        max_body: Bytes that a JSON body may have.
        api_open: Whether `run/` and `api/` answer for queued functions as well.
        strict_cors: Whether the literal origin `null` is refused for a local app.
        favicon: A file that replaces Portico's icon.
        heartbeat: Seconds between two signs of life.
        trusted_hosts: Host names that requests may be addressed to; empty means any.
    """

    root_path: str = ""
    max_file_size: int | None = None
    max_body: int = 64 * 1024 * 1024
    api_open: bool = True
    strict_cors: bool = True
    favicon: str | None = None
    heartbeat: float = 15.0
    trusted_hosts: list[str] = field(default_factory=list[str])
