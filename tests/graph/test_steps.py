"""A generator that changes its own values in place and yields them again: every step shows what it yielded."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_values import VALUES, changed, same

import portico as gr
from portico.media.array import to_json
from portico.wire.codec import decode, encode
from portico.wire.edits import applied


class Plain(gr.JSON):
    """A component of a program's own, that shows what it is given."""

    def postprocess(self, value: Any) -> Any:
        return value


class Counted(gr.HTML):
    """A component of a program's own that makes its value anew each time."""

    made = 0

    def postprocess(self, value: Any) -> Any:
        type(self).made += 1
        return {"html": value, "made": type(self).made}


class Twice(gr.Chatbot):
    """A conversation of a program's own that looks at what it shows before it shows it."""

    def steps(self) -> Any:
        shown = super().steps()

        def step(value: Any) -> Any:
            return shown(value) and shown(value)

        return step


class Fileless(gr.Chatbot):
    """A conversation of a program's own in which nobody shows a file."""

    carries_files = False


def shown_by(page: Any, component: Callable[[], Any], fn: Any, **options: Any) -> list[Any]:
    """Return the value after each step of a generator, as a client has it that applies the edits."""
    with gr.Blocks() as demo:
        out = component()
        gr.Button().click(fn, None, out, api_name="f", **options)
    messages = decode(encode(page(demo).call(("f",))[0]))
    assert messages[-2]["success"], messages[-2]
    steps = [one["output"]["data"][0] for one in messages if one["msg"] == "process_generating"]
    values = steps[:1]
    for edits in steps[1:]:
        values.append(applied(values[-1], edits))
    assert same(values[-1], messages[-2]["output"]["data"][0])
    return values


MUTABLE: list[tuple[Any, dict[str, Any], Any, Callable[[Any], Any]]] = [
    (gr.JSON, {}, {"a": [1, {"b": 2}]}, lambda v: v["a"][1].update(b=3)),
    (gr.JSON, {}, [True, 0, 1], lambda v: v.__setitem__(0, 1)),
    (gr.JSON, {}, {"a": 1, "b": 2}, lambda v: v.pop("a")),
    (gr.JSON, {}, {1: "a"}, lambda v: v.update({1: "b"})),
    (gr.JSON, {}, [[1, 2], [3]], lambda v: v[0].pop()),
    (gr.JSON, {"postprocess": False}, {"a": [1]}, lambda v: v["a"].append(2)),
    (gr.HTML, {}, {"a": 1}, lambda v: v.update(a=2)),
    (Plain, {}, {"a": [1]}, lambda v: v["a"].append(2)),
    (gr.Label, {}, {"cat": 0.9, "dog": 0.1}, lambda v: v.update(dog=0.2)),
    (gr.Dataframe, {}, [[1, 2], [3, 4]], lambda v: v[0].__setitem__(1, 5)),
    (gr.Dataframe, {}, [[1, 2], [3, 4]], lambda v: v.append([5, 6])),
    (gr.Dataframe, {}, [[1, 2], [3, 4]], lambda v: v.pop(0)),
    (gr.Dataframe, {}, {"headers": ["a"], "data": [[1]]}, lambda v: v["data"].append([2])),
    (gr.Dataframe, {}, [{"a": 1}, {"a": 2}], lambda v: v[1].update(a=3)),
    (lambda: gr.Dropdown(["a", "b"], multiselect=True), {}, ["a"], lambda v: v.append("b")),
    (lambda: gr.CheckboxGroup(["a", "b"]), {}, ["a"], lambda v: v.append("b")),
    (gr.Chatbot, {}, [{"role": "user", "content": "a"}], lambda v: v[0].update(content="ab")),
    (gr.Chatbot, {}, [{"role": "user", "content": "a"}], lambda v: v.insert(0, {"role": "user", "content": "b"})),
    (gr.Chatbot, {}, [{"role": "user", "content": ["a", "b"]}], lambda v: v[0]["content"].pop()),
    (Twice, {}, [{"role": "user", "content": "a"}], lambda v: v[0].update(content="b")),
    (Fileless, {}, [{"role": "user", "content": "a"}], lambda v: v[0].update(content="b")),
    (gr.Chatbot, {"postprocess": False}, [{"role": "user", "content": "a"}], lambda v: v[0].update(content="b")),
]


@pytest.mark.parametrize(("component", "options", "value", "change"), MUTABLE)
@pytest.mark.parametrize("asynchronous", [False, True])
def test_what_was_changed_in_place_shows(
    page: Any, component: Any, options: Any, value: Any, change: Any, asynchronous: bool
) -> None:
    value = copy.deepcopy(value)
    seen: list[Any] = []

    def work() -> Iterator[Any]:
        yield value
        seen.append(copy.deepcopy(value))
        yield value
        change(value)
        seen.append(copy.deepcopy(value))
        yield value

    async def work_later() -> Any:
        for one in work():
            yield one

    first, again, last = shown_by(page, component, work_later if asynchronous else work, **options)

    def once(number: int) -> Any:
        return shown_by(page, component, lambda: iter_of(seen[number]), **options)[0]

    assert same(first, again)
    assert same(first, once(0))
    assert same(last, once(1))
    assert not same(first, last)


def iter_of(*values: Any) -> Iterator[Any]:
    yield from values


def test_a_component_that_makes_its_values_by_itself_is_asked_each_time(page: Any) -> None:
    values = shown_by(page, Counted, lambda: iter_of("a", "a", "a"))
    numbers = [one["made"] for one in values]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 3


def test_only_what_yields_has_its_values_watched_for_changes(page: Any) -> None:
    watched: list[str] = []

    class Noted(gr.Chatbot):
        def steps(self) -> Any:
            watched.append(self.label or "")
            return super().steps()

    value = [{"role": "user", "content": "a"}]

    async def later() -> Any:
        return value

    with gr.Blocks() as demo:
        for label, fn in {"returns": lambda: value, "later": later, "yields": lambda: iter_of(value, value)}.items():
            gr.Button().click(fn, None, Noted(label=label))
    calls = page(demo)
    done = [decode(encode(calls.call((listener.api_name,))[0]))[-2] for listener in demo.listeners.values()]
    shown = {"role": "user", "metadata": None, "content": [{"text": "a", "type": "text"}], "options": None}
    assert [one["output"]["data"] for one in done] == [[[shown]]] * 3
    assert watched == ["yields"]


@st.composite
def histories(draw: st.DrawFn) -> list[Any]:
    values = [draw(VALUES)]
    for _ in range(draw(st.integers(1, 4))):
        values.append(draw(changed(values[-1])))
    return values


def put_into(old: Any, new: Any) -> Any:
    """Make an object hold what another one holds, in place as far as its kind allows."""
    if type(old) is type(new) is dict:
        for key in [key for key in old if key not in new]:
            del old[key]
        for key in new:
            old[key] = put_into(old[key], new[key]) if key in old else copy.deepcopy(new[key])
        return old
    if type(old) is type(new) is list:
        old[:] = [put_into(old[i], one) if i < len(old) else copy.deepcopy(one) for i, one in enumerate(new)]
        return old
    return copy.deepcopy(new)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories())
def test_data_of_any_shape_changed_in_place(page: Any, values: list[Any]) -> None:
    def work() -> Iterator[Any]:
        value = None
        for one in values:
            value = put_into(value, one)
            yield [value]

    for found, expected in zip(shown_by(page, gr.JSON, work), values, strict=True):
        assert same(found, [decode(encode(to_json(expected)))])


def test_a_component_that_the_session_changed_is_not_made_again_at_each_step(
    page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    class Noted(gr.Chatbot):
        def __init__(self, *args: Any, **named: Any) -> None:
            made.append(named.get("label", ""))
            super().__init__(*args, **named)

    def work() -> Iterator[Any]:
        yield gr.update(label="one")
        for text in ("a", "ab", "abc"):
            yield [{"role": "user", "content": text}]
        yield gr.update(label="two")
        yield [{"role": "user", "content": "abcd"}]

    values = shown_by(page, Noted, work)
    assert [one[0]["content"][0]["text"] for one in values[1:4]] == ["a", "ab", "abc"]
    assert values[4]["label"] == "two"
    assert made == ["", "one", "two"]
