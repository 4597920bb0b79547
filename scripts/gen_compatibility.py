"""Write docs/compatibility.md: every public name of the contract, and how much of it Portico has.

    python scripts/gen_compatibility.py [--contract gradio-api.json] [--check]

The contract's facts are kept, reduced to what this needs, in tests/house/contract.json; `--contract` refreshes them
from a full description. `--check` exits with 1 where the page is not what this script would write.

What is missing is found in two ways: names, parameters and events that the contract has and the code has not; and what
a class itself says in `missing`, for parts that are there and do not work in full.
"""

from __future__ import annotations

import argparse
import inspect
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import portico
from portico.app import environment, settings
from portico.compat import gradio as alias
from portico.graph.event import Trigger

ROOT = Path(__file__).parent.parent
FACTS = ROOT / "tests" / "house" / "contract.json"
PAGE = ROOT / "docs" / "compatibility.md"
REMARKS = ROOT / "docs" / "compatibility-remarks.md"
OPEN_ENDED = ("var_positional", "var_keyword")
KINDS = {
    "component": "Components",
    "layout": "Layouts and apps",
    "class": "Classes",
    "function": "Functions",
    "value": "Values",
}
QUEUE: dict[str, str] = {}
FUNCTIONS = {
    "mount_gradio_app": {
        "server_name": "has no effect: the outer app's server listens",
        "server_port": "has no effect: the outer app's server listens",
    }
}
HIDDEN = "_"
"""What a private parameter's name begins with: programs do not use it, and the page does not list it."""

Lack = tuple[str, str]
"""A part, as a cell of a table, and what is wrong with it."""


def reduce(contract: dict[str, Any]) -> dict[str, Any]:
    """Keep of the contract's names: kind, parameters with order, kind and default, events, methods."""
    names = {
        name: {
            "kind": facts["kind"],
            "module": facts.get("module"),
            "parameters": parameters(facts.get("parameters", [])),
            "events": sorted(set(facts.get("events") or [])),
            "methods": sorted(facts.get("methods") or []),
        }
        for name, facts in contract["names"].items()
    }
    plain = {part: parameters(contract[part]) for part in ("launch", "queue")}
    listener = parameters(contract["event_listener_parameters"])
    return {"version": contract["version"], "names": names, "events": contract["events"], "listener": listener, **plain}


def parameters(described: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """Return name, kind and default of each."""
    return [[one["name"], one["kind"], one.get("default", "…required")] for one in described]


def lacks_of(name: str, contract: dict[str, Any]) -> list[Lack] | None:
    """Return what a public name lacks, part by part; None where the name itself is absent."""
    if name not in portico.__all__:
        return None
    found = getattr(portico, name)
    declared: dict[str, str] = getattr(found, "missing", {}) if inspect.isclass(found) else FUNCTIONS.get(name, {})
    lacks: list[Lack] = []
    if callable(found):
        have = signature_names(found)
        wanted = [
            one for one, kind, _ in contract["parameters"] if kind not in OPEN_ENDED and not one.startswith(HIDDEN)
        ]
        lacks += [(f"`{one}`", "is not there") for one in wanted if one not in have and one not in declared]
    events = set(contract["events"])
    methods = set(contract["methods"]) - events
    for part, how in declared.items():
        if not part.startswith(HIDDEN):
            what = f"event `{part}`" if part in events else f"`{part}()`" if part in methods else f"`{part}`"
            lacks.append((what, how.replace("raises NotBuilt", "raises `NotBuilt`")))
    if inspect.isclass(found) and hasattr(found, "event_names"):
        lost = sorted(events - set(found.event_names()) - set(declared))
        lacks += [(f"event `{one}`", "is not there") for one in lost]
    return lacks


def signature_names(found: Any) -> list[str]:
    """Return parameter names without `self`."""
    try:
        return [name for name in inspect.signature(found).parameters if name != "self"]
    except (ValueError, TypeError):
        return []


def same_as(name: str, others: list[str]) -> str | None:
    """Return which other name stands for the same class, or for the class that says what this one lacks."""
    found = getattr(portico, name)
    if not inspect.isclass(found) or ("missing" in vars(found) and found.__name__ == name):
        return None
    kin = {vars(portico)[other] for other in others if inspect.isclass(vars(portico).get(other))}
    return next((one.__name__ for one in found.__mro__ if one in kin and "missing" in vars(one)), None)


def named(names: Iterable[str]) -> str:
    """Return names as running text."""
    return ", ".join(f"`{name}`" for name in names)


def part(title: str, names: list[str], states: dict[str, list[Lack] | None]) -> Iterator[str]:
    """Return the section of one kind of names: a table of what is partly built, between two lists."""
    built = [name for name in names if states[name] == []]
    partly = [name for name in names if states[name]]
    absent = [name for name in names if states[name] is None]
    yield from (f"## {title}", "")
    if built:
        yield from (f"**Built:** {named(built)}.", "")
    if partly:
        yield from ("**Partly**, everything but:", "", "| Name | Part | State |", "|---|---|---|")
        for name in partly:
            if other := same_as(name, partly):
                yield f"| `{name}` | | as `{other}` |"
                continue
            for row, (one, how) in enumerate(states[name] or []):
                yield f"|{'' if row else f' `{name}`'} | {one} | {how} |"
        yield ""
    if absent:
        yield from (f"**Absent:** {named(absent)}.", "")


def modules(names: list[str]) -> Iterator[str]:
    """Return the section about Gradio's submodules."""
    there = [name for name in names if f"gradio.{name}" in alias.KNOWN or name == "gradio"]
    yield from ("## Submodules", "")
    yield "Programs reach them as `gradio.…` once `portico.compat.gradio` stands for `gradio`, or by"
    yield "`portico run --as-gradio`; their names are those of Portico's public surface. Gradio's internals do not"
    yield "exist; importing one says so."
    yield ""
    yield from (f"**There:** {named(there)}.", "")
    yield from (f"**Absent:** {named(name for name in names if name not in there)}.", "")


def options(title: str, text: str, wanted: list[list[Any]], lacking: dict[str, str]) -> Iterator[str]:
    """Return a section with the state of every parameter of one function."""
    yield from (f"## {title}", "", text, "", "| Parameter | State |", "|---|---|")
    for name, _, _ in wanted:
        if not name.startswith(HIDDEN):
            yield f"| `{name}` | {lacking.get(name, 'built')} |"
    yield ""


def refusals() -> dict[str, str]:
    """Return what `launch` says about parameters that it does not have."""
    refused = {name: f"raises `NotBuilt`{instead and f'. {instead}'}" for name, instead in settings.ABSENT.items()}
    return refused | settings.IDLE


def variables() -> Iterator[str]:
    """Return the section about environment variables."""
    yield from ("## Environment variables", "")
    yield "Each is read as `PORTICO_…`, and where that is absent as `GRADIO_…`. What `launch` is given wins."
    yield from ("", "| Variable | State | |", "|---|---|---|")
    rows = {name: ("built", what) for name, what in environment.READ.items()}
    rows |= {name: ("raises `NotBuilt`", instead) for name, instead in environment.REFUSED.items()}
    rows |= {name: ("no effect", why) for name, why in environment.IDLE.items()}
    for name, (state, what) in rows.items():
        yield f"| `{name}` | {state} | {what} |"
    yield from (
        "",
        "`FORWARDED_ALLOW_IPS` is uvicorn's own, and works: whose `X-Forwarded-…` headers are believed.",
        "",
    )


def page() -> str:
    """Return the whole page."""
    contract: dict[str, Any] = json.loads(FACTS.read_text(encoding="utf-8"))
    names: dict[str, Any] = contract["names"]
    by_kind = {kind: sorted((n for n, d in names.items() if d["kind"] == kind), key=str.lower) for kind in KINDS}
    states = {name: lacks_of(name, names[name]) for found in by_kind.values() for name in found}
    count = [sum(1 for one in states.values() if test(one)) for test in (lambda x: x == [], bool, lambda x: x is None)]
    lines = [
        "# Compatibility with Gradio",
        "",
        f"This page is written by `scripts/gen_compatibility.py` from the contract of Gradio {contract['version']}",
        "and from Portico's own code; a test holds it current.",
        "",
        f"Of {len(states)} public names, {count[0]} are built, {count[1]} are built but for what the tables say,",
        f"and {count[2]} are absent: using one is an error that says so, never silence.",
        "",
        REMARKS.read_text(encoding="utf-8").strip(),
        "",
    ]
    for kind, title in KINDS.items():
        lines += part(title, by_kind[kind], states)
    lines += options(
        "Options of every listener",
        "Of `button.click(…)`, of every other event, of `.then`, `.success`, `.failure`, `gr.on` and `Blocks.load`.",
        contract["listener"],
        Trigger.missing,
    )
    lines += options("`Blocks.launch`", "`gr.mount_gradio_app` shares them.", contract["launch"], refusals())
    lines += options("`Blocks.queue`", "Also of `Interface` and `ChatInterface`.", contract["queue"], QUEUE)
    lines += variables()
    lines += modules(sorted((n for n, d in names.items() if d["kind"] == "module"), key=str.lower))
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description="Write docs/compatibility.md.")
    parser.add_argument("--contract", type=Path, help="a full description of the contract, to refresh the kept facts")
    parser.add_argument("--check", action="store_true", help="only say whether the page is current")
    chosen = parser.parse_args()
    if chosen.contract:
        reduced = reduce(json.loads(chosen.contract.read_text(encoding="utf-8")))
        FACTS.parent.mkdir(parents=True, exist_ok=True)
        FACTS.write_text(json.dumps(reduced, separators=(",", ":")) + "\n", encoding="utf-8")
    text = page()
    if chosen.check:
        current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        print("docs/compatibility.md is current." if current else "docs/compatibility.md is old: run `make gen`.")
        return 0 if current else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
