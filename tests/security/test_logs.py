"""What stands in the log: who was refused and which number a failure has; no payload, no secret, one line a record."""

from __future__ import annotations

import json
import logging
from typing import Any

import httpx
import pytest
from server.raw import ask, request
from serving import Program

import portico as gr
from portico.app.logs import GUARDED, Guard, JsonLines, prepare
from portico.errors import BuildError
from portico.lang.redaction import is_secret, redacted, secrets_of
from portico.lang.sparing import Sparing, also

SECRET = "hunter2-and-more"
PROGRAM = """
import logging
import portico as gr

logging.basicConfig(level=logging.INFO)

def broken(text):
    raise ValueError("the key is hunter2-and-more; \\x1b[31m\\r\\nERROR:portico:a forged line")

with gr.Blocks() as demo:
    text = gr.Textbox()
    gr.Button().click(broken, text, text, api_name="broken")
    gr.Button().click(lambda one, two: one, [text, text], text, api_name="two")

demo.launch()
"""


@pytest.mark.requirement("R69", "R70")
@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("OPENAI_API_KEY", True), ("HF_TOKEN", True), ("DB_PASSWORD", True), ("SECRET_KEY_BASE", True),
        ("AWS_SECRET_ACCESS_KEY", True), ("KEY_1", True), ("SMTP_PASS", True), ("github_token", True),
        ("SENTRY_DSN", True), ("PGPASSWORD", True), ("APIKEY", True), ("GOOGLE_APPLICATION_CREDENTIALS", True),
        ("HOME", False), ("PWD", False), ("OLDPWD", False), ("PATH", False), ("TOKENIZERS_PARALLELISM", False),
        ("KEYBOARD", False), ("AUTHOR", False), ("LANG", False), ("PORTICO_SERVER_NAME", False),
    ],
)  # fmt: skip
def test_which_names_look_secret(name: str, secret: bool) -> None:
    assert is_secret(name) is secret


@pytest.mark.requirement("R69", "R70")
def test_secret_values_are_replaced_however_they_are_written() -> None:
    environ = {
        "A_TOKEN": "pass word/1", "B_TOKEN": "pass word/1-longer", "A_KEY": "1234567", "LINES_KEY": "one\ntwo three",
        "DATABASE_URL": "postgres://ada:lovelace-1815@db/x", "HOME": "/home/somebody",
    }  # fmt: skip
    text = "pass word/1-longer, pass word/1, pass%20word%2F1, 1234567, 'one\\ntwo three', lovelace-1815, /home/somebody"
    assert redacted(text, environ) == (
        "[redacted], [redacted], [redacted], 1234567, '[redacted]', [redacted], /home/somebody"
    )
    assert secrets_of({"KEY": "short"}) == []


@pytest.fixture
def program(serve: Any) -> Program:
    return serve(PROGRAM, env={"SERVICE_API_KEY": SECRET, "PORTICO_LOG": "text"})


def post(program: Program, path: str, body: Any) -> httpx.Response:
    return httpx.post(f"{program.url}/gradio_api/{path}", json=body)


@pytest.mark.requirement("R69", "R70")
def test_a_failure_in_the_log_of_a_running_server(program: Program) -> None:
    assert post(program, "run/broken", {"data": ["an-input-canary"]}).status_code == 500
    program.wait_for_log("a forged line")
    log = program.log
    assert SECRET not in log
    assert "the key is [redacted]" in log
    assert "an-input-canary" not in log
    assert "\x1b" not in log
    assert "\\x1b[31m" in log
    assert not [line for line in log.splitlines() if line.startswith("ERROR:portico:a forged")]
    assert "Traceback (most recent call last):" in log


@pytest.mark.requirement("R46", "R69")
def test_a_bad_request_is_one_short_line_and_many_are_few(program: Program) -> None:
    program.wait_for_log("* Profile")
    before = len(program.log.splitlines())
    long = "nosuch-%1b%0a-" + "x" * 2_000
    assert post(program, f"run/{long}", {"data": ["an-input-canary"]}).status_code == 404
    program.wait_for_log("nosuch")
    lines = program.log.splitlines()[before:]
    assert len(lines) == 1
    assert len(lines[0]) < 400
    assert "an-input-canary" not in lines[0]
    for _ in range(100):
        assert httpx.get(f"{program.url}/nosuch-at-all").status_code == 404
        assert post(program, "queue/join", ["an-input-canary"]).status_code == 422
        joined = post(program, "call/two", {"data": ["an-input-canary"]}).json()["event_id"]
        httpx.get(f"{program.url}/gradio_api/call/two/{joined}")
    lines = program.log.splitlines()[before:]
    assert len(lines) < 200, "300 refusals were not spared"
    assert "an-input-canary" not in program.log


BOUNDARY = "multipart/form-data; boundary=B"


@pytest.mark.requirement("R46", "R69")
def test_what_libraries_say_of_bad_requests_is_spared_too(program: Program) -> None:
    body = b"--C\r\nno form\r\n--C--\r\n"
    for _ in range(150):
        assert ask(program.port, b"NO HTTP AT ALL\r\n\r\n").status == 400
        sent = request("POST", "/gradio_api/upload", body, f"Content-Type: {BOUNDARY}")
        assert ask(program.port, sent).status == 400
    log = program.log
    assert 0 < log.count("Invalid HTTP request received") < 75
    assert 0 < log.count("Expected boundary character") < 75


@pytest.mark.requirement("R69")
def test_json_lines_of_a_running_server(serve: Any) -> None:
    program = serve(PROGRAM.replace("logging.basicConfig(level=logging.INFO)", ""), env={"PORTICO_LOG": "json"})
    post(program, "run/broken", {"data": ["x"]})
    httpx.get(f"{program.url}/nosuch")
    program.wait_for_log("/nosuch")
    records = [json.loads(line) for line in program.log.splitlines() if line.startswith("{")]
    (failed,) = [one for one in records if one.get("endpoint") == "/broken"]
    assert failed["level"] == "ERROR"
    assert failed["logger"] == "portico"
    assert failed["kind"] == "ValueError"
    assert failed["incident"] in failed["message"]
    assert "Traceback" in failed["trace"]
    (refused,) = [one for one in records if one.get("status") == 404]
    assert refused["method"] == "GET"
    assert {"time", "level", "logger", "message"} <= set(refused)


def test_another_form_of_log_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTICO_LOG", "xml")
    with pytest.raises(BuildError, match="PORTICO_LOG is 'text' or"):
        gr.Blocks().launch(quiet=True, prevent_thread_lock=True)


@pytest.mark.requirement("R69", "R70")
def test_the_guard_leaves_what_is_harmless_and_breaks_at_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise SystemExit

    def record(message: str, *args: Any, error: BaseException | None = None) -> logging.LogRecord:
        info = None if error is None else (type(error), error, error.__traceback__)
        made = logging.LogRecord("portico", logging.ERROR, __file__, 1, message, args, info)
        assert Guard().filter(made)
        return made

    monkeypatch.setenv("SERVICE_API_KEY", SECRET)
    fine = record("%s answered %d", "/go", 1, error=ValueError("no"))
    assert (fine.args, fine.exc_text) == (("/go", 1), None)
    assert fine.exc_info is not None
    assert record("too few %s %s", 1).args == (1,)
    record("mute", error=Mute())
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as cause:
            raise RuntimeError("outer") from cause
    except RuntimeError as error:
        chained = record("chained", error=error)
    assert chained.exc_info is None
    assert "[redacted]" in str(chained.exc_text)
    assert SECRET not in logging.Formatter().format(chained)
    assert json.loads(JsonLines().format(chained))["trace"] == chained.exc_text


def test_every_logger_of_the_package_is_guarded() -> None:
    import re
    from pathlib import Path

    sources = Path(gr.__file__).parent
    names = {
        name
        for path in sources.rglob("*.py")
        for name in re.findall(r'getLogger\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    }
    assert names <= set(GUARDED)
    prepare(False)
    assert all(any(isinstance(one, Guard) for one in logging.getLogger(name).filters) for name in GUARDED)


def test_lines_are_spared_by_the_clock() -> None:
    now = [0.0]
    lines = Sparing(burst=2, rate=1.0, clock=lambda: now[0])
    assert [lines.take() for _ in range(4)] == [0, 0, None, None]
    now[0] = 1.0
    assert lines.take() == 2
    assert lines.take() is None
    now[0] = 100.0
    assert [lines.take() for _ in range(3)] == [1, 0, None]
    assert also(0) == ""
    assert "2 more" in also(2)
