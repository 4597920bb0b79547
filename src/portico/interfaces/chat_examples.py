"""Messages that a chat offers to begin with: in the empty conversation, or as a table with the additional inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portico.call.event_data import SelectData
from portico.call.update import update
from portico.components.chatmessage import ExampleMessage
from portico.errors import BuildError
from portico.interfaces.chat_flow import QUIET, ChatFlow, asked
from portico.interfaces.chat_function import ChatFunction
from portico.interfaces.examples import Examples


@dataclass(slots=True)
class ChatExamples:
    """What the program gave as examples, and how they are to be used.

    Args:
        given: A text each, or a list with the text and the values of the additional inputs.
        labels: A text for each, shown instead of it.
        icons: A picture for each.
        run: Whether choosing one sends it.
        caching: `cache_examples`, `cache_mode` and the table's label.
    """

    given: Sequence[Any]
    labels: list[str] | None
    icons: list[str] | None
    run: bool
    caching: dict[str, Any]

    def messages(self) -> list[ExampleMessage]:
        """Return the examples as an empty conversation shows them."""
        for name, several in (("example_labels", self.labels), ("example_icons", self.icons)):
            if several is not None and len(several) != len(self.given):
                raise BuildError(f"There are {len(self.given)} examples and {len(several)} {name}.", code="PE113")
        return [self._message(number, one) for number, one in enumerate(self.given)]

    def _message(self, number: int, given: Any) -> ExampleMessage:
        message: ExampleMessage = {"text": example_text(given)}
        if self.labels is not None:
            message["display_text"] = self.labels[number]
        if self.icons is not None and self.icons[number] is not None:  # pyright: ignore[reportUnnecessaryComparison]
            message["icon"] = self.icons[number]
        return message

    def in_conversation(self, flow: ChatFlow, function: ChatFunction) -> Examples | None:
        """Make the examples in the empty conversation do something; return what keeps their results, if anything."""
        kept = self._table(flow, function, visible=False)
        chatbot, textbox = flow.chatbot, flow.textbox
        if kept is not None and kept.cache_examples:

            async def show(event: SelectData) -> Any:
                return await kept.results_of(event.index)

            flow.settled.append(chatbot.example_select(show, None, flow.outputs, postprocess=False, api_name=False))
        elif self.run:

            def send(event: SelectData) -> list[Any]:
                return [flow.busy(), [asked(example_text(event.value))]]

            flow.answered(chatbot.example_select(send, None, [textbox, chatbot], **QUIET))
        else:

            def fill(event: SelectData) -> dict[str, Any]:
                return update(value=example_text(event.value))

            chatbot.example_select(fill, None, textbox, **QUIET)
        return kept

    def in_table(self, flow: ChatFlow, function: ChatFunction) -> Examples | None:
        """Place the examples as a table under the field."""
        if not all(isinstance(row, (list, tuple)) for row in self.given):
            raise BuildError(
                "With additional inputs each example is a list: the message, then a value for each additional input.",
                code="PE113",
            )
        table = self._table(flow, function, visible=True)
        if table is not None and not table.cache_examples and self.run:
            flow.on_send(table.load_input_event.success)
        return table

    def _table(self, flow: ChatFlow, function: ChatFunction, visible: bool) -> Examples | None:
        if not visible and not (self.given and self.caching["cache_examples"]):
            return None
        rows = [row if isinstance(row, (list, tuple)) else [example_text(row)] for row in self.given]
        inputs = [flow.textbox, *flow.inputs[2:]]
        return Examples(
            [list(row) for row in rows], inputs, flow.outputs, function.on_example(), preload=False,
            example_labels=self.labels, visible=visible, api_name=False if not visible else None, **self.caching,
        )  # fmt: skip


def example_text(given: Any) -> str:
    """Return the words of an example in any of its forms."""
    if isinstance(given, dict):
        return str(given.get("text") or "")
    if isinstance(given, (list, tuple)) and given:
        return str(given[0])
    if isinstance(given, str):
        return given
    raise BuildError(
        f"An example of a chat is a text, or a list that begins with one; not {given!r:.80}.", code="PE113"
    )
