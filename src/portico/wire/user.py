"""Who is logged in, the same for the page and for API clients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from portico.errors import BuildError


class User(msgspec.Struct, frozen=True):
    """Who somebody is, as the function of `auth` or `auth_dependency` may answer: `gr.User("ada", roles=["admin"])`.

    Functions of the app read it as `request.username` and `request.roles`. Sessions and files belong to the name.

    Args:
        name: What they are called in the app; it may be another than the one that they logged in with.
        roles: What they are to the app, such as "admin"; words of the author's own, of which Portico knows nothing.

    Raises:
        BuildError: The name is no text or blank, or roles are not several texts.
    """

    name: str
    roles: tuple[str, ...] = ()

    if TYPE_CHECKING:
        # What is given may be any collection; what is kept is a tuple.
        def __init__(self, name: str, roles: Iterable[str] = ()) -> None: ...

    def __post_init__(self) -> None:
        name: object = self.name
        if not isinstance(name, str):
            raise BuildError(f'gr.User: the name is a text such as "ada", not a {type(name).__name__}.', code="PE410")
        if not name.strip():
            raise BuildError('gr.User: the name is empty; it is a text such as "ada".', code="PE410")
        # Exact texts: members of an enumeration of the author's could not be read in another process.
        msgspec.structs.force_setattr(self, "name", str.__str__(name))
        msgspec.structs.force_setattr(self, "roles", _texts(self.roles))


def _texts(roles: object) -> tuple[str, ...]:
    """Return roles as they are kept; raises BuildError."""
    if isinstance(roles, str):
        raise BuildError(
            f"gr.User: roles are several texts, and a text alone is none: write roles=[{roles!r}].", code="PE410"
        )
    if not isinstance(roles, Iterable):
        raise BuildError(f'gr.User: roles are texts such as ["admin"], not a {type(roles).__name__}.', code="PE410")
    found: dict[str, None] = {}
    for role in sorted(roles, key=repr) if isinstance(roles, (set, frozenset)) else roles:
        if not isinstance(role, str):
            raise BuildError(f"gr.User: each role is a text, and one of them is a {type(role).__name__}.", code="PE410")
        if not role.strip():
            raise BuildError("gr.User: one of the roles is empty; leave it out.", code="PE410")
        found[str.__str__(role)] = None
    return tuple(found)
