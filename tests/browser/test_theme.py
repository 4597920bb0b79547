"""A theme's style sheet in a browser: what each custom property computes to, and what follows when one is redefined."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portico.themes import Default, Portico

if TYPE_CHECKING:
    from playwright.sync_api import Page

FACTS = Path(__file__).resolve().parents[1] / "themes" / "facts"
COMPUTED = json.loads((FACTS / "computed.json").read_text(encoding="utf-8"))


def computed(page: Page, css: str, names: list[str], *, dark: bool) -> dict[str, str]:
    """Return what custom properties compute to inside the body of a page with this style sheet."""
    page.set_content(f"<style>{css}</style><body class='{'dark' if dark else ''}'><main></main></body>")
    script = "names => names.map(name => getComputedStyle(document.querySelector('main')).getPropertyValue(name))"
    return dict(zip(names, page.evaluate(script, names), strict=True))


@pytest.mark.parametrize("dark", [False, True])
def test_the_default_theme_computes_to_what_gradio_s_does(page: Page, dark: bool) -> None:
    found = computed(page, Default().css(), list(COMPUTED), dark=dark)
    assert {name: value.replace("'", '"') for name, value in found.items()} == {
        name: values[dark] for name, values in COMPUTED.items()
    }


@pytest.mark.parametrize("dark", [False, True])
def test_redefining_a_variable_changes_what_refers_to_it(page: Page, dark: bool) -> None:
    where = ".dark" if dark else ":root"
    css = f"{Default().css()} {where} {{ --primary-500: rgb(1, 2, 3); --body-text-color: rgb(4, 5, 6); }}"
    names = ["--slider-color", "--checkbox-background-color-selected", "--table-text-color"]
    assert list(computed(page, css, names, dark=dark).values()) == ["rgb(1, 2, 3)", "rgb(1, 2, 3)", "rgb(4, 5, 6)"]


def test_redefining_on_the_root_leaves_dark_mode_alone(page: Page) -> None:
    css = f"{Default().css()} :root {{ --primary-500: rgb(1, 2, 3); }}"
    assert computed(page, css, ["--slider-color"], dark=True) == {"--slider-color": "#f97316"}


@pytest.mark.parametrize("dark", [False, True])
def test_a_visitor_who_asks_for_contrast_gets_it(page: Page, dark: bool) -> None:
    page.set_content(
        f"<style>{Portico().css()} main {{ border: 1px solid var(--input-border-color) }}</style>"
        f"<body class='{'dark' if dark else ''}'><main></main></body>"
    )
    colour = "getComputedStyle(document.querySelector('main')).borderTopColor"
    assert page.evaluate(colour) == ("rgb(60, 61, 71)" if dark else "rgb(207, 208, 217)")
    page.emulate_media(contrast="more")
    assert (
        page.evaluate(colour)
        == f"color(srgb {'0.92549 0.92549 0.945098' if dark else '0.109804 0.113725 0.141176'} / 0.7)"
    )
