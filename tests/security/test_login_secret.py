"""The secret: made once, kept where only its owner reads; and `portico hash-password`."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

import portico as gr
from portico.app.environment import Environment
from portico.cli import main
from portico.errors import BuildError
from portico.lang.password import read_hash
from portico.stores.links import Links
from portico.stores.secret import Secret, derived, folder
from security.entrance import ANN, ledger

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows keeps who may read a file elsewhere")


def kept_in(place: Path) -> Environment:
    return Environment({"PORTICO_CONFIG_DIR": str(place)})


def test_it_is_made_once_and_each_purpose_has_its_own(tmp_path: Path) -> None:
    first, second = Secret(kept_in(tmp_path / "a")), Secret(kept_in(tmp_path / "a"))
    assert first("logins") == second("logins")
    assert first("logins") != first("links")
    assert len(first("logins")) == 32
    assert first("logins") != Secret(kept_in(tmp_path / "b"))("logins")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["secret"]


@POSIX
def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    Secret(kept_in(tmp_path / "a"))("logins")
    file = tmp_path / "a" / "secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    file.chmod(0o644)
    with pytest.raises(BuildError, match="can be read by others.*chmod 600"):
        Secret(kept_in(tmp_path / "a"))("logins")
    file.unlink()
    (tmp_path / "elsewhere").write_text("x" * 64)
    (tmp_path / "elsewhere").chmod(0o600)
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BuildError, match="cannot be kept"):
        Secret(kept_in(tmp_path / "a"))("logins")


def test_the_environment_gives_it_and_nothing_is_written(tmp_path: Path) -> None:
    given = {"PORTICO_CONFIG_DIR": str(tmp_path / "a"), "PORTICO_SECRET": "s" * 32}
    assert Secret(Environment(given))("logins") == Secret(Environment({"PORTICO_SECRET": "s" * 32}))("logins")
    assert not (tmp_path / "a").exists()
    with pytest.raises(BuildError, match=r"at least 32 characters, not 5.*token_urlsafe"):
        Secret(Environment({"PORTICO_SECRET": "short"}))("logins")


def test_what_needs_it_does_not_start_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PORTICO_CONFIG_DIR", str(tmp_path / "file" / "below"))
    demo = ledger()
    with pytest.raises(BuildError, match="cannot be kept.*Set PORTICO_SECRET"):
        demo.launch(auth=ANN, prevent_thread_lock=True, quiet=True, server_port=0)
    assert not demo.is_running
    demo.launch(prevent_thread_lock=True, quiet=True, server_port=0)
    demo.close(verbose=False)


def test_a_secret_that_is_too_short_is_told_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTICO_SECRET", "short")
    with pytest.raises(BuildError, match="at least 32 characters"):
        ledger().launch(prevent_thread_lock=True, quiet=True, server_port=0)


def test_the_keys_are_those_of_hkdf() -> None:
    # What `openssl kdf -keylen 32 … HKDF` says for this secret, the salt "portico" and the purpose "links".
    known = "b2e1ac6778d46f7f9feabdcd6cf01ad8cc2deebcfbb556eddbb686e55b7032ed"
    assert derived(b"s" * 32, "links").hex() == known


@pytest.mark.requirement("R7")
def test_an_address_that_one_process_signed_is_good_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTICO_CONFIG_DIR", str(tmp_path))
    ask = (
        "from portico.app.environment import Environment; from portico.stores.links import Links; "
        "from portico.stores.secret import Secret; print(Links(Secret(Environment()).or_own).signed_path('/tmp/a b'))"
    )
    signed = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    assert Links(Secret(Environment()).or_own).proven_path(signed) == "/tmp/a b"
    assert Links().proven_path(signed) is None
    monkeypatch.setenv("PORTICO_SECRET", "another secret of some length, 32+")
    assert Links(Secret(Environment()).or_own).proven_path(signed) is None


@pytest.mark.requirement("R7")
def test_a_launched_app_signs_with_the_kept_secret(
    launched: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTICO_CONFIG_DIR", str(tmp_path / "kept"))
    (tmp_path / "a.txt").write_text("the file")
    with gr.Blocks() as demo:
        gr.Button().click(lambda: str(tmp_path / "a.txt"), None, gr.File(), api_name="file")
    app = launched(demo, allowed_paths=[str(tmp_path / "a.txt")])
    assert not (tmp_path / "kept").exists(), "nothing is made before it is needed"
    made = httpx.post(f"{app.url}/gradio_api/run/file", json={"data": []}).json()["data"][0]
    assert httpx.get(made["url"]).text == "the file"
    path = made["url"].partition("file=")[2]
    assert Links(Secret(Environment()).or_own).proven_path(unquote(path)) == made["path"]


@pytest.mark.requirement("R7")
def test_where_none_can_be_kept_addresses_end_with_the_process_and_the_log_says_so(
    launched: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("the file")
    monkeypatch.setenv("PORTICO_CONFIG_DIR", str(tmp_path / "file" / "below"))
    with gr.Blocks() as demo:
        gr.Button().click(lambda: str(tmp_path / "file"), None, gr.File(), api_name="file")
    app = launched(demo, allowed_paths=[str(tmp_path / "file")])
    for _ in range(2):
        made = httpx.post(f"{app.url}/gradio_api/run/file", json={"data": []}).json()["data"][0]
        assert httpx.get(made["url"]).text == "the file"
    assert caplog.text.count("is good for nothing in another one") == 1
    assert "Set PORTICO_SECRET" in caplog.text


@POSIX
def test_it_lies_where_a_system_keeps_configuration(tmp_path: Path) -> None:
    assert folder(Environment({"HOME": "/home/ann"})) == Path("/home/ann/.config/portico")
    assert folder(Environment({"HOME": "/home/ann", "XDG_CONFIG_HOME": "/cfg"})) == Path("/cfg/portico")


# The command


def test_a_password_from_a_pipe_becomes_a_line(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("tulip with a space \n"))
    assert main(["hash-password"]) == 0
    line = capsys.readouterr().out.strip()
    assert line.startswith("scrypt$32768$8$3$")
    assert read_hash(line).fits("tulip with a space ")
    assert "tulip" not in line


@pytest.mark.parametrize(("typed", "status"), [(["a", "a"], 0), (["a", "b"], 2), (["", ""], 2)])
def test_a_password_is_typed_twice(monkeypatch: pytest.MonkeyPatch, capsys: Any, typed: list[str], status: int) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdin", terminal)
    words = iter(typed)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(words))
    assert main(["hash-password"]) == status
    out = capsys.readouterr()
    assert (out.out.startswith("scrypt$"), bool(out.err)) == (status == 0, status != 0)
