"""What a listener's function receives, and what its answers become."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import portico as gr


def kinds(messages: list[Any]) -> list[str]:
    return [message["msg"] for message in messages]


def test_sync_async_generators_methods_instances_and_partials_give_the_same(page: Any) -> None:
    import functools

    class Shout:
        def __call__(self, text: str) -> str:
            return text.upper()

        def method(self, text: str) -> str:
            return text.upper()

    async def later(text: str) -> str:
        await asyncio.sleep(0)
        return text.upper()

    def steps(text: str):
        yield text
        yield text.upper()

    async def later_steps(text: str):
        yield text
        yield text.upper()

    def gives_generator(text: str):
        return steps(text)

    with gr.Blocks() as demo:
        box = gr.Textbox()
        for number, fn in enumerate(
            [Shout(), Shout().method, functools.partial(later), later, steps, later_steps, gives_generator]
        ):
            gr.Button().click(fn, box, box, api_name=f"f{number}")
    app = page(demo)
    for number in range(7):
        messages = app.call((f"f{number}", "a"))[0]
        assert messages[-2]["output"]["data"] == ["A"]
        assert kinds(messages).count("process_generating") == (2 if number >= 4 else 0)


def test_inputs_come_as_arguments_as_one_dictionary_or_by_name(page: Any) -> None:
    with gr.Blocks() as demo:
        a, b = gr.Textbox(), gr.Textbox()
        gr.Button().click(lambda x, y: x + y, [a, b], a, api_name="list")
        gr.Button().click(lambda values: values[a] + values[b], {a, b}, a, api_name="set")
        gr.Button().click(lambda x, y: x + y, None, a, api_name="named", inputs_kwargs={"y": a, "x": b})
    app = page(demo)
    assert app.data(("list", "1", "2")) == ["12"]
    assert app.data(("set", "1", "2")) == ["12"]
    assert app.data(("named", "1", "2")) == ["21"]


def test_answers_can_be_values_updates_components_dictionaries_and_nothing(page: Any) -> None:
    with gr.Blocks() as demo:
        a, b = gr.Textbox(label="A"), gr.Textbox(label="B")
        answers = {
            "values": lambda: ("1", "2"),
            "list": lambda: ["1", "2"],
            "dict": lambda: {b: "2"},
            "update": lambda: (gr.update(value=3, visible=False), gr.skip()),
            "component": lambda: (gr.Textbox("x", label="New"), "y"),
            "skip": gr.skip,
            "short": lambda: ("1",),
            "stranger": lambda: {gr.Textbox(render=False): "1"},
        }
        for name, fn in answers.items():
            gr.Button().click(fn, None, [a, b], api_name=name)
    app = page(demo)
    nothing = {"__type__": "update"}
    assert app.data(("values",)) == ["1", "2"]
    assert app.data(("list",)) == ["1", "2"]
    assert app.data(("dict",)) == [nothing, "2"]
    assert app.data(("update",)) == [{"__type__": "update", "value": "3", "visible": False}, nothing]
    assert app.data(("component",)) == [{"__type__": "update", "label": "New", "value": "x"}, "y"]
    assert app.data(("skip",)) == [nothing, nothing]
    assert "gave 1 value, but has 2 outputs" in app.data(("short",))
    assert "not among its outputs" in app.data(("stranger",))


def test_a_wrong_property_in_an_update_is_named(page: Any) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(lambda: gr.update(lable="x"), None, box, api_name="f")
    assert "Did you mean 'label'?" in page(demo).data(("f",))


def test_each_session_starts_with_its_own_copy_of_a_state(page: Any) -> None:
    with gr.Blocks() as demo:
        seen = gr.State([])
        box = gr.Textbox()
        gr.Button().click(lambda text, so_far: [*so_far, text], [box, seen], seen, api_name="add")
        gr.Button().click(lambda so_far: ",".join(so_far), seen, box, api_name="show")
    app = page(demo)
    assert app.data(("add", "a", None), ("add", "b", None), ("show", None)) == ["a,b"]
    assert app.data(("add", "z", None), ("show", None), session="other") == ["z"]
    assert demo.blocks[seen.number].default == []


def test_a_changed_state_is_announced_once_it_changed(page: Any) -> None:
    with gr.Blocks() as demo:
        held = gr.State({"n": 0})
        box = gr.Number() if hasattr(gr, "Number") else gr.Textbox()
        gr.Button().click(lambda d: d, held, held, api_name="same")
        gr.Button().click(lambda d: d.update(n=d["n"] + 1) or d, held, held, api_name="in_place")
        held.change(lambda d: d["n"], held, box)
    app = page(demo)
    assert app.call(("same", None))[0][-2]["output"]["changed_state_ids"] == []
    assert app.call(("in_place", None))[0][-2]["output"]["changed_state_ids"] == [held.number]


def test_request_event_data_progress_and_defaults_are_found_by_annotation(page: Any) -> None:
    def fn(
        text: str, request: gr.Request, picked: gr.SelectData, extra: str = "default", progress=gr.Progress()
    ) -> str:
        progress((1, 4), desc="half", unit="files")
        gr.Warning("careful", title="Mind")
        caller = f"{request.headers['X-Team']} {request.query_params['page']}"
        return f"{text} {caller} {picked.index} {extra} {picked.target.label}"

    with gr.Blocks() as demo:
        box = gr.Textbox(label="Box")
        box.select(fn, box, box, api_name="f")
    messages = page(demo).call(("f", "hi"), event_data={"index": [0, 2], "value": "hi"}, trigger=box)[0]
    assert messages[-2]["output"]["data"] == ["hi red 2 [0, 2] default Box"]
    bar = next(m for m in messages if m["msg"] == "progress")["progress_data"]
    assert bar == [{"index": 1, "length": 4, "unit": "files", "progress": None, "desc": "half"}]
    toast = next(m for m in messages if m["msg"] == "log")
    assert (toast["level"], toast["title"], toast["log"]) == ("warning", "Mind", "careful")


def test_tqdm_loops_are_shown_step_by_step_and_others_are_not(page: Any) -> None:
    tqdm = pytest.importorskip("tqdm").tqdm

    def loop(progress=gr.Progress(track_tqdm=True)) -> str:
        return "".join(str(n) for n in tqdm(range(3), desc="Counting"))

    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(loop, None, box, api_name="f")
        gr.Button().click(lambda: "".join(str(n) for n in tqdm(range(2))), None, box, api_name="quiet")
    app = page(demo)
    messages = app.call(("f",))[0]
    bars = [m["progress_data"] for m in messages if m["msg"] == "progress"]
    assert [(bar[0]["index"], bar[0]["length"], bar[0]["desc"]) for bar in bars if bar][-1] == (3, 3, "Counting")
    assert "progress" not in kinds(app.call(("quiet",))[0])


def test_an_input_too_few_is_said_and_one_too_many_is_ignored(page: Any) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(lambda a, b: a + b, [box, box], box, api_name="f")
    app = page(demo)
    assert "needs 2 inputs, got 1" in app.data(("f", "a"))
    assert app.data(("f", "a", "b", "c")) == ["ab"]


def test_an_empty_generator_gives_nulls(page: Any) -> None:
    def nothing():
        yield from ()

    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(nothing, None, box, api_name="f")
    messages = page(demo).call(("f",))[0]
    assert kinds(messages) == ["estimation", "process_starts", "process_completed", "close_stream"]
    assert messages[2]["output"]["data"] == [None]


def test_a_session_remembers_updated_properties(page: Any) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox(max_length=3, label="First")
        gr.Button().click(lambda: gr.update(label="Second"), None, box, api_name="rename")
    app = page(demo)
    app.call(("rename",))
    assert asyncio.run(app.stores.sessions.get("s", "props")) == {box.number: {"label": "Second"}}
    assert box.label == "First"
