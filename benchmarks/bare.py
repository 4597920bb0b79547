"""A bare server as a yardstick: Starlette and uvicorn, the exchange of an event, a function in a thread, nothing else.

It has no queue, no state and no checks. Where a measure lets one call run at a time, this one has an asyncio.Semaphore.
"""

from __future__ import annotations

SOURCE = """
import asyncio, contextlib, json, time, uuid
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route
from anyio.to_thread import run_sync
FUNCTION
waiting = {}
place = PLACE

async def join(request):
    body = await request.json()
    event = uuid.uuid4().hex
    waiting[body["session_hash"]] = (event, body["data"])
    return JSONResponse({"event_id": event})

async def data(request):
    event, values = waiting.pop(request.query_params["session_hash"])
    async def stream():
        def line(**message):
            return "data: " + json.dumps(message) + "\\n\\n"
        yield line(msg="estimation", event_id=event, rank=0, queue_size=1, rank_eta=None)
        async with place:
            yield line(msg="process_starts", event_id=event, eta=None)
            result = await run_sync(function, *values)
        output = dict(data=[result], is_generating=False, duration=0.1, average_duration=0.1)
        yield line(msg="process_completed", event_id=event, success=True, output=output)
        yield line(msg="close_stream", event_id=None)
    return StreamingResponse(stream(), media_type="text/event-stream")

async def config(request):
    return JSONResponse({})

app = Starlette(routes=[
    Route("/config", config),
    Route("/gradio_api/queue/join", join, methods=["POST"]),
    Route("/gradio_api/queue/data", data),
])
uvicorn.run(app, port={port}, log_level="critical", http="httptools", loop="asyncio")
"""


def bare(function: str, limit: int | None = None) -> str:
    """Return the source of the server.

    Args:
        function: Source of what runs, a function of one text that is called `function`.
        limit: How many calls may run at once; None means no limit.
    """
    place = "contextlib.nullcontext()" if limit is None else f"asyncio.Semaphore({limit})"
    return SOURCE.replace("FUNCTION", function).replace("PLACE", place)
