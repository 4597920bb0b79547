"""Afresh: what a session rendered before a save is rendered anew as soon as something of it is asked for.

A page does that by itself when it hears of the save; an API client never does, and a person may click before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakSet

from portico.app.blocks import Blocks
from portico.engine.engine import Engine
from portico.engine.task import Task
from portico.errors import UnknownTask
from portico.graph.branch import Branch
from portico.graph.branches import Rendered
from portico.graph.listener import Listener
from portico.reload.remains import Remains, keep_numbers, remains_of
from portico.stores.protocols import Job
from portico.wire.caller import Caller

UNBUILT = (
    "The app was changed, and the part of the page that this belongs to cannot be built any more: its render function "
    "failed. The log has the reason."
)


class Afresh:
    """Renders for sessions what they had.

    Args:
        engine: Runs it.
        app: Returns the app that is served.
    """

    def __init__(self, engine: Engine, app: Callable[[], Blocks]) -> None:
        self._engine = engine
        self._app = app
        self._made: WeakSet[Branch] = WeakSet()
        """What was rendered here, whose page has yet to render it."""
        self._one = asyncio.Lock()

    def follow(self, app: Blocks) -> None:
        """Give what is rendered with an app the numbers of what it was before."""
        app.branches.built.append(self._built)

    def _built(self, _: Listener, branch: Rendered, session: str) -> None:
        before = next((one for one in self._app().branches.of(session) if one.number == branch.number), None)
        if not isinstance(branch, Branch):
            return
        if isinstance(before, Remains):
            keep_numbers(branch, before)
        elif isinstance(before, Branch) and before in self._made:
            # The page's own run: what was asked of the one before goes on.
            keep_numbers(branch, remains_of(before))

    def comes(self, job: Job) -> bool:
        """Whether what a job waits for may be there again when it was rendered."""
        return bool(self._way(job.task, job.session))

    async def seek(self, key: int | str, caller: Caller, error: UnknownTask) -> Task:
        """Return what a caller asked for after it was rendered anew; raises UnknownTask where it is not there then."""
        async with self._one:
            for render_id in self._way(key, caller.session):
                await self._render(render_id, caller)
        if (found := self._found(key, caller.session)) is None:
            raise error
        return found

    def _found(self, key: int | str, session: str) -> Listener | None:
        branches = self._app().branches
        return branches.find(key, session) if isinstance(key, int) else branches.named(key, session)

    def _remains(self, session: str) -> Iterator[Remains]:
        for one in self._app().branches.of(session):
            held: Any = one
            if isinstance(held, Remains):
                yield held

    def _way(self, key: int | str, session: str) -> list[int]:
        """Return the renders that lead to a listener, from the outermost; none where it was nowhere."""
        way: list[int] = []
        held = [one for one in self._remains(session) if one.told is not None]
        while (known := next((one for one in held if key in {*one.names, *one.names.values()}), None)) is not None:
            held.remove(known)
            way.insert(0, known.render_id)
            key = known.render_id
        return way

    async def _render(self, render_id: int, caller: Caller) -> None:
        session, branches = caller.session, self._app().branches
        render = self._app().listeners.get(render_id) or branches.find(render_id, session)
        remains = next((one for one in self._remains(session) if one.render_id == render_id), None)
        if render is None or remains is None or remains.told is None or render.outputs[0].number != remains.number:
            return
        try:
            await self._engine.call(render, remains.told, caller)
        except Exception as error:
            self._engine.failure(error, f"/{render.api_name}", caller)
            raise UnknownTask(UNBUILT) from error
        self._made.update(one for one in branches.of(session) if isinstance(one, Branch) and one.render_id == render_id)
