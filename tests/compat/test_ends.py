"""The published clients and the end of their stream, which may be on its way while they call again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from compat.js_stories import stories
from compat.relay import PATIENCE, Held, Relay
from gradio_client import Client
from serving import Program, wait_until

PROGRAM = """
import threading
import portico as gr

words, late = [], threading.Event()

def note(word):
    words.append(word)
    if word == "late":
        late.set()
    if word == "early":
        late.wait(20)
    return word

def noted():
    return words

with gr.Blocks() as demo:
    box, all = gr.Textbox(), gr.JSON()
    gr.Button().click(note, box, box, concurrency_limit=None)
    gr.Button().click(noted, None, all)

demo.launch()
"""
END = 'data: {"msg":"close_stream"'

Call = Callable[[str], Callable[[], Any]]
"""Begins a call; what it gives waits for the result."""


@pytest.fixture
def program(serve: Any) -> Program:
    return serve(PROGRAM)


@pytest.fixture
def relay(program: Program) -> Iterator[Relay]:
    made = Relay(program.port)
    yield made
    made.close()


def called(program: Program, word: str) -> bool:
    """Whether the function was called with a word."""
    return word in httpx.post(f"{program.url}/gradio_api/run/noted", json={"data": []}).json()["data"][0]


def python(relay: Relay, _: Path, story: str) -> list[str]:
    """What the Python client gets."""
    client = Client(relay.url, verbose=False)
    try:
        if story == "in_turn":
            return [client.submit(word, api_name="/note").result(timeout=PATIENCE) for word in ("first", "second")]
        both = [client.submit(word, api_name="/note") for word in ("early", "late")]
        results = [job.result(timeout=PATIENCE) for job in both]
        return [*results, client.submit("after", api_name="/note").result(timeout=PATIENCE)]
    finally:
        client.close()


def javascript(relay: Relay, folder: Path, story: str) -> list[str]:
    """What the JavaScript client gets."""
    return stories(relay.url, folder, story)[story]


class Told:
    """A story that is told beside the test.

    Args:
        tell: Tells it.
    """

    def __init__(self, tell: Callable[[], list[str]]) -> None:
        self.result: list[str] | BaseException | None = None
        self._tell = tell
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.result = self._tell()
        except BaseException as error:  # noqa: BLE001 - a call that was given up is cancelled, for the Python client
            self.result = error

    def end(self) -> list[str] | BaseException | None:
        """What came of it."""
        self._thread.join(2 * PATIENCE)
        return self.result


def reached(held: Held) -> bool:
    return held.reached.wait(PATIENCE)


@pytest.mark.parametrize("client", [python, javascript])
def test_a_call_that_is_taken_while_the_stream_ends_gives_its_result(
    program: Program, relay: Relay, tmp_path: Path, client: Callable[[Relay, Path, str], list[str]]
) -> None:
    """The client has the first result, and not yet the end of the stream that brought it."""
    end = relay.keep_back("queue/data", END)
    told = Told(lambda: client(relay, tmp_path, "in_turn"))
    assert reached(end)
    wait_until(lambda: called(program, "second"), "the second call")
    end.go()
    assert told.end() == ["first", "second"]


@pytest.mark.parametrize("client", [python, javascript])
def test_a_client_that_hears_of_its_call_after_the_result_can_go_on(
    relay: Relay, tmp_path: Path, client: Callable[[Relay, Path, str], list[str]]
) -> None:
    """The other call's stream brought the result, and has ended: the client opens another, for nothing."""
    answer = relay.keep_back('"late"', "{")
    end = relay.keep_back("queue/data", END)
    told = Told(lambda: client(relay, tmp_path, "together"))
    assert reached(answer)
    assert reached(end)
    end.go()
    assert end.parted.wait(PATIENCE)  # the client has read the end
    answer.go()
    assert told.end() == ["early", "late", "after"]
