"""Conversations: said, streamed, stopped, taken back, judged, kept."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

import portico as gr
from portico.testing import AppTest, NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def answer(message: str, history: list[Any]) -> Iterator[str]:
    for end in ("", "…", f"{len(history)} {message}"):
        yield f"Answer {end}".strip()


def words(at: AppTest) -> list[str]:
    return [message["content"][0]["text"] for message in at["Chatbot"].value]


def test_a_chat_answers_and_streams(visit: Callable[..., AppTest]) -> None:
    at = visit(gr.ChatInterface(answer, title="Chat"))
    assert at.chat("hi") == "Answer 0 hi"
    assert [step.value[-1]["content"][0]["text"] for step in at.stream_chat("and") if step.values[1:] == ()] == [
        "Answer", "Answer …", "Answer 2 and",
    ]  # fmt: skip
    assert words(at) == ["hi", "Answer 0 hi", "and", "Answer 2 and"]
    assert at["textbox"].value == ""
    at["Chatbot"].undo()
    assert (words(at), at["textbox"].value) == (["hi", "Answer 0 hi"], "and")
    at["Chatbot"].retry()
    assert words(at) == ["hi", "Answer 0 hi"]
    assert at.chat("   ") == "Answer 0 hi"
    at["Chatbot"].clear()
    assert at["Chatbot"].value == []
    for do in (at["Chatbot"].clear, at["Chatbot"].undo):
        with pytest.raises(NotPossible, match="it is empty already|nobody has said anything yet"):
            do()


def test_an_answer_is_stopped(visit: Callable[..., AppTest]) -> None:
    gate = threading.Event()

    def slow(message: str, history: list[Any]) -> Iterator[str]:
        yield "begun"
        gate.wait(10)
        yield "never seen"

    at = visit(gr.ChatInterface(slow))
    for step in at.stream_chat("hi"):
        if step.value and step.value[-1]["content"][0]["text"] == "begun":
            with pytest.raises(NotPossible, match="disabled"):
                at["textbox"].fill("more")
            at["textbox"].stop(wait=False)
            gate.set()
    assert words(at) == ["hi", "begun"]
    assert at["textbox"].interactive


def test_words_are_changed_and_judged_and_chosen(visit: Callable[..., AppTest]) -> None:
    judged: list[Any] = []

    def note(event: gr.LikeData) -> None:
        judged.append((event.index, event.value, event.liked))

    with gr.ChatInterface(answer, editable=True, examples=["one", "two"]) as demo:
        demo.chatbot.like(note, None, None)
    at = visit(demo)
    at["Chatbot"].choose("two")
    assert words(at) == ["two", "Answer 0 two"]
    at["Chatbot"].edit(0, "three")
    assert words(at) == ["three", "Answer 0 three"]
    at["Chatbot"].like(1)
    at["Chatbot"].like(1, opinion=False)
    assert judged == [(1, ["Answer 0 three"], True), (1, ["Answer 0 three"], False)]
    for do, why in (
        (lambda: at["Chatbot"].edit(1, "x"), "editable='user'"),
        (lambda: at["Chatbot"].like(0), "it is the visitor's own"),
        (lambda: at["Chatbot"].like(1, "Odd"), r"its feedback options are \['Like', 'Dislike'\]"),
        (lambda: at["Chatbot"].edit(9, "x"), "it has 2, counted from 0"),
        (lambda: at["Chatbot"].choose("x"), "its last message does not offer that"),
    ):
        with pytest.raises(NotPossible, match=why):
            do()


def test_conversations_are_kept_in_the_browser(visit: Callable[..., AppTest]) -> None:
    at = visit(gr.ChatInterface(answer, save_history=True))
    at.chat("first words")
    at.click("New chat")
    at.chat("second words")
    kept = at.all("dataset")[0]
    assert kept.props["samples"] == [["second words"], ["first words"]]
    at.revisit()
    assert at["Chatbot"].value == []
    at.all("dataset")[0].choose("first words")
    assert words(at) == ["first words", "Answer 0 first words"]
    assert at.another_session().all("dataset")[0].props["samples"] == []


def test_a_conversation_of_ones_own(visit: Callable[..., AppTest]) -> None:
    def say(text: str, talk: list[Any]) -> tuple[str, list[Any]]:
        return "", [*talk, {"role": "user", "content": text}, {"role": "assistant", "content": text[::-1]}]

    with gr.Blocks() as demo:
        talk, field = gr.Chatbot(label="Talk"), gr.Textbox(label="Message")
        gr.Button("Send").click(say, [field, talk], [field, talk])
    at = visit(demo)
    assert at.chat("abc") == "cba"
    with gr.Blocks() as other:
        talk, one, two = gr.Chatbot(label="Talk"), gr.Textbox(label="One"), gr.Textbox(label="Two")
        for field in (one, two):
            field.submit(say, [field, talk], [field, talk])
    at = visit(other)
    with pytest.raises(NotPossible, match=r"at\.chat finds no field that clearly speaks"):
        at.chat("abc")
    at["One"].submit("abc")
    assert at["Talk"].value[-1]["content"][0]["text"] == "cba"
    with gr.Blocks() as none:
        gr.Textbox(label="One")
    with pytest.raises(NotPossible, match="at.chat needs one conversation in sight; there are 0"):
        visit(none).chat("abc")
