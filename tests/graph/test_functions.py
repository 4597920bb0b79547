"""Which functions can listen, and what their parameters receive."""

from __future__ import annotations

import asyncio
import functools
import operator
from typing import TYPE_CHECKING, Any, Optional

import pytest

import portico as gr
from portico.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from nowhere import Unknown  # type: ignore[import-not-found]


def plain(text: str) -> str:
    return text.upper()


async def awaited(text: str) -> str:
    await asyncio.sleep(0)
    return text.upper()


def steps(text: str) -> Iterator[str]:
    yield text
    yield text.upper()


async def awaited_steps(text: str) -> AsyncIterator[str]:
    yield text
    yield text.upper()


class Shout:
    """A program's own object."""

    def __call__(self, text: str) -> str:
        return text.upper()

    def method(self, text: str) -> str:
        return text.upper()

    async def awaited(self, text: str) -> str:
        return text.upper()

    def steps(self, text: str) -> Iterator[str]:
        yield text.upper()

    @classmethod
    def of_the_class(cls, text: str) -> str:
        return text.upper()

    @staticmethod
    def of_nobody(text: str) -> str:
        return text.upper()


class ShoutSteps:
    def __call__(self, text: str) -> Iterator[str]:
        yield text
        yield text.upper()


class ShoutLater:
    async def __call__(self, text: str) -> str:
        return text.upper()


def logged(fn: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(fn)
    def inner(*args: Any, **named: Any) -> Any:
        return fn(*args, **named)

    return inner


def bare(fn: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator that hides all there was to know of the function."""
    return lambda *args: fn(*args)


ANY = {
    "a function": (plain, 0),
    "a coroutine function": (awaited, 0),
    "a generator": (steps, 2),
    "an asynchronous generator": (awaited_steps, 2),
    "an instance": (Shout(), 0),
    "an instance that generates": (ShoutSteps(), 2),
    "an instance to await": (ShoutLater(), 0),
    "a method": (Shout().method, 0),
    "a method to await": (Shout().awaited, 0),
    "a method that generates": (Shout().steps, 1),
    "a class method": (Shout.of_the_class, 0),
    "a static method": (Shout.of_nobody, 0),
    "a partial": (functools.partial(lambda mark, text: text.upper(), "!"), 0),
    "a partial to await": (functools.partial(awaited), 0),
    "a partial of a partial that generates": (functools.partial(functools.partial(steps)), 2),
    "a partial of an instance": (functools.partial(Shout()), 0),
    "a lambda": (lambda text: text.upper(), 0),
    "a lambda that gives a coroutine": (lambda text: awaited(text), 0),
    "a lambda that gives a generator": (lambda text: steps(text), 2),
    "a lambda that gives an asynchronous generator": (lambda text: awaited_steps(text), 2),
    "a decorated function": (logged(plain), 0),
    "a decorated coroutine function": (logged(awaited), 0),
    "a decorated generator": (logged(logged(steps)), 2),
    "a function hidden by its decorator": (bare(awaited), 0),
    "a cached function": (functools.lru_cache(plain), 0),
    "a method of a builtin": (str.upper, 0),
    "a callable without a signature": (operator.methodcaller("upper"), 0),
}


@pytest.mark.parametrize(("fn", "rows"), ANY.values(), ids=ANY)
def test_any_callable_listens(page: Any, fn: Callable[..., Any], rows: int) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(fn, box, box, api_name="f")
    messages = page(demo).call(("f", "a"))[0]
    assert messages[-2]["output"]["data"] == ["A"]
    assert [one["msg"] for one in messages].count("process_generating") == rows


def test_a_class_and_a_builtin_without_a_signature_listen(page: Any) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(str, box, box, api_name="str")
        gr.Button().click(max, [box, box], box, api_name="max")
    app = page(demo)
    assert app.data(("str", "a")) == ["a"]
    assert app.data(("max", "a", "b")) == ["b"]


# Parameters that are no inputs


def asks(
    text: str,
    request: gr.Request,
    x_team: gr.Header,
    picked: gr.SelectData,
    extra: str = "default",
    progress: gr.Progress = gr.Progress(),
) -> str:
    progress(0.5)
    return f"{text} {request.query_params['page']} {x_team} {picked.value} {extra}"


def asks_optionally(
    text: str,
    request: gr.Request | None,
    x_team: Optional[gr.Header],  # noqa: UP045
    picked: gr.SelectData | None,
) -> str:
    return f"{text} {request and request.query_params['page']} {x_team} {picked and picked.value} default"


def asks_first(picked: gr.SelectData, request: gr.Request, x_team: gr.Header, text: str) -> str:
    return f"{text} {request.query_params['page']} {x_team} {picked.value} default"


def asks_by_keyword(text: str, *, request: gr.Request, x_team: gr.Header, picked: gr.SelectData) -> str:
    return f"{text} {request.query_params['page']} {x_team} {picked.value} default"


def asks_for_a_bar(text: str, bar: gr.Progress, request: gr.Request, x_team: gr.Header, picked: gr.SelectData) -> str:
    bar(0.5)
    return f"{text} {request.query_params['page']} {x_team} {picked.value} default"


def asks_beside_a_stranger(
    text: Unknown, request: gr.Request, x_team: gr.Header, picked: gr.SelectData, more: list[Unknown] | None = None
) -> str:
    return f"{text} {request.query_params['page']} {x_team} {picked.value} default"


class Asks:
    def __call__(self, text: str, request: gr.Request, x_team: gr.Header, picked: gr.SelectData) -> str:
        return f"{text} {request.query_params['page']} {x_team} {picked.value} default"

    method = __call__


ASKING = [
    asks, asks_optionally, asks_first, asks_by_keyword, asks_for_a_bar, asks_beside_a_stranger, Asks(),
    Asks().method, logged(asks),
    functools.partial(asks), functools.partial(Asks()),
]  # fmt: skip


@pytest.mark.parametrize("fn", ASKING)
def test_annotations_are_found_wherever_they_stand_and_however_they_are_written(page: Any, fn: Any) -> None:
    """This module's annotations are all text, by `from __future__ import annotations`."""
    with gr.Blocks() as demo:
        box = gr.Textbox()
        box.select(fn, box, box, api_name="f")
    messages = page(demo).call(("f", "hi"), event_data={"index": [0, 2], "value": "h"}, trigger=box)[0]
    assert messages[-2]["output"]["data"] == ["hi 2 red h default"]
    assert demo.get_config_file()["dependencies"][0]["collects_event_data"] is True


def test_an_event_that_is_optional_may_be_none_and_another_is_an_error(page: Any) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        box.select(asks_optionally, box, box, api_name="optional")
        box.select(asks_first, box, box, api_name="needed")
    app = page(demo)
    assert app.data(("optional", "hi")) == ["hi 2 red None default"]
    assert "SelectData was asked for" in app.data(("needed", "hi"))


EVENTS: list[tuple[type[gr.EventData], Any, dict[str, Any]]] = [
    (gr.EventData, {"own": 1}, {"own": 1}),
    (gr.SelectData, {"index": 1, "value": "b"}, {"index": 1, "value": "b", "selected": True}),
    (
        gr.SelectData,
        {"index": [0, 1], "value": 2, "row_value": [1, 2], "col_value": [2, 4], "selected": False},
        {"index": [0, 1], "row_value": [1, 2], "col_value": [2, 4], "selected": False},
    ),
    (gr.KeyUpData, {"key": "Enter", "input_value": "abc"}, {"key": "Enter", "input_value": "abc"}),
    (gr.LikeData, {"index": 1, "value": "yes", "liked": False}, {"index": 1, "value": "yes", "liked": False}),
    (gr.RetryData, {"index": 3, "value": "again"}, {"index": 3, "value": "again"}),
    (gr.UndoData, {"index": 3, "value": "back"}, {"index": 3, "value": "back"}),
    (
        gr.EditData,
        {"index": 3, "previous_value": "a", "value": "b"},
        {"index": 3, "previous_value": "a", "value": "b"},
    ),
    (gr.CopyData, {"value": "copied"}, {"value": "copied"}),
]


@pytest.mark.parametrize(("kind", "sent", "members"), EVENTS)
def test_each_kind_of_event_carries_what_the_page_sent(page: Any, kind: Any, sent: Any, members: Any) -> None:
    seen: list[Any] = []

    def fn(event) -> None:
        seen.append(event)

    fn.__annotations__["event"] = kind
    with gr.Blocks() as demo:
        box = gr.Textbox(label="Source")
        gr.Button().click(fn, None, None, api_name="f")
    page(demo).call(("f",), event_data=sent, trigger=box)
    (event,) = seen
    assert type(event) is kind
    assert event.target is box
    assert {name: getattr(event, name) for name in members} == members


@pytest.mark.parametrize("kind", [gr.DeletedFileData, gr.DownloadData])
def test_an_event_about_a_file_carries_it(page: Any, kind: Any) -> None:
    seen: list[Any] = []

    def fn(event) -> None:
        seen.append(event.file)

    fn.__annotations__["event"] = kind
    with gr.Blocks() as demo:
        files = gr.File()
        files.delete(fn, None, None, api_name="f")
    page(demo).call(("f",), event_data={"path": "a.txt", "orig_name": "a.txt", "size": 3}, trigger=files)
    assert [(file.path, file.orig_name, file.size) for file in seen] == [("a.txt", "a.txt", 3)]


# Fewer inputs than parameters, and more


def test_what_no_input_fills_keeps_its_default(page: Any) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        press = gr.Button().click
        press(lambda a="x", b="y", *, c="z": a + b + c, None, box, api_name="none")
        press(lambda a="x", b="y", *, c="z": a + b + c, box, box, api_name="one")
        press(lambda a, b="y", *rest, c="z": a + b + c + "".join(rest), [box] * 4, box, api_name="rest")
        press(lambda a, b="y", c="z": a + b + c, box, box, api_name="named", inputs_kwargs={"c": box})
        press(lambda a, request: a, box, box, inputs_kwargs={"request": box}, api_name="shadow")
    app = page(demo)
    assert app.data(("none",)) == ["xyz"]
    assert app.data(("one", "A")) == ["Ayz"]
    assert app.data(("rest", "A", "B", "C", "D")) == ["ABzCD"]
    assert app.data(("named", "A", "C")) == ["AyC"]
    assert app.data(("shadow", "A", "B")) == ["A"]


def test_inputs_by_name_are_parameters_of_their_name_for_clients() -> None:
    def book(seats: str, *, on: str, at: str = "noon") -> str:
        return f"{seats} {on} {at}"

    with gr.Blocks() as demo:
        seats, day, hour = gr.Textbox(), gr.Textbox(), gr.Textbox()
        gr.Button().click(book, seats, seats, inputs_kwargs={"at": hour, "on": day})
    endpoint = demo.get_api_info()["named_endpoints"]["/book"]
    assert [one["parameter_name"] for one in endpoint["parameters"]] == ["seats", "at", "on"]


@pytest.mark.parametrize(
    ("fn", "inputs", "named", "said"),
    [
        (lambda a: a, 0, {}, "takes 1 argument, but the listener gives it 0 inputs"),
        (lambda a, *, b: a, 1, {}, "needs the keyword argument 'b'"),
        (lambda request: None, 2, {}, "takes 1 argument"),
        (lambda a, *, colour="": a, 1, {"color": 0}, "no parameter 'color' .* Did you mean 'colour'"),
        (lambda a, /, b="": a, 1, {"a": 0}, "no parameter 'a'"),
    ],
)
def test_what_cannot_be_filled_is_said_while_the_page_is_built(fn: Any, inputs: int, named: Any, said: str) -> None:
    with gr.Blocks():
        boxes = [gr.Textbox() for _ in range(inputs)]
        with pytest.raises(BuildError, match=said):
            gr.Button().click(fn, boxes, None, inputs_kwargs={name: boxes[at] for name, at in named.items()})
