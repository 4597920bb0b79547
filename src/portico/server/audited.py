"""What requests do besides calls, as the audit is told of it: logins, uploads, files."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Generator

from portico.engine.audit import Kind, Outcome, digest
from portico.errors import FileRefused, QuotaReached, TooLarge
from portico.server.refusal import Departed, Refusal
from portico.server.visit import Visit

REFUSED = (FileRefused, QuotaReached, TooLarge)


@contextlib.contextmanager
def audited(visit: Visit, kind: Kind, what: str) -> Generator[None]:
    """Tell the audit, where there is one, of what is done inside, when it has ended.

    Args:
        visit: The request that does it.
        kind: What kind of thing it is.
        what: What it is called.
    """
    if visit.site.engine.audit is None:
        yield
        return
    began, outcome = time.monotonic(), "done"
    try:
        yield
    except BaseException as error:
        outcome = outcome_of(error)
        raise
    finally:
        note(visit, kind, what, began, outcome, visit.username)


def note(visit: Visit, kind: Kind, what: str, began: float, outcome: Outcome, who: str | None) -> None:
    """Tell the audit, where there is one, of what a request did."""
    audit = visit.site.engine.audit
    if audit is not None:
        address = (visit.scope.get("client") or ("",))[0]
        audit.note(kind, who, address, visit.proof, what, began, outcome)


def outcome_of(error: BaseException) -> Outcome:
    """Return how what raised an exception ended."""
    if isinstance(error, (Departed, asyncio.CancelledError)):
        return "cancelled"
    if isinstance(error, REFUSED) or (isinstance(error, Refusal) and error.status < 500):
        return "refused"
    return "failed"


def name_of(path: str) -> str:
    """Return what a file is called: always the same, and of no use to who reads it."""
    return f"/file={digest(path.removeprefix('/'))}"
