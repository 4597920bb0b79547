"""Continuous integration gives nobody's code more rights than it needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted(path for path in (ROOT / ".github").rglob("*.y*ml")) if (ROOT / ".github").is_dir() else []

USES = re.compile(r"^\s*-?\s*uses:\s*['\"]?(\S+?)['\"]?(?:\s+#.*)?$", re.MULTILINE)
PINNED = re.compile(r"\./\S+|[\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40}|docker://\S+@sha256:[0-9a-f]{64}")
FROM_OUTSIDE = re.compile(r"\$\{\{[^}]*github\.(?:head_ref|event\.(?!number\b|action\b)\w)[^}]*\}\}")
"""What a stranger writes: names of branches, titles, texts. In a script it would be a part of the script."""


def problems(text: str) -> list[str]:
    """What a workflow for a hosted service must not have."""
    found: list[str] = []
    if re.search(r"^\s*(-\s*)?['\"]?pull_request_target\b|\bon:.*\bpull_request_target\b", text, re.MULTILINE):
        found.append("pull_request_target runs a stranger's change with the project's rights")
    found += [f"{one} is not pinned by its digest" for one in USES.findall(text) if not PINNED.fullmatch(one)]
    if not re.search(r"^permissions:", text, re.MULTILINE):
        found.append("the token's permissions are not said")
    if re.search(r"^\s*permissions:\s*write-all|^permissions:(?:\s*\n\s+.*)*?\n\s+\S+:\s*write\b", text, re.MULTILINE):
        found.append("every job has a token that writes")
    if FROM_OUTSIDE.search(text):
        found.append("a text from outside is put into the workflow")
    return found


GOOD = """\
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@0123456789abcdef0123456789abcdef01234567 # v9
      - uses: ./.ci/local
      - run: make test
"""


@pytest.mark.requirement("R76")
def test_no_workflow_gives_rights_away() -> None:
    # None is here as yet: there is no hosted service. Whoever adds one meets these rules.
    found = {path.name: problems(path.read_text(encoding="utf-8")) for path in WORKFLOWS}
    assert {name: told for name, told in found.items() if told} == {}


def test_a_good_workflow_has_no_problem() -> None:
    assert problems(GOOD) == []


@pytest.mark.requirement("R76")
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("on: [push, pull_request]", "on: [push, pull_request_target]", "stranger's change"),
        ("on: [push, pull_request]", "on:\n  pull_request_target:\n    types: [opened]", "stranger's change"),
        ("@0123456789abcdef0123456789abcdef01234567", "@v9", "not pinned"),
        ("@0123456789abcdef0123456789abcdef01234567", "@main", "not pinned"),
        ("permissions:\n  contents: read\n", "", "not said"),
        ("permissions:\n  contents: read\n", "permissions: write-all\n", "writes"),
        ("contents: read", "contents: write", "writes"),
        ("make test", "echo ${{ github.head_ref }}", "from outside"),
        ("make test", "echo '${{ github.event.pull_request.title }}'", "from outside"),
    ],
)
def test_a_workflow_that_gives_rights_away_would_be_noticed(old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert [one for one in problems(GOOD.replace(old, new)) if said in one]


@pytest.mark.requirement("R76")
def test_continuous_integration_is_one_script_that_knows_no_secret_and_fetches_nothing_itself() -> None:
    scripts = [path for path in (ROOT / ".ci").rglob("*") if path.is_file()]
    assert [path.name for path in scripts] == ["run"]
    text = re.sub(r"(?m)^\s*#.*$", "", scripts[0].read_text(encoding="utf-8"))
    assert not re.search(
        r"secret|token|password|credential|\bcurl\b|\bwget\b|://|\beval\b|\bsudo\b", text, re.IGNORECASE
    )
    assert re.findall(r"^\s*exec (.+)$", text, re.MULTILINE) == [
        "make --no-print-directory test",
        "python3 dev.py test",
    ]
