"""The texts of `payloads.txt`: each tries to run a script, to leave the page or to reach another host."""

from __future__ import annotations

import re
from pathlib import Path

ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(.))")
SIGNS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def _written(line: str) -> str:
    def sign(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        return chr(int(code, 16)) if code else SIGNS.get(found[3], found[3])

    return ESCAPE.sub(sign, line).encode("utf-16", "surrogatepass").decode("utf-16")


def _read() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("payloads.txt").read_text(encoding="utf-8").split("\n"):
        if heading := re.fullmatch(r"\[([^\]]+)\]", line):
            found[heading[1]] = []
        elif line and not line.startswith("; "):
            found[list(found)[-1]].append(_written(line))
    return found


CLASSES = _read()
PAYLOADS = [payload for several in CLASSES.values() for payload in several]
