"""Nobody gets past who is not let in: the rule of the route that was found is looked at before anything of it runs.

What is asked for is found once, and the rule belongs to what was found: no spelling of a path can be one thing to the
guard and another to the route. What nobody made a route for has the rule of the others, so nothing is to be learned.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from portico.server.door import USER, Door, PasswordDoor
from portico.server.refusal import Refusal
from portico.server.routes.login import show_form
from portico.server.routing import Access
from portico.server.security import Send
from portico.server.visit import Visit

VARY = b"Cookie"


async def admit(door: Door, rule: Access, visit: Visit) -> bool:
    """Let a request pass, or answer it with the form; raises Refusal where it may not pass.

    Args:
        door: Says who it is from.
        rule: Who may ask for what was found.
        visit: The request; its scope gets the user.
    """
    if rule is Access.NUMBERS and (scraper := visit.site.options.scraper) is not None:
        scraper.check(visit.scope)
        return True
    user = visit.scope[USER] = await door.enter(visit.scope)
    if user is not None or rule is Access.PUBLIC:
        return True
    if rule is Access.PAGE and isinstance(door, PasswordDoor):
        await show_form(visit)
        return False
    raise unknown(door)


def unknown(door: Door) -> Refusal:
    """Return the refusal of somebody who is not logged in, in the shape that clients read."""
    return Refusal(401, {"error": "Not authenticated", "auth_message": door.message})


def private(send: Send) -> Send:
    """Return a way to answer that marks everything as one person's: nothing between keeps it for another."""

    async def answer(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = marked(list(message.get("headers", ())))
        await send(message)

    return answer


def marked(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return headers of an answer that one person alone may see."""
    cache = [value for name, value in headers if name == b"cache-control"]
    vary = [value for name, value in headers if name == b"vary"]
    kept = [(name, value) for name, value in headers if name not in (b"cache-control", b"vary")]
    parts = [part.strip() for part in b",".join(cache).split(b",") if part.strip()]
    # What has to be asked about would still be shown by a browser that goes back, after its login has ended.
    parts = [b"no-store" if part == b"no-cache" else part for part in parts if part not in (b"public", b"private")]
    # Who may not keep it need not be told for whom.
    said = b", ".join(parts if b"no-store" in parts else [b"private", *(parts or [b"no-store"])])
    return [*kept, (b"cache-control", said), (b"vary", b", ".join([*vary, VARY]))]
