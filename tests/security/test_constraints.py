"""What a component declares holds on the server, for every route that can start a call."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import portico as gr
from portico.errors import InvalidPayload

BIG = 10**30

# What each declares, what fits, what does not.
DECLARED: dict[str, tuple[Callable[[], Any], list[Any], list[Any]]] = {
    "radio": (lambda: gr.Radio(["a", "b"]), ["a", None], ["c", "", 0, True, ["a"], {"a": 1}, "A"]),
    "radio of numbers": (lambda: gr.Radio([0, 1]), [0, 1, None], [True, False, "1", 2, 1.5]),
    "radio, index": (lambda: gr.Radio(["a", "b"], type="index"), ["a"], [0, 1, -1]),
    "checkboxgroup": (lambda: gr.CheckboxGroup(["a", "b"]), [["a"], [], ["b", "a"]], [["c"], "a", {"a": 1}, [["a"]]]),
    "dropdown": (lambda: gr.Dropdown(["a", "b"]), ["a", None], ["c", ["a"], {"a": 1}, 0]),
    "dropdown, several": (lambda: gr.Dropdown(["a", "b"], multiselect=True), [["a"], []], ["a", ["c"], [["a"]]]),
    "dropdown, at most": (
        lambda: gr.Dropdown(["a", "b", "c"], multiselect=True, max_choices=2), [["a", "b"]], [["a", "b", "c"]],
    ),
    "dropdown, own": (lambda: gr.Dropdown(["a"], allow_custom_value=True), ["a", "mine"], [["a"], {"a": 1}]),
    "slider": (lambda: gr.Slider(0, 10), [0, 10, 5.5, None], [-1, 10.001, BIG, -BIG, "5", True, [5]]),
    "number": (lambda: gr.Number(minimum=0, maximum=10), [0, 10, None], [-0.001, 11, BIG, "5", True, []]),
    "number without bounds": (lambda: gr.Number(), [0, -5, 1e300], ["5", True, {}]),
    "textbox": (lambda: gr.Textbox(max_length=3), ["", "abc", "äöü", "💥💥💥", None], ["abcd", "a" * 10_000, [1, 2]]),
    "textarea": (lambda: gr.TextArea(max_length=3), ["abc"], ["abcd"]),
    "checkbox": (lambda: gr.Checkbox(), [True, False], []),
    "dataset": (lambda: gr.Dataset(components=[gr.Textbox()], samples=[["a"], ["b"]]), [0, 1], [2, -1, "0", 0.5]),
    "dataframe": (
        lambda: gr.Dataframe(row_limits=(1, 2), type="array"),
        [{"headers": ["a", "b", "c"], "data": [[1, 2, 3]]}],
        [{"headers": ["a", "b", "c"], "data": []}, {"headers": ["a", "b", "c"], "data": [[1, 2, 3]] * 3}, [[1]], 5],
    ),
    "file": (lambda: gr.File(), [None], [[], "x", {"path": "x"}, 5]),
    "files": (lambda: gr.File(file_count="multiple"), [None], [{"path": "x"}, "x", 5, [{"path": "x"}]]),
    "uploadbutton": (lambda: gr.UploadButton(), [None], [[], "x", {"path": "x"}, 5]),
}  # fmt: skip
CASES = [(name, value) for name, (_, _, bad) in DECLARED.items() for value in bad]


@pytest.mark.requirement("R49")
@pytest.mark.parametrize("name", DECLARED)
def test_what_fits_is_taken(name: str) -> None:
    make, good, _ = DECLARED[name]
    component = make()
    for value in good:
        component.preprocess(value)


@pytest.mark.requirement("R49")
@pytest.mark.parametrize(("name", "value"), CASES, ids=[f"{name}: {str(value)[:20]}" for name, value in CASES])
def test_what_does_not_fit_is_refused(name: str, value: Any) -> None:
    with pytest.raises(InvalidPayload):
        DECLARED[name][0]().preprocess(value)


@pytest.fixture
def page(launched: Any) -> Any:
    with gr.Blocks() as demo:
        text = gr.Textbox(max_length=3)
        number, out = gr.Number(maximum=10), gr.Textbox()
        file = gr.File(file_types=[".csv"])
        press = gr.Button().click
        press(lambda text, number: f"{text}{number}", [text, number], out, api_name="both")
        press(lambda text: text, text, out, api_name="direct", queue=False)
        press(lambda texts: texts, text, out, api_name="batch", batch=True, max_batch_size=4)
        press(lambda file: str(file), file, out, api_name="file")
        narrow = gr.Radio(["a", "b"])
        gr.Button().click(lambda: gr.Radio(["a"]), None, narrow, api_name="narrow")
        press(lambda value: value, narrow, out, api_name="narrowed")
    return launched(demo)


def ended(page: Any, name: str, data: list[Any]) -> Any:
    api = f"{page.url}/gradio_api"
    event = httpx.post(f"{api}/call/{name}", json={"data": data}).json()["event_id"]
    return httpx.get(f"{api}/call/{name}/{event}").text


@pytest.mark.requirement("R49", "R68")
def test_they_hold_on_every_route(page: Any) -> None:
    api = f"{page.url}/gradio_api"
    for path in ("run/both", "api/both"):
        reply = httpx.post(f"{api}/{path}", json={"data": ["abcd", 5]})
        assert (reply.status_code, "(max_length)" in reply.json()["error"]) == (422, True)
    reply = httpx.post(f"{api}/run/direct", json={"data": ["abcd"]})
    assert (reply.status_code, "(max_length)" in reply.json()["error"]) == (422, True)
    reply = httpx.post(f"{api}/run/batch", json={"data": [["abc", "abcd"]], "batched": True})
    assert (reply.status_code, "(max_length)" in reply.json()["error"]) == (422, True)
    for name, data in (("both", ["abcd", 5]), ("batch", ["abcd"])):
        told = ended(page, name, data)
        assert told.startswith("event: error")
        assert "(max_length)" in told
    assert ended(page, "both", ["abc", 5]).startswith("event: complete")


@pytest.mark.requirement("R49")
@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e400", b'"NaN"', b'"nan"'])
def test_what_is_no_number_passes_no_bound(page: Any, number: bytes) -> None:
    body = b'{"data": ["a", ' + number + b"]}"
    headers = {"content-type": "application/json"}
    assert httpx.post(f"{page.url}/gradio_api/run/both", content=body, headers=headers).status_code == 422
    reply = httpx.post(f"{page.url}/gradio_api/call/both", content=body, headers=headers)
    if reply.status_code == 200:
        event = reply.json()["event_id"]
        assert httpx.get(f"{page.url}/gradio_api/call/both/{event}").text.startswith("event: error")
    else:
        assert reply.status_code == 422


@pytest.mark.requirement("R49")
def test_a_file_of_another_type_is_refused_after_the_upload(page: Any) -> None:
    api = f"{page.url}/gradio_api"

    def sent(name: str) -> str:
        (path,) = httpx.post(f"{api}/upload", files={"files": (name, b"a,b")}).json()
        return ended(page, "file", [{"path": path, "meta": {"_type": "gradio.FileData"}}])

    assert sent("table.csv").startswith("event: complete")
    for name in ("table.txt", "table.csv.exe", "csv", ".csv.html"):
        assert sent(name).startswith("event: error"), name


@pytest.mark.requirement("R49")
def test_choices_that_a_session_was_given_hold_for_it_alone(page: Any) -> None:
    api = f"{page.url}/gradio_api"

    def run(name: str, session: str, *data: Any) -> httpx.Response:
        return httpx.post(f"{api}/run/{name}", json={"data": list(data), "session_hash": session})

    assert run("narrow", "one").status_code == 200
    assert run("narrowed", "one", "b").status_code == 422
    assert run("narrowed", "one", "a").status_code == 200
    assert json.loads(run("narrowed", "other", "b").text)["data"] == ["b"]
