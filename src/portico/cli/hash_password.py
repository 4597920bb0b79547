"""`portico hash-password`: turn a password into a line that may lie in a file."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence

from portico.cli.command import DONE, FAILED, parser_of
from portico.lang.password import hashed

DESCRIPTION = "Print a password as a hash, which stands wherever a password does: auth=(name, hash)."

EXAMPLES = {"hash-password": "ask for a password, and print its hash", "hash-password < file": "read it from a file"}
STATUSES = {DONE: "the hash was printed", FAILED: "there was no password, or the two were not the same"}


def main(arguments: Sequence[str]) -> int:
    """Print the hash of what was typed, or of the first line of the standard input; 2 where there was nothing."""
    parser_of("hash-password", DESCRIPTION, EXAMPLES, STATUSES).parse_args(arguments)
    if sys.stdin.isatty():
        password = typed("Password: ")
        if password and password != typed("Once more: "):
            print("portico hash-password: the two are not the same", file=sys.stderr)
            return FAILED
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        print("portico hash-password: a password has at least one character", file=sys.stderr)
        return FAILED
    print(hashed(password))
    return DONE


def typed(prompt: str) -> str:
    """Return what is typed and not shown; nothing at Ctrl+D."""
    try:
        return getpass.getpass(prompt)
    except EOFError:
        return ""
