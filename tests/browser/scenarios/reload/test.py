"""A program is edited while its page is open: what was typed, opened and kept stays; what changed, changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from serving import Program, free_port

APP = Path(__file__).with_name("app.py")
Edit = Callable[..., None]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Program]:
    """The program, served by `portico dev` from a folder of its own."""
    (tmp_path / "app.py").write_text(APP.read_text())
    program = Program(["-m", "portico.cli", "dev", "app.py"], tmp_path, free_port(), {})
    program.start()
    program.wait_for_log("Ctrl+C ends it")
    yield program
    program.stop()


@pytest.fixture
def edit(app: Program) -> Edit:
    """Change the program's text, as an editor that replaces the file does."""
    file = app.folder / "app.py"

    def change(old: str, new: str) -> None:
        text = file.read_text()
        assert old in text
        beside = file.with_suffix(".new")
        beside.write_text(text.replace(old, new))
        beside.replace(file)

    return change


@pytest.fixture
def page(app: Program, new_page: Any) -> Page:
    """The program's page."""
    return new_page(app.url)


def test_typing_goes_on_where_a_field_is_added_above(page: Page, edit: Edit) -> None:
    thing = page.get_by_label("Thing")
    thing.fill("bread")
    thing.evaluate("box => { box.marked = true; box.setSelectionRange(2, 2); }")
    field = '        name = gr.Textbox(label="Thing")'
    edit(field, '        shop = gr.Textbox(label="Where")\n' + field)
    expect(page.get_by_label("Where")).to_be_visible()
    expect(thing).to_be_focused()
    page.keyboard.type("XY")
    expect(thing).to_have_value("brXYead")
    assert thing.evaluate("box => box.marked"), "the field is the same element"
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_label("Shown")).to_have_value("In the basket: brXYead")


def test_what_changes_changes_and_what_is_gone_goes(page: Page, edit: Edit) -> None:
    page.get_by_label("Thing").fill("salt")
    edit('label="Thing"', 'label="What", info="One at a time"')
    expect(page.get_by_label("What")).to_have_value("salt")
    expect(page.get_by_text("One at a time")).to_be_visible()
    edit('        slow = gr.Button("Count")\n', "")
    edit("    slow.click(count, name, shown)\n", "")
    expect(page.get_by_role("button", name="Count")).to_have_count(0)
    edit('title="Shop"', 'title="Market"')
    expect(page).to_have_title("Market")


def test_tabs_accordions_and_uploads_stay_as_they_are(page: Page, edit: Edit, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("bread")
    page.get_by_role("tab", name="More").click()
    page.get_by_role("button", name="Details").click()
    page.get_by_label("Note").fill("soon")
    page.locator("input[type=file]").first.set_input_files(str(tmp_path / "list.txt"))
    expect(page.get_by_text("list.txt").first).to_be_visible()
    edit('label="Note"', 'label="Remark"')
    expect(page.get_by_label("Remark")).to_have_value("soon")
    expect(page.get_by_role("tab", name="More")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("list.txt").first).to_be_visible()


@pytest.mark.allow_console_errors
def test_a_broken_program_is_shown_until_it_is_mended(page: Page, edit: Edit) -> None:
    page.get_by_label("Thing").fill("jam")
    edit("        name = gr", "        name == gr")
    overlay = page.get_by_role("alert", name="The program is broken")
    expect(overlay).to_contain_text("NameError")
    line = 1 + APP.read_text().splitlines().index('        name = gr.Textbox(label="Thing")')
    expect(overlay).to_contain_text(f"app.py:{line}")
    expect(overlay).to_contain_text('name == gr.Textbox(label="Thing")')
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_label("Shown")).to_have_value("In the basket: jam")
    edit("        name == gr", "        name = gr")
    expect(overlay).to_have_count(0)
    expect(page.get_by_label("Thing")).to_have_value("jam")


def test_what_is_wrong_fits_a_narrow_page(app: Program, new_page: Any, edit: Edit) -> None:
    page = new_page(app.url, width=390)
    edit('label="Thing"', 'labl="Thing"')
    expect(page.get_by_role("alert").get_by_role("heading")).to_have_text("WrongCall PE101")
    expect(page.get_by_text("PE101: `portico explain PE101` says more")).to_be_visible()
    hide = page.get_by_role("button", name="Hide")
    expect(hide).to_be_visible()
    assert hide.evaluate("button => button.scrollWidth <= button.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_state_is_kept_while_its_class_has_the_same_fields_and_reset_with_a_note_else(page: Page, edit: Edit) -> None:
    page.get_by_label("Thing").fill("tea")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_label("Shown")).to_have_value("In the basket: tea")
    edit("In the basket:", "Chosen:")
    page.get_by_label("Thing").fill("milk")
    expect(page.locator("html")).to_be_visible()
    _wait_for_generation(page, 2)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_label("Shown")).to_have_value("Chosen: tea, milk")
    edit("    things: list[str]", "    paid: bool = False\n    things: list[str]")
    expect(page.get_by_text("The State 'basket' began anew")).to_be_visible()
    edit("Basket([*basket.things, name])", "Basket(things=[*basket.things, name])")
    _wait_for_generation(page, 4)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_label("Shown")).to_have_value("Chosen: milk")


def test_a_conversation_and_where_it_was_scrolled_to_stay(page: Page, edit: Edit) -> None:
    page.get_by_role("tab", name="Talk").click()
    say = page.get_by_label("Say")
    for thing in ("bread", "salt", "jam"):
        say.fill(thing)
        say.press("Enter")
        expect(page.get_by_text(f"We have {thing}.")).to_be_visible()
    page.evaluate("() => { document.body.style.minHeight = '3000px'; scrollTo(0, 200); }")
    edit("We have", "Here is")
    _wait_for_generation(page, 2)
    edit('gr.Textbox(label="Say")', 'gr.Textbox(label="Ask")')
    expect(page.get_by_label("Ask")).to_be_visible()
    assert page.evaluate("() => scrollY") == 200
    expect(page.get_by_text("We have bread.")).to_have_count(1)
    page.get_by_label("Ask").fill("tea")
    page.get_by_label("Ask").press("Enter")
    expect(page.get_by_text("Here is tea.")).to_be_visible()
    expect(page.get_by_text("We have bread.")).to_have_count(1)


def test_the_theme_follows(page: Page, edit: Edit) -> None:
    colour = "() => getComputedStyle(document.documentElement).getPropertyValue('--button-primary-background-fill')"
    before = page.evaluate(colour)
    edit("demo.launch()", "demo.launch(theme='monochrome')")
    page.wait_for_function(f"before => ({colour})() !== before", arg=before)


def test_what_a_function_renders_is_rendered_anew(page: Page, edit: Edit) -> None:
    part = "    @gr.render(inputs=name)\n    def rows(text):\n        gr.Textbox(label='Row of ' + text, key='row')\n"
    edit("    button.click(add", part + "    button.click(add")
    page.get_by_label("Thing").fill("tea")
    page.get_by_label("Row of tea").fill("hot")
    edit("Row of ", "Line of ")
    expect(page.get_by_label("Line of tea")).to_have_value("hot")


def test_two_tabs_follow_and_keep_their_own(app: Program, new_page: Any, edit: Edit) -> None:
    pages: list[Page] = [new_page(app.url), new_page(app.url)]
    for at, page in enumerate(pages):
        page.get_by_label("Thing").fill(f"thing {at}")
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_label("Shown")).to_have_value(f"In the basket: thing {at}")
    edit('gr.Button("Add")', 'gr.Button("Take")')
    for at, page in enumerate(pages):
        expect(page.get_by_role("button", name="Take")).to_be_visible()
        expect(page.get_by_label("Thing")).to_have_value(f"thing {at}")
        page.get_by_role("button", name="Take").click()
        expect(page.get_by_label("Shown")).to_have_value(f"In the basket: thing {at}, thing {at}")


def test_what_runs_ends_on_the_code_it_began_with(app: Program, page: Page, edit: Edit) -> None:
    page.get_by_label("Thing").fill("egg")
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_label("Shown")).to_have_value("egg 1 of old")
    edit("of old", "of new")
    _wait_for_generation(page, 2)
    expect(page.get_by_label("Shown")).to_have_value("egg 1 of old")
    (app.folder / "go on").touch()
    expect(page.get_by_label("Shown")).to_have_value("egg 3 of old")
    page.wait_for_function("() => !window.portico.app.jobs.running().length")
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_label("Shown")).to_have_value("egg 3 of new")


def _wait_for_generation(page: Page, number: int) -> None:
    page.wait_for_function("number => window.portico.app.config.generation === number", arg=number)
