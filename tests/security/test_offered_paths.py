"""What is served by its path: what the author offers, on the resolved path, and nothing that was blocked."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from serving import wait_until

import portico as gr
from portico.errors import FileRefused
from portico.lang.opening import NotRegular, open_below
from portico.lang.paths import is_plain
from portico.stores.offer import Offer
from security.world import SECRET, World, leaks

LINKS = pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links, and has no FIFOs")


def page(launched: Any, **options: Any) -> Any:
    with gr.Blocks() as demo:
        gr.Markdown("Hello")
    return launched(demo, **options)


@pytest.mark.requirement("R1")
def test_a_blocked_path_wins_over_every_permission(launched: Any, world: World) -> None:
    inner = world.offered / "inner"
    inner.mkdir()
    (inner / "secret.txt").write_text(SECRET)
    (world.offered / "open.txt").write_text("open")
    app = page(
        launched,
        allowed_paths=[str(world.offered), str(inner / "secret.txt")],
        blocked_paths=[str(inner), "~/no-such-folder"],
    )
    visitor = world.visitor(app.url, "me")
    assert visitor.get(str(world.offered / "open.txt")).text == "open"
    assert visitor.get(str(inner / "secret.txt")).status_code == 403


@pytest.mark.requirement("R1")
def test_a_blocked_folder_above_an_allowed_one_wins(launched: Any, world: World) -> None:
    app = page(launched, allowed_paths=[str(world.offered)], blocked_paths=[str(world.offered.parent)])
    assert world.visitor(app.url, "me").get(str(world.offered / "secret.txt")).status_code == 403


@pytest.mark.requirement("R1")
def test_a_blocked_path_is_blocked_for_results_too(launched: Any, world: World) -> None:
    with gr.Blocks() as demo:
        gr.Button().click(lambda: "secret.txt", None, gr.File(), api_name="give")
    visitor = world.visitor(launched(demo, blocked_paths=["secret.txt"], allowed_paths=["."]).url, "me")
    assert visitor.call("give").status_code in (403, 422)


@LINKS
@pytest.mark.requirement("R1")
def test_a_blocked_file_is_blocked_under_every_name_that_the_file_system_knows(world: World) -> None:
    """A file system that does not tell upper case from lower gives one file many names; so does a hard link."""
    os.link(world.offered / "secret.txt", world.offered / "SECRET.TXT")
    offer = Offer.of([str(world.offered)], [str(world.offered / "secret.txt")])
    for name in ("secret.txt", "SECRET.TXT"):
        with pytest.raises(FileRefused):
            offer.open(str(world.offered / name))


@pytest.mark.requirement("R1")
def test_a_blocked_folder_is_known_by_what_it_is_and_not_by_its_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where `Inner` and `inner` are one folder: the system is asked, and says that they are the same."""
    for name in ("inner", "Inner"):
        (world.offered / name).mkdir()
        (world.offered / name / "a.txt").write_text("x")
    offer = Offer.of([str(world.offered)], [str(world.offered / "inner")])
    offer.open(str(world.offered / "Inner" / "a.txt")).close()
    stat = os.stat
    monkeypatch.setattr("os.stat", lambda path, **more: stat(str(path).replace("Inner", "inner"), **more))
    with pytest.raises(FileRefused):
        offer.open(str(world.offered / "Inner" / "a.txt"))


@LINKS
@pytest.mark.requirement("R1", "R9")
def test_a_link_is_followed_before_it_is_judged(launched: Any, world: World) -> None:
    (world.offered / "out").symlink_to(world.outside)
    (world.offered / "out.txt").symlink_to(world.outside / "secret.txt")
    (world.offered / "in.txt").symlink_to(world.offered / "secret.txt")
    visitor = world.visitor(page(launched, allowed_paths=[str(world.offered)]).url, "me")
    for name in ("out/secret.txt", "out.txt"):
        reply = visitor.get(str(world.offered / name))
        assert reply.status_code == 403
        assert not leaks(reply)
    assert visitor.get(str(world.offered / "in.txt")).text == SECRET


@LINKS
@pytest.mark.requirement("R9")
def test_a_file_that_becomes_a_link_after_the_check_is_not_followed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check and the use look at one open file: whoever swaps the path in between gains nothing."""
    target = world.offered / "deep" / "a.txt"
    may = Offer._may_leave
    for victim, link in ((target, world.outside / "secret.txt"), (target.parent, world.outside)):
        target.parent.mkdir()
        target.write_text("harmless")
        offer = Offer.of([str(world.offered)], None)

        def swap(self: Offer, path: Path, victim: Path = victim, link: Path = link) -> bool:
            allowed = may(self, path)
            victim.rename(world.temp / "away")
            victim.symlink_to(link)
            return allowed

        monkeypatch.setattr(Offer, "_may_leave", swap)
        with pytest.raises(FileRefused):
            offer.open(str(target))
        monkeypatch.setattr(Offer, "_may_leave", may)
        victim.unlink()
        (world.temp / "away").rename(victim)
        target.unlink()
        target.parent.rmdir()


@LINKS
@pytest.mark.requirement("R9")
def test_what_is_sent_is_the_file_that_was_opened(world: World) -> None:
    path = world.offered / "a.txt"
    path.write_text("first")
    with Offer.of([str(world.offered)], None).open(str(path)) as opened:
        path.unlink()
        path.symlink_to(world.outside / "secret.txt")
        assert opened.read() == b"first"


@LINKS
@pytest.mark.requirement("R2")
def test_what_is_no_file_is_refused_at_once(launched: Any, world: World) -> None:
    os.mkfifo(world.offered / "fifo")
    (world.offered / "folder").mkdir()
    (world.offered / "zero").symlink_to("/dev/zero")
    visitor = world.visitor(page(launched, allowed_paths=["/"]).url, "me")
    for path in (
        world.offered / "fifo",
        world.offered / "folder",
        world.offered,
        world.offered / "zero",
        "/dev/zero",
        "/dev/stdin",
        "/proc/self/environ",
        "/proc/self/cmdline",
        "/proc/self/fd/0",
        "/proc/1/mem",
        "/sys/kernel/hostname",
        world.offered / "missing",
    ):
        assert visitor.http.get(f"/gradio_api/file={path}", timeout=5).status_code == 403, path
    assert visitor.get(str(world.offered / "secret.txt")).text == SECRET


@LINKS
@pytest.mark.requirement("R2")
def test_a_result_that_is_no_file_fails_at_once(launched: Any, world: World) -> None:
    os.mkfifo(world.app / "fifo")
    with gr.Blocks() as demo:
        for name in ("fifo", ".", "/proc/self/environ"):
            gr.Button().click(lambda name=name: name, None, gr.File(), api_name=f"give{len(name)}")
    visitor = world.visitor(launched(demo, allowed_paths=["/"]).url, "me")
    for name in ("fifo", ".", "/proc/self/environ"):
        assert visitor.call(f"give{len(name)}").status_code in (403, 422)


@LINKS
@pytest.mark.requirement("R2")
def test_an_icon_that_is_no_file_does_not_hold_the_server(launched: Any, world: World) -> None:
    os.mkfifo(world.app / "icon.ico")
    visitor = world.visitor(page(launched, favicon_path="icon.ico").url, "me")
    assert visitor.http.get("/favicon.ico", timeout=5).status_code == 404


TRICKS = [
    "a\0b",
    "a\x1fb",
    "a\x7fb",
    "a\x85b",
    "a\\b",
    "..\\a",
    "C:/a",
    "a:stream",
    "a::$DATA",
    "//host/share",
    "a/../b",
    "./a",
    "..",
    "a/.",
    "a./b",
    "a ",
    "a/ /b",
    "nul",
    "a/CON",
    "aux.txt",
    "Com1.log",
    "LPT³",
    "conin$",
    "",
]


@pytest.mark.requirement("R6")
@pytest.mark.parametrize("path", TRICKS)
def test_a_path_that_two_systems_read_differently_never_reaches_the_disk(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    assert not is_plain(path)
    offer = Offer.of(["/"], None)
    asked: list[Any] = []
    for name in ("os.path.realpath", "os.stat", "os.open", "os.lstat"):
        monkeypatch.setattr(name, lambda *args, **_: asked.append(args))
    with pytest.raises(FileRefused):
        offer.open(path)
    monkeypatch.undo()
    assert asked == []


@pytest.mark.parametrize(
    "path", ["a", "/a/b c/d.txt", "a/.b", "ä é/ü.txt", "console", "a/com10.x", "~x", "a/b/", "x..y"]
)
def test_an_ordinary_path_is_plain(path: str) -> None:
    assert is_plain(path)


@pytest.mark.requirement("R1", "R5")
def test_what_a_function_may_name(launched: Any, world: World) -> None:
    """The rules that programs rely on: results from the working directory, the temporary one and `allowed_paths`."""
    paths = {
        "app": "secret.txt",
        "temp": str(world.temp / "secret.txt"),
        "offered": str(world.offered / "secret.txt"),
        "outside": str(world.outside / "secret.txt"),
        "dotfile": ".env",
        "hidden": ".git/config",
        "up": "../outside/secret.txt",
    }
    with gr.Blocks() as demo:
        for name, path in paths.items():
            gr.Button().click(lambda path=path: path, None, gr.File(), api_name=name)
    visitor = world.visitor(launched(demo, allowed_paths=[str(world.offered)], show_error=True).url, "me")
    for name in ("app", "temp", "offered"):
        assert visitor.get(visitor.first(name)["path"]).text == SECRET
    for name in ("outside", "dotfile", "hidden", "up"):
        assert "allowed_paths" in visitor.call(name).json()["error"]


@pytest.mark.requirement("R1")
def test_another_apps_private_folder_is_not_part_of_the_temporary_directory(launched: Any, world: World) -> None:
    other = world.temp / f"portico-4711-{'a' * 32}" / ("b" * 32)
    other.mkdir(parents=True)
    (other / "a.txt").write_text(SECRET)
    with gr.Blocks() as demo:
        gr.Button().click(lambda: str(other / "a.txt"), None, gr.File(), api_name="give")
    visitor = world.visitor(launched(demo, allowed_paths=[str(world.temp)]).url, "me")
    assert visitor.call("give").status_code in (403, 422)
    assert visitor.get(str(other / "a.txt")).status_code == 403


@LINKS
@pytest.mark.requirement("R9")
def test_opening_follows_no_link_below_the_root(world: World) -> None:
    (world.app / "link").symlink_to(world.outside)
    (world.app / "name.txt").symlink_to(world.outside / "secret.txt")
    for parts in (["link", "secret.txt"], ["name.txt"], ["..", "outside", "secret.txt"], []):
        with pytest.raises(OSError):
            open_below(world.app, parts)
    with pytest.raises(NotRegular):
        open_below(world.app.parent, ["app"])


@LINKS
@pytest.mark.requirement("R9")
def test_opening_leaves_no_descriptor_behind(world: World) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("no /proc here")
    open_below(world.app, ["secret.txt"]).close()
    before = count()
    for parts in (["secret.txt"], [".git", "config"], ["missing"], [".git"], [".git", "no", "way"]):
        try:
            open_below(world.app, parts).close()
        except OSError:
            continue
    assert count() == before


@LINKS
@pytest.mark.requirement("R9")
def test_a_file_is_never_another_one_while_its_path_is_swapped_all_the_time(launched: Any, world: World) -> None:
    """Somebody with an account on the host swaps a file for a link as fast as it goes."""
    path, spare = world.offered / "swapped.txt", world.offered / "spare"
    path.write_text("harmless")
    visitor = world.visitor(page(launched, allowed_paths=[str(world.offered)]).url, "me")
    stop, swaps = threading.Event(), [0]

    def swap() -> None:
        while not stop.is_set():
            spare.symlink_to(world.outside / "secret.txt")
            spare.replace(path)
            spare.write_text("harmless")
            spare.replace(path)
            swaps[0] += 1

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        wait_until(lambda: swaps[0] > 10, "the file is swapped")
        for _ in range(300):
            reply = visitor.get(str(path))
            assert reply.status_code in (200, 403)
            assert not leaks(reply)
    finally:
        stop.set()
        thread.join()
