"""Samples to choose from."""

from __future__ import annotations

import functools
import hashlib
import warnings
from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from portico.components.named import component_of
from portico.errors import BuildError, InvalidPayload, NotBuilt, ResultError
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON

Row = list[Any]


class Dataset(Component):
    """A table or a gallery of samples; choosing one fires `click` and `select`. `gr.Examples` builds one by itself.

    The function receives the chosen sample as `type` says. A function changes the samples by returning
    `gr.Dataset(samples=[…])`.

    Args:
        label: Its name; default: "Examples".
        show_label: Whether the label is shown.
        components: What shows each column: components (they need not be on the page), or their names.
        component_props: Properties for the view of each column, instead of the components' own.
        samples: One list a sample, with one value for each component.
        headers: The columns' headings; default: the components' labels.
        type: What the function receives: "values" (the sample), "index" (its number) or "tuple" (both).
        layout: "table" or "gallery"; default: a gallery for one column, else a table.
        samples_per_page: How many are shown at a time.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        proxy_url: Not built; a value raises NotBuilt.
        sample_labels: A text for each sample, shown instead of its values.
    """

    missing: ClassVar[dict[str, str]] = {"proxy_url": "raises NotBuilt"}
    change = Event()
    click = Event()
    select = Event()

    def __init__(
        self,
        *,
        label: str | None = None,
        show_label: bool = True,
        components: Sequence[Component] | list[str] | None = None,
        component_props: list[dict[str, Any]] | None = None,
        samples: list[list[Any]] | None = None,
        headers: list[str] | None = None,
        type: Literal["values", "index", "tuple"] = "values",
        layout: Literal["gallery", "table"] | None = None,
        samples_per_page: int = 10,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        proxy_url: str | None = None,
        sample_labels: list[str] | None = None,
    ) -> None:
        if proxy_url is not None:
            raise NotBuilt("Dataset(proxy_url=…)")
        _check(type, layout, samples, sample_labels, samples_per_page)
        self.columns = [component_of(one, "Dataset(components=…)") for one in components or ()]
        """The components that show the columns."""
        self.given_props = component_props
        self.raw_samples: list[Any] = [[]] if samples is None else samples
        """The samples as the program gave them."""
        labels = [column.label or "" for column in self.columns]
        self.headers = headers or (labels if any(labels) else [])
        self.type: Literal["values", "index", "tuple"] = type
        self.layout = layout
        self.samples_per_page = samples_per_page
        self.proxy_url = None
        self.sample_labels = sample_labels
        super().__init__(
            label=label, show_label=show_label, container=container, scale=scale, min_width=min_width,
            visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip

    @functools.cached_property
    def samples(self) -> list[Row]:
        """The samples as they are shown; made when somebody first looks, for it may mean encoding pictures."""
        rows = [row if isinstance(row, (list, tuple)) else [row] for row in self.raw_samples]
        return [
            [self._shown(number, column, value) for column, value in zip(self.columns, row, strict=False)]
            for number, row in enumerate(rows, 1)
        ]

    def _shown(self, number: int, column: Component, value: Any) -> Any:
        try:
            return column.process_example(value)
        except ResultError as error:
            name = f"{type(column).__name__}{f' {column.label!r}' if column.label else ''}"
            raise BuildError(f"Example {number} does not fit the {name}: {error}", code="PE113") from None

    def props(self) -> dict[str, Any]:
        """Return the properties as they go to the page, with what it needs to show each column."""
        found = super().props()
        found.pop("value", None)
        found["components"] = [{"name": one.wire_type(), "class_id": _class_id(one)} for one in self.columns]
        found["component_props"] = self.given_props or [_view_props(one) for one in self.columns]
        found["component_ids"] = [one.number for one in self.columns]
        return found

    def preprocess(self, payload: Any) -> Any:
        """Return the sample whose number came: its values, its number, or both."""
        if payload is None:
            return None
        count = len(self.raw_samples)
        if isinstance(payload, bool) or not isinstance(payload, int) or not 0 <= payload < count:
            raise InvalidPayload(f"Dataset expects the number of a sample, from 0 to {count - 1}; got {payload!r:.40}.")
        if self.type == "index":
            return payload
        sample: Any = self.raw_samples[payload]
        return (payload, sample) if self.type == "tuple" else sample

    def postprocess(self, value: Any) -> int | None:
        """Return the number of the chosen sample."""
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        warnings.warn(
            "Dataset takes the number of a sample as its value. To change the samples, return gr.Dataset(samples=[…]).",
            stacklevel=2,
        )
        return None

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "integer", "description": "index of selected example"}

    def example_value(self) -> int:
        """Return a value for documentation."""
        return 0


def _check(kind: Any, layout: Any, samples: Any, labels: Any, page: Any) -> None:
    """Refuse what cannot work while the page is built."""
    if kind not in ("values", "index", "tuple"):
        raise BuildError(f"Dataset(type=…) is 'values', 'index' or 'tuple', not {kind!r}.", code="PE104")
    if layout not in (None, "gallery", "table"):
        raise BuildError(f"Dataset(layout=…) is 'gallery' or 'table', not {layout!r}.", code="PE104")
    if samples is not None and not isinstance(samples, (list, tuple)):
        raise BuildError(f"Dataset(samples=…) is a list of lists, not {samples!r:.80}.", code="PE105")
    if labels is not None and not isinstance(labels, (list, tuple)):
        raise BuildError(f"Dataset(sample_labels=…) is a list of texts, not {labels!r:.80}.", code="PE105")
    if not isinstance(page, int) or page < 1:
        raise BuildError(f"Dataset(samples_per_page=…) is at least 1, not {page!r}.", code="PE105")


def _class_id(component: Component) -> str:
    kind = type(component)
    return hashlib.sha256(f"{kind.__module__}.{kind.__qualname__}".encode()).hexdigest()


def _view_props(component: Component) -> dict[str, Any]:
    """Return what a view needs to show one sample of a component: its properties, but not its own value."""
    return {name: value for name, value in component.props().items() if name not in ("value", "name")}
