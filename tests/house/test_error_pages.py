"""Each mistake of a developer's has a code, and each code a page."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from portico.mistakes.table import CODES, SUBJECTS

ROOT = Path(__file__).parent.parent.parent


def test_the_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/gen_errors.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_code_stands_once_with_its_subject() -> None:
    assert len(CODES) == sum(map(len, SUBJECTS.values()))
    for number, codes in enumerate(SUBJECTS.values(), 1):
        assert list(codes) == sorted(codes)
        assert all(re.fullmatch(rf"PE{number}\d\d", code) for code in codes)


def test_every_code_is_explained_in_sentences() -> None:
    for code, known in CODES.items():
        assert known.why.endswith("."), code
        assert known.fix.endswith("."), code
        assert not known.title.endswith("."), code
        assert known.wrong != known.right, code
