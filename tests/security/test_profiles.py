"""What an app is started for, and what it is refused for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

import portico as gr
from portico.app.profile import PROFILES
from portico.app.readiness import plain_passwords
from portico.errors import BuildError, NotReady

READY = gr.Security(allowed_hosts=["app.example", "127.0.0.1"])
PROGRAM = """
import portico as gr

with gr.Blocks() as demo:
    gr.Markdown("Hello")

if __name__ == "__main__":
    demo.launch()
"""


def page() -> gr.Blocks:
    with gr.Blocks() as demo:
        box = gr.Textbox()

        def fail(text: str) -> str:
            raise RuntimeError("canary")

        box.submit(fail, box, box, api_name="fail")
    return demo


@pytest.mark.requirement("R71")
def test_production_refuses_with_everything_that_is_missing_in_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_WATCH_DIRS", "/srv/app")
    monkeypatch.setenv("GRADIO_VIBE_MODE", "1")
    demo = page().queue(max_size=10**9, max_bytes=2**50)
    with pytest.raises(NotReady) as refused:
        demo.launch(
            profile="production", debug=True, show_error=True, strict_cors=False, quiet=True, prevent_thread_lock=True
        )
    said = str(refused.value)
    for expected in (
        "debug is on",
        "show_error is on",
        "GRADIO_WATCH_DIRS is set",
        "GRADIO_VIBE_MODE is set",
        "allowed_hosts=['app.example']",
        "strict_cors is off",
        "max_size=1000000000",
        "max_bytes=1125899906842624",
        "docs/guides/going-public.md",
    ):
        assert expected in said
    assert said.count("\n  - ") == 8
    assert not demo.is_running


@pytest.mark.requirement("R71")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"debug": True}, "debug"),
        ({"show_error": True}, "show_error"),
        ({"security": gr.Security()}, "allowed_hosts"),
        ({"security": gr.Security(allowed_hosts=["*"])}, "allowed_hosts"),
        ({"security": gr.Security(), "root_path": "/demo"}, "allowed_hosts"),
        ({"strict_cors": False}, "strict_cors"),
    ],
)
def test_production_refuses_each_alone(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(NotReady, match=said) as refused:
        page().launch(
            **{"profile": "production", "quiet": True, "prevent_thread_lock": True, "security": READY, **wrong}
        )
    assert str(refused.value).count("\n  - ") == 1


@pytest.mark.requirement("R71")
@pytest.mark.parametrize("options", [{"security": READY}, {"root_path": "https://app.example"}])
def test_production_starts_when_nothing_is_missing(launched: Any, web: httpx.Client, options: dict[str, Any]) -> None:
    app = launched(page(), profile="production", **options)
    reply = web.post(f"{app.url}/gradio_api/run/fail", json={"data": ["x"]})
    assert reply.status_code == 500
    assert "canary" not in reply.text


@pytest.mark.requirement("R71")
def test_a_mounted_app_is_held_to_the_profile_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTICO_PROFILE", "production")
    with pytest.raises(NotReady, match=r"show_error is on[\s\S]*allowed_hosts"):
        gr.mount_gradio_app(Starlette(), page(), "/demo")
    gr.mount_gradio_app(Starlette(), page(), "/demo", show_error=False, security=READY)


@pytest.mark.requirement("R71")
def test_the_profile_is_an_argument_or_else_in_the_environment(
    launched: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTICO_PROFILE", "production")
    with pytest.raises(NotReady):
        page().launch(quiet=True, prevent_thread_lock=True)
    launched(page(), profile="local", quiet=False)
    assert "* Profile: local, for using the app" in capsys.readouterr().out
    with pytest.raises(BuildError, match="profile is one of 'dev', 'local', 'production', not 'prod'"):
        page().launch(profile="prod", quiet=True, prevent_thread_lock=True)


@pytest.mark.requirement("R71")
def test_development_stays_on_this_machine_and_shows_errors(launched: Any, web: httpx.Client) -> None:
    with pytest.raises(NotReady, match=r"listen on 0\.0\.0\.0"):
        page().launch(profile="dev", server_name="0.0.0.0", quiet=True, prevent_thread_lock=True)
    for profile, shown in (("dev", True), ("local", False)):
        app = launched(page(), profile=profile)
        reply = web.post(f"{app.url}/gradio_api/run/fail", json={"data": ["x"]})
        assert ("canary" in reply.text) == shown
        assert web.get(app.url, headers={"host": "app.example"}).status_code == 400


@pytest.mark.requirement("R71")
def test_an_app_that_others_reach_says_what_it_misses(launched: Any, capsys: pytest.CaptureFixture[str]) -> None:
    launched(page(), server_name="0.0.0.0", show_error=True, quiet=False)
    said = capsys.readouterr().out
    assert "Other machines can reach the app" in said
    assert "show_error is on" in said
    assert "allowed_hosts" in said
    launched(page(), quiet=False)
    assert "Other machines" not in capsys.readouterr().out


def test_the_command_line_names_the_profile(serve: Any, tmp_path: Path) -> None:
    program = tmp_path / "app.py"
    program.write_text(PROGRAM, encoding="utf-8")
    served = serve(program, "--profile", "dev", via=("-m", "portico.cli", "run"))
    served.wait_for_log("* Profile: dev")
    by_itself = PROGRAM.replace('if __name__ == "__main__":\n    ', "")
    program.write_text(by_itself, encoding="utf-8")
    served = serve(program, "--profile", "dev", via=("-m", "portico.cli", "run"))
    served.wait_for_log("* Profile: dev")


@pytest.mark.requirement("R71")
@pytest.mark.parametrize(
    ("auth", "plain"),
    [
        (None, False),
        (("ada", "word"), True),
        (("ada", "scrypt$16384$8$1$c2FsdA$aGFzaA"), False),
        ([("ada", "scrypt$x"), ("bob", "word")], True),
        ({"ada": "word"}, True),
        ({"ada": "scrypt$x"}, False),
        (lambda name, word: True, False),
    ],
)
def test_passwords_that_can_be_read_are_noticed(auth: Any, plain: bool) -> None:
    assert plain_passwords(auth) == plain


@pytest.mark.requirement("R50", "R71")
@pytest.mark.parametrize("profile", PROFILES)
def test_there_are_no_routes_for_developers(launched: Any, web: httpx.Client, profile: str) -> None:
    options = {"security": READY} if profile == "production" else {}
    app = launched(page(), profile=profile, **options)
    for path in ("dev/reload", "vibe-edit", "vibe-starter-queries", "undo-vibe-edit", "vibe-code", "dev", "debug"):
        for method in ("GET", "POST"):
            assert web.request(method, f"{app.url}/gradio_api/{path}").status_code in (404, 405)
    for path in ("/docs", "/redoc", "/openapi.json", "/debug", "/.env", "/__reload__"):
        assert web.get(app.url + path).status_code == 404
    assert web.get(f"{app.url}/monitoring/summary").status_code == 403
    # Of an app for strangers the numbers are off; the other two are here for this machine alone.
    assert web.get(f"{app.url}/metrics").status_code == (404 if profile == "production" else 200)
