"""Chatbot: messages in every form a program may write them, and the one form in which they travel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client

import portico as gr
from portico.components.chatbot import Message
from portico.errors import InvalidPayload, ResultError
from portico.graph.files import NewFile
from portico.wire.files import FileData


def shown(*messages: Any, **options: Any) -> Any:
    return gr.Chatbot(**options).postprocess(list(messages))


def text(words: str) -> dict[str, str]:
    return {"text": words, "type": "text"}


def on_wire(role: str, *parts: Any, metadata: Any = None, options: Any = None) -> dict[str, Any]:
    return {"role": role, "metadata": metadata, "content": list(parts), "options": options}


def user(content: Any, **more: Any) -> dict[str, Any]:
    return {"role": "user", "content": content, **more}


def test_no_messages_are_an_empty_list() -> None:
    assert gr.Chatbot().value == []
    assert gr.Chatbot().postprocess(None) == []
    assert gr.Chatbot().preprocess(None) == []


def test_text_becomes_one_part() -> None:
    assert shown(user("hi")) == [on_wire("user", text("hi"))]
    assert shown(user("hi", other=1)) == [on_wire("user", text("hi"))]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("\n   hi\n     there  \n\n", "hi\n  there  "),
        (" hi ", "hi "),
        ("a\n    b", "a\nb"),
        ("a\n\n- b\n  c", "a\n\n- b\n  c"),
        ("", ""),
        ("\n", ""),
    ],
)
def test_text_loses_the_indentation_of_the_code_around_it(written: str, words: str) -> None:
    assert shown(user(written)) == [on_wire("user", text(words))]


def test_parts_keep_their_text_as_it_is() -> None:
    assert shown(user([text(" a\n"), "b"])) == [on_wire("user", text(" a\n"), text("b"))]
    assert shown(user([])) == []


def test_a_message_object_has_metadata_and_options() -> None:
    assert shown(gr.ChatMessage("hi")) == [on_wire("assistant", text("hi"), metadata={}, options=[])]
    thought = Message(role="assistant", content="hm", metadata={"title": "Thinking", "id": 1, "duration": 1})
    assert shown(thought)[0]["metadata"] == {"title": "Thinking", "id": 1, "duration": 1}
    choice = gr.ChatMessage("?", options=[{"value": "a"}, {"value": "b", "label": "B"}])
    assert shown(choice)[0]["options"] == [{"value": "a"}, {"value": "b", "label": "B"}]


def test_metadata_that_nobody_knows_is_left_out() -> None:
    assert shown(user("hi", metadata={"title": "t", "cost": 3}))[0]["metadata"] == {"title": "t"}


@pytest.mark.parametrize("content", [{"path": "a/red.png", "alt_text": "red"}, ("a/red.png", "red")])
def test_a_file_is_named_by_its_path(content: Any) -> None:
    part = shown(user(content))[0]["content"][0]
    assert part == {"file": NewFile("a/red.png", "red.png", "image/png"), "alt_text": "red", "type": "file"}


def test_a_component_travels_with_its_value_and_its_properties() -> None:
    part = shown(user(gr.Textbox("x", label="L")))[0]["content"][0]
    assert part["component"] == "textbox"
    assert part["value"] == "x"
    assert part["constructor_args"] == {"label": "L", "render": False}
    assert part["props"]["label"] == "L"


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("<think>a</think>b", [("a", "done"), ("b", None)]),
        ("<think>a", [("a", "pending")]),
        ("x<think> a\n</think>\n\ny<hm>b</hm>", [("x", None), ("a", "done"), ("y", None), ("b", "done")]),
        ("a</think>b", [("a</think>b", None)]),
        ("<think></think>b", [("b", None)]),
        ("  ", []),
    ],
)
def test_marked_thoughts_are_messages_of_their_own(written: str, pieces: Any) -> None:
    found = shown(gr.ChatMessage(written), reasoning_tags=[("<think>", "</think>"), ("<hm>", "</hm>")])
    assert [(one["content"][0]["text"], (one["metadata"] or {}).get("status")) for one in found] == pieces
    assert all(one["metadata"]["title"] == "Reasoning" for one in found if one["metadata"])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("hello", "list of messages, got str"),
        ({"role": "user", "content": "hi"}, "list of messages, got dict"),
        ([["question", "answer"]], "no longer takes pairs"),
        ([{"content": "hi"}], "'role' and 'content'"),
        ([7], "cannot show int"),
        ([{"role": 7, "content": "hi"}], "role is"),
        ([{"role": "user", "content": None}], "got NoneType"),
        ([{"role": "user", "content": {"a": 1}}], r"got a dictionary with \['a'\]"),
        ([{"role": "user", "content": "hi", "metadata": {"title": 5}}], r"metadata\['title'\] is str"),
        ([{"role": "user", "content": "hi", "metadata": {"status": "half"}}], "'pending' or 'done'"),
        ([{"role": "user", "content": "hi", "options": ["a"]}], "an option is"),
        ([gr.ChatMessage(gr.State(1))], "nothing to show"),
    ],
)
def test_what_is_no_message_is_refused_in_words(wrong: Any, words: str) -> None:
    with pytest.raises(ResultError, match=words):
        gr.Chatbot().postprocess(wrong)


def test_a_function_receives_what_the_page_shows() -> None:
    sent = [on_wire("user", text("hi"), {"file": FileData("/tmp/a.png", orig_name="a.png"), "alt_text": "A"})]
    received = gr.Chatbot().preprocess(sent)
    assert received[0]["content"][0] == text("hi")
    file = received[0]["content"][1]
    assert (file["type"], file["alt_text"], file["file"]["path"]) == ("file", "A", "/tmp/a.png")
    again = gr.Chatbot().postprocess(received)[0]["content"][1]
    assert again == {"file": NewFile("/tmp/a.png", "a.png", "image/png"), "alt_text": "A", "type": "file"}


def test_a_component_comes_back_as_it_was() -> None:
    first = shown(user(gr.Number(3, label="N")))
    assert gr.Chatbot().postprocess(gr.Chatbot().preprocess(first)) == first


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("hi", "list of messages, got str"),
        ([["q", "a"]], "Chatbot expects messages"),
        ([{"role": "user", "content": "hi"}], "as a list of parts"),
        ([on_wire("user", {"type": "text"})], "parts of a message"),
        ([on_wire("user", {"type": "file", "file": {"path": "/etc/passwd"}})], "parts of a message"),
        ([on_wire("user", text("a"), metadata={"title": 1})], "metadata"),
        ([on_wire("user", text("a"), options=["x"])], "option"),
    ],
)
def test_what_a_visitor_may_not_send_is_refused(sent: Any, words: str) -> None:
    with pytest.raises(InvalidPayload, match=words):
        gr.Chatbot().preprocess(sent)


@pytest.mark.parametrize(
    "wrong",
    [
        {"layout": "wide"},
        {"editable": True},
        {"avatar_images": "a.png"},
        {"examples": ["hi"]},
        {"reasoning_tags": ["<think>"]},
    ],
)
def test_wrong_arguments_are_refused_while_the_page_is_built(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"Chatbot\("):
        gr.Chatbot(**wrong)


def test_an_update_keeps_what_it_does_not_name() -> None:
    tagged = gr.Chatbot(reasoning_tags=[("<t>", "</t>")]).updated({"label": "New", "examples": [{"text": "a"}]})
    assert tagged.label == "New"
    assert len(tagged.postprocess([user("<t>a</t>b")])) == 2
    assert tagged.changed_props(["label", "examples"]) == {"label": "New", "examples": [{"text": "a"}]}


def test_it_says_which_buttons_do_something() -> None:
    with gr.Blocks() as demo:
        chat = gr.Chatbot(label="Chat")
        chat.like(lambda: None)
        chat.undo(lambda: None)
    props = demo.get_config_file()["components"][0]["props"]
    assert (props.get("likeable"), props.get("_undoable"), props.get("_retryable")) == (True, True, None)
    schema = demo.get_config_file()["components"][0]["api_info"]
    assert schema["items"]["required"] == ["role", "content"]


def test_a_client_sends_and_receives_messages_with_files(launched: Any, tmp_path: Path) -> None:
    picture = tmp_path / "note.txt"
    picture.write_text("a note")

    def attach(history: list[Any]) -> list[Any]:
        return [*history, {"role": "assistant", "content": ["See", {"path": str(picture)}]}]

    with gr.Blocks() as demo:
        chat = gr.Chatbot([{"role": "assistant", "content": "Hello"}], label="Chat")
        chat.change(attach, chat, chat)
    client = Client(launched(demo).url, verbose=False)
    first, second = client.predict()
    assert first == on_wire("assistant", text("Hello"))
    assert second["content"][0] == text("See")
    assert Path(second["content"][1]["file"]).read_text() == "a note"
    assert client.predict([], api_name="/attach")[0]["role"] == "assistant"


def test_a_stream_sends_only_the_new_words(launched: Any) -> None:
    def grow(history: list[Any]) -> Any:
        history = [*history, {"role": "assistant", "content": ""}]
        for word in ("one ", "two ", "three"):
            history[-1]["content"] += word
            yield history

    with gr.Blocks() as demo:
        chat = gr.Chatbot(label="Chat")
        chat.change(grow, chat, chat)
    job = Client(launched(demo).url, verbose=False).submit([on_wire("user", text("go"))], api_name="/grow")
    assert job.result()[1]["content"] == [text("one two three")]
    assert [step[1]["content"][0]["text"] for step in job.outputs()] == ["one ", "one two ", "one two three"]
