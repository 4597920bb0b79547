"""A program as its author thinks of it, and what may be done to it."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from tests.reload.desk import Desk

KINDS = {"text": "gr.Textbox", "number": "gr.Number", "button": "gr.Button"}
FRESH = {"textbox", "number", "button", "state"}
"""What components of the program are on the wire."""
LAYOUTS = {"row": "gr.Row()", "tab": "gr.Tab('Tab')", "group": "gr.Group()"}
STATES = ["count", "list", "basket"]
BROKEN = ["syntax", "import", "module", "module syntax", "module import", "launch"]
NAME = "fresh_program"


@dataclass
class Part:
    """One component.

    Args:
        name: Its variable.
        kind: What it is.
        label: What it says.
        layout: What it stands in; neighbours in the same kind stand in one.
    """

    name: str
    kind: str
    label: str
    layout: str = ""


@dataclass
class Text:
    """A program."""

    parts: list[Part] = field(default_factory=list[Part])
    states: dict[str, str] = field(default_factory=dict[str, str])
    kind: str = "Basket"
    """What the class is called that States may hold."""
    home: str = "__main__"
    """Which module it is in."""
    fields: list[str] = field(default_factory=lambda: ["n"])
    word: str = "w0"
    """What the module `words` holds."""
    modules: dict[str, int] = field(default_factory=dict[str, int])
    """Further modules, and what each holds."""
    function: str = "tell"
    """What makes the answers is called so."""
    listeners: list[str] = field(default_factory=lambda: ["f0"])
    process: bool = False
    renders: bool = False
    rows: int = 1
    label: str = "Row"
    broken: str = ""

    @property
    def told(self) -> str:
        """What each answer holds of the modules."""
        return " ".join([self.word, *(f"{name}{value}" for name, value in self.modules.items())])

    def first(self, name: str) -> str:
        """Return how a State is written at first."""
        basket = f"{self.kind}({', '.join(f'{one}=0' for one in self.fields)})"
        return {"count": "0", "list": "[]", "basket": basket}[self.states[name]]

    def keeps(self, before: Text, name: str) -> bool:
        """Whether a State has what it had in the program before."""
        if name not in self.states or before.states.get(name) != self.states[name]:
            return False
        if self.states[name] != "basket":
            return True
        # The class is looked for by its name where it was; a program that imports it has it, too.
        found = self.kind == before.kind and before.home in (self.home, "__main__")
        return found and self.fields == before.fields

    def write(self, desk: Desk) -> None:
        """Save it; what is imported no more is deleted."""
        files = self.files()
        for path in desk.folder.glob("*.py"):
            if path.stem != "app" and path.stem not in files:
                path.unlink()
        for name, text in files.items():
            desk.write(f"{name}.py", text)
        ends = {"syntax": "x = (\n", "import": "import nowhere\n", "launch": "demo.launch(shaer=True)\n"}
        desk.write("app.py", self.source() + ends.get(self.broken, ""))

    def files(self) -> dict[str, str]:
        """Return the modules of the program, and their texts."""
        ends = {"module": "raise OSError('broken')\n", "module syntax": "x = (\n", "module import": "import nowhere\n"}
        found = {"words": f"word = {self.word!r}\n" + ends.get(self.broken, "")}
        if self.home != "__main__":
            found[self.home] = self._class()
        return found | {name: f"value = {value}\n" for name, value in self.modules.items()}

    def _class(self) -> str:
        fields = "".join(f"    {name}: int = 0\n" for name in self.fields)
        return f"import dataclasses\n@dataclasses.dataclass\nclass {self.kind}:\n{fields}"

    def source(self) -> str:
        """Return the text of the program itself."""
        lines = ["import dataclasses", "import portico as gr", "import words"]
        lines += [f"import {name}" for name in self.modules]
        lines.append(self._class() if self.home == "__main__" else f"from {self.home} import {self.kind}")
        told = " ".join(["{words.word}", *(f"{name}{{{name}.value}}" for name in self.modules)])
        lines.append(f"def {self.function}(name, value):\n    return f'{{name}} {told} {{value}}'")
        for name in [*self.listeners, *(["process"] if self.process else [])]:
            lines.append(f"def {name}(value):\n    return {self.function}('{name}', value)")
        lines += ["with gr.Blocks() as demo:", *(f"    {line}" for line in self._page())]
        return "\n".join(lines) + "\n"

    def _page(self) -> Generator[str]:
        firsts = {"count": "0", "list": "[]", "basket": f"{self.kind}()"}
        for name, kind in self.states.items():
            yield f"{name} = gr.State({firsts[kind]})"
        inside = ""
        for part in self.parts:
            if part.layout and part.layout != inside:
                yield f"with {LAYOUTS[part.layout]}:"
            inside = part.layout
            given = f"'{part.label}'" if part.kind == "button" else f"label='{part.label}'"
            yield "    " * bool(inside) + f"{part.name} = {KINDS[part.kind]}({given})"
        yield "out = gr.Textbox(label='out')"
        for name in self.listeners:
            yield f"out.submit({name}, out, out, api_name='{name}')"
        if self.process:
            yield "out.submit(process, out, out, api_name='process', run='process')"
        new = {"count": "value + 1", "list": "[*value, 1]"}
        new["basket"] = f"{self.kind}(*[7] * len(dataclasses.fields(value)))"
        for name, kind in self.states.items():
            yield f"out.submit(lambda value: repr(value), {name}, out, api_name='look_{name}')"
            yield f"out.submit(lambda value: {new[kind]}, {name}, {name}, api_name='add_{name}')"
        if self.renders:
            yield "@gr.render(inputs=out)"
            yield "def rows(_):"
            yield f"    for at in range({self.rows}):"
            yield f"        box = gr.Textbox(label=f'{self.label} {{at}}', key=f'row-{{at}}')"
            say = f"lambda value, at=at: {self.function}(f'say {{at}}', value)"
            yield f"        box.submit({say}, box, box, api_name='say')"


def edited(text: Text, edit: Any) -> Text:
    """Return the program after an edit: what, a name, another one, a label and a number."""
    what, name, other, label, number = edit
    text = deepcopy(text)
    place = number % (len(text.parts) + 1)
    part = next((one for one in text.parts if one.name == name), None)
    if what == "add" and part is None:
        text.parts.insert(place, Part(name, list(KINDS)[number % 3], label))
    elif what == "remove":
        text.parts = [one for one in text.parts if one is not part]
    elif what == "rename" and part is not None and other not in [one.name for one in text.parts]:
        part.name = other
    elif what == "reorder":
        text.parts = text.parts[place:] + text.parts[:place]
    elif what == "label" and part is not None:
        part.label = label
    elif what == "layout" and part is not None:
        part.layout = ["", *LAYOUTS][number % 4]
    elif what == "state":
        text.states[f"s_{name}"] = STATES[number % 3]
    elif what == "no state":
        text.states.pop(f"s_{name}", None)
    else:
        _elsewhere(text, what, name, label, number)
    return text


def _elsewhere(text: Text, what: str, name: str, label: str, number: int) -> None:
    """Edit what is no component."""
    at = number % (len(text.listeners) + 1)
    match what:
        case "fields":
            text.fields = ["n", "m", "k"][: 1 + number % 3]
        case "class":
            text.kind = ["Basket", "Bag"][number % 2]
        case "home":
            text.home = ["__main__", "kinds", "things"][number % 3]
        case "word":
            text.word = f"w{number}"
        case "module":
            text.modules[f"m_{name}"] = number
        case "no module":
            text.modules.pop(f"m_{name}", None)
        case "function":
            text.function = ["tell", "say"][number % 2]
        case "listener" if f"f{number}" not in text.listeners:
            text.listeners.insert(at, f"f{number}")
        case "no listener":
            text.listeners = text.listeners[:at] + text.listeners[at + 1 :]
        case "turn listeners":
            text.listeners = text.listeners[at:] + text.listeners[:at]
        case "render":
            text.renders = not text.renders
        case "rows":
            text.rows, text.label = 1 + number % 3, label
        case "process":
            text.process = not text.process
        case "break":
            text.broken = BROKEN[number % len(BROKEN)]
        case "mend":
            text.broken = ""
        case _:
            pass


@contextmanager
def fresh_modules(text: Text) -> Generator[Any]:
    """Run a program as if it were the first time, and give its module; what has its modules' names is left alone."""
    wanted = {**text.files(), NAME: text.source()}
    held = {name: sys.modules.pop(name) for name in wanted if name in sys.modules}
    try:
        for name, source in wanted.items():
            sys.modules[name] = ModuleType(name)
            exec(compile(source, f"{name}.py", "exec", dont_inherit=True), vars(sys.modules[name]))
        yield sys.modules[NAME]
    finally:
        for name in wanted:
            sys.modules.pop(name, None)
        sys.modules.update(held)
