"""Reload is for who writes the app, on their own machine: nowhere else can it be on, and nobody else is shown it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import Program, free_port

APP = """
import os
import portico as gr
def go(text):
    return text
with gr.Blocks() as demo:
    box = gr.Textbox()
    box.submit(go, box, box)
{launch}
"""


def tried(folder: Path, launch: str = "demo.launch()", *options: str, **env: str) -> subprocess.CompletedProcess[str]:
    (folder / "app.py").write_text(APP.format(launch=launch))
    return subprocess.run(
        [sys.executable, "-m", "portico.cli", "dev", "app.py", "--port", "0", *options],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.requirement("R71", "R72")
@pytest.mark.parametrize(
    ("launch", "options", "env", "why"),
    [
        ("demo.launch(share=True)", (), {}, "launch(share=True) shows the app to everybody"),
        ("demo.launch(profile='production')", (), {}, "launch(profile='production') is not for writing an app"),
        ("demo.launch(num_workers=2)", (), {}, "launch(num_workers=2) starts several processes"),
        ("demo.launch(server_name='0.0.0.0')", (), {}, "it would listen on 0.0.0.0, which others reach"),
        ("demo.launch(root_path='/app')", (), {}, "mean that others come"),
        ("demo.launch(security=gr.Security(allowed_hosts=['app.example']))", (), {}, "others"),
        ("demo.launch()", ("--share",), {}, "--share shows the app to everybody"),
        ("demo.launch()", ("--workers", "2"), {}, "--workers 2 starts several processes"),
        ("demo.launch()", ("--profile", "production"), {}, "--profile production is not for writing an app"),
        ("demo.launch()", ("--host", "0.0.0.0"), {}, "--host 0.0.0.0 lets other machines reach it"),
        ("demo.launch()", (), {"PORTICO_PROFILE": "production"}, "PORTICO_PROFILE=production is not for writing"),
        ("demo.launch()", (), {"GRADIO_SERVER_NAME": "0.0.0.0"}, "it would listen on 0.0.0.0"),
        ("demo.launch()", (), {"SPACE_HOST": "me-app.hf.space"}, "a Space's host mean that others come"),
    ],
)
def test_it_refuses_to_start_where_others_could_come(
    tmp_path: Path, launch: str, options: tuple[str, ...], env: dict[str, str], why: str
) -> None:
    ended = tried(tmp_path, launch, *options, **env)
    assert ended.returncode == 2
    assert why in ended.stderr
    assert "Running on" not in ended.stdout


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Program]:
    """A program under `portico dev`, whose source and environment hold a secret."""
    (tmp_path / "app.py").write_text(APP.format(launch="password = 'in the source'\ndemo.launch()"))
    env = {"APP_PASSWORD": "hunter2-hunter2"}
    program = Program(["-m", "portico.cli", "dev", "app.py"], tmp_path, free_port(), env)
    program.start()
    program.wait_for_log("Ctrl+C ends it")
    yield program
    program.stop()


def broken(app: Program) -> dict[str, Any]:
    """Break the program, and return what its developer's page is told."""
    text = (app.folder / "app.py").read_text()
    # The line itself quotes the secret, and so does the exception.
    secret = "'hunter2-hunter2'; raise RuntimeError(os.environ['APP_PASSWORD'])"
    (app.folder / "app.py").write_text(text.replace("password = 'in the source'", secret))
    app.wait_for_log("Not reloaded")
    return httpx.get(f"{app.url}/gradio_api/dev", params={"session_hash": "mine"}).json()


@pytest.mark.requirement("R72")
def test_a_broken_save_is_told_to_the_developer_alone_and_without_secrets(app: Program) -> None:
    told = broken(app)
    (error,) = told["broken"]["errors"]
    assert (error["kind"], error["message"]) == ("RuntimeError", "[redacted]")
    assert "[redacted]" in str(error["places"])
    assert "hunter2" not in str(told) + app.log
    detours = [{"x-forwarded-for": "203.0.113.9"}, {"forwarded": "for=203.0.113.9"}, {"x-real-ip": "203.0.113.9"}]
    for headers in detours:
        refused = httpx.get(f"{app.url}/gradio_api/dev", params={"session_hash": "theirs"}, headers=headers)
        assert refused.status_code == 404
    strange = httpx.get(f"{app.url}/gradio_api/dev", headers={"host": "evil.example"})
    assert strange.status_code == 400
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert httpx.get(f"{app.url}/gradio_api/dev", headers=foreign).status_code == 403


@pytest.mark.requirement("R72")
def test_the_last_good_program_goes_on(app: Program) -> None:
    broken(app)
    call = {"data": ["hello"], "session_hash": "mine", "fn_index": 0}
    answer = httpx.post(f"{app.url}/gradio_api/run/predict", json=call)
    assert answer.json()["data"] == ["hello"]


@pytest.mark.requirement("R72")
def test_the_source_cannot_be_read(app: Program) -> None:
    path = app.folder / "app.py"
    for address in (f"gradio_api/file={path}", "gradio_api/file=app.py", "app.py", "gradio_api/dev/app.py"):
        reply = httpx.get(f"{app.url}/{address}")
        assert reply.status_code in (403, 404)
        assert "in the source" not in reply.text


@pytest.mark.requirement("R72")
def test_a_server_that_does_not_reload_has_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP.format(launch=""))
    for options in ((), ("--profile", "dev")):
        program = Program(["-m", "portico.cli", "run", *options, "app.py"], tmp_path, free_port(), {})
        program.start()
        try:
            assert httpx.get(f"{program.url}/gradio_api/dev").status_code == 404
            config = httpx.get(f"{program.url}/config").json()
            assert "generation" not in config
            assert not config.get("dev_mode")
        finally:
            program.stop()
    code = "import portico, portico.cli.run, portico.app.compose, portico.server.server, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in loaded if name.startswith("portico.reload") or name == "watchfiles"]
