"""Batches and turns as the published Python client meets them, on a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from gradio_client.utils import Status
from serving import Program, wait_until

PROGRAM = """
import threading
import portico as gr

hold = threading.Event()
runs = []

def shout(words, numbers):
    runs.append(len(words))
    if "hold" in words:
        hold.wait(20)
    return [word.upper() for word in words], [number + 1 for number in numbers]

def release():
    hold.set()

def sizes():
    return runs

with gr.Blocks() as demo:
    word, number, any = gr.Textbox(), gr.Number(maximum=100), gr.JSON()
    gr.Button().click(shout, [word, number], [word, number], batch=True, max_batch_size=8)
    gr.Button().click(release, None, None)
    gr.Button().click(sizes, None, any)

demo.launch()
"""


@pytest.fixture
def program(serve: Any) -> Program:
    return serve(PROGRAM)


@pytest.fixture
def client(program: Program) -> Iterator[Client]:
    connected = Client(program.url, verbose=False)
    yield connected
    connected.close()


def release(program: Program) -> None:
    """Let the first run end; a client that has forty calls open has no thread left for another."""
    assert httpx.post(f"{program.url}/gradio_api/run/release", json={"data": []}).status_code == 200


def waiting(program: Program) -> int:
    """How many calls wait."""
    return httpx.get(f"{program.url}/gradio_api/queue/status").json()["queue_size"]


def test_forty_calls_at_once_run_in_batches_and_each_gets_its_own(program: Program, client: Client) -> None:
    first = client.submit("hold", 0, api_name="/shout")
    wait_until(lambda: first.status().code is Status.PROCESSING, "the first call's start")
    jobs = [client.submit(f"n{number}", number, api_name="/shout") for number in range(39)]
    wait_until(lambda: all(job.status().code is Status.IN_QUEUE for job in jobs), "the others' wait")
    release(program)
    assert first.result(timeout=20) == ("HOLD", 1)
    assert [job.result(timeout=30) for job in jobs] == [(f"N{number}", number + 1) for number in range(39)]
    assert client.predict(api_name="/sizes") == [1, 8, 8, 8, 8, 7]


def test_one_callers_bad_input_and_anothers_cancel_leave_the_rest_alone(program: Program, client: Client) -> None:
    first = client.submit("hold", 0, api_name="/shout")
    wait_until(lambda: first.status().code is Status.PROCESSING, "the first call's start")
    good, bad, gone, last = (
        client.submit(word, number, api_name="/shout") for word, number in (("a", 1), ("b", 101), ("c", 3), ("d", 4))
    )
    wait_until(lambda: gone.status().code is Status.IN_QUEUE and waiting(program) == 4, "the others' wait")
    assert gone.cancel()
    wait_until(lambda: waiting(program) == 3, "the end of the cancelled call")
    release(program)
    assert (good.result(timeout=20), last.result(timeout=20)) == (("A", 2), ("D", 5))
    with pytest.raises(AppError, match="100"):
        bad.result(timeout=20)
    assert client.predict(api_name="/sizes") == [1, 2]


def test_direct_calls_take_one_sample_or_columns_of_them(program: Program) -> None:
    run = f"{program.url}/gradio_api/run/shout"
    assert httpx.post(run, json={"data": ["x", 1]}).json()["data"] == ["X", 2]
    batched = httpx.post(run, json={"data": [["x", "y"], [1, 2]], "batched": True}).json()
    assert batched["data"] == [["X", "Y"], [2, 3]]
    assert batched["is_generating"] is None
    wrong = httpx.post(run, json={"data": [["x", "y"], [1, 101]], "batched": True})
    assert wrong.status_code == 422
    assert "100" in wrong.json()["error"]
    call = httpx.post(f"{program.url}/gradio_api/call/shout", json={"data": ["x", 1]}).json()
    assert 'data: ["X", 2]' in httpx.get(f"{program.url}/gradio_api/call/shout/{call['event_id']}").text
    assert httpx.post(f"{program.url}/gradio_api/run/sizes", json={"data": []}).json()["data"] == [[1, 2, 1, 1]]
