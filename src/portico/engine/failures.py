"""What a visitor learns of a failure: the author's words, or its kind and a reference; the trace stays in the log.

The wire lets a server say nothing of an unexpected exception, or of inputs that fit no component, and API clients then
explain in their own words. The page has no words of its own, so it is told what does not fit, or the kind of an
exception and a reference to find in the log.
"""

from __future__ import annotations

import logging
import secrets

from portico.errors import Error, FileRefused, InvalidPayload, NotAccepted, ResultError, WorkerDied
from portico.wire.messages import Failure

logger = logging.getLogger("portico")


def describe(error: BaseException, show_error: bool, what: str, to_page: bool) -> Failure:
    """Return the error object for the visitor, and log what only the author may see.

    Args:
        error: What was raised.
        show_error: Whether visitors see the text of any exception.
        what: The endpoint, for the log.
        to_page: Whether the page asked, and not an API client.
    """
    if isinstance(error, InvalidPayload) and not isinstance(error, NotAccepted) and not (show_error or to_page):
        # What came is not written to the log: it is the visitor's.
        logger.warning("%s refused inputs of an API client that do not fit; show_error=True tells it why", what)
        return Failure()
    if isinstance(error, Error):
        if error.print_exception:
            logger.error("%s raised an error for the visitor: %s", what, text(error), exc_info=error)
        return Failure(text(error), duration=error.duration, visible=error.visible, title=error.title)
    reference = secrets.token_hex(3).upper()
    logger.error("%s failed, reference %s", what, reference, exc_info=error)
    if show_error or isinstance(error, WorkerDied) or (to_page and isinstance(error, (ResultError, FileRefused))):
        return Failure(text(error) or type(error).__name__, visible=True)
    if not to_page:
        return Failure()
    return Failure(f"This did not work ({type(error).__name__}). Reference {reference}.", visible=True)


def text(error: BaseException) -> str:
    """Return what an exception says; one that fails when it is asked says that."""
    try:
        return str(error)
    except BaseException as failed:
        return f"{type(error).__name__}, whose text cannot be shown: asking for it raised {type(failed).__name__}."
