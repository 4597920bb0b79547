"""The guide "From laptop to server": its commands and programs run, and its numbers are those that there are."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from portico.app.environment import READ

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "laptop-to-server.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
COMMANDS = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)[0].splitlines()
NAMES = set(re.findall(r"`((?:portico|process)_[a-z_]+)`", GUIDE))


def test_the_commands_lead_from_nothing_to_an_app_that_is_tried(tmp_path: Path) -> None:
    folder = tmp_path
    for line in COMMANDS:
        verb, *rest = shlex.split(line)
        if verb == "cd":
            folder = folder / rest[0]
            continue
        module = ["-m", "portico.cli"] if verb == "portico" else []
        ran = subprocess.run([sys.executable, *module, *rest], cwd=folder, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, f"{line}\n{ran.stdout}{ran.stderr}"
    assert len(COMMANDS) == 5


def test_a_scraper_sends_its_token_and_reads_the_numbers_of_the_guide(serve: Any) -> None:
    token = secrets.token_urlsafe(32)
    app = serve(PROGRAMS[0], env={"PORTICO_METRICS_TOKEN": token})
    scraper = {"authorization": f"Bearer {token}"}
    assert httpx.get(f"{app.url}/metrics").status_code == 401
    assert httpx.get(f"{app.url}/config", headers=scraper).status_code == 401, "the token is for the numbers alone"
    told = httpx.get(f"{app.url}/metrics", headers={**scraper, "host": "10.0.0.5:7860"})
    assert told.status_code == 200, told.text
    there = set(re.findall(r"^# TYPE (\S+)", told.text, re.MULTILINE))
    if sys.platform == "linux":
        assert there == NAMES
    assert token not in app.log


def test_the_traced_program_tells_its_spans(serve: Any) -> None:
    pytest.importorskip("opentelemetry.sdk", reason="opentelemetry-sdk is not installed")
    app = serve(PROGRAMS[1])
    event = httpx.post(f"{app.url}/gradio_api/call/shout", json={"data": ["a-canary"]}).json()["event_id"]
    httpx.get(f"{app.url}/gradio_api/call/shout/{event}")
    for name in ("portico /shout", "receive", "queue", "run", "encode", "deliver"):
        app.wait_for_log(f'"name": "{name}"')
    assert "a-canary" not in app.log


def test_the_variables_of_the_guide_are_read() -> None:
    table = GUIDE.partition("## 3.")[2].partition("## 4.")[0]
    named = set(re.findall(r"`PORTICO_([A-Z_]+)`", table))
    assert len(named) > 6
    assert named <= set(READ)
    assert os.environ.get("PORTICO_PROFILE") is None
