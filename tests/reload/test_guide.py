"""The programs of the guide are served, saved and used."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from portico.cli import VERBS
from tests.reload.desk import Desk

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/guides/reload-without-surprises.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
COMMANDS = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)


def test_the_word_goes_on_being_counted(desk: Desk) -> None:
    desk.write("app.py", PROGRAMS[0])
    first = desk.generation.main.model()
    assert [desk.call("translate", "bread", None), desk.call("translate", "salt", None)] == ["Brot", "?"]
    desk.edit("app.py", 'label="Meaning"', 'label="Means"')
    desk.edit("app.py", "words so far", "words by now")
    assert desk.save()
    body = {"data": ["hello", None], "session_hash": "visitor"}
    assert desk.post("translate", body)["data"][:2] == ["hallo", "3 words by now"]
    assert desk.generation.main.model() is first
    assert desk.label("Means")


def test_the_basket_is_carried_over_and_begins_anew_with_another_field(desk: Desk) -> None:
    desk.write("app.py", PROGRAMS[1])
    assert desk.call("put", "tea", None) == "tea"
    desk.edit("app.py", '", ".join', '" and ".join')
    assert desk.save()
    assert desk.call("put", "salt", None) == "tea and salt"
    desk.edit("app.py", "    things: list", "    paid: bool = False\n    things: list")
    desk.edit("app.py", "Basket([*basket", "Basket(things=[*basket")
    assert desk.save()
    assert desk.call("put", "jam", None) == "jam"
    assert "began anew" in desk.news()["notes"][0]


def test_the_app_around_is_served_and_followed(desk: Desk) -> None:
    pytest.importorskip("fastapi")
    desk.write("app.py", PROGRAMS[2])
    assert desk.url.endswith("/page/")
    assert desk.call("greet", "Ada") == "Hello Ada"
    desk.edit("app.py", 'return "hello"', 'return "good morning"')
    desk.edit("app.py", "Hello {name}", "Good morning {name}")
    assert desk.save()
    assert desk.call("greet", "Ada") == "Good morning Ada"
    assert httpx.get(desk.url.replace("/page/", "/hello")).json() == "good morning"


@pytest.mark.parametrize("command", [line for block in COMMANDS for line in block.splitlines()])
def test_the_commands_are_there(command: str) -> None:
    if command.startswith("pip install"):
        extra = re.fullmatch(r'pip install "portico\[(.*)\]"', command)
        assert extra is not None
        assert f"\n{extra[1]} = " in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        return
    assert command.split()[0] == "portico"
    assert command.split()[1] in VERBS
