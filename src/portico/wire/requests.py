"""What a client sends. Members that are not named here are ignored."""

from __future__ import annotations

import msgspec

from portico.wire.codec import JSON


class JoinRequest(msgspec.Struct):
    """`POST queue/join`, `run/{name}` and `api/{name}`."""

    data: list[JSON]
    fn_index: int | None = None
    session_hash: str | None = None
    event_data: JSON = None
    trigger_id: int | None = None
    oauth_token: str | None = None
    batched: bool = False


class CallRequest(msgspec.Struct):
    """`POST call/{name}`."""

    data: list[JSON]
    session_hash: str | None = None
    oauth_token: str | None = None


class CancelRequest(msgspec.Struct):
    """`POST cancel`."""

    session_hash: str
    fn_index: int
    event_id: str


class ResetRequest(msgspec.Struct):
    """`POST reset`; it does nothing, but clients send it after a cancel."""

    event_id: str


class ServerCall(msgspec.Struct):
    """`POST component_server`: a function of one component, called by its view."""

    component_id: int
    fn_name: str
    data: JSON = None
    session_hash: str | None = None


class SocketFrame(msgspec.Struct):
    """What the page sends on its socket: a request, or word of what arrived.

    Args:
        id: The request's number, which its answer repeats.
        path: A POST route of the API, without the API's prefix, with its query.
        body: What is posted.
        got: The number of the last message that arrived.
    """

    id: int | None = None
    path: str = ""
    body: msgspec.Raw = msgspec.Raw(b"null")
    got: int | None = None
