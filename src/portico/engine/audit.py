"""The audit: who did what, when, for how long and with what end; never what was said.

Records go to the author's hook through a bounded line of their own, so that a slow or broken hook neither delays an
event nor ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import inspect
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from portico.engine.failures import incident
from portico.engine.lifecycle import Life, Step
from portico.lang.sparing import Sparing, also
from portico.wire.caller import Caller

logger = logging.getLogger("portico.engine")

Outcome = Literal["done", "failed", "cancelled", "refused"]
Kind = Literal["call", "login", "logout", "upload", "file", "link"]
MOST = 10_000
"""Records that may wait for the hook."""
PATIENCE = 3.0
"""Seconds that the hook has for what waits when the server stops."""
ENDS: dict[Step, Outcome] = {Step.DONE: "done", Step.FAIL: "failed", Step.CANCEL: "cancelled"}


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One thing that somebody did, as the hook of `gr.Security(audit=…)` is told of it. It holds no content.

    Args:
        who: Who is logged in; None where nobody is. Of a login that failed: the name that was typed.
        address: The visitor's network address.
        session: A digest of the session, or of the browser's cookie where what was done belongs to no session: the same
            for all that one page, or one browser, does, and of no use to anybody who reads it. Empty where there is
            neither.
        what: The endpoint, such as "/greet"; "/login", "/logout", "/upload"; of a file "/file=" and a digest of its
            path.
        when: When it was asked for, in UTC.
        seconds: How long it took, waiting included.
        outcome: "done", "failed", "cancelled", or "refused" where it was not begun: by a validator, a full queue, the
            wait after wrong passwords, a quota, or because the file is another's.
        incident: The reference that the visitor was told of a failure, and that the log has.
        kind: "call", "login", "logout", "upload"; "file": somebody asked for another visitor's file; "link": for a file
            by a signed address, whoever has it.
    """

    who: str | None
    address: str
    session: str
    what: str
    when: datetime
    seconds: float
    outcome: Outcome
    incident: str | None = None
    kind: Kind = "call"


Hook = Callable[[AuditRecord], Awaitable[None] | None]


class Audit:
    """Hands records to the author's hook, one after the other.

    Args:
        hook: The author's function, synchronous or not.
    """

    def __init__(self, hook: Hook) -> None:
        self._hook = hook
        self._asynchronous = inspect.iscoroutinefunction(hook)
        self._waiting: asyncio.Queue[AuditRecord] = asyncio.Queue(MOST)
        self._lost = Sparing()
        self._broken = Sparing()

    def ended(self, caller: Caller, what: str, began: float, life: Life) -> None:
        """A call came to its end.

        Args:
            caller: Who asked.
            what: The endpoint.
            began: `time.monotonic()` of the request.
            life: How it ended.
        """
        outcome = ENDS.get(life.last, "cancelled") if life.last is not None else "refused"
        self._note(caller, what, began, outcome, life.incident)

    def raised(self, caller: Caller, what: str, began: float, error: BaseException | None, refused: bool) -> None:
        """A call was refused before it ran, or ended outside the queue with an exception or without one."""
        outcome: Outcome = "refused" if refused else "done" if error is None else "failed"
        if isinstance(error, asyncio.CancelledError):
            outcome = "cancelled"
        number = incident(error) if outcome == "failed" and error is not None else None
        self._note(caller, what, began, outcome, number)

    def _note(self, caller: Caller, what: str, began: float, outcome: Outcome, number: str | None) -> None:
        self.note("call", caller.username, caller.host, caller.session, what, began, outcome, number)

    def note(
        self,
        kind: Kind,
        who: str | None,
        address: str,
        session: str,
        what: str,
        began: float,
        outcome: Outcome,
        number: str | None = None,
    ) -> None:
        """Something was done; the members are the record's, but for the session, of which a digest is kept."""
        seconds = time.monotonic() - began
        when = datetime.now(UTC) - timedelta(seconds=seconds)
        mark = digest(session) if session else ""
        record = AuditRecord(who, address, mark, what, when, seconds, outcome, number, kind)
        try:
            self._waiting.put_nowait(record)
        except asyncio.QueueFull:
            if (untold := self._lost.take()) is not None:
                said = "The audit hook is too slow: %d records wait, and one was lost%s"
                logger.error(said, MOST, also(untold))

    async def tell(self) -> None:
        """Hand the next record over; what the hook raises is logged, and ends nothing."""
        record = await self._waiting.get()
        try:
            if self._asynchronous:
                await self._call(record)
            else:
                await asyncio.to_thread(self._hook, record)
        except Exception as error:
            if (untold := self._broken.take()) is not None:
                logger.error("The audit hook failed%s", also(untold), exc_info=error)
        finally:
            self._waiting.task_done()

    async def _call(self, record: AuditRecord) -> None:
        told = self._hook(record)
        if told is not None:
            await told

    async def close(self) -> None:
        """Wait until the hook has what waits, but not for ever."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._waiting.join(), PATIENCE)


def digest(text: str) -> str:
    """Return what a text is known by to who must not know it."""
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()
