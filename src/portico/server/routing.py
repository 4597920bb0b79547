"""Routes: each with a rule who may ask, without which it cannot be written down.

A hot one is found without regular expressions and answered without a request object.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from typing import Any, NamedTuple

from starlette.routing import Match, Route

from portico.server.visit import Visit

Handler = Callable[[Visit], Awaitable[None]]
API = "/gradio_api/"


class Access(Enum):
    """Who may ask for a route of an app that has a login."""

    LOGIN = "whoever is logged in"
    PAGE = "whoever is logged in; others are shown the form"
    NUMBERS = "whoever has the token; where there is none, whoever is logged in"
    PUBLIC = "everybody: it says nothing about the app"


class Hot(NamedTuple):
    """One route of the fast table.

    Args:
        methods: The methods it answers, separated by spaces.
        path: The exact path; one that ends in `*` matches everything that begins like it, and the visit's `rest` is
            what follows.
        handler: What answers.
        access: Who may ask.
    """

    methods: str
    path: str
    handler: Handler
    access: Access


class Cold(Route):
    """One route of Starlette's router, for what is seldom asked for.

    Args:
        path: Its path, as Starlette writes it.
        endpoint: What answers.
        access: Who may ask.
        methods: The methods it answers; default: GET and HEAD.
    """

    def __init__(self, path: str, endpoint: Any, access: Access, methods: list[str] | None = None) -> None:
        self.access = ruled(path, access)
        super().__init__(path, endpoint, methods=methods)


def ruled(path: str, access: object) -> Access:
    """Return a route's rule; raises TypeError where it has none."""
    if not isinstance(access, Access):
        raise TypeError(f"The route {path} has no access rule; give it one of Access, such as Access.LOGIN.")
    return access


def rule_of(routes: Sequence[Cold], scope: Any) -> Access:
    """Return the rule for a request that no hot route answers; for what there is no route, that of all the others."""
    found = (route.access for route in routes if route.matches(scope)[0] is not Match.NONE)
    return next(found, Access.LOGIN)


class Table:
    """Hot routes by path.

    Args:
        routes: Every hot route; among prefixes the longer one wins.
    """

    def __init__(self, routes: Sequence[Hot]) -> None:
        self._exact: dict[str, dict[str, Hot]] = {}
        prefixes: dict[str, dict[str, Hot]] = {}
        for route in routes:
            ruled(route.path, route.access)
            where = prefixes if route.path.endswith("*") else self._exact
            answers = where.setdefault(route.path.removesuffix("*"), {})
            answers.update(dict.fromkeys(route.methods.split(), route))
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[0]))

    def find(self, path: str) -> tuple[dict[str, Hot], str] | None:
        """Return a path's routes by method and what follows a prefix; None where no hot route fits.

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
