"""The published Python client, unmodified, against a running app."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError, ValidationError
from gradio_client.utils import Status
from serving import wait_until

if TYPE_CHECKING:
    from serving import Program

KITCHEN = Path(__file__).parent / "kitchen.py"


def test_positional_keyword_and_default_arguments(client: Client) -> None:
    assert client.predict("Ada", 1, api_name="/greet") == "Hello Ada"
    assert client.predict(name="Ada", times=1, api_name="/greet") == "Hello Ada"
    assert client.predict("Ada", api_name="/greet") == "Hello Ada Hello Ada"
    assert client.predict("Ada", 1, fn_index=0) == "Hello Ada"


def test_no_outputs_several_outputs_and_an_unqueued_function(client: Client) -> None:
    assert client.predict(api_name="/no_outputs") in (None, ())
    assert client.predict("x", api_name="/two") == ("x", ["x"])
    assert client.predict("loud", api_name="/unqueued") == "LOUD"


def test_state_stays_between_calls_is_not_shared_and_may_stand_anywhere(kitchen: Program, client: Client) -> None:
    assert client.predict("a", api_name="/remember") == "a"
    assert client.predict("b", api_name="/remember") == "a,b"
    assert client.predict("now", api_name="/state_first") == "now after 2"
    other = Client(kitchen.url, verbose=False)
    assert other.predict("z", api_name="/remember") == "z"
    other.close()
    client.reset_session()
    assert client.predict("c", api_name="/remember") == "c"


def test_generators_are_followed_step_by_step(client: Client) -> None:
    job = client.submit(4, api_name="/count")
    assert list(job) == ["0", "01", "012", "0123"]
    assert job.result() == "0123"
    assert list(client.submit(3, api_name="/count_async")) == [0, 1, 2]


def test_every_change_of_a_value_arrives(client: Client) -> None:
    steps = [
        {"a": [[1, 2], [3, 4], [5]], "b": "x"},
        {"a": [[1], [3]], "b": "xy"},
        {"a": [[1, 9, 9]], "c": {"d": None}},
        [True, 1, None],
        [1, True, None],
        None,
        ["end"],
    ]
    assert [repr(step) for step in client.submit("end", api_name="/nested")] == [repr(step) for step in steps]


def test_skips_and_updates_between_values(client: Client) -> None:
    job = client.submit(api_name="/skipping")
    steps = list(job)
    assert (steps[0], steps[-1], job.result()) == ("first", "last", "last")


def test_a_thousand_fast_steps_end_with_the_last(client: Client) -> None:
    job = client.submit(1000, api_name="/fast")
    assert list(job)[-1] == 999


def test_failures_carry_the_authors_words_or_a_reference(client: Client) -> None:
    with pytest.raises(AppError) as shown:
        client.predict("shown", api_name="/fail")
    assert (shown.value.message, shown.value.title, shown.value.duration) == ("No seats left", "Full", 5)
    with pytest.raises(AppError) as hidden:
        client.predict("other", api_name="/fail")
    assert "internal detail" not in str(hidden.value)


def test_forty_calls_at_once_share_one_stream(client: Client) -> None:
    jobs = [client.submit(f"n{number}", 1, api_name="/greet") for number in range(40)]
    assert [job.result(timeout=30) for job in jobs] == [f"Hello n{number}" for number in range(40)]


def test_two_clients_at_once_do_not_mix(kitchen: Program) -> None:
    failures: list[str] = []

    def visit(name: str) -> None:
        visitor = Client(kitchen.url, verbose=False)
        for step in range(5):
            wanted = ",".join([name] * (step + 1))
            got = visitor.predict(name, api_name="/remember")
            if got != wanted:
                failures.append(f"{name}: {got}")
        visitor.close()

    threads = [threading.Thread(target=visit, args=(f"v{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_full_queue_is_refused(serve: Any) -> None:
    from gradio_client.utils import QueueError

    app = serve(KITCHEN.read_text().replace("max_size=60", "max_size=1"))
    visitor = Client(app.url, verbose=False)
    jobs = [visitor.submit(api_name="/wait_for_release")]
    wait_until(lambda: jobs[0].status().code is Status.PROCESSING, "the first call's start")
    jobs.append(visitor.submit(api_name="/wait_for_release"))
    wait_until(lambda: jobs[1].status().code is Status.IN_QUEUE, "the second call's wait")
    with pytest.raises(QueueError):
        visitor.submit(api_name="/wait_for_release").result(timeout=20)
    for job in jobs:
        job.cancel()
    visitor.close()


def test_headers_and_options_of_the_connection_reach_the_function(kitchen: Program, client: Client) -> None:
    assert client.predict(api_name="/who") == {"team": "red", "query": {}, "session": True}
    visitor = Client(kitchen.url, verbose=False, httpx_kwargs={"params": {"k": "v"}, "timeout": 30}, ssl_verify=False)
    assert visitor.predict(api_name="/who") == {"team": None, "query": {"k": "v"}, "session": True}
    assert visitor.predict(api_name="/who", headers={"x-team": "blue"})["team"] == "blue"
    assert visitor.submit(api_name="/who", headers={"x-team": "green"}).result(timeout=20)["team"] == "green"
    visitor.close()


def test_what_is_offered_and_what_is_not(client: Client) -> None:
    names = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert "/greet" in names
    assert not {"/private", "/undocumented"} & names.keys()
    with pytest.raises(ValueError, match="private|Cannot find"):
        client.predict("x", api_name="/private")
    assert client.predict("x", api_name="/undocumented") == "x"


def test_a_validators_words_are_raised_with_the_name_of_the_parameter(client: Client) -> None:
    with pytest.raises(ValidationError, match="name: The name is too short."):
        client.predict("ab", 2, api_name="/checked")
    with pytest.raises(ValidationError, match="a: The name is too short."):
        client.predict("ab", api_name="/checked_unqueued")
    assert client.predict("Ada", 2, api_name="/checked") == "Hello Ada Hello Ada"


def test_a_validator_that_cannot_judge_fails_the_call(client: Client) -> None:
    """The client keeps the words of such an answer to itself."""
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        client.predict("Ada", 1, api_name="/checked")


def test_the_description_as_data_as_text_and_printed(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    described = client.view_api(return_format="dict", print_info=False)
    assert described["unnamed_endpoints"] == {}
    greet = described["named_endpoints"]["/greet"]
    assert greet["description"] == "Greet somebody, several times."
    assert [(one["parameter_name"], one["parameter_has_default"]) for one in greet["parameters"]] == [
        ("name", False),
        ("times", True),
    ]
    assert greet["parameters"][1]["parameter_default"] == 2
    assert greet["returns"][0]["python_type"] == {"type": "str", "description": ""}
    assert described["named_endpoints"]["/described"]["description"] == "Says it again."
    text = client.view_api(return_format="str", print_info=False)
    assert 'predict(name, times, api_name="/greet") -> out' in text
    assert "[Textbox] name: str (required)" in text
    assert "[Number] times: float (not required, defaults to:   2)" in text
    assert "[Checkboxgroup] m: list[Literal['p', 'q']] (not required, defaults to:   [])" in text
    assert "[File] path: filepath (required)" in text
    capsys.readouterr()
    assert client.view_api(all_endpoints=True) is None
    assert 'predict(a, api_name="/undocumented")' not in text
    printed = capsys.readouterr().out
    assert printed.startswith("Client.predict() Usage Info")
    assert 'predict(name, times, api_name="/greet") -> out' in printed


def test_wrong_calls_are_refused_before_they_are_sent(client: Client) -> None:
    with pytest.raises(TypeError, match="No value provided for required argument: name"):
        client.predict(api_name="/greet")
    with pytest.raises(TypeError, match="not a valid key-word argument"):
        client.predict(nmae="x", api_name="/greet")
    with pytest.raises(TypeError, match="already set as a positional argument"):
        client.predict("x", name="y", api_name="/greet")
    with pytest.raises(ValueError, match="Cannot find a function"):
        client.predict("x", api_name="/nosuch")
    with pytest.raises(ValueError, match="leading slash"):
        client.predict("x", api_name="greet")
    with pytest.raises(ValueError, match="Invalid function index"):
        client.predict("x", fn_index=999)
    with pytest.raises(ValueError, match="specify an `api_name`"):
        client.predict("x")


def test_an_input_that_does_not_fit_is_refused_and_one_that_is_not_offered_explained(client: Client) -> None:
    with pytest.raises(AppError, match="not enabled verbose error reporting"):
        client.predict("x", "three", api_name="/greet")
    with pytest.raises(AppError, match="Choice.*'z'"):
        client.predict("z", 1, api_name="/choose")


def test_inputs_and_outputs_by_component_updates_and_choices(client: Client) -> None:
    assert client.predict("ab", 2, api_name="/by_component") == ("abab", 3)
    assert client.predict(b=True, m=["p"], api_name="/choices") == "True ['p']"
    assert client.predict(True, ["p", "q"], api_name="/choices") == "True ['p', 'q']"
    assert client.predict(api_name="/choices") == "False []"
    chosen, amount = client.predict("b", 7, api_name="/choose")
    assert chosen["value"] == "x"
    assert chosen["__type__"] == "update"
    assert amount["maximum"] == 7
    # The update holds for this session: what was refused is a choice now.
    assert client.predict("y", 7, api_name="/choose")[0]["label"] == "was y"
    assert client.predict("x", 4, api_name="/variadic") == ["x", 4]


@pytest.mark.parametrize(
    "value",
    [None, True, 0, -1.5, 2**53, ["", "é\u2028💥"], [], {}, [[1, [2, {"a": None}]]], {"__proto__": 1, "a b": [True]}],
)
def test_data_comes_back_as_it_was_sent(client: Client, value: Any) -> None:
    assert client.predict(value, api_name="/json") == value


def test_a_table_and_a_chat_come_back_in_wire_form(client: Client) -> None:
    table = client.predict(3, api_name="/table")
    assert table["headers"] == ["n", "word"]
    assert table["data"] == [[0, ""], [1, "x"], [2, "xx"]]
    job = client.submit("hello", [], api_name="/chat")
    job.result(timeout=20)
    spoken = [history[-1]["content"][0]["text"] for _, history in job.outputs()]
    assert spoken == ["so ", "so it ", "so it is"]
    _, history = job.outputs()[-1]
    assert [message["role"] for message in history] == ["user", "assistant"]
    # What an app answered can be sent back to it.
    again = client.predict("more", history, api_name="/chat")[1]
    assert len(again) == 4


def test_a_login_that_an_open_app_does_not_know_fails_in_the_clients_words(kitchen: Program) -> None:
    with pytest.raises(ValueError, match="Could not login"):
        Client(kitchen.url, verbose=False, auth=("ada", "secret"))


def test_a_client_goes_on_after_the_server_came_back(serve: Any) -> None:
    app = serve(KITCHEN)
    visitor = Client(app.url, verbose=False)
    assert visitor.predict("a", api_name="/remember") == "a"
    app.restart()
    assert visitor.predict("b", 1, api_name="/greet") == "Hello b"
    # What lived in the server's memory did not survive it.
    assert visitor.predict("b", api_name="/remember") == "b"
    visitor.close()


def test_a_job_whose_server_stops_fails_at_once(serve: Any) -> None:
    app = serve(KITCHEN)
    visitor = Client(app.url, verbose=False)
    job = visitor.submit(api_name="/endless")
    wait_until(lambda: len(job.outputs()) > 2, "the first steps")
    app.stop()
    assert job.exception(timeout=20) is not None
    app.start()
    assert visitor.predict("b", 1, api_name="/greet") == "Hello b"
    visitor.close()
