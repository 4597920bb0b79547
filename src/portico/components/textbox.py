"""Text in a field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from portico.components.words import words
from portico.errors import BuildError, NotAccepted
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON


@dataclass(slots=True)
class InputHTMLAttributes:
    """Attributes of a text field, as HTML has them; None leaves one to the browser.

    Args:
        autocapitalize: Which letters an on-screen keyboard makes capitals: "off", "sentences", "words", "characters".
        autocorrect: "on" or "off".
        spellcheck: Whether misspelt words are marked.
        autocomplete: What the browser may fill in, such as "name" or "off".
        tabindex: Place in the order of the Tab key.
        enterkeyhint: What the Enter key of an on-screen keyboard says, such as "send".
        lang: The text's language, such as "de".
    """

    autocapitalize: Literal["off", "none", "on", "sentences", "words", "characters"] | None = None
    autocorrect: Literal["on", "off"] | None = None
    spellcheck: bool | None = None
    autocomplete: str | None = None
    tabindex: int | None = None
    enterkeyhint: Literal["enter", "done", "go", "next", "previous", "search", "send"] | None = None
    lang: str | None = None


class Textbox(Component):
    """A field for text, of one line or several. The function receives a str.

    Args:
        value: Text shown at first; a function is called at each page load.
        type: "text", "password" or "email".
        lines: Lines shown at first; with one line, Enter submits, else Shift+Enter.
        max_lines: Lines it grows to; default: 20.
        placeholder: Text shown while it is empty.
        label: Its name.
        info: A line of explanation under the label.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether a visitor can write; None: where it is an input.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        autofocus: Whether it has the focus when the page opens.
        autoscroll: Whether it scrolls to the end as text comes.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        text_align: "left" or "right"; default: by the text's direction.
        rtl: Whether text runs from right to left.
        buttons: "copy", and Buttons of one's own, in its corner.
        max_length: Most characters.
        submit_btn: A button that submits: True, or its text.
        stop_btn: A button that stops: True, or its text.
        html_attributes: Attributes of the field, such as `spellcheck`: an InputHTMLAttributes, or a dict of the same.
    """

    in_form = True
    change = Event()
    input = Event()
    select = Event()
    submit = Event()
    focus = Event()
    blur = Event()
    stop = Event()
    copy = Event()

    def __init__(
        self,
        value: str | Callable[..., Any] | None = None,
        *,
        type: Literal["text", "password", "email"] = "text",
        lines: int = 1,
        max_lines: int | None = None,
        placeholder: str | None = None,
        label: str | None = None,
        info: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        interactive: bool | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        autofocus: bool = False,
        autoscroll: bool = True,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        text_align: Literal["left", "right"] | None = None,
        rtl: bool = False,
        buttons: list[Any] | None = None,
        max_length: int | None = None,
        submit_btn: str | bool | None = False,
        stop_btn: str | bool | None = False,
        html_attributes: InputHTMLAttributes | dict[str, Any] | None = None,
    ) -> None:
        if type not in ("text", "password", "email"):
            raise BuildError(f"Textbox(type=…) is 'text', 'password' or 'email', not {type!r}.", code="PE104")
        self.type = type
        self.lines = lines
        self.max_lines = max_lines
        self.placeholder = placeholder
        self.autofocus = autofocus
        self.autoscroll = autoscroll
        self.text_align = text_align
        self.rtl = rtl
        self.buttons = buttons or []
        self.max_length = max_length
        self.submit_btn = submit_btn
        self.stop_btn = stop_btn
        self.html_attributes = html_attributes if isinstance(html_attributes, dict | None) else asdict(html_attributes)
        super().__init__(
            value, label=label, info=info, every=every, inputs=inputs, show_label=show_label, container=container,
            scale=scale, min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id,
            elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def preprocess(self, payload: JSON) -> str | None:
        """Return the text; raises NotAccepted for more characters than `max_length`."""
        if payload is None:
            return None
        text = str(payload)
        # A browser counts some characters as two, so what it lets through fits here, too.
        if self.max_length is not None and len(text) > self.max_length:
            raise NotAccepted(f"Textbox expects at most {self.max_length} characters (max_length), got {len(text)}.")
        return text

    def postprocess(self, value: Any) -> str | None:
        """Return the value as text."""
        return None if value is None else words(value, type(self).__name__)

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "string"}

    def example_value(self) -> str:
        """Return a value for documentation."""
        return "Hello!!"


class TextArea(Textbox):
    """A field for longer text: a Textbox of seven lines that grows to twenty. Parameters as in `Textbox`."""

    view = "textbox"

    def __init__(
        self,
        value: str | Callable[..., Any] | None = None,
        *,
        lines: int = 7,
        max_lines: int | None = 20,
        placeholder: str | None = None,
        label: str | None = None,
        info: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        interactive: bool | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        autofocus: bool = False,
        autoscroll: bool = True,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        type: Literal["text", "password", "email"] = "text",
        text_align: Literal["left", "right"] | None = None,
        rtl: bool = False,
        buttons: list[Any] | None = None,
        max_length: int | None = None,
        submit_btn: str | bool | None = False,
        stop_btn: str | bool | None = False,
        html_attributes: InputHTMLAttributes | dict[str, Any] | None = None,
    ) -> None:
        super().__init__(
            value, type=type, lines=lines, max_lines=max_lines, placeholder=placeholder, label=label, info=info,
            every=every, inputs=inputs, show_label=show_label, container=container, scale=scale, min_width=min_width,
            interactive=interactive, visible=visible, elem_id=elem_id, autofocus=autofocus, autoscroll=autoscroll,
            elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key,
            text_align=text_align, rtl=rtl, buttons=buttons, max_length=max_length, submit_btn=submit_btn,
            stop_btn=stop_btn, html_attributes=html_attributes,
        )  # fmt: skip

    @classmethod
    def class_name(cls) -> str:
        """Return the class that a client may create in its place."""
        return "textbox"
