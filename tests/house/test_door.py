"""The one door: public names, what importing them costs, and that the page about them is current."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import portico as gr
from portico._lazy import read_stub

ROOT = Path(__file__).parent.parent.parent
CONTRACT: dict[str, Any] = json.loads((Path(__file__).parent / "contract.json").read_text(encoding="utf-8"))
NAMES = [name for name in gr.__all__ if name in CONTRACT["names"]]
EMPTY = "…required"
OWN = {"max_bytes", "max_processes", "on_disconnect", "profile", "resume_grace", "shutdown_grace", "run", "security"}
"""What Portico's methods take after the contract's parameters, by keyword."""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", gr.__all__)
def test_every_name_on_the_door_opens(name: str) -> None:
    assert getattr(gr, name) is not None


def test_every_line_of_the_stub_has_one_of_its_three_forms() -> None:
    lines = [one for one in (ROOT / "src/portico/__init__.pyi").read_text(encoding="utf-8").splitlines() if one]
    assert len(read_stub("\n".join(lines))) == len(lines)


@pytest.mark.parametrize("name", NAMES)
def test_parameters_have_the_contracts_names_order_and_defaults(name: str) -> None:
    facts = CONTRACT["names"][name]
    found = getattr(gr, name)
    named = [p for p in facts["parameters"] if p[1] not in ("var_positional", "var_keyword")]
    if not callable(found) or not named:
        pytest.skip("a name without parameters")
    have = [p for p in inspect.signature(found).parameters.values() if p.name != "self"]
    absent = set(getattr(found, "missing", {}) if inspect.isclass(found) else {})
    wanted = [p[0] for p in named if p[0] not in absent or p[0] in {q.name for q in have}]
    assert [p.name for p in have if p.name in wanted] == wanted
    by_name = {p.name: p for p in have}
    for parameter, kind, default in named:
        if parameter not in by_name:
            continue
        if kind == "positional_or_keyword":
            assert by_name[parameter].kind in (
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                inspect.Parameter.POSITIONAL_ONLY,
            )
        ours = by_name[parameter].default
        if default != EMPTY and ours is not inspect.Parameter.empty:
            plain = list(ours) if isinstance(ours, tuple) else ours
            assert plain == default or (plain is None and default is None), (
                f"{name}({parameter}): {ours!r}, not {default!r}"
            )


@pytest.mark.parametrize("name", [n for n in NAMES if CONTRACT["names"][n]["events"]])
def test_a_block_has_the_contracts_events(name: str) -> None:
    found = getattr(gr, name)
    assert set(CONTRACT["names"][name]["events"]) - set(found.event_names()) <= set(getattr(found, "missing", {}))


def test_listeners_and_launch_take_the_contracts_parameters() -> None:
    from portico.graph.event import Trigger

    for found, facts in ((Trigger.__call__, "listener"), (gr.Blocks.launch, "launch"), (gr.Blocks.queue, "queue")):
        have = {p.name: p.default for p in inspect.signature(found).parameters.values() if p.name != "self"}
        named = [p[0] for p in CONTRACT[facts]]
        assert list(have)[: len(named)] == named
        assert set(list(have)[len(named) :]) <= OWN
        assert {name: have[name] for name in named} == {p[0]: p[2] for p in CONTRACT[facts]}


def test_importing_portico_brings_nothing_heavy() -> None:
    heavy = "asyncio numpy PIL pandas starlette uvicorn orjson httptools matplotlib ssl http.client"
    code = f"import sys, portico; print([n for n in {heavy.split()!r} if n in sys.modules])"
    assert run("-c", code).stdout.strip() == "[]"


def test_building_a_page_brings_no_server_and_no_media_library() -> None:
    heavy = "asyncio numpy PIL pandas starlette uvicorn matplotlib ssl http.client"
    code = (
        "import sys, portico as gr\n"
        "with gr.Blocks() as demo:\n"
        "    a = gr.Textbox(); b = gr.Number(); gr.Slider(); gr.Checkbox(); gr.Dropdown(['x']); gr.Markdown('# x')\n"
        "    gr.Button().click(lambda x: x, a, b)\n"
        f"print([n for n in {heavy.split()!r} if n in sys.modules])"
    )
    found = run("-c", code)
    assert found.stdout.strip() == "[]", found.stdout + found.stderr


def test_the_page_about_compatibility_is_current() -> None:
    found = run("scripts/gen_compatibility.py", "--check")
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_browsers_types_are_current() -> None:
    found = run("scripts/gen_wire.py", "--check")
    assert found.returncode == 0, found.stdout + found.stderr
