"""`portico explain PE101`: what a code means, why it matters, and the wrong and the right way."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from portico.cli.command import DONE, FAILED, parser_of
from portico.cli.terminal import Colour, is_watched, paint

if TYPE_CHECKING:
    from portico.mistakes.code import Code

EXAMPLES = {"explain PE101": "say what a code means", "explain": "list all codes"}
STATUSES = {DONE: "it was said", FAILED: "there is no such code"}
WIDEST = 100
"""Characters of a line of prose on a terminal; in a pipe a paragraph is a line."""


def main(arguments: Sequence[str]) -> int:
    """Print what a code means, or all codes; 0, or 2 where there is no such code."""
    purpose = "Say what the code of an error (PE…) or of a finding of `portico check` (PC…) means."
    parser = parser_of("explain", purpose, EXAMPLES, STATUSES)
    parser.add_argument("code", nargs="?", help="the code; without it, all are listed")
    chosen = parser.parse_args(arguments)
    if chosen.code is None:
        for subject, codes in subjects().items():
            print(paint(subject, "bold"))
            for code, known in codes.items():
                print(f"  {paint(code, 'cyan')}  {known.title}")
        return DONE
    return explain("explain", chosen.code, list(subjects().values()))


def subjects() -> dict[str, dict[str, Code]]:
    """Return subject → its codes: of mistakes, and of what `portico check` finds."""
    from portico.checks.codes import CODES
    from portico.mistakes.table import SUBJECTS

    return {**SUBJECTS, "What `portico check` finds": CODES}


def explain(verb: str, code: str, tables: Sequence[dict[str, Code]]) -> int:
    """Print what a code means and return the exit status.

    Args:
        verb: Who asks.
        code: The code, in letters of any size.
        tables: Where it may stand.
    """
    wanted = code.upper()
    known = next((table[wanted] for table in tables if wanted in table), None)
    if known is None:
        print(f"portico {verb}: there is no code {code!r}; `portico explain` lists all", file=sys.stderr)
        return FAILED
    print(paint(f"{wanted}: {known.title}", "bold"))
    for text in (known.why, known.fix):
        print(f"\n{folded(text)}")
    shown: list[tuple[str, str, Colour]] = [("Wrong", known.wrong, "red"), ("Right", known.right, "green")]
    for name, program, colour in shown:
        print(f"\n{paint(name, colour)}:\n\n{textwrap.indent(program, '    ')}")
    return DONE


def folded(text: str) -> str:
    """Return a paragraph as a terminal shows it best."""
    if not is_watched(sys.stdout):
        return text
    width = min(WIDEST, shutil.get_terminal_size().columns)
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
