"""Both ways of watching notice what is touched, and wait until whoever saves is done."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import wait_until

from portico.reload import watching
from portico.reload.mark import SECOND, Sign, age, sign
from portico.reload.watching import Looking, Notified, Watch, make, settled
from tests.reload.desk import PAGE, Desk
from tests.reload.watches import KINDS, watch_of


def test_an_empty_file_beside_delays_no_save(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "ABSENT", 3600.0)
    desk.write("shop/__init__.py", "")
    file = desk.write("shop/words.py", "value = 0\n")
    desk.write("app.py", "from shop import words\n" + PAGE)
    saved, stop, done = desk.developing.sources.saved(desk.generation), threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: settled(saved, stop) or done.set())
    thread.start()
    found = done.wait(10) and not stop.is_set()
    stop.set()
    thread.join(10)
    assert found, "nobody waits for it to be filled"
    assert saved[file]
    assert not saved[file.parent / "__init__.py"]


def test_a_file_that_grows_beside_the_program_wakes_nobody(tmp_path: Path) -> None:
    tmp_path = tmp_path.resolve()
    program, log = tmp_path / "app.py", tmp_path / "app.log"
    program.write_text("x = 1")
    log.write_text("")
    watch, stop, told = Notified(seldom=3600), threading.Event(), threading.Event()
    watch.aim([program, tmp_path])
    thread = threading.Thread(target=lambda: watch.wait(stop) and told.set())
    thread.start()
    for _ in range(10):
        with log.open("a") as grown:
            grown.write("line\n")
        assert not told.wait(0.05)
    program.write_text("x = 2")
    assert told.wait(10)
    thread.join(10)
    watch.close()


@pytest.mark.parametrize("kind", KINDS)
def test_where_time_is_told_in_whole_seconds_nothing_is_missed(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def whole(path: Path) -> Sign:
        found = sign(path)
        return found and (found[0] // SECOND * SECOND, *found[1:])

    monkeypatch.setattr(watching, "sign", whole)
    file, folder = tmp_path / "app.py", tmp_path / "shop"
    file.write_text("x = 1")
    folder.mkdir()
    watch = Looking(0.02) if kind == "looking" else Silent(0.02)
    watch.aim([file], [folder])
    for number in range(2, 7):
        file.write_text(f"x = {number}")  # as long as before, and mostly in the same second
        assert noticed(watch)
    (folder / "new.py").write_text("")
    assert noticed(watch)


class Silent(Notified):
    """Is told nothing, as of what happens on another machine."""

    def _told(self, changes: object) -> bool:
        return False


def noticed(watch: Watch, seconds: float = 10.0) -> bool:
    stop = threading.Event()
    timer = threading.Timer(seconds, stop.set)
    timer.start()
    found = watch.wait(stop)
    timer.cancel()
    return found


def test_what_the_system_does_not_tell_is_found_by_looking(tmp_path: Path) -> None:
    file = tmp_path / "app.py"
    file.write_text("x = 1")
    watch = Silent(0.02)
    watch.aim([file])
    file.write_text("x = 22")
    assert noticed(watch)
    watch.close()


def test_what_is_told_of_a_folder_goes_on_when_it_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path.resolve() / "shop" / "words.py"
    file.parent.mkdir()
    file.write_text("x = 1")
    watch = Notified(seldom=3600)
    watch.aim([file])
    file.parent.rename(tmp_path / "old")
    file.parent.mkdir()
    file.write_text("x = 2")
    watch.aim([file])
    file.write_text("x = 3")
    assert noticed(watch)
    watch.close()


def test_where_the_system_cannot_tell_it_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import watchfiles

    def full(*_: object, **__: object) -> Iterator[None]:
        raise OSError("no space left on device")
        yield

    monkeypatch.setattr(watchfiles, "watch", full)
    file = tmp_path / "app.py"
    file.write_text("x = 1")
    watch = Notified(0.02)
    watch.aim([file, tmp_path / "gone" / "x.py"])
    file.write_text("x = 22")
    assert noticed(watch)
    monkeypatch.undo()
    watch.aim([file])
    watch.close()


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


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_that_something_was_touched_and_that_it_was_stopped(tmp_path: Path, kind: str) -> None:
    file, stop, watch = tmp_path / "app.py", threading.Event(), watch_of(kind)
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


def test_it_waits_until_a_save_is_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "ABSENT", 60.0)
    file, stop = tmp_path / "app.py", threading.Event()
    file.write_text("")
    done = threading.Event()

    def wait() -> None:
        settled({file: True}, stop)
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
    settled({file: True}, stop)
    assert saves == 5
    thread.join(10)


def test_what_was_quiet_before_anybody_told_of_it_is_not_waited_for(tmp_path: Path) -> None:
    class Impatient(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            raise AssertionError(f"it waits for {timeout} s")

    file, beside = tmp_path / "app.py", tmp_path / "beside"
    file.write_text("x = 1")
    beside.write_text("x = 2")
    wait_until(lambda: age([file, beside]) > watching.QUIET, "nobody writes")
    settled({file: True}, Impatient())
    beside.replace(file)
    assert age([file]) < time.time() - file.stat().st_mtime, "it took the other's place later than it was written"
    assert age([tmp_path / "nowhere"]) == 0
    with pytest.raises(AssertionError, match="it waits"):
        settled({file: True, tmp_path / "gone.py": True}, Impatient())


def test_watchfiles_is_used_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(make(), Notified)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    found = make()
    assert isinstance(found, Looking)
    assert 'pip install "portico[reload]"' in found.how
