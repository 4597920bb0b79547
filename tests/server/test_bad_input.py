"""Bad input on every route, over a real socket.

A refusal is a 4xx in the shape that clients read, it comes within a bounded time, nothing of the body is in the log,
the next request is answered, and another visitor's session and streams go on as if nothing had been sent.
"""

from __future__ import annotations

import json
import select
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import Program, free_port
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from portico.server.connection import LARGEST_HEAD
from portico.server.server import COLD, HOT
from server.attacks import (
    BAD_FORMS,
    BROKEN_HEADS,
    CONTENT_TYPES,
    DISPOSITION,
    FORM_TYPES,
    MALFORMED,
    MARK,
    METHODS,
    NAMES,
    ODD_BODIES,
    ODD_FILE_NAMES,
    ODD_HEADERS,
    QUERIES,
    STRANGE_VALUES,
)
from server.raw import PATIENCE, Answer, answer_on, ask, form, head, open_socket, request
from server.rows import ROWS, UNREACHABLE, Row

IS_JSON = "Content-Type: application/json"
IS_FORM = "Content-Type: multipart/form-data; boundary=B"
TAKES_JSON = [row for row in ROWS if row.takes == "json"]
DIRECT = ("/gradio_api/run/", "/gradio_api/api/")
NAMED = [row for row in ROWS if "{}" in row.path]


class Victim:
    """The app under attack, and a visitor of it who must notice nothing."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.port = program.port
        self.calls = 0
        self.alive = open_socket(self.port, head("GET", "/gradio_api/heartbeat/witness"))
        assert answer_on(self.alive).streams

    def ask(self, sent: bytes) -> Answer:
        """Send what is bad and return the answer, which is never a failure of the server."""
        answer = ask(self.port, sent)
        assert answer.status < 500 or b"is not built" in answer.body, answer
        return answer

    def goes_on(self) -> None:
        """The witness's session is whole, and its stream open."""
        self.calls += 1
        body = json.dumps({"data": ["a", None], "session_hash": "witness"}).encode()
        answer = ask(self.port, request("POST", "/gradio_api/run/remember", body, IS_JSON))
        assert answer.status == 200, answer
        assert answer.json["data"][0].count("a") == self.calls
        readable, _, _ = select.select([self.alive], [], [], 0)
        assert not readable or self.alive.recv(4096).strip().startswith(b"d"), "the witness's stream was cut"


@pytest.fixture(scope="module")
def whole_victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    folder = tmp_path_factory.mktemp("victim")
    program = Program([str(Path(__file__).parent / "victim.py")], folder, free_port(), {})
    program.start()
    try:
        whole = Victim(program)
        yield whole
        whole.alive.close()
    finally:
        program.stop()


@pytest.fixture
def victim(whole_victim: Victim) -> Iterator[Victim]:
    before = len(whole_victim.program.log)
    yield whole_victim
    whole_victim.goes_on()
    said = whole_victim.program.log[before:]
    assert MARK not in said
    assert "Traceback" not in said, said


def route_of(row: Row) -> str:
    return row.route


def refused(answer: Answer, row: Row | None = None) -> None:
    """It is a 4xx in the documented shape."""
    assert 400 <= answer.status < 500, (row, answer)
    if row is not None and "/stream/" in row.path and row.method == "POST" and answer.status == 404:
        assert answer.body == b""
        return
    kind = answer.headers["content-type"]
    if kind.startswith("text/plain"):
        assert row is None or row.takes == "form" or "upload_progress" in row.path or "/stream/" in row.path
        assert answer.body
        return
    assert kind == "application/json", answer
    if row is not None and row.path.startswith(DIRECT) and "error" in answer.json:
        # The direct API tells a misfit of an input in the wire's shape of a failure.
        assert isinstance(answer.json["error"], str), answer
        return
    detail = answer.json["detail"]
    assert len(answer.body) < 4_000
    if answer.status == 422:
        assert detail
        assert all({"type", "loc", "msg", "input"} <= set(problem) for problem in detail)
    else:
        assert isinstance(detail, str)


def test_every_route_has_a_row() -> None:
    found = [f"{route.methods} {route.path}" for route in HOT]
    for route in COLD:
        methods = " ".join(sorted(route.methods)) if route.methods else "*"
        found.append(f"{methods} {route.path}")
    assert sorted(set(found) - UNREACHABLE) == sorted(row.route for row in ROWS), (
        "A route has no row in tests/server/rows.py, or a row has lost its route."
    )


@pytest.mark.parametrize("row", ROWS, ids=route_of)
def test_a_good_request_is_answered(victim: Victim, row: Row) -> None:
    """What every other test here varies is fine in itself."""
    if row.takes == "json":
        sent = request(row.method, row.target, json.dumps(row.body).encode(), IS_JSON)
    elif row.takes == "form":
        sent = request(row.method, row.target, form(DISPOSITION % b"a.txt" + b"x"), IS_FORM)
    else:
        sent = head(row.method, row.target)
    assert victim.ask(sent).status in {row.answers, 503}


@pytest.mark.parametrize("row", ROWS, ids=route_of)
@pytest.mark.requirement("R46")
def test_another_method_is_refused(victim: Victim, row: Row) -> None:
    path = row.route.split()[-1]
    allowed = set().union(*(other.methods for other in ROWS if other.route.split()[-1] == path))
    for method in METHODS:
        if method in allowed:
            continue
        answer = victim.ask(head(method, row.target, "Content-Length: 0"))
        if method == "HEAD":
            assert answer.status == (405 if row.methods else row.answers)
            continue
        refused(answer, row)
        if row.methods:
            assert answer.status == 405
            assert set(answer.headers["allow"].split(", ")) <= allowed
    for method in ("get", "BREW", "\x16\x03\x01", "G" * 70_000):
        refused(victim.ask(head(method, row.target)))


@pytest.mark.parametrize("name", MALFORMED)
@pytest.mark.requirement("R55", "R68")
def test_a_body_that_does_not_fit_is_refused(victim: Victim, name: str) -> None:
    for row in TAKES_JSON:
        answer = victim.ask(request("POST", row.target, MALFORMED[name], IS_JSON))
        refused(answer, row)
        assert answer.status == 422, (row, answer)
    victim.goes_on()


@pytest.mark.parametrize("row", TAKES_JSON, ids=route_of)
@pytest.mark.requirement("R55", "R68")
def test_a_member_of_another_type_is_refused_or_taken_for_what_it_is(victim: Victim, row: Row) -> None:
    for member in row.body:
        for value in STRANGE_VALUES:
            answer = victim.ask(request("POST", row.target, json.dumps({**row.body, member: value}).encode(), IS_JSON))
            if answer.status != 200:
                refused(answer, row)
    for member in row.body:
        kept = {name: value for name, value in row.body.items() if name != member}
        refused(victim.ask(request("POST", row.target, json.dumps(kept).encode(), IS_JSON)), row)


@pytest.mark.parametrize("name", ODD_BODIES)
@pytest.mark.requirement("R55", "R68")
def test_an_odd_body_is_no_failure(victim: Victim, name: str) -> None:
    for row in TAKES_JSON:
        answer = victim.ask(request("POST", row.target, ODD_BODIES[name], IS_JSON))
        if answer.status != 200:
            refused(answer, row)


@pytest.mark.parametrize("row", TAKES_JSON, ids=route_of)
def test_a_body_that_does_not_say_that_it_is_json_is_refused(victim: Victim, row: Row) -> None:
    body = json.dumps(row.body).encode()
    for kind in CONTENT_TYPES:
        refused(victim.ask(request("POST", row.target, body, f"Content-Type: {kind}")), row)
    refused(victim.ask(request("POST", row.target, body)), row)
    for kind in ("application/json; charset=utf-8", "APPLICATION/JSON", "application/problem+json"):
        assert victim.ask(request("POST", row.target, body, f"Content-Type: {kind}")).status == row.answers


@pytest.mark.parametrize("row", ROWS, ids=route_of)
def test_a_body_that_is_too_large_is_not_read(victim: Victim, row: Row) -> None:
    kind = IS_FORM if row.takes == "form" else IS_JSON
    declared = victim.ask(head(row.method, row.target, kind, "Content-Length: 1000000000000"))
    chunked = head(row.method, row.target, kind, "Transfer-Encoding: chunked")
    piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    endless = victim.ask(chunked + piece * 40)
    if row.takes == "json":
        assert (declared.status, endless.status) == (413, 413)
        refused(declared)
        refused(endless)
    elif row.takes == "form":
        refused(endless)
    else:
        assert declared.status in {row.answers, 503}
        assert endless.status in {row.answers, 503}


@pytest.mark.parametrize("row", ROWS, ids=route_of)
@pytest.mark.requirement("R55", "R62")
def test_a_body_that_breaks_off_or_comes_in_pieces_harms_nobody(victim: Victim, row: Row) -> None:
    body = json.dumps(row.body).encode() + b" " * 200
    for end in (b"", b"\r\n", b"5\r\nab", b"zz\r\n"):
        sent = head(row.method, row.target, IS_JSON, "Transfer-Encoding: chunked") + b"4\r\n" + body[:4] + b"\r\n" + end
        open_socket(victim.port, sent).close()
    open_socket(victim.port, request(row.method, row.target, body, IS_JSON)[:-100]).close()
    open_socket(victim.port, head(row.method, row.target, IS_JSON)[:20]).close()
    victim.goes_on()
    if row.takes == "json":
        single = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
        pieces = head(row.method, row.target, IS_JSON, "Transfer-Encoding: chunked") + single
        assert victim.ask(pieces).status == row.answers


@pytest.mark.parametrize("row", NAMED, ids=route_of)
@pytest.mark.requirement("R46", "R68")
def test_a_strange_name_in_the_path_is_refused(victim: Victim, row: Row) -> None:
    body = json.dumps(row.body).encode() if row.takes == "json" else b""
    for name in NAMES.values():
        target = row.path.replace("{}", name)
        answer = victim.ask(request(row.method, target, body, IS_JSON))
        if answer.status not in row.tolerates:
            refused(answer, row)
        assert b"root:" not in answer.body
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("row", ROWS, ids=route_of)
@pytest.mark.requirement("R68")
def test_a_strange_query_is_no_failure(victim: Victim, row: Row) -> None:
    body = json.dumps(row.body).encode() if row.takes == "json" else b""
    for query in QUERIES.values():
        answer = victim.ask(request(row.method, row.target + query, body, IS_JSON))
        if answer.status not in {row.answers, 200, 503}:
            refused(answer, row)


@pytest.mark.parametrize("row", ROWS, ids=route_of)
@pytest.mark.requirement("R68")
def test_strange_headers_are_no_failure(victim: Victim, row: Row) -> None:
    body = json.dumps(row.body).encode() if row.takes == "json" else b""
    for lines in ODD_HEADERS.values():
        answer = victim.ask(request(row.method, row.target, body, IS_JSON, *lines))
        if answer.status not in {row.answers, 503}:
            refused(answer, row)
        assert b"<script>" not in answer.body or answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("row", ROWS, ids=route_of)
@pytest.mark.requirement("R55", "R68")
def test_a_head_that_is_too_large_or_no_http_is_refused(victim: Victim, row: Row) -> None:
    for lines in BROKEN_HEADS.values():
        answer = victim.ask(head(row.method, row.target, lines) + b"hello")
        refused(answer)
        assert answer.status == 400
    for line in ("X-A: " + "a" * LARGEST_HEAD, "\r\n".join(f"X-{n}: {n}" for n in range(8_000))):
        answer = victim.ask(head(row.method, row.target, line))
        refused(answer)
        assert answer.status == 431
    endless = head(row.method, row.target)[:-2] + b"X-A: " + b"a" * 3 * LARGEST_HEAD
    assert victim.ask(endless).status == 431
    for host in ("", "a b", 'evil"><script>', "x" * 300, "[::", "127.0.0.1:99999999"):
        refused(victim.ask(head(row.method, row.target, host=host)))
    assert victim.ask(head(row.method, row.target + "?" + "a" * LARGEST_HEAD)).status == 431


@pytest.mark.parametrize("name", BAD_FORMS)
@pytest.mark.requirement("R55", "R68")
def test_a_bad_form_is_refused(victim: Victim, name: str) -> None:
    answer = victim.ask(request("POST", "/gradio_api/upload", BAD_FORMS[name], IS_FORM))
    refused(answer, next(row for row in ROWS if row.takes == "form"))


@pytest.mark.requirement("R55")
def test_a_form_of_another_type_is_refused(victim: Victim) -> None:
    body = form(DISPOSITION % b"a.txt" + MARK.encode())
    for kind in FORM_TYPES:
        refused(victim.ask(request("POST", "/gradio_api/upload", body, f"Content-Type: {kind}")))


def test_a_file_of_a_strange_name_stays_in_the_folder_of_files(victim: Victim) -> None:
    folder = victim.program.folder / "files"
    for name in ODD_FILE_NAMES:
        body = form(DISPOSITION % name.encode().replace(b"\\", b"\\\\") + b"x")
        answer = victim.ask(request("POST", "/gradio_api/upload", body, IS_FORM))
        if answer.status != 200:
            refused(answer)
            continue
        (path,) = answer.json
        assert folder.resolve() in Path(path).resolve().parents
        assert Path(path).read_bytes() == b"x"


ENDPOINTS = range(27)


@pytest.mark.parametrize("index", ENDPOINTS)
@pytest.mark.requirement("R49", "R68")
def test_a_strange_value_for_a_component_is_explained(victim: Victim, index: int) -> None:
    for value in STRANGE_VALUES:
        body = json.dumps({"data": [value]}).encode()
        assert victim.ask(request("POST", f"/gradio_api/run/take_{index}", body, IS_JSON)).status in (200, 403, 422)


def test_a_stranger_cannot_end_what_another_session_started(victim: Victim) -> None:
    sent: dict[str, Any] = {"data": ["x"], "fn_index": 0, "session_hash": "second-witness"}
    joined = victim.ask(request("POST", "/gradio_api/queue/join", json.dumps(sent).encode(), IS_JSON)).json
    for session in ("intruder", "", "__proto__", "second-witness "):
        stolen = json.dumps({"session_hash": session, "fn_index": 0, "event_id": joined["event_id"]}).encode()
        victim.ask(request("POST", "/gradio_api/cancel", stolen, IS_JSON))
    with open_socket(victim.port, head("GET", "/gradio_api/queue/data?session_hash=second-witness")) as connection:
        seen = b""
        while b"close_stream" not in seen:
            piece = connection.recv(65_536)
            assert piece, seen
            seen += piece
    assert b'"data":[["\'x\'"]]' in seen


def test_what_is_no_frame_closes_the_socket_and_nothing_else(victim: Victim) -> None:
    address = f"ws://127.0.0.1:{victim.port}/gradio_api/socket?session_hash=intruder"
    codes: list[int] = []
    for body in [*MALFORMED.values(), *ODD_BODIES.values(), b'{"id":1.5}', b'{"id":1,"path":7}', b'{"got":"x"}']:
        # The frame as text where it is text, and as bytes in any case.
        with connect(address, open_timeout=PATIENCE, close_timeout=PATIENCE) as socket:
            socket.recv(timeout=PATIENCE)
            try:
                socket.send(body)
                socket.send(b'{"id":1,"path":"reset","body":{"event_id":"x"}}')
                while b'"id":1,"status":200' not in str(socket.recv(timeout=PATIENCE)).encode():
                    continue
            except ConnectionClosed as gone:
                codes.append(gone.rcvd.code if gone.rcvd else 0)
    # What stands in members that no frame has is not looked at, so a few of these are frames that ask for nothing.
    assert len(codes) > 25
    assert set(codes) == {1007}


def heard_out(socket: ClientConnection) -> None:
    """Read until the server closes: what a session is told comes down on the same line."""
    while True:
        socket.recv(timeout=PATIENCE)


@pytest.mark.requirement("R55", "R68")
def test_text_on_the_socket_that_is_no_text_ends_it_and_leaves_no_trace(victim: Victim) -> None:
    address = f"ws://127.0.0.1:{victim.port}/gradio_api/socket?session_hash=intruder"
    for body in (b"\xff", b'{"id":1,"path":"\xff"}'):
        with connect(address, open_timeout=PATIENCE, close_timeout=PATIENCE) as socket:
            socket.recv(timeout=PATIENCE)
            socket.send(body, text=True)
            with pytest.raises(ConnectionClosed) as ended:
                heard_out(socket)
            assert ended.value.rcvd is not None
            assert ended.value.rcvd.code == 1007
    with connect(address, open_timeout=PATIENCE, close_timeout=PATIENCE) as socket:
        socket.recv(timeout=PATIENCE)
        socket.send(b'{"id":1,"path":"reset","body":{"event_id":"\xc3"}}', text=True)
        while '"id":1,"status":422' not in str(socket.recv(timeout=PATIENCE)):
            continue
    assert "Traceback" not in victim.program.log


@pytest.mark.requirement("R68")
def test_a_strange_request_on_the_socket_is_answered_like_one_beside_it(victim: Victim) -> None:
    address = f"ws://127.0.0.1:{victim.port}/gradio_api/socket?session_hash=intruder"
    with connect(address, open_timeout=PATIENCE) as socket:
        socket.recv(timeout=PATIENCE)
        for number, name in enumerate([*NAMES.values(), "queue/join?" + "a=1&" * 2_000, "config", "../config"], 1):
            for body in (STRANGE_VALUES[7], {"data": STRANGE_VALUES}):
                socket.send(json.dumps({"id": number, "path": name, "body": body}))
                answer: dict[str, Any] = {}
                while answer.get("id") != number:
                    # What the session is told comes down on the same line.
                    frames = json.loads(socket.recv(timeout=PATIENCE))
                    answer = next((frame for frame in frames if frame.get("id") == number), {})
                assert 400 <= answer["status"] < 500, (name, answer)
                assert "detail" in answer["body"]
