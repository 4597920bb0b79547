"""The options of a listener: what the page is told of each, and what each does on the server."""

from __future__ import annotations

import threading
from typing import Any

import httpx
import pytest
from gradio_client import Client

import portico as gr
from portico.errors import BuildError
from portico.graph.event import Trigger

PATIENCE = 20


def config(**options: Any) -> dict[str, Any]:
    """What the page is told of a listener of a button."""
    with gr.Blocks() as demo:
        box, other = gr.Textbox(elem_id="box"), gr.Textbox(elem_id="other")
        blocks = {"box": box.number, "other": other.number}
        chosen = {
            name: [box, other] if given == "both" else box if given == "box" else given
            for name, given in options.items()
        }
        gr.Button().click(str.upper, box, box, **chosen)
    return {**demo.get_config_file()["dependencies"][0], **blocks}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, {"scroll_to_output": False, "show_progress": "full", "show_progress_on": None, "queue": True, "js": None}),
        ({"scroll_to_output": True}, {"scroll_to_output": True}),
        ({"show_progress": "minimal"}, {"show_progress": "minimal"}),
        ({"show_progress": "hidden"}, {"show_progress": "hidden"}),
        ({"queue": False}, {"queue": False}),
        ({"js": "(x) => x"}, {"js": "(x) => x", "backend_fn": True}),
        ({"trigger_mode": "multiple"}, {"trigger_mode": "multiple"}),
        ({"api_description": "Words"}, {"api_description": "Words"}),
        ({"time_limit": 3, "stream_every": 0.1}, {"time_limit": 3, "stream_every": 0.1}),
    ],
)
def test_the_page_is_told(options: dict[str, Any], told: dict[str, Any]) -> None:
    found = config(**options)
    assert {name: found[name] for name in told} == told


def test_progress_is_shown_on_one_block_or_several() -> None:
    one, both = config(show_progress_on="box"), config(show_progress_on="both")
    assert one["show_progress_on"] == [one["box"]]
    assert both["show_progress_on"] == [both["box"], both["other"]]


def test_how_often_an_event_runs_follows_from_its_kind() -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        for trigger in (box.change, box.input, box.submit, gr.Button().click, demo.load):
            trigger(lambda: None)
        gr.on([box.submit, box.change], lambda: None)
        gr.on([box.change, box.submit], lambda: None)
        gr.on(fn=lambda text: None, inputs=box)
        box.change(lambda: None, trigger_mode="once")
    modes = [one["trigger_mode"] for one in demo.get_config_file()["dependencies"]]
    assert modes == ["always_last", "once", "once", "once", "once", "once", "always_last", "always_last", "once"]


@pytest.mark.parametrize("old", ["every", "show_api"])
def test_what_gradio_itself_no_longer_takes_is_refused(old: str) -> None:
    with gr.Blocks(), pytest.raises(TypeError, match=f"unexpected keyword argument '{old}'"):
        gr.Button().click(lambda: None, **{old: 1})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"api_visibility": "Private"}, "api_visibility='Private' .* Did you mean 'private'"),
        ({"trigger_mode": "twice"}, "trigger_mode='twice' means nothing; it is 'once', 'multiple', 'always_last'"),
        ({"show_progress": "small"}, "show_progress='small' means nothing"),
        ({"show_progress_on": "box "}, "show_progress_on=… names components, not 'box '"),
        ({"js": 5}, "js=… is the text of a JavaScript function"),
        ({"cancels": print}, "cancels=… takes what an event gave"),
        ({"concurrency_limit": 0}, "concurrency_limit=0 lets nothing run"),
        ({"concurrency_limit": -1}, "lets nothing run"),
        ({"concurrency_limit": "two"}, "lets nothing run"),
    ],
)
def test_a_word_that_means_nothing_is_refused_while_the_page_is_built(options: dict[str, Any], said: str) -> None:
    with pytest.raises(BuildError, match=said):
        config(**options)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"show_progress": True}, {"show_progress": "full"}),
        ({"show_progress": False}, {"show_progress": "hidden"}),
        ({"js": False}, {"js": None}),
        ({"api_name": "/shout"}, {"api_name": "shout"}),
        ({"api_name": ""}, {"api_name": "upper"}),
        ({"api_name": True}, {"api_name": "upper"}),
    ],
)
def test_what_older_programs_say_is_understood(options: dict[str, Any], told: dict[str, Any]) -> None:
    found = config(**options)
    assert {name: found[name] for name in told} == told


def test_blocks_are_no_events() -> None:
    with gr.Blocks(), pytest.raises(TypeError, match="gr.on takes events, such as `button.click`, not <Button"):
        gr.on([gr.Button()], lambda: None)  # type: ignore[list-item]


def test_nothing_of_a_listener_is_missing_without_a_word() -> None:
    """What is still missing belongs to other parts: batches, streams, and parts that are built again."""
    assert Trigger.missing.keys() <= {"batch", "max_batch_size", "time_limit", "stream_every", "key"}


# Before and after the function


def test_a_function_may_have_what_came_and_send_what_it_gives(page: Any) -> None:
    seen: list[Any] = []
    with gr.Blocks() as demo:
        number, chosen = gr.Number(precision=0), gr.CheckboxGroup(["a", "b"], type="index")
        press = gr.Button().click
        press(lambda *values: seen.append(values), [number, chosen], None, api_name="both")
        press(lambda *values: seen.append(values), [number, chosen], None, preprocess=False, api_name="raw")
        press(lambda: 2.6, None, number, api_name="rounded")
        press(lambda: 2.6, None, number, postprocess=False, api_name="as_it_is")
    app = page(demo)
    app.call(("both", 2.6, ["b"]), ("raw", 2.6, ["b"]))
    assert seen == [(3, [1]), (2.6, ["b"])]
    assert app.data(("rounded",)) == [3]
    assert app.data(("as_it_is",)) == [2.6]


def test_unprocessed_values_cannot_reach_files_of_the_server(page: Any, tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with gr.Blocks() as demo:
        gr.Button().click(lambda file: file["path"], gr.File(), gr.Textbox(), preprocess=False, api_name="f")
    file = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
    assert page(demo).data(("f", file)) == [str(secret)]  # a text that came; nothing was read


# Cancelling


def test_what_a_listener_cancels_stands_in_a_listener_of_its_own() -> None:
    with gr.Blocks() as demo:
        start, stop = gr.Button(), gr.Button()
        first = start.click(lambda: None)
        second = first.then(lambda: None)
        stop.click(lambda: "stopped", None, gr.Textbox(), cancels=[first, second])
        stop.click(None, cancels=first)
    _, _, runs, ends, both, again = demo.get_config_file()["dependencies"]
    assert (runs["backend_fn"], runs["cancels"], runs["types"]["cancel"]) == (True, [], False)
    assert (ends["backend_fn"], ends["cancels"], ends["types"]["cancel"]) == (False, [0, 1], True)
    assert (both["backend_fn"], both["cancels"]) == (False, [])
    assert again["cancels"] == [0]
    assert ends["targets"] == runs["targets"]


# How many run at once


class Crowd:
    """Counts how many are inside at once; `meets` waits until as many as asked for are."""

    def __init__(self, size: int) -> None:
        self.most = 0
        self._inside = 0
        self._size = size
        self._full = threading.Condition()

    def meets(self) -> bool:
        with self._full:
            self._inside += 1
            self.most = max(self.most, self._inside)
            self._full.notify_all()
            met = self._full.wait_for(lambda: self.most >= self._size, PATIENCE)
            self._inside -= 1
            return met


def run_all(page: Any, *names: str) -> list[Any]:
    client = Client(page.url, verbose=False)
    jobs = [client.submit(api_name=f"/{name}") for name in names]
    return [job.result(PATIENCE) for job in jobs]


@pytest.mark.parametrize(("limit", "meet"), [("default", 1), (1, 1), (3, 3), (None, 5)])
def test_as_many_calls_run_at_once_as_the_limit_says(launched: Any, limit: Any, meet: int) -> None:
    crowd = Crowd(meet)
    with gr.Blocks() as demo:
        gr.Button().click(crowd.meets, None, gr.Checkbox(), concurrency_limit=limit, api_name="f")
    assert run_all(launched(demo), *["f"] * 6) == [True] * 6
    assert meet <= crowd.most <= (6 if limit is None else meet)


def test_listeners_of_one_group_share_the_smallest_limit_and_others_do_not(launched: Any) -> None:
    together, apart = Crowd(2), Crowd(2)
    with gr.Blocks() as demo:
        press = gr.Button().click
        for name in ("a", "b", "c"):
            limit = 2 if name == "a" else 5
            press(
                lambda: together.meets(),
                None,
                gr.Checkbox(),
                concurrency_id="g",
                concurrency_limit=limit,
                api_name=name,
            )
            press(lambda: apart.meets(), None, gr.Checkbox(), api_name=f"alone_{name}")
    page = launched(demo)
    assert run_all(page, *["a", "b", "c"] * 2) == [True] * 6
    assert together.most == 2
    assert run_all(page, "alone_a", "alone_b", "alone_c") == [True] * 3
    assert apart.most >= 2


def test_the_queues_default_is_for_listeners_that_say_nothing(launched: Any) -> None:
    crowd, single = Crowd(3), Crowd(1)
    with gr.Blocks() as demo:
        gr.Button().click(crowd.meets, None, gr.Checkbox(), api_name="many")
        gr.Button().click(single.meets, None, gr.Checkbox(), concurrency_limit=1, api_name="one")
    page = launched(demo.queue(default_concurrency_limit=3))
    assert run_all(page, *["many"] * 3, *["one"] * 3) == [True] * 6
    assert (crowd.most, single.most) == (3, 1)


def test_an_unqueued_function_runs_while_the_only_place_is_taken(launched: Any) -> None:
    release = threading.Event()
    with gr.Blocks() as demo:
        box = gr.Checkbox()
        gr.Button().click(lambda: release.wait(PATIENCE), None, box, concurrency_id="g", api_name="wait")
        gr.Button().click(lambda: release.set() or True, None, box, queue=False, concurrency_id="g", api_name="release")
    page = launched(demo)
    job = Client(page.url, verbose=False).submit(api_name="/wait")
    called = {"data": [], "fn_index": 1, "session_hash": "page"}
    assert httpx.post(f"{page.url}/gradio_api/run/predict", json=called).json()["data"] == [True]
    assert job.result(PATIENCE) is True


# Chains


def test_a_decorated_function_can_still_be_called_and_followed() -> None:
    with gr.Blocks() as demo:
        box, button = gr.Textbox(), gr.Button()

        @button.click(inputs=box, outputs=box)
        @gr.on([box.submit], inputs=box, outputs=box)
        def shout(text: str) -> str:
            return text.upper()

        shout.then(str.lower, box, box)
    assert shout("a") == "A"
    assert [one.trigger_after for one in (listener.asked for listener in demo.listeners.values())] == [None, None, 1]
