"""The page's config, for the clients and for pages that do not carry it."""

from __future__ import annotations

from portico.server.routing import Hot
from portico.server.visit import JSON_TYPE, NO_STORE, Visit


async def config(visit: Visit) -> None:
    """Answer with the config; addresses in it belong to this request's root, so nothing may keep it."""
    await visit.reply(200, visit.site.application.config(visit.caller()), [JSON_TYPE, NO_STORE])


routes = [Hot("GET HEAD", "/config", config)]
