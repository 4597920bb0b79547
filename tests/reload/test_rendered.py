"""What a session rendered goes on over a save: a page renders it anew, and an API client has it rendered."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from serving import wait_until

from tests.reload.desk import Desk
from tests.reload.test_swap import queued, told

__all__ = ["told"]

ROWS = """
import portico as gr
import runs_of_modules as told
def more(n):
    return n + 1
def wait():
    told.started.set()
    assert told.go.wait(20)
    return "waited"
with gr.Blocks() as demo:
    count = gr.State(1)
    button, out = gr.Button("More"), gr.Textbox(label="Out")
    button.click(more, count, count, api_name="more")
    button.click(wait, None, out, api_name="wait", concurrency_id="one")
    @gr.render(inputs=count)
    def rows(n):
        for at in range(n):
            box = gr.Textbox(label=f"Row {at}", key=f"row-{at}")
            extra = gr.Textbox(label=f"Extra {at}")
            go = gr.Button(f"Go {at}")
            def say(text, at=at):
                return f"one {at} {text}"
            go.click(say, box, extra, api_name="say", concurrency_id="one")
            go.click(lambda text: f"other {text}", box, extra)
"""
INSIDE = """
import portico as gr
with gr.Blocks() as demo:
    count = gr.State(1)
    @gr.render(inputs=count)
    def outer(n):
        gr.Markdown("outer")
        word = gr.State("deep")
        @gr.render(inputs=word)
        def inner(word):
            box = gr.Textbox(label="Deep")
            box.submit(lambda text: f"one {word} {text}", box, box, api_name="deep")
"""
HEADERS = {"x-gradio-user": "app"}


def rendered(desk: Desk, render: int | None = None, session: str = "visitor") -> dict[str, Any]:
    """Render as the page does, and return what it gets."""
    if render is None:
        render = next(one["id"] for one in desk.config()["dependencies"] if one["render_id"] is not None)
    body = {"fn_index": render, "data": [None], "session_hash": session}
    reply = httpx.post(f"{desk.url}gradio_api/run/predict", json=body, headers=HEADERS)
    assert reply.status_code == 200, reply.text
    return reply.json()["render_config"]


def numbers(part: dict[str, Any]) -> list[int]:
    return [one["id"] for one in part["dependencies"]]


def asked(desk: Desk, number: int, *data: Any, session: str = "visitor") -> httpx.Response:
    body = {"fn_index": number, "data": list(data), "session_hash": session}
    return httpx.post(f"{desk.url}gradio_api/run/predict", json=body, headers=HEADERS)


def given(messages: Future[list[dict[str, Any]]]) -> Any:
    last = messages.result(20)[-1]
    assert last["success"], last
    return last["output"]["data"][0]


def test_a_listener_without_a_key_is_found_after_a_save_by_its_number_and_its_name(desk: Desk) -> None:
    desk.write("app.py", ROWS)
    desk.call("more", None)
    say, other, second, _ = numbers(rendered(desk))
    desk.edit("app.py", "one {at}", "two {at}")
    assert desk.save()
    assert given(queued(desk, second, "x")) == "two 1 x"
    desk.edit("app.py", "two {at}", "three {at}")
    assert desk.save()
    assert desk.call("say", "x") == "three 0 x"
    desk.edit("app.py", "three {at}", "four {at}")
    desk.edit("app.py", "other {text}", "another {text}")
    assert desk.save()
    assert asked(desk, other, "x").json()["data"] == ["another x"]
    assert asked(desk, say, "x").json()["data"] == ["four 0 x"]
    event = httpx.post(f"{desk.url}gradio_api/call/say", json={"data": ["x"], "session_hash": "visitor"}).json()
    with httpx.stream("GET", f"{desk.url}gradio_api/call/say/{event['event_id']}") as reply:
        assert "four 0 x" in reply.read().decode()


def test_it_is_found_though_nobody_rendered_between_two_saves_and_in_its_own_session_alone(desk: Desk) -> None:
    desk.write("app.py", ROWS)
    say = numbers(rendered(desk))[0]
    for old, new in (("one", "two"), ("two", "three")):
        desk.edit("app.py", f"{old} {{at}}", f"{new} {{at}}")
        assert desk.save()
    assert asked(desk, say, "x", session="another").status_code == 404
    assert asked(desk, say, "x").json()["data"] == ["three 0 x"]


def test_parts_are_the_same_by_what_they_say_and_then_by_their_place(desk: Desk) -> None:
    desk.write("app.py", ROWS)
    before = rendered(desk)
    desk.edit(
        "app.py",
        'extra = gr.Textbox(label=f"Extra {at}")',
        'gr.Textbox(label="New")\n            extra = gr.Textbox(label=f"Extra {at}")',
    )
    desk.edit("app.py", 'gr.Button(f"Go {at}")', 'gr.Button(f"Run {at}")')
    assert desk.save()
    after = rendered(desk)

    def labelled(part: dict[str, Any]) -> dict[str, int]:
        found = {str(one["props"].get("label") or one["props"].get("value")): one["id"] for one in part["components"]}
        return {name.replace("Run", "Go"): number for name, number in found.items() if name != "None"}

    was, now = labelled(before), labelled(after)
    assert now.pop("New") not in was.values()
    assert now == was
    assert numbers(after) == numbers(before)
    assert all(one["inputs"][0] == was["Row 0"] for one in after["dependencies"])


def test_what_waits_for_a_rendered_listener_runs_on_the_new_code(desk: Desk, told: Any) -> None:
    desk.write("app.py", ROWS)
    say = numbers(rendered(desk))[0]
    running = queued(desk, "wait", session="another")
    assert told.started.wait(10)
    waiting = queued(desk, say, "x")
    desk.edit("app.py", "one {at}", "two {at}")
    assert desk.save()
    assert not waiting.done()
    told.go.set()
    assert given(running) == "waited"
    assert given(waiting) == "two 0 x"


def test_what_was_asked_for_goes_on_when_the_page_renders_it_anew(desk: Desk, told: Any) -> None:
    desk.write("app.py", ROWS.replace("def say(text, at=at):", "def say(text, at=at):\n                wait()"))
    say = numbers(rendered(desk))[0]
    desk.edit("app.py", "one {at}", "two {at}")
    assert desk.save()
    running = queued(desk, say, "x")
    assert told.started.wait(10)
    assert say in numbers(rendered(desk))
    told.go.set()
    assert given(running) == "two 0 x"
    assert say not in numbers(rendered(desk)), "then it is as always: without a key, another one"


def test_a_render_inside_another_is_rendered_after_it(desk: Desk) -> None:
    desk.write("app.py", INSIDE)
    (inner,) = numbers(rendered(desk))
    (deep,) = numbers(rendered(desk, inner))
    desk.edit("app.py", "one {word}", "two {word}")
    assert desk.save()
    assert asked(desk, deep, "x").json()["data"] == ["two deep x"]
    desk.edit("app.py", "two {word}", "three {word}")
    assert desk.save()
    assert desk.call("deep", "x") == "three deep x"


def test_a_render_that_is_gone_or_fails_is_told(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.write("app.py", ROWS)
    say = numbers(rendered(desk))[0]
    desk.edit("app.py", "for at in range(n):", "for at in range(n / 0):")
    assert desk.save()
    reply = asked(desk, say, "x")
    assert (reply.status_code, "its render function failed" in reply.text) == (404, True)
    assert "ZeroDivisionError" in caplog.text
    desk.edit("app.py", "range(n / 0)", "range(n)")
    assert desk.save()
    assert asked(desk, say, "x").json()["data"] == ["one 0 x"]
    desk.edit("app.py", "@gr.render(inputs=count)", "@gr.render(inputs=out)")
    assert desk.save()
    assert asked(desk, say, "x").status_code == 404


def test_two_who_ask_at_once_have_it_rendered_once(desk: Desk, told: Any) -> None:
    slow = "def rows(n):\n        told.ran.append('rows')\n        told.started.set()\n        told.go.wait(20)"
    desk.write("app.py", ROWS)
    say, other = numbers(rendered(desk))
    desk.edit("app.py", "def rows(n):", slow)
    assert desk.save()
    line = desk.developing.serving.afresh._one
    with ThreadPoolExecutor(2) as crowd:
        first = crowd.submit(asked, desk, say, "x")
        assert told.started.wait(10)
        second = crowd.submit(asked, desk, other, "x")
        wait_until(lambda: bool(line._waiters), "the second waits for the first")
        told.go.set()
        assert [one.result(20).json()["data"] for one in (first, second)] == [["one 0 x"], ["other x"]]
    assert desk.ran == ["rows"]


def test_nothing_of_a_rendered_part_holds_the_program_before(desk: Desk) -> None:
    desk.write("app.py", ROWS)
    rendered(desk)
    first = weakref.ref(desk.generation)
    desk.edit("app.py", "one {at}", "two {at}")
    assert desk.save()

    def gone() -> bool:
        gc.collect()
        return first() is None

    wait_until(gone, "the first generation is gone")
