"""Nothing that came from outside is unpickled or run: the few places that do either are named here, with the reason."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import portico as gr

SOURCES = Path(gr.__file__).parent
RUNS = {"eval", "exec", "compile"}
LOADERS = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib", "yaml"}
READERS = {"load", "loads", "Unpickler", "open", "unsafe_load", "full_load"}
KNOWN = {
    ("app/notebook.py", "compile"): "the cell below `%%blocks`, which whoever has the notebook runs",
    ("engine/executors/pipe.py", "pickle.loads"): "the pipe between the server and its own worker processes",
    ("engine/executors/pipe.py", "pickle.Unpickler"): "the same pipe; a type in an annotation",
    ("lang/portable.py", "pickle.Unpickler"): "the same pipe: what a function of the program gave",
    ("lang/program.py", "compile"): "the program itself, which `portico run` was given",
    ("lang/program.py", "exec"): "the program itself",
    ("lang/texts.py", "compile"): "the same modules, in the worker processes of `portico dev`",
    ("reload/program.py", "compile"): "the program's own modules, which `portico dev` runs again when they are saved",
    ("reload/program.py", "exec"): "the same",
}


def found_in(source: str) -> set[str]:
    """The calls and names in a module that run text, or make objects of bytes."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RUNS:
            found.add(node.func.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in LOADERS and node.attr in READERS:
                found.add(f"{node.value.id}.{node.attr}")
            if node.attr in ("read_pickle", "from_pickle"):
                found.add(f"{node.value.id}.{node.attr}")
        if isinstance(node, ast.ImportFrom) and node.module in LOADERS:
            found |= {f"{node.module}.{one.name}" for one in node.names if one.name in READERS}
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            found.add("allow_pickle")
    return found


@pytest.mark.requirement("R41")
def test_only_the_programs_own_processes_are_unpickled() -> None:
    found = {
        (path.relative_to(SOURCES).as_posix(), name)
        for path in SOURCES.rglob("*.py")
        for name in found_in(path.read_text(encoding="utf-8"))
    }
    assert found == set(KNOWN)


def test_what_runs_text_or_unpickles_would_be_found() -> None:
    assert found_in("import pickle\nx = pickle.loads(b'')") == {"pickle.loads"}
    assert found_in("from pickle import loads") == {"pickle.loads"}
    assert found_in("import numpy as np\nnp.load('x', allow_pickle=True)") == {"allow_pickle"}
    assert found_in("import pandas as pd\npd.read_pickle('x')") == {"pd.read_pickle"}
    assert found_in("eval('1')") == {"eval"}
