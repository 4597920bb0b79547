"""What runs after a save: what changed and what depends on it, beside the old; everything else stays what it is."""

from __future__ import annotations

import gc
import sys
import weakref

import pytest

from portico.reload.program import Broken
from tests.reload.desk import PAGE, RAN, Desk


def test_only_what_changed_and_what_depends_on_it_runs(desk: Desk) -> None:
    desk.write("heavy.py", RAN + "weights = object()")
    desk.write("words.py", RAN + "greeting = 'one'")
    desk.write("ui.py", RAN + "import words\nimport heavy\n")
    desk.write("app.py", RAN + "import ui, heavy\n" + PAGE)
    before = desk.generation
    assert sorted(desk.ran) == ["__main__", "heavy", "ui", "words"]
    desk.edit("words.py", "one", "two")
    assert desk.save()
    assert sorted(desk.ran) == ["__main__", "ui", "words"]
    after = desk.generation
    assert after.modules["heavy"] is before.modules["heavy"]
    assert after.modules["ui"] is not before.modules["ui"]
    assert (before.modules["words"].greeting, after.modules["words"].greeting) == ("one", "two")
    assert vars(before.modules["ui"])["words"].greeting == "one"
    assert after.fresh == {"__main__", "ui", "words"}


def test_a_save_that_changes_nothing_runs_nothing(desk: Desk) -> None:
    desk.write("app.py", RAN + PAGE)
    before = desk.generation
    desk.write("app.py", RAN + PAGE)
    assert not desk.save()
    assert desk.generation is before


@pytest.mark.parametrize(
    ("files", "late"),
    [
        ({"shop/__init__.py": "", "shop/words.py": RAN, "app.py": "from shop import words\n"}, False),
        ({"shop/__init__.py": "from .ui import x\n", "shop/ui.py": "from . import words\nx = 1\n", "shop/words.py": RAN,
          "app.py": "import shop\n"}, False),
        ({"shop/words.py": RAN, "app.py": "import shop.words\n"}, False),
        ({"words.py": RAN, "app.py": "import importlib\nw = importlib.import_module('words')\n"}, False),
        ({"words.py": RAN, "app.py": "def late():\n    import words\n    return words.value\n"}, True),
        ({"words.py": RAN, "ui.py": "def late():\n    from words import value\n    return value\n",
          "app.py": "from ui import late\n"}, True),
    ],
    ids=["package", "relative and indirect", "namespace package", "import_module", "late", "late and indirect"],
)  # fmt: skip
def test_every_way_of_importing_is_followed(desk: Desk, files: dict[str, str], late: bool) -> None:
    words = next(name for name in files if name.endswith("words.py"))
    for name, text in files.items():
        desk.write(name, (text + "value = 'one'\n" if name == words else text) + PAGE * (name == "app.py"))
    before = desk.generation
    if late:
        assert before.main.late() == "one"
    desk.edit(words, "one", "two")
    assert desk.save()
    if late:
        assert before.main.late() == "one"
        assert desk.generation.main.late() == "two"
    name = words.removesuffix(".py").replace("/", ".")
    assert (before.modules[name].value, desk.generation.modules[name].value) == ("one", "two")
    assert name in desk.ran


def test_a_src_layout_is_the_program_s_own(desk: Desk) -> None:
    desk.write("pyproject.toml", "")
    desk.write("src/shop/__init__.py", "")
    desk.write("src/shop/words.py", "value = 'one'")
    desk.write("scripts/app.py", "from shop.words import value\n" + PAGE)
    sys.path.insert(0, str(desk.folder / "src"))
    desk.program("scripts/app.py")
    assert desk.generation.main.value == "one"
    desk.edit("src/shop/words.py", "one", "two")
    assert desk.save()
    assert desk.generation.main.value == "two"


def test_a_program_inside_a_package_imports_its_neighbours(desk: Desk) -> None:
    desk.write("shop/__init__.py", "")
    desk.write("shop/words.py", "value = 'one'")
    desk.write("shop/app.py", "from .words import value\n" + PAGE)
    desk.program("shop/app.py")
    desk.edit("shop/words.py", "one", "two") if desk.generation.main.value == "one" else None
    assert desk.save()
    assert desk.generation.main.value == "two"


def test_what_others_wrote_is_not_the_program_s(desk: Desk) -> None:
    desk.write(".venv/pyvenv.cfg", "")
    desk.write(".venv/lib/site-packages/theirs.py", RAN)
    desk.write("env/pyvenv.cfg", "")
    desk.write("env/lib/also_theirs.py", RAN)
    sys.path[1:1] = [str(desk.folder / ".venv/lib/site-packages"), str(desk.folder / "env/lib")]
    desk.write("app.py", "import theirs, also_theirs\n" + PAGE)
    assert set(desk.generation.modules) == {"__main__"}
    for name in (".venv/lib/site-packages/theirs.py", "env/lib/also_theirs.py"):
        desk.write(name, RAN + "changed = 1")
    assert not desk.save()


def test_a_module_that_was_missing_is_found_when_it_is_there(desk: Desk) -> None:
    desk.write("app.py", "try:\n    import extra\nexcept ImportError:\n    extra = None\n" + PAGE)
    assert desk.generation.main.extra is None
    desk.write("extra.py", "value = 1")
    assert desk.save()
    assert desk.generation.main.extra.value == 1


def test_a_broken_module_leaves_everything_as_it_was_until_it_is_mended(desk: Desk) -> None:
    desk.write("shop/__init__.py", "")
    desk.write("shop/words.py", "value = 'one'")
    desk.write("app.py", "import shop.words\nfrom shop import words\n" + PAGE)
    before = desk.generation
    modules = dict(before.modules)
    desk.write("shop/words.py", "value = 'two'\nraise ValueError('not yet')")
    assert not desk.save()
    assert desk.generation is before
    assert {name: sys.modules[name] for name in modules} == modules
    assert sys.modules["shop"].words is modules["shop.words"]
    assert desk.call("go", "hello") == "hello"
    desk.write("shop/words.py", "value = 'three'")
    assert desk.save()
    assert desk.generation.main.words.value == "three"


def test_a_program_that_never_ran_says_so(desk: Desk) -> None:
    desk.write("app.py", "x = 1")
    with pytest.raises(Broken, match=r"app.py has no gr.Blocks. Make one"):
        desk.program().run()


def test_a_resource_stays_until_its_own_source_changes(desk: Desk) -> None:
    text = RAN + "import portico as gr\n@gr.resource\ndef model():\n    return ['loaded']\nused = model()\n"
    desk.write("app.py", text + PAGE)
    model = desk.generation.main.used
    desk.edit("app.py", '"Go"', '"Run"')
    assert desk.save()
    assert desk.generation.main.used is model
    desk.edit("app.py", "'loaded'", "'loaded anew'")
    assert desk.save()
    assert desk.generation.main.used == ["loaded anew"]


def test_a_resource_that_was_made_after_the_start_stays_too(desk: Desk) -> None:
    desk.write("models.py", "import portico as gr\n@gr.resource\ndef model():\n    return ['loaded']\n")
    desk.write("app.py", "import models\n" + PAGE)
    model = desk.generation.main.models.model()
    for text in ("# one\n", "# two\n"):
        desk.edit("models.py", "import portico as gr\n", f"import portico as gr\n{text}")
        assert desk.save()
    assert desk.generation.main.models.model() is model


def test_a_block_under_no_reload_runs_once_and_keeps_what_it_made(desk: Desk) -> None:
    block = "if gr.NO_RELOAD:\n    first = object()\n    import json as kept\nelse:\n    later = True\n"
    desk.write("app.py", "import portico as gr\n" + block + PAGE)
    first = desk.generation.main.first
    assert "later" not in vars(desk.generation.main)
    desk.edit("app.py", '"Go"', '"Run"')
    assert desk.save()
    main = desk.generation.main
    assert main.first is first
    assert main.kept.__name__ == "json"
    assert main.later is True
    desk.edit("app.py", "    first = object()", "    first = 'said otherwise'")
    assert desk.save()
    assert desk.generation.main.first == "said otherwise"


def test_outside_of_reload_no_reload_is_true() -> None:
    import portico as gr

    assert gr.NO_RELOAD is True


DECORATED = """
import portico as gr
def page(build):
    with gr.Blocks() as demo:
        build()
    return demo
@page
def demo():
    box = gr.Textbox(label="Box")
    box.submit(lambda text: "one " + text, box, box, api_name="go")
"""
CLASS_BASED = """
import portico as gr
class App:
    def __init__(self):
        with gr.Blocks() as self.demo:
            self.box = gr.Textbox(label="Box")
            self.box.submit(self.go, self.box, self.box, api_name="go")
    def go(self, text):
        return "one " + text
if __name__ == "__main__":
    App().demo.launch(quiet=True)
"""


@pytest.mark.parametrize("text", [DECORATED, CLASS_BASED], ids=["decorated", "class-based, under __main__"])
def test_programs_of_other_shapes_work(desk: Desk, text: str) -> None:
    desk.write("app.py", text)
    assert desk.call("go", "x") == "one x"
    box = desk.label("Box")
    desk.edit("app.py", "one", "two")
    desk.edit(
        "app.py",
        "        with gr" if "self" in text else "    box = gr",
        (
            "        self.n = 1\n        with gr"
            if "self" in text
            else "    top = gr.Textbox(label='Top')\n    box = gr"
        ),
    )
    assert desk.save()
    assert desk.call("go", "x") == "two x"
    assert desk.label("Box") == box


def test_components_that_another_module_makes_are_made_anew_with_the_page(desk: Desk) -> None:
    desk.write("parts.py", RAN + "import portico as gr\nbox = gr.Textbox(label='Box', render=False)\n")
    desk.write(
        "app.py",
        "import portico as gr\nimport parts\nwith gr.Blocks() as demo:\n    parts.box.render()\n    gr.Button('Go')\n",
    )
    box = desk.label("Box")
    desk.edit("app.py", "'Go'", "'Run'")
    assert desk.save()
    assert "parts" in desk.ran
    assert desk.label("Box") == box


def test_a_page_that_did_not_change_is_not_made_again(desk: Desk) -> None:
    desk.write("ui.py", PAGE)
    desk.write("look.css", "a { color: red }")
    desk.write("app.py", "from ui import demo\ndemo.launch(css_paths='look.css')\n")
    app = desk.generation.app
    assert "red" in desk.config()["css"]
    desk.edit("look.css", "red", "blue")
    assert desk.save()
    assert "blue" in desk.config()["css"]
    assert desk.generation.app is app
    assert desk.call("go", "x") == "x"


def test_the_app_may_be_named(desk: Desk) -> None:
    desk.write("app.py", PAGE + PAGE.replace("demo", "other").replace("Box", "Other"))
    desk.program(demo="other")
    assert desk.label("Other")


def test_folders_and_files_that_are_named_are_watched_too(desk: Desk) -> None:
    desk.write("prompts/one.txt", "be kind")
    desk.write("app.py", "from pathlib import Path\nprompt = Path('prompts/one.txt').read_text()\n" + PAGE)
    desk.program(watched=[desk.folder / "prompts"])
    assert desk.generation.main.prompt == "be kind"
    desk.write("prompts/one.txt", "be brief")
    assert desk.save()
    assert desk.generation.main.prompt == "be brief"
    desk.write("prompts/.hidden", "x")
    assert not desk.save()


def test_what_launch_is_told_is_taken_over_or_said_to_need_a_restart(desk: Desk) -> None:
    desk.write("app.py", PAGE + "demo.launch(css='a {}', quiet=True)\n")
    assert desk.config()["css"] == "a {}"
    desk.edit("app.py", "css='a {}'", "css='b {}', max_threads=3, auth=('ada', 'secret')")
    desk.edit("app.py", "demo.launch", "demo.queue(max_size=3).launch")
    assert desk.save()
    assert desk.config()["css"] == "b {}"
    assert "* max_threads, auth, max_size: takes effect when `portico dev` is started again" in desk.said


CLUB = """
import portico as gr
def judge(name, password):
    return gr.User(name, ['old']) if password == 'a' else None
def who(request: gr.Request):
    return f'{request.username} {request.roles}'
with gr.Blocks() as demo:
    gr.Button().click(who, None, gr.Textbox(), api_name='go')
demo.launch(auth=judge)
"""


def test_the_function_that_judges_logins_is_taken_over_and_the_one_before_let_go_of(desk: Desk) -> None:
    desk.write("app.py", CLUB)
    desk.log_in("ada", "a")
    before = weakref.ref(desk.generation.main.judge)
    assert desk.call("go") == "ada ('old',)"
    desk.edit("app.py", "'old'", "'new'")
    assert desk.save()
    assert not [line for line in desk.said if "takes effect" in line]
    assert desk.call("go") == "ada ('old',)", "a login keeps its roles"
    desk.log_in("ada", "a")
    assert desk.call("go") == "ada ('new',)"
    gc.collect()
    assert before() is None
