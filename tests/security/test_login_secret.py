"""The secret: made once, kept where only its owner reads; and `portico hash-password`."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from portico.app.environment import Environment
from portico.app.secret import Secret, folder
from portico.cli import main
from portico.errors import BuildError
from portico.lang.password import read_hash
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
