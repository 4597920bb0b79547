"""No pattern that a visitor's text meets takes more than linear time; ranges are few."""

from __future__ import annotations

import importlib
import pkgutil
import re
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import portico
from portico.server.ranges import MOST, asked_range
from portico.server.refusal import Refusal

REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT}
FEW = 1_000
KNOWN = {
    # Each round begins with a slash, which the characters after it leave out.
    "portico.server.root.ADDRESS",
}


def patterns() -> dict[str, re.Pattern[Any]]:
    """Every compiled pattern of the package's modules, by its full name."""
    found: dict[str, re.Pattern[Any]] = {}
    for info in pkgutil.walk_packages(portico.__path__, "portico."):
        if ".static" in info.name or info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                found[f"{info.name}.{name}"] = value
    return found


def nests(parsed: Any, inside: bool = False) -> bool:
    """Whether a repeat without a bound holds another one."""
    for operation, argument in parsed:
        if operation in REPEATS:
            _, most, inner = argument
            unbounded = most > FEW
            if (inside and unbounded) or nests(inner, inside or unbounded):
                return True
        elif operation is _constants.SUBPATTERN:
            if nests(argument[-1], inside):
                return True
        elif operation is _constants.BRANCH and any(nests(branch, inside) for branch in argument[1]):
            return True
    return False


def test_the_search_finds_what_it_looks_for() -> None:
    assert nests(_parser.parse(r"(a+)+b"))
    assert nests(_parser.parse(r"(?:x|(?:a*b)*)*"))
    assert not nests(_parser.parse(r"a+b{0,5}(?:c|d)*"))


@pytest.mark.requirement("R58")
def test_no_pattern_repeats_a_repeat() -> None:
    every = patterns()
    found = {pattern for pattern in every.values() if nests(_parser.parse(pattern.pattern))}
    assert found == {every[name] for name in KNOWN}


@pytest.mark.requirement("R58")
def test_ranges_are_few() -> None:
    assert asked_range("bytes=0-1," + "0-1," * (MOST - 2) + "5-6", 10) is None
    with pytest.raises(Refusal, match="At most 16 ranges"):
        asked_range("bytes=" + "0-1," * 100_000, 10)
    with pytest.raises(Refusal, match="416"):
        asked_range("bytes=99-", 10)
