"""Disk: bounded for the app and for each visitor, given back when they leave, and never left behind."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import Program, wait_until

import portico as gr
from portico.errors import BuildError, QuotaReached
from portico.lang.private import NAME, scratch, sweep
from portico.stores.local_files import LocalFiles
from portico.stores.owners import SHARED, UNCLAIMED
from portico.stores.quota import Quota
from security.visitor import described
from security.world import World

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes, signals or mounts")
KB = 1024


def page(launched: Any, **options: Any) -> Any:
    with gr.Blocks() as demo:
        press = gr.Button().click
        press(lambda file: file, gr.File(), gr.File(), api_name="echo")
        press(write, gr.Number(), gr.File(), api_name="write")
    return launched(demo, **options)


def write(size: float) -> str:
    """A result of so many bytes."""
    import tempfile

    with tempfile.NamedTemporaryFile("wb", suffix=".bin", delete=False) as file:
        file.write(b"x" * int(size))
    return file.name


def stored(folder: Path) -> list[Path]:
    """Every file under a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


# Bounds


@pytest.mark.requirement("R51", "R56")
def test_a_file_over_the_limit_is_refused_while_it_comes(launched: Any, world: World, tmp_path: Path) -> None:
    visitor = world.visitor(page(launched, max_file_size="10kb").url, "me")
    reply = visitor.sent("a.bin", b"x" * 11 * KB)
    assert (reply.status_code, reply.text) == (413, "File size exceeded maximum allowed size of 10240 bytes.")
    assert stored(tmp_path / "files") == []
    assert visitor.sent("a.bin", b"x" * 10 * KB).status_code == 200


@pytest.mark.requirement("R51")
def test_reading_stops_at_the_limit(launched: Any, world: World, tmp_path: Path) -> None:
    """A client that would send for ever has its answer, and nothing it sent reached the disk."""
    visitor = world.visitor(page(launched, max_file_size="10kb").url, "me")
    sent = [0]

    def endless() -> Any:
        yield b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.bin"\r\n\r\n'
        while sent[0] < 2000:
            sent[0] += 1
            yield b"x" * 64 * KB

    headers = {"content-type": "multipart/form-data; boundary=B"}
    try:
        reply = visitor.http.post("/gradio_api/upload", content=endless(), headers=headers)
        assert reply.status_code == 413
    except httpx.WriteError:
        assert sent[0] < 2000, "the connection was closed on it"
    assert sent[0] < 2000
    assert stored(tmp_path / "files") == []


@pytest.mark.requirement("R53")
def test_a_visitor_has_a_quota_and_gets_it_back(launched: Any, world: World, tmp_path: Path) -> None:
    app = page(launched, security=gr.Security(disk_quota="1mb", session_disk_quota="100kb"), show_error=True)
    me, other = world.visitor(app.url, "me"), world.visitor(app.url, "other")
    assert me.sent("a.bin", b"x" * 90 * KB).status_code == 200
    refused = me.sent("b.bin", b"x" * 20 * KB)
    assert refused.status_code == 429
    assert "gr.Security(session_disk_quota=…)" in refused.text
    assert len(stored(tmp_path / "files")) == 1, "nothing of the refused file is left"
    made = me.call("write", 20 * KB)
    assert made.status_code == 500
    assert "session_disk_quota" in made.json()["error"], "results count as well"
    assert me.first("write", 5 * KB)["path"]
    assert other.sent("a.bin", b"x" * 90 * KB).status_code == 200, "another visitor has room"


@pytest.mark.requirement("R53")
def test_the_app_has_a_quota(launched: Any, world: World) -> None:
    app = page(launched, security=gr.Security(disk_quota="100kb", session_disk_quota="90kb"))
    for session in ("a", "b", "c"):
        reply = world.visitor(app.url, session).sent("a.bin", b"x" * 40 * KB)
        assert reply.status_code == (507 if session == "c" else 200)
    assert "gr.Security(disk_quota=…)" in reply.text
    assert httpx.get(f"{app.url}/gradio_api/health").status_code == 200


@pytest.mark.requirement("R53")
def test_who_sends_no_cookie_has_a_quota_by_address(launched: Any, world: World) -> None:
    app = page(launched, security=gr.Security(session_disk_quota="100kb"))
    codes = [
        world.visitor(app.url, f"s{number}", page=False).sent("a.bin", b"x" * 60 * KB).status_code
        for number in range(3)
    ]
    assert codes == [200, 429, 429]


@pytest.mark.requirement("R53")
def test_bytes_are_counted_once_and_given_back(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path, Quota(1000, 600))
    mine = store.put(b"x" * 500, "a", "s", "me")
    with pytest.raises(QuotaReached, match="session_disk_quota"):
        store.put(b"x" * 101, "b", "t", "me")
    shared = store.put(b"x" * 300, "c", SHARED)
    with pytest.raises(QuotaReached, match="disk_quota"):
        store.put(b"x" * 201, "d", "u")
    assert (store.quota.used, store.quota.of("me")) == (800, 500)
    claimed = store.put(b"x" * 50, "e", UNCLAIMED, "me")
    store.local(claimed.path, "s", "me")
    store.discard(mine.path)
    store.drop("s")
    store.discard(shared.path)
    assert (store.quota.used, len(store.quota)) == (0, 0)
    assert stored(tmp_path) == []


def test_many_uploads_at_once_never_pass_the_quota() -> None:
    quota, refused = Quota(1000, 500), list[str]()

    def take() -> None:
        for _ in range(100):
            try:
                quota.take("me", 7)
            except QuotaReached:
                refused.append("")

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert quota.used == quota.of("me") == 497
    assert len(refused) == 800 - 71


@pytest.mark.parametrize(
    "given",
    [{"disk_quota": "much"}, {"disk_quota": 0}, {"session_disk_quota": -1}, {"disk_quota": True}, {"link_seconds": 0}],
)
def test_a_quota_that_is_none_is_explained(given: dict[str, Any]) -> None:
    with pytest.raises(BuildError, match=rf"Security: {next(iter(given))} is a number"):
        gr.Security(**given)


# A full disk


@POSIX
@pytest.mark.requirement("R53", "R56")
def test_a_full_disk_fails_the_upload_and_not_the_server(serve: Any, world: World, tmp_path: Path) -> None:
    disk = tmp_path / "small"
    disk.mkdir()
    if (
        not shutil.which("mount")
        or os.getuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], check=False).returncode
    ):
        pytest.skip("only root can mount a small disk")
    try:
        source = "import portico as gr\ngr.Interface(lambda f: f, 'file', 'file').launch(security=gr.Security({}))\n"
        source = source.format("disk_quota='1gb', session_disk_quota='1gb'")
        app: Program = serve(source, env={"PORTICO_TEMP_DIR": str(disk)})
        visitor = world.visitor(app.url, "me")
        assert visitor.sent("fits.bin", b"x" * 400 * KB).status_code == 200
        for _ in range(3):
            reply = visitor.sent("large.bin", b"x" * 3000 * KB)
            assert (reply.status_code, reply.json()["detail"]) == (507, "There is no room left for uploads.")
        assert [path.name for path in stored(disk)] == ["fits.bin"], "what was begun is gone"
        assert visitor.sent("fits.bin", b"x" * 400 * KB).status_code == 200
        app.stop()
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.requirement("R56")
def test_a_disk_that_is_full_fails_a_result_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = LocalFiles(tmp_path)

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    store.put(b"x", "a", "s")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", full)
        with pytest.raises(OSError, match="No space left"):
            store.put(b"xyz", "b", "s")
    assert [path.name for path in stored(tmp_path)] == ["a"]
    assert store.quota.used == 1


# Who may look


@POSIX
@pytest.mark.requirement("R7")
def test_the_folder_is_its_users_alone(launched: Any, world: World, tmp_path: Path) -> None:
    visitor = world.visitor(page(launched).url, "me")
    path = Path(visitor.upload("a.txt", b"x"))
    (folder,) = (tmp_path / "files").iterdir()
    assert NAME.fullmatch(folder.name)
    for one in (folder, path.parent):
        assert stat.S_IMODE(one.stat().st_mode) == 0o700


# What is left


def test_a_sessions_files_go_with_it_though_it_kept_nothing_else(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path)
    store.put(b"x", "a", "gone")
    store.put(b"x", "b", SHARED)
    used = store.put(b"x", "c", "here")
    assert store.idle(3600) == []
    assert set(store.idle(-1)) == {"gone", "here"}
    store.local(used.path, "here")
    assert "b" in {path.name for path in stored(tmp_path)}


def test_an_upload_that_nobody_claims_goes_sooner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = LocalFiles(tmp_path)
    store.put(b"x", "claimed", "s")
    store.put(b"x", "unclaimed", UNCLAIMED)
    import time

    now = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: now + 3601)
    assert store.delete(86_400) == 1
    assert [path.name for path in stored(tmp_path)] == ["claimed"]


@pytest.mark.requirement("R56")
def test_files_go_by_age_and_at_the_end(launched: Any, world: World, tmp_path: Path) -> None:
    with gr.Blocks(delete_cache=(0.2, 0.4)) as demo:
        gr.Button().click(lambda file: file, gr.File(), gr.File(), api_name="echo")
    app = launched(demo)
    visitor = world.visitor(app.url, "me")
    path = visitor.first("echo", described(visitor.upload("a.txt", b"x")))["path"]
    wait_until(lambda: not Path(path).exists(), "the file was deleted by its age", 20)
    assert visitor.get(path).status_code == 403
    visitor.upload("b.txt", b"x")
    app.stop()
    assert not (tmp_path / "files").exists()


PROGRAM = """
import portico as gr

gr.Interface(lambda file: file, "file", "file", api_name="echo").launch()
"""


@POSIX
@pytest.mark.requirement("R66")
def test_what_a_killed_process_left_goes_at_the_next_start(serve: Any, world: World) -> None:
    app: Program = serve(PROGRAM)
    other: Program = serve(PROGRAM)
    folder = app.folder / "files"
    kept = Path(world.visitor(other.url, "other").upload("kept.txt", b"x"))
    left = Path(world.visitor(app.url, "me").upload("left.txt", b"x"))
    os.kill(app.pid, signal.SIGKILL)
    app.stop()
    assert left.is_file()
    stranger = folder / "portico-1-mine"
    stranger.mkdir()
    app.start()
    wait_until(lambda: not left.parent.parent.exists(), "what was left is gone")
    assert kept.read_bytes() == b"x", "a process that lives keeps what it has"
    assert stranger.is_dir()
    path = world.visitor(app.url, "me").upload("new.txt", b"new")
    assert Path(path).read_bytes() == b"new"


@POSIX
@pytest.mark.requirement("R56", "R66")
def test_what_was_being_converted_when_the_process_died_goes_too(world: World) -> None:
    script = "import os, portico.lang.private as private, tempfile\nwith private.scratch() as folder:\n"
    script += "    (folder / 'half.wav').write_bytes(b'x')\n    os.kill(os.getpid(), 9)\n"
    subprocess.run([sys.executable, "-c", script], env={**os.environ, "TMPDIR": str(world.temp)}, check=False)
    assert [path.name for path in world.temp.rglob("half.wav")] == ["half.wav"]
    LocalFiles(world.app).begin()
    wait_until(lambda: not list(world.temp.rglob("half.wav")), "the next start deleted it")
    with scratch() as folder:
        assert folder.is_dir()
    assert not folder.parent.exists()


@POSIX
@pytest.mark.requirement("R66")
def test_only_what_is_certainly_left_goes(tmp_path: Path) -> None:
    inside = "0" * 32

    def folder(name: str, mode: int = 0o700, child: str = inside) -> Path:
        made = tmp_path / name
        (made / child).mkdir(parents=True)
        made.chmod(mode)
        return made

    dead = folder(f"portico-4711-{'a' * 32}")
    strange = [
        folder(f"portico-4711-{'b' * 32}", mode=0o755),
        folder(f"portico-4711-{'c' * 32}", child="photos"),
        folder(f"portico-4711-{'d' * 31}"),
        folder("portico-demo"),
        folder("mine"),
    ]
    linked = tmp_path / f"portico-4711-{'e' * 32}"
    linked.symlink_to(strange[-1])
    held = LocalFiles(tmp_path)
    file = held.put(b"x", "a.txt", "s")
    script = (
        "import pathlib, portico.lang.private as private, sys; print(len(private.sweep(pathlib.Path(sys.argv[1]))))"
    )
    assert (
        subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True).stdout
        == "1\n"
    )
    assert not dead.exists()
    assert all(one.is_dir() for one in strange)
    assert linked.is_symlink()
    assert Path(file.path).is_file(), "its process lives"
    assert sweep(tmp_path) == [], "and this very process sees that too"


@POSIX
@pytest.mark.requirement("R66")
def test_a_start_beside_a_start_takes_no_fresh_folder(tmp_path: Path) -> None:
    """A folder that was just made has no lock for a moment; whoever made it then makes another."""
    stop = threading.Event()

    def sweeping() -> None:
        while not stop.is_set():
            sweep(tmp_path)

    thread = threading.Thread(target=sweeping)
    thread.start()
    try:
        for number in range(200):
            store = LocalFiles(tmp_path)
            file = store.put(b"%d" % number, "a.txt", "s")
            assert Path(file.path).read_bytes() == b"%d" % number
            store.clear()
    finally:
        stop.set()
        thread.join()
    assert list(tmp_path.iterdir()) == []
