"""Whatever is edited, in whatever order: the page is that of a fresh start, plus exactly what the rules keep."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import portico as gr
from tests.reload.desk import Desk

KINDS = {"text": "gr.Textbox", "number": "gr.Number", "button": "gr.Button"}
FIRSTS = {"count": "0", "list": "[]", "basket": "Basket()"}
NEXT = {"count": "value + 1", "list": "[*value, 1]", "basket": "Basket(*[7] * len(dataclasses.fields(value)))"}


@dataclass
class Text:
    """A program, as its author thinks of it."""

    parts: list[list[str]] = field(default_factory=list[list[str]])
    """Variable, kind and label of each component, in their order."""
    states: dict[str, str] = field(default_factory=dict[str, str])
    fields: list[str] = field(default_factory=lambda: ["n"])
    """Of the class Basket."""
    word: str = "w0"
    """What the module `words` holds."""
    fn: str = "f0"
    listens: bool = True
    broken: str = ""

    def write(self, desk: Desk) -> None:
        """Save it."""
        desk.write("words.py", f"word = {self.word!r}\n" + "raise OSError('broken')\n" * (self.broken == "module"))
        desk.write("app.py", self.source() + {"syntax": "x = (\n", "import": "import nowhere\n"}.get(self.broken, ""))

    def source(self) -> str:
        """Return the text of the program."""
        fields = "".join(f"    {name}: int = 0\n" for name in self.fields)
        lines = ["import dataclasses", "import portico as gr", "import words", "@dataclasses.dataclass"]
        lines += [
            f"class Basket:\n{fields}",
            f"def {self.fn}(value):\n    return f'{self.fn} {{words.word}} {{value}}'",
        ]
        lines += ["def keep(value):\n    return value", "with gr.Blocks() as demo:"]
        lines += [f"    {name} = gr.State({FIRSTS[kind]})" for name, kind in self.states.items()]
        for name, kind, label in self.parts:
            given = f"'{label}'" if kind == "button" else f"label='{label}'"
            lines.append(f"    {name} = {KINDS[kind]}({given})")
        lines.append("    out = gr.Textbox(label='out')")
        if self.listens:
            lines += [f"    out.submit({self.fn}, out, out, api_name='{self.fn}')"]
        for name in self.states:
            lines.append(f"    out.submit(lambda value: repr(value), {name}, out, api_name='look_{name}')")
            new = {
                "count": "value + 1",
                "list": "[*value, 1]",
                "basket": "Basket(*[7] * len(dataclasses.fields(value)))",
            }
            lines.append(
                f"    out.submit(lambda value: {new[self.states[name]]}, {name}, {name}, api_name='add_{name}')"
            )
        return "\n".join(lines) + "\n"

    def kept(self, name: str) -> str:
        """Return what a State is that two programs have to have in common to keep its value."""
        kind = self.states[name]
        return f"{kind} {self.fields}" if kind == "basket" else kind


NAMES = st.sampled_from(["ada", "bob", "eve", "kim"])
LABELS = st.sampled_from(["one", "two", "three"])


@st.composite
def edits(draw: st.DrawFn) -> Any:
    """An edit: what is done to the program."""
    what = draw(st.sampled_from([
        "add", "remove", "rename", "reorder", "label", "state", "no state", "fields", "word", "function", "listener",
        "break", "mend",
    ]))  # fmt: skip
    return what, draw(NAMES), draw(NAMES), draw(LABELS), draw(st.integers(0, 9))


def edited(text: Text, edit: Any) -> Text:
    """Return the program after an edit."""
    what, name, other, label, number = edit
    text = deepcopy(text)
    names = [part[0] for part in text.parts]
    at = number % (len(text.parts) + 1)
    if what == "add" and name not in names:
        text.parts.insert(at, [name, list(KINDS)[number % 3], label])
    elif what == "remove":
        text.parts = [part for part in text.parts if part[0] != name]
    elif what == "rename" and name in names and other not in names:
        text.parts[names.index(name)][0] = other
    elif what == "reorder":
        text.parts = text.parts[at:] + text.parts[:at]
    elif what == "label" and name in names:
        text.parts[names.index(name)][2] = label
    elif what == "state":
        text.states[f"s_{name}"] = list(FIRSTS)[number % 3]
    elif what == "no state":
        text.states.pop(f"s_{name}", None)
    elif what == "fields":
        text.fields = ["n", "m", "k"][: 1 + number % 3]
    elif what == "word":
        text.word = f"w{number}"
    elif what == "function":
        text.fn = f"f{number}"
    elif what == "listener":
        text.listens = not text.listens
    elif what in ("break", "mend"):
        text.broken = ["syntax", "import", "module"][number % 3] if what == "break" else ""
    return text


def fresh(text: Text, folder: Path) -> dict[str, Any]:
    """Return the page of a program that was started just now."""
    names: dict[str, Any] = {"__name__": __name__}
    source = text.source().replace("import words\n", f"words = type('words', (), {{'word': {text.word!r}}})\n")
    exec(compile(source, str(folder / "fresh.py"), "exec"), names)
    demo: gr.Blocks = names["demo"]
    return demo.get_config_file()


def shape(config: dict[str, Any]) -> Any:
    """Return a page without what differs from start to start: components by where they stand."""
    places: dict[int, int] = {}

    def walk(layout: dict[str, Any]) -> Any:
        places[layout["id"]] = len(places)
        return places[layout["id"]], [walk(child) for child in layout.get("children", [])]

    tree = walk(config["layout"])
    parts = {places[one["id"]]: (one["type"], one["props"], one.get("api_info")) for one in config["components"]}
    order = {one["id"]: at for at, one in enumerate(config["dependencies"])}
    listeners = [
        (
            order[one["id"]],
            [(places.get(block), name) for block, name in one["targets"]],
            [places[block] for block in one["inputs"]],
            [places[block] for block in one["outputs"]],
            one["api_name"],
            one["backend_fn"],
        )
        for one in config["dependencies"]
    ]
    return tree, parts, listeners, config["title"]


@given(st.lists(edits(), min_size=1, max_size=10))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_page_is_that_of_a_fresh_start_and_states_follow_the_rules(
    tmp_path_factory: pytest.TempPathFactory, made: list[Any]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("any").resolve())
    desk.open()
    try:
        follow(desk, made)
    finally:
        desk.close()


def follow(desk: Desk, made: list[Any]) -> None:
    text = good = Text()
    text.write(desk)
    config = desk.config()
    values: dict[str, str] = {}
    for edit in made:
        text = edited(text, edit)
        text.write(desk)
        desk.save()
        before, config = config, desk.config()
        if text.broken:
            assert shape(config) == shape(before), "what is broken changes nothing"
            continue
        assert shape(config) == shape(fresh(text, desk.folder))
        same_numbers(good, text, before, config)
        values = {name: value for name, value in values.items() if rules_keep(good, text, name)}
        good = text
        for name in text.states:
            first = {"count": "0", "list": "[]", "basket": f"Basket({', '.join(f'{one}=0' for one in text.fields)})"}
            assert desk.call(f"look_{name}", None) == values.get(name, first[text.states[name]])
            desk.call(f"add_{name}", None)
            values[name] = desk.call(f"look_{name}", None)
        if text.listens:
            assert desk.call(text.fn, "x") == f"{text.fn} {text.word} x"


def rules_keep(good: Text, text: Text, name: str) -> bool:
    return name in good.states and name in text.states and good.kept(name) == text.kept(name)


def same_numbers(good: Text, text: Text, before: dict[str, Any], config: dict[str, Any]) -> None:
    """A component keeps its number as long as its variable and its kind stay."""
    kinds = {part[0]: part[1] for part in good.parts}
    was, now = numbers(good, before), numbers(text, config)
    for name, kind, _ in text.parts:
        if kinds.get(name) == kind:
            assert now[name] == was[name]
    assert len(set(now.values())) == len(now)


def numbers(text: Text, config: dict[str, Any]) -> dict[str, int]:
    """Return the number of each variable's component; they stand in the order in which they are made."""
    ids: list[int] = []

    def walk(layout: dict[str, Any]) -> None:
        if "children" in layout:
            for child in layout["children"]:
                walk(child)
        else:
            ids.append(layout["id"])

    walk(config["layout"])
    names = [*text.states, *(part[0] for part in text.parts), "out"]
    return dict(zip(names, ids, strict=True))
