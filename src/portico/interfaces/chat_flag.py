"""What visitors say of a chat's answers, kept in a file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from portico.app.environment import Environment
from portico.call.event_data import LikeData
from portico.errors import BuildError
from portico.interfaces.csv_cell import cell
from portico.interfaces.flagging import append

MODES = ("never", "manual")
COLUMNS = ["conversation", "index", "value", "flag", "timestamp"]


def chat_mode_of(given: str | None) -> str:
    """Return whether opinions are kept: what the program says, else PORTICO_CHAT_FLAGGING_MODE, else "never"."""
    mode = given or Environment().text("CHAT_FLAGGING_MODE") or "never"
    if mode not in MODES:
        raise BuildError(f"ChatInterface(flagging_mode=…) is 'never' or 'manual', not {mode!r}.", code="PE104")
    return mode


class ChatFlag:
    """Appends a conversation and what was said of one of its messages to log.csv.

    Args:
        folder: The folder to write to; made when the first opinion comes.
    """

    def __init__(self, folder: str) -> None:
        self.path = Path(folder) / "log.csv"
        self._lock = threading.Lock()

    def listener(self) -> Callable[..., None]:
        """Return what listens to opinions; its name is the endpoint's, and it has no words for the API page."""

        def flag(messages: list[dict[str, Any]], opinion: LikeData) -> None:
            self.keep(messages, opinion)

        return flag

    def keep(self, messages: list[dict[str, Any]], opinion: LikeData) -> None:
        """Write one opinion down.

        Args:
            messages: The conversation.
            opinion: What was said, and of which message.
        """
        flag = opinion.liked if isinstance(opinion.liked, str) else "Like" if opinion.liked else "Dislike"
        row = [messages, opinion.index, opinion.value, flag, str(datetime.now())]
        with self._lock:
            if not self.path.exists():
                append(self.path, COLUMNS)
            append(self.path, [cell(one) for one in row])
