"""`python -m benchmarks [MEASURE…] [--rounds N] [--json FILE] [--page FILE]`: measure, print a table, keep figures.

Gradio lives in a virtual environment of its own, `.bench/gradio`, made at the first run. Every measure alternates
between the contestants, round by round, so that other work on the machine disturbs all of them alike; the best round
counts for CPU time, the median for waiting time.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import sys
from pathlib import Path
from typing import Any

from benchmarks.contestants import contestants
from benchmarks.table import table

MEASURES = (
    "imports",
    "start",
    "size",
    "idle",
    "queue",
    "waiting",
    "batch",
    "many",
    "state",
    "visitors",
    "stream",
    "stream_cost",
    "stream_page",
    "first_page",
    "click",
    "apptest",
    "reload",
)
ROOT = Path(__file__).parent.parent


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("measures", nargs="*", help=f"default: all of {', '.join(MEASURES)}")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measure")
    parser.add_argument("--json", type=Path, default=ROOT / "benchmarks" / "results.json")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "performance.md", help="where the table stands")
    chosen = parser.parse_args()
    unknown = set(chosen.measures) - set(MEASURES)
    if unknown:
        parser.error(f"no measure is called {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    known: dict[str, Any] = json.loads(chosen.json.read_text()) if chosen.json.exists() else {}
    who = contestants()
    for name in chosen.measures or MEASURES:
        print(f"{name} …", flush=True)
        known[name] = importlib.import_module(f"benchmarks.{name}").measure(who, chosen.rounds)
        print(json.dumps(known[name]), flush=True)
        chosen.json.write_text(json.dumps(known, indent=1) + "\n")
    known["machine"] = {"python": platform.python_version(), "system": platform.platform(terse=True)}
    chosen.json.write_text(json.dumps(known, indent=1) + "\n")
    chosen.page.write_text(with_table(chosen.page.read_text(encoding="utf-8"), table(known)), encoding="utf-8")
    print(table(known))
    return 0


def with_table(page: str, figures: str) -> str:
    """Return a page with its table replaced; raises ValueError where it has no place for one."""
    first, last = "<!-- figures -->\n", "<!-- end of figures -->"
    before, _, rest = page.partition(first)
    _, mark, after = rest.partition(last)
    if not mark:
        raise ValueError(f"The page has no lines {first.strip()!r} and {last!r} between which the table stands.")
    return f"{before}{first}\n{figures}\n{last}{after}"


if __name__ == "__main__":
    sys.exit(main())
