"""Mounts: where the app of a program stands in another one, such as FastAPI's, that the program serves by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from portico.app.blocks import Blocks
from portico.app.mount import Mounting
from portico.lang.rehearsal import Launch

NAMES = {
    "host": "server_name", "port": "server_port", "workers": "num_workers", "ssl_keyfile": "ssl_keyfile",
    "ssl_certfile": "ssl_certfile", "ssl_keyfile_password": "ssl_keyfile_password",
}  # fmt: skip
"""What uvicorn is told, by the names of `launch`."""


@dataclass(frozen=True, slots=True)
class Mounts:
    """An app in another one.

    Args:
        launch: How the app that is followed was mounted.
        mounted: All that was mounted.
        asked: What uvicorn was told, its `Config`; None where the program left that to whoever runs it.
    """

    launch: Launch
    mounted: Sequence[Launch]
    asked: Any

    @property
    def chosen(self) -> Mounting:
        """What stands for the app that is followed."""
        return self.launch.mounting

    @property
    def all(self) -> list[Mounting]:
        """What stands for each app that was mounted."""
        return [one.mounting for one in self.mounted]

    @property
    def outer(self) -> Any:
        """What is served: what uvicorn was given, or where the app was mounted."""
        app = getattr(self.asked, "app", None)
        return app if callable(app) else self.chosen.outer

    def launched(self) -> Launch:
        """Return it as a launch."""
        told = {ours: getattr(self.asked, theirs) for theirs, ours in NAMES.items()} if self.asked is not None else {}
        return replace(self.launch, given={**self.launch.given, **told})


def mounts_of(app: Blocks, mounted: Sequence[Launch], asked: Any) -> Mounts | None:
    """Return where an app stands; None for one that was mounted nowhere.

    Args:
        app: The app.
        mounted: What the program mounted.
        asked: The server or its configuration that the program started with; None: it started none.
    """
    chosen = next((one for one in mounted if one.app is app), None)
    if chosen is None:
        return None
    return Mounts(chosen, mounted, getattr(asked, "config", asked))
