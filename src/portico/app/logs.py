"""The log of a served app: nothing secret, one line a record, as text or as JSON.

Every logger of Portico gets a guard when the first app is composed. What handlers the program gave the loggers, and at
which level, stays the program's.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from portico.lang.redaction import redacted
from portico.lang.retold import chain, words
from portico.lang.sparing import Sparing, also

GUARDED = (
    "portico", "portico.cache", "portico.engine", "portico.server", "portico.toast", "portico.watch",
    "asyncio", "uvicorn.error", "python_multipart.multipart",
)  # fmt: skip
"""The loggers that a visitor's request may reach. A filter works on its own logger, and not on those below it."""
SPARED = ("uvicorn.error", "python_multipart.multipart")
"""Loggers of libraries that warn at each bad request: whoever sends a million of them must not fill a disk."""
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
IN_TRACE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""What a trace holds only where a visitor's text brought it: tabs and line ends are its own."""
USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Guard(logging.Filter):
    """Takes secrets and control characters out of records."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record where it must not be written as it is; it is always written."""
        try:
            said = record.getMessage()
        except Exception:  # noqa: BLE001
            return True  # whoever writes it says what is wrong with it
        clean = escaped(redacted(said))
        if clean != said:
            record.msg, record.args = clean, None
        if record.exc_info and record.exc_info[1] is not None:
            self._guard_trace(record, record.exc_info[1])
        return True

    @staticmethod
    def _guard_trace(record: logging.LogRecord, error: BaseException) -> None:
        trace = "".join(traceback.format_exception(error)).rstrip("\n")
        clean = IN_TRACE.sub(_code, redacted(trace))
        if any("\n" in words(one) for one in chain(error)):
            # A text of several lines must not look like other records.
            clean = clean.replace("\n", "\n    ")
        if clean != trace:
            record.exc_info, record.exc_text = None, clean


class Seldom(logging.Filter):
    """Lets some warnings through at once, then a few each second, with how many were left out."""

    def __init__(self) -> None:
        super().__init__()
        self._sparing = Sparing()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is written."""
        if record.levelno != logging.WARNING:
            return True
        untold = self._sparing.take()
        if untold:
            record.msg, record.args = f"{record.getMessage()}{also(untold)}", None
        return untold is not None


def escaped(text: str) -> str:
    """Return text on one line, its control characters written as their codes."""
    return CONTROL.sub(_code, text)


def _code(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]


class JsonLines(logging.Formatter):
    """Writes each record as one JSON object: time, level, logger, message, and what the record carries besides."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in USUAL and name not in line}
        if record.exc_info:
            record.exc_text = record.exc_text or self.formatException(record.exc_info)
        if record.exc_text:
            line["trace"] = record.exc_text
        return json.dumps(line, default=str)


def prepare(as_json: bool) -> None:
    """Guard the loggers; a second time changes nothing.

    Args:
        as_json: Whether Portico writes its records as JSON lines to standard error itself.
    """
    for name in GUARDED:
        logger = logging.getLogger(name)
        if not any(isinstance(one, Guard) for one in logger.filters):
            logger.addFilter(Guard())
    for name in SPARED:
        logger = logging.getLogger(name)
        if not any(isinstance(one, Seldom) for one in logger.filters):
            logger.addFilter(Seldom())
    if as_json:
        for name in ("portico", "uvicorn.error"):
            logger = logging.getLogger(name)
            if not any(isinstance(one.formatter, JsonLines) for one in logger.handlers):
                handler = logging.StreamHandler()
                handler.setFormatter(JsonLines())
                logger.addHandler(handler)
                logger.propagate = False
            if logger.level == logging.NOTSET:
                logger.setLevel(logging.INFO)
