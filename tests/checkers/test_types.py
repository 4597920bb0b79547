"""Typed to the end: what is right passes pyright and mypy at their strictest, and what is wrong does not."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
TEMPLATES = sorted((ROOT / "src" / "portico" / "cli" / "templates").glob("*/app.txt"))
UNKNOWN = ("MissingTypeStubs", "MissingModuleSource", "UnknownMemberType", "UnknownVariableType",
           "UnknownArgumentType", "UnknownLambdaType", "UnusedExpression")  # fmt: skip
"""What pyright says of libraries without types, which examples use; and of a block that is placed by being made."""
MYPY = """
[mypy]
strict = True
python_version = 3.11
follow_imports = silent
[mypy-sklearn.*,matplotlib.*,scipy.*]
ignore_missing_imports = True
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[int, str]]]:
    """What each checker says of each file, by line."""
    pytest.importorskip("mypy", reason="mypy is not installed")
    folder = tmp_path_factory.mktemp("types")
    for path in [HERE / "right.py", HERE / "wrong.py", *EXAMPLES]:
        shutil.copy(path, folder / path.name)
    for path in TEMPLATES:
        shutil.copy(path, folder / f"{path.parent.name}_template.py")
    return {"pyright": pyright(folder), "mypy": mypy(folder)}


def pyright(folder: Path) -> dict[str, dict[int, str]]:
    config = {
        "include": ["."],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "extraPaths": [str(ROOT / "src")],
        **{f"report{name}": False for name in UNKNOWN},
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(config))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert ran.stdout, ran.stderr
    found: dict[str, dict[int, str]] = {}
    for one in json.loads(ran.stdout)["generalDiagnostics"]:
        if one["severity"] == "error":
            line = one["range"]["start"]["line"] + 1
            found.setdefault(Path(one["file"]).name, {})[line] = f"{one['message']} [{one['rule']}]"
    return found


def mypy(folder: Path) -> dict[str, dict[int, str]]:
    (folder / "mypy.ini").write_text(MYPY)
    env = {**os.environ, "MYPYPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "mypy", *sorted(path.name for path in folder.glob("*.py"))]
    ran = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    found: dict[str, dict[int, str]] = {}
    for file, line, message in re.findall(r"^(\S+\.py):([0-9]+): error: (.*)$", ran.stdout, re.MULTILINE):
        found.setdefault(file, {})[int(line)] = message
    return found


@pytest.mark.parametrize("checker", ["pyright", "mypy"])
@pytest.mark.parametrize(
    "name", ["right.py", *(path.name for path in EXAMPLES), *(f"{path.parent.name}_template.py" for path in TEMPLATES)]
)
def test_what_is_right_passes_at_the_strictest(
    said: dict[str, dict[str, dict[int, str]]], name: str, checker: str
) -> None:
    assert said[checker].get(name, {}) == {}


@pytest.mark.parametrize("checker", ["pyright", "mypy"])
def test_each_line_that_is_wrong_is_refused_and_no_other(
    said: dict[str, dict[str, dict[int, str]]], checker: str
) -> None:
    lines = (HERE / "wrong.py").read_text(encoding="utf-8").splitlines()
    wrong: dict[int, str] = {}
    for number, line in enumerate(lines, 1):
        marked = re.search(r"# wrong: (\w+), ([\w-]+)$", line)
        if marked:
            wrong[number] = marked[1 if checker == "pyright" else 2]
    assert len(wrong) > 30
    found = said[checker]["wrong.py"]
    assert [lines[number - 1] for number in sorted(wrong.keys() - found.keys())] == [], "what is wrong was not noticed"
    assert {number: found[number] for number in found.keys() - wrong.keys()} == {}, "what is right was refused"
    assert {number: found[number].rpartition("[")[2].rstrip("]") for number in found} == wrong


def test_the_package_says_that_it_is_typed_and_writes_nothing_beside_itself() -> None:
    assert (ROOT / "src" / "portico" / "py.typed").is_file()
    code = "import portico as gr\nfor name in gr.__all__: getattr(gr, name)\nwith gr.Blocks(): gr.Textbox()"
    package = ROOT / "src" / "portico"

    def files() -> set[Path]:
        return {path for path in package.rglob("*") if "__pycache__" not in path.parts and "static" not in path.parts}

    before = files()
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert files() == before
