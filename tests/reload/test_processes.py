"""Functions in worker processes while their program is written: a call's code is that of one generation, to its end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import wait_until

from tests.reload.desk import Desk

HEAD = "import os\nimport time\nfrom pathlib import Path\nimport portico as gr\n"
WAIT = """
def wait(name):
    Path(name + '.began').touch()
    while not Path(name).exists():
        time.sleep(0.01)
"""
END = """
with gr.Blocks() as demo:
    kept = gr.State({first})
    box = gr.Textbox(label="Box")
    out = gr.Textbox(label="Out")
    box.submit(work, [box, kept], [out, kept], api_name="work", run="process", concurrency_limit=2)
    box.submit(lambda kept: repr(kept), kept, out, api_name="look")
"""
KINDS = "from dataclasses import dataclass\n@dataclass\nclass Kept:\n    n: int\n"


def asked(desk: Desk, name: str, *data: Any, session: str = "visitor") -> Future[list[dict[str, Any]]]:
    """Queue a call, and return when it waits or runs; its messages come with its end."""
    url = f"{desk.url}gradio_api/"
    index = next(one["id"] for one in desk.config()["dependencies"] if one["api_name"] == name)
    body = {"fn_index": index, "data": list(data), "session_hash": session}
    httpx.post(f"{url}queue/join", json=body, headers={"x-gradio-user": "app"}).raise_for_status()

    def read() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        with httpx.stream("GET", f"{url}queue/data", params={"session_hash": session}, timeout=60) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    found.append(httpx.Response(200, text=line[6:]).json())
                    if found[-1]["msg"] == "process_completed":
                        break
        return found

    pool = ThreadPoolExecutor(1)
    future = pool.submit(read)
    pool.shutdown(wait=False)
    return future


def given(messages: list[dict[str, Any]]) -> Any:
    """Return the first output of a call that went well."""
    assert messages[-1]["success"], messages[-1]
    return messages[-1]["output"]["data"][0]


def exists(path: Path) -> Callable[[], bool]:
    """Return what tells whether a file is there."""
    return path.exists


def pool(desk: Desk) -> Any:
    """Return the worker processes of what is served."""
    return desk.developing.serving.composed.engine.options.processes


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one worker process for all calls."""
    monkeypatch.setattr("portico.app.compose.cpu_count", lambda: 1)


QUEUED = (
    HEAD
    + "from kinds import Kept\n"
    + WAIT
    + """
def work(text, kept):
    wait(text)
    if text.endswith('dies'):
        os._exit(3)
    return f'one {kept}', Kept(kept.n + 1)
"""
    + END.format(first="Kept(0)")
)


def test_a_worker_that_begins_after_a_save_runs_the_code_that_its_call_began_with(desk: Desk) -> None:
    desk.write("kinds.py", KINDS)
    desk.write("app.py", QUEUED)
    dies = asked(desk, "work", "dies", None, session="other")
    wait_until(exists(desk.folder / "dies.began"), "the first call runs")
    runs = asked(desk, "work", "runs", None)
    old = pool(desk)
    wait_until(lambda: len(old._line._asking) == 1, "the second call waits for the process")
    desk.edit("app.py", "one {kept}", "two {kept}")
    desk.edit("kinds.py", "    n: int\n", "    n: int\n    # looked at\n")
    assert desk.save()
    (desk.folder / "dies").touch()
    assert not dies.result(30)[-1]["success"]
    (desk.folder / "runs").touch()
    assert given(runs.result(30)) == "one Kept(n=0)"
    assert desk.call("look", None) == "Kept(n=1)"
    assert desk.call("work", "runs", None) == "two Kept(n=1)"
    assert desk.call("look", None) == "Kept(n=2)"


def test_what_an_old_process_gives_is_of_its_own_classes_and_held_to_those_of_now(desk: Desk) -> None:
    desk.write("kinds.py", KINDS)
    desk.write("app.py", QUEUED)
    runs = asked(desk, "work", "runs", None)
    wait_until(exists(desk.folder / "runs.began"), "the call runs")
    desk.edit("kinds.py", "    n: int\n", "    n: int\n    m: int\n")
    desk.edit("app.py", "gr.State(Kept(0))", "gr.State(Kept(0, 0))")
    assert desk.save()
    (desk.folder / "runs").touch()
    messages = runs.result(30)
    assert given(messages) == "one Kept(n=0)", "the result is shown"
    (log,) = [one for one in messages if one["msg"] == "log"]
    assert "the State 'kept' was not changed by it" in log["log"]
    assert desk.call("look", None) == "Kept(n=0, m=0)"


SIMPLE = HEAD + "{imports}\ndef work(text, kept):\n    return {result}, kept\n" + END.format(first="0")


@pytest.mark.parametrize("broken", ["x = (\n", "import nowhere\n", "raise SystemExit(3)\n"])
def test_a_worker_begins_while_the_file_is_broken(desk: Desk, broken: str) -> None:
    desk.write("words.py", "word = 'one'\n")
    desk.write("app.py", SIMPLE.format(imports="import words", result="f'{words.word} {os.getpid()}'"))
    word, pid = desk.call("work", "x", None).split()
    desk.write("words.py", broken)
    with (desk.folder / "app.py").open("a") as file:
        file.write(broken)
    assert not desk.save()
    os.kill(int(pid), signal.SIGKILL)
    wait_until(lambda: all(one.gone for one in pool(desk)._workers), "the process is gone")
    again, other = desk.call("work", "x", None).split()
    assert (word, again) == ("one", "one")
    assert pid != other


def test_a_module_that_only_a_process_imports_is_watched_and_is_that_of_its_generation(desk: Desk) -> None:
    desk.write("inner/__init__.py", "")
    desk.write("inner/deep.py", "word = 'one'\n")
    desk.write("inner/late.py", "from inner.deep import word\n")
    desk.write(
        "app.py",
        SIMPLE.format(imports="", result="told()") + "def told():\n    from inner import late\n    return late.word\n",
    )
    assert desk.call("work", "x", None) == "one"
    assert "inner.late" not in desk.generation.modules
    desk.write("inner/deep.py", "word = 'two'\n")
    assert desk.save()
    assert desk.call("work", "x", None) == "two"
    assert not desk.save(), "once"
    desk.write("inner/late.py", "x = (\n")
    assert desk.save()
    assert "error" in str(asked(desk, "work", "x", None).result(30)[-1]["output"])
    desk.write("inner/late.py", "word = 'three'\n")
    assert desk.save()
    assert desk.call("work", "x", None) == "three"


def test_a_program_inside_a_package_has_its_neighbours_in_a_process(desk: Desk) -> None:
    desk.write("shop/__init__.py", "")
    desk.write("shop/words.py", "word = 'one'\n")
    desk.write("shop/app.py", SIMPLE.format(imports="from . import words", result="words.word"))
    desk.program("shop/app.py")
    assert desk.call("work", "x", None) == "one"
    desk.write("shop/words.py", "word = 'two'\n")
    assert desk.save()
    assert desk.call("work", "x", None) == "two"


def test_the_first_call_after_a_save_has_a_process_that_began_before_it(desk: Desk) -> None:
    desk.write("app.py", SIMPLE.format(imports="import os, sys", result="f'{os.getpid()} {os.environ.get(\"SAID\")}'"))
    desk.call("work", "x", None)
    serving = desk.developing.serving
    assert serving.spares is not None
    spares = serving.spares
    wait_until(lambda: len(spares.pids) == 1, "one is ready for the next save")
    (ready,) = spares.pids
    desk.edit("app.py", "import os, sys", "import os, sys\nos.environ['SAID'] = 'now'")
    try:
        assert desk.save()
        assert desk.call("work", "x", None) == f"{ready} now", "what was set since is set there"
    finally:
        os.environ.pop("SAID", None)
    wait_until(lambda: len(spares.pids) == 1, "and one for the save after it")
    (left,) = spares.pids
    desk.developing.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(left, 0)


def test_a_program_without_such_functions_has_no_processes_ahead(desk: Desk) -> None:
    desk.write("app.py", SIMPLE.format(imports="", result="text").replace(', run="process"', ""))
    assert desk.call("work", "x", None) == "x"
    assert desk.developing.serving.spares is None
