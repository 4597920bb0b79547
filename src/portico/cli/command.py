"""What all verbs have in common: how their help looks, with an example and what each exit status means."""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap
from collections.abc import Mapping
from typing import Any

from portico.app.settings import LARGEST_PORT
from portico.errors import spoken

DONE, FOUND, FAILED = 0, 1, 2
"""Exit statuses: all is well; something was found; it could not be done, or was asked for wrongly."""
NO_APP = "PE408"
"""What a program without an app is called in the table of mistakes."""
WIDEST = 100
"""Columns of help, on a terminal that has more."""


def parser_of(verb: str, purpose: str, examples: Mapping[str, str], statuses: Mapping[int, str]) -> Any:
    """Return a verb's parser.

    Args:
        verb: Its name.
        purpose: What it does, in a sentence or two.
        examples: Command lines, without `portico`, and what each does.
        statuses: What the exit statuses mean.
    """
    width = min(WIDEST, shutil.get_terminal_size().columns)
    widest = max(map(len, examples))
    lines: list[str] = []
    for line, does in examples.items():
        one = f"  portico {line:<{widest}}  # {does}"
        lines += [one] if len(one) <= width else [f"  # {does}", f"  portico {line}"]
    ends = [f"  {status}  {means}" for status, means in statuses.items()]
    return argparse.ArgumentParser(
        prog=f"portico {verb}",
        description=textwrap.fill(purpose, width),
        epilog="\n".join(["examples:", *lines, "", "exit status:", *ends]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def port(text: str) -> int:
    """Return a port that a command line names; 0 is any free one."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {LARGEST_PORT}, not {text!r}")
    return number


def failed(verb: str, why: str | BaseException) -> int:
    """Say why a verb could not do what it was asked for, and return its exit status."""
    said = why if isinstance(why, str) else spoken(why)
    print(f"portico {verb}: {said}", file=sys.stderr)
    return FAILED
