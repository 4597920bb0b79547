"""`portico doctor`: what an app exposes, said before anybody finds it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portico.cli import main

pytestmark = pytest.mark.requirement("R73")

PROGRAM = """
import portico as gr

with gr.Blocks() as demo:
    gr.Markdown("Hello")

{before}
if __name__ == "__main__":
    demo.launch({arguments})
    raise SystemExit("it was served")
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to start programs in, and a home elsewhere."""
    home, here = tmp_path / "home", tmp_path / "app"
    home.mkdir()
    here.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.chdir(here)
    static: list[str] = []
    for module in ("app.exposure", "media.offered"):
        monkeypatch.setattr(f"portico.{module}.static_paths", static)
    return tmp_path


def examined(arguments: str, capsys: pytest.CaptureFixture[str], before: str = "", code: int = 0) -> dict[str, Any]:
    """What the command says, as data, of an app that is launched with these arguments."""
    Path("program.py").write_text(PROGRAM.format(arguments=arguments, before=before), encoding="utf-8")
    assert main(["doctor", "program.py", "--json"]) == code, capsys.readouterr()
    return json.loads(capsys.readouterr().out)


def codes(report: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["code"], Path(one["path"]).name) for one in report["findings"]}


def test_an_ordinary_app_is_clean_and_is_told_what_it_exposes(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = "max_file_size='5mb', security=gr.Security(allowed_hosts=['app.example'], disk_quota='1gb')"
    report = examined(arguments, capsys)
    facts = report["facts"]
    assert report["findings"] == []
    assert facts["served by path, to everybody"] == []
    assert facts["shown where a result names it"][0] == f"{place / 'app'} (nothing hidden)"
    assert facts["hosts"] == ["app.example"]
    assert facts["reached by other machines"] is False
    assert facts["limits"]["max_file_size"] == 5 * 1024**2
    assert facts["limits"]["disk_quota"] == 1024**3
    assert "GET HEAD /gradio_api/file=*" in facts["routes without login"]
    assert any(line.endswith("/gradio_api/health") for line in facts["routes without login"])


def test_an_app_with_a_login_says_what_answers_without_one(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = examined("auth=lambda name, word: False", capsys)["facts"]
    assert facts["login"] == "every visitor"
    assert "POST /login" in facts["routes without login"]
    told = " ".join(facts["routes without login"])
    assert "file=" not in told
    assert "queue/join" not in told
    assert examined("", capsys)["facts"]["login"].startswith("none")


def test_what_lies_under_an_allowed_path_is_looked_at(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offered = place / "offered"
    for name in (
        ".git/config",
        ".git/deep/id_rsa",
        ".env",
        "deep/.env.local",
        "keys/server.PEM",
        "a.txt",
        "monkey.png",
    ):
        (offered / name).parent.mkdir(parents=True, exist_ok=True)
        (offered / name).write_text("x")
    found = codes(examined(f"allowed_paths=[{str(offered)!r}]", capsys, code=1))
    assert found == {("D002", ".git"), ("D003", ".env"), ("D003", ".env.local"), ("D003", "server.PEM")}
    blocked = [str(offered / name) for name in (".git", ".env", "deep", "keys/server.PEM")]
    assert codes(examined(f"allowed_paths=[{str(offered)!r}], blocked_paths={blocked!r}", capsys)) == set()


@pytest.mark.parametrize("path", ["~", "/", "home/.."])
def test_a_home_directory_is_not_offered_unseen(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("portico.app.exposure.MOST", 200)
    given = str(place / path) if path.startswith("home") else path
    report = examined(f"allowed_paths=[{given!r}]", capsys, code=1)
    assert "D001" in {one["code"] for one in report["findings"]}


def test_static_folders_and_a_single_key_are_looked_at_too(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "static").mkdir()
    (place / "static" / "credentials.json").write_text("x")
    (place / "id_ed25519").write_text("x")
    before = f"gr.set_static_paths({str(place / 'static')!r})"
    report = examined(f"allowed_paths=[{str(place / 'id_ed25519')!r}, 'nowhere']", capsys, before, code=1)
    assert codes(report) == {("D003", "credentials.json"), ("D003", "id_ed25519"), ("D004", "nowhere")}


def test_an_app_that_runs_at_home_is_told(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place / "home")
    assert codes(examined("", capsys, code=1)) == {("D005", "home")}


def test_people_read_a_line_for_each_finding(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "offered").mkdir()
    (place / "offered" / ".env").write_text("x")
    Path("program.py").write_text(PROGRAM.format(arguments="allowed_paths=['../offered']", before="print('noise')"))
    assert main(["doctor", "program.py"]) == 1
    said = capsys.readouterr().out
    assert "noise" not in said
    assert f"D003 {place / 'offered' / '.env'}: " in said.splitlines()[-1]
    assert "served by path, to everybody:\n  " in said


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import portico as gr\ngr.Interface(str, 'text', None).launch(allowed_paths='a')", "allowed_paths is a list"),
        ("raise SystemExit(3)", "SystemExit: The program ended itself with status 3."),
    ],
)
def test_what_cannot_be_run_is_a_2(place: Path, capsys: pytest.CaptureFixture[str], source: str, said: str) -> None:
    Path("program.py").write_text(source)
    assert main(["doctor", "program.py"]) == 2
    assert said in capsys.readouterr().err
    assert main(["doctor", "missing.py"]) == 2


def test_a_program_that_launches_nothing_is_what_the_command_would_serve(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("program.py").write_text("import portico as gr\nwith gr.Blocks() as demo:\n    gr.Markdown('x')\n")
    assert main(["doctor", "program.py", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["facts"]["profile"] == "local"
