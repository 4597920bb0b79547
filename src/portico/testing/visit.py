"""One visit of a simulated person to an app: a page in a browser, driven from a test's own thread."""

from __future__ import annotations

import asyncio
import inspect
import queue
import secrets
import string
from collections.abc import Callable, Iterator
from typing import Any

from portico.testing.browser import Browser
from portico.testing.hosting import Hosting
from portico.testing.loop import Loop
from portico.testing.page.job import Job
from portico.testing.page.page import Page
from portico.testing.page.patch import patch
from portico.testing.page.scripts import Scripts
from portico.testing.page.work import Work, doing
from portico.testing.refusal import NotPossible, Refused, StillRunning
from portico.testing.said import Said
from portico.testing.step import Step
from portico.testing.transport import Transport

LETTERS = string.ascii_letters + string.digits
CHANGED = "The program was changed"
OVER = object()
"""Comes after the last step."""


class Visit:
    """A page that is open.

    Args:
        loop: Where the app and the page live.
        hosting: The app.
        browser: Whose page it is.
        query: The query of the page's address.
        timeout: Seconds that an action, and what follows it, may take.
        skip_scripts: Whether listeners go on without their JavaScript.
    """

    def __init__(
        self, loop: Loop, hosting: Hosting, browser: Browser, query: str, timeout: float, skip_scripts: bool
    ) -> None:
        self.loop = loop
        self.hosting = hosting
        self.browser = browser
        self.query = query
        self.timeout = timeout
        self.skip_scripts = skip_scripts
        self._page: Page | None = None
        self.session = ""

    @property
    def page(self) -> Page:
        """The page; raises NotPossible where it could not be opened."""
        if self._page is None:
            raise NotPossible("This app asks for a login: go on as somebody, with at.as_user('name').")
        return self._page

    def said(self, shown: str | None) -> Said | None:
        """Return what the page says of a failure, with what the app raised."""
        witness = self.hosting.witness
        assert witness is not None, "who has a page has an app"
        return witness.said(shown)

    def open(self, *, wait: bool = True) -> None:
        """Open the page, and wait until what that starts is over."""
        self.session = "".join(secrets.choice(LETTERS) for _ in range(22))
        work = self._run(self._open())
        if work is not None and wait:
            self._rest(work)

    async def _open(self) -> Work | None:
        page = Page(Scripts(self.skip_scripts), self.browser.storage)
        transport = Transport(self.browser, self.session, self.query, page, self.hosting.up)
        try:
            config = await transport.config()
        except Refused as refused:
            if refused.status == 401:
                return None
            raise
        work = Work(page.whole)
        doing.set(work)
        page.open(transport, config)
        self._page = page
        return work

    def close(self) -> None:
        """Close the page."""
        page, self._page = self._page, None
        if page is not None:
            self._run(_leave(page))

    # Doing something

    def act(self, deed: Callable[[], Any], *, wait: bool = True) -> None:
        """Do something on the page, and wait until what that started has come to rest."""
        work = Work(self.page.whole)
        self._run(self._act(deed, self.page, work))
        if wait:
            self._rest(work)

    async def _act(self, deed: Callable[[], Any], page: Page, work: Work) -> None:
        doing.set(work)
        page.error, page.progress = None, []
        done = deed()
        if inspect.isawaitable(done):
            await done

    def settle(self) -> None:
        """Wait until nothing runs any more that the page started; raises StillRunning, and what could not be done."""
        self._rest(self.page.whole)

    def _rest(self, work: Work) -> None:
        try:
            self._run(asyncio.wait_for(work.settled(), self.timeout), self.timeout + 5)
        except TimeoutError:
            raise StillRunning(self._still(work)) from None
        if (error := work.told()) is not None:
            raise error

    def steps(self, deed: Callable[[], Any]) -> Iterator[Step]:
        """Do something, and yield each step of what it starts."""
        page, steps = self.page, queue.SimpleQueue[Any]()
        work = Work(page.whole)

        def note(job: Job, values: list[Any]) -> None:
            if job.work is work:
                steps.put(Step(job.listener["id"], tuple(values)))

        page.watchers.append(note)
        try:
            self._run(self._act(deed, page, work))
            over = asyncio.run_coroutine_threadsafe(work.settled(), self.loop.loop)
            over.add_done_callback(lambda _: steps.put(OVER))
            while (step := self._next(work, steps)) is not OVER:
                yield step
        finally:
            page.watchers.remove(note)
        if (error := work.told()) is not None:
            raise error

    def _next(self, work: Work, steps: queue.SimpleQueue[Any]) -> Any:
        try:
            return steps.get(timeout=self.timeout)
        except queue.Empty:
            raise StillRunning(self._still(work)) from None

    def tick(self, seconds: float) -> None:
        """Let time pass on the page: timers tick, each when the last tick's work is over."""
        page = self.page
        for timer in page.clock.pass_to(page.clock.now + seconds):
            self.act(lambda timer=timer: timer.emit("tick"))
        page.toasts.pass_to(page.clock.now)

    def drop(self) -> None:
        """Break the page's connection, and let it come back."""
        self._run(self.page.transport.drop())

    def found(self) -> None:
        """Wait until the page has found its server again."""
        if self._page is not None:
            self._run(self._page.transport.settled())
            self.settle()

    def follow(self, notes: list[str], *, wait: bool) -> None:
        """Let the page follow its program, which was changed.

        Args:
            notes: What became of what its session held.
            wait: Whether to wait for what the change starts.
        """
        page = self._page
        if page is None:
            return

        async def hear() -> None:
            for note in notes:
                page.toasts.show("warning", note, CHANGED, None, page.clock.now)
            patch(page, await page.transport.config_now())

        self.act(hear, wait=wait)

    def fetch(self, file: dict[str, Any]) -> bytes:
        """Return the content of a file that the page shows."""
        return self._run(self._fetch(file))

    async def _fetch(self, file: dict[str, Any]) -> bytes:
        prefix = self.page.transport.prefix
        url = str(file.get("url") or "")
        path = prefix + url.partition(prefix)[2] if prefix in url else f"{prefix}file={file['path']}"
        reply = await self.browser.get(path)
        if reply.status >= 400:
            reply.json()
        return reply.body

    def _run(self, work: Any, seconds: float | None = None) -> Any:
        return self.loop.run(work, self.timeout if seconds is None else seconds)

    def _still(self, work: Work) -> str:
        page = self.page
        names = [self._listener(job.listener["id"]) for job in page.jobs.live if work in (job.work, page.whole)]
        return (
            f"After {self.timeout:g} s this still runs: {', '.join(names) or 'the page itself'}. "
            "Give it longer with AppTest(…, timeout=…), or go on without it: wait=False, and at.settle() later."
        )

    def _listener(self, number: int) -> str:
        listener = self.hosting.demo.listeners.get(number)
        code = getattr(getattr(listener, "fn", None), "__code__", None)
        if code is None:
            return f"function {number}"
        return f"'{code.co_name}' ({code.co_filename}:{code.co_firstlineno})"


async def _leave(page: Page) -> None:
    await page.transport.close()
    tasks = [task for task in page.triggers.tasks if not task.done()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
