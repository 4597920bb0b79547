"""The guide about files says what is so: its programs run here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from portico.app.exposure import Finding
from portico.stores.offer import OUTSIDE, WRITTEN
from security.visitor import described
from security.world import World

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "files.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.requirement("R7")
def test_what_is_shared_on_purpose_reaches_the_others(launched: Any, world: World) -> None:
    names: dict[str, Any] = {}
    exec(PROGRAMS[0], names)
    app = launched(names["demo"])
    me, other = world.visitor(app.url, "me"), world.visitor(app.url, "other")
    me.call("enter", described(me.upload("a.txt", b"mine")))
    shown = other.first("show")
    for visitor in (me, other, world.visitor(app.url, "third", page=False)):
        assert visitor.get(shown["path"]).content == b"mine"


@pytest.mark.requirement("R5")
def test_the_interface_that_would_show_any_file_is_an_error(launched: Any, world: World) -> None:
    source = "import portico as gr\ndemo = " + PROGRAMS[1].replace("lambda text: text", "predict")
    names: dict[str, Any] = {"predict": lambda text: text}
    exec(source, names)
    (endpoint,) = (one.api_name for one in names["demo"].listeners.values() if one.fn is names["predict"])
    visitor = world.visitor(launched(names["demo"]).url, "me")
    assert visitor.call(str(endpoint), "secret.txt").status_code in (403, 422)


def test_every_finding_of_the_doctor_is_explained() -> None:
    exposure = (Path(__file__).parents[2] / "src" / "portico" / "app" / "exposure.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'"(D[0-9]{3})"', exposure))
    assert codes
    assert codes == set(re.findall(r"^\| (D[0-9]{3}) ", GUIDE, re.MULTILINE))
    assert Finding.__doc__


@pytest.mark.parametrize("message", [OUTSIDE, WRITTEN])
def test_what_is_refused_says_what_to_set(message: str) -> None:
    assert "allowed_paths" in message
