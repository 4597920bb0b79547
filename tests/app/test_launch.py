"""Launching: ports, settings from arguments and environment, closing, and what is not built."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import free_port, wait_until

import portico as gr
from portico.app.look import Look
from portico.app.settings import Environment, read_settings
from portico.errors import BuildError, NotBuilt
from portico.lang.file_size import file_size


def page() -> gr.Blocks:
    with gr.Blocks(title="Page") as demo:
        box = gr.Textbox()
        gr.Button().click(lambda text: text, box, box, api_name="echo")
    return demo


def test_a_port_in_use_is_refused_and_without_one_the_next_free_is_taken(launched: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"Port {port} is in use.*choose another server_port"):
            page().launch(server_port=port, prevent_thread_lock=True, quiet=True)
    first, second = page(), page()
    launched(first, server_port=None)
    launched(second, server_port=None)
    assert 7860 <= first.server_port < second.server_port <= 7959


def test_launching_gives_the_app_and_its_address_and_closing_ends_it(launched: Any) -> None:
    demo = page()
    app, url, public = demo.launch(prevent_thread_lock=True, quiet=True, server_port=free_port())
    assert callable(app)
    assert public is None
    assert httpx.get(url).status_code == 200
    assert demo.is_running
    demo.close()
    assert not demo.is_running
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    launched(demo)
    assert httpx.get(demo.local_url).status_code == 200
    gr.close_all(verbose=False)
    assert not demo.is_running


def test_it_says_where_it_runs_unless_it_should_be_quiet(capsys: pytest.CaptureFixture[str], launched: Any) -> None:
    demo = page()
    launched(demo, quiet=False)
    assert f"Running on http://127.0.0.1:{demo.server_port}/" in capsys.readouterr().out
    launched(page())
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("share", True),
        ("mcp_server", True),
        ("pwa", True),
        ("ssr_mode", True),
        ("enable_monitoring", True),
        ("num_workers", 2),
        ("i18n", object()),
        ("run_history", True),
        ("app_kwargs", {"docs_url": "/docs"}),
    ],
)
def test_what_is_not_built_is_an_error_never_silence(option: str, value: Any) -> None:
    with pytest.raises(NotBuilt, match=rf"launch\({option}=…\) is not built"):
        page().launch(prevent_thread_lock=True, quiet=True, server_port=free_port(), **{option: value})


def test_the_environment_configures_and_porticos_own_names_win() -> None:
    values = {
        "GRADIO_SERVER_NAME": "0.0.0.0",
        "GRADIO_SERVER_PORT": "1",
        "PORTICO_SERVER_PORT": "2",
        "GRADIO_NUM_PORTS": "3",
        "GRADIO_ROOT_PATH": "/app",
        "GRADIO_TEMP_DIR": "/files",
        "GRADIO_ALLOWED_PATHS": "/a, /b",
        "GRADIO_BLOCKED_PATHS": "/c",
        "GRADIO_MAX_FILE_SIZE": "5mb",
        "GRADIO_DEBUG": "1",
    }
    settings = read_settings(Environment(values), Look())
    assert (settings.host, settings.port, settings.ports, settings.root_path) == ("0.0.0.0", 2, 3, "/app")
    assert (settings.folder, settings.allowed, settings.blocked) == ("/files", ["/a", "/b"], ["/c"])
    assert (settings.max_file_size, settings.debug) == (5 * 1024**2, True)
    assert read_settings(Environment(values), Look(), server_port=9, max_file_size=7).port == 9
    with pytest.raises(NotBuilt, match="GRADIO_SHARE"):
        read_settings(Environment({"GRADIO_SHARE": "true"}), Look())
    with pytest.raises(BuildError, match="PORTICO_SERVER_PORT.*whole number, not 'many'"):
        read_settings(Environment({"GRADIO_SERVER_PORT": "many"}), Look())


@pytest.mark.parametrize(
    ("text", "size"),
    [(None, None), (10, 10), ("10", 10), ("5kb", 5120), ("1.5 MB", 1_572_864), (2 * gr.FileSize.GB, 2**31)],
)
def test_sizes(text: Any, size: int | None) -> None:
    assert file_size(text) == size


def test_a_size_that_is_none_is_refused() -> None:
    with pytest.raises(BuildError, match="'lots'"):
        file_size("lots")


def test_an_oversize_upload_is_refused_and_the_server_goes_on(launched: Any) -> None:
    app = launched(page(), max_file_size="1kb")
    refused = httpx.post(f"{app.url}/gradio_api/upload", files={"files": ("a.txt", b"x" * 2048)})
    assert refused.status_code == 413
    kept = httpx.post(f"{app.url}/gradio_api/upload", files={"files": ("a.txt", b"x")})
    assert kept.status_code == 200
    assert httpx.get(f"{app.url}/config").json()["max_file_size"] == 1024


def test_what_runs_waits_for_its_visitor_as_long_as_the_program_says(launched: Any) -> None:
    assert httpx.get(f"{launched(page()).url}/config").json()["resume_grace"] == 15
    app = launched(page(), resume_grace=0)
    assert httpx.get(f"{app.url}/config").json()["resume_grace"] == 0
    for wrong in (-1, "soon", True, 10**6):
        with pytest.raises(gr.errors.BuildError, match="resume_grace is a number of seconds from 0 to 3600"):
            page().launch(resume_grace=wrong, prevent_thread_lock=True)


def test_css_js_head_and_theme_reach_the_page_from_either_place(launched: Any, tmp_path: Path) -> None:
    (tmp_path / "extra.css").write_text(".extra {}")
    with gr.Blocks(css=".mine {}", theme="soft", head="<meta name='a'>") as demo:
        gr.Textbox()
    config = httpx.get(f"{launched(demo).url}/config").json()
    assert (config["css"], config["theme"], config["head"]) == (".mine {}", "soft", "<meta name='a'>")
    config = httpx.get(
        f"{launched(demo, css='.other {}', css_paths=[tmp_path / 'extra.css'], js='() => 1').url}/config"
    ).json()
    assert (config["css"], config["js"], config["theme"]) == (".other {}\n.extra {}", "() => 1", "soft")


def test_allowed_and_static_paths_are_served_and_others_are_not(launched: Any, tmp_path: Path) -> None:
    for name in ("allowed", "static", "secret"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(name)
    gr.set_static_paths([tmp_path / "static"])
    app = launched(
        page(), allowed_paths=[str(tmp_path / "allowed")], blocked_paths=[str(tmp_path / "allowed" / "b.txt")]
    )
    (tmp_path / "allowed" / "b.txt").write_text("blocked")

    def read(path: Path) -> httpx.Response:
        return httpx.get(f"{app.url}/gradio_api/file={path}")

    assert read(tmp_path / "allowed" / "a.txt").text == "allowed"
    assert read(tmp_path / "static" / "a.txt").text == "static"
    for refused in ("allowed/b.txt", "secret/a.txt", "allowed/../secret/a.txt", "allowed"):
        assert read(tmp_path / refused).status_code == 403


def test_unload_runs_when_the_visitor_leaves(launched: Any) -> None:
    left: list[str | None] = []
    with gr.Blocks() as demo:

        @demo.unload
        def gone(request: gr.Request) -> None:
            left.append(request.session_hash)

    app = launched(demo)
    with httpx.stream("GET", f"{app.url}/gradio_api/heartbeat/visitor1") as beat:
        assert next(beat.iter_lines()).startswith("data:")
    wait_until(lambda: left == ["visitor1"], "the unload listener ran")


def test_a_state_is_forgotten_after_its_time_and_its_callback_is_told(launched: Any) -> None:
    forgotten: list[Any] = []
    with gr.Blocks() as demo:
        held = gr.State("start", time_to_live=0.05, delete_callback=forgotten.append)
        box = gr.Textbox()
        gr.Button().click(lambda text: text, box, held, api_name="keep")
    app = launched(demo)
    body = {"data": ["mine"], "fn_index": 0, "session_hash": "s1"}
    assert httpx.post(f"{app.url}/gradio_api/run/keep", json=body).status_code == 200
    wait_until(lambda: forgotten == ["mine"], "the state was forgotten")


def test_an_app_mounts_under_a_path_of_another(launched: Any) -> None:
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route
    from starlette.testclient import TestClient

    outer = Starlette(routes=[Route("/own", lambda request: PlainTextResponse("own"))])
    assert gr.mount_gradio_app(outer, page(), "/demo") is outer
    with TestClient(outer, base_url="http://127.0.0.1") as client:
        assert client.get("/own").text == "own"
        config = client.get("/demo/config").json()
        assert config["root"].endswith("/demo")
        answer = client.post("/demo/gradio_api/run/echo", json={"data": ["hi"]})
        assert answer.json()["data"] == ["hi"]
        assert client.get("/demo/").status_code == 200


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_server_that_is_told_to_end_says_so_to_who_listens_and_ends_cleanly(serve: Any) -> None:
    app = serve("import time\nimport portico as gr\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n"
                "    box.submit(lambda: time.sleep(60), None, box)\n\ndemo.launch()\n")  # fmt: skip
    joined = httpx.post(f"{app.url}/gradio_api/queue/join", json={"data": [], "fn_index": 0, "session_hash": "s1"})
    assert joined.status_code == 200
    with httpx.stream("GET", f"{app.url}/gradio_api/queue/data?session_hash=s1", timeout=20) as stream:
        lines = stream.iter_lines()
        assert "estimation" in next(lines)
        os.kill(app.pid, signal.SIGTERM)
        assert any("Server stopped unexpectedly." in line for line in lines)
    app.wait_for_log("Stopped serving")


def test_an_idle_server_sleeps(launched: Any) -> None:
    """Its event loop has no timer that would wake it several times a second."""
    with gr.Blocks() as demo:
        gr.Markdown("Hello")
    app = launched(demo)
    assert httpx.get(app.url).status_code == 200
    loop = demo.running._server.loop

    async def timers() -> list[float]:
        return [timer.when() - loop.time() for timer in loop._scheduled if not timer.cancelled()]

    def rests() -> bool:
        return min(asyncio.run_coroutine_threadsafe(timers(), loop).result(5), default=60.0) > 1.0

    # Several looks: one may come between a timer's end and its next beginning.
    wait_until(lambda: all(rests() for _ in range(50)), "only rare timers are left")
