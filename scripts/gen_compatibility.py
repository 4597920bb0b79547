"""Write docs/compatibility.md: every public name of the contract, and how much of it Portico has.

    python scripts/gen_compatibility.py [--contract gradio-api.json] [--check]

The contract's facts are kept, reduced to what this needs, in tests/house/contract.json; `--contract` refreshes them
from a full description. `--check` exits with 1 where the page is not what this script would write.
"""

from __future__ import annotations

import argparse
import inspect
import json
import sys
from pathlib import Path
from typing import Any

import portico

ROOT = Path(__file__).parent.parent
FACTS = ROOT / "tests" / "house" / "contract.json"
PAGE = ROOT / "docs" / "compatibility.md"
REMARKS = ROOT / "docs" / "compatibility-remarks.md"
KINDS = {
    "component": "Components",
    "layout": "Layouts and apps",
    "class": "Classes",
    "function": "Functions",
    "value": "Values",
    "module": "Modules",
}


def reduce(contract: dict[str, Any]) -> dict[str, Any]:
    """Keep of the contract's names: kind, parameters with order, kind and default, events."""
    names = {
        name: {
            "kind": facts["kind"],
            "module": facts.get("module"),
            "parameters": [
                [p["name"], p["kind"], p.get("default", "…required")] for p in facts.get("parameters", [])
            ],
            "events": sorted(set(facts.get("events") or [])),
        }
        for name, facts in contract["names"].items()
    }
    listener = [[p["name"], p["kind"], p.get("default", "…required")] for p in contract["event_listener_parameters"]]
    plain = {part: [[p["name"], p["kind"], p.get("default", "…required")] for p in contract[part]] for part in ("launch", "queue")}
    return {"version": contract["version"], "names": names, "events": contract["events"], "listener": listener, **plain}


def facts() -> dict[str, Any]:
    """Return the reduced contract."""
    return json.loads(FACTS.read_text(encoding="utf-8"))


def missing_of(name: str, contract: dict[str, Any]) -> list[str] | None:
    """Return what a public name lacks, in words; None where the name itself is absent."""
    if name not in portico.__all__:
        return None
    found = getattr(portico, name)
    lacks: list[str] = []
    declared: dict[str, str] = getattr(found, "missing", {}) if inspect.isclass(found) else {}
    if callable(found):
        have = signature_names(found)
        for parameter, kind, _ in contract["parameters"]:
            if kind in ("var_positional", "var_keyword"):
                continue
            if parameter not in have:
                lacks.append(f"`{parameter}` is not there")
    lacks += [f"`{parameter}` {how}" for parameter, how in declared.items()]
    if inspect.isclass(found) and hasattr(found, "event_names"):
        lacks += [f"event `{event}` is not there" for event in contract["events"] if event not in found.event_names()]
    return lacks


def signature_names(found: Any) -> list[str]:
    """Return parameter names without `self`."""
    try:
        return [name for name in inspect.signature(found).parameters if name != "self"]
    except (ValueError, TypeError):
        return []


def page() -> str:
    """Return the whole page."""
    contract = facts()
    names: dict[str, Any] = contract["names"]
    states = {name: missing_of(name, details) for name, details in names.items()}
    whole = sum(1 for lacks in states.values() if lacks == [])
    partly = sum(1 for lacks in states.values() if lacks)
    absent = sum(1 for lacks in states.values() if lacks is None)
    lines = [
        "# Compatibility with Gradio",
        "",
        "This page is written by `scripts/gen_compatibility.py` from the contract of Gradio "
        f"{contract['version']} and from Portico's own code; a test holds it current.",
        "",
        f"Of {len(names)} public names, {whole} are built, {partly} are built but for what the table says, "
        f"and {absent} are absent: using one is an error that says so, never silence.",
        "",
        REMARKS.read_text(encoding="utf-8").strip(),
        "",
    ]
    for kind, title in KINDS.items():
        chosen = sorted((n for n, d in names.items() if d["kind"] == kind), key=str.lower)
        lines += [f"## {title}", "", "| Name | State | What is missing |", "|---|---|---|"]
        for name in chosen:
            lacks = states[name]
            state = "absent" if lacks is None else "partly" if lacks else "built"
            lines.append(f"| `{name}` | {state} | {'; '.join(lacks or [])} |")
        lines.append("")
    return "\n".join(lines)


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
