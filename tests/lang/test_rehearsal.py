"""What a program does while it only tells what it would serve, whoever runs it: threads, loops, other servers."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import portico as gr
from portico.cli import main
from portico.lang.program import PROGRAM, script
from portico.lang.rehearsal import MARK, Rehearsal, current
from portico.reload.program import Broken, Program
from portico.testing import AppTest

HEAD = """
import threading
import portico as gr

with gr.Blocks(title="first") as first:
    gr.Textbox(label="First")

with gr.Blocks(title="second") as second:
    gr.Textbox(label="Second")

after = []
"""
Run = Callable[..., tuple[Rehearsal, dict[str, Any]]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a program that goes on from HEAD: what was heard of it, and its variables."""
    monkeypatch.setitem(sys.modules, PROGRAM, ModuleType(PROGRAM))
    before = signal.getsignal(signal.SIGINT)

    def rehearse(text: str, head: str = HEAD, **patience: float) -> tuple[Rehearsal, dict[str, Any]]:
        file = tmp_path / "app.py"
        file.write_text(head + text)
        rehearsal = Rehearsal(**patience)
        return rehearsal, vars(rehearsal.run(script(str(file), PROGRAM)))

    yield rehearse
    assert current() is None, "afterwards, launches are launches"
    assert signal.getsignal(signal.SIGINT) is before


def titles(rehearsal: Rehearsal) -> list[str]:
    return [one.app.title for one in rehearsal.launches]


def test_a_program_ends_where_it_would_wait_and_its_arguments_are_known_by_name(run: Run) -> None:
    heard, names = run("first.queue(max_size=7)\nfirst.launch(None, True, server_port=9, quiet=False)\nafter.append(1)")
    (launch,) = heard.launches
    assert launch.given == {"inbrowser": True, "server_port": 9}, "what has its default was not given"
    assert launch.queue.max_size == 7
    assert names["after"] == []
    assert names["first"].running is None


def test_a_launch_that_does_not_wait_goes_on_until_block_thread(run: Run) -> None:
    heard, names = run(
        "after.append(first.launch(prevent_thread_lock=True))\n"
        "second.block_thread()\nafter.append('second was not launched')\n"
        "second.launch(prevent_thread_lock=True)\nfirst.block_thread()\nafter.append('over')\n"
    )
    assert titles(heard) == ["first", "second"]
    (asgi, address, public), said = names["after"]
    assert callable(asgi)
    assert (address, public, said) == ("", None, "second was not launched")


@pytest.mark.parametrize("wait", ["thread.join()", "pass"], ids=["waits for its thread", "leaves that to Python"])
def test_launches_in_threads_of_its_own_are_caught(run: Run, wait: str, capfd: pytest.CaptureFixture[str]) -> None:
    heard, names = run(
        "def serve(app):\n    app.launch(quiet=True)\n    after.append('served')\n"
        "for app in (first, second):\n    thread = threading.Thread(target=serve, args=[app])\n"
        f"    thread.start()\n    {wait}\n"
    )
    assert sorted(titles(heard)) == ["first", "second"]
    assert heard.launches[0].given == {"quiet": True}
    assert names["after"] == []
    assert capfd.readouterr().err == "", "a thread ends without a trace"


def test_a_launch_in_a_pool_or_a_coroutine_ends_it_too(run: Run) -> None:
    heard, names = run(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor() as pool:\n    pool.submit(first.launch).result()\nafter.append('over')\n"
    )
    assert (titles(heard), names["after"]) == (["first"], [])
    heard, names = run(
        "import asyncio\nasync def main():\n    second.launch()\n    after.append(1)\n"
        "asyncio.run(main())\nafter.append(2)\n"
    )
    assert (titles(heard), names["after"]) == (["second"], [])


def test_a_thread_that_is_left_behind_serves_nothing_either(run: Run) -> None:
    heard, names = run(
        "go, over = threading.Event(), threading.Event()\n"
        "def late():\n    go.wait()\n    try:\n        second.launch(quiet=True)\n"
        "    except SystemExit:\n        over.set()\n"
        "threading.Thread(target=late, daemon=True).start()\nfirst.launch()\n"
    )
    names["go"].set()
    assert names["over"].wait(10)
    assert titles(heard) == ["first"]
    assert names["second"].running is None


def test_what_other_threads_of_the_process_launch_is_served(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with gr.Blocks() as own:
        gr.Markdown("a test's own")
    begin, done, found = threading.Event(), threading.Event(), list[object]()

    def serve() -> None:
        begin.wait(10)
        found.append(current())
        own.launch(prevent_thread_lock=True, quiet=True, server_port=0)
        done.set()

    thread = threading.Thread(target=serve)
    thread.start()
    monkeypatch.setitem(sys.modules, "of_the_test", ModuleType("of_the_test"))
    vars(sys.modules["of_the_test"]).update(begin=begin, done=done)
    heard, _ = run("from of_the_test import begin, done\nbegin.set()\nassert done.wait(10)\nfirst.launch()\n")
    thread.join()
    try:
        assert titles(heard) == ["first"]
        assert found == [None]
        assert own.is_running
    finally:
        own.close(verbose=False)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="elsewhere, what waits for a lock cannot be woken")
def test_one_that_works_is_let_be_and_told_as_soon_as_it_waits(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portico.lang.rehearsal.REST", 0.5)
    work = "while time.thread_time() - began < 1.5:\n    pass\nafter.append('made')\nthreading.Event().wait()\n"
    began = time.monotonic()
    _, names = run(
        f"import time\nbegan = time.thread_time()\nfirst.launch(prevent_thread_lock=True)\n{work}", patience=120
    )
    assert names["after"] == ["made"]
    assert time.monotonic() - began < 100, "all of its patience was waited for"


@pytest.mark.parametrize(
    "wait",
    [
        "threading.Event().wait()",
        "while True:\n    time.sleep(60)",
        "try:\n    threading.Event().wait()\nexcept KeyboardInterrupt:\n    after.append('told')\n    raise SystemExit",
    ],
)
def test_a_program_that_waits_by_itself_is_told_to_end(run: Run, wait: str) -> None:
    heard, names = run(f"import time\nfirst.launch(prevent_thread_lock=True)\n{wait}\n", patience=0.1)
    assert titles(heard) == ["first"]
    assert names["after"] == (["told"] if "told" in wait else [])
    heard, _ = run(f"import time\nthreading.Thread(target=second.launch).start()\n{wait}\n", patience=0.1)
    assert titles(heard) == ["second"]


def test_ctrl_c_of_a_person_is_none_of_it(run: Run) -> None:
    with pytest.raises(KeyboardInterrupt):
        run("first.launch(prevent_thread_lock=True)\nraise KeyboardInterrupt\n")
    with pytest.raises(SystemExit, match="^3$"):
        run("raise SystemExit(3)\n")


@pytest.mark.parametrize(
    "made",
    [
        "gr.Interface(str.upper, 'text', 'text')",
        "gr.ChatInterface(lambda message, history: message)",
        "gr.TabbedInterface([gr.Interface(str.upper, 'text', 'text')], ['Upper'])",
    ],
)
def test_ready_made_pages_launch_as_pages_do(run: Run, made: str) -> None:
    heard, names = run(f"demo = {made}\ndemo.launch(server_name='0.0.0.0')\n")
    assert [(one.app, one.given) for one in heard.launches] == [(names["demo"], {"server_name": "0.0.0.0"})]


SERVED_BY_ANOTHER = """
from starlette.applications import Starlette
app = gr.mount_gradio_app(Starlette(), first, "/demo", auth=("ada", "pw"))
"""


@pytest.mark.parametrize(
    "serve",
    [
        "uvicorn.run(app, port=1)",
        "uvicorn.run('app:app', port=1, workers=2)",
        "uvicorn.Server(uvicorn.Config(app, port=1)).run()",
        "import asyncio\nasyncio.run(uvicorn.Server(uvicorn.Config(app, port=1)).serve())",
        "threading.Thread(target=uvicorn.run, args=[app]).start()",
    ],
)
def test_a_program_that_has_another_server_serve_it_ends_there(run: Run, serve: str) -> None:
    import uvicorn

    methods = uvicorn.Server.serve, uvicorn.Config.bind_socket
    heard, names = run(f"{SERVED_BY_ANOTHER}\nimport uvicorn\n{serve}\n")
    assert heard.server == "uvicorn"
    (mounted,) = heard.mounted
    assert mounted.app is names["first"]
    assert mounted.given["auth"] == ("ada", "pw")
    assert heard.launches == []
    assert (uvicorn.Server.serve, uvicorn.Config.bind_socket) == methods


# The same program, whoever runs it

THREADED = HEAD + (
    "demo = first\nthread = threading.Thread(target=first.launch, kwargs={'server_name': '0.0.0.0'})\n"
    "thread.start()\nthread.join()\n"
)


@pytest.fixture
def threaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    (tmp_path / "app.py").write_text(THREADED)
    return tmp_path / "app.py"


@pytest.mark.parametrize("verb", ["info", "doctor"])
def test_verbs_know_what_a_thread_would_serve(verb: str, threaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([verb, "app.py", "--json"])
    said = json.loads(capsys.readouterr().out)
    assert said["exposed" if verb == "info" else "facts"]["reached by other machines"] is True
    assert threaded.exists()


def test_check_serves_nothing_of_a_thread(threaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(threaded)]) == 0
    assert "nothing found" in capsys.readouterr().err


def test_dev_takes_over_what_a_thread_would_launch_with(threaded: Path) -> None:
    with Program(threaded) as program, pytest.raises(Broken, match=r"listen on 0\.0\.0\.0"):
        program.run()
    threaded.write_text(THREADED.replace("0.0.0.0", "localhost"))
    with Program(threaded) as program:
        made = program.run()
        assert made.launch is not None
        assert made.launch.given == {"server_name": "localhost"}


def test_dev_serves_what_a_program_serves_by_itself(threaded: Path) -> None:
    threaded.write_text(
        f"{HEAD}{SERVED_BY_ANOTHER}\nif __name__ == '__main__':\n    import uvicorn\n    uvicorn.run(app)"
    )
    with Program(threaded) as program:
        mounts = program.run().mounts
    assert mounts is not None
    assert mounts.asked.app is mounts.outer is mounts.chosen.outer


def test_a_test_of_a_file_hears_its_threads(threaded: Path) -> None:
    with AppTest.from_file(threaded) as at:
        assert at["First"].value in ("", None)
    assert MARK not in vars(sys.modules["__main__"])
