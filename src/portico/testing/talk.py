"""Saying something in a page's conversation, by the field that is there for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from portico.testing.hands.buttons import ButtonHand
from portico.testing.hands.fields import TextHand
from portico.testing.hands.talks import text_of
from portico.testing.page.node import Node
from portico.testing.page.reach import hidden
from portico.testing.refusal import NotPossible
from portico.testing.step import Step
from portico.testing.visit import Visit


class Talk:
    """The conversation of a page.

    Args:
        visit: Whose page it is.
    """

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        found = [node for node in visit.page.seen if node.type == "chatbot" and hidden(node) is None]
        if len(found) != 1:
            raise NotPossible(f"at.chat needs one conversation in sight; there are {len(found)} on this page.")
        self._chatbot = found[0]

    def say(self, text: str) -> str:
        """Say something; return the words that answer it."""
        self._visit.act(self._saying(text))
        return self._answer()

    def steps(self, text: str) -> Iterator[Step]:
        """Say something; yield each step of what follows."""
        return self._visit.steps(self._saying(text))

    def _answer(self) -> str:
        messages: list[Any] = self._chatbot.value or []
        last = max((at for at, one in enumerate(messages) if one["role"] == "user"), default=-1)
        return "\n".join(text_of(one) for one in messages[last + 1 :])

    def _saying(self, text: str) -> Callable[[], None]:
        page = self._visit.page
        fields = [node for node in page.seen if node.type == "textbox" and hidden(node) is None]
        sending = [node for node in fields if page.triggers.listens(node.id, "submit")]
        if len(sending) == 1:
            return lambda: TextHand(sending[0], page).submit(text)
        field, button = self._by_button(fields)

        def press() -> None:
            TextHand(field, page).fill(text)
            ButtonHand(button, page).click()

        return press

    def _by_button(self, fields: list[Node]) -> tuple[Node, Node]:
        """Return the field and the button of the one listener that fills the conversation from a field at a click."""
        page, found = self._visit.page, list[tuple[Node, Node]]()
        for listener in page.triggers.listeners:
            inputs = [node for node in fields if node.id in listener["inputs"]]
            clicked = [page.nodes.get(number) for number, event in listener["targets"] if event == "click"]
            buttons = [node for node in clicked if node is not None and node.type == "button"]
            if self._chatbot.id in listener["outputs"] and len(inputs) == 1 and len(buttons) == 1:
                found.append((inputs[0], buttons[0]))
        if len(found) != 1:
            raise NotPossible(
                "at.chat finds no field that clearly speaks to the conversation. "
                "Fill in the field and press its button by yourself: at['Message'].submit('hi')."
            )
        return found[0]
