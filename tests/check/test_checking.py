"""`gr.check` and `gr.shared` from a program, the comment that silences, the fixture, and the page of codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import portico as gr
from portico.checks.codes import CODES
from portico.errors import BuildError
from portico.lang.program import load

ROOT = Path(__file__).parent.parent.parent
pytest_plugins = ["pytester"]


@pytest.fixture
def program(tmp_path: Path) -> Any:
    """Load a program from its text, as a module."""

    def loaded(text: str) -> ModuleType:
        file = tmp_path / "app.py"
        file.write_text(f"import portico as gr\n{text}\n")
        return load(str(file), "program_of_a_test")

    yield loaded
    sys.modules.pop("program_of_a_test", None)


def codes(demo: Any, **options: Any) -> list[str]:
    return [one.code for one in gr.check(demo, **options)]


def test_check_returns_what_it_found_in_order(program: Any) -> None:
    made = program(
        "seen = []\ndef f(text):\n    seen.append(text)\n    print(text)\ndemo = gr.Interface(f, 'text', None)"
    )
    found = gr.check(made.demo)
    assert [(one.line, one.code) for one in found] == [(4, "PC102"), (5, "PC131")]
    assert found[0].plain()["fix"] == CODES["PC102"].fix
    assert str(found[0]).startswith(f"{made.__file__}:4: PC102 The handler 'f' calls append on seen")


def test_check_runs_nothing(program: Any) -> None:
    made = program(
        "ran = []\ndef f(text):\n    ran.append(text)\n    return text\ndemo = gr.Interface(f, 'text', 'text')"
    )
    assert codes(made.demo) == ["PC102"]
    assert made.ran == []


def test_what_is_not_an_app_or_not_a_profile_is_refused() -> None:
    with pytest.raises(BuildError, match=r"check looks at a gr\.Blocks, not at int 3"):
        gr.check(3)
    with gr.Blocks() as demo, pytest.raises(BuildError, match="profile is 'production' or None"):
        gr.check(demo, profile="prod")  # pyright: ignore[reportArgumentType]


def test_shared_gives_back_what_it_was_given() -> None:
    value: list[int] = []
    assert gr.shared(value) is value


@pytest.mark.parametrize(
    ("made", "changed"),
    [
        ("seen = gr.shared([])", "seen.append(text)"),
        ("seen: list = gr.shared([])", "seen.append(text)"),
        ("count = gr.shared(0)", "global count; count += 1"),
        ("if True:\n    seen = gr.shared({})", "seen[text] = 1"),
    ],
)
def test_shared_silences(program: Any, made: str, changed: str) -> None:
    body = f"{{}}\ndef f(text):\n    {changed}\n    return text\ndemo = gr.Interface(f, 'text', 'text')"
    assert codes(program(body.format(made)).demo) == []
    assert codes(program(body.format(made.replace("gr.shared", ""))).demo) != []


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("# portico: ignore[PC101]", []),
        ("# portico: ignore[PC102, PC101] on purpose", []),
        ("#portico:ignore", []),
        ("# portico: ignore[PC102]", ["PC101"]),
        ("# portico ignore", ["PC101"]),
    ],
)
def test_a_comment_silences_its_line(program: Any, comment: str, left: list[str]) -> None:
    made = program(
        f"n = 0\ndef f():\n    global n\n    n += 1  {comment}\n    return n\ndemo = gr.Interface(f, None, 'text')"
    )
    assert codes(made.demo) == left


def test_what_another_module_of_the_program_shares_is_found_there(tmp_path: Path, program: Any) -> None:
    (tmp_path / "kept_elsewhere.py").write_text(
        "import portico as gr\nrows = []\nfine = gr.shared([])\nlast = None\n"
        "KEY = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'\n"
        "def keep(text):\n    rows.append(text)\n    fine.append(text)\n"
    )
    sys.path.insert(0, str(tmp_path))
    try:
        made = program(
            "import kept_elsewhere\nfrom kept_elsewhere import fine\ndef f(text):\n    kept_elsewhere.keep(text)\n"
            "    kept_elsewhere.last = text\n    fine.append(text)\n    return text\n"
            "demo = gr.Interface(f, 'text', 'text')"
        )
        found = [(Path(one.file).name, one.line, one.code) for one in gr.check(made.demo)]
    finally:
        sys.path.remove(str(tmp_path))
        sys.modules.pop("kept_elsewhere", None)
    assert found == [("app.py", 6, "PC101"), ("kept_elsewhere.py", 5, "PC141"), ("kept_elsewhere.py", 7, "PC102")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("yaml.load(text)", ["PC163"]),
        ("yaml.load(text, yaml.Loader)", ["PC163"]),
        ("yaml.load(text, Loader=yaml.SafeLoader)", []),
        ("yaml.safe_load(text)", []),
        ("torch.load(text_file)", []),
        ("torch.load(text_file, weights_only=False)", ["PC163"]),
        ("np.load(text_file)", []),
        ("np.load(text_file, allow_pickle=True)", ["PC163"]),
        ("subprocess.run(['ls', text])", []),
        ("subprocess.run('ls ' + text, shell=True)", ["PC164"]),
        ("subprocess.run('ls ' + text, shell=False)", []),
        ("subprocess.run(['sh', '-c', 'ls ' + text])", ["PC164"]),
    ],
)
def test_what_a_library_is_told_decides(
    program: Any, monkeypatch: pytest.MonkeyPatch, line: str, expected: list[str]
) -> None:
    for name in ("yaml", "torch"):  # as if they were installed
        library = ModuleType(name)
        for member in ("load", "safe_load", "Loader", "SafeLoader"):
            setattr(library, member, type(member, (), {"__module__": name}))
        monkeypatch.setitem(sys.modules, name, library)
    made = program(
        "import subprocess\nimport numpy as np\nimport torch\nimport yaml\n"
        f"def f(text, text_file):\n    {line}\ndemo = gr.Interface(f, ['text', 'file'], None)"
    )
    assert codes(made.demo) == expected


def test_the_fixture_fails_with_the_findings(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    # Where Portico is installed, pytest loads the fixture itself; here it is asked to.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(
        shop="import portico as gr\nseen = []\ndef f(text):\n    seen.append(text)\n"
        "demo = gr.Interface(f, 'text', None)",
        test_shop="from shop import demo\nimport portico as gr\n"
        "def test_shop(assert_clean):\n    assert_clean(demo)\n"
        "def test_other(assert_clean):\n"
        "    assert_clean(gr.Interface(str.upper, 'text', 'text'), profile='production')\n",
    )
    done = pytester.runpytest_subprocess("-p", "portico.testing.plugin", "-p", "no:cacheprovider")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["*shop.py:4: PC102 The handler 'f' calls append on seen*"])


def test_every_code_has_its_section_on_the_page() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/gen_checks.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    for code, known in CODES.items():
        assert f'<a id="{code.lower()}"></a>' in page
        assert known.title in page


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_programs_on_the_page_are_python(code: str) -> None:
    compile(CODES[code].wrong, code, "exec")
    compile(CODES[code].right, code, "exec")


def test_importing_portico_or_marking_what_is_shared_brings_no_reader() -> None:
    told = "import sys, portico as gr; gr.shared([]); print([n for n in sys.modules if n.startswith('portico.checks')])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['portico.checks', 'portico.checks.shared']"
