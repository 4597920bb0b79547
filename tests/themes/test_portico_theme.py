"""Portico's own theme: every token is its own, and every text on it can be read."""

from __future__ import annotations

import re

import pytest
from themes.reading import contrast, declared

from portico.themes import Default, Portico, Theme
from portico.themes.named import NAMED, find_theme
from portico.themes.tokens import data

SURFACES = ("body_background_fill", "block_background_fill", "background_fill_primary", "background_fill_secondary")
READ = [
    *(("body_text_color", surface) for surface in SURFACES),
    *(("body_text_color_subdued", surface) for surface in SURFACES),
    *(("block_label_text_color", surface) for surface in SURFACES),
    *(("block_info_text_color", surface) for surface in SURFACES),
    *(("link_text_color", surface) for surface in SURFACES),
    *(("link_text_color_hover", surface) for surface in SURFACES),
    *(("link_text_color_visited", surface) for surface in SURFACES),
    *(("portico_success", surface) for surface in SURFACES),
    *(("portico_warning", surface) for surface in SURFACES),
    *(("error_text_color", surface) for surface in (*SURFACES, "error_background_fill")),
    ("error_icon_color", "error_background_fill"),
    ("body_text_color", "color_accent_soft"),
    ("body_text_color_subdued", "color_accent_soft"),
    ("portico_soft_ink", "color_accent_soft"),
    ("body_text_color", "panel_background_fill"),
    ("body_text_color", "code_background_fill"),
    ("body_text_color", "input_background_fill"),
    ("input_placeholder_color", "input_background_fill"),
    ("table_text_color", "table_even_background_fill"),
    ("table_text_color", "table_odd_background_fill"),
    ("table_text_color", "table_row_focus"),
    ("checkbox_label_text_color", "checkbox_label_background_fill"),
    ("checkbox_label_text_color", "checkbox_label_background_fill_hover"),
    ("checkbox_label_text_color_selected", "checkbox_label_background_fill_selected"),
    *((f"button_{kind}_text_color", f"button_{kind}_background_fill") for kind in ("primary", "secondary", "cancel")),
    *(
        (f"button_{kind}_text_color_hover", f"button_{kind}_background_fill_hover")
        for kind in ("primary", "secondary", "cancel")
    ),
]
SEEN = [  # what is no text needs 3:1
    ("color_accent", "block_background_fill"),
    ("border_color_accent", "body_background_fill"),
    ("border_color_accent", "block_background_fill"),
    ("slider_color", "block_background_fill"),
    ("checkbox_border_color", "checkbox_background_color"),
    ("loader_color", "block_background_fill"),
]


@pytest.mark.parametrize("mode", ["", "_dark"])
def test_text_reaches_the_contrast_of_aa(mode: str) -> None:
    theme = Portico()
    pairs = {pair: contrast(*(theme.resolve(f"{token}{mode}") for token in pair)) for pair in READ}
    assert {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("mode", ["", "_dark"])
def test_lines_that_mean_something_can_be_seen(mode: str) -> None:
    theme = Portico()
    pairs = {pair: contrast(*(theme.resolve(f"{token}{mode}") for token in pair)) for pair in SEEN}
    assert {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < 3} == {}


def test_the_numbers_of_the_design() -> None:
    theme = find_theme(None)
    assert isinstance(theme, Portico)
    wanted = {
        "body_background_fill": ("#fafafb", "#111217"),
        "block_background_fill": ("white", "#18191f"),
        "border_color_primary": ("#e9e9ee", "#282a33"),
        "body_text_color": ("#1c1d24", "#ececf1"),
        "body_text_color_subdued": ("#62646f", "#a2a4b1"),
        "color_accent": ("#5656d3", "#5f5fe2"),
        "border_color_accent": ("#5656d3", "#8a8af8"),
        "color_accent_soft": ("#f3f3fe", "#22234a"),
        "error_text_color": ("#c4292f", "#ff8a8a"),
        "portico_success": ("#18794e", "#4cc38a"),
        "portico_warning": ("#8f5b00", "#f0b95e"),
        "block_radius": ("12px", "12px"),
        "input_radius": ("8px", "8px"),
        "button_small_radius": ("6px", "6px"),
        "body_text_size": ("15px", "15px"),
        "block_label_text_size": ("13px", "13px"),
        "layout_gap": ("16px", "16px"),
        "block_padding": ("14px 16px", "14px 16px"),
    }
    assert {name: (theme.resolve(name), theme.resolve(f"{name}_dark")) for name in wanted} == wanted


def test_every_token_that_gradio_s_base_sets_is_portico_s_own() -> None:
    base, own = (set(re.findall(r'"(\w+)":', data(f"{name}.json"))) for name in ("base", "portico"))
    assert base - own == {"checkbox_check", "radio_circle"}


def test_portico_takes_hues_and_keeps_its_surfaces() -> None:
    theme = Portico(primary_hue="teal").set(block_radius="4px")
    assert theme.resolve("color_accent") == theme.resolve("link_text_color") == "#0d9488"
    assert theme.resolve("background_fill_secondary") == "#f4f4f6"
    assert Portico(secondary_hue="amber").resolve("link_text_color") == "#d97706"


@pytest.mark.parametrize("name", ["base", *NAMED])
@pytest.mark.parametrize("mode", ["", "_dark"])
def test_every_theme_has_portico_s_own_tokens_and_they_can_be_read(name: str, mode: str) -> None:
    theme = find_theme(name)
    fixed = declared(theme.css())[0]

    def plain(token: str) -> str:
        value = theme.resolve(f"{token}{mode}")
        return fixed[value[4:-1]] if value.startswith("var(") else value

    assert contrast(plain("portico_soft_ink"), plain("color_accent_soft")) >= 4.5
    for surface in ("block_background_fill", "background_fill_primary"):
        assert contrast(plain("portico_success"), plain(surface)) >= 4.5
        assert contrast(plain("portico_warning"), plain(surface)) >= 4.5
    assert plain("portico_ring").startswith("0 0 0 2px ")
    assert plain("portico_track") not in ("", "none")


def test_the_extras_follow_the_theme_s_hues() -> None:
    light, dark = declared(Default().css())
    assert light["--portico-ring"] == "0 0 0 2px var(--neutral-50), 0 0 0 4px var(--color-accent)"
    assert dark["--portico-track"] == "var(--neutral-700)"
    assert declared(Theme().set(portico_warning="#840").css())[0]["--portico-warning"] == "#840"
