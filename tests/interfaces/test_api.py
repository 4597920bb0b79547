"""gr.api: functions without any widget, for clients alone."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional

import pytest
from gradio_client import Client

import portico as gr
from portico.errors import BuildError
from portico.interfaces.api import ordinal
from portico.lang.hint_schema import schema_of

if TYPE_CHECKING:
    from collections.abc import Iterator


class Size(enum.Enum):
    SMALL = "s"
    LARGE = "l"


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (str, {"type": "string"}),
        (int, {"type": "integer"}),
        (float, {"type": "number"}),
        (bool, {"type": "boolean"}),
        (None, {"type": "null"}),
        (bytes, {"type": "string", "format": "byte"}),
        (list, {"type": "array", "items": {}}),
        (list[list[float]], {"type": "array", "items": {"type": "array", "items": {"type": "number"}}}),
        (set[int], {"type": "array", "uniqueItems": True, "items": {"type": "integer"}}),
        (tuple, {"type": "array"}),
        (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}),
        (
            tuple[int, str],
            {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2, "maxItems": 2},
        ),
        (dict, {"type": "object", "additionalProperties": {}}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (dict[int, str], {}),
        (Literal["a", 2], {"enum": ["a", 2]}),
        (Size, {"enum": ["s", "l"]}),
        (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        (Optional[int], {"oneOf": [{"type": "null"}, {"type": "integer"}]}),  # noqa: UP045
        (Annotated[int, "of apples"], {"type": "integer"}),
        (Any, {}),
        (date, {}),
    ],
    ids=str,
)
def test_each_hint_has_the_schema_that_clients_know(hint: Any, schema: dict[str, Any]) -> None:
    assert schema_of(hint) == schema


def area(width: float, height: float = 2.0) -> float:
    """Area of a rectangle."""
    return width * height


def split(text: str, who: gr.Request) -> tuple[str, int]:
    assert who.session_hash
    return text.upper(), len(text)


def count(to: int) -> Iterator[int]:
    yield from range(1, to + 1)


def log(text: str) -> None:
    assert text


def test_clients_call_it_by_its_parameters_and_it_has_no_place_on_the_page(launched: Any) -> None:
    with gr.Blocks() as demo:
        gr.api(area)
        gr.api(split, api_name="parts", api_description="Two results")
        gr.api(count)
        gr.api(log)

        @gr.api(api_visibility="undocumented")
        def ping() -> str:
            return "pong"

    assert ping() == "pong"
    assert type(ping) is type(area)
    client = Client(launched(demo).url, verbose=False)
    info = client.view_api(return_format="dict")
    assert isinstance(info, dict)
    named: Any = info["named_endpoints"]
    assert list(named) == ["/area", "/parts", "/count", "/log"]
    assert [one["parameter_name"] for one in named["/area"]["parameters"]] == ["width", "height"]
    assert [one["label"] for one in named["/parts"]["returns"]] == ["1st", "2nd"]
    assert [one["python_type"]["type"] for one in named["/parts"]["parameters"]] == ["str"]
    assert client.predict(3, api_name="/area") == 6
    assert client.predict(height=1, width=3, api_name="/area") == 3
    assert client.predict("ab", api_name="/parts") == ("AB", 2)
    assert list(client.submit(3, api_name="/count")) == [1, 2, 3]
    assert client.predict("x", api_name="/log") == ()
    assert client.predict(api_name="/ping") == "pong"
    assert {one["type"] for one in demo.get_config_file()["components"]} == {"api"}


def test_a_parameter_without_a_hint_and_a_place_without_a_page_are_refused() -> None:
    def bare(a: int, b):  # type: ignore[no-untyped-def]
        return a, b

    with pytest.raises(BuildError, match="'b' of 'bare' has none"), gr.Blocks():
        gr.api(bare)
    with pytest.raises(BuildError, match="stands inside"):
        gr.api(area)


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd"), (113, "113th")]
)
def test_values_are_called_by_their_place(number: int, said: str) -> None:
    assert ordinal(number) == said
