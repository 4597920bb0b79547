"""HTML of the program's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from portico.errors import NotBuilt
from portico.graph.block import Visible, property_names
from portico.graph.component import Component
from portico.graph.event import Event
from portico.lang.growing import Growing
from portico.media.array import to_json
from portico.wire.codec import JSON

CLICKS = "element.addEventListener('click', function() { trigger('click') });"
"""The script of an HTML that asks for none: a click anywhere in it is its `click` event."""


class HTML(Component):
    """HTML, shown as the program writes it. The function receives and returns the value, mostly a str.

    What it shows is not cleaned: never put a visitor's words into it without `html.escape`, or use `Markdown`.

    Args:
        value: The HTML shown at first, or whatever the template makes HTML of; a function is called at each page load.
        label: Its name.
        html_template: The HTML, in which `${…}` is JavaScript that may name the value and the other properties.
        css_template: CSS for this component alone, filled in the same way.
        js_on_load: JavaScript that runs once, with `element`, `trigger`, `props`, `upload` and `watch`; None for none.
        apply_default_css: Whether text in it looks like the page's other text.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        min_height: Pixels, at least.
        max_height: Pixels, at most; longer content scrolls.
        container: Whether it has a frame.
        padding: Whether it has padding.
        autoscroll: Whether it scrolls to the end as content comes.
        buttons: Buttons of one's own, in its corner.
        head: HTML that is added to the page's head once, such as a script of a library.
        server_functions: Functions that the script may call; raises NotBuilt.
        **props: Properties of one's own that the templates and the script may name.
    """

    missing: ClassVar[dict[str, str]] = {
        "server_functions": "raises NotBuilt",
        "add": "children inside an HTML (`with gr.HTML(…)`) raise an error",
    }
    change = Event()
    input = Event()
    click = Event()
    double_click = Event()
    submit = Event()
    stop = Event()
    edit = Event()
    clear = Event()
    play = Event()
    pause = Event()
    end = Event()
    start_recording = Event()
    pause_recording = Event()
    stop_recording = Event()
    focus = Event()
    blur = Event()
    upload = Event()
    release = Event()
    select = Event()
    stream = Event(show_progress="minimal")
    like = Event()
    example_select = Event()
    option_select = Event()
    load = Event()
    key_up = Event()
    apply = Event()
    delete = Event()
    tick = Event()
    undo = Event()
    retry = Event()
    expand = Event()
    collapse = Event()
    download = Event()
    copy = Event()

    def __init__(
        self,
        value: Any | Callable[..., Any] | None = None,
        *,
        label: str | None = None,
        html_template: str = "${value}",
        css_template: str = "",
        js_on_load: str | None = CLICKS,
        apply_default_css: bool = True,
        every: Any = None,
        inputs: Any = None,
        show_label: bool = False,
        scale: int | None = None,
        min_width: int | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        min_height: int | None = None,
        max_height: int | None = None,
        container: bool = False,
        padding: bool = False,
        autoscroll: bool = False,
        buttons: list[Any] | None = None,
        head: str | None = None,
        server_functions: list[Callable[..., Any]] | None = None,
        **props: Any,
    ) -> None:
        if server_functions:
            raise NotBuilt("HTML(server_functions=…)", "Let the script trigger an event and listen to it.")
        self.html_template = html_template
        self.css_template = css_template
        self.js_on_load = js_on_load
        self.apply_default_css = apply_default_css
        self.min_height = min_height
        self.max_height = max_height
        self.padding = padding
        self.autoscroll = autoscroll
        self.buttons = buttons or []
        self.head = head
        self.server_functions = None
        self.own = {name: to_json(given) for name, given in props.items()}
        """The program's own properties."""
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=show_label, container=container, scale=scale,
            min_width=min_width, visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def props(self) -> dict[str, Any]:
        """Return the properties as they go to the page, the program's own together in `props`."""
        return super().props() | {"props": self.own}

    def changed_props(self, names: Iterable[str]) -> dict[str, Any]:
        """Return changed properties, the program's own together in `props`."""
        names = list(names)
        changed = super().changed_props([name for name in names if name in property_names(type(self))])
        own = {name: self.own[name] for name in names if name in self.own}
        return changed | ({"props": {**own, "__type__": "update"}} if own else {})

    def postprocess(self, value: Any) -> JSON:
        """Return the HTML, or the data that the template makes HTML of."""
        return to_json(value)

    def steps(self) -> Callable[[Any], JSON]:
        """Return what turns the values of one run into payloads; only what changed in them is made anew."""
        return Growing(to_json).shown

    def process_example(self, value: Any) -> JSON:
        """Return how a value is shown in a table of examples."""
        return self.postprocess(value)

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "string"}

    def example_value(self) -> str:
        """Return a value for documentation."""
        return "<p>Hello</p>"
