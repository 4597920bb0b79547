"""The environment variables of a deployment: what is read, what is refused, what has no effect."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from portico.app.environment import IDLE, READ, REFUSED, Environment
from portico.errors import BuildError, NotBuilt

SOURCES = Path(__file__).parent.parent.parent / "src" / "portico"


def asked() -> set[str]:
    """Every setting that the sources ask for by name."""
    calls = [node for path in SOURCES.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    found = set()
    for node in calls:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) == 1:
            name = node.args[0]
            asks = node.func.attr in ("text", "flag", "number", "items") and isinstance(name, ast.Constant)
            # Settings are written in capitals; others have methods of these names too.
            if asks and str(name.value).isupper():
                found.add(name.value)
    return found


def test_what_is_listed_as_read_is_read() -> None:
    assert set(READ) == asked()
    assert not set(READ) & (set(REFUSED) | set(IDLE))


def test_our_own_prefix_wins_and_empty_is_absent() -> None:
    env = Environment(
        {"PORTICO_ROOT_PATH": "/a", "GRADIO_ROOT_PATH": "/b", "GRADIO_DEBUG": "true", "PORTICO_DEBUG": ""}
    )
    assert (env.text("ROOT_PATH"), env.flag("DEBUG"), env.text("TEMP_DIR")) == ("/a", True, None)
    assert Environment({"GRADIO_ALLOWED_PATHS": "a, b,,"}).items("ALLOWED_PATHS") == ["a", "b"]


def test_a_number_that_is_none_is_told() -> None:
    with pytest.raises(BuildError, match="whole number, not 'x'"):
        Environment({"GRADIO_SERVER_PORT": "x"}).number("SERVER_PORT")


@pytest.mark.parametrize(("name", "value"), [("SHARE", "True"), ("MCP_SERVER", "1"), ("NUM_WORKERS", "4")])
def test_what_is_not_built_is_refused_when_it_is_switched_on(name: str, value: str) -> None:
    env = Environment({f"GRADIO_{name}": value})
    with pytest.raises(NotBuilt, match=f"GRADIO_{name}"):
        env.refuse_absent({})
    env.refuse_absent({name.lower(): False})


@pytest.mark.parametrize(
    ("name", "value"), [("SHARE", "False"), ("MCP_SERVER", "0"), ("NUM_WORKERS", "1"), ("SSR_MODE", "1")]
)
def test_what_is_switched_off_or_has_no_effect_is_no_error(name: str, value: str) -> None:
    Environment({f"GRADIO_{name}": value}).refuse_absent({})


def test_a_setting_that_nobody_listed_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match="environment.py"):
        Environment({}).text("SOMETHING")
