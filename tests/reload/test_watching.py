"""Saves are noticed, each once, whatever way an editor has of saving."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from serving import wait_until

from portico.reload import watching
from portico.reload.sources import sign
from portico.reload.watching import Looking, Notified, Watch, make, settled
from tests.reload.desk import PAGE, Desk


def over(file: Path, text: str) -> None:
    """Save as editors do that write beside, and put that in the file's place."""
    beside = file.with_suffix(".swp")
    beside.write_text(text)
    beside.replace(file)


def emptied(file: Path, text: str) -> None:
    """Save as editors do that empty the file first."""
    with file.open("w") as written:
        written.flush()
        threading.Event().wait(0.03)
        written.write(text)


def twice(file: Path, text: str) -> None:
    """Save twice within ten milliseconds."""
    file.write_text(text + "# first\n")
    threading.Event().wait(0.008)
    file.write_text(text)


def vanishing(file: Path, text: str) -> None:
    """Save as editors do that take the file away, and put another there."""
    file.rename(file.with_suffix(".old"))
    threading.Event().wait(0.05)
    file.write_text(text)


@pytest.fixture
def following(desk: Desk) -> Iterator[Desk]:
    """A program that is followed while it is written."""
    desk.write("app.py", PAGE)
    developing, watch, stop = desk.developing, Looking(0.02), threading.Event()
    thread = threading.Thread(target=developing.follow, args=(watch, stop))
    thread.start()
    yield desk
    stop.set()
    thread.join(10)
    watch.close()


def reloads(desk: Desk) -> int:
    return sum("Reloaded" in line for line in desk.said)


@pytest.mark.parametrize("save", [over, emptied, twice, vanishing, Path.write_text], ids=lambda save: save.__name__)
def test_every_way_of_saving_is_one_reload(following: Desk, save: Callable[[Path, str], object]) -> None:
    file = following.folder / "app.py"
    for number in (1, 2, 3):
        save(file, PAGE.replace('"Go"', f'"Go {number}"'))
        wait_until(lambda wanted=number: reloads(following) == wanted, f"save {number} is followed")
    # What was noticed late would show now, since a further save is followed after it.
    save(file, PAGE)
    wait_until(lambda: reloads(following) == 4, "the last save is followed")
    assert following.generation.number == 5, "as many runs as saves"
    assert not any("Not reloaded" in line for line in following.said)


def test_a_module_that_turns_up_is_noticed(following: Desk) -> None:
    following.write("app.py", "import extra\n" + PAGE)
    wait_until(lambda: following.developing.broken, "the module is missed")
    following.write("extra.py", "x = 1")
    wait_until(lambda: reloads(following) == 1, "it is found")
    following.write("extra.py", "x = 2")
    wait_until(lambda: reloads(following) == 2, "and followed")
    assert following.generation.modules["extra"].x == 2


def test_looking_costs_what_it_may_however_many_files_there_are(tmp_path: Path) -> None:
    asked: list[float] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            asked.append(timeout or 0.0)
            self.set()
            return True

    times = iter([0.0, 0.003])  # a look took three milliseconds of the processor
    watch = Looking(0.2, lambda: next(times))
    watch.aim([tmp_path])
    assert not watch.wait(Stop())
    assert asked == [pytest.approx(2.0)]


@pytest.mark.parametrize("kind", [Looking, Notified])
def test_it_says_that_something_was_touched_and_that_it_was_stopped(tmp_path: Path, kind: type[Watch]) -> None:
    if kind is Notified:
        pytest.importorskip("watchfiles")
    file, stop, watch = tmp_path / "app.py", threading.Event(), kind()
    file.write_text("x = 1")
    found: list[bool] = []

    def wait() -> None:
        while not stop.is_set():
            watch.aim([file, tmp_path])
            found.append(watch.wait(stop))

    thread = threading.Thread(target=wait)
    thread.start()
    before = sign(file)
    number = 2

    def touched() -> bool:
        nonlocal number
        number += 1
        file.write_text(f"x = {number}")
        return True in found

    wait_until(touched, "a change is noticed", every=0.3)
    assert sign(file) != before
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    watch.close()


def test_it_waits_until_a_save_is_complete(tmp_path: Path) -> None:
    file, stop = tmp_path / "app.py", threading.Event()
    file.write_text("")
    done = threading.Event()

    def wait() -> None:
        settled([file], stop)
        done.set()

    thread = threading.Thread(target=wait)
    thread.start()
    assert not done.wait(0.1), "an empty file is not complete"
    file.write_text("x = 1")
    assert done.wait(10)
    thread.join(10)


def test_saves_that_follow_each_other_closely_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "QUIET", 0.5)
    file, stop, saves = tmp_path / "app.py", threading.Event(), 0
    file.write_text("x = 0")

    def save() -> None:
        nonlocal saves
        for number in range(1, 6):
            file.write_text(f"x = {number}" * number)
            saves += 1
            threading.Event().wait(0.02)

    thread = threading.Thread(target=save)
    thread.start()
    settled([file], stop)
    assert saves == 5
    thread.join(10)


def test_watchfiles_is_used_where_it_is_installed() -> None:
    try:
        import watchfiles  # noqa: F401
    except ImportError:
        assert isinstance(make(), Looking)
    else:
        assert isinstance(make(), Notified)
