"""A conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

from portico.call.change import Change
from portico.components import filepayload
from portico.components.chatedit import edited
from portico.components.chatmessage import ChatMessage as ChatMessage
from portico.components.chatmessage import ExampleMessage as ExampleMessage
from portico.components.chatmessage import Message as Message
from portico.components.chatmessage import MessageDict as MessageDict
from portico.components.chatmessage import MetadataDict as MetadataDict
from portico.components.chatmessage import OptionDict as OptionDict
from portico.components.chatmessage import Tag, from_wire, to_wire
from portico.components.chatschema import message_schema
from portico.components.markdown import MATH
from portico.components.transcript import Transcript
from portico.errors import BuildError
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.graph.files import NewFile
from portico.wire.codec import JSON
from portico.wire.messages import Edit

LAYOUTS = (None, "panel", "bubble")
EDITABLE = (None, "user", "all")


class Chatbot(Component):
    """Shows a conversation: text with Markdown, code, files, components, thoughts, and answers to choose from.

    The function receives a list of dictionaries with `role`, `content`, `metadata` and `options`; `content` is a list
    of parts such as `{"type": "text", "text": "Hello"}`. As an output it takes a list of such dictionaries, of
    dictionaries whose `content` is simply text, a file, a component or a list of these, or of `gr.ChatMessage`.

    Args:
        value: Messages shown at first; a function is called at each page load.
        label: Its name.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width, or of a column's height.
        min_width: Pixels below which it wraps to a new line.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        autoscroll: Whether it follows the end as messages come, while the visitor is at the end.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        height: Height in pixels, or a CSS length.
        resizable: Whether a visitor can change the height.
        max_height: Pixels, or a CSS length, at most; it then grows with its messages.
        min_height: The same, at least.
        editable: Whose messages a visitor can change: "user" or "all"; None: nobody's.
        latex_delimiters: What marks a formula; formulas are shown as they are written.
        rtl: Whether text runs from right to left.
        buttons: "copy" (under a message), "copy_all", and Buttons of one's own, in its corner; default: both.
        watermark: Text put under whatever is copied.
        avatar_images: Pictures of the user and of the assistant: a path, an address or None each.
        sanitize_html: Whether HTML in messages is cleaned of scripts; turn it off only for text of your own.
        render_markdown: Whether text is formatted as Markdown.
        feedback_options: What a visitor may say of a message: "Like" and "Dislike" are thumbs, the others a list.
        feedback_value: What was said of the assistant's messages, in order; None for nothing.
        line_breaks: Whether a single line end is a line break.
        layout: "bubble" (the user's words in a bubble at the right) or "panel" (both at full width); default: "bubble".
        placeholder: Markdown in place of messages where there are none.
        examples: Messages that an empty chat offers: dictionaries with `text`, and perhaps `display_text`, `icon` and
            `files`.
        allow_file_downloads: Whether files in messages can be downloaded.
        group_consecutive_messages: Whether messages in a row of one role stand together, with one set of buttons.
        allow_tags: Tags that are no HTML, such as `<thinking>`: True shows them as they are written, a list only those
            in it; the others are left out with what is in them.
        reasoning_tags: What marks thoughts in a text, such as `[("<think>", "</think>")]`; they fold away.
        like_user_message: Whether feedback can be given on the user's messages as well.
    """

    carries_files = True
    reads_files = True  # a component in a message may be a table or a label
    missing: ClassVar[dict[str, str]] = {
        "latex_delimiters": "accepted; formulas are shown as they are written",
        "buttons": "`'share'` is left out of the page",
    }
    change = Event()
    select = Event()
    like = Event()
    retry = Event()
    undo = Event()
    example_select = Event()
    option_select = Event()
    clear = Event()
    copy = Event()
    edit = Event()

    def __init__(
        self,
        value: Sequence[MessageDict | ChatMessage | Mapping[str, Any]] | Callable[..., Any] | None = None,
        *,
        label: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        autoscroll: bool = True,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        height: int | str | None = 400,
        resizable: bool = False,
        max_height: int | str | None = None,
        min_height: int | str | None = None,
        editable: Literal["user", "all"] | None = None,
        latex_delimiters: list[dict[str, str | bool]] | None = None,
        rtl: bool = False,
        buttons: list[Any] | None = None,
        watermark: str | None = None,
        avatar_images: tuple[str | Path | None, str | Path | None] | None = None,
        sanitize_html: bool = True,
        render_markdown: bool = True,
        feedback_options: list[str] | tuple[str, ...] | None = ["Like", "Dislike"],  # noqa: B006
        feedback_value: Sequence[str | None] | None = None,
        line_breaks: bool = True,
        layout: Literal["panel", "bubble"] | None = None,
        placeholder: str | None = None,
        examples: list[ExampleMessage] | None = None,
        allow_file_downloads: bool = True,
        group_consecutive_messages: bool = True,
        allow_tags: list[str] | bool = True,
        reasoning_tags: list[Tag] | None = None,
        like_user_message: bool = False,
    ) -> None:
        if layout not in LAYOUTS:
            raise BuildError(f"Chatbot(layout=…) is 'panel' or 'bubble', not {layout!r}.", code="PE104")
        if editable not in EDITABLE:
            raise BuildError(f"Chatbot(editable=…) is 'user', 'all' or None, not {editable!r}.", code="PE104")
        self.autoscroll = autoscroll
        self.height = height
        self.resizable = resizable
        self.max_height = max_height
        self.min_height = min_height
        self.editable = editable
        self.latex_delimiters = MATH if latex_delimiters is None else latex_delimiters
        self.rtl = rtl
        self.buttons = ["share", "copy", "copy_all"] if buttons is None else buttons
        self.watermark = watermark
        self.avatar_images = _avatars(avatar_images)
        self.sanitize_html = sanitize_html
        self.render_markdown = render_markdown
        self.feedback_options = list(feedback_options or ())
        self.feedback_value = None if feedback_value is None else list(feedback_value)
        self.line_breaks = line_breaks
        self.layout = layout
        self.placeholder = placeholder
        self.examples = None if examples is None else [_example(one) for one in examples]
        self.allow_file_downloads = allow_file_downloads
        self.group_consecutive_messages = group_consecutive_messages
        self.allow_tags = allow_tags
        self.reasoning_tags = None if reasoning_tags is None else [_tag(one) for one in reasoning_tags]
        self.like_user_message = like_user_message
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=show_label, container=container, scale=scale,
            min_width=min_width, visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def empty_value(self) -> JSON:
        """Return what the page receives where the program gave no messages."""
        return []

    def preprocess(self, payload: JSON) -> list[dict[str, Any]]:
        """Return the messages as dictionaries, the content of each a list of parts."""
        return from_wire(payload)

    def postprocess(self, value: Any) -> list[JSON]:
        """Return the messages in the page's form."""
        return to_wire(value, self.reasoning_tags)

    def steps(self) -> Callable[[Any], list[JSON]]:
        """Return what turns the conversations of one run into payloads; a word more costs what its message costs."""
        shown = Transcript(self.reasoning_tags).shown
        # Its list changes with the next step. Where files are published, nobody keeps it until then.
        return shown if self.carries_files else lambda value: [*shown(value)]

    def edit_for(self, payload: JSON, change: Change) -> Edit:
        """Return a change as an edit: of a message, of what is in it, or of the last text there is."""
        return edited(payload, change)

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return message_schema()

    def api_info_as_input(self) -> JSON:
        """Return the JSON Schema of what may be sent."""
        return self.api_info() | {"additional_description": None}

    def example_value(self) -> list[JSON]:
        """Return a value for documentation."""
        return to_wire([{"role": "user", "content": "Hello!"}, {"role": "assistant", "content": "How can I help you?"}])


def _avatars(given: Any) -> list[NewFile | None]:
    if given is None:
        return [None, None]
    pictures = list(given) if isinstance(given, (list, tuple)) else []
    if len(pictures) != 2:
        raise BuildError(
            f"Chatbot(avatar_images=…) is a pair (user, assistant), None for no picture; not {given!r}.", code="PE105"
        )
    return [None if one is None else filepayload.offered(one, "Chatbot") for one in pictures]


def _example(given: Any) -> dict[str, JSON]:
    if not isinstance(given, dict) or not (given.get("text") or given.get("files")):
        raise BuildError(
            f"Chatbot(examples=…) holds dictionaries such as {{'text': 'Hello'}}, not {given!r:.80}.", code="PE105"
        )
    found: dict[str, JSON] = dict(given)
    if found.get("icon") is not None:
        found["icon"] = _picture(found["icon"])
    if found.get("files"):
        found["files"] = [_picture(file) for file in found["files"]]
    return found


def _picture(given: Any) -> NewFile:
    """Return a file that an example names: a path, or a dictionary with one."""
    return filepayload.offered(given.get("path") if isinstance(given, dict) else given, "Chatbot")


def _tag(given: Any) -> Tag:
    pair = given if isinstance(given, (list, tuple)) else ()
    if len(pair) != 2 or not all(isinstance(one, str) and one for one in pair):
        raise BuildError(
            f"Chatbot(reasoning_tags=…) holds pairs such as ('<think>', '</think>'), not {given!r}.", code="PE105"
        )
    return str(pair[0]), str(pair[1])
