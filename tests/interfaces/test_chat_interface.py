"""ChatInterface: what is on the page, what its function receives, and what clients get."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import ValidationError

import portico as gr
from portico.errors import BuildError, NotBuilt, ResultError
from portico.interfaces.chat_function import ChatFunction

from .asking import PAGE
from .reading import Described

HIDDEN = ("state", "json")


def echo(message: str, history: list[Any]) -> str:
    return f"{len(history)}: {message}"


def visible(tree: Any) -> Any:
    """A tree without what nobody sees."""
    return [(one[0], visible(one[1])) if isinstance(one, tuple) else one for one in tree if one not in HIDDEN]


FIELD = ("group", [("row", [("form", ["textbox"])])])


def test_a_conversation_stands_above_its_field() -> None:
    page = Described(gr.ChatInterface(echo, title="Echo", description="Says it again."))
    assert visible(page.tree()) == [("column", ["markdown", "markdown", "chatbot", FIELD])]
    assert (page.config["mode"], page.config["title"], page.config["fill_height"]) == ("chat_interface", "Echo", True)
    field = page.props("textbox")[0]
    assert (field["submit_btn"], field["stop_btn"], field["autofocus"]) == (True, False, True)


def test_additional_inputs_stand_behind_a_heading_unless_they_stand_elsewhere() -> None:
    def fn(message: str, history: list[Any], a: str, b: float) -> str:
        return message

    page = Described(gr.ChatInterface(fn, additional_inputs=["text", gr.Slider(label="B")]))
    assert visible(page.tree())[0][1][2:] == [("accordion", [("form", ["textbox", "slider"])])]
    assert page.props("accordion")[0]["open"] is False
    with gr.Blocks() as demo:
        here = gr.Slider(label="B")
        gr.ChatInterface(fn, additional_inputs=[gr.Textbox(render=False), here], additional_inputs_accordion="More")
    page = Described(demo)
    more = ("accordion", [("form", ["textbox"])])
    assert visible(page.tree()) == [("form", ["slider"]), ("column", ["chatbot", FIELD, more])]
    assert (page.props("accordion")[0]["label"], page.props("accordion")[0]["open"]) == ("More", True)


def test_the_programs_own_conversation_and_field_are_used() -> None:
    chatbot = gr.Chatbot(label="Talk", render=False)
    field = gr.Textbox(placeholder="Say", submit_btn="Go", stop_btn="Halt", container=False, render=False)
    page = Described(gr.ChatInterface(echo, chatbot=chatbot, textbox=field, editable=True, flagging_mode="manual",
                                      flagging_options=["Like", "Wrong"], examples=["a"]))  # fmt: skip
    props = page.props("chatbot")[0]
    assert (props["label"], props["editable"], props["feedback_options"]) == ("Talk", "user", ["Like", "Wrong"])
    assert (props["likeable"], props["_retryable"], props["_undoable"]) == (True, True, True)
    assert props["examples"] == [{"text": "a"}]
    assert page.props("textbox")[0]["submit_btn"] == "Go"
    running = next(one for one in page.config["dependencies"] if one["js"] and "text?.trim" in one["js"])
    assert '"stop_btn": "Halt"' in running["js"]


def test_examples_with_additional_inputs_are_a_table() -> None:
    def fn(message: str, history: list[Any], n: float) -> str:
        return message

    examples = [["a", 1], ["b", 2]]
    page = Described(gr.ChatInterface(fn, additional_inputs="number", examples=examples, examples_label="E"))
    assert visible(page.tree())[0][1][2] == "dataset"
    assert page.props("dataset")[0]["samples"] == [["a", 1], ["b", 2]]
    assert "examples" not in page.props("chatbot")[0]
    with pytest.raises(BuildError, match="each example is a list"):
        gr.ChatInterface(fn, additional_inputs="number", examples=["a"])


def test_labels_and_pictures_of_examples() -> None:
    page = Described(gr.ChatInterface(echo, examples=["a", ["b"]], example_labels=["A", "B"]))
    assert page.props("chatbot")[0]["examples"] == [
        {"text": "a", "display_text": "A"},
        {"text": "b", "display_text": "B"},
    ]
    with pytest.raises(BuildError, match="2 examples and 1 example_labels"):
        gr.ChatInterface(echo, examples=["a", "b"], example_labels=["A"])


def test_kept_conversations_stand_beside_the_open_one() -> None:
    page = Described(gr.ChatInterface(echo, save_history=True))
    beside, talk = visible(page.tree())[0][1][0][1]
    assert beside == ("column", ["button", ("form", ["textbox"]), "dataset", "browserstate"])
    assert talk == ("column", ["chatbot", FIELD])
    assert page.props("button")[0]["icon"]["orig_name"] == "plus.svg"
    other = Described(gr.ChatInterface(echo, save_history=True, title="Other"))
    assert page.props("browserstate")[0]["storage_key"] != other.props("browserstate")[0]["storage_key"]


@pytest.mark.parametrize("given", [{"multimodal": True}])
def test_what_is_not_built_says_so(given: dict[str, Any]) -> None:
    with pytest.raises(NotBuilt, match="ChatInterface"):
        gr.ChatInterface(echo, **given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"flagging_mode": "auto"}, "'never' or 'manual'"),
        (
            {"additional_inputs": "number"},
            r"takes 2 arguments, but a ChatInterface gives it the message .* 1 of additional_inputs\. .*: message, h",
        ),
        ({"examples": [7]}, "example of a chat"),
        ({"additional_inputs": "slyder"}, "no component called 'slyder'"),
    ],
)
def test_a_wrong_program_is_refused_while_it_is_built(given: dict[str, Any], words: str) -> None:
    with pytest.raises(BuildError, match=words):
        gr.ChatInterface(echo, **given)


# As clients call it


def test_clients_have_a_conversation_of_their_own(launched: Any) -> None:
    url = launched(gr.ChatInterface(echo)).url
    one, other = Client(url, verbose=False), Client(url, verbose=False)
    assert [one.predict("a"), one.predict("b", api_name="/echo")] == ["0: a", "2: b"]
    assert other.predict("c") == "0: c"
    described = one.view_api(return_format="dict")["named_endpoints"]
    assert list(described) == ["/echo"]
    assert [p["parameter_name"] for p in described["/echo"]["parameters"]] == ["message"]
    assert [r["component"] for r in described["/echo"]["returns"]] == ["Json"]


def test_a_generator_streams_its_answer_and_takes_more_inputs(launched: Any) -> None:
    def spell(message: str, history: list[Any], loud: bool, request: gr.Request, end: str = ".") -> Any:
        assert request.client is not None
        for at in range(len(message)):
            text = message[: at + 1]
            yield (text.upper() if loud else text) + end

    more = [gr.Checkbox(label="Loud"), gr.Textbox("!", label="End")]
    page = launched(gr.ChatInterface(spell, additional_inputs=more))
    client = Client(page.url, verbose=False)
    job = client.submit("ab", True)
    assert (job.result(), job.outputs()) == ("AB!", ["A!", "AB!"])
    assert client.predict("c", loud=False, end="?", api_name="/spell") == "c?"


@pytest.mark.parametrize("kind", ["plain", "async", "generator", "async generator"])
def test_every_kind_of_function_answers(launched: Any, kind: str) -> None:
    def plain(message: str, history: list[Any]) -> str:
        return message + "!"

    async def later(message: str, history: list[Any]) -> str:
        return message + "!"

    def steps(message: str, history: list[Any]) -> Any:
        yield message
        yield message + "!"

    async def stream(message: str, history: list[Any]) -> Any:
        yield message
        yield message + "!"

    fn = {"plain": plain, "async": later, "generator": steps, "async generator": stream}[kind]
    page = launched(gr.ChatInterface(fn))
    assert Client(page.url, verbose=False).predict("a") == "a!"
    assert talk(page, "b")[-1]["content"] == [{"text": "b!", "type": "text"}]


async def in_english(message: str, request: gr.Request) -> Any:
    return gr.validate(message.isascii(), f"Not in {message}, please, {request.session_hash is not None}.")


def test_a_validator_looks_at_what_is_said_on_the_page_and_in_a_call(launched: Any) -> None:
    """The page has the field checked before it empties it; a client's message is checked where it is answered."""
    chat = gr.ChatInterface(
        lambda message, history, more: message + more,
        validator=in_english,
        api_name="say",
        additional_inputs=["text"],
        editable=True,
    )
    page = launched(chat)
    with pytest.raises(ValidationError, match="Not in Größe, please, True"):
        Client(page.url, verbose=False).predict("Größe", "", api_name="/say")
    listeners = page.demo.listeners
    sent = next(one for one in listeners.values() if one.asked.triggers[0][1:] == ("submit",))
    asked = {"data": ["Größe"], "fn_index": sent.id, "session_hash": "s"}
    reply = httpx.post(f"{page.url}/gradio_api/run/predict", json=asked, headers=PAGE)
    assert reply.status_code == 422
    assert reply.json()["detail"][0]["message"] == "Not in Größe, please, True."
    assert Client(page.url, verbose=False).predict("size", "?", api_name="/say") == "size?"


@pytest.mark.parametrize("validator", [in_english, lambda message: gr.validate(message.isascii(), f"Not in {message}")])
def test_changed_words_that_a_validator_refuses_become_the_former_ones(launched: Any, validator: Any) -> None:
    page = launched(gr.ChatInterface(echo, validator=validator, editable=True))
    edited = next(one for one in page.demo.listeners.values() if one.asked.triggers[0][1:] == ("edit",))

    def change(text: str) -> tuple[list[dict[str, Any]], list[Any]]:
        parts = [("user", text), ("assistant", "A")]
        said = [{"role": role, "content": [{"type": "text", "text": words}]} for role, words in parts]
        event = {"index": 0, "value": text, "previous_value": "size"}
        asked = {"fn_index": edited.id, "data": [said], "session_hash": "s", "event_data": event}
        httpx.post(f"{page.url}/gradio_api/queue/join", json=asked, headers=PAGE)
        messages = [
            json.loads(line[5:])
            for line in httpx.get(f"{page.url}/gradio_api/queue/data?session_hash=s").iter_lines()
            if line.startswith("data:")
        ]
        toasts = [one for one in messages if one["msg"] == "log"]
        return toasts, messages[-2]["output"]["data"]

    toasts, (field, shown) = change("Größe")
    assert [(one["level"], one["title"]) for one in toasts] == [("warning", "Not changed")]
    assert "Not in Größe" in toasts[0]["log"]
    assert field == {"__type__": "update"}
    assert [one["content"][0]["text"] for one in shown] == ["size", "A"]
    toasts, (field, shown) = change("length")
    assert toasts == []
    assert [one["content"][0]["text"] for one in shown] == ["length"]


def test_additional_outputs_follow_the_answer(launched: Any) -> None:
    def judge(message: str, history: list[Any], score: float) -> tuple[str, float]:
        return "Right!", score + 1

    score = gr.Number(0, label="Score")
    page = launched(gr.ChatInterface(judge, additional_inputs=score, additional_outputs=[score]))
    assert Client(page.url, verbose=False).predict("a", 3) == ("Right!", 4)
    refused = ChatFunction(lambda message, history: "only one", 0, 1).on_endpoint()
    with pytest.raises(ResultError, match="1 additional output"):
        refused("a", [])


def test_messages_files_and_components_reach_a_client(launched: Any, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("a note")
    kinds: dict[str, Any] = {
        "message": gr.ChatMessage("Hm", metadata={"title": "Thinking"}),
        "dictionary": {"role": "user", "content": "d", "more": 1},
        "list": ["a", gr.ChatMessage("b")],
        "file": {"path": str(note)},
        "component": gr.Number(3, label="N"),
    }
    page = launched(gr.ChatInterface(lambda message, history: kinds[message], api_name="chat"))
    client = Client(page.url, verbose=False)
    said = {kind: client.predict(kind, api_name="/chat") for kind in kinds}
    assert said["message"] == {"content": "Hm", "role": "assistant", "metadata": {"title": "Thinking"}, "options": []}
    assert said["dictionary"] == {"role": "user", "content": "d", "more": 1}
    assert said["list"][0] == "a"
    assert Path(said["file"]).read_text() == "a note"
    assert (said["component"]["component"], said["component"]["value"]) == ("number", 3)


def test_an_answer_that_no_chat_can_show_is_told(launched: Any) -> None:
    page = launched(gr.ChatInterface(lambda message, history: None, api_name="chat"), show_error=True)
    with pytest.raises(Exception, match="it gave nothing"):
        Client(page.url, verbose=False).predict("a", api_name="/chat")


# As the page runs it


def talk(page: Any, text: str, conversation: list[Any] | None = None) -> list[dict[str, Any]]:
    """What the conversation is after a visitor said something: what the page's own step does, and then the function."""
    asked = [*(conversation or []), {"role": "user", "content": [{"text": text, "type": "text"}]}]
    return start(page, [None, "success"], asked)[0]


def start(page: Any, target: list[Any], conversation: list[Any], event: Any = None) -> list[Any]:
    """What the first listener of an event with a function answers.

    Args:
        page: What the `launched` fixture gave.
        target: The event, or the type of a block and the event.
        conversation: What the page shows.
        event: What the event carries.
    """
    config = page.demo.get_config_file()
    kinds = {block["id"]: block["type"] for block in config["components"]}
    named = [
        (one, [[kinds.get(block), name] for block, name in one["targets"]])
        for one in config["dependencies"]
        if one["backend_fn"]
    ]
    found = next(one for one, targets in named if target in targets)
    data = [conversation if kinds[number] == "chatbot" else None for number in found["inputs"]]
    join = {"fn_index": found["id"], "data": data, "session_hash": "s", "event_data": event}
    with httpx.Client(base_url=page.url, timeout=20, headers=PAGE) as http:
        if not found["queue"]:
            return http.post("/gradio_api/run/predict", json=join).json()["data"]
        number = http.post("/gradio_api/queue/join", json=join).json()["event_id"]
        with http.stream("GET", "/gradio_api/queue/data", params={"session_hash": "s"}) as stream:
            for line in stream.iter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                if message.get("msg") == "process_completed" and message["event_id"] == number:
                    return message["output"]["data"]
    raise AssertionError("The page was not answered.")


def words(conversation: list[Any]) -> list[str]:
    return [message["content"][0]["text"] for message in conversation]


def test_the_page_gives_the_whole_conversation_and_the_function_gets_what_came_before(launched: Any) -> None:
    seen: list[Any] = []

    def fn(message: str, history: list[Any]) -> list[Any]:
        seen.append((message, history))
        history.clear()
        return ["yes", gr.ChatMessage("no", role="user")]

    page = launched(gr.ChatInterface(fn))
    first = talk(page, "one")
    assert [(one["role"], one["content"][0]["text"]) for one in first] == [
        ("user", "one"),
        ("assistant", "yes"),
        ("assistant", "no"),
    ]
    second = talk(page, "  two", first)
    assert second[:3] == first
    assert seen[0] == ("one", [])
    assert seen[1][0] == "  two"


def test_what_a_function_does_with_its_history_is_not_shown() -> None:
    def fn(message: str, history: list[Any]) -> Any:
        for word in ("a", "ab"):
            history[0]["content"][0]["text"] += "!"
            history.append(None)
            yield word

    conversation = [{"role": "user", "content": [{"type": "text", "text": text}]} for text in ("one", "two")]
    before = copy.deepcopy(conversation)
    rows = [[*row] for row in ChatFunction(fn, 0, 0).on_page()(None, conversation)]
    assert [row[:2] for row in rows] == [before, before]
    assert [row[2]["content"] for row in rows] == ["a", "ab"]


def test_history_is_a_list_of_messages_with_parts(launched: Any) -> None:
    seen: list[Any] = []
    page = launched(gr.ChatInterface(lambda message, history: seen.append(history) or "ok"))
    talk(page, "two", talk(page, "one"))
    assert seen[1] == [
        {"role": "user", "metadata": None, "content": [{"text": "one", "type": "text"}], "options": None},
        {"role": "assistant", "metadata": None, "content": [{"text": "ok", "type": "text"}], "options": None},
    ]


def test_nothing_new_needs_no_answer(launched: Any) -> None:
    page = launched(gr.ChatInterface(echo))
    function = ChatFunction(echo, 0, 0).on_page()
    assert function(None, []) == gr.skip()
    answered = talk(page, "a")
    assert function(None, answered) == gr.skip()


def test_a_cached_example_is_answered_once(launched: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    calls: list[str] = []

    def fn(message: str, history: list[Any], style: str) -> Any:
        calls.append(message)
        yield f"{message} {style}"

    style = gr.Radio(["plain", "fancy"], label="Style")
    demo = gr.ChatInterface(fn, additional_inputs=style, examples=[["a", "plain"], ["b", "fancy"]], cache_examples=True)
    page = launched(demo)
    client = Client(page.url, verbose=False)
    shown = client.predict(1, api_name="/load_example")
    assert [one["content"][0]["text"] for one in shown] == ["b", "b fancy"]
    client.predict(1, api_name="/load_example")
    assert sorted(calls) == ["a", "b"]


def test_a_cached_example_of_the_empty_conversation_shows_its_answer(
    launched: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    calls: list[str] = []
    demo = gr.ChatInterface(
        lambda message, history: calls.append(message) or f"to {message}",
        examples=["a", "b"],
        cache_examples=True,
        cache_mode="lazy",
    )
    page = launched(demo)
    for _ in range(2):
        shown = start(page, ["chatbot", "example_select"], [], {"index": 1, "value": {"text": "b"}})
        assert words(shown[0]) == ["b", "to b"]
    assert calls == ["b"]


def test_an_example_is_sent_or_put_into_the_field(launched: Any) -> None:
    chosen = {"index": 0, "value": {"text": "  a"}}
    page = launched(gr.ChatInterface(echo, examples=["  a"]))
    field, conversation = start(page, ["chatbot", "example_select"], [], chosen)
    assert (field["interactive"], words(conversation)) == (False, ["  a"])
    page = launched(gr.ChatInterface(echo, examples=["  a"], run_examples_on_click=False))
    assert start(page, ["chatbot", "example_select"], [], chosen) == [{"__type__": "update", "value": "  a"}]


def test_changed_words_are_asked_from_there_on(launched: Any) -> None:
    page = launched(gr.ChatInterface(echo, editable=True))
    talked = talk(page, "two", talk(page, "one"))
    changed = {"index": 2, "value": "2", "previous_value": "two"}
    assert words(start(page, ["chatbot", "edit"], talked, changed)[1]) == ["one", "0: one", "2"]
    for index in (1, 7, None):
        assert start(page, ["chatbot", "edit"], talked, {"index": index, "value": "x"})[1] == gr.skip()


def test_an_endpoint_can_be_hidden(launched: Any) -> None:
    for given in ({"api_name": False}, {"api_visibility": "private"}):
        page = launched(gr.ChatInterface(echo, **given))
        assert Client(page.url, verbose=False).view_api(return_format="dict")["named_endpoints"] == {}
        assert words(talk(page, "a")) == ["a", "0: a"]


def test_two_chats_on_one_page_and_an_output_placed_later(launched: Any) -> None:
    def code(message: str, history: list[Any]) -> tuple[str, str]:
        return "Done", message.upper()

    with gr.Blocks() as demo:
        shown = gr.Textbox(label="Code", render=False)
        gr.ChatInterface(code, additional_outputs=[shown])
        gr.ChatInterface(echo)
        with gr.Row():
            shown.render()
    client = Client(launched(demo).url, verbose=False)
    assert client.predict("a", api_name="/code") == ("Done", "A")
    assert client.predict("b", api_name="/echo") == "0: b"


def test_opinions_are_written_down(launched: Any, tmp_path: Path) -> None:
    page = launched(gr.ChatInterface(echo, flagging_mode="manual", flagging_dir=str(tmp_path / "said")))
    talked = talk(page, "one")
    start(page, ["chatbot", "like"], talked, {"index": 1, "value": ["0: one"], "liked": False})
    lines = (tmp_path / "said" / "log.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == '"conversation","index","value","flag","timestamp"'
    assert '"1","[""0: one""]","Dislike"' in lines[1]


def test_a_program_that_asks_for_the_conversations_state_gets_one() -> None:
    with gr.Blocks() as demo:
        chat = gr.ChatInterface(echo)
        gr.Button("Look").click(lambda kept: kept, chat.chatbot_value, chat.chatbot_state)
    assert Described(demo).tree()
    with gr.Blocks() as plain:
        gr.ChatInterface(echo)
    assert len(demo.listeners) > len(plain.listeners) + 1
    alone = gr.ChatInterface(echo)
    assert alone.chatbot_value is alone.chatbot_value
