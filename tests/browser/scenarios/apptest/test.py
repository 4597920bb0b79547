"""What keeps AppTest honest: the same stories, told by AppTest and by a person before Chromium, end the same."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from portico.testing import AppTest
from portico.testing.browser import Socket

if TYPE_CHECKING:
    from types import ModuleType


def beside(name: str) -> ModuleType:
    """A module beside this file: the scenarios' folders are no packages."""
    found = sys.modules.get(f"apptest_{name}")
    if found is None:
        spec = importlib.util.spec_from_file_location(f"apptest_{name}", Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        found = sys.modules[f"apptest_{name}"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found)
    return found


STORIES: dict[str, Any] = beside("stories").STORIES
people = beside("people")


@pytest.mark.parametrize("name", STORIES)
def test_a_simulated_person_and_one_before_a_browser_live_the_same_story(
    name: str, launched: Any, new_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, story = STORIES[name]
    simulated: list[Any] = []
    frames: list[str] = []
    send = Socket.send
    with monkeypatch.context() as patched:
        patched.setattr(Socket, "send", lambda self, text: (frames.append(text), send(self, text))[1])
        with AppTest(make()) as at:
            story(people.Simulated(at, simulated), tmp_path)
    seen: list[Any] = []
    sent: list[str] = []
    person = people.BeforeChromium(new_page, seen, sent, simulated).go(launched(make()).url)
    story(person, tmp_path)
    assert simulated, "a story without anything to look at shows nothing"
    assert seen == simulated
    # Not only what is seen is the same, but all that the page asks of its server.
    asked = [one for frame in frames if (one := people.asked(frame)) is not None]
    assert sorted(map(str, map(people.asked, sent))) == sorted(map(str, asked))
