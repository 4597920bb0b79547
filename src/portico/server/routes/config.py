"""The page's config, for the clients and for pages that do not carry it."""

from __future__ import annotations

from portico.server.routing import Access, Hot
from portico.server.visit import JSON_TYPE, NO_STORE, Visit
from portico.server.visitor import new_cookie


async def config(visit: Visit) -> None:
    """Answer with the config; addresses in it belong to this request's root, so nothing may keep it.

    With `session_hash` in the query it is the page as that session has it.
    """
    session = visit.own_session(visit.query("session_hash"))
    caller = visit.caller(session)
    # An API client begins here, and shows the cookie again when it fetches its results.
    embedded = bool(visit.site.options.embed_origins)
    given = [] if caller.reader else [new_cookie(caller.root, embedded)]
    await visit.reply(200, visit.site.application.config(caller), [JSON_TYPE, NO_STORE, *given])


routes = [Hot("GET HEAD", "/config", config, Access.LOGIN)]
