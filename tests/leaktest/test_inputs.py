"""What visitors send fits the components, and is the same whenever the seed is."""

from __future__ import annotations

import random
from typing import Any

import pytest

import portico as gr
from portico.leaktest.canary import Canaries
from portico.leaktest.endpoint import Page
from portico.leaktest.inputs import Inputs
from portico.leaktest.journey import Journey

DOWN = gr.Dropdown


def page_of(*blocks: Any, **options: Any) -> tuple[gr.Blocks, Page]:
    with gr.Blocks() as demo:
        for block in blocks:
            block.render()
        gr.Button().click(lambda *values: None, list(blocks), None, api_name="use", **options)
    return demo, Page.of(demo.get_config_file())


def sent(page: Page, seed: int) -> tuple[list[Any], dict[str, bytes]]:
    uploads: dict[str, bytes] = {}

    def upload(name: str, data: bytes) -> Any:
        uploads[name] = data
        return {"path": f"/files/{name}", "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    canaries = Canaries(1, 0)
    return Inputs(canaries, random.Random(seed), upload, page.endpoints[0], page).values(), uploads


def made() -> dict[str, Any]:
    """One of each kind, not placed."""
    return {
        "textbox": gr.Textbox(render=False),
        "short": gr.Textbox(max_length=5, render=False),
        "number": gr.Number(minimum=2, maximum=4, precision=0, render=False),
        "slider": gr.Slider(0, 1, step=0.25, render=False),
        "checkbox": gr.Checkbox(render=False),
        "group": gr.CheckboxGroup(["a", "b"], render=False),
        "radio": gr.Radio([("A", 1), ("B", 2)], render=False),
        "dropdown": gr.Dropdown(["a", "b"], render=False),
        "several": gr.Dropdown(["a", "b"], multiselect=True, render=False),
        "json": gr.JSON(render=False),
        "table": gr.Dataframe(headers=["x", "y"], datatype=["str", "number"], type="array", render=False),
        "chatbot": gr.Chatbot(render=False),
        "code": gr.Code(language="python", render=False),
        "html": gr.HTML("<p>hi</p>", render=False),
        "state": gr.State(1, render=False),
    }


@pytest.mark.parametrize("kind", made())
def test_a_value_is_one_that_the_component_takes(kind: str) -> None:
    block = made()[kind]
    _, page = page_of(block)
    for seed in range(60):
        [value], _ = sent(page, seed)
        if not block.stored:
            block.preprocess(value)


@pytest.mark.parametrize("kind", ["textbox", "json", "table", "chatbot", "code", "html"])
def test_what_is_written_carries_the_visitors_name(kind: str) -> None:
    _, page = page_of(made()[kind])
    values = [str(sent(page, seed)[0]) for seed in range(20)]
    assert any(Canaries(1, 0).name in value for value in values)
    assert any(Canaries(1, 0).name not in value for value in values), "a badly keyed cache needs equal inputs"


@pytest.mark.parametrize(
    ("block", "ending"),
    [
        (lambda: gr.Image(render=False), ".png"),
        (lambda: gr.Audio(render=False), ".wav"),
        (lambda: gr.Video(render=False), ".mp4"),
        (lambda: gr.File(file_types=[".csv"], render=False), ".csv"),
        (lambda: gr.File(file_types=["image"], file_count="multiple", render=False), ".png"),
        (lambda: gr.UploadButton(render=False), ""),
    ],
)
def test_a_file_carries_it_in_its_name_and_in_its_content(block: Any, ending: str) -> None:
    _, page = page_of(block())
    name = Canaries(1, 0).name
    uploads = {file: data for seed in range(20) for file, data in sent(page, seed)[1].items()}
    assert any(file.startswith(name) for file in uploads)
    assert all(file.endswith(ending) for file in uploads)
    assert all(name.encode() in data for data in uploads.values())


def test_what_the_apps_examples_say_is_sent_too() -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Examples([["4711"], ["0815"]], box)
        box.submit(lambda text: None, box, None)
    page = Page.of(demo.get_config_file())
    page.endpoints = [one for one in page.endpoints if one.inputs == (page.endpoints[-1].inputs)]
    assert {"4711", "0815"} <= {str(sent(page, seed)[0][0]) for seed in range(100)}


def test_events_carry_what_the_page_would_send() -> None:
    with gr.Blocks() as demo:
        table, files, box = gr.Dataframe(headers=["a"]), gr.File(), gr.Textbox()

        @table.select(outputs=box)
        def cell(event: gr.SelectData) -> str:
            return str(event.index)

        @files.delete(outputs=box)
        def deleted(event: gr.DeletedFileData) -> str:
            return str(event.file.orig_name)

    page, name = Page.of(demo.get_config_file()), Canaries(1, 0).name

    def carried(at: int, seed: int) -> Any:
        return Inputs(
            Canaries(1, 0), random.Random(seed), lambda file, data: {"path": file}, page.endpoints[at], page
        ).event()

    assert {tuple(carried(0, seed)["index"]) for seed in range(10)} == {(0, 0)}
    assert any(name in carried(0, seed)["value"] for seed in range(10))
    assert any(name in carried(1, seed)["path"] for seed in range(10))
    assert page.endpoints[0].trigger == table.number


def test_choices_are_decided_by_the_seed_alone() -> None:
    _, page = page_of(gr.Textbox(render=False), gr.Slider(render=False))
    assert sent(page, 5) == sent(page, 5)
    rounds = [[action for burst in Journey(1, seed).round(2, page) for action in burst] for seed in (3, 3, 4)]
    assert rounds[0] == rounds[1] != rounds[2]


def test_every_endpoint_comes_once_before_any_comes_again() -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        for number in range(11):
            box.change(lambda text: None, box, None, api_name=f"f{number}")
    page, journey = Page.of(demo.get_config_file()), Journey(1, 0)
    played = [action.endpoint.name for number in range(11) for burst in journey.round(number, page) for action in burst]
    assert {name: played.count(name) for name in played} == {f"/f{number}": 8 for number in range(11)}
    assert len(set(played[:11])) == 11
