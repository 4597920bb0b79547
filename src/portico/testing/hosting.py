"""An app that is served in this process, to nobody but the test."""

from __future__ import annotations

import asyncio
import inspect
import shutil
import tempfile
import weakref
from typing import TYPE_CHECKING, Any

from portico.errors import WrongCall
from portico.lang.signature import nearest
from portico.testing.refusal import NotPossible
from portico.testing.said import Witness

if TYPE_CHECKING:
    from portico.app.compose import Composed
    from portico.app.settings import Settings
    from portico.testing.login import Vouching
    from portico.testing.reloading import Reloading

LOOK = ("theme", "css", "css_paths", "js", "head", "head_paths")
ELSEWHERE = frozenset({
    "self", "inbrowser", "prevent_thread_lock", "server_name", "server_port", "ssl_keyfile", "ssl_certfile",
    "ssl_keyfile_password", "ssl_verify", "quiet", "height", "width", "inline", "share", "debug", "_app", "_frontend",
})  # fmt: skip
"""Parameters of `launch` that mean nothing without a socket, a terminal or a notebook."""
ENDING = 5.0
"""Seconds that functions have to end which cannot be interrupted."""
STEPS = 1_000_000
"""So many messages wait for a page before steps are joined: a test sees each of them."""


class Hosting:
    """A server without a socket.

    Args:
        demo: The app.
        options: Arguments of `launch`.
        program: Where the app comes from; None: it was made in the test.
    """

    def __init__(self, demo: Any, options: dict[str, Any], program: Reloading | None = None) -> None:
        refuse_unknown(options)
        self.demo = demo
        self.options = options
        self.composed: Composed | None = None
        self.settings: Settings
        self.program = program
        self._vouching: Vouching | None = None
        self._up = asyncio.Event()
        self._lifespan: Lifespan | None = None
        self.witness: Witness | None = None
        """Knows what the app raised."""
        self.folder = tempfile.mkdtemp(prefix="portico-apptest-")
        """Where the files of visitors lie."""
        self._sweep = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def asgi(self) -> Any:
        """The ASGI app; None while there is no server."""
        return None if self.composed is None else self.composed.asgi

    @property
    def host(self) -> str:
        """The name by which visitors reach the app."""
        names = [name for name in self.settings.security.allowed_hosts if "*" not in name]
        return names[0] if names else "127.0.0.1:7860"

    @property
    def vouching(self) -> Vouching:
        """What the test says of people, to the door of the app that is served."""
        from portico.testing.login import Vouching

        if self._vouching is None:
            self._vouching = Vouching(lambda: self.asgi.site.door)
        return self._vouching

    async def up(self) -> None:
        """Wait until there is a server."""
        await self._up.wait()

    def read(self, demo: Any, given: dict[str, Any]) -> Settings:
        """Return the arguments of a launch as settings; raises what a launch raises."""
        from portico.app.environment import Environment
        from portico.app.look import Look
        from portico.app.readiness import check
        from portico.app.settings import read_settings

        options = {name: one for name, one in given.items() if name not in ELSEWHERE}
        look = Look.of(**{name: options.pop(name) for name in LOOK if name in options}).over(demo.look)
        settings = read_settings(Environment(), look, **options)
        settings.folder = self.folder
        check(settings, demo.queueing)
        return settings

    async def start(self) -> None:
        """Serve; raises what a launch raises."""
        from portico.app.compose import compose
        from portico.stores.memory.channel import MemoryChannel

        self.settings = self.read(self.demo, self.options)
        composed = compose(self.demo, self.settings, self.demo.queueing, self.demo.page())
        assert isinstance(composed.stores.channel, MemoryChannel), "without a shared store, messages are in memory"
        composed.stores.channel.most = STEPS
        composed.engine.failures = self.witness = Witness(composed.engine.failures)
        lifespan = Lifespan(composed.asgi)
        try:
            await lifespan.begin()
        except NotPossible:
            await composed.asgi.stop()  # what was begun already
            raise
        self.composed, self._lifespan = composed, lifespan
        if self._vouching is not None:
            self._vouching.begin()
        self._up.set()

    async def stop(self) -> None:
        """Serve no longer."""
        self._up.clear()
        composed, self.composed = self.composed, None
        lifespan, self._lifespan = self._lifespan, None
        if lifespan is not None:
            await lifespan.end()
        if composed is not None:
            from portico.engine.executors.thread import ThreadExecutor

            executor = composed.engine.executor
            assert isinstance(executor, ThreadExecutor), "an app runs its functions in threads"
            left = await asyncio.to_thread(executor.join, ENDING)
            assert not left, f"{left} of the app's functions still run in their threads, and cannot be ended."

    async def restart(self) -> None:
        """Stop, and start anew, as if the process had ended in between."""
        await self.stop()
        if self.program is not None:
            self.demo, self.options = self.program.load()
        await self.start()

    async def close(self) -> None:
        """Stop for good; nothing of it is left."""
        try:
            await self.stop()
        finally:
            if self.program is not None:
                self.program.close()
            self._sweep()


class Lifespan:
    """Starts and ends an ASGI app as a server does.

    Args:
        asgi: The app.
    """

    def __init__(self, asgi: Any) -> None:
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task = asyncio.get_running_loop().create_task(
            asgi({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, self._said.get, self._answers.put)
        )

    async def begin(self) -> None:
        """Start; raises NotPossible where the app cannot."""
        self._said.put_nowait({"type": "lifespan.startup"})
        answer = await self._answers.get()
        if answer["type"] == "lifespan.startup.failed":
            await self._task
            raise NotPossible(f"The app could not start: {answer['message']}")

    async def end(self) -> None:
        """Stop, and return when that is done."""
        self._said.put_nowait({"type": "lifespan.shutdown"})
        await self._answers.get()
        await self._task


def refuse_unknown(options: dict[str, Any]) -> None:
    """Raise TypeError for an argument that `launch` has not."""
    from portico.app.blocks import Blocks

    known = inspect.signature(Blocks.launch).parameters
    for name in options:
        if name not in known:
            raise WrongCall(
                f"AppTest takes the arguments of launch, and has no '{name}'.{nearest(name, known)}", code="PE101"
            )
