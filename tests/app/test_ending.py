"""A server that is told to end: what runs may end first, visitors are told, and nothing is left."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import Program, wait_until

import portico as gr

PROGRAM = """
import os, threading, time
from pathlib import Path
import portico as gr

def work(name):
    Path(f"{name} began").touch()
    while not Path(f"{name} may end").exists():
        time.sleep(0.005)
    return name.upper()

def gone(request: gr.Request):
    print("left:", request.session_hash, flush=True)

with gr.Blocks() as demo:
    box, file = gr.Textbox(), gr.File()
    gr.Button().click(work, box, box)
    gr.Button().click(lambda: Path("made.txt").write_text("made") and "made.txt", None, file)
    demo.unload(gone)

demo.launch(shutdown_grace={grace})
for _ in range(500):
    if threading.active_count() == 1:
        break
    time.sleep(0.01)
print("threads:", [one.name for one in threading.enumerate() if one is not threading.main_thread()], flush=True)
"""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")


def join(app: Program, session: str, index: int, *data: Any) -> httpx.Response:
    body = {"data": list(data), "fn_index": index, "session_hash": session}
    return httpx.post(f"{app.url}/gradio_api/queue/join", json=body)


def told(lines: Any) -> list[dict[str, Any]]:
    return [json.loads(line.removeprefix("data: ")) for line in lines if line]


def read(app: Program, session: str, into: list[dict[str, Any]]) -> threading.Thread:
    """Read a session's stream to its end, elsewhere."""

    def whole() -> None:
        with httpx.stream("GET", f"{app.url}/gradio_api/queue/data?session_hash={session}", timeout=30) as stream:
            for line in stream.iter_lines():
                into.extend(told([line]))

    thread = threading.Thread(target=whole)
    thread.start()
    return thread


@pytest.mark.requirement("R66")
def test_what_runs_ends_first_and_who_waits_is_told(serve: Any, tmp_path: Path) -> None:
    app: Program = serve(PROGRAM.replace("{grace}", "15"))
    runs: list[dict[str, Any]] = []
    waits: list[dict[str, Any]] = []
    assert join(app, "runs", 0, "one").status_code == 200
    wait_until((tmp_path / "one began").exists, "the function began")
    assert join(app, "waits", 0, "two").status_code == 200
    readers = [read(app, "runs", runs), read(app, "waits", waits)]
    wait_until(lambda: runs and waits, "both are listened to")
    ending = threading.Thread(target=lambda: codes.append(app.end()))
    codes: list[int] = []
    ending.start()

    def refused() -> bool:
        # Before the signal arrives a call is taken: it waits, as the other one does.
        try:
            return join(app, "late", 0, "three").status_code == 503
        except httpx.HTTPError:
            return False

    wait_until(refused, "new calls are refused")
    (tmp_path / "one may end").touch()
    for thread in (*readers, ending):
        thread.join(20)
    ended = [message for message in runs if message["msg"] == "process_completed"]
    assert [message["output"]["data"] for message in ended] == [["ONE"]]
    assert waits[-1]["message"] == "Server stopped unexpectedly."
    assert not (tmp_path / "two began").exists()
    assert codes == [0]


@pytest.mark.requirement("R66")
def test_what_does_not_end_is_left_and_nothing_remains(serve: Any, tmp_path: Path) -> None:
    app: Program = serve(PROGRAM.replace("{grace}", "0.1"))
    assert join(app, "mine", 1).status_code == 200
    made: list[dict[str, Any]] = []
    read(app, "mine", made).join(20)
    file = next(message for message in made if message["msg"] == "process_completed")["output"]["data"][0]["path"]
    assert Path(file).is_file()
    assert join(app, "mine", 0, "endless").status_code == 200
    wait_until((tmp_path / "endless began").exists, "the function began")
    with httpx.stream("GET", f"{app.url}/gradio_api/heartbeat/mine") as beat:
        lines = beat.iter_lines()  # kept: a client that lets go of it closes the connection, and has left
        assert next(lines).startswith("data:")
        code = app.end()
    assert code == 0
    assert "left: mine" in app.log
    assert app.log.count("left:") == 1
    assert not (tmp_path / "files").exists()
    # The one thread that cannot be ended is the program's own function.
    assert app.log.count("portico-") == app.log.count("portico-1'"), app.log


@pytest.mark.requirement("R62")
def test_closing_leaves_no_thread_and_no_task(launched: Any) -> None:
    before = {thread.name for thread in threading.enumerate()}
    with gr.Blocks() as demo:
        box = gr.Textbox()
        box.submit(lambda text: text, box, box, api_name="echo")
    app = launched(demo)
    for number in range(5):
        assert httpx.post(f"{app.url}/gradio_api/run/echo", json={"data": [str(number)]}).json()["data"] == [
            str(number)
        ]
    site = demo.composed.asgi.site
    demo.close()
    wait_until(lambda: {thread.name for thread in threading.enumerate()} <= before, "the threads have ended")
    sizes = site.sizes()
    assert not any(sizes[name] for name in ("jobs", "busy", "tasks", "streams", "sockets", "present", "waiting")), sizes


@pytest.mark.requirement("R62")
def test_what_is_kept_does_not_grow_with_those_who_were_here(launched: Any) -> None:
    with gr.Blocks() as demo:
        box, held = gr.Textbox(), gr.State(0, time_to_live=0.05)
        box.submit(lambda text, count: (text, count + 1), [box, held], [box, held])
    app = launched(demo)
    site = demo.composed.asgi.site
    with httpx.Client(base_url=f"{app.url}/gradio_api") as client:

        def visit(session: str) -> None:
            sent = {"data": ["x", None], "fn_index": 0, "session_hash": session}
            assert client.post("/queue/join", json=sent).status_code == 200
            assert "process_completed" in client.get("/queue/data", params={"session_hash": session}).text

        for number in range(20):
            visit(f"early{number}")
        for number in range(300):
            visit(f"s{number}")
    wait_until(lambda: site.sizes()["values"] == 0, "the states are forgotten", 20)
    sizes = site.sizes()
    bounded = {"mailboxes": 2_000, "closed": 300, "calls": 2_000, "uploads": 1_000, "sessions": 10_000, "owners": 1}
    bounded["bindings"] = 20_000
    for name, size in sizes.items():
        assert size <= (320 if name in bounded else 2), (name, sizes)
    assert sizes["messages"] == 0
