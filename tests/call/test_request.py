"""`gr.Request`: who called, as a function sees it, and as a program's own test makes one."""

from __future__ import annotations

from starlette.requests import Request as StarletteRequest

import portico as gr
from portico.wire.caller import Caller


def test_a_caller_is_described() -> None:
    caller = Caller("s1", [("x-team", "red")], [("tag", "a"), ("tag", "b")], {"c": "1"}, "10.0.0.1", 5, username="ann")
    request = gr.Request(caller)
    assert (request.session_hash, request.username, request.client.host) == ("s1", "ann", "10.0.0.1")
    assert request.headers["X-Team"] == "red"
    assert request.query_params["tag"] == "b"
    assert request.request.cookies == {"c": "1"}


def test_a_program_makes_one_for_a_function_that_it_calls_itself() -> None:
    request = gr.Request(headers={"x-team": "red"}, username="ann", session_hash="s1")
    assert (request.headers["x-team"], request.username, request.session_hash) == ("red", "ann", "s1")
    assert gr.Request().session_hash is None


def test_a_starlette_request_is_taken_too() -> None:
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("h", 80),
        "path": "/p",
        "root_path": "",
        "query_string": b"q=1&q=2",
        "headers": [(b"host", b"h"), (b"cookie", b"c=1")],
        "client": ("10.0.0.1", 5),
    }
    request = gr.Request(StarletteRequest(scope), username="ann")
    assert request.query_params.getlist("q") == ["1", "2"]
    assert (request.method, request.url, request.cookies) == ("GET", "http://h/p?q=1&q=2", {"c": "1"})
    assert (request.client.host, request.username) == ("10.0.0.1", "ann")
