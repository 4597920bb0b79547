"""Write docs/errors.md and a page for each code of an error, from the table of mistakes.

python scripts/gen_errors.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from portico.mistakes.code import Code
from portico.mistakes.table import CODES, SUBJECTS

DOCS = Path(__file__).parent.parent / "docs"
HEAD = """# Errors

An error that tells a developer of a mistake ends with a code. `portico explain PE101` prints what stands on its page:
why Portico refuses, what to do, and the wrong and the right program. `error.code` has it in Python. Visitors of an app
never see one.

```
portico.errors.WrongCall: Slider has no parameter 'minimun'. Did you mean 'minimum'?
PE101: `portico explain PE101` says more
```

What `portico check` finds has [codes of its own](checks.md).

This page and those below are written by `scripts/gen_errors.py`.
"""


def index() -> str:
    """Return the page that lists all."""
    lines = [HEAD]
    for subject, codes in SUBJECTS.items():
        lines += [f"## {subject}", "", "| code | |", "| --- | --- |"]
        lines += [f"| [{code}](errors/{code}.md) | {known.title} |" for code, known in codes.items()]
        lines.append("")
    return "\n".join(lines)


def page(code: str, known: Code) -> str:
    """Return the page of one code."""
    lines = [f"# {code}: {known.title}", "", known.why, "", known.fix]
    for name, program in (("Wrong", known.wrong), ("Right", known.right)):
        lines += ["", f"## {name}", "", "```python", program, "```"]
    return "\n".join([*lines, "", "[All errors](../errors.md)", ""])


def pages() -> dict[Path, str]:
    """Return each file with what it holds."""
    return {DOCS / "errors.md": index()} | {
        DOCS / "errors" / f"{code}.md": page(code, known) for code, known in CODES.items()
    }


def main() -> int:
    """Write or check the pages."""
    parser = argparse.ArgumentParser(description="Write docs/errors.md and docs/errors/.")
    parser.add_argument("--check", action="store_true", help="only say whether the pages are current")
    wanted = pages()
    there = {DOCS / "errors.md", *(DOCS / "errors").glob("*.md")}
    if parser.parse_args().check:
        old = [path for path, text in wanted.items() if path not in there or path.read_text(encoding="utf-8") != text]
        old += sorted(there - set(wanted))
        names = ", ".join(str(path.relative_to(DOCS)) for path in old)
        print(f"{names}: old, run `make gen`." if old else "docs/errors.md and docs/errors/ are current.")
        return 1 if old else 0
    (DOCS / "errors").mkdir(exist_ok=True)
    for path in there - set(wanted):
        path.unlink(missing_ok=True)
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
