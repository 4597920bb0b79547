"""Write docs/checks.md: a section on each code that `portico check` finds, from the table of codes.

python scripts/gen_checks.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from portico.checks.codes import CODES

PAGE = Path(__file__).parent.parent / "docs" / "checks.md"
HEAD = """# What `portico check` finds

`portico check app.py` reads a program, from each function that visitors call to all that it calls, and says where
visitors meet and what is given away. [Keep visitors apart](guides/keep-visitors-apart.md) shows how to use it. A line
that is right as it is gets a comment, `# portico: ignore[PC101]`; what all visitors share on purpose is made with
`gr.shared(…)`.

This page is written by `scripts/gen_checks.py`.
"""


def page() -> str:
    """Return the page."""
    lines = [HEAD, "| code | |", "| --- | --- |"]
    lines += [f"| [{code}](#{code.lower()}) | {known.title} |" for code, known in CODES.items()]
    for code, known in CODES.items():
        lines += ["", f'<a id="{code.lower()}"></a>', "", f"## {code}: {known.title}", "", known.why, "", known.fix]
        lines += ["", "```python", "# wrong", known.wrong, "```", "", "```python", "# right", known.right, "```"]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description="Write docs/checks.md.")
    parser.add_argument("--check", action="store_true", help="only say whether the page is current")
    text = page()
    if parser.parse_args().check:
        current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        print("docs/checks.md is current." if current else "docs/checks.md is old: run `make gen`.")
        return 0 if current else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
