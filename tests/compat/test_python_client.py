"""The published Python client, unmodified, against a running app."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError, ValidationError
from gradio_client.utils import Status
from serving import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serving import Program

KITCHEN = Path(__file__).parent / "kitchen.py"


@pytest.fixture
def kitchen(serve: Any) -> Program:
    return serve(KITCHEN)


@pytest.fixture
def client(kitchen: Program, tmp_path: Path) -> Iterator[Client]:
    connected = Client(kitchen.url, verbose=False, download_files=str(tmp_path), headers={"x-team": "red"})
    yield connected
    connected.close()


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


def test_progress_and_status(client: Client) -> None:
    job = client.submit(30, api_name="/progress")
    assert job.result() == "done"
    status = job.status()
    assert status.code is Status.FINISHED
    assert status.success is True


def test_failures_carry_the_authors_words_or_a_reference(client: Client) -> None:
    with pytest.raises(AppError) as shown:
        client.predict("shown", api_name="/fail")
    assert (shown.value.message, shown.value.title, shown.value.duration) == ("No seats left", "Full", 5)
    with pytest.raises(AppError) as hidden:
        client.predict("other", api_name="/fail")
    assert "internal detail" not in str(hidden.value)


def test_a_running_generator_and_a_waiting_call_can_be_cancelled(client: Client) -> None:
    running = client.submit(api_name="/endless")
    wait_until(lambda: len(running.outputs()) > 2, "the first steps")
    assert running.cancel()
    wait_until(running.done, "the generator's end")
    first = client.submit(api_name="/wait_for_release")
    wait_until(lambda: first.status().code is Status.PROCESSING, "the first call's start")
    second = client.submit(api_name="/wait_for_release")
    wait_until(lambda: second.status().code is Status.IN_QUEUE, "the second call's wait")
    second.cancel()
    wait_until(second.done, "the waiting call's end")
    assert client.predict(api_name="/release") == "ok"
    assert first.result(timeout=20) == "released"


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
    from gradio_client.exceptions import AppError as _  # noqa: F401
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


@pytest.mark.parametrize(
    "name", ["plain.txt", "with space.txt", "hash#.txt", "per%cent.txt", "qué?.txt", "'quote'.txt"]
)
def test_files_of_any_name_go_up(client: Client, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("12345")
    answer = client.predict(handle_file(str(path)), api_name="/length_of")
    assert answer.endswith(" 5")


def test_a_result_file_comes_down_with_its_name_and_a_missing_one_is_none(client: Client) -> None:
    path = Path(client.predict("content", api_name="/write"))
    assert path.read_text() == "content"
    assert client.predict(None, api_name="/length_of") == "nothing"


def test_a_path_that_was_not_uploaded_is_refused(kitchen: Program) -> None:
    # Straight to the wire: the client itself would upload a local path that it is given.
    forged = {"path": "/etc/hostname", "orig_name": "hostname", "meta": {"_type": "gradio.FileData"}}
    event = httpx.post(f"{kitchen.url}/gradio_api/call/length_of", json={"data": [forged]}).json()["event_id"]
    answer = httpx.get(f"{kitchen.url}/gradio_api/call/length_of/{event}").text
    assert answer.startswith("event: error")
    assert "not uploaded" in answer


def test_an_address_on_a_private_host_is_refused(client: Client) -> None:
    with pytest.raises(AppError, match="not public"):
        client.predict(handle_file("http://127.0.0.1:9/x.txt"), api_name="/length_of")


def test_headers_reach_the_function(client: Client) -> None:
    assert client.predict(api_name="/who") == {"team": "red", "session": True}


def test_a_private_endpoint_is_not_offered(client: Client) -> None:
    described = client.view_api(return_format="dict")
    names = described["named_endpoints"]
    assert "/greet" in names
    assert "/private" not in names
    assert "/undocumented" not in names
    with pytest.raises(ValueError, match="private|Cannot find"):
        client.predict("x", api_name="/private")


def test_a_client_goes_on_after_the_server_came_back(kitchen: Program, client: Client) -> None:
    assert client.predict("a", 1, api_name="/greet") == "Hello a"
    kitchen.restart()
    assert client.predict("b", 1, api_name="/greet") == "Hello b"


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
