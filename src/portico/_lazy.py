"""The lazy door: reads `__init__.pyi` and imports a public name when it is first used.

The stub is the one table of public names. Type checkers, editors and the running package read the same lines:

    from portico.components.textbox import Textbox as Textbox     a name and where it lives
    from portico import themes as themes                          a submodule
    Text = Textbox                                                another name for it

Only these three forms occur (a test holds that), so the stub is read line by line: Python's own parser would cost
more than everything else that `import portico` does.
"""

import importlib
import sys
from collections.abc import Callable
from typing import Any


def read_stub(text: str) -> dict[str, tuple[str, str]]:
    """Return public name → (module, attribute); an empty attribute means the module, an empty module an alias."""
    table: dict[str, tuple[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("from "):
            module, _, imported = line.removeprefix("from ").partition(" import ")
            attribute, _, name = imported.partition(" as ")
            if module == "portico":
                table[name] = (f"portico.{attribute}", "")
            else:
                table[name] = (module, attribute)
        elif " = " in line and line[0].isalpha():
            name, _, target = line.partition(" = ")
            table[name] = ("", target)
    return table


def attach(package: str, file: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return `__getattr__`, `__dir__` and `__all__` for a package whose stub lies beside its `__init__.py`."""
    # `pathlib` would cost more than the rest of `import portico`.
    with open(file.removesuffix(".py") + ".pyi", encoding="utf-8") as stub:  # noqa: PTH123
        table = read_stub(stub.read())

    def load(name: str) -> Any:
        try:
            module, attribute = table[name]
        except KeyError:
            from portico.errors import NoSuchName  # until a name is wrong, nobody needs it

            raise NoSuchName(missing(package, name, table), code="PE103") from None
        namespace = sys.modules[package]
        if not module:
            value = getattr(namespace, attribute)
        elif not attribute:
            value = importlib.import_module(module)
        else:
            value = getattr(importlib.import_module(module), attribute)
        setattr(namespace, name, value)
        return value

    return load, lambda: sorted([*table, "__version__"]), sorted(table)


FORMER = {
    "Box": "It became gr.Group().",
    "Variable": "It became gr.State().",
    "inputs": "Components stand in gr itself: gr.Textbox().",
    "outputs": "Components stand in gr itself: gr.Textbox().",
    "components": "Components stand in gr itself: gr.Textbox().",
}
"""Names of earlier versions of Gradio, and what there is instead."""


def missing(package: str, name: str, table: dict[str, tuple[str, str]]) -> str:
    """Say what is missing, and the nearest name that exists."""
    import difflib

    if package == "portico" and name in FORMER:
        return f"module '{package}' has no attribute '{name}'. {FORMER[name]}"
    near = difflib.get_close_matches(name, table, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else " docs/compatibility.md lists what is built and what is not."
    return f"module '{package}' has no attribute '{name}'.{hint}"
