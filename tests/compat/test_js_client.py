"""The published JavaScript client, unmodified, run by the Node that the development dependencies carry.

`js/client.mjs` tells one story a feature, and this file says how each has to end.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from compat.js_stories import CLIENT, node, stories

if TYPE_CHECKING:
    from serving import Program

HERE = Path(__file__).parent
KITCHEN = HERE / "kitchen.py"


@pytest.fixture(scope="module")
def found(kitchen: Program, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return stories(kitchen.url, tmp_path_factory.mktemp("js"))


def test_no_story_breaks_off(found: dict[str, Any]) -> None:
    assert [name for name, told in found.items() if isinstance(told, dict) and "thrown" in told] == []


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        ("type", "data"),
        ("endpoint", "/greet"),
        ("fn_index", 0),
        ("by_name", ["Hello Ada"]),
        ("without_slash", ["Hello Ada"]),
        ("by_number", ["Hello Ada"]),
        ("by_keyword", ["Hello Ada"]),
        ("default", ["Hello Ada Hello Ada"]),
        ("unqueued", ["LOUD"]),
        ("two", ["x", ["x"]]),
        ("no_outputs", []),
        ("undocumented", ["x"]),
        ("batch", ["A", "B", "C"]),
    ],
)
def test_a_call_gives_what_it_should(found: dict[str, Any], what: str, wanted: Any) -> None:
    assert found["predict"][what] == wanted


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("missing", "No value provided for required parameter: name"),
        ("unknown_endpoint", 'No endpoint matching "/nosuch" was found'),
        ("shown", "No seats left"),
        ("misfit", "An error occurred"),
        ("hidden", "An error occurred"),
        ("nobody", "fetch failed"),
    ],
)
def test_a_call_that_cannot_work_says_why(found: dict[str, Any], what: str, said: str) -> None:
    assert found["refusals"][what].startswith(said)


def test_state_stays_between_calls_and_is_not_shared(found: dict[str, Any]) -> None:
    assert found["state"] == [["a"], ["a,b"], ["now after 2"], ["z"]]
    assert found["null_state"] == ["a", None]


def test_all_kinds_of_events_are_told(found: dict[str, Any]) -> None:
    told = found["events_all"]
    assert told["types"] == ["data", "log", "status"]
    assert told["stages"] == ["pending", "complete"]
    assert told["data"] == [["high"]]
    assert told["logs"] == [
        {"log": "for your information", "level": "info", "title": "Info", "duration": 3, "visible": True},
        {"log": "mind the gap", "level": "warning", "title": "Careful", "duration": 10, "visible": True},
    ]
    assert told["endpoint"] == "/toasts"


def test_a_client_is_told_only_what_it_asked_for(found: dict[str, Any]) -> None:
    assert found["events_data_only"] == {"types": ["data"], "last": ["012"]}
    assert found["events_status_only"] == {"types": ["status"], "stages": ["pending", "complete"]}
    assert found["all_events"] == {"types": ["data", "status"], "stages": ["pending", "complete"]}


def test_progress_is_told(found: dict[str, Any]) -> None:
    told = found["progress"]
    assert told["data"] == [["done"]]
    assert told["some"]
    assert told["unit"] == {"index": None, "length": 50, "unit": "steps", "progress": None, "desc": "Working"}


def test_generators_arrive_step_by_step(found: dict[str, Any]) -> None:
    told = found["generators"]
    assert told["count"] == ["0", "01", "012", "0123"]
    assert told["nested"] == [
        {"a": [[1, 2], [3, 4], [5]], "b": "x"},
        {"a": [[1], [3]], "b": "xy"},
        {"a": [[1, 9, 9]], "c": {"d": None}},
        [True, 1, None],
        [1, True, None],
        None,
        ["end"],
    ]
    assert told["fast"] == 999
    assert told["empty"] == [None]


def test_failures_carry_the_authors_words(found: dict[str, Any]) -> None:
    shown, hidden, late = (found["errors"][name] for name in ("shown", "hidden", "late"))
    assert (shown["stage"], shown["message"], shown["title"], shown["duration"]) == (
        "error",
        "No seats left",
        "Full",
        5,
    )
    assert (hidden["stage"], hidden["message"], hidden["data"]) == ("error", "An error occurred", [])
    assert (late["message"], late["duration"], late["data"]) == ("Too late", None, [["one"]])


@pytest.mark.parametrize("way", ["refused", "refused_unqueued"])
def test_a_validators_words_are_in_the_error(found: dict[str, Any], way: str) -> None:
    assert "The name is too short." in found["validators"][way]["told"]
    assert found["validators"]["accepted"] == {"data": ["Hello Ada Hello Ada"]}


def test_a_live_input_is_answered_piece_by_piece_until_it_is_closed_fails_or_is_cancelled(
    found: dict[str, Any],
) -> None:
    told = found["live"]
    assert told["closed"] == ["3 of 3", "8 of 8", "5 of 8"]
    assert told["failed"] == {"seen": ["3 of 8"], "failure": "A level is not negative"}
    assert told["cancelled"] == ["4 of 8", "6 of 8"]


def test_a_cancelled_generator_ends_and_the_client_goes_on(found: dict[str, Any]) -> None:
    assert found["cancel_running"] == {"enough": True, "last": "complete", "after": ["Hello Ada"]}
    assert found["returned"] == {"first": False, "over": True, "next": True}


def test_a_waiting_call_knows_its_place(found: dict[str, Any]) -> None:
    assert found["waiting"] == {"told": True, "first": [["released"]], "second": [["released"]]}


def test_forty_calls_at_once(found: dict[str, Any]) -> None:
    assert found["many"] == [f"Hello n{number}" for number in range(40)]


def test_the_api_is_described(found: dict[str, Any]) -> None:
    told = found["view_api"]
    assert "/greet" in told["names"]
    assert not {"/private", "/undocumented"} & set(told["names"])
    assert told["parameters"] == [
        {
            "label": "Text",
            "parameter_name": "name",
            "parameter_has_default": False,
            "parameter_default": None,
            "type": "string",
            "component": "Textbox",
        },
        {
            "label": "Times",
            "parameter_name": "times",
            "parameter_has_default": True,
            "parameter_default": 2,
            "type": "number",
            "component": "Number",
        },
    ]
    assert told["returns"] == [{"label": "Out", "type": "string", "component": "Textbox"}]


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        ("blob", "blob 5"),
        ("buffer", "blob 7"),
        ("file", "näme #.txt 3"),
        ("handled_blob", "blob 5"),
        ("handled_buffer", "blob 7"),
        ("handled_file", "näme #.txt 3"),
        ("handled_path", "blob 9"),
        ("nothing", "nothing"),
        ("several", ["näme #.txt", "näme #.txt"]),
        ("uploaded", {"orig_name": "given.txt", "meta": {"_type": "gradio.FileData"}, "has_path": True}),
        ("used_again", "blob 5"),
    ],
)
def test_files_of_every_kind_go_up(found: dict[str, Any], what: str, wanted: Any) -> None:
    assert found["uploads"][what] == wanted


def test_a_file_comes_down(found: dict[str, Any]) -> None:
    assert found["downloads"] == {
        "orig_name": "änswer #1 %.txt",
        "size": 7,
        "is_stream": False,
        "meta": {"_type": "gradio.FileData"},
        "content": "content",
    }


def test_headers_reach_the_function(found: dict[str, Any]) -> None:
    assert found["headers"] == [{"team": "red", "query": {}, "session": True}]


def test_connecting(found: dict[str, Any]) -> None:
    assert found["status_callback"] == []  # only an app on the Hub has a status to tell
    assert found["login"] == "connected"  # a login is no hindrance where none is needed
    assert found["reconnect"] == "connected"
    assert found["config"] == {
        "protocol": "sse_v3",
        "api_prefix": "/gradio_api",
        "version": "6.31.0",
        "root": True,
        "title": "Kitchen",
        "some": True,
    }


def test_a_client_notices_that_the_server_was_started_anew_and_goes_on(serve: Any, tmp_path: Path) -> None:
    app = serve(KITCHEN)
    with subprocess.Popen(
        [node(), "client.mjs", app.url, str(tmp_path), "restarted"],
        cwd=CLIENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        assert client.stdout.readline() == "connected\n"
        app.restart()
        client.stdin.write("go on\n")
        client.stdin.close()
        assert json.loads(client.stdout.readline()) == {"restarted": ["Hello Ada", "changed", "Hello Bea"]}
