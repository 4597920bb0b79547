"""Which hand takes hold of which kind."""

from __future__ import annotations

from portico.testing.hands.buttons import (
    AccordionHand,
    ButtonHand,
    HtmlHand,
    LabelHand,
    SamplesHand,
    TabHand,
    TabsHand,
)
from portico.testing.hands.choices import CheckboxHand, DropdownHand, RadioHand, SeveralHand
from portico.testing.hands.fields import CodeHand, NumberHand, SliderHand, TextHand
from portico.testing.hands.files import FileHand, ImageHand, MediaHand, UploadButtonHand
from portico.testing.hands.hand import Hand
from portico.testing.hands.tables import TableHand
from portico.testing.hands.talks import TalkHand

HANDS: dict[str, type[Hand]] = {
    "accordion": AccordionHand,
    "audio": MediaHand,
    "button": ButtonHand,
    "chatbot": TalkHand,
    "checkbox": CheckboxHand,
    "checkboxgroup": SeveralHand,
    "code": CodeHand,
    "dataframe": TableHand,
    "dataset": SamplesHand,
    "downloadbutton": ButtonHand,
    "dropdown": DropdownHand,
    "file": FileHand,
    "html": HtmlHand,
    "image": ImageHand,
    "label": LabelHand,
    "number": NumberHand,
    "radio": RadioHand,
    "slider": SliderHand,
    "tabitem": TabHand,
    "tabs": TabsHand,
    "textbox": TextHand,
    "uploadbutton": UploadButtonHand,
    "video": MediaHand,
}
"""All others only show something."""
ACTS = (
    "blur", "check", "choose", "clear", "click", "edit", "fill", "like", "record", "retry", "select", "stop", "submit",
    "uncheck", "undo", "upload",
)  # fmt: skip
"""What a person may do."""


def acts_of(kind: str) -> list[str]:
    """Return what a person may do with a kind."""
    return [act for act in ACTS if hasattr(HANDS.get(kind, Hand), act)]
