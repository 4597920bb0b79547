"""Jobs of the published Python client: status, outputs, iteration, callbacks, waiting, cancelling."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from gradio_client.utils import Status
from serving import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serving import Program


@pytest.fixture
def blocked(client: Client) -> Iterator[Client]:
    """A client whose calls of /wait_for_release wait until /release is called; it is, at the end."""
    assert client.predict(api_name="/block_again") == "ok"
    yield client
    client.predict(api_name="/release")


def test_a_job_that_ended_well(client: Client) -> None:
    job = client.submit("Ada", 1, api_name="/greet")
    assert job.result(timeout=20) == "Hello Ada"
    assert (job.done(), job.running(), job.cancelled(), job.exception()) == (True, False, False, None)
    assert job.outputs() == ["Hello Ada"]
    status = job.status()
    assert (status.code, status.success) == (Status.FINISHED, True)


def test_a_job_that_failed(client: Client) -> None:
    job = client.submit("shown", api_name="/fail")
    error = job.exception(timeout=20)
    assert isinstance(error, AppError)
    assert (error.message, error.title, error.duration, error.visible) == ("No seats left", "Full", 5, True)
    with pytest.raises(AppError, match="No seats left"):
        job.result()
    assert (job.done(), job.outputs()) == (True, [])
    status = job.status()
    assert (status.code, status.success) == (Status.FINISHED, False)


def test_an_unexpected_failure_keeps_its_text_to_the_server(client: Client) -> None:
    error = client.submit("other", api_name="/fail").exception(timeout=20)
    assert isinstance(error, AppError)
    assert "internal detail" not in str(error)
    assert "show_error" in str(error)


def test_a_generator_that_fails_late_shows_what_came_before(client: Client) -> None:
    job = client.submit(api_name="/fail_late")
    assert list(job) == ["one"]
    error = job.exception(timeout=20)
    assert isinstance(error, AppError)
    assert (error.message, error.title, error.duration) == ("Too late", "Oops", None)


def test_outputs_grow_while_a_generator_runs(client: Client) -> None:
    job = client.submit(api_name="/endless")
    wait_until(lambda: len(job.outputs()) > 2, "the first steps")
    assert job.outputs()[:3] == [1, 2, 3]
    assert job.running()
    assert not job.done()
    assert job.status().code is Status.ITERATING
    assert job.cancel()
    wait_until(job.done, "the generator's end")
    assert job.status().code is Status.CANCELLED


def test_a_job_can_be_iterated_again_and_its_result_is_the_last_step(client: Client) -> None:
    job = client.submit(3, api_name="/count")
    assert list(job) == ["0", "01", "012"]
    assert job.outputs() == ["0", "01", "012"]
    assert job.result() == "012"


def test_a_generator_without_a_step_has_no_outputs(client: Client) -> None:
    job = client.submit(0, api_name="/count")
    assert job.result(timeout=20) is None
    # Whether the client counts the empty end as a step depends on when it looks.
    assert list(job) in ([], [None])


def test_callbacks_are_called_with_the_result(client: Client) -> None:
    seen: list[object] = []
    done = threading.Event()
    job = client.submit("Ada", 1, api_name="/greet", result_callbacks=[seen.append, lambda _: done.set()])
    assert job.result(timeout=20) == "Hello Ada"
    assert done.wait(10)
    assert seen == ["Hello Ada"]
    last = threading.Event()
    job = client.submit(3, api_name="/count", result_callbacks=seen.append)
    job.add_done_callback(lambda _: last.set())
    assert job.result(timeout=20) == "012"
    assert last.wait(10)
    assert seen == ["Hello Ada", "012"]
    with pytest.raises(AppError):
        client.submit("shown", api_name="/fail", result_callbacks=seen.append).result(timeout=20)
    assert seen == ["Hello Ada", "012"]


def test_waiting_for_a_result_may_end_before_the_job(blocked: Client) -> None:
    job = blocked.submit(api_name="/wait_for_release")
    with pytest.raises(TimeoutError):
        job.result(timeout=0.05)
    with pytest.raises(TimeoutError):
        job.exception(timeout=0.05)
    assert not job.done()
    assert blocked.predict(api_name="/release") == "ok"
    assert job.result(timeout=20) == "released"


def test_status_tells_the_place_in_the_queue(blocked: Client) -> None:
    first = blocked.submit(api_name="/wait_for_release")
    wait_until(lambda: first.status().code is Status.PROCESSING, "the first call's start")
    second = blocked.submit(api_name="/wait_for_release")
    wait_until(lambda: second.status().code is Status.IN_QUEUE, "the second call's wait")
    third = blocked.submit(api_name="/wait_for_release")
    wait_until(lambda: third.status().code is Status.IN_QUEUE, "the third call's wait")
    assert (second.status().rank, third.status().rank, third.status().queue_size) == (0, 1, 2)
    assert blocked.predict(api_name="/release") == "ok"
    assert [job.result(timeout=20) for job in (first, second, third)] == ["released"] * 3


def test_a_waiting_job_can_be_cancelled_and_the_others_go_on(blocked: Client) -> None:
    first = blocked.submit(api_name="/wait_for_release")
    wait_until(lambda: first.status().code is Status.PROCESSING, "the first call's start")
    second = blocked.submit(api_name="/wait_for_release")
    wait_until(lambda: second.status().code is Status.IN_QUEUE, "the second call's wait")
    third = blocked.submit(api_name="/wait_for_release")
    wait_until(lambda: third.status().code is Status.IN_QUEUE, "the third call's wait")
    second.cancel()
    wait_until(second.done, "the waiting call's end")
    assert blocked.predict(api_name="/release") == "ok"
    assert first.result(timeout=20) == third.result(timeout=20) == "released"


def test_a_cancelled_generator_makes_room_for_the_next(client: Client, kitchen: Program) -> None:
    other = Client(kitchen.url, verbose=False)
    first = client.submit(api_name="/endless")
    wait_until(lambda: len(first.outputs()) > 2, "the first one's steps")
    second = other.submit(api_name="/endless")
    wait_until(lambda: second.status().code is Status.IN_QUEUE, "the second one's wait")
    assert first.cancel()
    wait_until(lambda: len(second.outputs()) > 2, "the second one's steps, whose turn it is now")
    assert second.cancel()
    wait_until(lambda: first.done() and second.done(), "both ends")
    assert client.predict("after", 1, api_name="/greet") == "Hello after"
    other.close()


def test_progress_is_told_while_a_job_runs(client: Client) -> None:
    job = client.submit(1_500, api_name="/progress")
    seen: list[object] = []

    def told() -> bool:
        status = job.status()
        if status.code is Status.PROGRESS and status.progress_data:
            seen.extend(status.progress_data)
        return bool(seen)

    wait_until(told, "some progress", every=0.005)
    unit = seen[0]
    assert (unit.length, unit.unit, unit.desc) == (1_500, "steps", "Working")  # type: ignore[attr-defined]
    assert job.result(timeout=20) == "done"


def test_a_toast_is_a_status_of_its_own(client: Client) -> None:
    job = client.submit("high", api_name="/toasts")
    seen: list[tuple[str, str]] = []

    def told() -> bool:
        log = job.status().log
        if log and log not in seen:
            seen.append(log)
        return job.done()

    wait_until(told, "the end")
    assert job.result() == "high"
    # How many of them a poll catches is chance; what it catches is one of these.
    assert set(seen) <= {("for your information", "info"), ("mind the gap", "warning")}


def test_forty_generators_at_once(client: Client) -> None:
    # One that runs all the while keeps the stream open: the client loses a job that it submits while a stream ends.
    held = client.submit(api_name="/endless")
    wait_until(held.outputs, "the stream is open")
    jobs = [client.submit(number % 5 + 1, api_name="/count") for number in range(40)]
    assert [job.result(timeout=60) for job in jobs] == ["01234"[: number % 5 + 1] for number in range(40)]
    assert jobs[4].outputs() == ["0", "01", "012", "0123", "01234"]
    assert held.cancel()


def test_jobs_of_different_kinds_share_one_stream(client: Client) -> None:
    jobs = [
        client.submit("a", 1, api_name="/greet"),
        client.submit(3, api_name="/count"),
        client.submit("shown", api_name="/fail"),
        client.submit("b", api_name="/unqueued"),
        client.submit("c", api_name="/shout"),
        client.submit("d", api_name="/remember"),
    ]
    assert jobs[0].result(timeout=20) == "Hello a"
    assert jobs[1].result(timeout=20) == "012"
    assert isinstance(jobs[2].exception(timeout=20), AppError)
    assert [job.result(timeout=20) for job in jobs[3:]] == ["B", "C", "d"]


def test_a_batch_gives_each_its_own(client: Client) -> None:
    jobs = [client.submit(word, api_name="/shout") for word in "abcdefg"]
    assert [job.result(timeout=20) for job in jobs] == list("ABCDEFG")
