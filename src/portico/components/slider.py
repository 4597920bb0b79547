"""A number between two ends."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any, Literal

from portico.components.numeric import check_range, received, rounded, shown
from portico.errors import BuildError, ResultError
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON


class Slider(Component):
    """Choose a number between two ends, by sliding or by typing. The function receives an int or a float.

    Args:
        minimum: The least number.
        maximum: The greatest number.
        value: The number shown at first; default: the minimum. A function is called at each page load.
        step: The distance between two numbers; default: a power of ten that gives 100 to 1,000 of them.
        precision: Decimals to round to, both ways; 0 gives an int. None rounds nothing.
        label: Its name.
        info: A line of explanation under the label.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether a visitor can move it; None: where it is an input.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        randomize: Whether each page load sets it to a number by chance; `value` is then not used.
        buttons: ["reset"] shows the button that goes back to the first value, as does None; [] hides it.
    """

    in_form = True
    change = Event()
    input = Event()
    release = Event()

    def __init__(
        self,
        minimum: float = 0,
        maximum: float = 100,
        value: float | Callable[..., Any] | None = None,
        *,
        step: float | None = None,
        precision: int | None = None,
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
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        randomize: bool = False,
        buttons: list[Literal["reset"]] | None = None,
    ) -> None:
        minimum, maximum = bound(minimum, "minimum"), bound(maximum, "maximum")
        if not minimum < maximum:
            raise BuildError(f"Slider needs a minimum below its maximum, got {minimum} and {maximum}.", code="PE106")
        if step is not None and not step > 0:
            raise BuildError(f"Slider(step=…) is a number above 0, got {step}.", code="PE105")
        self.minimum = minimum
        self.maximum = maximum
        self.step = fitting_step(maximum - minimum) if step is None else step
        self.precision = precision
        self.randomize = randomize
        self.buttons = buttons
        super().__init__(
            value, label=label, info=info, every=every, inputs=inputs, show_label=show_label, container=container,
            scale=scale, min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id,
            elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key,
            load_fn=self.get_random_value if randomize else None,
        )  # fmt: skip

    def empty_value(self) -> float | int:
        """Return the minimum, where a slider without a value stands."""
        return self.minimum

    def get_random_value(self) -> float | int:
        """Return one of the slider's numbers by chance."""
        steps = math.floor((self.maximum - self.minimum) / self.step + 1e-9)
        number = self.minimum + random.randint(0, steps) * self.step
        return min(self.maximum, round(number, decimals(self.step, self.minimum)))

    def preprocess(self, payload: JSON) -> float | int:
        """Return the number, rounded; nothing is the minimum, where the page shows the handle."""
        number = self.minimum if payload is None else received(payload, "Slider")
        check_range(number, self.minimum, self.maximum, "Slider")
        return rounded(number, self.precision)

    def postprocess(self, value: Any) -> float | int:
        """Return the number, rounded; None and NaN are the minimum."""
        number = shown(value, "Slider")
        return rounded(self.minimum if number is None else number, self.precision)

    def refusal(self, payload: JSON) -> str | None:
        """Return why the page cannot show a number: it lies outside the slider."""
        if self.minimum <= payload <= self.maximum:
            return None
        return (
            f"Slider goes from {self.minimum} to {self.maximum} and cannot show {payload}. "
            "Give a value between them, or other ends."
        )

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        kind = "integer" if self.precision == 0 else "number"
        return {"type": kind, "description": f"numeric value between {self.minimum} and {self.maximum}"}

    def example_value(self) -> float | int:
        """Return a value for documentation."""
        return self.minimum

    def process_example(self, value: Any) -> float | int:
        """Return the number as a table of examples shows it."""
        return self.postprocess(value)


def bound(number: Any, name: str) -> float | int:
    """Return an end of a slider as Python's number; raises BuildError for anything that is none."""
    try:
        found = shown(number, "Slider")
    except ResultError:
        found = None
    if found is None:
        raise BuildError(f"Slider({name}=…) is a number, not {number!r}.", code="PE105")
    return found


def fitting_step(span: float) -> float | int:
    """Return the power of ten that gives a slider of this length 100 to 1,000 steps."""
    exponent = math.floor(math.log10(span)) - 2
    return 10**exponent


def decimals(*numbers: float) -> int:
    """Return how many decimals it takes to write all of the numbers."""
    from decimal import Decimal

    places = [Decimal(str(number)).normalize().as_tuple().exponent for number in numbers]
    return max(0, *(-place for place in places if isinstance(place, int)))
