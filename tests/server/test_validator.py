"""Validators: what looks at the inputs before a call is queued, as each way of calling is told of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import ValidationError

import portico as gr
from portico.errors import BuildError

SHORT = {"__type__": "validate", "is_valid": False, "message": "too short", "parameter_name": "name"}
OLD = {"__type__": "validate", "is_valid": True, "message": "", "parameter_name": "age"}
REFUSED = {"detail": [SHORT, OLD]}


def check(name: str, age: float | None) -> list[Any]:
    return [gr.validate(len(name) > 2, "too short"), gr.validate(age is not None, "")]


def register(name: str, age: float) -> str:
    return f"{name} is {age}"


def page_with(validator: Callable[..., Any], fn: Callable[..., Any] = register, **options: Any) -> gr.Blocks:
    with gr.Blocks() as demo:
        name, age = gr.Textbox(label="Name"), gr.Number(label="Age")
        gr.Button().click(fn, [name, age], name, api_name="register", validator=validator, **options)
    return demo


def post(url: str, path: str, body: dict[str, Any]) -> httpx.Response:
    return httpx.post(f"{url}/gradio_api/{path}", json=body, timeout=10)


ROUTES: dict[str, tuple[str, dict[str, Any]]] = {
    "the queue": ("queue/join", {"data": ["ab", 7], "fn_index": 0, "session_hash": "s"}),
    "the two-step API": ("call/register", {"data": ["ab", 7]}),
    "the two-step API by name": ("call/v2/register", {"name": "ab", "age": 7}),
    "the direct API": ("run/register", {"data": ["ab", 7]}),
    "the direct API by number": ("run/predict", {"data": ["ab", 7], "fn_index": 0, "session_hash": "s"}),
}


@pytest.mark.parametrize(("path", "body"), ROUTES.values(), ids=ROUTES)
def test_a_refusal_is_a_422_with_one_verdict_for_each_input_and_the_function_does_not_run(
    launched: Any, path: str, body: dict[str, Any]
) -> None:
    ran: list[str] = []
    page = launched(page_with(check, lambda name, age: ran.append(name)))
    reply = post(page.url, path, body)
    assert reply.status_code == 422
    assert reply.json()["detail"] == REFUSED["detail"]
    assert reply.json().get("error") == ("too short" if path.startswith("run") else None)
    assert ran == []


@pytest.mark.parametrize("route", ROUTES)
def test_inputs_that_will_do_are_answered_as_without_a_validator(launched: Any, route: str) -> None:
    path, body = ROUTES[route]
    better = {**body, "data": ["Ada", 7]} if "data" in body else {"name": "Ada", "age": 7}
    reply = post(launched(page_with(check)).url, path, better)
    assert reply.status_code == 200
    assert ("event_id" in reply.json()) is not path.startswith("run")


def test_an_unqueued_function_is_checked_as_well(launched: Any) -> None:
    page = launched(page_with(check, queue=False))
    assert post(page.url, "run/register", {"data": ["ab", 7]}).json()["detail"] == REFUSED["detail"]


def test_the_python_client_raises_what_was_said(launched: Any) -> None:
    client = Client(launched(page_with(check)).url, verbose=False)
    with pytest.raises(ValidationError, match="too short"):
        client.predict("ab", 7, api_name="/register")
    assert client.predict("Ada", 7, api_name="/register") == "Ada is 7"


def test_a_validator_does_not_wait_for_a_place_in_the_queue(launched: Any) -> None:
    """While the only place is taken a wrong input is refused at once."""
    release, began = threading.Event(), threading.Event()

    def slow(name: str, age: float) -> str:
        began.set()
        return f"{release.wait(20)}"

    page = launched(page_with(check, slow))
    client = Client(page.url, verbose=False)
    job = client.submit("Ada", 7, api_name="/register")
    assert began.wait(20)
    assert post(page.url, *ROUTES["the queue"]).json() == REFUSED
    release.set()
    assert job.result(20) == "True"


async def later(name: str, age: float) -> list[Any]:
    await asyncio.sleep(0)
    return check(name, age)


class Check:
    def __call__(self, name: str, age: float) -> list[Any]:
        return check(name, age)


def with_request(name: str, age: float, request: gr.Request) -> list[Any]:
    assert request.session_hash == "s"
    return check(name, age)


def anything(*values: Any) -> Any:
    return (*check(*values), gr.validate(False, "one too many is ignored"))


def by_position_only_one_no(name: str, age: float) -> list[Any]:
    return [gr.validate(False, "too short"), "not a verdict, so nothing is wrong with it"]


@pytest.mark.parametrize("validator", [check, later, Check(), with_request, anything, lambda n, a: tuple(check(n, a))])
def test_a_validator_is_any_function(launched: Any, validator: Callable[..., Any]) -> None:
    assert post(launched(page_with(validator)).url, *ROUTES["the queue"]).json() == REFUSED


def test_what_is_no_verdict_says_nothing_against_its_input(launched: Any) -> None:
    detail = post(launched(page_with(by_position_only_one_no)).url, *ROUTES["the queue"]).json()["detail"]
    assert detail == [SHORT, {"is_valid": True, "message": ""}]


@pytest.mark.parametrize("nothing", [None, gr.skip(), [None, None]])
def test_a_validator_may_have_nothing_to_say(launched: Any, nothing: Any) -> None:
    assert post(launched(page_with(lambda n, a: nothing)).url, *ROUTES["the queue"]).status_code == 200


def crash(name: str, age: float) -> None:
    raise ValueError("a secret of the inside")


def shout(name: str, age: float) -> None:
    raise gr.Error("the register is closed")


def one_verdict(name: str, age: float) -> Any:
    return gr.validate(False, "whose?")


@pytest.mark.parametrize(
    ("validator", "data", "said"),
    [
        (crash, ["ab", 7], "This did not work. Reference"),
        (shout, ["ab", 7], "the register is closed"),
        (one_verdict, ["ab", 7], "This did not work. Reference"),
        (check, ["ab", "seven"], "Age: "),
        (check, ["ab"], "needs 2 inputs, got 1"),
    ],
)
@pytest.mark.requirement("R67")
def test_a_validator_that_cannot_judge_is_a_400_that_tells_no_secret(
    launched: Any, validator: Callable[..., Any], data: list[Any], said: str
) -> None:
    page = launched(page_with(validator))
    reply = post(page.url, "queue/join", {"data": data, "fn_index": 0, "session_hash": "s"})
    assert reply.status_code == 400
    assert said in reply.json()["detail"]
    assert "secret" not in reply.text
    direct = post(page.url, "run/register", {"data": data})
    assert direct.status_code == 400
    assert said in direct.json()["error"]


def test_the_page_learns_where_to_find_a_failure(launched: Any) -> None:
    page = launched(page_with(crash))
    path, body = ROUTES["the queue"]
    told = httpx.post(f"{page.url}/gradio_api/{path}", json=body, headers={"x-gradio-user": "app"}).json()["detail"]
    assert told.startswith("This did not work. Reference ")


def test_states_sets_and_named_inputs_reach_a_validator_as_they_reach_the_function(launched: Any) -> None:
    seen: list[Any] = []

    def note(verdicts: list[Any], *values: Any) -> list[Any]:
        seen.append(values)
        return verdicts

    no = gr.validate(False, "no")
    with gr.Blocks() as demo:
        text, kept = gr.Textbox(), gr.State({"seats": 3})
        press = gr.Button().click
        press(lambda a, b: a, [text, kept], text, api_name="state", validator=lambda a, b: note([no, None], a, b))
        press(lambda d: None, {text, kept}, None, api_name="set", validator=lambda d: note({text: no}, d[kept]))
        press(
            lambda a, size: None, text, inputs_kwargs={"size": kept}, api_name="named",
            validator=lambda a, size: note([None, no], size),
        )  # fmt: skip
        press(lambda a: None, text, preprocess=False, api_name="single", validator=lambda a: note([no], a))
    page = launched(demo)
    for name, count, at in (("state", 2, 0), ("set", 2, 0), ("named", 2, 1), ("single", 1, 0)):
        detail = post(page.url, f"call/{name}", {"data": ["x", None][:count]}).json()["detail"]
        assert [verdict["is_valid"] for verdict in detail] == [index != at for index in range(count)]
    assert seen == [("x", {"seats": 3}), ({"seats": 3},), ({"seats": 3},), ("x",)]


def test_an_interface_and_a_live_one_check_what_they_run(launched: Any) -> None:
    for live in (False, True):
        page = launched(gr.Interface(register, ["text", "number"], "text", validator=check, live=live))
        assert post(page.url, "call/register", {"data": ["ab", 7]}).json() == REFUSED


def test_a_chained_listener_is_checked_on_its_own(launched: Any) -> None:
    with gr.Blocks() as demo:
        name = gr.Textbox()
        first = gr.on([name.submit, gr.Button().click], str.upper, name, name, api_name="first")
        first.then(str.lower, name, name, api_name="after", validator=lambda n: gr.validate(False, "no"))
    page = launched(demo)
    assert post(page.url, "run/first", {"data": ["a"]}).json()["data"] == ["A"]
    assert post(page.url, "run/after", {"data": ["a"]}).status_code == 422


def yields(name: str, age: float):
    yield gr.validate(False, "no")


@pytest.mark.parametrize(
    ("validator", "inputs", "error", "said"),
    [
        (yields, 2, BuildError, "validator 'yields' yields"),
        (check, 1, BuildError, "'check' takes 2 arguments, but as a validator it gets .* 1 input"),
        (lambda: None, 0, BuildError, "has no inputs"),
        ("check", 2, TypeError, "cannot be called"),
    ],
)
def test_a_validator_that_cannot_work_is_refused_while_the_page_is_built(
    validator: Any, inputs: int, error: type[Exception], said: str
) -> None:
    with gr.Blocks():
        boxes = [gr.Textbox() for _ in range(inputs)]
        with pytest.raises(error, match=said):
            gr.Button().click(lambda *values: None, boxes, validator=validator)


def test_a_verdict_is_plain_data() -> None:
    assert gr.validate(False, "m") == {"__type__": "validate", "is_valid": False, "message": "m"}
    assert gr.validate(1, "m")["is_valid"] is True  # type: ignore[arg-type]


def test_the_program_of_the_guide(launched: Any) -> None:
    guide = Path(__file__).parents[2] / "docs" / "guides" / "validators.md"
    program = guide.read_text(encoding="utf-8").partition("```python\n")[2].partition("demo.launch()")[0]
    told: dict[str, Any] = {}
    exec(program, told)
    page = launched(told["demo"])
    reply = post(page.url, "queue/join", {"data": ["Al", 7], "fn_index": 0, "session_hash": "s"})
    assert [one["message"] for one in reply.json()["detail"]] == [
        "The name has at least three letters.",
        "This is for adults.",
    ]
