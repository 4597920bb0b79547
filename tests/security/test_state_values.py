"""R40: what a State begins with, and what it holds, never leaves the server."""

from __future__ import annotations

from typing import Any

import pytest

import portico as gr
from security.asking import API, Asking

pytestmark = pytest.mark.requirement("R40")
SECRET = "swordfish"


class Vault:
    """Says its secret wherever it is turned into text."""

    def __repr__(self) -> str:
        return f"Vault({SECRET})"

    __str__ = __repr__

    def __json__(self) -> str:
        return SECRET


VALUES = {
    "a text": SECRET,
    "a list": [SECRET],
    "a dictionary": {SECRET: SECRET},
    "an object": Vault(),
    "a function's result": lambda: SECRET,
}


def use(held: Any) -> Any:
    return held, str(type(held))


def give_update(held: Any) -> Any:
    return gr.update(value=SECRET), "updated"


def give_component(held: Any) -> Any:
    return gr.State(SECRET), "made anew"


def fail(held: Any) -> Any:
    raise ValueError(f"cannot use {held}")


def step(held: Any) -> Any:
    for number in range(3):
        yield [SECRET, number], f"step {number}"


FUNCTIONS = [use, give_update, give_component, fail, step]


def vault(value: Any) -> gr.Blocks:
    """A page with a State that everything is done with."""
    with gr.Blocks() as demo:
        held, said = gr.State(value), gr.Textbox()
        for function in FUNCTIONS:
            gr.Button().click(function, held, [held, said], api_name=function.__name__)
        held.change(lambda found: "changed", held, said, api_name="changed")
        demo.load(use, held, [held, said], api_name="opened")

        @gr.render(inputs=held)
        def part(found: Any) -> None:
            own = gr.State(value)
            gr.Button().click(use, own, [own, said])

    return demo


@pytest.mark.parametrize("kind", VALUES)
def test_no_answer_of_any_route_holds_it(kind: str, launched: Any) -> None:
    page = launched(vault(VALUES[kind]))
    visitor = Asking(page.url, "ada")
    read = [visitor.get(path).text for path in ("/", "/config", f"{API}/info", f"{API}/openapi.json")]
    listeners = page.demo.get_config_file()["dependencies"]
    assert len(listeners) > len(FUNCTIONS)
    for listener in listeners:
        inputs = [None] * len(listener["inputs"])
        read += [str(one) for one in visitor.join(listener["id"], *inputs)]
    for function in FUNCTIONS:
        sent = {"data": [None], "session_hash": "ada"}
        read.append(visitor.post(f"{API}/run/{function.__name__}", sent).text)
        read.append(visitor.call(function.__name__, None))
    assert "step 2" in "".join(read)
    assert [text for text in read if SECRET in text] == []


def test_what_a_client_sends_in_its_place_is_ignored(launched: Any) -> None:
    page = launched(vault([SECRET]))
    visitor = Asking(page.url, "ada")
    assert visitor.run("use", {"forged": True}) == [None, "<class 'list'>"]
