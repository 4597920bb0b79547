"""The two columns of an Interface: inputs with the buttons that start and clear, outputs with the Flag buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portico.components.button import Button
from portico.components.clearbutton import ClearButton
from portico.graph.component import Component
from portico.interfaces.flag_button import Option
from portico.interfaces.parameters import placed, set_argument
from portico.layouts.accordion import Accordion
from portico.layouts.column import Column
from portico.layouts.row import Row


@dataclass(slots=True)
class Texts:
    """What the program gave for the buttons: their texts, or Buttons of its own."""

    submit: str | Button
    stop: str | Button
    clear: str | Button | None


@dataclass(slots=True)
class Columns:
    """What stands where.

    Args:
        inputs: The inputs of the first column.
        additional: Inputs behind a heading that opens.
        outputs: The outputs; where they are the inputs too, they stand there and there is no second column.
        heading: What opens the additional inputs.
        texts: Texts of the buttons.
        options: The Flag buttons.
        starts: Whether there is a button that starts the function.
        stops: Whether there is a button that ends it.
    """

    inputs: list[Component]
    additional: list[Component]
    outputs: list[Component]
    heading: str | Accordion | None
    texts: Texts
    options: list[Option]
    starts: bool
    stops: bool
    submit: Button | None = None
    stop: Button | None = None
    clear: ClearButton = field(init=False)
    flags: list[tuple[Button, Option]] = field(default_factory=list[tuple[Button, Option]])
    fields: Column | None = None
    """The column of the inputs alone."""

    def place(self) -> None:
        """Place everything where the page is being built."""
        everything = [*self.inputs, *self.additional]
        together = bool(self.outputs) and everything == self.outputs
        with Row():
            if everything:
                with Column():
                    self._place_inputs()
                    with Row():
                        self._place_buttons(self.texts.submit)
                        if together:
                            self._place_flags()
            if self.outputs and not together:
                with Column():
                    for component in self.outputs:
                        if component not in everything:
                            placed(component)
                    with Row():
                        if not everything:
                            given = self.texts.submit
                            self._place_buttons("Generate" if given == "Submit" else given)
                        self._place_flags()

    def _place_inputs(self) -> None:
        with Column() as self.fields:
            for component in self.inputs:
                placed(component)
            if self.additional:
                with self._accordion():
                    for component in self.additional:
                        placed(component)

    def _accordion(self) -> Accordion:
        if isinstance(self.heading, Accordion):
            return placed(self.heading)
        return Accordion("Additional Inputs", open=False) if self.heading is None else Accordion(self.heading)

    def _place_buttons(self, submit: str | Button) -> None:
        self.clear = _clear_button(self.texts.clear)
        if self.starts:
            self.submit = placed(submit) if isinstance(submit, Button) else Button(submit, variant="primary")
        if self.stops:
            given = self.texts.stop
            self.stop = stop = placed(given) if isinstance(given, Button) else Button(given, variant="stop")
            # It appears with the run that it ends.
            set_argument(stop, "visible", False)

    def _place_flags(self) -> None:
        for option in self.options:
            self.flags.append((Button(option[0]), option))


def _clear_button(given: str | Button | None) -> ClearButton:
    """Return the button that empties the page; it stands there unseen where the program wants none."""
    if given is None:
        return ClearButton(visible=False)
    if isinstance(given, ClearButton):
        return placed(given)
    if isinstance(given, Button):
        if given.graph is not None:
            given.unrender()
        arguments: dict[str, Any] = {**given.given, "render": True}
        return ClearButton(**arguments)
    return ClearButton(value=given)
