"""The two-step API and the direct one, for scripts and for functions outside the queue."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from wire.recorded import exchanges, steady

from portico.errors import Error
from portico.server.options import ServerOptions
from portico.server.site import Calls
from server.harness import Browser, Make, Site, Waits, echoes, fails, returns, soon, yields

pytestmark = pytest.mark.anyio


async def called(browser: Browser, name: str, **body: Any) -> str:
    """The event stream of a call."""
    reply = await browser.post(f"/gradio_api/call/{name}", {"data": [], **body})
    assert reply.status == 200
    stream = await browser.get(f"/gradio_api/call/{name}/{reply.json['event_id']}")
    assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
    return stream.text


async def test_the_id_comes_first_where_shell_snippets_cut_it_out(site: Site, browser: Browser) -> None:
    site.page.add("greet", echoes)
    reply = await browser.post("/gradio_api/call/greet", {"data": ["x"]})
    assert reply.text.split('"')[3] == reply.json["event_id"]


async def test_results_are_streamed_as_recorded(site: Site, browser: Browser) -> None:
    site.page.add("greet", returns("Hello V2!!!"))
    site.page.add("gen_text", yields(["a"], ["ab"], ["abc"]), generator=True)
    site.page.add("err_gr", fails(Error("gr boom", duration=3, title="Oops", print_exception=False)))
    site.page.add("nan", returns(float("nan")))
    site.page.add("uni", returns("héllo \u2028 <b>\n\ndouble"))
    streams = {
        one.path.split("/")[3]: one.blocks for one in exchanges("call-api") if one.method == "GET" and one.blocks
    }
    for task in site.page.tasks:
        expected = "".join(block + "\n\n" for block in streams[task.api_name]).replace("NaN", "null")
        assert await called(browser, task.api_name) == expected


async def test_a_result_is_read_once(site: Site, browser: Browser) -> None:
    site.page.add("greet", echoes)
    event = (await browser.post("/gradio_api/call/greet", {"data": ["x"]})).json["event_id"]
    path = f"/gradio_api/call/greet/{event}"
    assert (await browser.get(path)).text == 'event: complete\ndata: ["x"]\n\n'
    assert (await browser.get(path)).text == 'event: error\ndata: "404: Not Found"\n\n'


async def test_an_unknown_event_is_an_error_as_recorded(browser: Browser) -> None:
    recorded = exchanges("queue-unknown-session")[1]
    reply = await browser.get(recorded.path)
    assert (reply.status, reply.text.strip()) == (200, recorded.blocks[0])


async def test_silence_is_filled_with_heartbeats(make: Make) -> None:
    site = make(heartbeat=0.01)
    slow = Waits(1.5)
    site.page.add("slow", slow)
    event = (await site.browser.post("/gradio_api/call/slow", {"data": []})).json["event_id"]
    reading = site.browser.open("GET", f"/gradio_api/call/slow/{event}")
    await reading.until(b"event: heartbeat\ndata: null\n\n")
    slow.go.set()
    await reading.until(b"event: complete\ndata: [1.5]\n\n")


async def test_a_named_session_carries_the_results_of_all_its_calls(site: Site, browser: Browser) -> None:
    slow = Waits("slow")
    site.page.add("slow", slow)
    site.page.add("echo", echoes)
    first = await browser.post("/gradio_api/call/slow", {"data": [], "session_hash": "cs"})
    await browser.post("/gradio_api/call/echo", {"data": ["fast"], "session_hash": "cs"})
    reading = browser.open("GET", f"/gradio_api/call/slow/{first.json['event_id']}")
    await reading.until(b'data: ["fast"]')
    slow.go.set()
    await reading.until(b'data: ["slow"]')
    assert await reading.chunk() is None


def test_the_sessions_of_calls_are_bounded() -> None:
    calls = Calls(capacity=2)
    for number in range(3):
        calls.add(f"event{number}", "session")
    assert [calls.session(f"event{number}") for number in range(3)] == ["event0", "session", "session"]


async def test_edits_of_the_page_never_reach_a_script(site: Site, browser: Browser) -> None:
    site.page.add("text", yields(["a"], ["ab"], ["abc"]), generator=True)
    slow = Waits("end")
    site.page.add("slow", slow)
    first = await browser.post("/gradio_api/call/slow", {"data": [], "session_hash": "cs"})
    await browser.join(0, [], session="cs")
    reading = browser.open("GET", f"/gradio_api/call/slow/{first.json['event_id']}")
    seen = await reading.until(b'data: ["abc"]')
    assert b"append" not in seen
    slow.go.set()
    await reading.until(b"end")


async def test_a_cancelled_call_ends(site: Site, browser: Browser) -> None:
    slow = Waits()
    site.page.add("slow", slow)
    event = (await browser.post("/gradio_api/call/slow", {"data": []})).json["event_id"]
    reading = browser.open("GET", f"/gradio_api/call/slow/{event}")
    await soon(slow.started)
    await browser.post("/gradio_api/cancel", {"session_hash": event, "fn_index": 0, "event_id": event})
    await reading.until(b"event: complete\ndata: []\n\n")


@pytest.mark.parametrize("spelling", ["call", "call/v2"])
async def test_arguments_by_name(site: Site, browser: Browser, spelling: str) -> None:
    site.page.add("greet", echoes)
    reply = await browser.post("/gradio_api/call/v2/greet", {"name": "V2", "oauth_token": "kept for the function"})
    assert reply.status == 200
    stream = await browser.get(f"/gradio_api/{spelling}/greet/{reply.json['event_id']}")
    assert stream.text == 'event: complete\ndata: ["V2"]\n\n'


@pytest.mark.parametrize("body", [{}, {"nmae": "x"}, {"name": "x", "more": 1}, [], "name", None])
async def test_wrong_arguments_by_name_are_a_422(site: Site, browser: Browser, body: Any) -> None:
    site.page.add("greet", echoes)
    reply = await browser.post("/gradio_api/call/v2/greet", body)
    assert reply.status == 422
    assert all(isinstance(one, dict) for one in reply.json["detail"])


@pytest.mark.parametrize(
    "path", ["call/nosuch", "call/v2/nosuch", "run/nosuch", "api/nosuch", "call/a/b", "call/", "run/"]
)
async def test_an_unknown_name_is_a_404(browser: Browser, path: str) -> None:
    reply = await browser.post(f"/gradio_api/{path}", {"data": []})
    assert reply.status == 404
    assert isinstance(reply.json["detail"], str)


async def test_the_api_lies_below_its_prefix_only(site: Site, browser: Browser) -> None:
    site.page.add("greet", echoes)
    recorded = next(one for one in exchanges("call-api") if one.path == "/call/greet")
    reply = await browser.post(recorded.path, recorded.sent)
    assert (reply.status, reply.json) == (recorded.status, recorded.json)


async def test_a_body_without_data_is_refused_as_recorded(browser: Browser, site: Site) -> None:
    site.page.add("greet", echoes)
    recorded = next(one for one in exchanges("call-api") if one.status == 422)
    reply = await browser.post(recorded.path, recorded.sent)
    assert (reply.status, reply.json) == (recorded.status, recorded.json)


@pytest.mark.parametrize("route", ["call", "run", "api"])
async def test_a_slash_at_the_end_makes_no_difference(site: Site, browser: Browser, route: str) -> None:
    site.page.add("greet", echoes)
    assert (await browser.post(f"/gradio_api/{route}/greet/", {"data": [1]})).status == 200


@pytest.mark.requirement("R45")
async def test_private_functions_have_no_name(site: Site, browser: Browser) -> None:
    site.page.add("secret", echoes, api_visibility="private")
    for route in ("call", "run", "api", "call/v2"):
        assert (await browser.post(f"/gradio_api/{route}/secret", {"data": []})).status == 404
    assert (await browser.post("/gradio_api/run/predict", {"data": [], "fn_index": 0})).status == 404
    page = {"data": [1], "fn_index": 0, "session_hash": "of-the-page"}
    client = {"x-gradio-user": "api"}
    assert (await browser.post("/gradio_api/run/predict", page, headers=client)).status == 404
    assert (await browser.post("/gradio_api/run/predict", page)).status == 404
    visited = {"cookie": f"portico_visitor={'v' * 32}"}
    assert (await browser.post("/gradio_api/run/predict", page, headers=visited)).json["data"] == [1]


# The direct API


async def test_direct_calls_are_answered_as_recorded(site: Site, browser: Browser) -> None:
    site.page.add("greet", returns("Hello x!!"))
    site.page.add("gen_text", yields(["x"], ["xy"]), generator=True)
    site.page.add("batch_up", upper, batch_size=4)
    recorded = [one for one in exchanges("run-api") if one.status == 200]
    assert len(recorded) == 4
    for one in recorded:
        reply = await browser.post(one.path, one.sent)
        assert reply.status == 200
        assert steady(reply.json) == steady(one.json)
        assert list(reply.json) == list(one.json)


async def test_direct_failures_are_answered_as_recorded(make: Make) -> None:
    site = make(show_error=True)
    site.page.add("err_plain", fails(RuntimeError("plain boom")))
    site.page.add("err_gr", fails(Error("gr boom", duration=3, title="Oops", print_exception=False)))
    recorded = [one for one in exchanges("run-api") if one.status == 500 and one.answered.startswith("{")]
    assert len(recorded) == 2
    for one in recorded:
        reply = await site.browser.post(one.path, one.sent)
        assert (reply.status, reply.json) == (one.status, one.json)


@pytest.mark.requirement("R62")
async def test_an_abandoned_generator_is_closed(site: Site, browser: Browser) -> None:
    closed = asyncio.Event()

    async def text(data: list[Any], call: Any) -> Any:
        from portico.wire.messages import Output

        try:
            while True:
                yield Output(["x"], is_generating=True)
        finally:
            closed.set()

    site.page.add("text", text, generator=True)
    await browser.post("/gradio_api/run/text", {"data": []})
    await soon(closed)


@pytest.mark.parametrize("data", [[["x"], [1, 2]], [["x"] * 5, [1] * 5], ["x", 1], []])
async def test_batches_that_do_not_fit_fail_with_words(site: Site, browser: Browser, data: list[Any]) -> None:
    site.page.add("batch_up", upper, batch_size=4)
    reply = await browser.post("/gradio_api/run/batch_up", {"data": data, "batched": True})
    assert reply.status == 422
    assert "batched call" in reply.json["error"]


@pytest.mark.requirement("R47")
async def test_direct_calls_of_queued_functions_can_be_closed(make: Make) -> None:
    site = make(ServerOptions(api_open=False))
    site.page.add("queued", echoes)
    site.page.add("direct", echoes, queue=False)
    assert (await site.browser.post("/gradio_api/run/queued", {"data": [1]})).status == 404
    assert (await site.browser.post("/gradio_api/run/predict", {"data": [1], "fn_index": 0})).status == 404
    assert (await site.browser.post("/gradio_api/run/direct", {"data": [1]})).json["data"] == [1]


async def test_a_direct_result_that_is_not_json_is_an_error(site: Site, browser: Browser) -> None:
    site.page.add("object", returns(object()))
    reply = await browser.post("/gradio_api/run/object", {"data": []})
    assert reply.status == 500
    assert "error" in reply.json


async def upper(data: list[Any], call: Any) -> Any:
    """A function that is called once for each sample."""
    from portico.wire.messages import Output

    yield Output([data[0].upper(), data[1] + 1])
