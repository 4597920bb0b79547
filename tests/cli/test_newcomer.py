"""What somebody meets who has never used `portico`: wrong names, broken programs, ports that are taken."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import free_port

from portico.cli import main

READING = ["run", "dev", "check", "leaktest", "doctor", "info"]
"""The verbs that take a program."""
ONE = "import portico as gr\nwith gr.Blocks() as demo:\n    gr.Textbox(label='Name')\n"
TWO = ONE.replace("demo", "first") + ONE.replace("demo", "second")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    return tmp_path


def portico(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "portico.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **options)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.startswith(f"portico {arguments[0]}: ")
    return said.err


# Names


@pytest.mark.parametrize("verb", READING)
def test_a_file_that_is_not_there(verb: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "app.py").write_text(ONE)
    assert refused(capsys, verb, "aap.py").endswith("there is no file 'aap.py'. Did you mean 'app.py'?\n")
    assert refused(capsys, verb, "app").endswith("there is no file 'app'. Did you mean 'app.py'?\n")
    assert refused(capsys, verb, "quite_another.py:x").endswith("no file 'quite_another.py'. There is app.py.\n")
    assert refused(capsys, verb, ".").endswith("'.' is a folder; name a program in it, such as app.py\n")
    (folder / "empty").mkdir()
    assert refused(capsys, verb, "empty").endswith("'empty' is a folder; name a program in it\n")


@pytest.mark.parametrize("verb", ["run", "dev", "doctor", "info", "leaktest"])
def test_an_app_that_is_not_there(verb: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "app.py").write_text(TWO)
    (folder / "none.py").write_text("x = 1\n")
    how = "--demo first" if verb == "dev" else f"portico {'run' if verb == 'leaktest' else verb} app.py:first"
    said = refused(capfd, verb, "app.py")
    assert f"app.py has no gr.Blocks called 'demo'. It has first and second. Name one: {how}." in said
    assert "called 'frist'. Did you mean 'first'? It has first and second." in refused(capfd, verb, "app.py:frist")
    assert "app.py has no gr.Blocks called 'gr'." in refused(capfd, verb, "app.py:gr"), "no app, whatever it is"
    assert "none.py has no gr.Blocks. Make one: `with gr.Blocks() as demo:`." in refused(capfd, verb, "none.py")
    assert "none.py has no gr.Blocks called 'x', nor any other." in refused(capfd, verb, "none.py:x")


def test_one_app_under_two_names_is_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "app.py").write_text(ONE.replace("demo", "page") + "same = page\n")
    assert main(["info", "app.py"]) == 0
    assert "Textbox 'Name'" in capsys.readouterr().out


def test_a_verb_or_an_option_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chek", "app.py"]) == 2
    assert "there is no verb 'chek'. Did you mean 'check'?" in capsys.readouterr().err
    assert main(["--port", "9000"]) == 2
    assert "there is no option '--port'. The verb comes first" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["help", "new"])
    assert capsys.readouterr().out.startswith("usage: portico new")


def test_help_fits_the_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for verb in [*READING, "new", "hash-password"]:
        with pytest.raises(SystemExit):
            main([verb, "--help"])
        long = [line for line in capsys.readouterr().out.splitlines() if len(line) > 80]
        assert long == [], verb


# Programs that are broken


@pytest.mark.parametrize("verb", ["dev", "check", "doctor", "info"])
@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("def (\n", "SyntaxError: invalid syntax\n  app.py:1\n    def ("),
        ("import nosuch\n", "ModuleNotFoundError: No module named 'nosuch'\n  app.py:1 in <module>\n    import nosuch"),
        (
            "def build():\n    raise ValueError('broken')\nbuild()\n",
            "ValueError: broken\n  app.py:3 in <module>\n    build()\n  app.py:2 in build\n    raise Value",
        ),
        ("import gradio as gr\n", "import gradio as gr\nAdd --as-gradio: then `import gradio` means Portico."),
        (
            ONE.replace("label", "lable"),
            "`portico explain PE101` says more\n  app.py:3 in <module>\n    gr.Textbox(lable='Name')",
        ),
    ],
)
def test_a_broken_program_is_shown_with_its_place(
    verb: str, program: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "app.py").write_text(program)
    assert said in refused(capsys, verb, "app.py")


def test_run_shows_what_python_shows_and_nothing_of_its_own(folder: Path) -> None:
    (folder / "app.py").write_text("def build():\n    raise ValueError('broken')\nbuild()\n")
    ran = portico("run", "app.py")
    assert ran.returncode == 1
    lines = [line.strip() for line in ran.stderr.splitlines() if "File " in line or "Error:" in line]
    file = str((folder / "app.py").resolve())
    assert lines == [f'File "{file}", line 3, in <module>', f'File "{file}", line 2, in build', "ValueError: broken"]
    (folder / "app.py").write_text("raise SystemExit(7)")
    assert portico("run", "app.py").returncode == 7
    (folder / "app.py").write_text("import gradio")
    assert portico("run", "app.py").stderr.endswith("Add --as-gradio: then `import gradio` means Portico.\n")


def test_a_program_that_may_not_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "app.py"
    file.write_text(ONE)
    file.chmod(0)
    read = Path.read_bytes

    def denied(path: Path) -> bytes:
        if path == file.resolve():
            raise PermissionError(13, "Permission denied", str(path))  # whoever runs the tests may read everything
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", denied)
    for verb in ("run", "dev", "check", "doctor", "info"):
        assert refused(capsys, verb, "app.py").endswith("app.py cannot be read: Permission denied\n")


# Ports


@pytest.mark.parametrize("verb", ["run", "dev"])
def test_a_port_that_is_taken_or_none(verb: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "app.py").write_text(ONE)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ran = portico(verb, "app.py", "--port", port)
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"portico {verb}: Port {port} is in use. Stop what uses it")
    for wrong in ("80000", "-1", "http"):
        with pytest.raises(SystemExit) as ended:
            main([verb, "app.py", f"--port={wrong}"])
        assert ended.value.code == 2
        assert f"a port is a number from 0 to 65535, not '{wrong}'" in capsys.readouterr().err
    ran = portico(verb, "app.py", env={**os.environ, "PORTICO_SERVER_PORT": "99999"})
    assert (ran.returncode, "server_port is a number from 0 (any free port) to 65535" in ran.stderr) == (2, True)


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(ONE + "demo.launch()\n", id="without a guard"),
        pytest.param(
            "if __name__ == '__main__':\n    " + ONE.replace("\n", "\n    ") + "demo.launch()\n",
            id="made under the guard",
        ),
        pytest.param(
            "def main():\n    " + ONE.replace("\n", "\n    ") + "demo.launch()\nmain()\n", id="made in a function"
        ),
        pytest.param(ONE + "import threading\nthreading.Thread(target=demo.launch).start()\n", id="in a thread"),
        pytest.param(ONE + "demo.launch(prevent_thread_lock=True)\n", id="without waiting"),
    ],
)
def test_run_serves_whatever_python_would_serve_on_the_port_that_is_asked_for(program: str, folder: Path) -> None:
    (folder / "app.py").write_text(program)
    port = free_port()
    command = [sys.executable, "-u", "-m", "portico.cli", "run", "app.py", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"* Running on http://127.0.0.1:{port}/\n"
        assert httpx.get(f"http://127.0.0.1:{port}/config").status_code == 200
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)
        said = process.communicate(timeout=30)[0]
    finally:
        process.kill()
        process.wait()
    if os.name != "nt":
        assert (process.returncode, said.count("Running on"), "Traceback" in said) == (0, 0, False), said


# Pipes and Ctrl+C


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_reader_that_has_enough_is_no_error(folder: Path) -> None:
    (folder / "app.py").write_text(ONE)
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "portico.cli", "info", "app.py"]
    with os.fdopen(writing, "w") as pipe:
        ran = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr) == (1, "")


def test_ctrl_c_ends_a_verb_without_a_trace(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "app.py").write_text(ONE + "raise KeyboardInterrupt\n")
    for verb in ("info", "check", "doctor", "run"):
        assert main([verb, "app.py"]) == 130
        assert capsys.readouterr().err == "portico: stopped\n"


ENDLESS = "import threading\nthreading.Thread(target=threading.Event().wait).start()\n" + ONE


@pytest.mark.parametrize(("verb", "status"), [("info", 0), ("check", 0), ("doctor", 0)])
def test_a_verb_ends_also_where_a_program_has_an_endless_thread(verb: str, status: int, folder: Path) -> None:
    (folder / "app.py").write_text(ENDLESS)
    ran = portico(verb, "app.py")
    assert ran.returncode == status
    assert "app.py: nothing found" in ran.stderr if verb == "check" else "login: none" in ran.stdout


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([], "at least one character"),
        ([""], "at least one character"),
        (["a", "b"], "not the same"),
        (["a"], "not the same"),
    ],
)
def test_a_password_that_is_not_typed(
    typed: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def getpass(_: str) -> str:
        if not typed:
            raise EOFError
        return typed.pop(0)

    monkeypatch.setattr("getpass.getpass", getpass)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert said in refused(capsys, "hash-password")


# new, doctor


def test_a_name_that_nearly_fits_is_proposed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "new", "my app").endswith("got 'my app'. Take 'my-app'\n")
    assert refused(capsys, "new", "über").endswith("Take 'uber'\n")
    assert refused(capsys, "new", "7").endswith("got '7'\n")
    (folder / "file").write_text("")
    assert "nothing was changed" in refused(capsys, "new", "file")


def test_a_new_app_may_be_made_where_one_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "hello").mkdir()
    monkeypatch.chdir(folder / "hello")
    assert main(["new", "."]) == 0
    assert 'title="Hello"' in Path("app.py").read_text(encoding="utf-8")
    assert "Now: portico dev app.py" in capsys.readouterr().out
    assert "nothing was changed" in refused(capsys, "new", ".")


def test_the_doctor_writes_to_know_whether_it_may(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import tempfile

    def full(*_: Any, **__: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    monkeypatch.setenv("PORTICO_TEMP_DIR", str(folder))
    assert main(["doctor"]) == 1
    assert f"D101 {folder}" in capsys.readouterr().out


def test_the_doctor_and_info_know_what_a_program_mounts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mount = "app = gr.mount_gradio_app(Starlette(), demo, '/x', auth=('ada', 'pw'))\n"
    serve = "if __name__ == '__main__':\n    import uvicorn\n    uvicorn.run(app, port=1)\n"
    (folder / "app.py").write_text(f"from starlette.applications import Starlette\n{ONE}{mount}{serve}")
    for verb in ("doctor", "info"):
        assert main([verb, "app.py"]) == 0
        assert "login: every visitor" in capsys.readouterr().out


def test_people_read_words_and_routes_in_one_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "app.py").write_text(ONE + "demo.load(lambda: 'x', None, None)\n".replace("None, None", "None, []"))
    assert main(["info", "app.py"]) == 0
    said = capsys.readouterr().out
    assert "reached by other machines: no" in said
    assert "page.load → <lambda>" in said
    routes = said.partition("routes without login:\n")[2].splitlines()
    assert routes == sorted(routes, key=lambda line: (line.split()[-1], line))
    assert routes[0].split()[-1] == "/"
