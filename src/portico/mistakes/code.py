"""What is known of one code: of a mistake, or of something that `portico check` finds."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of mistake, or of finding.

    Args:
        title: What it is called.
        why: What would happen otherwise.
        fix: What to do, in one sentence.
        wrong: A program that has it; may be indented as a whole.
        right: The same program without it.
    """

    title: str
    why: str
    fix: str
    wrong: str
    right: str

    def __post_init__(self) -> None:
        for name in ("wrong", "right"):
            object.__setattr__(self, name, textwrap.dedent(getattr(self, name)).strip("\n"))
