"""Programs with worker processes: each way of starting one, and that loading it again never serves again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from serving import wait_until

SOURCE = """
import os
from dataclasses import dataclass
import portico as gr

print("LOADED", __name__, flush=True)

@dataclass
class Basket:
    fruit: list

def put(basket, name):
    print("PUT", name)
    basket.fruit.append(name)
    return basket, [type(basket).__name__, basket.fruit, os.getpid()]

def box(value):
    return Basket([value])

def fruit(value):
    return box(value).fruit

with gr.Blocks() as demo:
    basket = gr.State(Basket([]))
    name, found = gr.Textbox(), gr.JSON()
    name.submit(put, [basket, name], [basket, found], run="process", api_name="put")

    @name.change(inputs=name, outputs=found, run="process", api_name="decorated")
    def decorated(value):
        return [value, os.getpid()]

"""
PLAIN = SOURCE + "demo.launch()\nprint('AFTER', flush=True)\n"
GUARDED = SOURCE + "if __name__ == '__main__':\n    demo.launch()\n"
THREADED = SOURCE + "demo.launch(prevent_thread_lock=True)\nLATE = 1\ndemo.block_thread()\nprint('AFTER')\n"
IN_A_THREAD = SOURCE + "import threading\none = threading.Thread(target=demo.launch)\none.start()\none.join()\n"
RUN = ("-m", "portico.cli", "run")


@pytest.mark.parametrize(
    ("source", "via"),
    [
        pytest.param(PLAIN, (), id="without a guard"),
        pytest.param(GUARDED, (), id="guarded"),
        pytest.param(THREADED, (), id="waiting by itself"),
        pytest.param(IN_A_THREAD, (), id="launching in a thread"),
        pytest.param(GUARDED, RUN, id="portico run"),
        pytest.param(PLAIN, RUN, id="portico run, launching by itself"),
        pytest.param(PLAIN.replace("portico", "gradio"), (*RUN, "--as-gradio"), id="written for gradio"),
    ],
)
def test_a_worker_loads_the_program_and_serves_nothing(serve: Any, source: str, via: Any) -> None:
    app = serve(source, via=via)
    client = Client(app.url, verbose=False)
    (kind, fruit, pid) = client.predict("apple", api_name="/put")
    assert (kind, fruit) == ("Basket", ["apple"])
    assert client.predict("pear", api_name="/put")[1] == ["apple", "pear"], "the State crosses both ways"
    assert client.predict("x", api_name="/decorated")[1] != app.pid
    client.close()
    app.wait_for_log("PUT pear")
    loaded = [line for line in app.log.splitlines() if line.startswith("LOADED")]
    assert loaded.count("LOADED __mp_main__") == len(loaded) - 1 <= 2, "one program and its workers"
    assert "AFTER" not in app.log
    app.stop()
    wait_until(lambda: not exists(pid), "the worker ended with its server")


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_workers_end_when_their_server_is_killed(serve: Any) -> None:
    app = serve(PLAIN)
    client = Client(app.url, verbose=False)
    pid = client.predict("apple", api_name="/put")[2]
    client.close()
    os.kill(app.pid, 9)
    wait_until(lambda: not exists(pid), "the worker ended by itself")


def test_a_program_that_a_worker_cannot_load_says_so(serve: Any) -> None:
    broken = PLAIN.replace(
        "@dataclass", "if __name__ == '__mp_main__':\n    raise OSError('no such model')\n\n@dataclass", 1
    )
    app = serve(broken)
    client = Client(app.url, verbose=False)
    with pytest.raises(Exception, match="could not load the program"):
        client.predict("apple", api_name="/put")
    client.close()
    app.wait_for_log("OSError: no such model")


def test_a_program_started_as_a_module_is_loaded_as_one(tmp_path: Path) -> None:
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "names.py").write_text("SHOP = 'corner'\n")
    (package / "app.py").write_text(
        "import json, os\nimport portico as gr\nfrom .names import SHOP\n"
        "def where(_):\n    return [SHOP, __name__, os.getpid()]\n"
        "with gr.Blocks() as demo:\n    v = gr.JSON()\n    v.change(where, v, v, run='process', api_name='where')\n"
        "if __name__ == '__main__':\n"
        "    from gradio_client import Client\n"
        "    demo.launch(prevent_thread_lock=True, quiet=True)\n"
        "    client = Client(demo.local_url, verbose=False)\n"
        "    print(json.dumps([*client.predict({}, api_name='/where'), os.getpid()]))\n"
        "    client.close()\n    demo.close()\n"
    )
    found = subprocess.run(
        [sys.executable, "-m", "shop.app"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    shop, name, worker, server = json.loads(found.stdout.splitlines()[-1])
    assert (shop, name) == ("corner", "__mp_main__")
    assert worker != server


def test_a_function_of_a_prompt_cannot_run_in_another_process() -> None:
    code = (
        "import portico as gr\ndef f(x):\n    return x\n"
        "with gr.Blocks() as demo:\n    v = gr.JSON()\n    v.change(f, v, v, run='process')\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "BuildError: The function 'f' cannot run in a process of its own: it is defined at a prompt" in found.stderr


def test_there_are_as_many_workers_as_can_be_busy_and_no_more_than_allowed(launched: Any) -> None:
    import workers

    import portico as gr

    def build() -> Any:
        with gr.Blocks() as demo:
            value = gr.JSON()
            value.change(workers.where, value, value, run="process", concurrency_limit=5)
        return demo

    first, second = build(), build()
    launched(first, max_processes=2)
    launched(second, max_processes=9)
    assert first.composed.engine.options.processes.size == 2
    assert second.composed.engine.options.processes.size == 5
    with pytest.raises(ValueError, match="max_processes is 1 or more, not -1"):
        build().launch(max_processes=-1, prevent_thread_lock=True, quiet=True)
