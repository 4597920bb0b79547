"""`portico info` and `portico doctor`: an app and a machine, told to people and to machines."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from portico.app.environment import Environment
from portico.cli import main

PROGRAM = '''
import portico as gr

def greet(name: str, times: float = 2) -> str:
    """Say hello."""
    return name

with gr.Blocks(title="Greeter") as demo:
    name, times, said = gr.Textbox(label="Name", elem_id="who"), gr.Number(2), gr.Textbox()
    gr.Button("Go").click(greet, [name, times], said, concurrency_limit=3, concurrency_id="gpu")
    name.change(fn=None, js="x => x", inputs=name, outputs=said)
    times.change(greet, [name, times], said, queue=False, api_visibility="private")

with gr.Blocks() as other:
    gr.Markdown("x")

print("a program may print")
if __name__ == "__main__":
    demo.launch(server_name="0.0.0.0")
    raise SystemExit("it was served")
'''


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text(PROGRAM, encoding="utf-8")
    return "app.py"


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    assert main([*arguments, "--json"]) == code, capsys.readouterr()
    return json.loads(capsys.readouterr().out)


def test_machines_read_what_an_app_is_made_of(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    app = told(capsys, "info", program)
    assert app["pages"] == {"/": "Greeter"}
    assert app["components"][0] == {"number": 1, "kind": "Textbox", "label": "Name", "elem_id": "who"}
    click, change, private = app["listeners"]
    assert click["triggers"] == ["Button 'Go'.click"]
    assert (click["function"], click["queue group"], click["at once"]) == ("greet", "gpu", 3)
    assert (click["api"], click["runs in"], click["inputs"]) == ("/greet", "thread", ["Textbox 'Name'", "Number 2"])
    assert (change["function"], change["queue group"]) == ("in the page", None)
    assert (private["queue group"], private["api"], private["visibility"]) == (None, None, "private")
    assert app["api"] == {
        "/greet": {"takes": ["name: str", "times: float = 2"], "gives": ["str"], "description": "Say hello."}
    }
    assert app["exposed"]["reached by other machines"] is True
    assert app["exposed"]["metrics"] == "off"


def test_people_read_it_too(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", program]) == 0
    said = capsys.readouterr()
    assert "Button 'Go'.click → greet" in said.out
    assert "queue group gpu, 3 at once; /greet (public)" in said.out
    assert "/greet(name: str, times: float = 2) → str" in said.out
    assert "\x1b" not in said.out, "plain in a pipe"
    assert "a program may print" in said.err
    assert "a program may print" not in said.out


def test_the_app_of_another_name_and_the_one_that_is_not_there(
    program: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [one["kind"] for one in told(capsys, "info", f"{program}:other")["components"]] == ["Markdown"]
    assert main(["info", f"{program}:nobody"]) == 2
    assert "no gr.Blocks called 'nobody'" in capsys.readouterr().err
    assert main(["info", "missing.py"]) == 2
    Path("broken.py").write_text("1 / 0")
    assert main(["info", "broken.py"]) == 2
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_doctor_looks_at_the_machine_alone(capsys: pytest.CaptureFixture[str]) -> None:
    report = told(capsys, "doctor")
    assert "facts" not in report
    found = report["machine"]
    assert found["libraries"]["msgspec"][0].isdigit()
    assert set(found["writable"].values()) == {"yes"}
    assert found["processors"] >= 1
    assert isinstance(found["gpus"], list)
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out.endswith("Nothing is wrong.\n")


def test_a_folder_that_cannot_be_written_and_a_port_that_is_taken_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "file"
    place.write_text("no folder")
    monkeypatch.setenv("PORTICO_TEMP_DIR", str(place / "below"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORTICO_SERVER_PORT", str(taken.getsockname()[1]))
        report = told(capsys, "doctor", code=1)
    assert [one["code"] for one in report["findings"]] == ["D101", "D102"]
    assert report["findings"][0]["path"] == str(place / "below")
    assert "in use" in report["machine"]["port"]


def test_a_password_in_a_proxys_address_is_not_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://user:hunter2hunter2@proxy.example:3128")
    proxies = told(capsys, "doctor")["machine"]["proxies"]
    assert "proxy.example" in proxies["HTTPS_PROXY"]
    assert "hunter2" not in proxies["HTTPS_PROXY"]


def test_the_doctor_names_the_graphics_processors_and_the_ffmpeg_that_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, says in (("nvidia-smi", "GPU Nine, 24 GiB, 600.1"), ("ffmpeg", "ffmpeg version 7.1 of somebody")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{says}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    found = told(capsys, "doctor")["machine"]
    assert found["gpus"] == ["GPU Nine, 24 GiB, 600.1"]
    assert found["ffmpeg"] == f"7.1 at {tmp_path / 'ffmpeg'}"
    assert Environment().text("TEMP_DIR") is None
