"""The named themes look as they do in Gradio: each value, light and dark."""

from __future__ import annotations

import re

import pytest
from themes.reading import declared, expected, facts, settled

from portico.errors import BuildError, NotBuilt
from portico.themes import Default, Soft, Theme, colors, sizes
from portico.themes.named import NAMED, find_theme, wire_name_and_body

GRADIOS = ["base", *(name for name in NAMED if name != "portico")]


def test_all_themes_of_gradio_are_there() -> None:
    assert set(facts("themes")) == set(GRADIOS)


@pytest.mark.parametrize("name", GRADIOS)
def test_a_theme_declares_what_gradio_declares(name: str) -> None:
    light, dark = declared(find_theme(name).css())
    wanted_light, wanted_dark = expected(name)
    assert {token: light.get(token) for token in wanted_light} == wanted_light
    assert {token: dark.get(token) for token in wanted_dark} == wanted_dark


@pytest.mark.parametrize("name", ["base", *NAMED])
def test_every_reference_of_a_theme_is_declared(name: str) -> None:
    css = find_theme(name).css()
    light, dark = declared(css)
    assert set(re.findall(r"var\((--[\w-]+)\)", css)) <= set(light)
    assert set(dark) <= set(light)


def test_the_default_theme_resolves_to_what_a_browser_computed() -> None:
    theme, known = Default(), set(declared(Default().css())[1])
    wanted = {name: values for name, values in facts("computed").items() if name in known}
    assert len(wanted) == 217
    for name, (light, dark) in wanted.items():
        token = name[2:].replace("-", "_")
        assert theme.resolve(token).replace("'", '"') == light
        assert theme.resolve(f"{token}_dark").replace("'", '"') == dark


def test_tokens_that_no_theme_changes_are_declared() -> None:
    light, dark = declared(Default().css())
    fixed = {name: light for name, (light, _) in facts("computed").items() if name not in dark}
    assert len(fixed) == 409
    assert {name: settled(name, light) for name in fixed} == fixed


def test_hues_and_scales_hold_what_gradio_s_do() -> None:
    known = facts("scales")
    assert {str(color.name): color.expand() for color in colors.Color.all} == known["palettes"]
    assert {str(size.name): size.expand() for size in sizes.Size.all} == known["sizes"]
    assert all(getattr(colors, name).name == name for name in known["palettes"])
    assert all(getattr(sizes, name).name == name for name in known["sizes"])


def test_a_theme_is_found_by_name() -> None:
    assert isinstance(find_theme("Soft"), Soft)
    assert isinstance(find_theme("gradio/soft"), Soft)
    assert type(find_theme("base")) is Theme
    mine = Theme()
    assert find_theme(mine) is mine


def test_a_wrong_theme_says_what_there_is() -> None:
    with pytest.raises(BuildError, match=r"no theme 'sofd'. Did you mean 'soft'\? The names are: base, portico"):
        find_theme("sofd")
    with pytest.raises(NotBuilt, match=r"hub \('gradio/seafoam'\).*Theme.load"):
        find_theme("gradio/seafoam")
    with pytest.raises(BuildError, match="expects a Theme, the name of one or None; got 7"):
        find_theme(7)  # type: ignore[arg-type]


def test_the_wire_names_a_theme_and_its_colours() -> None:
    unchosen = {
        "body_background_fill": "white",
        "body_text_color": "#27272a",
        "body_background_fill_dark": "#0f0f11",
        "body_text_color_dark": "#f4f4f5",
    }
    assert wire_name_and_body(None) == ("default", unchosen)
    assert wire_name_and_body("default") == ("default", unchosen)
    name, body = wire_name_and_body(Soft())
    assert name == "soft"
    assert body == unchosen | {
        "body_background_fill": "#f9fafb",
        "body_text_color": "#1f2937",
        "body_background_fill_dark": "#0b0f19",
        "body_text_color_dark": "#f3f4f6",
    }
