"""Themes weigh nothing until one is used."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys, portico
assert not [name for name in sys.modules if name.startswith("portico.themes")], "loaded with portico itself"
before = set(sys.modules)
portico.Theme
added = {name for name in set(sys.modules) - before if not name.startswith("portico.")}
assert added <= {"__future__"}, added
assert "portico.themes.soft" not in sys.modules
portico.themes.Soft
assert "portico.themes.soft" in sys.modules
assert "Soft" in dir(portico.themes) and "json" not in set(sys.modules) - before
try:
    portico.themes.Sofd
except AttributeError as error:
    assert "Did you mean 'Soft'" in str(error)
else:
    raise AssertionError
"""


def test_a_theme_is_imported_when_it_is_first_used() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
