"""Component: a block with a value. Turns what the page sends into what a function receives, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self

from portico.call.change import Change
from portico.call.context import current_call
from portico.errors import BuildError
from portico.graph.block import Block, Visible
from portico.graph.changing import edit_of
from portico.graph.files import Unread
from portico.graph.form import Form
from portico.lang.signature import name_of, place_of
from portico.wire.codec import JSON
from portico.wire.messages import Edit


class Component(Block):
    """A block with a value.

    Args:
        value: What it shows at first; a function is called at each page load.
        label: Its name, shown above it and spoken by screen readers.
        info: A line of explanation under the label.
        show_label: Whether the label is shown; it is spoken in any case.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether a visitor can change it; None: it can where it is an input and not only an output.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        load_fn: A function that gives the value at each page load.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
    """

    skip_api: ClassVar[bool] = False
    """Whether its values are left out of the API description."""
    stored: ClassVar[bool] = False
    """Whether the value lives in the session and never travels."""
    blocking: ClassVar[bool] = False
    """Whether pre- or postprocessing reads files or computes for long, and so belongs in a thread."""
    carries_files: ClassVar[bool] = False
    """Whether its payload holds files; only then are objects in it looked at for files."""
    reads_files: ClassVar[bool] = False
    """Whether postprocessing may read a file to show what is in it, by `graph.files.read_file`."""
    in_form: ClassVar[bool] = False
    """Whether it stands in one frame with its neighbours."""
    selectable: ClassVar[bool] = True
    plays: ClassVar[bool] = False
    """Whether it can play what a generator yields while it is still being made; `streaming` says whether it does."""

    def __init__(
        self,
        value: Any = None,
        *,
        label: str | None = None,
        info: str | None = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int | None = None,
        interactive: bool | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        load_fn: Callable[..., Any] | None = None,
        every: Any = None,
        inputs: Any = None,
    ) -> None:
        self.label = label
        self.info = info
        self.container = container
        self.show_label = True if show_label is None else show_label
        self.scale = scale
        self.min_width = min_width
        self.interactive = interactive
        self.load_fn = load_fn or (value if callable(value) else None)
        self.load_inputs = inputs
        self.every = every
        self.timer: Any = None
        """What ticks for `every`: the Timer that the program gave, or the one made for its seconds."""
        if every is not None and self.load_fn is None:
            raise BuildError(
                f"{type(self).__name__}(every=…) calls `value` again and again: give a function as value.", code="PE106"
            )
        if not (every is None or hasattr(every, "tick") or (isinstance(every, (int, float)) and every is not True)):
            raise BuildError(f"{type(self).__name__}(every=…) is seconds or a gr.Timer, not {every!r}.", code="PE105")
        super().__init__(
            elem_id=elem_id,
            elem_classes=elem_classes,
            visible=visible,
            render=render,
            key=key,
            preserved_by_key=preserved_by_key,
        )
        self.value = self.initial_value(value)
        """The first value, as the page receives it."""
        self._check_first_value()

    @property
    def chosen_by_author(self) -> bool:
        """Whether its values are texts of the program's own, of which a visitor can only choose."""
        return False

    def render(self) -> Self:
        """Place the component where the program is building now, and what ticks for it after it."""
        super().render()
        if self.graph is not None:
            for button in getattr(self, "buttons", None) or ():
                if isinstance(button, Block) and button.graph is None:
                    button.graph = self.graph
                    self.graph.register(button)
            if isinstance(self.every, (int, float)):
                self.timer = self.graph.timer(self.every)
            else:
                self.timer = self.every
        self._check_first_value()
        return self

    def unrender(self) -> Self:
        """Take the component off the page, and what was made to tick for it."""
        if self.timer is not None and self.timer is not self.every:
            self.timer.unrender()
        self.timer = None
        return super().unrender()

    def _check_first_value(self) -> None:
        # A component that stands nowhere may be an update, whose value is for other choices or ends than its own.
        if self.graph is None or not hasattr(self, "value"):
            return
        why = None if isinstance(self.value, Unread) else self.refusal(self.value)
        if why is not None:
            raise BuildError(why if self.label is None else f"{self.label}: {why}", code="PE107")

    def initial_value(self, value: Any) -> JSON:
        """Return the first value as payload; a function with inputs of its own is first called when the page loads."""
        if self.load_fn is not None:
            if self.load_inputs is not None:
                return None
            value = self._loaded(self.load_fn)
        if value is None:
            return self.empty_value()
        if self.reads_files and current_call.get() is not None:
            return Unread(self.postprocess, value)
        return self.postprocess(value)

    def _loaded(self, fn: Callable[..., Any]) -> Any:
        try:
            return fn()
        except TypeError as error:
            if error.__traceback__ is not None and error.__traceback__.tb_next is not None:
                raise  # it was called, and something in it is wrong
            raise BuildError(
                f"{type(self).__name__}(value=…) calls '{name_of(fn).strip('<>')}' without arguments, but {error}. "
                f"Name what it receives, inputs=[…], or give a function that needs nothing. ({place_of(fn)})",
                code="PE202",
            ) from None

    def empty_value(self) -> JSON:
        """Return what the page receives where the program gave no value."""
        return None

    def wrapper(self) -> type[Form] | None:
        """Return the layout that must stand around it."""
        return Form if self.in_form and self.container else None

    def preprocess(self, payload: Any) -> Any:
        """Return what a function receives for what the page sent."""
        return payload

    def postprocess(self, value: Any) -> Any:
        """Return what the page receives for what a function returned."""
        return value

    def steps(self) -> Callable[[Any], Any]:
        """Return what turns the values of one run into payloads, one after the other.

        A component whose value grows may answer with the same objects where nothing changed: what is the same object as
        in the step before is neither published nor compared again.
        """
        return self.postprocess

    def edit_for(self, payload: JSON, change: Change) -> Edit:
        """Return what `gr.append` or `gr.patch` changes in the payload before; raises ResultError for a wrong place."""
        from portico.media.array import to_json  # pages of which nothing is changed piece by piece do without it

        return edit_of(payload, change, to_json(change.value))

    def refusal(self, payload: Any) -> str | None:  # noqa: ARG002
        """Return why the page cannot show a payload that postprocess gave, or None where it can."""
        return None

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {}

    def api_info_as_input(self) -> JSON:
        """Return the JSON Schema of what may be sent."""
        return self.api_info()

    def api_info_as_output(self) -> JSON:
        """Return the JSON Schema of what is answered."""
        return self.api_info()

    def example_payload(self) -> JSON:
        """Return a payload for the API page."""
        return self.example_value()

    def example_value(self) -> Any:
        """Return a value for documentation."""
        return None

    def process_example(self, value: Any) -> Any:
        """Return how a value is shown in a table of examples."""
        return value

    def props(self) -> dict[str, Any]:
        """Return the properties as they go to the page."""
        found = super().props()
        found.pop("load_fn", None)
        if isinstance(found.get("buttons"), (list, tuple)):
            found["buttons"] = [_as_tool(button) for button in found["buttons"]]
        return found


def _as_tool(button: Any) -> Any:
    return {**button.props(), "id": button.number} if isinstance(button, Block) else button
