"""All that the server knows of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from portico.engine.task import Task
from portico.lang.opening import Opened
from portico.wire.caller import Caller


class Application(Protocol):
    """What is served. `portico.app.Blocks`, composed for one launch, satisfies it."""

    title: str
    app_id: int

    def config(self, caller: Caller) -> bytes:
        """Return the page's config as JSON for one caller, with the caller's root in it.

        With a session, what it has rendered is part of it.
        """
        ...

    def info(self, caller: Caller, all_endpoints: bool = False) -> bytes:
        """Return the API description as JSON for one caller; with a session, also of the endpoints it has rendered."""
        ...

    def task(self, key: int | str, session: str) -> Task:
        """Return what a number or an `api_name` runs; raises UnknownTask. A session may have rendered its own."""
        ...

    def named_arguments(self, name: str, given: dict[str, object]) -> list[object]:
        """Return the inputs of an endpoint for parameters by name; raises InvalidPayload where one does not fit."""
        ...

    def filled(self, name: str, data: list[object], session: str = "") -> list[object]:
        """Return the inputs of an endpoint with a null wherever the value lives in the session and was left out."""
        ...

    def asset(self, name: str) -> bytes | Path | None:
        """Return `theme.css`, `favicon.ico` or what else the app brings; None where it brings none."""
        ...

    def view_types(self) -> list[str]:
        """Return the wire types of the blocks on the page, for preloading their views.

        `image/Example` is the small view of a type that shows one sample of it.
        """
        ...

    def open_offered(self, path: str) -> Opened:
        """Open a file that the author offers under a path; raises FileRefused for any other path."""
        ...
