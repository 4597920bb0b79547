"""What keeps its identity when `gr.render` builds again: by key, and renders in renders by their place."""

from __future__ import annotations

from typing import Any

import pytest

import portico as gr
from graph.rendering import Visit, rows
from portico.errors import UnknownTask


def test_keyed_blocks_keep_their_numbers_and_the_others_get_new_ones(visit: Any) -> None:
    for key in (True, False):
        demo = rows(key=key)

        async def body(page: Visit, key: bool = key) -> None:
            first = await page.draw("apply", None)
            await page.output("set", "b c")
            second = await page.draw("apply", None)
            assert (first["b"] == second["b"]) is key
            assert (first["Go b"] == second["Go b"]) is key
            kept = first.components.keys() & second.components.keys()
            # With a key: the container, the row, the box, the button, and the form that was made around the box.
            assert len(kept) == (5 if key else 1)
            assert first.listener("Go b") != second.listener("Go b")

        visit(demo, body)


def test_a_listener_with_a_key_keeps_its_number(visit: Any) -> None:
    async def body(page: Visit) -> None:
        first = await page.draw("apply", None)
        await page.output("set", "b c")
        second = await page.draw("apply", None)
        assert first.listener("Go b") == second.listener("Go b")
        assert first.listener("Go a") != second.listener("Go c")

    visit(rows(listener_key=True), body)


@pytest.mark.parametrize("what", ["block", "listener"])
def test_a_key_given_twice_is_an_error_that_says_so(visit: Any, what: str) -> None:
    with gr.Blocks() as demo:

        @gr.render()
        def twice() -> None:
            for number in range(2):
                button = gr.Button(key="b" if what == "block" else number)
                button.click(lambda: None, key="l" if what == "listener" else None)

    async def body(page: Visit) -> None:
        failed = await page.output("apply")
        assert f"The key '{what[0]}' is given to two of the same kind" in failed["error"]

    visit(demo, body)


def test_the_same_key_on_different_kinds_is_none(visit: Any) -> None:
    with gr.Blocks() as demo:

        @gr.render()
        def kinds() -> None:
            gr.Textbox(label="t", key="k")
            gr.Markdown("between")
            gr.Number(label="n", key="k")
            gr.Row(key=["k", 1])

    async def body(page: Visit) -> None:
        first, second = await page.draw("apply"), await page.draw("apply")
        assert first["t"] == second["t"] != first["n"] == second["n"]

    visit(demo, body)


def test_a_key_that_is_none_is_refused(visit: Any) -> None:
    with gr.Blocks() as demo:
        gr.render()(lambda: gr.Textbox(key={"a": 1}))  # type: ignore[arg-type]

    async def body(page: Visit) -> None:
        assert "A key is a number, a text or a tuple of them" in (await page.output("apply"))["error"]

    visit(demo, body)


def nested() -> Any:
    """A render in a render: boxes by number, each with buttons by its content."""
    with gr.Blocks() as demo:
        count = gr.Number(1)
        out = gr.Textbox()

        @gr.render(inputs=count)
        def boxes(many: int) -> None:
            for number in range(int(many)):
                with gr.Column(key=f"column-{number}"):
                    box = gr.Textbox(str(number), label=f"box {number}", key=f"box-{number}")

                    @gr.render(inputs=box)
                    def letters(text: str, number: int = number, box: Any = box) -> None:
                        for letter in text:
                            gr.Button(f"{number}{letter}", key=letter).click(lambda t: t, box, out)

    return demo


def test_a_render_inside_a_render(visit: Any) -> None:
    demo = nested()

    async def body(page: Visit) -> None:
        outer = await page.draw("apply", 2)
        inner = await page.draw(outer.inner(1), "xy")
        assert inner.config["layout"]["id"] in outer.components
        assert (await page.output(inner.listener("1x"), "typed"))["data"] == ["typed"]
        assert len(demo.branches.of("s")) == 2
        with pytest.raises(UnknownTask):
            page.find(outer.inner(1), "other")

    visit(demo, body)


def test_a_render_inside_keeps_its_place_and_keys_when_the_outer_one_is_built_again(visit: Any) -> None:
    async def body(page: Visit) -> None:
        outer = await page.draw("apply", 2)
        before = await page.draw(outer.inner(1), "xy")
        again = await page.draw("apply", 3)
        assert again.inner(1) == outer.inner(1)
        assert page.find(before.listener("1x"), "s"), "it is on the page until the inner one is built again"
        after = await page.draw(again.inner(1), "y")
        assert after.config["layout"]["id"] == before.config["layout"]["id"]
        assert after["1y"] == before["1y"]
        with pytest.raises(UnknownTask):
            page.find(before.listener("1x"), "s")

    visit(nested(), body)


def test_a_render_inside_is_known_by_the_key_of_what_it_stands_in(visit: Any) -> None:
    with gr.Blocks() as demo:
        names = gr.Textbox()

        @gr.render(inputs=names)
        def groups(text: str) -> None:
            for name in text:
                with gr.Group(key=name):

                    @gr.render()
                    def inside(name: str = name) -> None:
                        gr.Textbox(label=f"In {name}", key="note")

    async def body(page: Visit) -> None:
        outer = await page.draw("apply", "abc")
        before = [await page.draw(outer.inner(nth)) for nth in range(3)]
        outer = await page.draw("apply", "ac")
        after = [await page.draw(outer.inner(nth)) for nth in range(2)]
        assert after[0]["In a"] == before[0]["In a"]
        assert after[1]["In c"] == before[2]["In c"] != before[1]["In b"]

    visit(demo, body)


def test_a_render_inside_goes_with_what_it_stood_in(visit: Any) -> None:
    demo = nested()

    async def body(page: Visit) -> None:
        outer = await page.draw("apply", 2)
        inner = await page.draw(outer.inner(1), "xy")
        await page.draw("apply", 1)
        assert len(demo.branches.of("s")) == 1
        for gone in (outer.inner(1), inner.listener("1x")):
            with pytest.raises(UnknownTask):
                page.find(gone, "s")

    visit(demo, body)


def test_updates_last_only_for_properties_that_the_key_preserves(visit: Any) -> None:
    with gr.Blocks() as demo:
        out = gr.Textbox()

        @gr.render()
        def choice() -> None:
            pick = gr.Dropdown(["a"], label="Pick", key="pick", preserved_by_key=["value", "choices"])
            other = gr.Dropdown(["a"], label="Other", key="other")
            third = gr.Textbox()
            gr.Button("Widen").click(
                lambda: [*[gr.update(choices=["a", "b"], info="wide")] * 2, gr.update(info="wide")],
                None,
                [pick, other, third],
            )
            gr.Button("Take").click(lambda p: p, pick, out)
            gr.Button("Take other").click(lambda p: p, other, out)

    async def body(page: Visit) -> None:
        drawn = await page.draw("apply")
        await page.output(drawn.listener("Widen"))
        drawn = await page.draw("apply")
        assert (await page.output(drawn.listener("Take"), "b"))["data"] == ["b"]
        assert "error" in await page.output(drawn.listener("Take other"), "b")
        assert await page.engine.stores.sessions.get("s", "props") == {drawn["Pick"]: {"choices": ["a", "b"]}}

    visit(demo, body)
