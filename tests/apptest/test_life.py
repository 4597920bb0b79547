"""An app is opened, used by several people, interrupted, restarted, and closed without a trace."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from serving import wait_until

import portico as gr
from portico.testing import AppTest, NotPossible, StillRunning, Toast, hosting

if TYPE_CHECKING:
    from collections.abc import Callable


def counting() -> gr.Blocks:
    with gr.Blocks() as demo:
        state, shown = gr.State(0), gr.Number(label="Times")
        gr.Button("Count").click(lambda n: (n + 1, n + 1), state, [state, shown])
    return demo


def test_a_click_returns_when_what_it_started_is_over(visit: Callable[..., AppTest]) -> None:
    def greet(name: str) -> str:
        if not name:
            raise gr.Error("Please say your name.")
        gr.Info("Greeting…")
        return f"Hello {name}"

    with gr.Blocks() as demo:
        name, greeting, log = gr.Textbox(label="Name"), gr.Textbox(label="Greeting"), gr.Textbox(label="Log")
        shout = gr.Textbox(label="Shout")
        made = gr.Button("Go").click(greet, name, greeting)
        made.then(lambda: "then", None, log).then(lambda text: f"{text} end", log, log)
        made.success(lambda: gr.Warning("Well done.", title="Look"), None, None)
        greeting.change(lambda text: text.upper(), greeting, shout)
    at = visit(demo)
    at["Name"].fill("Ann")
    at.click("Go")
    assert (at["Greeting"].value, at["Log"].value, at["Shout"].value) == ("Hello Ann", "then end", "HELLO ANN")
    assert at.toasts == [Toast("info", "Greeting…", "Info"), Toast("warning", "Well done.", "Look")]
    assert at.error is None
    at.close_toasts()
    at["Name"].clear()
    at.click("Go")
    assert at.error == at["Greeting"].error == "Please say your name."
    assert at.toasts == [Toast("error", "Please say your name.", "Error")]
    assert at["Log"].value == "then end"
    at["Name"].fill("Bo")
    at.click("Go")
    assert at["Greeting"].error is None


def test_each_step_of_a_generator_is_seen(visit: Callable[..., AppTest]) -> None:
    def count(most: float) -> Any:
        for number in range(int(most)):
            yield f"{number}", [number] * 3

    with gr.Blocks() as demo:
        most, text, data = gr.Number(5, label="Most"), gr.Textbox(label="Text"), gr.JSON(label="Data")
        gr.Button("Count").click(count, most, [text, data]).then(lambda text: f"{text}.", text, text)
    at = visit(demo)
    steps = list(at["Count"].stream())
    assert [step.values for step in steps[:5]] == [(f"{n}", [n] * 3) for n in range(5)]
    assert [step.value for step in steps[5:]] == ["4."]
    at["Most"].fill(300)
    assert [step.value for step in at["Count"].stream()] == [*map(str, range(300)), "299."]


def test_people_do_not_share_a_session(visit: Callable[..., AppTest]) -> None:
    at = visit(counting())
    other = at.another_session()
    for _ in range(3):
        at.click("Count")
    other.click("Count")
    assert (at["Times"].value, other["Times"].value) == (3, 1)
    at.revisit()
    at.click("Count")
    assert at["Times"].value == 1


def test_a_broken_connection_loses_nothing(visit: Callable[..., AppTest]) -> None:
    gate = threading.Event()

    def slow() -> Any:
        yield "one"
        assert gate.wait(10)
        yield "two"

    with gr.Blocks() as demo:
        shown = gr.Textbox(label="Shown")
        gr.Button("Go").click(slow, None, shown)
    at = visit(demo)
    seen = []
    for step in at["Go"].stream():
        seen.append(step.value)
        if len(seen) == 1:
            at.drop_connection()
            gate.set()
    assert seen == ["one", "two"]
    assert at.connection == "ok"
    at.click("Go")
    assert at["Shown"].value == "two"


def test_a_restart_ends_what_runs_and_every_state(visit: Callable[..., AppTest]) -> None:
    begun = threading.Event()

    async def long() -> None:
        begun.set()
        await asyncio.Event().wait()

    with gr.Blocks() as demo:
        state, shown = gr.State(0), gr.Number(label="Count")
        gr.Button("Add").click(lambda n: (n + 1, n + 1), state, [state, shown])
        gr.Button("Long").click(long, None, shown)
    at = visit(demo, shutdown_grace=0)
    other = at.another_session()
    at.click("Add")
    at.click("Add")
    at.click("Long", wait=False)
    assert begun.wait(10)
    at.restart()
    assert (at.connection, other.connection) == ("restarted", "restarted")
    assert (at["Count"].value, at["Count"].error) == (2, "The connection was lost while this was running.")
    at.click("Add")
    assert at["Count"].value == 1
    other.click("Add")
    assert other["Count"].value == 1


def test_what_does_not_end_is_named(visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()

    def endless() -> None:
        gate.wait(20)

    with gr.Blocks() as demo:
        go = gr.Button("Go")
        running = go.click(endless, None, None)
        gr.Button("Stop").click(None, None, None, cancels=running)
    at = visit(demo)
    with monkeypatch.context() as hasty:
        # Not for opening the page, nor for what follows.
        hasty.setattr(at._visit, "timeout", 0.3)
        with pytest.raises(StillRunning, match=r"'endless' \(.*test_life.py:\d+\)"):
            at.click("Go")
    assert at["Go"].busy
    at.click("Stop")
    assert not at["Go"].busy
    gate.set()


def test_an_action_waits_for_what_it_started_and_for_nothing_else(visit: Callable[..., AppTest]) -> None:
    gate, ended = threading.Event(), threading.Event()

    async def clock() -> Any:
        try:
            while True:
                yield "tick"
                await asyncio.sleep(0.01)
        finally:
            ended.set()

    def slow(text: str) -> str:
        assert gate.wait(10)
        return f"slow {text}"

    with gr.Blocks() as demo:
        time, shown, other = gr.Textbox(label="Time"), gr.Textbox(label="Shown"), gr.Textbox(label="Other")
        ticking = demo.load(clock, None, time)
        gr.Button("Slow").click(slow, other, shown, trigger_mode="always_last").then(lambda: "then", None, other)
        gr.Button("Quick").click(lambda: "quick", None, other)
        gr.Button("Stop").click(None, None, None, cancels=ticking)
        ticking.then(lambda: "stopped", None, time)
    at = visit(demo, wait=False)
    at.click("Slow", wait=False)
    at.click("Slow", wait=False)
    at.click("Quick")
    assert (at["Other"].value, at["Shown"].value) == ("quick", "")
    gate.set()
    at.click("Slow")  # joins what waits already, and is over when that is
    assert at["Shown"].value in ("slow quick", "slow then")
    # What followed the first run may have kept the second's from starting; it belongs to the first action.
    wait_until(lambda: at["Other"].value == "then", "what follows has ended")
    assert not ended.is_set()
    at.click("Stop")
    assert at["Time"].value == "stopped"
    at.settle()


def test_a_stream_may_be_left(visit: Callable[..., AppTest]) -> None:
    async def count() -> Any:
        number = 0
        while True:
            yield number
            number += 1
            await asyncio.sleep(0.001)

    with gr.Blocks() as demo:
        shown = gr.Number(label="Shown")
        gr.Button("Go").click(count, None, shown)
        gr.Button("Other").click(lambda: None, None, None)
    at = visit(demo)
    for step in at["Go"].stream():
        if step.value == 3:
            break
    at.click("Other")
    assert at["Shown"].value >= 3


def test_waiting_can_be_left_for_later(visit: Callable[..., AppTest]) -> None:
    gate = threading.Event()

    def wait() -> str:
        assert gate.wait(10)
        return "done"

    with gr.Blocks() as demo:
        shown = gr.Textbox(label="Shown")
        gr.Button("Go").click(wait, None, shown)
    at = visit(demo)
    at.click("Go", wait=False)
    assert at["Shown"].value == ""
    gate.set()
    at.settle()
    assert at["Shown"].value == "done"


def test_nothing_is_left_when_it_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    threads = set(threading.enumerate())
    with gr.Blocks() as demo:
        file, size = gr.File(label="File"), gr.Number(label="Size")
        file.upload(lambda path: Path(path).stat().st_size, file, size)
    with AppTest(demo) as at:
        at.another_session()["File"].upload(b"12345", name="a.txt")
        at["File"].upload(b"123", name="a.txt")
        assert at["Size"].value == 3
        assert list(tmp_path.iterdir())
    gc.collect()
    assert set(threading.enumerate()) == threads
    assert list(tmp_path.iterdir()) == []
    at.close()


def test_a_program_that_cannot_be_opened_leaves_nothing() -> None:
    threads = set(threading.enumerate())
    with pytest.raises(TypeError, match=r"has no 'alowed_paths'. Did you mean 'allowed_paths'"):
        AppTest(counting(), alowed_paths=["."])
    with pytest.raises(TypeError, match=r"AppTest takes a gr\.Blocks.*AppTest\.from_file"):
        AppTest("app.py")
    with pytest.raises(NotPossible, match=r"There is no file 'missing\.py'"):
        AppTest.from_file("missing.py")
    assert set(threading.enumerate()) == threads


def test_a_function_that_cannot_be_ended_is_noticed(visit: Callable[..., AppTest], monkeypatch: Any) -> None:
    monkeypatch.setattr(hosting, "ENDING", 0.1)
    gate, begun = threading.Event(), threading.Event()

    def deaf() -> None:
        begun.set()
        gate.wait(20)

    with gr.Blocks() as demo:
        gr.Button("Go").click(deaf, None, None)
    at = AppTest(demo, shutdown_grace=0)
    at.click("Go", wait=False)
    assert begun.wait(10)
    with pytest.raises(AssertionError, match="1 of the app's functions still run in their threads"):
        at.close()
    gate.set()


def test_an_app_that_cannot_start_says_why(visit: Callable[..., AppTest], tmp_path: Path, monkeypatch: Any) -> None:
    def fails(text: str) -> str:
        raise OSError("there are no weights")

    monkeypatch.chdir(tmp_path)  # where examples keep their answers
    with gr.Blocks() as demo:
        text = gr.Textbox(label="Text")
        gr.Examples(["a"], text, text, fails, cache_examples=True, cache_mode="eager")
    with pytest.raises(NotPossible, match="there are no weights"):
        visit(demo)


def test_it_imports_nothing_heavy_and_portico_does_not_load_it() -> None:
    lines = (
        "import sys, {0}; print([m for m in sys.modules if m.startswith(('portico.testing', 'starlette', 'uvicorn'))])"
    )
    for module, expected in (("portico", []), ("portico.testing", ["portico.testing"])):
        run = subprocess.run([sys.executable, "-c", lines.format(module)], capture_output=True, text=True, check=True)
        assert run.stdout.strip() == str(expected)
    heavy = "from portico.testing import AppTest; import sys; print([m for m in sys.modules if m in {!r}])"
    names = ("numpy", "pandas", "PIL", "uvicorn", "starlette", "httpx", "pytest")
    run = subprocess.run([sys.executable, "-c", heavy.format(names)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
