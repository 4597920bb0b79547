"""The direct API: a call outside the queue, answered when its first value is there."""

from __future__ import annotations

from typing import Any

from portico.engine.task import Task
from portico.errors import FileRefused, InvalidPayload, NotAccepted, NotValid, QueueFull, UnknownTask, ValidatorFailed
from portico.server.boundary import refusal
from portico.server.refusal import Refusal, unreachable
from portico.server.routes.call import endpoint
from portico.server.routing import API, Access, Hot
from portico.server.visit import Visit
from portico.wire.codec import encode
from portico.wire.messages import Output
from portico.wire.requests import JoinRequest


async def run(visit: Visit) -> None:
    """Run an endpoint by name, or by index where the body has one, as the page asks for it."""
    name = endpoint(visit.rest)
    request = await visit.struct(JoinRequest)
    session = visit.own_session(request.session_hash)
    task, data = await chosen(visit, name, request, session)
    if task.queue and not visit.site.options.api_open:
        raise Refusal(404, "This app does not offer direct calls of functions that are queued.")
    try:
        if request.batched:
            body = encode(await each(visit, task, data, request, session))
        else:
            body = encode(await once(visit, task, data, request, session))
    except (NotValid, ValidatorFailed, QueueFull, UnknownTask) as error:
        # As where a call is queued; `error` is what clients of this route read.
        refused = refusal(error, visit.scope)
        await visit.json({"error": str(error), "detail": refused.detail}, refused.status, refused.headers)
        return
    except Exception as error:
        # A user's function may raise anything; who called it learns of it in the shape of the wire.
        failure = visit.site.engine.failure(error, f"/{task.api_name}", visit.caller(session))
        await visit.json(failure, status_of(error))
        return
    await visit.reply(200, body, [(b"content-type", b"application/json"), (b"cache-control", b"no-store")])


def status_of(error: Exception) -> int:
    """Return the status of a failed call: that of a refusal where what came does not fit."""
    if isinstance(error, InvalidPayload):
        return 422
    return 403 if isinstance(error, FileRefused) else 500


async def chosen(visit: Visit, name: str, request: JoinRequest, session: str) -> tuple[Task, list[Any]]:
    """Return what to run and its inputs; raises UnknownTask."""
    if request.fn_index is None:
        task = await visit.task(name, session)
        return task, visit.site.application.filled(name, request.data, session)
    task = await visit.task(request.fn_index, session)
    if task.api_visibility == "private" and not visit.site.reaches_private(visit.caller(session)):
        raise unreachable(request.fn_index)
    return task, request.data


async def once(visit: Visit, task: Task, data: list[Any], request: JoinRequest, session: str) -> Output:
    """Run for one caller."""
    said = {"event_data": request.event_data, "trigger": request.trigger_id, "in_turn": task.queue}
    return await visit.site.engine.call(task, data, visit.caller(session), **said)


async def each(visit: Visit, task: Task, columns: list[Any], request: JoinRequest, session: str) -> dict[str, Any]:
    """Run for several samples, given column by column, and return their results column by column."""
    most = task.batch_size
    if most is None:
        raise NotAccepted("This function takes one sample at a time; leave `batched` out.")
    if not all(isinstance(column, list) for column in columns):
        raise NotAccepted("A batched call sends one list for each input.")
    lengths = {len(column) for column in columns}
    if len(lengths) != 1 or max(lengths) > most:
        raise NotAccepted(
            f"A batched call sends lists of the same length, of at most {most} values each (max_batch_size)."
        )
    caller = visit.caller(session)
    said = {"event_data": request.event_data, "trigger": request.trigger_id, "in_turn": task.queue}
    samples = [list(sample) for sample in zip(*columns, strict=True)]
    rows = await visit.site.engine.call_together(task, samples, caller, **said) if samples else []
    results = [list(column) for column in zip(*(row.data for row in rows), strict=True)]
    first = rows[0] if rows else Output([])
    return {
        "data": results,
        "is_generating": None,
        "duration": first.duration,
        "average_duration": first.average_duration,
        "render_config": None,
        "changed_state_ids": rows[-1].changed_state_ids if rows else [],
        "used_cache": None,
    }


routes = [Hot("POST", f"{API}run/*", run, Access.LOGIN), Hot("POST", f"{API}api/*", run, Access.LOGIN)]
