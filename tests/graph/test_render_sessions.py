"""What a session rendered is its own: who may call it, what ends with it, when it is forgotten."""

from __future__ import annotations

import asyncio
import gc
import os
import weakref
from pathlib import Path
from typing import Any

import pytest

import portico as gr
from graph.rendering import Drawn, Visit, rows
from portico.errors import FileRefused, UnknownTask
from portico.graph.branches import Branches
from portico.wire.caller import Caller
from portico.wire.codec import plain


@pytest.mark.requirement("R37", "R38")
def test_another_session_does_not_have_the_listeners(visit: Any) -> None:
    async def body(page: Visit) -> None:
        mine = await page.draw("apply", None, session="mine")
        theirs = await page.draw("apply", None, session="theirs")
        number = mine.listener("Go a")
        assert number != theirs.listener("Go a")
        assert (await page.output(number, "x", session="mine"))["data"] == ["a: x"]
        for session in ("theirs", "", "nobody"):
            with pytest.raises(UnknownTask):
                page.find(number, session)

    visit(rows(), body)


def test_a_listener_that_is_gone_is_unknown(visit: Any) -> None:
    async def body(page: Visit) -> None:
        first = await page.draw("apply", None)
        second = await page.draw("apply", None)
        with pytest.raises(UnknownTask):
            page.find(first.listener("Go a"), "s")
        assert page.find(second.listener("Go a"), "s")

    visit(rows(), body)


def test_building_again_ends_what_ran_for_listeners_that_are_gone(visit: Any) -> None:
    ended: list[str] = []
    began = asyncio.Event()
    release = asyncio.Event()

    with gr.Blocks() as demo:
        out = gr.Textbox()

        @gr.render()
        def work() -> None:
            for name in ("kept", "lost"):

                async def run(name: str = name):
                    try:
                        began.set()
                        await release.wait()
                        return name
                    except asyncio.CancelledError:
                        ended.append(name)
                        raise

                gr.Button(name).click(run, None, out, key=name if name == "kept" else None)

    async def body(page: Visit) -> None:
        drawn = await page.draw("apply")
        lost = await page.join(drawn.listener("lost"))
        waiting = await page.join(drawn.listener("lost"))
        kept = await page.join(drawn.listener("kept"))
        await began.wait()
        again = await page.join("apply")
        messages: dict[str, Any] = {}
        async for batch in page.engine.stream("s"):
            for message in map(plain, batch):
                if message["msg"] == "process_completed":
                    messages[message["event_id"]] = message["output"]
            if again in messages:
                release.set()
        assert ended == ["lost"]
        assert messages[lost] == messages[waiting] == {"data": []}
        assert messages[kept]["data"] == ["kept"]

    visit(demo, body)


def test_a_state_of_a_run_is_forgotten_with_it(visit: Any) -> None:
    told: list[Any] = []
    with gr.Blocks() as demo:
        out = gr.Number()

        @gr.render()
        def counter() -> None:
            count = gr.State(0, delete_callback=told.append)
            gr.Button("More").click(lambda n: (n + 1, n + 1), count, [count, out])

    async def body(page: Visit) -> None:
        drawn = await page.draw("apply")
        for expected in (1, 2):
            assert (await page.output(drawn.listener("More"), None))["data"] == [None, expected]
        again = await page.draw("apply")
        assert told == [2]
        assert (await page.output(again.listener("More"), None))["data"] == [None, 1]
        values = await page.engine.stores.sessions.drop("s")
        assert [key for key in values if key.startswith("state:")] == [f"state:{_state(again)}"]

    visit(demo, body)


def _state(drawn: Drawn) -> int:
    return next(number for number, one in drawn.components.items() if one["type"] == "state")


def test_names_of_endpoints_are_their_own_and_come_back(visit: Any) -> None:
    with gr.Blocks() as demo:
        gr.Button().click(lambda: None, api_name="go")

        @gr.render()
        def two() -> None:
            for _ in range(2):
                gr.Button().click(lambda: None, api_name="go")
                gr.Button().click(lambda: None, api_name="own")

    async def body(page: Visit) -> None:
        for _ in range(2):
            drawn = await page.draw("apply")
            assert [one["api_name"] for one in drawn.config["dependencies"]] == ["go_1", "own", "go_2", "own_1"]

    visit(demo, body)


def nothing() -> None:
    """What a program has at its top."""


def test_functions_of_the_module_share_a_limit_and_closures_have_their_own(visit: Any) -> None:
    with gr.Blocks() as demo:

        @gr.render()
        def buttons() -> None:
            gr.Button("shared").click(nothing)
            gr.Button("own").click(lambda: None, concurrency_limit=3)
            gr.Button("named").click(lambda: None, concurrency_id="gpu")

    async def body(page: Visit) -> None:
        first, second = await page.draw("apply", session="a"), await page.draw("apply", session="b")

        def tasks(label: str) -> tuple[Any, Any]:
            return page.find(first.listener(label), "a"), page.find(second.listener(label), "b")

        options = page.engine.options
        assert len({task.group for task in tasks("shared")}) == 1
        assert len({task.group for task in tasks("own")}) == 2
        assert {task.group for task in tasks("named")} == {"gpu"}
        assert [options.limit_of(tasks(label)[0]) for label in ("shared", "own", "named")] == [7, 3, 7]

    visit(demo, body, default_limit=7)


def test_files_of_a_branch_are_the_session_s_own(visit: Any, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("secret")
    with gr.Blocks() as demo:
        gr.render()(lambda: gr.File(str(note), label="File"))

    async def body(page: Visit) -> None:
        drawn = await page.draw("apply")
        file = drawn.components[drawn["File"]]["props"]["value"]
        assert file["url"].startswith("http://h/gradio_api/file=")
        files = page.engine.stores.files
        assert files.local(file["path"], "s").read_text() == "secret"
        with pytest.raises(FileRefused):
            files.local(file["path"], "other")

    visit(demo, body)


def test_a_file_that_the_program_may_not_lend_is_refused_in_a_branch(
    visit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with gr.Blocks() as demo:
        gr.render()(lambda: gr.File(os.__file__))

    async def body(page: Visit) -> None:
        assert "The app may not show the file 'os.py'" in (await page.output("apply"))["error"]

    visit(demo, body)


def test_a_session_that_left_is_forgotten_after_a_while_and_one_that_is_present_is_not(visit: Any) -> None:
    told: list[Any] = []
    with gr.Blocks() as demo:

        @gr.render()
        def counter() -> None:
            count = gr.State("kept", time_to_live=3600, delete_callback=told.append)
            gr.Button("Go").click(lambda c: c, count, count)

    now = 0.0
    demo.branches = Branches(kept=60.0, clock=lambda: now)

    async def body(page: Visit) -> None:
        for session in ("here", "gone"):
            drawn = await page.draw("apply", session=session)
            await page.output(drawn.listener("Go"), None, session=session)
        left = weakref.ref(demo.branches.of("gone")[0])
        page.engine.sessions.arrived(Caller(session="here"))
        nonlocal now
        now = 59.0
        await page.engine.sessions.forget_expired()
        assert len(demo.branches) == 2
        now = 61.0
        await page.engine.sessions.forget_expired()
        assert len(demo.branches) == 1
        assert demo.branches.of("here")
        assert page.engine.sizes()["lifetimes"] == 1
        assert told == ["kept"]
        while left() is not None:
            # A thread lets go of its last step a moment after it has told what came of it.
            gc.collect()
            await asyncio.sleep(0.005)
        assert page.engine.sessions.left("here")
        now = 61.0 + 59.0
        await page.engine.sessions.forget_expired()
        assert len(demo.branches) == 1, "the last sign of life was its presence"
        now = 61.0 + 61.0
        await page.engine.sessions.forget_expired()
        assert len(demo.branches) == 0

    visit(demo, body)


def test_a_call_that_waited_for_what_is_gone_is_told_so(visit: Any) -> None:
    release = asyncio.Event()
    with gr.Blocks() as demo:

        @gr.render()
        def work() -> None:
            gr.Button("Go").click(release.wait)

    demo.branches = Branches(capacity=1)

    async def body(page: Visit) -> None:
        drawn = await page.draw("apply", session="a")
        running = await page.join(drawn.listener("Go"), session="a")
        waiting = await page.join(drawn.listener("Go"), session="a")
        await page.draw("apply", session="b")
        release.set()
        ended = {one["event_id"]: one for one in await page.rest("a") if one["msg"] == "process_completed"}
        assert ended[running]["success"]
        assert not ended[waiting]["success"]
        assert "There is no function with index" in ended[waiting]["output"]["error"]

    visit(demo, body)


def test_sessions_with_branches_are_bounded(visit: Any) -> None:
    demo = rows()
    demo.branches = Branches(capacity=2)

    async def body(page: Visit) -> None:
        drawn = [await page.draw("apply", None, session=name) for name in "ab"]
        await page.output(drawn[0].listener("Go a"), "x", session="a")
        await page.draw("apply", None, session="c")
        assert [bool(demo.branches.of(name)) for name in "abc"] == [True, False, True]

    visit(demo, body)
