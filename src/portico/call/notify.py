"""Toasts, sent while the function goes on."""

from __future__ import annotations

import logging

from portico.call.context import current_call
from portico.lang.signature import names_checked
from portico.wire.messages import Level, Log

logger = logging.getLogger("portico.toast")


@names_checked
def Info(message: str = "Info issued.", duration: float | None = 10, visible: bool = True, title: str = "Info") -> None:
    """Show a toast to the visitor whose function is running.

    Args:
        message: The text; may hold HTML.
        duration: Seconds until it closes; None or 0 keeps it.
        visible: Whether it is shown.
        title: Its heading.
    """
    _send("info", message, duration, visible, title)


@names_checked
def Warning(
    message: str = "Warning issued.", duration: float | None = 10, visible: bool = True, title: str = "Warning"
) -> None:
    """Show a warning to the visitor whose function is running; parameters as in `Info`."""
    _send("warning", message, duration, visible, title)


@names_checked
def Success(
    message: str = "Success.", duration: float | None = 10, visible: bool = True, title: str = "Success"
) -> None:
    """Show a message of success to the visitor whose function is running; parameters as in `Info`."""
    _send("success", message, duration, visible, title)


def _send(level: Level, message: str, duration: float | None, visible: bool, title: str) -> None:
    call = current_call.get()
    if call is None:
        logger.info("%s: %s", title, message)
        return
    if call.simple:
        # What it says may be the visitor's.
        logger.info("A toast of %d characters, which API clients are not shown: %s", len(str(message)), level)
        return
    call.publish(Log(call.job, str(message), level, duration, visible, title))
