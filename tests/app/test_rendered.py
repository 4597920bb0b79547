"""What a session rendered, as HTTP clients see it who name that session, and as those do who do not."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from serving import wait_until

import portico as gr


def program() -> Any:
    with gr.Blocks() as demo:
        number = gr.Number(2, label="Number")
        out = gr.Textbox(label="Out")

        @gr.render(inputs=number)
        def rows(count: float) -> None:
            memory = gr.State(0)
            for at in range(int(count)):
                box = gr.Textbox("hi", label=f"Row {at}", key=at)
                gr.Button("Go").click(
                    lambda text, n, at=at: (f"{at} {text} {n}", n + 1),
                    [box, memory],
                    [out, memory],
                    api_name=f"row{at}",
                )
            gr.Button("Quiet").click(lambda: "quiet", None, out, api_name="quiet", api_visibility="private")

            @gr.render(inputs=box)
            def below(text: str) -> None:
                gr.Markdown(f"Below {text}")

    return demo


@pytest.fixture
def client(launched: Any) -> Any:
    """A client of the program; session `mine` has rendered two rows."""
    with httpx.Client(base_url=launched(program()).url, timeout=10) as http:
        drawn = answer(http, "mine", 0, [2])
        inner = next(one["id"] for one in drawn["render_config"]["dependencies"] if one["render_id"] is not None)
        answer(http, "mine", inner, ["hi"])
        yield http


def answer(http: httpx.Client, session: str, number: int, data: list[Any]) -> Any:
    reply = http.post("/gradio_api/run/predict", json={"fn_index": number, "data": data, "session_hash": session})
    assert reply.status_code == 200, reply.text
    return reply.json()


def told(http: httpx.Client, path: str, session: str | None) -> Any:
    return http.get(path, params={} if session is None else {"session_hash": session}).json()


def test_the_config_of_a_session_holds_what_it_rendered_and_no_other_does(client: httpx.Client) -> None:
    config = told(client, "/config", "mine")
    numbers = [one["id"] for one in config["components"]]
    assert len(numbers) == len(set(numbers))
    texts = [one["props"].get("label") or one["props"].get("value") for one in config["components"]]
    assert {"Row 0", "Row 1", "Below hi"} <= set(texts)
    assert [one["api_name"] for one in config["dependencies"]] == [
        "apply",
        "row0",
        "row1",
        "quiet",
        "apply_1",
    ]
    assert sorted(in_layout(config["layout"])) == sorted(numbers)
    assert config["page"][""]["components"] == numbers
    for session in (None, "", "other"):
        plain = told(client, "/config", session)
        assert [one["api_name"] for one in plain["dependencies"]] == ["apply"]
        assert not {"Row 0", "Below hi"} & {one["props"].get("label") for one in plain["components"]}


def in_layout(node: Any) -> list[int]:
    """The blocks of a branch but for its root, which has no entry of its own."""
    return [number for child in node.get("children", []) for number in (child["id"], *in_layout(child))]


def test_the_description_of_a_session_names_its_endpoints(client: httpx.Client) -> None:
    assert told(client, "/gradio_api/info", "other")["named_endpoints"] == {}
    endpoints = told(client, "/gradio_api/info", "mine")["named_endpoints"]
    assert list(endpoints) == ["/row0", "/row1"]
    assert [one["label"] for one in endpoints["/row1"]["parameters"]] == ["Row 1"]


def test_an_endpoint_of_a_session_answers_by_name_within_it(client: httpx.Client) -> None:
    for expected in ("1 x 0", "1 x 1"):
        reply = client.post("/gradio_api/call/row1", json={"data": ["x"], "session_hash": "mine"})
        stream = client.get(f"/gradio_api/call/row1/{reply.json()['event_id']}").text
        complete = next(line for line in stream.splitlines() if line.startswith("data: [") and expected in line)
        assert json.loads(complete[6:]) == [expected, None]


@pytest.mark.parametrize(("name", "session"), [("row1", "other"), ("row1", ""), ("quiet", "mine"), ("nothing", "mine")])
def test_elsewhere_the_endpoint_is_unknown(client: httpx.Client, name: str, session: str) -> None:
    reply = client.post(f"/gradio_api/call/{name}", json={"data": ["x"], "session_hash": session})
    assert (reply.status_code, "no endpoint" in reply.text) == (404, True)


def test_another_session_s_number_is_an_unknown_function(client: httpx.Client) -> None:
    number = told(client, "/config", "mine")["dependencies"][1]["id"]
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict"):
        reply = client.post(path, json={"fn_index": number, "data": ["x", None], "session_hash": "other"})
        assert (reply.status_code, reply.json()) == (404, {"detail": f"There is no function with index {number}."})


def test_a_name_that_is_no_session_is_refused(client: httpx.Client) -> None:
    for path in ("/config", "/gradio_api/info"):
        assert client.get(path, params={"session_hash": "x" * 200}).status_code == 400


def counting(told: list[Any], **lasting: Any) -> Any:
    with gr.Blocks() as demo:
        out = gr.Number()

        @gr.render()
        def counter() -> None:
            count = gr.State(0, delete_callback=told.append, **lasting)
            gr.Button("More").click(lambda n: (n + 1, n + 1), count, [count, out], api_name="more")

    return demo


def more(http: httpx.Client, session: str) -> float:
    drawn = told(http, "/config", session)["dependencies"]
    number = next(one["id"] for one in drawn if one["api_name"] == "more")
    return answer(http, session, number, [None])["data"][1]


def test_a_rendered_state_is_forgotten_after_its_time_and_its_program_told_once(launched: Any) -> None:
    forgotten: list[Any] = []
    with httpx.Client(base_url=launched(counting(forgotten, time_to_live=0.3)).url, timeout=10) as http:
        for session in ("a", "b"):
            answer(http, session, 0, [])
        assert [more(http, "a"), more(http, "b")] == [1, 1]
        wait_until(lambda: len(forgotten) == 2, "both are forgotten")
        assert more(http, "a") == 1, "it began anew"
        wait_until(lambda: len(forgotten) == 3, "it is forgotten again")
        answer(http, "a", 0, [])
        assert forgotten == [1, 1, 1], "what is gone with its part was forgotten before"


def test_a_rendered_state_that_made_room_is_told_to_its_program_once(launched: Any) -> None:
    forgotten: list[Any] = []
    app = launched(counting(forgotten), state_session_capacity=1)
    with httpx.Client(base_url=app.url, timeout=10) as http:
        for session in ("a", "b"):
            answer(http, session, 0, [])
        assert [more(http, "a"), more(http, "a"), more(http, "b")] == [1, 2, 1]
        assert forgotten == [2]
        answer(http, "a", 0, [])
        assert forgotten == [2]
        answer(http, "b", 0, [])
        assert forgotten == [2, 1]
