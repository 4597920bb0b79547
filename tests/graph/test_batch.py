"""A function that takes lists: what each caller gives and gets stays that caller's."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

import portico as gr
from portico.errors import BuildError
from portico.wire.caller import Caller
from portico.wire.messages import Output


class Surroundings(SimpleNamespace):
    """One caller's, with a session of its own."""

    def __init__(self, session: str) -> None:
        caller = Caller(session=session, query=[("who", session)])
        super().__init__(session=session, job=session, caller=caller, files=None, event_data=None, trigger=None)
        self.simple = False
        self.kept: dict[str, Any] = {}
        self.ran = 0

    async def load(self, key: str) -> Any:
        return self.kept[key]

    async def save(self, key: str, value: Any) -> None:
        self.kept[key] = value

    async def execute(self, fn: Any) -> Any:
        self.ran += 1
        return fn()


def together(demo: gr.Blocks, *rows: list[Any], calls: list[Surroundings] | None = None) -> list[Any]:
    """Run the first listener once for several callers: each's data, or the text of its failure."""
    listener = demo.listeners[0]
    calls = calls or [Surroundings(f"s{number}") for number in range(len(rows))]
    found = asyncio.run(listener.run_batch([list(row) for row in rows], calls, calls[0]))
    assert calls[0].ran <= 2
    return [one.data if isinstance(one, Output) else str(one) for one in found]


def page_of(fn: Any, inputs: Any = None, outputs: Any = None, **options: Any) -> gr.Blocks:
    with gr.Blocks() as demo:
        box = gr.Textbox(label="Word")
        gr.Button().click(fn, box if inputs is None else inputs(box), box if outputs is None else outputs(box),
                          batch=True, **options)  # fmt: skip
    return demo


def test_lists_go_in_and_each_gets_their_element_back() -> None:
    seen: list[Any] = []

    def shout(words: list[str], numbers: list[float]) -> tuple[list[str], list[float]]:
        seen.append((words, numbers))
        return [word.upper() for word in words], [number + 1 for number in numbers]

    with gr.Blocks() as demo:
        word, number = gr.Textbox(), gr.Number()
        gr.Button().click(shout, [word, number], [word, number], batch=True)
    assert together(demo, ["a", 1], ["b", 2], ["c", 3]) == [["A", 2], ["B", 3], ["C", 4]]
    assert seen == [(["a", "b", "c"], [1, 2, 3])]


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("form", ["nested", "tuple", "flat", "array"])
def test_one_output_may_come_in_a_list_of_its_own_or_alone(form: str, count: int) -> None:
    numpy = pytest.importorskip("numpy")
    forms = {"nested": lambda w: [w], "tuple": lambda w: (tuple(w),), "flat": list, "array": numpy.array}
    demo = page_of(forms[form])
    words = ["x", "y", "z"][:count]
    assert together(demo, *([word] for word in words)) == [[word] for word in words]


def test_lists_as_values_are_not_taken_for_the_lists_of_the_batch() -> None:
    demo = page_of(lambda words: [[{"word": word}] * 2 for word in words], outputs=lambda _: gr.JSON())
    assert together(demo, ["a"]) == [[[{"word": "a"}] * 2]]
    assert together(demo, ["a"], ["b"]) == [[[{"word": "a"}] * 2], [[{"word": "b"}] * 2]]


def test_an_async_function_a_dictionary_of_inputs_and_one_of_outputs() -> None:
    async def later(words: list[str]) -> list[list[str]]:
        await asyncio.sleep(0)
        return [[word.upper() for word in words]]

    assert together(page_of(later), ["a"], ["b"]) == [["A"], ["B"]]

    with gr.Blocks() as demo:
        a, b = gr.Textbox(), gr.Textbox()
        gr.Button().click(
            lambda given: {b: [x + y for x, y in zip(given[a], given[b], strict=True)]}, {a, b}, [a, b], batch=True
        )
    (first, second) = together(demo, ["1", "2"], ["3", "4"])
    assert (first[1], second[1]) == ("12", "34")
    assert first[0]["__type__"] == "update"


def test_a_bad_input_is_its_senders_alone() -> None:
    seen: list[Any] = []

    def note(numbers: list[float]) -> list[list[float]]:
        seen.append(numbers)
        return [numbers]

    with gr.Blocks() as demo:
        number = gr.Number(label="Count", maximum=10)
        gr.Button().click(note, number, number, batch=True)
    first, failed, third = together(demo, [1], [99], [3])
    assert (first, third) == ([1], [3])
    assert failed.startswith("Count:")
    assert seen == [[1, 3]]
    missing, fine = together(demo, [], [5])
    assert "needs 1 inputs, got 0" in missing
    assert fine == [5]
    assert together(demo, [99])[0].startswith("Count:")
    assert seen == [[1, 3], [5]]  # nobody was left to call it for


def test_a_result_that_cannot_be_shown_is_its_receivers_alone() -> None:
    demo = page_of(lambda words: [[object() if word == "b" else 1 for word in words]], outputs=lambda _: gr.Number())
    first, failed, third = together(demo, ["a"], ["b"], ["c"])
    assert (first, third) == ([1], [1])
    assert isinstance(failed, str)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lambda words: [words[:-1]], "a list of 2 for"),
        (lambda words: [[*words, "more"]], "a list of 2 for"),
        (lambda words: "ab", "not a str"),
        (lambda words: None, "not a NoneType"),
        (lambda words: {"a": 1}, "not a dict"),
        (lambda words: (words, words, words), "not one of 3"),
    ],
)
def test_a_list_of_the_wrong_length_fails_all_with_words(given: Any, said: str) -> None:
    failures = together(page_of(given), ["a"], ["b"])
    assert failures[0] == failures[1]
    assert "runs in batches" in failures[0]
    assert said in failures[0]


def test_several_outputs_need_several_lists() -> None:
    demo = page_of(lambda words: [words], outputs=lambda box: [box, gr.Textbox()])
    failed, _ = together(demo, ["a"], ["b"])
    assert "must return 2 lists, one for each, not 1" in failed


def test_what_the_function_raises_is_everybodys_but_a_bad_input_keeps_its_own_words() -> None:
    def broken(numbers: list[float]) -> None:
        raise ValueError("no memory")

    with gr.Blocks() as demo:
        number = gr.Number(label="Count", maximum=10)
        gr.Button().click(broken, number, number, batch=True)
    first, bad, third = together(demo, [1], [99], [3])
    assert first == third == "no memory"
    assert bad.startswith("Count:")


@pytest.mark.requirement("R38")
def test_each_caller_has_their_own_state() -> None:
    def count(words: list[str], counts: list[int]) -> tuple[list[str], list[int]]:
        return [f"{word}{number}" for word, number in zip(words, counts, strict=True)], [n + 1 for n in counts]

    with gr.Blocks() as demo:
        word, state = gr.Textbox(), gr.State(0)
        gr.Button().click(count, [word, state], [word, state], batch=True)
    first, second = Surroundings("one"), Surroundings("two")
    assert together(demo, ["a", None], calls=[first]) == [["a0", None]]
    assert together(demo, ["a", None], ["b", None], calls=[first, second]) == [["a1", None], ["b0", None]]
    assert together(demo, ["a", None], ["b", None], calls=[second, first]) == [["a1", None], ["b2", None]]


def test_the_request_is_the_first_callers_and_a_skip_is_everybodys() -> None:
    def who(words: list[str], request: gr.Request) -> list[list[str]]:
        return [[request.query_params["who"]] * len(words)]

    assert together(page_of(who), ["a"], ["b"]) == [["s0"], ["s0"]]
    updates = together(page_of(lambda words: gr.skip()), ["a"], ["b"])
    assert [row[0]["__type__"] for row in updates] == ["update", "update"]
    assert together(page_of(lambda words: None, outputs=lambda _: []), ["a"], ["b"]) == [[], []]


def test_one_caller_alone_uses_it_like_any_function(page: Any) -> None:
    def report(words: list[str], progress: gr.Progress = gr.Progress()) -> list[list[str]]:
        progress(0.5)
        gr.Info(f"{words}")
        return [[word.upper() for word in words]]

    messages = page(page_of(report, api_name="up")).call(("up", "a"))[0]
    # What is said in a run for several callers might be about another of them, so none is told.
    kinds = ["estimation", "process_starts", "process_completed", "close_stream"]
    assert [message["msg"] for message in messages] == kinds
    assert messages[2]["output"]["data"] == ["A"]


def test_what_cannot_run_in_batches_is_said_when_the_page_is_built() -> None:
    def steps(words: list[str]):
        yield words

    with pytest.raises(BuildError, match="yields, so it cannot run in batches"):
        page_of(steps)
    with gr.Blocks():
        camera = gr.Image(sources="webcam", streaming=True)
        with pytest.raises(BuildError, match="piece after piece of one visitor"):
            camera.stream(lambda pictures: pictures, camera, camera, batch=True)
    with pytest.raises(BuildError, match="max_batch_size must be 1 or more, not 0"):
        page_of(lambda words: [words], max_batch_size=0)


@pytest.mark.parametrize("wrong", ["keep", -1, True, None, float("nan")])
def test_on_disconnect_is_checked_when_the_page_is_built(wrong: Any) -> None:
    with pytest.raises(BuildError, match="on_disconnect must be 'cancel', 'finish' or a number of seconds"):
        page_of(lambda words: [words], on_disconnect=wrong)


def test_on_disconnect_says_how_long_a_call_is_kept() -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        for how in ("cancel", "finish", 30):
            gr.Button().click(lambda x: x, box, box, on_disconnect=how)
        gr.on([box.change], lambda x: x, box, box, on_disconnect="finish")
    assert [one.kept for one in demo.listeners.values()] == [0.0, None, 30.0, None]
