"""A growing conversation: what did not change is the same object as before, however the program changes it."""

from __future__ import annotations

import copy
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import portico as gr
from portico.components.chatmessage import to_wire
from portico.components.continued import Continued
from portico.components.transcript import Transcript
from portico.errors import ResultError


def said(content: Any, **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content, **more}


def test_what_did_not_change_is_the_same_object() -> None:
    show = gr.Chatbot().steps()
    history = [said("one"), gr.ChatMessage("two"), said([{"text": "three", "type": "text"}]), said("")]
    first = [*show(history)]
    history[-1]["content"] += "four"
    second = show(list(history))
    assert [one is other for one, other in zip(first, second, strict=True)] == [True, True, True, False]
    assert second[-1]["content"] == [{"text": "four", "type": "text"}]


def words(text: str, role: str = "user") -> dict[str, Any]:
    return {"role": role, "metadata": None, "content": [{"text": text, "type": "text"}], "options": None}


CHANGES: list[tuple[Any, Callable[[Any], Any]]] = [
    (said("a"), lambda one: one.update(content="b")),
    (said("a"), lambda one: one.update(role="user")),
    (said(["a"]), lambda one: one["content"].append("b")),
    (said([{"text": "a", "type": "text"}]), lambda one: one["content"][0].update(text="b")),
    (said("a", metadata={"title": "t", "status": "pending"}), lambda one: one["metadata"].update(status="done")),
    (said("a", options=[{"value": "x"}]), lambda one: one["options"][0].update(label="X")),
    (gr.ChatMessage("a"), lambda one: setattr(one, "content", "b")),
    (gr.ChatMessage("a"), lambda one: one.metadata.update(title="t")),
    (gr.ChatMessage("a"), lambda one: one.options.append({"value": "x"})),
    (said({"path": "a.png"}), lambda one: one["content"].update(alt_text="b")),
    (words("a"), lambda one: one.update(role="assistant")),
    (words("a"), lambda one: one.update(metadata={"title": "t"})),
    (words("a"), lambda one: one.update(options=[{"value": "x"}])),
    ({**words("a"), "metadata": {"title": "t"}}, lambda one: one["metadata"].update(title="u")),
    ({**words("a"), "options": [{"value": "x"}]}, lambda one: one["options"][0].update(value="y")),
    (words("a"), lambda one: one["content"][0].update(text="b")),
    (words("a"), lambda one: one["content"].append({"text": "b", "type": "text"})),
    (words("a"), lambda one: one["content"].__setitem__(0, {"path": "https://example.org/a.png"})),
]


@pytest.mark.parametrize(("message", "change"), CHANGES)
def test_a_message_changed_in_place_is_shown_anew(message: Any, change: Callable[[Any], Any]) -> None:
    transcript = Transcript()
    before = [*transcript.shown([message])]
    assert transcript.shown([message])[0] is before[0]
    change(message)
    after = transcript.shown([message])
    assert after[0] is not before[0]
    assert after != before
    assert after == Transcript().shown([message])


def test_a_file_that_was_written_anew_is_shown_anew(tmp_path: Path) -> None:
    picture = tmp_path / "a.txt"
    picture.write_text("one")
    transcript = Transcript()
    for content in ({"path": str(picture)}, (str(picture), "a")):
        before = transcript.shown([said(content)])[0]
        assert transcript.shown([said(content)])[0] is before
        os.utime(picture, ns=(1, len(str(content))))
        assert transcript.shown([said(content)])[0] is not before


def test_messages_come_and_go() -> None:
    transcript = Transcript([("<t>", "</t>")])
    texts = [one["content"][0]["text"] for one in transcript.shown([said("<t>a</t>b"), said("c")])]
    assert texts == ["a", "b", "c"]
    assert len(transcript.shown([said("c")])) == 1
    assert transcript.shown(None) == []
    with pytest.raises(ResultError, match="pairs"):
        transcript.shown([["q", "a"]])


def test_settled_messages_are_not_looked_at() -> None:
    settled = [words(f"{n}") for n in range(50)]
    transcript = Transcript()
    answer = said("a")
    first = [*transcript.shown(Continued(settled, [answer]))]
    # Nobody may do this. Whether somebody did is not looked for: that would cost a look at each message with each word.
    settled[7]["content"][0]["text"] = "changed"
    answer["content"] += "b"
    second = transcript.shown(Continued(settled, [answer]))
    assert [at for at, (one, other) in enumerate(zip(first, second, strict=True)) if one is not other] == [50]
    assert second[50]["content"] == [{"text": "ab", "type": "text"}]


def test_messages_settled_elsewhere_are_looked_at() -> None:
    transcript = Transcript()
    settled = [words("a"), words("b")]
    transcript.shown(Continued(settled, [words("c")]))
    other = copy.deepcopy(settled)
    other[0]["content"][0]["text"] = "A"
    assert transcript.shown(Continued(other, [words("c")])) == to_wire([*other, words("c")])
    other[0]["content"][0]["text"] = "again"
    assert transcript.shown([*other, words("c")]) == to_wire([*other, words("c")])
    other[0]["content"][0]["text"] = "and again"
    assert transcript.shown([*other]) == to_wire(other)
    assert transcript.shown(Continued(settled, [])) == to_wire(settled)


def test_a_file_in_a_settled_message_may_be_written_anew(tmp_path: Path) -> None:
    picture = tmp_path / "a.txt"
    picture.write_text("one")
    file = {"file": {"path": str(picture)}, "alt_text": None, "type": "file"}
    settled = [words("a"), {**words("b"), "content": [file]}]
    transcript = Transcript()
    before = [*transcript.shown(Continued(settled, [words("c")]))]
    same = [*transcript.shown(Continued(settled, [words("c")]))]
    os.utime(picture, ns=(1, 1))
    after = transcript.shown(Continued(settled, [words("d")]))
    assert [one is other for one, other in zip(before, same, strict=True)] == [True, True, True]
    assert [one is other for one, other in zip(before, after, strict=True)] == [True, False, False]


def test_a_conversation_that_goes_on_leaves_as_a_plain_list() -> None:
    found = Continued([words("a")], [words("b")])
    for one in (pickle.loads(pickle.dumps(found)), copy.copy(found), copy.deepcopy(found)):
        assert type(one) is list
        assert one == found


TALKS = st.lists(st.sampled_from(["", "a", "<t>x</t>", "<t>x</t>y", "yes"]), max_size=4)


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), TALKS, st.none() | TALKS, st.booleans()), min_size=1, max_size=8))
def test_every_row_shows_what_it_says(rows: list[tuple[bool, list[str], list[str] | None, bool]]) -> None:
    tags = [("<t>", "</t>")]
    transcript = Transcript(tags)
    settled: list[Any] = []
    more: list[Any] = []
    going: Continued | None = None
    for plain, texts, new, in_place in rows:
        if new is not None:
            settled = [words(text) for text in new]
        if in_place and more:
            more[-1]["content"][0]["text"] += "z"
        else:
            more = [words(text, "assistant") for text in texts]
        if going is None or going.settled is not settled:
            going = Continued(settled)
        value = [*settled, *more] if plain else going.by(more)
        assert transcript.shown(value) == to_wire(copy.deepcopy(value), tags)


def test_only_what_is_new_is_published(launched: Any, tmp_path: Path) -> None:
    from gradio_client import Client

    note = tmp_path / "note.txt"
    note.write_text("a note")
    kept = tmp_path / "files"

    def grow() -> Any:
        history = [said({"path": str(note)}), said("")]
        for word in ("a", "b", "c"):
            history[-1]["content"] += word
            yield history

    with gr.Blocks() as demo:
        chat = gr.Chatbot(label="Chat")
        demo.load(grow, None, chat)
    shown = Client(launched(demo).url, verbose=False).predict(api_name="/grow")
    assert shown[1]["content"][0]["text"] == "abc"
    assert len(list(kept.rglob("note.txt"))) == 1
