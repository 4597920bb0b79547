"""The page of a program under test that is written anew: served in place of the one before, as `portico dev` does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from portico.reload.generation import Generation
from portico.reload.swap import Swap

if TYPE_CHECKING:
    from portico.app.settings import Settings
    from portico.testing.hosting import Hosting


class Serving(Swap):
    """The page of an app under test, and how the next one takes its place.

    Args:
        generation: The first one.
        hosting: Who serves it.
        options: Returns what a generation is launched with.
    """

    def __init__(
        self, generation: Generation, hosting: Hosting, options: Callable[[Generation], dict[str, Any]]
    ) -> None:
        assert hosting.composed is not None, "it is served"
        super().__init__(generation, hosting.composed)
        self._hosting = hosting
        self._options = options

    def read(self, generation: Generation) -> Settings:
        """Return what the launch of a generation was told; raises what launching raises."""
        return self._hosting.read(generation.app, self._options(generation))

    def page(self, generation: Generation) -> dict[str, Any]:
        """Return the config of a generation's page."""
        return generation.app.page()
