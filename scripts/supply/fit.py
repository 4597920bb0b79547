"""Whether the lock has a wheel of everything for the Python that runs this; names what has none, one a line.

    python -m supply.fit [base|dev]

Run by `dev.py install --locked` with the Python of .venv, before pip: its own words for this are long.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable
from typing import Any

from supply import locked

try:
    from packaging import markers, tags, utils
except ImportError:  # a fresh environment has pip, which carries a copy, and nothing else
    from pip._vendor.packaging import markers, tags, utils  # type: ignore[no-redef]


def missing(packages: Iterable[locked.Package], supported: Iterable[Any] | None = None) -> list[locked.Package]:
    """Return the packages that are needed here and have no wheel for it.

    Args:
        packages: What is locked.
        supported: The tags of wheels that fit; by default those of this Python.
    """
    fitting = frozenset(tags.sys_tags() if supported is None else supported)
    needed = (one for one in packages if not one.marker or markers.Marker(one.marker).evaluate())
    return [one for one in needed if not any(utils.parse_wheel_filename(name)[3] & fitting for name in one.files)]


def main(name: str = "dev") -> int:
    lacking = missing(one for one in locked.read() if name == "dev" or one.base)
    for one in lacking:
        here = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
        print(f"The lock has no wheel of {one.name} {one.version} for {here}.")
    return bool(lacking)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
