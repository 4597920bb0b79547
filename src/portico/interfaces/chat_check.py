"""ChatCheck: a program's validator, looking at words that a visitor changed in a conversation.

Words in the field are looked at before they are sent, by the field's own listener. Changed words stand in the
conversation already, so where they will not do, the conversation gets the former ones back.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from portico.call.context import current_call
from portico.call.event_data import EditData
from portico.call.notify import Warning
from portico.call.update import update
from portico.call.verdict import is_verdict
from portico.graph.binding import Binding
from portico.interfaces.chat_reply import said
from portico.lang.signature import is_async

Edited = Callable[[list[Any], EditData], list[Any]]


class ChatCheck:
    """A validator of what is said.

    Args:
        fn: Receives the words, and gives a `gr.validate`.
    """

    def __init__(self, fn: Callable[..., Any]) -> None:
        self.fn = fn
        self.binding = Binding(fn, 1)

    def before(self, edited: Edited) -> Callable[..., Any]:
        """Return a listener for changed words that asks the validator before it does what `edited` does."""

        def once(conversation: list[Any], event: EditData) -> list[Any]:
            return self._decided(self._ask(event), edited, conversation, event)

        async def later(conversation: list[Any], event: EditData) -> list[Any]:
            result = self._ask(event)
            verdict = await result if inspect.isawaitable(result) else result
            return self._decided(verdict, edited, conversation, event)

        return later if is_async(self.fn) else once

    def _ask(self, event: EditData) -> Any:
        call = current_call.get()
        assert call is not None
        args, named = self.binding.arguments([str(event.value)], call, lambda _: event.target)
        return self.fn(*args, **named)

    def _decided(self, verdict: Any, edited: Edited, conversation: list[Any], event: EditData) -> list[Any]:
        if not is_verdict(verdict) or verdict["is_valid"]:
            return edited(conversation, event)
        Warning(verdict["message"], title="Not changed")
        index = event.index
        if not isinstance(index, int) or not 0 <= index < len(conversation):
            return [update(), update()]
        former = said("user", [{"type": "text", "text": str(event.previous_value)}])
        return [update(), [*conversation[:index], former, *conversation[index + 1 :]]]
