"""Ending a call early."""

from __future__ import annotations

from portico.server.routing import API, Access, Hot
from portico.server.visit import Visit
from portico.wire.requests import CancelRequest, ResetRequest

DONE = {"success": True}


async def cancel(visit: Visit) -> None:
    """End one event of a session; an event that is not there (any more) is a success too."""
    request = await visit.struct(CancelRequest)
    await visit.site.engine.cancel(visit.session(request.session_hash), request.event_id)
    await visit.json(DONE)


async def reset(visit: Visit) -> None:
    """Do nothing: clients ask for it after a cancel and expect it to succeed."""
    await visit.struct(ResetRequest)
    await visit.json(DONE)


routes = [Hot("POST", f"{API}cancel", cancel, Access.LOGIN), Hot("POST", f"{API}reset", reset, Access.LOGIN)]
