"""What a visitor learns of a failure: the author's words, or a short sentence and a reference to find in the log.

The wire lets a server say nothing of an unexpected exception, or of inputs that fit no component, and API clients then
explain in their own words. The page has no words of its own, so it is told what does not fit, or the reference. The
trace, and what a function answered with, stay in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from portico.errors import GIVEN, Error, FileRefused, InvalidPayload, NotAccepted, PorticoError, WorkerDied, pointer
from portico.lang.ids import incident_number
from portico.lang.redaction import redacted
from portico.lang.sparing import Sparing, also
from portico.wire.messages import Failure

logger = logging.getLogger("portico")
MARK = "_portico_incident"

Heard = Callable[[], Iterable[Any]]
"""Gives what came from the visitors of a call: inputs, their request, what the session kept."""
HEARD = "_portico_heard"
"""Where an exception that leaves its call has that."""


class Failures:
    """Describes failures to visitors and to the log.

    Args:
        show_error: Whether visitors see the text of any exception.
        quotes: Whether who writes the app is its only visitor: the log has what exceptions quote of inputs, and the
            page the codes of mistakes.
    """

    def __init__(self, show_error: bool = False, quotes: bool = False) -> None:
        self.show_error = show_error
        self.quotes = quotes
        self._misfits = Sparing()

    def describe(
        self, error: BaseException, what: str, to_page: bool, show: bool | None = None, heard: Heard | None = None
    ) -> Failure:
        """Return the error object for the visitor, and log what only the author may see.

        Args:
            error: What was raised.
            what: The endpoint, for the log.
            to_page: Whether the page asked, and not an API client.
            show: Whether this visitor sees the text of any exception; None: as all do.
            heard: Gives what came from the visitor, which the log does not have.
        """
        show = self.show_error if show is None else show
        number = incident(error)
        details: dict[str, Any] = {"incident": number, "endpoint": what, "kind": type(error).__name__}
        code = error.code if isinstance(error, PorticoError) else ""
        if code:
            details["code"] = code
        if isinstance(error, InvalidPayload) and not isinstance(error, NotAccepted) and not (show or to_page):
            # What came is not written to the log: it is the visitor's.
            if (untold := self._misfits.take()) is not None:
                said = "%s refused inputs of an API client that do not fit; show_error=True tells it why%s"
                logger.warning(said, what, also(untold), extra=details)
            return Failure()
        if isinstance(error, Error):
            if error.print_exception:
                said, told = "%s raised an error for the visitor: %s", self.discreet(error, heard)
                logger.error(said, what, text(told), exc_info=told, extra=details)
            return Failure(redacted(text(error)), duration=error.duration, visible=error.visible, title=error.title)
        logger.error("%s failed, reference %s", what, number, exc_info=self.discreet(error, heard), extra=details)
        if show or isinstance(error, WorkerDied) or (to_page and isinstance(error, FileRefused)):
            said = redacted(text(error)) or type(error).__name__
            # Who writes the app is its only visitor then.
            return Failure(f"{said}\n{pointer(code)}" if code and self.quotes else said, visible=True)
        return Failure(sentence(number), visible=True) if to_page else Failure()

    def discreet(self, error: BaseException, heard: Heard | None = None) -> BaseException:
        """Return an exception as the log has it: without what came from visitors, unless the log quotes them.

        Args:
            error: The exception.
            heard: Gives what came from them; None: what the exception brought along.
        """
        heard = heard or getattr(error, HEARD, None)
        given = getattr(error, GIVEN, None)
        if self.quotes or (heard is None and given is None):
            return error
        from portico.lang.hearsay import RESULT, Hearsay  # until something fails, nobody needs it
        from portico.lang.retold import retold

        inputs, results = Hearsay(heard or tuple), Hearsay(lambda: (given,), RESULT)
        return retold(error, lambda said: results.without(inputs.without(said)))


def bring(error: BaseException, heard: Heard) -> None:
    """Let an exception that leaves its call bring along what came from its visitor."""
    try:
        setattr(error, HEARD, heard)
    except Exception:
        return  # an exception that takes nothing: its text alone is known


def sentence(number: str) -> str:
    """Return all that a visitor is told of a failure that is nobody's business."""
    return f"This did not work. Reference {number}."


def incident(error: BaseException) -> str:
    """Return the reference of a failure: the same for everybody who meets the same exception."""
    known = getattr(error, MARK, None)
    if isinstance(known, str):
        return known
    number = incident_number()
    try:
        setattr(error, MARK, number)
    except Exception:
        # An exception that cannot be marked gets a number for each visitor it reaches.
        return number
    return number


def text(error: BaseException) -> str:
    """Return what an exception says; one that fails when it is asked says that."""
    try:
        return str(error)
    except BaseException as failed:
        return f"{type(error).__name__}, whose text cannot be shown: asking for it raised {type(failed).__name__}."
