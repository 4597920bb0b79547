"""Whatever way an editor has of saving, and whatever becomes of files: a save is one reload, however it is noticed."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import wait_until

from portico.reload import watching
from tests.reload.desk import PAGE, Desk
from tests.reload.watches import KINDS, watch_of


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


def swapped(file: Path, text: str) -> None:
    """Save as those do that put a link to another file in the file's place, all at once."""
    made = file.parent / ".versions"
    made.mkdir(exist_ok=True)
    target = made / f"{len(list(made.iterdir()))}.py"
    target.write_text(text)
    beside = file.with_suffix(".new")
    beside.symlink_to(target)
    beside.replace(file)


def linked(file: Path, text: str) -> None:
    """Save into a file that a link stands for."""
    target = file.parent / ".real" / file.name
    if not file.is_symlink():
        target.parent.mkdir()
        file.replace(target)
        file.symlink_to(target)
    target.write_text(text)


WAYS = [over, emptied, twice, vanishing, swapped, linked, Path.write_text]


@pytest.fixture(autouse=True)
def patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the two halves of a save, a busy machine may take longer than an editor does."""
    save = getattr(request.node, "callspec", None) and request.node.callspec.params.get("save")
    if save is twice:
        monkeypatch.setattr(watching, "QUIET", 0.3)
    elif save in (emptied, vanishing):
        monkeypatch.setattr(watching, "ABSENT", 5.0)


@pytest.fixture(params=KINDS)
def following(request: pytest.FixtureRequest, desk: Desk) -> Iterator[Callable[..., Desk]]:
    """Follows a program while it is written; called once its files are there."""
    watch, stop, threads = watch_of(request.param), threading.Event(), list[threading.Thread]()

    def follow(**options: Any) -> Desk:
        if not (desk.folder / "app.py").exists():
            desk.write("app.py", PAGE)
        desk.program(options.pop("name", "app.py"), **options)
        threads.append(threading.Thread(target=desk.developing.follow, args=(watch, stop)))
        threads[0].start()
        return desk

    yield follow
    stop.set()
    for thread in threads:
        thread.join(10)
    watch.close()


def reloads(desk: Desk) -> int:
    return sum("Reloaded" in line for line in desk.said)


def reloaded(desk: Desk, times: int) -> None:
    wait_until(lambda: reloads(desk) >= times, f"{times} reloads: {desk.said}")
    assert reloads(desk) == times, desk.said


def nothing_more(desk: Desk, times: int) -> None:
    """What was noticed late shows now: a further save is followed after it, and is one reload more."""
    desk.write("app.py", (desk.folder / "app.py").read_text() + "# the last\n")
    reloaded(desk, times + 1)
    assert desk.generation.number == times + 2, "as many runs as saves"


Following = Callable[..., Desk]


@pytest.mark.parametrize("save", WAYS, ids=lambda save: save.__name__)
def test_every_way_of_saving_is_one_reload(following: Following, save: Callable[[Path, str], object]) -> None:
    desk = following()
    file = desk.folder / "app.py"
    if save is linked:
        linked(file, PAGE)
    for number in (1, 2, 3):
        save(file, PAGE.replace('"Go"', f'"Go {number}"'))
        reloaded(desk, number)
    nothing_more(desk, 3)
    assert not any("Not reloaded" in line for line in desk.said)


@pytest.mark.parametrize("save", WAYS, ids=lambda save: save.__name__)
def test_the_same_of_a_module_in_a_package(
    following: Following, desk: Desk, save: Callable[[Path, str], object]
) -> None:
    desk.write("shop/__init__.py", "")
    file = desk.write("shop/words.py", "value = 0\n")
    desk.write("app.py", "from shop import words\n" + PAGE)
    if save is linked:
        linked(file, "value = 0\n")
    following()
    for number in (1, 2, 3):
        save(file, f"value = {number}\n")
        reloaded(desk, number)
        assert desk.generation.modules["shop.words"].value == number
    nothing_more(desk, 3)


def test_a_save_through_a_linked_folder_is_followed(following: Following, desk: Desk) -> None:
    desk.write("real/words.py", "value = 0\n")
    (desk.folder / "linked").symlink_to("real")
    desk.write("app.py", "from linked import words\nimport real.words\n" + PAGE)
    following()
    (desk.folder / "linked" / "words.py").write_text("value = 1\n")
    reloaded(desk, 1)
    (desk.folder / "real" / "words.py").write_text("value = 2\n")
    reloaded(desk, 2)
    assert desk.generation.modules["linked.words"].value == desk.generation.modules["real.words"].value == 2
    desk.write("other/words.py", "value = 3\n")
    (desk.folder / "beside").symlink_to("other")
    (desk.folder / "beside").replace(desk.folder / "linked")
    reloaded(desk, 3)
    assert desk.generation.modules["linked.words"].value == 3


def test_the_program_may_be_a_link_to_another_folder(following: Following, desk: Desk) -> None:
    for number in (1, 2):
        desk.write(f"v{number}/app.py", f"number = {number}\n" + PAGE)
    (desk.folder / "app.py").symlink_to("v1/app.py")
    following()
    assert desk.generation.main.number == 1
    (desk.folder / "beside").symlink_to("v2/app.py")
    (desk.folder / "beside").replace(desk.folder / "app.py")
    reloaded(desk, 1)
    assert desk.generation.main.number == 2


def test_a_touch_is_no_save(following: Following, desk: Desk) -> None:
    desk.write("prompts/one.txt", "be kind")
    desk.write("words.py", "value = 0\n")
    desk.write("app.py", "import words\n" + PAGE)
    following(watched=[desk.folder / "prompts"])
    for name in ("app.py", "words.py", "prompts/one.txt"):
        os.utime(desk.folder / name)
        desk.write(name, (desk.folder / name).read_text())
    assert not desk.developing.sources.changed(desk.generation).modules
    nothing_more(desk, 0)


def test_a_module_that_turns_up_is_noticed(following: Following, desk: Desk) -> None:
    following()
    desk.write("app.py", "import extra\n" + PAGE)
    wait_until(lambda: desk.developing.broken, "the module is missed")
    desk.write("extra.py", "x = 1")
    reloaded(desk, 1)
    desk.write("extra.py", "x = 2")
    reloaded(desk, 2)
    assert desk.generation.modules["extra"].x == 2


def test_so_is_one_in_folders_that_turn_up_with_it(following: Following, desk: Desk) -> None:
    following()
    desk.write("app.py", "import shop.deep.words\n" + PAGE)
    wait_until(lambda: desk.developing.broken, "the module is missed")
    (desk.folder / "shop").mkdir()
    desk.write("shop/deep/words.py", "x = 1")
    reloaded(desk, 1)
    desk.write("shop/deep/words.py", "x = 2")
    reloaded(desk, 2)
    desk.write("app.py", "import bare\n" + PAGE)
    wait_until(lambda: desk.developing.broken, "the folder is missed")
    (desk.folder / "bare").mkdir()
    reloaded(desk, 3)


def test_a_module_that_is_deleted_is_missed_until_it_is_back(following: Following, desk: Desk) -> None:
    desk.write("words.py", "value = 0\n")
    desk.write("app.py", "import words\n" + PAGE)
    following()
    first = desk.generation
    (desk.folder / "words.py").unlink()
    wait_until(lambda: desk.developing.broken, "it is missed")
    assert "No module named 'words'" in desk.said[-1]
    assert desk.generation is first
    desk.write("words.py", "value = 1\n")
    reloaded(desk, 1)
    assert desk.generation.main.words.value == 1
    (desk.folder / "words.py").unlink()
    wait_until(lambda: desk.developing.broken, "it is missed")
    desk.write("words.py", "value = 1\n")
    wait_until(lambda: not desk.developing.broken, "it is what is served")
    assert reloads(desk) == 1


def test_a_module_that_becomes_a_package_is_followed(following: Following, desk: Desk) -> None:
    desk.write("words.py", "value = 0\n")
    desk.write("app.py", "from words import value\n" + PAGE)
    following()
    desk.write("words/__init__.py", "value = 1\n")
    (desk.folder / "words.py").unlink()
    reloaded(desk, 1)
    desk.write("words/__init__.py", "value = 2\n")
    reloaded(desk, 2)
    assert desk.generation.main.value == 2


def test_a_name_in_other_letters_is_another_module(following: Following, desk: Desk) -> None:
    desk.write("Words.py", "value = 0\n")
    desk.write("app.py", "import Words\n" + PAGE)
    following()
    (desk.folder / "Words.py").rename(desk.folder / "words.py")
    if (desk.folder / "Words.py").exists():
        pytest.skip("this system takes both for one name")
    wait_until(lambda: desk.developing.broken, "it is missed")
    desk.write("app.py", "import words\n" + PAGE)
    reloaded(desk, 1)


def test_the_program_itself_may_vanish(following: Following, desk: Desk) -> None:
    following()
    (desk.folder / "app.py").unlink()
    wait_until(lambda: desk.developing.broken, "it is missed")
    assert desk.call("go", "x") == "x", "what was served is served"
    desk.write("app.py", PAGE.replace("Go", "Go on"))
    reloaded(desk, 1)


def test_a_folder_that_is_made_anew_is_followed(following: Following, desk: Desk) -> None:
    desk.write("shop/words.py", "value = 0\n")
    desk.write("app.py", "from shop import words\n" + PAGE)
    following()
    for number in (1, 2):  # as when another branch is checked out
        (desk.folder / "shop").rename(desk.folder / f"old{number}")
        desk.write("shop/words.py", f"value = {number}\n")
        reloaded(desk, number)
    desk.write("shop/words.py", "value = 3\n")
    reloaded(desk, 3)


def test_namespace_packages_and_a_src_layout(following: Following, desk: Desk) -> None:
    desk.write("pyproject.toml", "")
    sys.path.insert(0, str(desk.folder / "src"))
    desk.write("src/shop/parts/words.py", "value = 0\n")
    desk.write("src/main.py", "from shop.parts import words\nimport shop.parts.words\n" + PAGE)
    following(name="src/main.py")
    desk.write("src/shop/parts/words.py", "value = 1\n")
    reloaded(desk, 1)
    desk.write("src/main.py", "from shop.parts import words, more\n" + PAGE)
    wait_until(lambda: desk.developing.broken, "there are no more")
    desk.write("src/shop/parts/more.py", "value = 1\n")
    reloaded(desk, 2)
    assert desk.generation.main.more.value == 1


def test_style_sheets_are_followed_and_may_vanish_for_a_moment(following: Following, desk: Desk) -> None:
    file = desk.write("look.css", "a {}")
    desk.write("head.html", "<meta name='a'>")
    desk.write("app.py", PAGE + "demo.launch(css_paths='look.css', head_paths='head.html')\n")
    following()
    for number, save in enumerate(WAYS, 1):
        if save is not linked:
            save(file, f"a {{ order: {number} }}")
            wait_until(lambda wanted=number: f"order: {wanted}" in desk.config()["css"], f"{save.__name__} is followed")
    desk.write("head.html", "<meta name='b'>")
    wait_until(lambda: "'b'" in desk.config()["head"], "the head is followed")
    nothing_more(desk, len(WAYS))


def test_a_folder_with_many_files_is_followed(following: Following, desk: Desk) -> None:
    for number in range(3000):
        desk.write(f"prompts/{number % 30}/{number}.txt", "be kind")
    desk.write("node_modules/far.txt", "theirs")
    desk.write("app.py", "from pathlib import Path\nprompt = Path('prompts/7/2977.txt').read_text()\n" + PAGE)
    (desk.folder / "prompts/empty").mkdir()
    following(watched=[desk.folder / "prompts"])
    assert desk.folder / "prompts/empty" in desk.developing.sources.paths(desk.generation).far
    desk.write("prompts/7/2977.txt", "be brief")
    reloaded(desk, 1)
    assert desk.generation.main.prompt == "be brief"
    (desk.folder / "prompts/new").mkdir()
    desk.write("prompts/new/one.txt", "be there")
    reloaded(desk, 2)
    vanishing(desk.folder / "prompts/new/one.txt", "be back")
    reloaded(desk, 3)
