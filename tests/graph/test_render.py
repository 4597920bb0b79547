"""`gr.render`: parts of a page that a function builds anew, for each session."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

import portico as gr
from graph.rendering import Drawn, Visit, rows
from portico.errors import BuildError
from portico.graph.config import build_config
from portico.stores.local_files import LocalFiles


def test_what_the_function_builds_goes_to_the_page_with_its_listeners(visit: Any) -> None:
    demo = rows()

    async def body(page: Visit) -> None:
        output = await page.output("apply", None)
        config = output["render_config"]
        render = next(one for one in demo.listeners.values() if one.render_id is not None)
        assert output["data"] == [None]
        assert config["render_id"] == render.render_id
        assert config["layout"]["id"] == render.outputs[0].number == config["components"][0]["id"]
        assert [one["type"] for one in config["components"]].count("textbox") == 2
        assert {one["rendered_in"] for one in config["dependencies"]} == {render.render_id}
        first = config["dependencies"][0]
        assert first["outputs"] == [demo.listeners[1].inputs[0].number]
        drawn = Drawn(config)
        assert drawn.components[drawn["a"]]["key"] is not None
        assert drawn.components[drawn["a"]]["rendered_in"] == render.render_id
        static = {block.number for block in demo.blocks.values()}
        assert not static & (drawn.components.keys() - {config["layout"]["id"]})
        assert (await page.output(drawn.listener("Go b"), "x"))["data"] == ["b: x"]

    visit(demo, body)


def test_it_runs_at_page_load_and_when_an_input_changes_unless_triggers_are_named(tmp_path: Path) -> None:
    with gr.Blocks() as demo:
        number = gr.Number()
        button = gr.Button()
        gr.render(inputs=number)(lambda n: None)
        gr.render(inputs=[number], triggers=button.click, queue=False, trigger_mode="once", show_progress="hidden")(
            lambda n: None
        )
        gr.render()(lambda: None)
    first, second, third = build_config(demo, LocalFiles(tmp_path)).dependencies
    assert first.targets == [(0, "load"), (number.number, "change")]
    assert (first.trigger_mode, first.api_visibility, first.queue, first.api_name) == (
        "always_last", "undocumented", True, "apply",
    )  # fmt: skip
    assert second.targets == [(button.number, "click")]
    assert (second.trigger_mode, second.queue, second.show_progress) == ("once", False, "hidden")
    assert third.targets == [(0, "load")]
    assert [one.render_id for one in (first, second, third)] == [0, 1, 2]


def test_a_limit_holds_for_the_render_function(visit: Any) -> None:
    with gr.Blocks() as demo:
        gr.render(concurrency_limit=2, concurrency_id="pictures")(lambda: None)
        gr.render()(lambda: None)
    assert demo.concurrency(1) == {"pictures": 2, "fn:1": None}


def test_asynchronous_functions_build_too(visit: Any) -> None:
    with gr.Blocks() as demo:
        out = gr.Textbox()

        @gr.render()
        async def later(request: gr.Request) -> None:
            with gr.Row():
                await asyncio.sleep(0)
                gr.Button(f"For {request.session_hash}").click(lambda: "ok", None, out)

    async def body(page: Visit) -> None:
        first, second = await asyncio.gather(page.draw("apply", session="s1"), page.draw("apply", session="s2"))
        assert first["For s1"] != second["For s2"]
        assert (await page.output(first.listener("For s1"), session="s1"))["data"] == ["ok"]

    visit(demo, body)


def test_a_generator_is_refused_with_a_reason() -> None:
    with gr.Blocks():
        with pytest.raises(BuildError, match="'grow' is a generator"):

            @gr.render()
            def grow():
                yield gr.Textbox()


def test_outside_of_a_page_it_is_refused() -> None:
    with pytest.raises(BuildError, match=r"inside `with gr.Blocks\(\):`"):
        gr.render()(lambda: None)


def test_a_failure_leaves_what_was_there(visit: Any) -> None:
    with gr.Blocks() as demo:
        number = gr.Number()
        out = gr.Textbox()

        @gr.render(inputs=number)
        def maybe(value: float) -> None:
            gr.Button("Go").click(lambda: "still here", None, out)
            if value < 0:
                raise gr.Error("Not below zero.")

    async def body(page: Visit) -> None:
        drawn = await page.draw("apply", 1)
        assert (await page.output("apply", -1))["error"] == "Not below zero."
        assert (await page.output(drawn.listener("Go")))["data"] == ["still here"]

    visit(demo, body)


def test_a_state_outside_that_only_a_rendered_listener_waits_for_is_reported(visit: Any) -> None:
    with gr.Blocks() as demo:
        kept = gr.State(0)
        out = gr.Textbox()
        gr.Button().click(lambda: 5, None, kept, api_name="five")

        @gr.render()
        def watching() -> None:
            kept.change(lambda value: f"is {value}", kept, out)

    async def body(page: Visit) -> None:
        drawn = await page.draw("apply")
        assert (await page.output("five"))["changed_state_ids"] == [kept.number]
        (listener,) = drawn.config["dependencies"]
        assert listener["targets"] == [(kept.number, "change")]
        assert (await page.output(listener["id"], None))["data"] == ["is 5"]

    visit(demo, body)


def test_a_rendered_listener_reports_the_states_outside_that_it_changes(visit: Any) -> None:
    async def body(page: Visit) -> None:
        drawn = await page.draw("apply", None)
        output = await page.output(drawn.listener("Drop"), None)
        kept = next(block for block in page.demo.blocks.values() if isinstance(block, gr.State))
        assert output["changed_state_ids"] == [kept.number]

    with gr.Blocks() as demo:
        kept = gr.State(["a"])

        @gr.render(inputs=kept)
        def rows(current: list[str]) -> None:
            gr.Button("Drop").click(lambda current: current[1:], kept, kept)

    visit(demo, body)


def test_the_page_loading_and_what_follows_listeners_outside_belong_to_the_session_too(visit: Any) -> None:
    with gr.Blocks() as demo:
        out = gr.Textbox()
        first = gr.Button().click(lambda: "first", None, out, api_name="first")

        @gr.render()
        def more() -> None:
            demo.load(lambda: "loaded", None, out)
            first.then(lambda: "then", None, out)
            gr.Textbox(lambda: "filled", label="Filled")

    async def body(page: Visit) -> None:
        before = dict(demo.listeners)
        load, then, fill = (await page.draw("apply")).config["dependencies"]
        assert demo.listeners == before
        assert load["targets"] == fill["targets"] == [(0, "load")]
        assert then["trigger_after"] == first.listener.id
        assert (await page.output(then["id"]))["data"] == ["then"]

    visit(demo, body)


def test_blocks_made_outside_are_placed_in_every_run_and_every_session(visit: Any) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox(label="Box", render=False)
        out = gr.Textbox()

        @gr.render()
        def place() -> None:
            box.render()
            gr.Button("Go").click(lambda text: text, box, out)

    async def body(page: Visit) -> None:
        drawn = [await page.draw("apply", session=session) for session in ("s", "s", "t")]
        assert len({one["Box"] for one in drawn}) == 1
        assert (await page.output(drawn[1].listener("Go"), "x"))["data"] == ["x"]

    visit(demo, body)


def test_one_block_is_not_placed_twice_in_a_run(visit: Any) -> None:
    with gr.Blocks() as demo:

        @gr.render()
        def place() -> None:
            gr.Textbox().render()

    async def body(page: Visit) -> None:
        assert "is on the page already" in (await page.output("apply"))["error"]

    visit(demo, body)


def test_apps_are_made_inside_and_not_brought_along(visit: Any) -> None:
    outside = gr.Interface(lambda x: x, "text", "text")
    with gr.Blocks() as demo:

        @gr.render(triggers=[])
        def brought() -> None:
            outside.render()

        @gr.render(triggers=[])
        def made() -> None:
            gr.Interface(lambda x: x.upper(), gr.Textbox(label="In"), "text", flagging_mode="never")

    async def body(page: Visit) -> None:
        assert "make it in the function" in (await page.output("apply"))["error"]
        drawn = await page.draw("apply_1")
        assert {one["rendered_in"] for one in drawn.config["dependencies"]} == {1}
        assert (await page.output(drawn.listener("In", "submit"), "x"))["data"] == ["X"]

    visit(demo, body)


def test_what_belongs_to_the_whole_page_is_refused_inside(visit: Any) -> None:
    with gr.Blocks() as demo:

        @gr.render(triggers=[])
        def leaving() -> None:
            demo.unload(lambda: None)

        @gr.render(triggers=[])
        def rows() -> None:
            box = gr.Textbox()
            gr.Examples(["a"], box, box, lambda x: x, cache_examples=True)

    async def body(page: Visit) -> None:
        assert "The event `unload` inside gr.render" in (await page.output("apply"))["error"]
        assert "Examples(cache_examples=True) inside gr.render" in (await page.output("apply_1"))["error"]

    visit(demo, body)
