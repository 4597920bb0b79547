"""Parts of a page that are built while it is used, and listeners of every mode."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

import portico as gr
from portico.testing import AppTest, NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable


def test_rendered_parts_come_stay_and_go(visit: Callable[..., AppTest]) -> None:
    with gr.Blocks() as demo:
        names, said = gr.State(["a"]), gr.Textbox(label="Said")
        new = gr.Textbox(label="New")
        new.submit(lambda new, names: ([*names, new], ""), [new, names], [names, new])

        @gr.render(inputs=names)
        def show(all: list[str]) -> None:
            for name in all:
                with gr.Row(key=f"row {name}"):
                    field = gr.Textbox(label=f"Field {name}", key=f"field {name}")
                    button = gr.Button(f"Drop {name}", key=f"drop {name}")
                field.submit(lambda text, name=name: f"{name}: {text}", field, said)
                button.click(lambda names, name=name: [one for one in names if one != name], names, names)

    at = visit(demo)
    other = at.another_session()
    at["Field a"].submit("one")
    assert at["Said"].value == "a: one"
    field = at["Field a"]
    at["New"].submit("b")
    assert (at["Field a"].value, "Field b" in at, "Field b" in other) == ("one", True, False)
    at["Field b"].submit("two")
    at.click("Drop a")
    assert (at["Said"].value, "Field a" in at, "Field b" in at) == ("b: two", False, True)
    with pytest.raises(NotPossible, match=r"Textbox 'Field a' is no longer on the page"):
        field.fill("x")
    at.drop_connection()
    at["Field b"].submit("three")
    assert at["Said"].value == "b: three"
    assert "Field a" in other


@pytest.mark.parametrize(("mode", "runs"), [("once", 1), ("multiple", 3), ("always_last", 2)])
def test_three_clicks_while_it_runs(visit: Callable[..., AppTest], mode: Any, runs: int) -> None:
    gate, ran = threading.Event(), []

    def wait(text: str) -> None:
        ran.append(text)
        assert gate.wait(10)

    with gr.Blocks() as demo:
        text = gr.Textbox(label="Text")
        gr.Button("Go").click(wait, text, None, trigger_mode=mode, concurrency_limit=None)
    at = visit(demo)
    for word in "abc":
        at["Text"].fill(word, wait=False)
        at.click("Go", wait=False)
    gate.set()
    at.settle()
    assert len(ran) == runs
    assert ran[0] == "a"


def test_a_listener_takes_events_and_whole_components(visit: Callable[..., AppTest]) -> None:
    def whole(box: gr.Textbox, event: gr.EventData) -> str:
        return f"{box.label} {box.value} {event.target.elem_id}"

    with gr.Blocks() as demo:
        text, shown = gr.Textbox("x", label="Text", interactive=True), gr.Textbox(label="Shown")
        gr.Button("Go", elem_id="go").click(whole, text, shown)
    at = visit(demo)
    at["Text"].fill("y")
    at.click("Go")
    assert at["Shown"].value == "Text y go"


def test_outside_the_queue_and_after_a_refusal(visit: Callable[..., AppTest]) -> None:
    def fail() -> None:
        raise gr.Error("No.", visible=False)

    with gr.Blocks() as demo:
        shown = gr.Textbox(label="Shown")
        gr.Button("Direct").click(lambda: "direct", None, shown, queue=False)
        gr.Button("Fail").click(fail, None, shown, queue=False).failure(lambda: "failed", None, shown)
        gr.Button("Break").click(lambda: 1 / 0, None, shown)
    at = visit(demo)
    at.click("Direct")
    assert at["Shown"].value == "direct"
    at.click("Fail")
    assert (at["Shown"].value, at.toasts) == ("failed", [])
    at.click("Break")
    assert "Reference" in (at.error or "")
    assert [toast.level for toast in at.toasts] == ["error"]


def test_after_a_restart_the_page_goes_on_without_its_socket(visit: Callable[..., AppTest]) -> None:
    def count() -> Any:
        yield from map(str, range(5))

    with gr.Blocks() as demo:
        shown = gr.Textbox(label="Shown")
        gr.Button("Count").click(count, None, shown)
        gr.Button("Fail").click(lambda: gr.Info("told"), None, None)
    at = visit(demo)
    at.restart()
    assert [step.value for step in at["Count"].stream()][-1] == "4"
    at.click("Fail")
    assert [toast.text for toast in at.toasts] == ["told"]
    at.drop_connection()
    at.click("Count")
    assert at["Shown"].value == "4"
