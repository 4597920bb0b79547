"""A route that is found without regular expressions and answered without a request object."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from portico.server.visit import Visit

Handler = Callable[[Visit], Awaitable[None]]
API = "/gradio_api/"


class Hot(NamedTuple):
    """One route of the fast table.

    Args:
        methods: The methods it answers, separated by spaces.
        path: The exact path; one that ends in `*` matches everything that begins like it, and the visit's `rest` is
            what follows.
        handler: What answers.
    """

    methods: str
    path: str
    handler: Handler


class Table:
    """Hot routes by path.

    Args:
        routes: Every hot route; among prefixes the longer one wins.
    """

    def __init__(self, routes: Sequence[Hot]) -> None:
        self._exact: dict[str, dict[str, Handler]] = {}
        prefixes: dict[str, dict[str, Handler]] = {}
        for route in routes:
            where = prefixes if route.path.endswith("*") else self._exact
            answers = where.setdefault(route.path.removesuffix("*"), {})
            answers.update(dict.fromkeys(route.methods.split(), route.handler))
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[0]))

    def find(self, path: str) -> tuple[dict[str, Handler], str] | None:
        """Return a path's handlers by method and what follows a prefix; None where no hot route fits.

        A slash at the end makes no difference, and is never redirected: clients do not follow redirects.
        """
        found = self._exact.get(path)
        if found is not None:
            return found, ""
        for prefix, answers in self._prefixes:
            if path.startswith(prefix):
                return answers, path[len(prefix) :]
        if path.endswith("/"):
            found = self._exact.get(path[:-1])
            if found is not None:
                return found, ""
        return None
