"""What all verbs have in common: how their help looks, with an example and what each exit status means."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

DONE, FOUND, FAILED = 0, 1, 2
"""Exit statuses: all is well; something was found; it could not be done, or was asked for wrongly."""
NO_APP = "PE408"
"""What a program without an app is called in the table of mistakes."""


def parser_of(verb: str, purpose: str, examples: Mapping[str, str], statuses: Mapping[int, str]) -> Any:
    """Return a verb's parser.

    Args:
        verb: Its name.
        purpose: What it does, in a sentence or two.
        examples: Command lines, without `portico`, and what each does.
        statuses: What the exit statuses mean.
    """
    widest = max(map(len, examples))
    lines = [f"  portico {line:<{widest}}  # {does}" for line, does in examples.items()]
    ends = [f"  {status}  {means}" for status, means in statuses.items()]
    return argparse.ArgumentParser(
        prog=f"portico {verb}",
        description=purpose,
        epilog="\n".join(["examples:", *lines, "", "exit status:", *ends]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
