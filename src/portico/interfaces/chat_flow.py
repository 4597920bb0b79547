"""What happens in a chat: sending, answering, stopping, trying again, taking back, changing, choosing.

Every path is the same: a step puts what is to be answered at the end of the conversation, most of them in the browser
and so at once; then the function answers; then the field takes the next message.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portico.call.event_data import EditData, SelectData
from portico.call.update import update
from portico.components.chatbot import Chatbot
from portico.components.textbox import Textbox
from portico.graph.component import Component
from portico.graph.event import Dependency, Trigger
from portico.interfaces.chat_check import ChatCheck
from portico.interfaces.chat_reply import said

QUIET: dict[str, Any] = {"queue": False, "api_name": False, "show_progress": "hidden"}
LAST = 'chat.findLastIndex((one) => one.role === "user")'
SEND = """(text, chat) => text?.trim()
  ? [%s, [...(chat ?? []), {role: "user", metadata: null, options: null, content: [{type: "text", text}]}]]
  : [%s, %s]"""
AGAIN = f"(chat) => [%s, chat.slice(0, {LAST} + 1)]"
BACK = f"""(chat) => {{
  const at = {LAST};
  if (at < 0) return [%s, %s];
  const text = chat[at].content.filter((part) => part.type === "text").map((part) => part.text).join("\\n");
  return [chat.slice(0, at), {{__type__: "update", value: text}}];
}}"""


@dataclass(slots=True)
class ChatFlow:
    """Connects a conversation, a field and a function.

    Args:
        chatbot: The conversation.
        textbox: The field.
        answer: The function for the page.
        inputs: What it receives.
        outputs: Where its results go: the conversation first.
        options: Options of its listeners, such as the concurrency limit.
        stop: The button that ends an answer while it comes: its text, True for an icon; nothing for none.
        validator: What looks at the visitor's words before they are sent.
    """

    chatbot: Chatbot
    textbox: Textbox
    answer: Callable[..., Any]
    inputs: list[Component]
    outputs: list[Component]
    options: dict[str, Any]
    stop: str | bool | None
    validator: Callable[..., Any] | None = None
    answers: list[Dependency] = field(default_factory=list[Dependency])
    """The listeners that answer."""
    settled: list[Dependency] = field(default_factory=list[Dependency])
    """After each of these the conversation is what it will be for a while."""

    def connect(self) -> None:
        """Make the field and the conversation's buttons do what they are there for."""
        chatbot, textbox = self.chatbot, self.textbox
        skip, both = json.dumps(update()), [textbox, chatbot]
        self.on_send(textbox.submit)
        self.answered(chatbot.retry(None, chatbot, both, js=AGAIN % json.dumps(self.busy()), **QUIET))
        self.answered(chatbot.option_select(self._chosen, chatbot, both, **QUIET))
        if chatbot.editable is not None:
            if self.validator is None:
                edited = chatbot.edit(self._edited, chatbot, both, **QUIET)
            else:
                # Queued, because a toast that tells of a refusal travels with the queue's messages.
                queued: dict[str, Any] = {**QUIET, "queue": True}
                edited = chatbot.edit(ChatCheck(self.validator).before(self._edited), chatbot, both, **queued)
            self.answered(edited)
        self.settled.append(chatbot.undo(None, chatbot, [chatbot, textbox], js=BACK % (skip, skip), **QUIET))

    def end(self) -> None:
        """Let answers be stopped; after everything that may start one."""
        if self.stop:
            self.textbox.stop(None, None, None, cancels=self.answers, api_name=False)
        self.settled.append(self.chatbot.clear(None, None, None, cancels=self.answers, api_name=False))

    def answered(self, first: Dependency) -> None:
        """Answer the last message of the conversation after a step that put it there."""
        answer = first.success(self.answer, self.inputs, self.outputs, api_name=False, **self.options)
        ready = json.dumps([self._ready()])
        answer.then(None, None, self.textbox, js=f"() => {ready}", **QUIET)
        self.answers.append(answer)
        self.settled.append(answer)

    def on_send(self, after: Trigger) -> None:
        """Send what the field holds."""
        skip, both = json.dumps(update()), [self.textbox, self.chatbot]
        sent = SEND % (json.dumps({**self.busy(), "value": ""}), skip, skip)
        if self.validator is not None:
            after = after(_looked_at, self.textbox, None, validator=self.validator, **QUIET).success
        self.answered(after(None, both, both, js=sent, **QUIET))

    def busy(self) -> dict[str, Any]:
        """Return how the field is while an answer comes."""
        button: dict[str, Any] = {"submit_btn": False, "stop_btn": self.stop} if self.stop else {}
        return update(interactive=False, placeholder="", **button)

    def _ready(self) -> dict[str, Any]:
        box = self.textbox
        buttons: dict[str, Any] = {"submit_btn": box.submit_btn, "stop_btn": False}
        return update(interactive=box.interactive is not False, placeholder=box.placeholder, **buttons)

    def _chosen(self, conversation: list[Any], event: SelectData) -> list[Any]:
        return [self.busy(), [*conversation, asked(event.value)]]

    def _edited(self, conversation: list[Any], event: EditData) -> list[Any]:
        known = isinstance(event.index, int) and 0 <= event.index < len(conversation)
        if not known or conversation[event.index]["role"] != "user":
            return [update(), update()]
        return [self.busy(), [*conversation[: event.index], asked(event.value)]]


def _looked_at(_: Any) -> None:
    """Do nothing: what matters is that a validator let the words through."""


def asked(text: Any) -> dict[str, Any]:
    """Return a message of the visitor, its words as they are."""
    return said("user", [{"type": "text", "text": str(text)}])
