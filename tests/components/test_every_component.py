"""What holds for every component on the door, whoever wrote it."""

from __future__ import annotations

import inspect
import io
import json
import re
import wave
from pathlib import Path
from typing import Any

import pytest

import portico as gr
from components.schema import misfit
from portico.graph.component import Component
from portico.wire import codec
from portico.wire.files import FileData

ROOT = Path(__file__).parent.parent.parent
VIEWS = ROOT / "ui" / "src" / "components"
CONTRACT: dict[str, Any] = json.loads((ROOT / "tests" / "house" / "contract.json").read_text(encoding="utf-8"))
UNSEEN = {"every", "inputs", "render", "key"}
"""Parameters that are no properties: they say what Python does."""
OTHERS = {"ClearButton": {"components"}, "Dataset": {"components", "component_props"}}
"""Parameters that name other components; the page learns of these by their ids."""
GIVEN: dict[str, dict[str, Any]] = {
    "CheckboxGroup": {"choices": ["a", "b"]},
    "Dataset": {"components": ["textbox"], "samples": [["x"]]},
    "Dropdown": {"choices": ["a", "b"]},
    "Radio": {"choices": ["a", "b"]},
}
"""What a component needs to have an example."""
ONE_WAY = {"Dataset": "receives the number of a sample, gives the sample"}


def on_the_door() -> dict[str, type[Component]]:
    """Every component class by its own name; other names for it are the same class."""
    found = [one for name in gr.__all__ if inspect.isclass(one := getattr(gr, name)) and issubclass(one, Component)]
    return {one.__name__: one for one in found if one is not Component}


KINDS = on_the_door()
every = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def make(kind: type[Component], **changes: Any) -> Component:
    return kind(**{**GIVEN.get(kind.__name__, {}), "render": False, **changes})


def parameters(kind: type[Component]) -> list[str]:
    """The names of the properties that a constructor takes."""
    found = inspect.signature(kind).parameters.values()
    return [
        one.name for one in found if one.name not in UNSEEN and one.kind is not one.VAR_KEYWORD and one.name[0] != "_"
    ]


def documented(kind: type[Component]) -> set[str]:
    """What the `Args:` of a class describe, and those of the component it is a kind of."""
    texts = [inspect.getdoc(one) or "" for one in kind.__mro__ if one in KINDS.values()]
    return {name for text in texts for name in re.findall(r"^ +(\w+): ", text.partition("Args:")[2], re.MULTILINE)}


def sound() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(1600))
    return buffer.getvalue()


def picture() -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(buffer, "PNG")
    return buffer.getvalue()


CONTENT = {".png": picture, ".wav": sound}


def with_files(payload: Any, folder: Path) -> Any:
    """A payload whose files are there, as the graph hands it to a component."""
    if isinstance(payload, FileData):
        path = folder / Path(payload.path).name
        path.write_bytes(CONTENT.get(path.suffix, lambda: b"content")())
        return FileData(str(path), orig_name=path.name)
    if isinstance(payload, list):
        return [with_files(one, folder) for one in payload]
    return payload


def test_there_are_components() -> None:
    assert len(KINDS) > 30


@every
def test_each_parameter_is_an_attribute_and_a_property_of_the_same_name(kind: type[Component]) -> None:
    component = make(kind)
    props = component.props()
    for name in set(parameters(kind)) - OTHERS.get(kind.__name__, set()):
        value = getattr(component, name)
        if value is not None:
            assert props[name] == value, name


@every
def test_the_config_is_json(kind: type[Component]) -> None:
    assert json.loads(codec.encode(make(kind).props()))


@every
def test_each_parameter_is_described(kind: type[Component]) -> None:
    assert inspect.getdoc(kind)
    assert set(parameters(kind)) - documented(kind) == set()


@every
def test_the_example_fits_the_schema(kind: type[Component]) -> None:
    component = make(kind)
    example = codec.plain(component.example_payload())
    if not component.skip_api and example is not None:
        assert misfit(example, component.api_info()) is None


@every
def test_the_example_comes_through_and_goes_back(kind: type[Component], tmp_path: Path) -> None:
    component = make(kind)
    value = component.preprocess(with_files(component.example_payload(), tmp_path))
    if kind.__name__ in ONE_WAY:
        return
    payload = component.postprocess(value)
    if component.carries_files:
        assert (payload is None) == (value is None)
        return
    payload = codec.plain(payload)
    assert codec.plain(component.postprocess(component.preprocess(payload))) == payload


@every
def test_nothing_comes_through_as_nothing_or_as_the_empty_value(kind: type[Component]) -> None:
    component = make(kind)
    if not issubclass(kind, gr.Button):  # whose value is its text, and that is always text
        assert component.postprocess(component.preprocess(None)) in (None, component.empty_value(), [], {})


@every
def test_both_sides_exist(kind: type[Component]) -> None:
    if kind.placed:
        assert (VIEWS / kind.wire_type() / "index.svelte").is_file()
    assert (ROOT / "src" / "portico").joinpath(*kind.__module__.split(".")[1:]).with_suffix(".py").is_file()


@every
def test_an_update_without_changes_is_the_same_component(kind: type[Component]) -> None:
    component = make(kind, key="k") if "key" in inspect.signature(kind).parameters else make(kind)
    again = component.updated({})
    assert type(again) is kind
    assert not again.is_rendered
    before, after = component.props(), again.props()
    for name in set(before) - {"value", "storage_key"}:
        assert after[name] == before[name], name


@every
def test_what_is_said_to_be_missing_is_in_the_contract(kind: type[Component]) -> None:
    facts = CONTRACT["names"].get(kind.__name__)
    if facts is None:
        pytest.skip("a name of Portico's own")
    known = {parameter[0] for parameter in facts["parameters"]} | set(facts["events"]) | set(facts["methods"])
    assert set(getattr(kind, "missing", {})) - known == set()


@every
def test_an_unknown_keyword_is_refused_with_the_nearest_name(kind: type[Component]) -> None:
    name = parameters(kind)[-1]
    if any(one.kind is one.VAR_KEYWORD for one in inspect.signature(kind).parameters.values()):
        pytest.skip("its further keywords are the program's own")
    with pytest.raises(TypeError, match=f"Did you mean '{name}'"):
        make(kind, **{name + "x": True})
