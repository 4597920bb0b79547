"""`make test`: a few tests that fail beside the others get a second chance alone, and are named when they take it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
Verb = Callable[[list[int], list[str]], tuple[int, list[tuple[str, ...]]]]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, whose verbs install nothing."""
    monkeypatch.syspath_prepend(str(ROOT))
    spec = importlib.util.spec_from_file_location("dev_script", ROOT / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, answer in {"install": None, "packages": None, "chromium": None, "npm": 0}.items():
        monkeypatch.setattr(module, name, lambda *_, answer=answer, **__: answer)
    return module


@pytest.fixture
def verb(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Verb:
    """Run the verb over runs of pytest that end as told, and tell what was run."""

    def call(ends: list[int], failed: list[str]) -> tuple[int, list[tuple[str, ...]]]:
        ran: list[tuple[str, ...]] = []

        def run(*command: str, **_: object) -> int:
            ran.append(command[3:])
            return ends[len(ran) - 1]

        monkeypatch.setattr(script, "run", run)
        monkeypatch.setattr(script, "failures", lambda: failed)
        return script.test(), ran

    return call


def test_what_failed_in_company_is_tried_alone_and_named(verb: Verb, capsys: pytest.CaptureFixture[str]) -> None:
    code, ran = verb([1, 0], ["tests/a.py::test_b"])
    assert code == 0
    assert ran[1] == ("--last-failed",)
    assert "Unsteady" in (said := capsys.readouterr().out)
    assert "tests/a.py::test_b" in said


def test_what_fails_twice_fails(verb: Verb) -> None:
    code, ran = verb([1, 1], ["tests/a.py::test_b"])
    assert code == 1
    assert len(ran) == 2


@pytest.mark.parametrize(("end", "failed"), [(1, ["a", "b", "c", "d"]), (1, []), (2, ["a"]), (0, [])])
def test_many_failures_and_other_ends_stand(verb: Verb, end: int, failed: list[str]) -> None:
    code, ran = verb([end], failed)
    assert code == end
    assert len(ran) == 1
