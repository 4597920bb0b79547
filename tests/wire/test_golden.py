"""What Gradio 6.31 sent and received, decoded and encoded again through the structs, comes out as it was."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from wire.recorded import GOLDEN, document, exchanges

from portico.wire import codec, messages
from portico.wire.config import ComponentConfig, ListenerConfig
from portico.wire.info import ApiInfo
from portico.wire.requests import CallRequest, CancelRequest, JoinRequest, ResetRequest

KINDS = {
    "estimation": messages.Estimation,
    "process_starts": messages.ProcessStarts,
    "progress": messages.Progress,
    "log": messages.Log,
    "process_generating": messages.ProcessGenerating,
    "heartbeat": messages.Heartbeat,
    "close_stream": messages.CloseStream,
    "unexpected_error": messages.UnexpectedError,
}
STREAMS = sorted(path.stem for path in GOLDEN.glob("*.txt") if path.stem.startswith(("queue", "state")))
REQUESTS = {
    "queue/join": JoinRequest,
    "run": JoinRequest,
    "call": CallRequest,
    "cancel": CancelRequest,
    "reset": ResetRequest,
}


def again(struct: Any) -> Any:
    """What a client reads."""
    return json.loads(codec.encode(struct))


def read(message: dict[str, Any]) -> messages.Message:
    """A message as its struct. The output of the last one is one of two shapes, told apart by their members."""
    if message["msg"] != "process_completed":
        return msgspec.convert(message, KINDS[message["msg"]])
    members = {name: value for name, value in message.items() if name not in ("msg", "output")}
    output = message["output"]
    if "data" in output:
        return messages.ProcessCompleted(output=msgspec.convert(output, messages.Output), **members)
    if "error" in output:
        return messages.ProcessCompleted(output=again(msgspec.convert(output, messages.Failure)), **members)
    return messages.ProcessCompleted(output=output, **members)


@pytest.mark.parametrize("name", STREAMS)
def test_messages_come_out_as_they_were(name: str) -> None:
    recorded = [message for one in exchanges(name) for message in one.messages]
    assert recorded
    for message in recorded:
        assert again(read(message)) == message


def test_every_kind_of_message_is_recorded() -> None:
    recorded = {message["msg"] for name in STREAMS for one in exchanges(name) for message in one.messages}
    assert recorded == {*KINDS, "process_completed"}


@pytest.mark.parametrize("name", [*STREAMS, "call-api", "run-api"])
def test_requests_are_understood(name: str) -> None:
    for one in exchanges(name):
        if one.method != "POST" or one.status == 422 or "/v2/" in one.path or one.path.startswith("/call"):
            continue
        route = one.path.removeprefix("/gradio_api/")
        kind = REQUESTS.get(route) or REQUESTS[route.split("/")[0]]
        struct = codec.struct(json.dumps(one.sent).encode(), kind)
        for member, value in one.sent.items():
            assert getattr(struct, member) == value


def test_direct_results_come_out_as_they_were() -> None:
    results = [one.json for one in exchanges("run-api") if one.status == 200]
    whole = [result for result in results if result["is_generating"] is not None]
    assert len(whole) == 3
    for result in whole:
        assert again(msgspec.convert(result, messages.Output)) == result


@pytest.mark.parametrize(
    ("name", "kind"), [("config-components", ComponentConfig), ("config-dependencies", ListenerConfig)]
)
def test_the_page_comes_out_as_it_was(name: str, kind: type) -> None:
    for recorded in document(name):
        assert again(msgspec.convert(recorded, kind)) == recorded


def test_the_description_of_the_api_comes_out_as_it_was() -> None:
    assert again(msgspec.convert(document("info"), ApiInfo)) == document("info")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_not_finite_become_null(number: float) -> None:
    assert codec.encode([number]) == b"[null]"


def test_text_is_not_escaped() -> None:
    assert codec.encode(["hé\u2028"]) == '["hé\u2028"]'.encode()
