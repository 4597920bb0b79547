"""Makes `import gradio` mean Portico, for programs that must not be edited.

    import portico.compat.gradio
    portico.compat.gradio.install()

or, without touching a line: `portico run --as-gradio app.py`.

`gradio` and the submodules that programs import become modules whose names are looked up in Portico. A name that
Portico does not have raises an AttributeError (an ImportError in `from … import`) which says so.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import portico
from portico.errors import Misplaced, NoSuchModule, NoSuchName

VERSION = "6.31.0"
"""The version whose contract Portico follows; programs compare it."""

PLAIN = """
    blocks blocks_events caching chat_interface component_meta components components.base context data_classes events
    exceptions external flagging helpers i18n image_utils interface layouts media networking oauth pipelines
    processing_utils renderable route_utils routes state_holder templates themes.utils utils validators
"""
"""Submodules whose names are those of Portico's public surface."""

COMPONENTS = """
    audio browser_state button chatbot checkbox checkboxgroup clear_button code dataframe dataset download_button
    dropdown file html image json_component label markdown number plot radio slider state textbox timer upload_button
    video
"""
LAYOUTS = "accordion column form group row tabs"

SAME: dict[str, str] = {
    "gradio.themes": "portico.themes",
    "gradio.themes.base": "portico.themes.theme",
    "gradio.themes.utils.colors": "portico.themes.colors",
    "gradio.themes.utils.sizes": "portico.themes.sizes",
    "gradio.themes.utils.fonts": "portico.themes.fonts",
}
"""Submodules that are one of Portico's."""

ELSEWHERE: dict[str, tuple[str, str]] = {
    "Block": ("portico.graph.block", "Block"),
    "BlockContext": ("portico.graph.layout", "Layout"),
    "Component": ("portico.graph.component", "Component"),
    "FormComponent": ("portico.graph.component", "Component"),
    "Form": ("portico.graph.form", "Form"),
    "Dependency": ("portico.graph.event", "Dependency"),
    "EventListener": ("portico.graph.event", "Event"),
    "Base": ("portico.themes.theme", "Theme"),
    "ThemeClass": ("portico.themes.theme", "Theme"),
    "colors": ("portico.themes.colors", ""),
    "sizes": ("portico.themes.sizes", ""),
    "fonts": ("portico.themes.fonts", ""),
    "Message": ("portico.components.chatbot", "Message"),
    "MetadataDict": ("portico.components.chatbot", "MetadataDict"),
    "OptionDict": ("portico.components.chatbot", "OptionDict"),
    "ExampleMessage": ("portico.components.chatbot", "ExampleMessage"),
    "get_space": ("portico.compat.gradio", "get_space"),
}
"""Names that programs import from submodules and that are not on Portico's public surface."""


def get_space() -> str | None:
    """Return the name of the hosting space, or None outside any."""
    import os

    return os.environ.get("SPACE_ID")


def install() -> None:
    """Make `import gradio` mean Portico in this process; a second call changes nothing.

    Raises:
        RuntimeError: The real `gradio` was imported already.
    """
    loaded = sys.modules.get("gradio")
    if loaded is not None and not isinstance(loaded, Alias):
        raise Misplaced("gradio is imported already; call install() before the first `import gradio`.", code="PE409")
    if not any(isinstance(finder, Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, Finder())


class Alias(ModuleType):
    """A module of Gradio's name whose contents are Portico's."""

    __version__ = VERSION

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = resolve(self.__name__, name)
        setattr(self, name, value)
        return value

    def __dir__(self) -> list[str]:
        return dir(portico)


def resolve(module: str, name: str) -> Any:
    """Return what a name in one of Gradio's modules is here; raises AttributeError where it is not built."""
    submodule = f"{module}.{name}"
    if submodule in known():
        return importlib.import_module(submodule)
    target = SAME.get(module)
    if target is not None and hasattr(importlib.import_module(target), name):
        return getattr(importlib.import_module(target), name)
    if name in dir(portico):
        return getattr(portico, name)
    where, attribute = ELSEWHERE.get(name, ("", ""))
    if where:
        found = importlib.import_module(where)
        return getattr(found, attribute) if attribute else found
    raise NoSuchName(
        f"module '{module}' has no attribute '{name}' in Portico: it is not built. See docs/compatibility.md.",
        code="PE102",
    )


def known() -> frozenset[str]:
    """Return the names of the modules that can be imported."""
    return KNOWN


KNOWN = frozenset(
    [
        "gradio",
        *SAME,
        *(f"gradio.{name}" for name in PLAIN.split()),
        *(f"gradio.components.{name}" for name in COMPONENTS.split()),
        *(f"gradio.layouts.{name}" for name in LAYOUTS.split()),
    ]
)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `gradio` and its submodules before Python looks for files of that name."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for the modules this one stands for."""
        if fullname in KNOWN:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        if fullname.startswith("gradio."):
            raise NoSuchModule(
                f"No module named '{fullname}': Portico stands for gradio here and does not have it. "
                "See docs/compatibility.md.",
                name=fullname,
                code="PE102",
            )
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return an empty module that looks its names up in Portico."""
        return Alias(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""
