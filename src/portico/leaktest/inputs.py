"""What a visitor sends: a value for any component, made from its properties and schema, with a canary where it can."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from portico.leaktest.canary import Canaries
from portico.leaktest.endpoint import Endpoint, Page, Part
from portico.leaktest.samples import endings, sample

Upload = Callable[[str, bytes], Any]

OWN, USUAL, BLANK = "own", "usual", "blank"
"""What an input carries: the visitor's own words, what everybody writes, or nothing."""
MOODS = (OWN,) * 7 + (USUAL,) * 2 + (BLANK,)
SENTENCES = ("{}", "{}", "My name is {}.", "{} and some more words", "Hello, I am {}! What is new?")
GREETINGS = ("Hello", "test")
LARGE = 1000
"""The largest number that is sent only because a component takes it."""
DEPTH = 6
SHOWN = frozenset({"json", "label", "html", "markdown", "dataframe", "chatbot", "highlightedtext", "plot"})
"""Components that mostly send back what the app has put there."""
NEVER_SHOWN = frozenset({"state", "dataset"})
"""Components whose shown value is not what they send."""


class Inputs:
    """Makes the values of one action.

    Args:
        canaries: The visitor's.
        chance: What decides; the same numbers make the same values.
        upload: Sends a file, and returns how it is named in values.
        endpoint: Where the values go.
        page: The visitor's page.
    """

    def __init__(
        self, canaries: Canaries, chance: random.Random, upload: Upload, endpoint: Endpoint, page: Page
    ) -> None:
        self.canaries = canaries
        self.chance = chance
        self.upload = upload
        self.endpoint = endpoint
        self.page = page
        self.mood = OWN
        self.part = Part(0, "", {}, {})

    def values(self) -> list[Any]:
        """Return the endpoint's inputs, in order."""
        found: list[Any] = []
        for at, number in enumerate(self.endpoint.inputs):
            part = self.page.parts.get(number) or Part(number, "", {}, {})
            value = self.value(part)
            found.append({**part.props, "value": value} if at in self.endpoint.whole else value)
        return found

    def value(self, part: Part) -> Any:
        """Return a value for one component."""
        self.part, self.mood = part, self.chance.choice(MOODS)
        shown = self.page.known.get(part.number, part.props.get("value"))
        # Drawn in any case, so that what is drawn after it does not depend on what the page shows.
        again = self.chance.random() < (0.7 if part.kind in SHOWN else 0.3)
        if again and shown is not None and part.kind not in NEVER_SHOWN:
            return shown
        examples = self.page.examples.get(part.number)
        if examples and self.mood == USUAL:
            return self.chance.choice(examples)
        make = KINDS.get(part.kind)
        return make(self) if make is not None else self.by_schema(part.schema)

    def event(self) -> Any:
        """Return what the event carries, where the function asks for it; None for the others."""
        if not self.endpoint.wants_event:
            return None
        self.mood, self.part = self.chance.choice(MOODS), Part(0, "", {}, {})
        event = self.endpoint.events[0] if self.endpoint.events else ""
        if event in ("delete", "download"):
            return self.file(None) or {"path": "", "meta": {"_type": "gradio.FileData"}}
        trigger = self.page.parts.get(self.endpoint.trigger or 0)
        text = self.text("the event")
        value = {"text": text} if event == "example_select" else text
        carried = {"index": 0, "value": value, "selected": True, "input_value": text, **EVENTS.get(event, {})}
        return carried | (PLACES.get(trigger.kind, {}) if trigger is not None else {})

    # Words and numbers

    def text(self, what: str = "") -> str:
        """Return some text; one with a canary where the visitor speaks for himself."""
        longest = self.part.props.get("max_length")
        if self.mood == OWN:
            canary = self.canaries.make(self.endpoint.name, what or self.part.label)
            form = "{}@example.org" if self.part.props.get("type") == "email" else self.chance.choice(SENTENCES)
            text = form.format(canary)
            return text if not longest or len(text) <= longest else canary[:longest]
        text = "" if self.mood == BLANK else self.chance.choice(self._usual())
        return text[:longest] if longest else text

    def _usual(self) -> list[str]:
        shown = self.part.props.get("value")
        return [*GREETINGS, *([shown] if isinstance(shown, str) and len(shown) < 200 else [])]

    def number(self, schema: dict[str, Any] | None = None) -> float | int:
        """Return a number within the component's bounds; small, since a function may count up to it."""
        said = {**(schema or {}), **self.part.props}
        low, high, step = said.get("minimum"), said.get("maximum"), said.get("step") or 1
        low = low if isinstance(low, (int, float)) else None
        high = high if isinstance(high, (int, float)) else None
        start = 0 if low is None else low
        tried = [start + step * count for count in range(6)] + [one for one in (1, 2, 3, 5, 20) if step == 1]
        tried += [] if high is None or high > LARGE else [high]
        fits = [one for one in tried if (low is None or one >= low) and (high is None or one <= high)]
        value = self.chance.choice(fits or [start])
        whole = said.get("precision") == 0 or said.get("type") == "integer" or value == int(value)
        return int(value) if whole else float(value)

    def choices(self) -> list[Any]:
        """Return what a component lets choose from."""
        given = self.part.props.get("choices") or []
        return [one[1] if isinstance(one, (list, tuple)) and len(one) == 2 else one for one in given]

    def chosen(self) -> Any:
        """Return one choice, or words of the visitor's own where they are taken."""
        if self.part.props.get("allow_custom_value") and self.mood == OWN:
            return self.text()
        found = self.choices()
        return self.chance.choice(found) if found and self.mood != BLANK else None

    def several(self) -> list[Any]:
        """Return some of the choices."""
        found = self.choices()
        return self.chance.sample(found, self.chance.randint(0, len(found)))

    def dropped(self) -> Any:
        """Return what a drop-down holds."""
        return self.several() if self.part.props.get("multiselect") else self.chosen()

    def index(self) -> int:
        """Return the position of an example."""
        return self.chance.randrange(max(len(self.part.props.get("samples") or []), 1))

    def caption(self) -> Any:
        """Return what stands on a button."""
        return self.part.props.get("value")

    # Files

    def file(self, kinds: list[str] | None) -> Any:
        """Return one uploaded file with a canary in its name and content; None for a blank one."""
        if self.mood == BLANK:
            return None
        ending = self.chance.choice(endings(kinds))
        label = self.part.label
        if self.mood == USUAL:
            # Many people call their files the same.
            return self.upload(f"document{ending}", self._content(ending))
        name = self.canaries.make(self.endpoint.name, f"the name of the file in {label}")
        return self.upload(f"{name}{ending}", self._content(ending))

    def _content(self, ending: str) -> bytes:
        note = self.canaries.make(self.endpoint.name, f"the content of the file in {self.part.label}")
        return sample(ending, self.canaries.sign, note)

    def files(self) -> Any:
        """Return what a file component holds: one, or several."""
        kinds = self.part.props.get("file_types")
        if self.part.props.get("file_count", "single") == "single":
            return self.file(kinds)
        found = [self.file(kinds) for _ in range(self.chance.randint(1, 2))]
        return None if self.mood == BLANK else found

    # What is made of several values

    def table(self) -> Any:
        """Return a table with the component's columns."""
        headers: list[Any] = self.part.props.get("headers") or ["name", "number"]
        kinds: Any = self.part.props.get("datatype") or "str"
        kinds = [kinds] * len(headers) if isinstance(kinds, str) else kinds
        row = [self._cell(kinds[at] if at < len(kinds) else "str") for at in range(len(headers))]
        return {"headers": headers, "data": [row], "metadata": None}

    def _cell(self, kind: str) -> Any:
        if kind == "number":
            return self.chance.randint(1, 9)
        return self.chance.random() < 0.5 if kind == "bool" else self.text()

    def talk(self) -> list[Any]:
        """Return a conversation."""
        said = {"role": "user", "metadata": None, "options": None, "content": [{"type": "text", "text": self.text()}]}
        return [] if self.mood == BLANK else [said]

    def message(self) -> Any:
        """Return a message with files."""
        file = self.file(self.part.props.get("file_types")) if self.chance.random() < 0.5 else None
        return {"text": self.text(), "files": [] if file is None else [file]}

    def gallery(self) -> Any:
        """Return some pictures."""
        file = self.file(["image"])
        return [] if file is None else [{"image": file, "caption": self.text()}]

    def drawing(self) -> Any:
        """Return an edited picture."""
        file = self.file(["image"])
        return None if file is None else {"background": file, "layers": [], "composite": file, "id": None}

    def pair(self) -> Any:
        """Return two pictures."""
        return None if self.mood == BLANK else [self.file(["image"]), self.file(["image"])]

    def anything(self) -> Any:
        """Return JSON."""
        return None if self.mood == BLANK else {"name": self.text(), "numbers": [1, 2]}

    def spans(self) -> Any:
        """Return marked text."""
        return [{"token": self.text(), "class_or_confidence": None}]

    def by_schema(self, schema: dict[str, Any], depth: int = 0) -> Any:
        """Return a value that a JSON Schema describes."""
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self.chance.choice(schema["enum"])
        for some in ("anyOf", "oneOf"):
            if schema.get(some):
                return self.by_schema({**self.chance.choice(schema[some]), "$defs": schema.get("$defs", {})}, depth)
        properties: dict[str, Any] = schema.get("properties") or {}
        if "path" in properties and "meta" in properties:
            return self.file(None)
        kind = schema.get("type")
        inner = {"$defs": schema.get("$defs", {})}
        if kind == "array" and depth < DEPTH:
            items: dict[str, Any] = schema.get("items") or {}
            first = [self.by_schema({**one, **inner}, depth + 1) for one in schema.get("prefixItems", [])]
            return first or [self.by_schema({**items, **inner}, depth + 1)]
        if kind == "object" and depth < DEPTH:
            return {name: self.by_schema({**one, **inner}, depth + 1) for name, one in properties.items()}
        if kind in ("number", "integer"):
            return self.number(schema)
        if kind == "boolean":
            return self.chance.random() < 0.5
        return None if kind == "null" else self.text()

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        reference: Any = schema.get("$ref")
        if not isinstance(reference, str):
            return schema
        definitions: dict[str, Any] = schema.get("$defs") or {}
        return {**definitions.get(reference.rpartition("/")[2], {}), "$defs": definitions}


KINDS: dict[str, Callable[[Inputs], Any]] = {
    "state": lambda _: None,
    "button": Inputs.caption,
    "checkbox": lambda inputs: inputs.chance.random() < 0.5,
    "checkboxgroup": Inputs.several,
    "radio": lambda inputs: inputs.chance.choice(inputs.choices() or [None]),
    "dropdown": Inputs.dropped,
    "number": Inputs.number,
    "slider": Inputs.number,
    "timer": Inputs.caption,
    "colorpicker": lambda inputs: inputs.chance.choice(["#aa0000", "#00aa00"]),
    "datetime": lambda inputs: inputs.chance.choice(["2026-01-02 03:04:05", "2025-12-31 00:00:00"]),
    "dataset": Inputs.index,
    "image": lambda inputs: inputs.file(["image"]),
    "audio": lambda inputs: inputs.file(["audio"]),
    "video": lambda inputs: inputs.file(["video"]),
    "file": Inputs.files,
    "uploadbutton": Inputs.files,
    "downloadbutton": lambda _: None,
    "gallery": Inputs.gallery,
    "imageeditor": Inputs.drawing,
    "imageslider": Inputs.pair,
    "multimodaltextbox": Inputs.message,
    "chatbot": Inputs.talk,
    "dataframe": Inputs.table,
    "json": Inputs.anything,
    "browserstate": Inputs.anything,
    "highlightedtext": Inputs.spans,
    "plot": lambda _: None,
}
"""How the value of a kind of component is made; any other is made from its schema alone."""
EVENTS: dict[str, dict[str, Any]] = {
    "like": {"liked": True},
    "edit": {"previous_value": ""},
    "key_up": {"key": "a"},
}
"""What some events carry besides a place and a value."""
PLACES: dict[str, dict[str, Any]] = {
    "dataframe": {"index": [0, 0], "row_value": ["", ""], "col_value": [""]},
    "image": {"index": [0, 0]},
    "textbox": {"index": [0, 1]},
}
"""Where in a component an event is, for those that have more than a position."""
