"""What the server counts, for Prometheus."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from portico.engine.meter import lag
from portico.server.refusal import Refusal
from portico.server.routing import API, Access, Cold
from portico.server.site import Site


async def metrics(request: Request) -> Response:
    """Answer with everything that is counted; 404 where nothing is."""
    from portico.server.exposition import CONTENT_TYPE, exposition  # few apps are asked

    site: Site = request.app.site
    if site.door is None and site.options.scraper is not None:
        site.options.scraper.check(request.scope)  # else the guard has done it
    meter = site.engine.options.meter
    if meter is None:
        raise Refusal(404, "Nothing is counted here. Security(metrics=True) turns it on.")
    text = exposition(site, meter, await lag())
    return Response(text, headers={"content-type": CONTENT_TYPE, "cache-control": "no-store"})


routes = [Cold("/metrics", metrics, Access.NUMBERS), Cold(f"{API}metrics", metrics, Access.NUMBERS)]
