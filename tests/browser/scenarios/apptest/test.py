"""What keeps AppTest honest: the same stories, told by AppTest and by a person before Chromium, end the same."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from serving import Program, free_port

from portico.testing import AppTest
from portico.testing.browser import Socket

if TYPE_CHECKING:
    from collections.abc import Iterator
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
PROGRAMS: dict[str, Any] = beside("programs").PROGRAMS
people = beside("people")


@pytest.mark.parametrize("name", STORIES)
def test_a_simulated_person_and_one_before_a_browser_live_the_same_story(
    name: str, launched: Any, new_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, story = STORIES[name]
    simulated, frames = list[Any](), list[str]()
    with listening(monkeypatch, frames), AppTest(make()) as at:
        story(people.Simulated(at, simulated), tmp_path)
    seen, sent = list[Any](), list[str]()
    person = people.BeforeChromium(new_page, seen, sent, simulated).go(launched(make()).url)
    story(person, tmp_path)
    same(simulated, frames, seen, sent)


@pytest.mark.allow_console_errors  # a program is broken on the way, which the browser logs
@pytest.mark.parametrize("name", PROGRAMS)
def test_they_live_the_same_story_while_the_program_is_written(
    name: str, new_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, story = PROGRAMS[name]
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
    simulated, frames = list[Any](), list[str]()
    with listening(monkeypatch, frames), AppTest.from_file(here / "app.py") as at:
        story(people.Simulated(at, simulated, here), tmp_path)
    seen, sent = list[Any](), list[str]()
    program = Program(["-m", "portico.cli", "dev", "app.py"], there, free_port(), {})
    program.start()
    try:
        program.wait_for_log("Ctrl+C ends it")
        story(people.BeforeChromium(new_page, seen, sent, simulated, there).go(program.url), tmp_path)
    finally:
        program.stop()
    same(simulated, frames, seen, sent)


@contextlib.contextmanager
def listening(monkeypatch: pytest.MonkeyPatch, frames: list[str]) -> Iterator[None]:
    """Hear what simulated pages send."""
    send = Socket.send
    with monkeypatch.context() as patched:
        patched.setattr(Socket, "send", lambda self, text: (frames.append(text), send(self, text))[1])
        yield


def same(simulated: list[Any], frames: list[str], seen: list[Any], sent: list[str]) -> None:
    """Both saw the same, and not only that: all that their pages asked of the server is the same."""
    assert simulated, "a story without anything to look at shows nothing"
    assert seen == simulated
    asked = [one for frame in frames if (one := people.asked(frame)) is not None]
    assert sorted(map(str, map(people.asked, sent))) == sorted(map(str, asked))
