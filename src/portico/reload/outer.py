"""Outer: what the server of `portico dev` answers with: the app, or the author's own with the app inside.

The author's is another after each save; the app inside is the same server with another page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from portico.app.compose import Composed
from portico.app.mount import Mounting
from portico.errors import BuildError
from portico.reload.mounts import Mounts

Message = MutableMapping[str, Any]
ASGI = Callable[[Any, Any, Any], Awaitable[None]]


class Lifespan:
    """The life of an ASGI app, between its startup and its shutdown.

    Args:
        app: The app.
    """

    def __init__(self, app: ASGI) -> None:
        self.app = app
        self._said: asyncio.Queue[Message] = asyncio.Queue()
        self._heard: asyncio.Queue[Message | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._error: Exception | None = None

    async def start(self) -> None:
        """Start it up; raises BuildError where it cannot be. An app that has no lifespan is there at once."""
        self._task = asyncio.get_running_loop().create_task(self._live())
        answer = await self._ask("lifespan.startup")
        if answer is not None and answer["type"] == "lifespan.startup.failed":
            await self._task
            told = (str(answer.get("message", "")).strip() or "it did not say why").splitlines()[-1]
            raise BuildError(f"The app around this one could not start: {told}", code="PE603") from self._error

    async def stop(self) -> None:
        """Shut it down, and return when it is."""
        if self._task is not None and not self._task.done():
            await self._ask("lifespan.shutdown")
            await self._task

    async def _ask(self, what: str) -> Message | None:
        self._said.put_nowait({"type": what})
        return await self._heard.get()

    async def _live(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        try:
            await self.app(scope, self._said.get, self._answer)
        except Exception as error:  # noqa: BLE001
            # An app may know no lifespan, and raise anything to say so; one that failed has said that before.
            self._error = error
            self._heard.put_nowait({"type": "lifespan.absent", "message": str(error)})
        else:
            self._heard.put_nowait(None)

    async def _answer(self, message: Message) -> None:
        self._heard.put_nowait(message)


@dataclass(slots=True)
class Around:
    """What is around the app of a generation that is to be served.

    Args:
        mounts: Where it stands in another one; None for the app itself.
        site: What answers.
        life: Its life; None for the app itself.
        beside: The other apps that are mounted there.
    """

    mounts: Mounts | None
    site: ASGI
    life: Lifespan | None = None
    beside: dict[Mounting, Any] = field(default_factory=dict[Mounting, Any])


class Outer:
    """Answers requests with the app of the generation that is served.

    Args:
        composed: The server of the app inside.
        mounts: Where the first generation's app stands in another one, if it does.
    """

    def __init__(self, composed: Composed, mounts: Mounts | None) -> None:
        self._composed = composed
        self._inner = Lifespan(composed.asgi)
        self._now = Around(mounts, composed.asgi)
        self.failed: Exception | None = None
        """Why it could not start with the first generation."""

    @property
    def path(self) -> str:
        """Where the app inside is found."""
        mounts = self._now.mounts
        return "" if mounts is None else mounts.chosen.path

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._now.site(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        try:
            await self._inner.start()
            self.follow(await self.prepared(self._now.mounts))
        except BuildError as error:
            self.failed = error
            await self._inner.stop()
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.end(self._now, Around(None, self._composed.asgi))
        await self._inner.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def prepared(self, mounts: Mounts | None) -> Around:
        """Start what is around an app, where it is new; raises what starting raises.

        Args:
            mounts: Where the next generation's app stands in another one, if it does.
        """
        if mounts is None:
            return Around(None, self._composed.asgi)
        mounts.chosen.asgi = self._composed.asgi
        beside: dict[Mounting, Any] = {}
        for one in mounts.all:
            if one is not mounts.chosen:
                known = one.blocks.composed
                beside[one] = one.composed().asgi if known is None else known.asgi
        now = self._now.life
        life = now if now is not None and now.app is mounts.outer else Lifespan(mounts.outer)
        if life is not now:
            await life.start()
        return Around(mounts, mounts.outer, life, beside)

    def follow(self, around: Around) -> Around:
        """Answer with the next generation; return what was there before."""
        before, self._now = self._now, around
        for mounting, asgi in around.beside.items():
            mounting.asgi = asgi
        return before

    async def end(self, before: Around, now: Around) -> None:
        """Shut down what is served no more.

        Args:
            before: What was served, or was to be.
            now: What is served.
        """
        if before.life is not None and before.life is not now.life:
            await before.life.stop()
        for asgi in before.beside.values():
            if asgi not in now.beside.values():
                await asgi.stop()

    @property
    def now(self) -> Around:
        """What is served."""
        return self._now
