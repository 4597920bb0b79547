"""Two States that hold what a chat shows, for programs that ask for them; a chat itself needs neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portico.call.update import skip
from portico.components.state import State
from portico.graph.context import Place, here
from portico.graph.event import Trigger
from portico.graph.graph import Graph
from portico.interfaces.chat_flow import QUIET, ChatFlow


@dataclass(slots=True)
class ChatMirror:
    """Keeps States in step with a conversation.

    Args:
        flow: What changes the conversation.
        history: Follows it.
    """

    flow: ChatFlow
    history: State
    value: State | None = None
    """Follows it, and leads it: a program that sets it sets the conversation."""

    def begin(self) -> State:
        """Make the States follow from now on, and return the one that leads as well."""
        if self.value is not None:
            return self.value
        chatbot = self.flow.chatbot
        graph: Any = chatbot.graph
        outside = here.set(Place(graph, chatbot.parent))
        try:
            self.value = State(self.history.default)
            both = [self.history, self.value]
            for done in self.flow.settled:
                Trigger(None, "then", graph, done)(_twice, chatbot, both, **QUIET)
            self.value.change(_shown, [self.value, self.history], [chatbot, self.history], **QUIET)
        finally:
            here.reset(outside)
        if here.get() is None and isinstance(graph, Graph):
            # Asked for when the page is built already.
            graph.finish()
        return self.value


def _twice(conversation: list[Any]) -> list[Any]:
    return [conversation, conversation]


def _shown(value: Any, history: Any) -> Any:
    """Show what a program set; what came from the page itself is there already."""
    return skip() if value == history else [value, value]
