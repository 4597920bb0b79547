"""What is new for the pages of who writes the app, where no socket can be had to tell them."""

from __future__ import annotations

from portico.server.news import is_developer
from portico.server.refusal import Refusal
from portico.server.routing import API, Access, Hot
from portico.server.visit import JSON_TYPE, NO_STORE, Visit


async def news(visit: Visit) -> None:
    """Answer with the generation that is served, and what is wrong with the one that is not."""
    told = visit.site.news
    if told is None or not is_developer(visit.scope):
        raise Refusal(404, "Not Found")
    session = visit.session(visit.query("session_hash"))
    await visit.reply(200, told.frame(session), [JSON_TYPE, NO_STORE])


routes = [Hot("GET", f"{API}dev", news, Access.LOGIN)]
