"""A generator that says what changed, with `gr.append` and `gr.patch`, instead of giving the whole value again."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

import portico as gr
from portico.wire.codec import decode, encode


def steps_of(page: Any, component: Any, fn: Any) -> tuple[list[Any], Any]:
    """Return the `data` of each step of a generator whose output is the component, and how it ended."""
    with gr.Blocks() as demo:
        out = component()
        gr.Button().click(fn, None, out, api_name="f")
    messages = page(demo).call(("f",))[0]
    steps = [one["output"]["data"][0] for one in messages if one["msg"] == "process_generating"]
    return decode(encode(steps)), messages[-2]["output"]


def said(role: str, content: Any, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, **more}


@pytest.mark.parametrize("component", [gr.Textbox, gr.Markdown, gr.Code, gr.HTML])
def test_text_is_added_to_the_text_before_and_the_first_begins_it(page: Any, component: Any) -> None:
    def tell() -> Iterator[Any]:
        for word in ("one", " two", "\nthree"):
            yield gr.append(word)

    steps, end = steps_of(page, component, tell)
    assert steps == ["one", [["append", [], " two"]], [["append", [], "\nthree"]]]
    assert end["data"] == ["one two\nthree"]


def test_text_is_added_as_if_the_whole_had_been_given(page: Any) -> None:
    def tell() -> Iterator[Any]:
        yield "  a\n"
        yield gr.append("b")

    assert steps_of(page, gr.Markdown, tell)[1]["data"] == ["a\nb"]


def test_asynchronous_generators_say_what_changed_too(page: Any) -> None:
    async def tell() -> AsyncIterator[Any]:
        yield gr.append("a")
        yield gr.append("b")

    steps, end = steps_of(page, gr.Textbox, tell)
    assert steps == ["a", [["append", [], "b"]]]
    assert end["data"] == ["ab"]


def test_words_are_added_to_the_last_message_or_to_another(page: Any) -> None:
    def answer() -> Iterator[Any]:
        yield [said("user", "Hi"), said("assistant", "")]
        yield gr.append("He")
        yield gr.append("llo")
        yield gr.append("!", 0)

    steps, end = steps_of(page, gr.Chatbot, answer)
    assert steps[1:] == [
        [["replace", [1, "content", 0, "text"], "He"]],
        [["append", [1, "content", 0, "text"], "llo"]],
        [["append", [0, "content", 0, "text"], "!"]],
    ]
    assert [one["content"][0]["text"] for one in end["data"][0]] == ["Hi!", "Hello"]


def test_messages_and_what_is_in_them_are_set(page: Any, tmp_path: Any) -> None:
    picture = tmp_path / "a.txt"
    picture.write_text("a")

    def answer() -> Iterator[Any]:
        yield [said("user", "Hi")]
        yield gr.patch(1, said("assistant", "thinking", metadata={"title": "Thought", "status": "pending"}))
        yield gr.patch([1, "metadata", "status"], "done")
        yield gr.patch([2], gr.ChatMessage("Hello"))
        yield gr.patch([-1, "content"], ["Hello", {"path": str(picture)}])
        yield gr.patch([-1, "content", 0], "Bye")
        yield gr.patch([-1, "content", 0, "text"], "Good bye")

    steps, end = steps_of(page, gr.Chatbot, answer)
    assert steps[2] == [["replace", [1, "metadata", "status"], "done"]]
    assert [step[0][:2] for step in steps[1:]] == [
        ["add", [1]],
        ["replace", [1, "metadata", "status"]],
        ["add", [2]],
        ["add", [2, "content", 1]],
        ["replace", [2, "content", 0, "text"]],
        ["replace", [2, "content", 0, "text"]],
    ]
    last = end["data"][0][2]["content"]
    assert last[0] == {"text": "Good bye", "type": "text"}
    assert last[1]["file"]["orig_name"] == "a.txt"


def test_data_is_changed_in_place_and_the_program_s_own_is_not(page: Any) -> None:
    mine = {"rows": [[1], [2]], "name": "a"}

    def work() -> Iterator[Any]:
        yield mine
        yield gr.patch(["rows", 2], [3])
        yield gr.patch(["rows", -1, 0], 4)
        yield gr.patch("done", True)
        yield gr.append("b", "name")

    steps, end = steps_of(page, gr.JSON, work)
    assert steps[1:] == [
        [["add", ["rows", 2], [3]]],
        [["replace", ["rows", 2, 0], 4]],
        [["add", ["done"], True]],
        [["append", ["name"], "b"]],
    ]
    assert end["data"] == [{"rows": [[1], [2], [4]], "name": "ab", "done": True}]
    assert mine == {"rows": [[1], [2]], "name": "a"}


def test_a_whole_value_may_come_in_between(page: Any) -> None:
    history = [said("assistant", "a")]

    def answer() -> Iterator[Any]:
        yield history
        yield gr.append("b")
        yield history
        history[0]["content"] = "c"
        yield history
        yield gr.append("d")

    steps, end = steps_of(page, gr.Chatbot, answer)
    assert steps[2] == [["replace", [0, "content", 0, "text"], "a"]]
    assert end["data"][0][0]["content"][0]["text"] == "cd"


def test_nothing_and_updates_in_between_leave_the_value(page: Any) -> None:
    def tell() -> Iterator[Any]:
        yield "a"
        yield gr.skip()
        yield gr.append("b")
        yield gr.update(label="L", value=gr.append("c"))
        yield gr.append("d")

    steps, end = steps_of(page, gr.Textbox, tell)
    assert steps[2] == [["replace", [], "ab"]]
    assert end["data"] == ["abcd"]


def test_several_outputs_change_each_by_itself(page: Any) -> None:
    def tell() -> Iterator[Any]:
        yield gr.append("a"), [1]
        yield gr.append("b"), gr.patch([1], 2)
        yield {text: gr.append("c")}

    with gr.Blocks() as demo:
        text, data = gr.Textbox(), gr.JSON()
        gr.Button().click(tell, None, [text, data], api_name="f")
    messages = decode(encode(page(demo).call(("f",))[0]))
    assert messages[-3]["output"]["data"] == [[["append", [], "c"]], [["replace", [], {"__type__": "update"}]]]
    assert messages[-4]["output"]["data"] == [[["append", [], "b"]], [["add", [1], 2]]]


WRONG: list[tuple[Any, Any, Any, str]] = [
    (gr.JSON, [1], lambda: gr.patch([3], 2), r"gr.patch\(\[3\], …\): in the value is a list of 1"),
    (gr.JSON, [1], lambda: gr.patch([-2], 2), "is a list of 1"),
    (gr.JSON, [1], lambda: gr.patch(["a"], 2), "got 'a' as index"),
    (gr.JSON, {"a": {}}, lambda: gr.patch(["a", "b", "c"], 2), "has no 'b'"),
    (gr.JSON, {"a": 1}, lambda: gr.patch([0], 2), "whose keys are texts"),
    (gr.JSON, {"a": 1}, lambda: gr.patch(["a", "b"], 2), "is a number, in which there is no 'b'"),
    (gr.JSON, {"a": 1}, lambda: gr.append("x", ["a"]), "there is a number there, and no text"),
    (gr.JSON, {"a": 1}, lambda: gr.append("x"), "the value is no text but a dictionary"),
    (gr.JSON, {"a": "b"}, lambda: gr.append(1), "adds a text"),
    (gr.JSON, {"a": "b"}, lambda: gr.patch([1.5], 1), "A path is made of keys"),
    (gr.Number, 3, lambda: gr.append("4"), "no text but a number"),
    (gr.Chatbot, [], lambda: gr.append("4"), "Yield the message first"),
    (gr.Chatbot, [said("user", {"path": "https://example.org/a.png"})], lambda: gr.append("4"), "does not end with"),
    (gr.Chatbot, [said("user", "a")], lambda: gr.patch(5, said("user", "b")), "is a list of 1"),
    (gr.Chatbot, [said("user", "a")], lambda: gr.patch(0, "b"), "as a message"),
]


@pytest.mark.parametrize(("component", "value", "change", "text"), WRONG)
def test_a_wrong_place_is_a_clear_error(page: Any, component: Any, value: Any, change: Any, text: str) -> None:
    def work() -> Iterator[Any]:
        yield value
        yield change()

    assert re.search(text, steps_of(page, component, work)[1]["error"])


def test_without_a_value_before_there_is_nothing_to_change(page: Any) -> None:
    def early() -> Iterator[Any]:
        yield gr.patch(["a"], 1)

    assert "Yield a whole value first" in steps_of(page, gr.JSON, early)[1]["error"]
    assert "Yield a whole value first" in steps_of(page, gr.Chatbot, lambda: iter_of(gr.append("a")))[1]["error"]
    assert "A function that returns" in steps_of(page, gr.Textbox, lambda: gr.append("a"))[1]["error"]


def iter_of(*values: Any) -> Iterator[Any]:
    yield from values


def test_rows_are_added_to_a_table(page: Any) -> None:
    def train() -> Iterator[Any]:
        yield {"headers": ["epoch", "loss"], "data": []}
        for epoch in range(2):
            yield gr.patch(["data", epoch], [epoch, 0.5])

    steps, end = steps_of(page, gr.Dataframe, train)
    assert steps[1:] == [[["add", ["data", 0], [0, 0.5]]], [["add", ["data", 1], [1, 0.5]]]]
    assert end["data"][0]["data"] == [[0, 0.5], [1, 0.5]]


def test_the_answer_of_a_chat_comes_in_pieces(page: Any) -> None:
    def answer(message: str, history: list[Any]) -> Iterator[Any]:
        yield gr.append("He")
        yield gr.append("llo")
        if message == "wrong":
            yield gr.patch([0], "x")

    demo = gr.ChatInterface(answer, api_name="chat")
    ended = page(demo).call(("chat", "Hi", None))[0]
    steps = [one["output"]["data"][0] for one in decode(encode(ended)) if one["msg"] == "process_generating"]
    assert steps == ["He", [["append", [], "llo"]]]
    assert "gr.append(text) adds" in page(demo).data(("chat", "wrong", None), session="t")
