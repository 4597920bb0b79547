"""Program text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal, get_args

from portico.errors import BuildError, ResultError
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.lang.signature import nearest
from portico.wire.codec import JSON

Language = Literal[
    "python", "c", "cpp", "markdown", "latex", "json", "html", "css", "javascript", "jinja2", "typescript", "yaml",
    "dockerfile", "shell", "r", "sql", "sql-msSQL", "sql-mySQL", "sql-mariaDB", "sql-sqlite", "sql-cassandra",
    "sql-plSQL", "sql-hive", "sql-pgSQL", "sql-gql", "sql-gpSQL", "sql-sparkSQL", "sql-esper",
]  # fmt: skip
LANGUAGES: tuple[str, ...] = get_args(Language)


class Code(Component):
    """Program text with coloured words, to show or to edit. The function receives and returns a str.

    Args:
        value: The text shown at first; a function is called at each page load.
        language: What it is written in, such as "python" or "json"; default: plain text.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        lines: Lines shown at least.
        max_lines: Lines it grows to before it scrolls; default: no limit.
        label: Its name.
        interactive: Whether a visitor can write; None: where it is an input.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        wrap_lines: Whether long lines wrap instead of scrolling sideways.
        show_line_numbers: Whether lines are numbered.
        autocomplete: Whether words are suggested while writing; accepted, without effect.
        buttons: "copy", "download", and Buttons of one's own, in its corner; default: copy and download.
    """

    missing: ClassVar[dict[str, str]] = {
        "autocomplete": "accepted; no words are suggested",
        "interactive": "a plain text field with coloured words; it has no elements of CodeMirror such as `.cm-content`",
    }
    change = Event()
    input = Event()
    focus = Event()
    blur = Event()

    def __init__(
        self,
        value: str | Callable[..., Any] | None = None,
        language: Language | None = None,
        *,
        every: Any = None,
        inputs: Any = None,
        lines: int = 5,
        max_lines: int | None = None,
        label: str | None = None,
        interactive: bool | None = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        wrap_lines: bool = False,
        show_line_numbers: bool = True,
        autocomplete: bool = False,
        buttons: list[Literal["copy", "download"] | Any] | None = None,
    ) -> None:
        if language is not None and language not in LANGUAGES:
            hint = nearest(language, LANGUAGES) or f" It is one of {', '.join(LANGUAGES)}."
            raise BuildError(f"Code(language={language!r}) is not a language that Code knows.{hint}", code="PE104")
        self.language = language
        self.lines = lines
        self.max_lines = max_lines
        self.wrap_lines = wrap_lines
        self.show_line_numbers = show_line_numbers
        self.autocomplete = autocomplete
        self.buttons = ["copy", "download"] if buttons is None else buttons
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=show_label, container=container, scale=scale,
            min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id, elem_classes=elem_classes,
            render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def preprocess(self, payload: JSON) -> str | None:
        """Return the text."""
        return None if payload is None else str(payload)

    def postprocess(self, value: Any) -> str | None:
        """Return the text without empty lines around it; the first line keeps its indentation."""
        if value is None:
            return None
        if not isinstance(value, str):
            hint = " Read the file and return its text." if isinstance(value, tuple) else ""
            raise ResultError(f"Code shows a text (str), not {type(value).__name__}.{hint}", code="PE303")
        lines = value.rstrip().split("\n")
        while len(lines) > 1 and not lines[0].strip():
            del lines[0]
        return "\n".join(lines)

    def process_example(self, value: Any) -> str | None:
        """Return how a value is shown in a table of examples."""
        return self.postprocess(value)

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "string"}

    def example_value(self) -> str:
        """Return a value for documentation."""
        return "print('Hello World')"
