"""A page takes another's place while it is used: what runs, what waits, and what visitors have."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from serving import wait_until

from tests.reload.desk import PAGE, RUNS, Desk

COUNTING = """
import portico as gr
from dataclasses import dataclass, field
from typing import Any, NamedTuple
import msgspec
{kind}
def count(text, kept):
    kept = {more}
    return f"{{text}} {{{shown}}}", kept
with gr.Blocks() as demo:
    kept = gr.State({first})
    box = gr.Textbox(label="Box")
    out = gr.Textbox(label="Out")
    box.submit(count, [box, kept], [out, kept], api_name="count")
"""
KINDS = {
    "number": ("", "kept + 1", "kept", "0"),
    "list": ("", "[*kept, len(kept)]", "len(kept)", "[]"),
    "dataclass": ("@dataclass\nclass Kept:\n    n: int = 0\n", "Kept(kept.n + 1)", "kept.n", "Kept()"),
    "frozen with slots": (
        "@dataclass(frozen=True, slots=True)\nclass Kept:\n    n: int = 0\n", "Kept(kept.n + 1)", "kept.n", "Kept()"),
    "named tuple": ("class Kept(NamedTuple):\n    n: int = 0\n", "Kept(kept.n + 1)", "kept.n", "Kept()"),
    "msgspec": ("class Kept(msgspec.Struct):\n    n: int = 0\n", "Kept(kept.n + 1)", "kept.n", "Kept()"),
    "inside containers": (
        "@dataclass\nclass Kept:\n    n: int = 0\n", "{'all': [*kept['all'], (Kept(1),)]}",
        "sum(one.n for (one,) in kept['all'])", "{'all': []}"),
}  # fmt: skip


def counting(name: str) -> str:
    kind, more, shown, first = KINDS[name]
    return COUNTING.format(kind=kind, more=more, shown=shown, first=first)


@pytest.mark.parametrize("name", KINDS)
def test_a_state_is_carried_over(desk: Desk, name: str) -> None:
    desk.write("app.py", counting(name))
    assert [desk.call("count", "one") for _ in range(2)] == ["one 1", "one 2"]
    assert desk.call("count", "other", session="another") == "other 1"
    desk.edit("app.py", "{text} ", "{text} now ")
    assert desk.save()
    assert desk.call("count", "one") == "one now 3"
    assert desk.call("count", "other", session="another") == "other now 2"
    kept = desk.generation.main.kept.default
    assert type(kept).__name__ != "Kept" or type(kept) is desk.generation.main.Kept
    assert desk.news()["notes"] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "why"),
    [
        ("dataclass", "    n: int = 0\n", "    n: int = 0\n    m: int = 0\n", "held a Kept of the program before"),
        ("dataclass", "n: int", "n: float", "held a Kept of the program before"),
        ("msgspec", "    n: int = 0\n", "    n: int = 0\n    m: int = 0\n", "held a Kept of the program before"),
        ("inside containers", "    n: int = 0\n", "    n: int = 0\n    m: int = 0\n", "held a Kept"),
        ("number", "gr.State(0)", "gr.State(0.5)", "it is a float now, and was a int"),
    ],
)
def test_a_state_that_does_not_fit_begins_anew_and_its_visitor_is_told(
    desk: Desk, name: str, old: str, new: str, why: str
) -> None:
    desk.write("app.py", counting(name))
    desk.call("count", "one")
    desk.edit("app.py", old, new)
    assert desk.save()
    (note,) = desk.news()["notes"]
    assert note.startswith("The State 'kept' began anew: ")
    assert why in note
    assert desk.call("count", "one") == ("one 1.5" if name == "number" else "one 1")
    assert desk.news("another")["notes"] == []


def test_an_object_of_a_class_of_the_program_begins_anew_where_its_module_ran_again(desk: Desk) -> None:
    kind = "class Kept:\n    def __init__(self, n=0):\n        self.n = n\n"
    text = COUNTING.format(kind="from kinds import Kept\n", more="Kept(kept.n + 1)", shown="kept.n", first="Kept()")
    desk.write("kinds.py", kind)
    desk.write("app.py", text)
    desk.call("count", "one")
    desk.edit("app.py", "{text} ", "{text} now ")
    assert desk.save()
    assert desk.call("count", "one") == "one now 2"
    desk.write("kinds.py", kind + "# looked at again\n")
    assert desk.save()
    assert desk.call("count", "one") == "one now 1"


def test_a_state_follows_its_variable_and_its_key_not_its_place(desk: Desk) -> None:
    desk.write("app.py", counting("number"))
    desk.call("count", "one")
    desk.edit(
        "app.py", "    kept = gr.State(0)", "    other = gr.State(0)\n    more = gr.State(7)\n    kept = gr.State(0)"
    )
    assert desk.save()
    assert desk.call("count", "one") == "one 2"


def test_a_state_that_is_gone_is_forgotten(desk: Desk) -> None:
    gone = "gr.State(0, delete_callback=lambda value: print('forgotten', value))"
    desk.write("app.py", counting("number").replace("gr.State(0)", gone))
    desk.call("count", "one")
    sizes = desk.developing.serving.composed.stores.sessions.sizes
    assert sizes()["values"] == 1
    desk.write("app.py", PAGE)
    assert desk.save()
    assert sizes()["values"] == 0


RUNNING = f"""
import portico as gr
import {RUNS} as told
{{kind}}
def work(kept):
    told.started.set()
    assert told.go.wait(20)
    return "done by one", {{value}}
with gr.Blocks() as demo:
    kept = gr.State({{first}})
    out = gr.Textbox(label="Out")
    button = gr.Button("Work")
    button.click(work, kept, [out, kept], api_name="work")
    button.click(lambda kept: str(kept), kept, out, api_name="look")
"""


@pytest.fixture
def told(desk: Desk) -> Any:
    """What a program's function and a test tell each other."""
    import sys

    found: Any = sys.modules[RUNS]
    found.started, found.go = threading.Event(), threading.Event()
    yield found
    found.go.set()


def begun(
    desk: Desk, told: Any, name: str = "work", *data: Any, session: str = "visitor"
) -> Future[list[dict[str, Any]]]:
    """Begin a queued call, and return once it runs; its messages come with its end."""
    found = queued(desk, name, *data, session=session)
    assert told.started.wait(10)
    return found


def queued(desk: Desk, name: str | int, *data: Any, session: str = "visitor") -> Future[list[dict[str, Any]]]:
    """Queue a call, by its name on the page or its number; its messages come with its end."""
    url, started = f"{desk.url}gradio_api/", threading.Event()
    known = [one["id"] for one in desk.config()["dependencies"] if one["api_name"] == name]
    index = name if isinstance(name, int) else known[0]
    body = {"fn_index": index, "data": list(data), "session_hash": session}
    event = httpx.post(f"{url}queue/join", json=body, headers={"x-gradio-user": "app"}).json()["event_id"]

    def read() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        with httpx.stream("GET", f"{url}queue/data", params={"session_hash": session}, timeout=30) as stream:
            started.set()
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    message = httpx.Response(200, text=line[6:]).json()
                    if message.get("event_id") == event:
                        found.append(message)
                        if message["msg"] == "process_completed":
                            return found
        return found

    pool = ThreadPoolExecutor(1)
    future = pool.submit(read)
    pool.shutdown(wait=False)
    assert started.wait(10)
    return future


def test_what_runs_ends_on_its_own_code_and_its_state_is_kept(desk: Desk, told: Any) -> None:
    desk.write("app.py", RUNNING.format(kind="", value="kept + 1", first="0"))
    running = begun(desk, told, "work", None)
    desk.edit("app.py", "done by one", "done by two")
    assert desk.save()
    told.go.set()
    messages = running.result(20)
    assert messages[-1]["output"]["data"][0] == "done by one"
    assert messages[-1]["success"]
    assert desk.call("look", None) == "1"
    assert desk.call("work", None) == "done by two"


KEPT = "from dataclasses import dataclass\n@dataclass\nclass Kept:\n    n: int = 0\n"


def test_old_code_gives_states_what_the_new_code_can_use(desk: Desk, told: Any) -> None:
    desk.write("app.py", RUNNING.format(kind=KEPT, value="Kept(5)", first="Kept()"))
    running = begun(desk, told, "work", None)
    desk.edit("app.py", "done by one", "done by two")
    assert desk.save()
    told.go.set()
    assert running.result(20)[-1]["success"]
    assert desk.call("look", None) == "Kept(n=5)"


@pytest.mark.requirement("R72")
def test_old_code_cannot_write_what_its_class_is_no_more_and_its_visitor_is_told(desk: Desk, told: Any) -> None:
    desk.write("app.py", RUNNING.format(kind=KEPT, value="Kept(5)", first="Kept()"))
    running = begun(desk, told, "work", None)
    desk.edit("app.py", "    n: int = 0\n", "    n: int = 0\n    m: int = 0\n")
    assert desk.save()
    told.go.set()
    messages = running.result(20)
    assert messages[-1]["output"]["data"][0] == "done by one", "the result is shown"
    (log,) = [one for one in messages if one["msg"] == "log"]
    assert "the State 'kept' was not changed by it" in log["log"]
    assert log["level"] == "warning"
    assert desk.call("look", None) == "Kept(n=0, m=0)"


def test_code_of_any_generation_before_is_held_to_the_page_of_now(desk: Desk, told: Any) -> None:
    desk.write("app.py", RUNNING.format(kind=KEPT, value="Kept(5)", first="Kept()"))
    running = begun(desk, told, "work", None)
    for text in ("done by two", "done by three"):
        desk.edit("app.py", "done by one" if "two" in text else "done by two", text)
        assert desk.save()
    desk.edit("app.py", "    n: int = 0\n", "    m: int = 0\n")
    assert desk.save()
    told.go.set()
    assert any(one["msg"] == "log" for one in running.result(20))
    assert desk.call("look", None) == "Kept(m=0)"


def test_what_waits_runs_on_the_new_code(desk: Desk, told: Any) -> None:
    desk.write("app.py", RUNNING.format(kind="", value="kept + 1", first="0"))
    first = begun(desk, told, "work", None)
    second = queued(desk, "work", None)
    desk.edit("app.py", "done by one", "done by two")
    assert desk.save()
    told.go.set()
    # The two share a session, so the newer reader has the messages of both.
    assert second.result(20)[-1]["output"]["data"][0] == "done by two"
    first.cancel()


def test_a_direct_call_that_waits_runs_on_the_new_code(desk: Desk, told: Any) -> None:
    desk.write("app.py", RUNNING.format(kind="", value="kept + 1", first="0"))
    with ThreadPoolExecutor(2) as callers:
        first = callers.submit(desk.call, "work", None)
        assert told.started.wait(10)
        waiting = desk.developing.serving.composed.stores.queue
        second = callers.submit(desk.call, "work", None)
        wait_until(lambda: asyncio.run(waiting.waiting()) == 1, "the second waits")
        desk.edit("app.py", "done by one", "done by two")
        assert desk.save()
        told.go.set()
        assert (first.result(20), second.result(20)) == ("done by one", "done by two")


def test_what_waits_for_what_is_gone_ends_at_once_with_a_word(desk: Desk, told: Any) -> None:
    desk.write("app.py", RUNNING.format(kind="", value="kept + 1", first="0"))
    with ThreadPoolExecutor(1) as caller:
        running = begun(desk, told, "work", None, session="another")
        waiting = desk.developing.serving.composed.stores.queue
        direct = caller.submit(desk.post, "work", {"data": [None], "session_hash": "third"}, 404)
        wait_until(lambda: asyncio.run(waiting.waiting()) == 1, "the direct call waits")
        second = queued(desk, "work", None)
        desk.edit(
            "app.py", "button.click(work, kept, [out, kept], api_name", "button.click(work, kept, [kept, out], api_name"
        )
        assert desk.save()
        ended = second.result(20)[-1]
        assert not ended["success"]
        assert "The app was changed while this waited" in ended["output"]["error"]
        assert "The app was changed while this waited" in direct.result(20)["error"]
        assert not running.done(), "it had no turn"
        told.go.set()
        assert running.result(20)[-1]["success"]
    assert asyncio.run(waiting.waiting()) == 0
    sizes = desk.developing.serving.composed.engine.sizes()
    assert (sizes["jobs"], sizes["busy"]) == (0, 0)


def test_what_waits_for_what_takes_several_at_once_now_ends_with_a_word(desk: Desk, told: Any) -> None:
    desk.write("app.py", RUNNING.format(kind="", value="kept + 1", first="0"))
    begun(desk, told, "work", None, session="another")
    second = queued(desk, "work", None)
    desk.edit("app.py", 'api_name="work"', 'api_name="work", batch=True')
    assert desk.save()
    assert "The app was changed while this waited" in second.result(20)[-1]["output"]["error"]


RENDERED = """
import portico as gr
def add(n):
    return n + 1
with gr.Blocks() as demo:
    count = gr.State(1)
    button = gr.Button("More")
    button.click(add, count, count, api_name="more")
    @gr.render(inputs=count)
    def rows(n):
        for at in range(n):
            gr.Textbox(label=f"Row {at}", key=f"row-{at}")
            gr.State(at)
"""


def test_what_a_session_rendered_is_rendered_anew_with_the_numbers_of_its_keys(desk: Desk) -> None:
    desk.write("app.py", RENDERED)
    render = next(one for one in desk.config()["dependencies"] if one["render_id"] is not None)

    def rendered() -> list[tuple[int, str]]:
        body = {"fn_index": render["id"], "data": [None], "session_hash": "visitor"}
        headers = {"x-gradio-user": "app"}
        found = httpx.post(f"{desk.url}gradio_api/run/predict", json=body, headers=headers).json()["render_config"]
        return [(one["id"], one["props"].get("label")) for one in found["components"] if one["type"] == "textbox"]

    before = rendered()
    desk.edit("app.py", "Row {at}", "Line {at}")
    assert desk.save()
    assert [(number, label.replace("Line", "Row")) for number, label in rendered()] == before
    assert rendered()[0][1] == "Line 0"


def test_worker_processes_have_the_new_code(desk: Desk) -> None:
    desk.write(
        "app.py",
        "import os\nimport portico as gr\ndef work(text):\n    return {out: f'one {os.getpid()}'}\n"
        "with gr.Blocks() as demo:\n    box = gr.Textbox(label='Box')\n    out = gr.Textbox(label='Out')\n"
        "    box.submit(work, box, out, run='process', api_name='work')\n",
    )
    first = desk.call("work", "x")
    desk.edit("app.py", "    box =", "    above = gr.Textbox(label='Above')\n    box =")
    desk.edit("app.py", "one {", "two {")
    assert desk.save()
    second = desk.call("work", "x")
    assert (first.split()[0], second.split()[0]) == ("one", "two")
    assert first.split()[1] != second.split()[1]


def test_the_page_is_told_and_so_is_one_without_a_socket(desk: Desk) -> None:
    desk.write("app.py", PAGE)
    assert desk.news() == {"generation": 1, "broken": None, "notes": []}
    desk.edit("app.py", '"Go"', "oops")
    assert not desk.save()
    wait_until(lambda: desk.news()["broken"] is not None, "the page is told what is wrong")
    error = desk.news()["broken"]["errors"][0]
    assert (error["kind"], error["code"], error["places"][0]["line"]) == ("NameError", "", 6)
    desk.edit("app.py", "oops", '"Run", labl=""')
    assert not desk.save()
    error = desk.news()["broken"]["errors"][0]
    assert (error["kind"], error["code"]) == ("WrongCall", "PE101")
    assert error["message"].endswith("\nPE101: `portico explain PE101` says more")
    desk.edit("app.py", '"Run", labl=""', '"Run"')
    assert desk.save()
    assert desk.news() == {"generation": 2, "broken": None, "notes": []}
    assert desk.config()["generation"] == 2


def test_what_reading_the_program_finds_is_said_once(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    shares = "last = []\ndef go(text):\n    last.append(text)\n    return text\n"
    desk.write("app.py", shares + PAGE.replace("lambda text: text", "go"))
    desk.config()
    desk.edit("app.py", '"Go"', '"Run"')
    assert desk.save()
    desk.edit("app.py", "last.append(text)", "last.insert(0, text)")
    assert desk.save()
    said = [one.getMessage() for one in caplog.records if one.name == "portico.watch"]
    assert len(said) == len(set(said))
    assert said
