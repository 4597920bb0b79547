"""`portico new`: each template's app, its test and its Dockerfile work as they are."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import Program, free_port

from portico.cli import main
from portico.cli.new import KINDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my-app", "--template", request.param]) == 0
    return tmp_path / "my-app"


every = pytest.mark.parametrize("app", list(KINDS), indirect=True)


@every
def test_the_test_of_a_new_app_passes(app: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, cwd=app, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " passed" in ran.stdout


@every
def test_the_app_is_clean_and_is_what_it_says(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "portico.cli", "check", "app.py"], cwd=app, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert 'title="My app"' in (app / "app.py").read_text(encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length", "120", "--select", "E,F,B,UP", "."]
    assert subprocess.run(ruff, cwd=app, check=False).returncode == 0


def steps(dockerfile: str) -> list[tuple[str, str]]:
    lines = dockerfile.splitlines()
    return [(verb, rest) for line in lines if line and line[0] != "#" for verb, _, rest in [line.partition(" ")]]


def wheel(folder: Path) -> None:
    """A wheel of this checkout, that leads to its sources, as an editable installation does."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = f"{project['name']}-{project['version']}"
    files = {
        "portico-sources.pth": f"{ROOT / 'src'}\n",
        f"{name}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: portico\nVersion: {project['version']}\n",
        f"{name}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{name}.dist-info/entry_points.txt": "[console_scripts]\nportico = portico.cli:main\n",
    }
    files[f"{name}.dist-info/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{name}.dist-info/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-py3-none-any.whl", "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)


class Container:
    """A fresh folder and a fresh environment, in which a Dockerfile's steps are run one by one, without Docker."""

    def __init__(self, root: Path, source: Path) -> None:
        self.root, self.source = root, source
        self.folder = root
        self.command: list[str] = []
        self.health: list[str] = []
        venv.create(root / "venv", with_pip=True, symlinks=os.name != "nt")
        self.python = root / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
        where = subprocess.run(
            [self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip
        # What the registry would send is what this interpreter has; Portico itself comes as a wheel.
        others = [path for path in sys.path if path.endswith("site-packages")]
        Path(where, "others.pth").write_text("\n".join(others) + "\n")
        wheel(root)
        self.env = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(root),
            # What it needs is here; and a Portico that is here as an editable installation is none in this environment.
            "PIP_NO_DEPS": "1",
            "PIP_FORCE_REINSTALL": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PATH": f"{self.python.parent}{os.pathsep}{os.environ['PATH']}",
        }

    def step(self, verb: str, rest: str) -> None:
        match verb:
            case "FROM":
                assert rest.startswith("python:3.")
            case "WORKDIR":
                self.folder = self.root / rest.lstrip("/")
                self.folder.mkdir(parents=True)
            case "COPY":
                source, target = rest.split()
                shutil.copy(self.source / source, self.folder / target)
            case "RUN":
                subprocess.run(shlex.split(rest), cwd=self.folder, env=self.env, check=True, timeout=120)
            case "ENV":
                self.env |= dict(one.split("=", 1) for one in rest.split())
            case "CMD":
                self.command = json.loads(rest)
            case "HEALTHCHECK":
                self.health = json.loads(rest.removeprefix("CMD "))
            case "USER" | "EXPOSE":
                assert rest.isdigit()
            case _:
                raise AssertionError(f"a step that this test does not know: {verb} {rest}")


@every
def test_the_steps_of_its_dockerfile_lead_to_a_served_app(app: Path, tmp_path: Path) -> None:
    box = Container(tmp_path / "container", app)
    for verb, rest in steps((app / "Dockerfile").read_text(encoding="utf-8")):
        box.step(verb, rest)
    assert sorted(path.name for path in box.folder.iterdir()) == ["app.py", "requirements.txt"]
    port = free_port()
    assert box.env["PORTICO_SERVER_NAME"] == "0.0.0.0"
    assert box.env["PORTICO_SERVER_PORT"] == "7860"
    env: dict[str, Any] = {**box.env, "PORTICO_SERVER_PORT": str(port), "PYTHONPATH": ""}
    assert box.command == ["python", "app.py"]
    program = Program(["app.py"], box.folder, port, env, python=str(box.python))
    program.start()
    try:
        assert httpx.get(f"{program.url}/config").json()["title"] == "My app"
        health = [str(box.python), *(part.replace("7860", str(port)) for part in box.health[1:])]
        assert subprocess.run(health, env=env, check=False, timeout=30).returncode == 0
    finally:
        program.stop()
    assert subprocess.run(health, env=env, check=False, timeout=30, capture_output=True).returncode != 0


@pytest.mark.parametrize("name", ["1st", "a b", "über", "-x/..", "a" * 70])
def test_a_name_that_does_not_fit_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "--", name]) == 2
    assert "a name begins with a letter" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "app.py").write_text("mine")
    assert main(["new", str(tmp_path / "mine")]) == 2
    assert (tmp_path / "mine" / "app.py").read_text() == "mine"
    assert "nothing was changed" in capsys.readouterr().err
