"""`js=True`: functions that the page answers without asking the server."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

import portico as gr
from portico.errors import BuildError

SHOWN = {"__type__": "update", "visible": False}


def one() -> Any:
    return gr.Textbox(visible=False)


def two() -> Any:
    return gr.Textbox(visible=False), gr.update(value=3)


def with_value() -> Any:
    return gr.Textbox("hello", label="Greeting")


def nothing() -> Any:
    return gr.skip()


def chosen() -> Any:
    shown = False
    if not shown:
        return gr.Textbox(visible=shown)
    return gr.Textbox(visible=True)


def plain() -> Any:
    return "text"


def none() -> None:
    return None


def by_chance() -> Any:
    return gr.Textbox(visible=random.random() < 2)


def endless() -> Any:
    while True:
        pass


def huge() -> Any:
    number = 9
    return gr.Textbox(lines=number**number**number)


def remembered() -> Any:
    return gr.Number(maximum=3)


def misspelt() -> Any:
    return gr.Textbox(visibel=False)


def filed() -> Any:
    return gr.File("a.txt")


def nested() -> Any:
    return [gr.Textbox(visible=visible) for visible in (False,)]


def yields() -> Any:
    yield gr.Textbox(visible=False)


async def later() -> Any:
    return gr.Textbox(visible=False)


class Instance:
    def __call__(self) -> Any:
        return gr.Textbox(visible=False)


def config_of(fn: Any, count: int = 1, **options: Any) -> dict[str, Any]:
    with gr.Blocks() as demo:
        outputs = [gr.Textbox(), gr.Number()][:count]
        gr.Button().click(fn, None, outputs, js=True, **options)
    return demo.get_config_file()["dependencies"][0]


@pytest.mark.parametrize(
    ("fn", "count", "answer"),
    [
        (one, 1, [SHOWN]),
        (lambda: gr.Textbox(visible=False), 1, [SHOWN]),
        (two, 2, [SHOWN, {"__type__": "update", "value": 3}]),
        (with_value, 1, [{"__type__": "update", "label": "Greeting", "value": "hello"}]),
        (nothing, 1, [{"__type__": "update"}]),
        (chosen, 1, [SHOWN]),
    ],
)
def test_the_same_updates_at_each_call_are_the_pages_own(fn: Any, count: int, answer: list[Any]) -> None:
    config = config_of(fn, count)
    assert json.loads(config["js_implementation"].removeprefix("() => ")) == answer
    assert (config["js"], config["backend_fn"]) == (True, True)


@pytest.mark.parametrize(
    "fn",
    [plain, none, by_chance, endless, huge, remembered, misspelt, nested, yields, later, Instance(), two],
)
def test_anything_else_runs_on_the_server(fn: Any) -> None:
    config = config_of(fn)
    assert config["js_implementation"] is None
    assert config["js"] is True


def test_a_function_that_sees_a_variable_of_its_surroundings_runs_on_the_server() -> None:
    shown = False
    assert config_of(lambda: gr.Textbox(visible=shown))["js_implementation"] is None


@pytest.mark.parametrize("kind", [gr.File, gr.State])
def test_values_that_the_server_keeps_are_set_on_the_server(kind: Any) -> None:
    with gr.Blocks() as demo:
        gr.Button().click(filed, None, kind(), js=True)
    assert demo.get_config_file()["dependencies"][0]["js_implementation"] is None


def test_clients_call_it_as_any_other(page: Any) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(one, None, box, js=True, api_name="hide")
        gr.Button().click(by_chance, None, box, js=True, api_name="chance")
    app = page(demo)
    assert app.data(("hide",)) == [SHOWN]
    assert app.data(("chance",)) == [{"__type__": "update", "visible": True}]


def test_describing_the_page_places_nothing_on_it() -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(one, None, box, js=True)
        before = len(demo.blocks)
        demo.get_config_file()
        assert len(demo.blocks) == before


def test_it_takes_no_inputs() -> None:
    with gr.Blocks():
        box = gr.Textbox()
        with pytest.raises(BuildError, match="js=True is for functions without inputs"):
            box.change(lambda text: text, box, box, js=True)
