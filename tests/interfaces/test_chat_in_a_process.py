"""ChatInterface(run="process"): the function is in a worker process, everything around it as ever."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import chatting
import httpx
import pytest
from gradio_client import Client
from graph.shop import Shop, appears, gone
from serving import wait_until

import portico as gr
from portico.errors import BuildError

KINDS = [chatting.plain, chatting.later, chatting.steps, chatting.later_steps]
Body = Callable[[Shop, Any], Awaitable[Any]]


def answering(demo: Any) -> list[Any]:
    """The listeners that answer on the page."""
    return [one for one in demo.listeners.values() if one.asked.run and one.asked.api_name is False]


@pytest.fixture
def chat(tmp_path: Path) -> Callable[..., Any]:
    """`chat(fn, body, **options)`: run an async body on a served chat, whose page's listener is called `page`."""

    def run(fn: Callable[..., Any], body: Body, **options: Any) -> Any:
        async def whole() -> Any:
            demo = gr.ChatInterface(fn, **{"run": "process", **options})
            made = Shop(demo, tmp_path, 1)
            made.tasks["page"] = answering(demo)[0]
            await made.engine.start()
            try:
                return await asyncio.wait_for(body(made, demo), 60)
            finally:
                await made.engine.stop()

        return asyncio.run(whole())

    return run


def conversation(*words: str) -> list[Any]:
    """A conversation as the page sends it; visitor and function take turns."""
    roles = ("user", "assistant")
    return [{"role": roles[at % 2], "content": [{"type": "text", "text": one}]} for at, one in enumerate(words)]


def words(messages: list[Any]) -> list[Any]:
    return [one["content"][0]["text"] for one in messages]


@pytest.mark.parametrize("fn", KINDS)
def test_every_kind_of_function_answers_from_another_process(chat: Any, fn: Any) -> None:
    async def body(made: Shop, _: Any) -> None:
        said = conversation("a", "b", "c")
        (shown,) = await made.call("page", None, said)
        length, message, pid = words(shown)[-1].split()
        assert words(shown)[:-1] == ["a", "b", "c"]
        assert (length, message) == ("2", "c")
        assert [int(pid)] == made.pool.pids
        assert int(pid) != os.getpid()

    chat(fn, body)


def test_the_endpoint_keeps_its_history_from_call_to_call(chat: Any) -> None:
    async def body(made: Shop, _: Any) -> None:
        pid = None
        for length in (0, 2, 4):
            reply = (await made.call("steps", "hi", None))[0]
            pid = pid or reply.split()[-1]
            assert reply == f"{length} hi {pid} "

    chat(chatting.steps, body)


def test_additional_inputs_and_outputs_toasts_and_the_request_cross(chat: Any) -> None:
    async def body(made: Shop, _: Any) -> None:
        await made.join("page", None, conversation("hey"), 2)
        messages = await made.messages()
        shown, pid = messages[-2]["output"]["data"]
        assert words(shown)[-1] == "heyhey red"
        assert int(pid) == made.pool.pids[0]
        assert [one["log"] for one in messages if one["msg"] == "log"] == ["asked hey"]

    times, where = gr.Number(2, render=False), gr.Textbox(render=False)
    chat(chatting.surroundings, body, additional_inputs=[times], additional_outputs=[where])


def test_an_answer_of_every_kind_is_what_it_is_in_a_thread(chat: Any, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("hello")

    async def body(made: Shop, _: Any) -> Any:
        (shown,) = await made.call("page", None, conversation(str(file)))
        (reply, *_) = await made.call("everything", str(file), None)
        # Each call has files of its own, and addresses that end at a time of their own.
        return json.loads(re.sub(r"signed\.[^/]+|[0-9a-f]{32}", "", json.dumps([shown, reply])))

    demo = {run: chat(chatting.everything, body, run=run) for run in ("process", "thread")}
    assert demo["process"] == demo["thread"]
    assert len(demo["process"][0]) == 7


def test_stopping_an_answer_closes_its_generator_in_the_process(chat: Any, tmp_path: Path) -> None:
    async def body(made: Shop, _: Any) -> None:
        event = await made.join("page", None, conversation(str(tmp_path)))
        pid = int(await appears(tmp_path / "begun"))
        assert await made.engine.cancel("s", event)
        ended = [one["output"] for one in await made.messages() if one["msg"] == "process_completed"]
        assert ended == [{"data": []}]
        assert await appears(tmp_path / "left") == "closed"
        assert made.pool.pids == [pid]

    chat(chatting.for_ever, body)


def test_stopping_an_answer_kills_what_does_not_listen(chat: Any, tmp_path: Path) -> None:
    async def body(made: Shop, _: Any) -> None:
        event = await made.join("page", None, conversation(str(tmp_path)))
        pid = int(await appears(tmp_path / "begun"))
        assert await made.engine.cancel("s", event)
        await gone(pid)
        replaced = lambda: pid not in made.pool.pids  # noqa: E731
        await asyncio.to_thread(wait_until, replaced, "the pool knows")

    chat(chatting.deaf, body)


def test_the_buttons_that_end_an_answer_cancel_what_runs_in_the_process() -> None:
    demo = gr.ChatInterface(chatting.for_ever, run="process")
    assert all(one.packed for one in answering(demo))
    ends = [one.cancelled() for one in demo.listeners.values() if one.cancelled()]
    assert ends == [[one.id for one in answering(demo)]] * 2


def test_a_client_cancels_its_message(launched: Any, tmp_path: Path) -> None:
    page = launched(gr.ChatInterface(chatting.for_ever, run="process"), max_processes=1)
    client = Client(page.url, verbose=False, httpx_kwargs={"timeout": httpx.Timeout(20)})
    job = client.submit(str(tmp_path), api_name="/for_ever")
    pid = int(asyncio.run(appears(tmp_path / "begun")))
    assert pid != os.getpid()
    job.cancel()
    assert asyncio.run(appears(tmp_path / "left")) == "closed"


@pytest.mark.parametrize("run", ["thread", "async"])
def test_the_other_places_are_chosen_alike(chat: Any, run: str) -> None:
    async def body(made: Shop, demo: Any) -> None:
        (shown,) = await made.call("page", None, conversation("c"))
        assert words(shown)[-1] == f"0 c {os.getpid()}"

    def place(made: Any) -> list[str]:
        return [one.executor for one in made.listeners.values() if one.asked.run is not None]

    demo = gr.ChatInterface(chatting.later, run=run)  # type: ignore[arg-type]
    assert place(demo) == [run] * len(place(demo))
    assert len(place(demo)) > 2


def test_what_cannot_cross_is_an_error_that_says_why() -> None:
    def answer(message: str, history: list[Any]) -> str:
        return message

    with pytest.raises(BuildError, match="'answer' cannot run in a process of its own: it is defined inside another"):
        gr.ChatInterface(answer, run="process")
    with pytest.raises(BuildError, match="it is a lambda"):
        gr.ChatInterface(lambda message, history: message, run="process")
    with pytest.raises(BuildError, match="run='async' is for `async def`"):
        gr.ChatInterface(chatting.plain, run="async")
