"""The audit takes no answer for "no holes": neither a service that is away nor one that knows nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from security.supplying import supply

audit, floors = supply("audit"), supply("floors")
HOLE = {"id": "CVE-2099-1", "fix_versions": ["2.0"]}


def pip_audit(*rows: dict[str, Any]) -> str:
    return json.dumps({"dependencies": rows, "fixes": []})


def test_a_hole_that_pip_audit_knows_is_told() -> None:
    told = audit.of_pip_audit(pip_audit({"name": "a", "version": "1.0", "vulns": [HOLE]}))
    assert told == ["pip-audit: a 1.0 has CVE-2099-1; closed in 2.0"]
    assert audit.of_pip_audit(pip_audit({"name": "a", "version": "1.0", "vulns": []})) == []


@pytest.mark.requirement("R74")
@pytest.mark.parametrize(
    "answer",
    [
        pip_audit({"name": "a", "skip_reason": "not found"}),
        pip_audit({"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}),
        pip_audit(),
        "No known vulnerabilities found",
        "[]",
    ],
    ids=["skipped", "one skipped", "nothing", "prose", "a list"],
)
def test_what_pip_audit_does_not_know_is_no_answer(answer: str) -> None:
    with pytest.raises(audit.CouldNotAsk):
        audit.of_pip_audit(answer)


def test_a_hole_that_npm_knows_is_told_once() -> None:
    answer = {
        "vulnerabilities": {
            "a": {"name": "a", "range": "<2", "via": [{"title": "Reads any file"}]},
            "b": {"name": "b", "range": "*", "via": ["a"]},
        }
    }
    assert audit.of_npm(json.dumps(answer)) == ["npm: a <2 has Reads any file"]
    assert audit.of_npm('{"vulnerabilities": {}}') == []


@pytest.mark.requirement("R74")
@pytest.mark.parametrize("answer", ['{"message": "405", "statusCode": 405}', "", "npm error"])
def test_a_registry_without_an_answer_is_no_answer(answer: str) -> None:
    with pytest.raises(audit.CouldNotAsk):
        audit.of_npm(answer)


def test_a_program_that_is_not_there_or_silent_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(audit.CouldNotAsk):
        audit.run([str(tmp_path / "nothing")], tmp_path)
    with pytest.raises(audit.CouldNotAsk, match="no connection"):
        audit.run([sys.executable, "-c", "import sys; sys.exit('no connection')"], tmp_path)
    with pytest.raises(audit.CouldNotAsk, match="ended with 3"):
        audit.run([sys.executable, "-c", "import sys; sys.exit(3)"], tmp_path)
    assert audit.run([sys.executable, "-c", "print('told')"], tmp_path) == "told\n"


def away() -> list[str]:
    raise audit.CouldNotAsk("no connection")


@pytest.mark.requirement("R74")
@pytest.mark.parametrize(
    ("python", "page", "table", "status"),
    [
        ([], [], [], 0),
        (["a hole"], [], [], 1),
        ([], ["a hole"], [], 1),
        ([], [], ["a hole"], 1),
        (away, [], [], 2),
        ([], away, [], 2),
        (away, away, ["a hole"], 1),
    ],
)
def test_the_status_says_whether_everybody_was_asked(
    python: Any,
    page: Any,
    table: list[str],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(audit, "python_packages", lambda: python() if callable(python) else python)
    monkeypatch.setattr(audit, "page_packages", lambda npm: page() if callable(page) else page)
    monkeypatch.setattr(floors, "findings", lambda **_: table)
    assert audit.main("npm") == status
    said = capsys.readouterr()
    assert ("a hole" in said.out) == (status == 1)
    assert ("Nothing known was found" in said.out) == (status != 1)
    assert said.err.count("could not be asked: no connection") == (python is away) + (page is away)
