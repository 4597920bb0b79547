"""A theme's tokens: set, read, refer, save and load; and what is said when one is wrong."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, get_type_hints

import pytest
from themes.reading import declared

from portico.errors import BuildError, NotBuilt
from portico.themes import Base, Color, Default, GoogleFont, LocalFont, Size, Soft, Theme, builder, colors, sizes
from portico.themes.fonts import Font
from portico.themes.settable import Settable

if TYPE_CHECKING:
    from pathlib import Path


class House(Base):
    """A theme of one's own, written the way programs write theirs."""

    def __init__(self) -> None:
        sand = "#fdfbf7 #f8f3e8 #efe5d0 #e2d2b0 #cbb488 #b09661 #8f774a #6c5937 #4a3d26 #2d2517 #1a150d"
        super().__init__(
            primary_hue=colors.teal,
            neutral_hue=Color(*sand.split(), name="sand"),
            text_size=sizes.text_lg,
            spacing_size="sm",
            font_mono="Courier New",
        )
        self.name = "house"
        super().set(
            body_background_fill="*neutral_50",
            body_background_fill_dark="*neutral_950",
            button_primary_text_color="white",
            slider_color="#008080",
        )


def test_a_theme_of_one_s_own() -> None:
    house = House()
    assert house.body_css() == {
        "body_background_fill": "#fdfbf7",
        "body_text_color": "#4a3d26",
        "body_background_fill_dark": "#1a150d",
        "body_text_color_dark": "#f8f3e8",
    }
    light, _ = declared(house.css())
    assert light["--slider-color"] == "#008080"
    assert light["--primary-500"] == "#14b8a6"
    assert light["--font-mono"] == "Courier New"
    assert (light["--text-md"], light["--spacing-md"]) == ("16px", "4px")


def test_the_constructor_sets_hues_scales_and_fonts() -> None:
    wide = Size("1px", "2px", "3px", "4px", "5px", "6px", "7px")
    theme = Soft(
        secondary_hue="amber", radius_size="none", spacing_size=wide, font=["Georgia", Font("My Serif"), "serif"]
    )
    light, _ = declared(theme.css())
    assert light["--secondary-500"] == "#f59e0b"
    assert light["--radius-xxl"] == "0px"
    assert [light[f"--spacing-{step}"] for step in ("xxs", "md", "xxl")] == ["1px", "4px", "7px"]
    assert light["--font"] == "Georgia, 'My Serif', serif"


def test_set_changes_one_mode_and_returns_the_theme() -> None:
    theme = Base()
    assert theme.set(body_text_color="red") is theme
    light, dark = declared(theme.css())
    assert light["--body-text-color"] == "red"
    assert dark["--body-text-color"] == "var(--neutral-100)"


def test_without_a_dark_value_dark_mode_shows_the_light_one() -> None:
    light, dark = declared(Base().set(block_shadow="0 1px 2px #0003").css())
    assert light["--block-shadow"] == dark["--block-shadow"] == "0 1px 2px #0003"
    _, dark = declared(Base().set(block_radius="3px", block_radius_dark="5px").css())
    assert dark["--block-radius"] == "5px"


def test_a_reference_becomes_a_variable_and_follows_the_mode() -> None:
    theme = Base().set(slider_color="*body_text_color", block_padding="calc(2 * *spacing_md)")
    light, dark = declared(theme.css())
    assert light["--slider-color"] == dark["--slider-color"] == "var(--body-text-color)"
    assert light["--block-padding"] == "calc(2 * var(--spacing-md))"
    assert theme.resolve("slider_color") == "#27272a"
    assert theme.resolve("slider_color_dark") == "#f4f4f5"
    assert theme.resolve("block_padding") == "calc(2 * 6px)"


def test_none_and_empty_leave_a_token_and_numbers_are_taken() -> None:
    theme = Base().set(block_radius="9px").set(block_radius=None, block_shadow="", body_text_weight=600)
    assert theme.block_radius == "9px"
    assert theme.block_shadow == "none"
    assert theme.body_text_weight == "600"


def test_a_token_is_an_attribute() -> None:
    theme = Default()
    theme.block_radius = "77px; "
    theme.block_shadow_dark = "none"
    assert declared(theme.css())[0]["--block-radius"] == "77px"
    assert theme.button_primary_background_fill == "*primary_500"
    assert theme.block_title_border_width_dark is None
    theme.brand = "mine"  # an attribute that is no token stays the theme's own
    assert "mine" not in theme.css()
    with pytest.raises(AttributeError, match="no attribute or token 'block_radios'"):
        _ = theme.block_radios


def test_set_puts_the_surfaces_back_as_gradio_does() -> None:
    assert Soft().background_fill_primary == "*neutral_50"
    assert Soft().set(block_title_text_weight="600").body_css()["body_background_fill"] == "white"
    assert Soft().set(background_fill_primary="#fee").background_fill_primary == "#fee"


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ({"button_primary_backgroud_fill": "red"}, "no token .*Did you mean 'button_primary_background_fill'"),
        ({"block_radius": "*radius_mdd"}, r"block_radius refers to \*radius_mdd, which is no token. .*'radius_md'"),
        ({"body_text_color": "*neutral_800_dark"}, "Leave out _dark"),
        ({"body_text_color": "*body_text_color"}, "circle: body_text_color → body_text_color"),
        ({"body_text_color": "*link_text_color", "link_text_color": "*body_text_color"}, "each other in a circle"),
        ({"slider_color": "*color_accent", "color_accent_dark": "var(--slider-color)"}, "each other in a circle"),
        ({"block_radius": "8px } body { color: red"}, "without braces or semicolons"),
        ({"block_radius": "1px; color: red"}, "without braces or semicolons"),
        ({"block_radius": "'8px"}, "without braces or semicolons"),
        ({"block_radius": ["8px"]}, r"expects a CSS value as text, such as '8px'; got \['8px'\]"),
    ],
)
def test_a_wrong_token_says_what_is_wrong_and_changes_nothing(tokens: dict[str, str], message: str) -> None:
    theme = Base()
    before = theme.digest()
    with pytest.raises(BuildError, match=message):
        theme.set(**tokens)  # type: ignore[arg-type]
    assert theme.digest() == before


def test_values_may_hold_semicolons_inside_quotes_and_addresses() -> None:
    picture = "url(data:image/png;base64,AAAA)"
    theme = Base().set(checkbox_check=picture, radio_circle='url("data:image/svg+xml;utf8,<svg/>")')
    assert picture in theme.css()
    assert theme.resolve("radio_circle") == 'url("data:image/svg+xml;utf8,<svg/>")'


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"primary_hue": "emrald"}, "'emrald' is neither. Did you mean 'emerald'"),
        ({"neutral_hue": "#123456"}, "The names are: slate, gray"),
        ({"spacing_size": "xl"}, "spacing_size expects a Size or one of 'sm', 'md', 'lg'; got 'xl'"),
        ({"radius_size": 3}, "radius_size expects a Size or one of 'none', 'sm', 'md', 'lg', 'xxl'; got 3"),
    ],
)
def test_a_wrong_hue_or_scale_says_what_there_is(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(BuildError, match=message):
        Default(**arguments)


def test_an_unknown_token_cannot_be_resolved() -> None:
    with pytest.raises(BuildError, match=r"no token 'block_radios'\. Did you mean 'block_radius'"):
        Base().resolve("block_radios")


def test_fonts_are_names_and_nothing_is_fetched() -> None:
    fonts = [
        GoogleFont("Inter", weights=(400, 700)),
        LocalFont("Press Start 2P"),
        "IBM Plex Sans",
        "2P Sans",
        Font("serif"),
    ]
    css = Default(font=fonts).css()
    assert declared(css)[0]["--font"] == "'Inter', 'Press Start 2P', IBM Plex Sans, '2P Sans', serif"
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|@font-face", css)
    assert str(Font("It's {a}")) == r"'It\27 s \7b a\7d '"
    assert GoogleFont("Inter") == LocalFont("Inter") != Font("Lora")


def test_a_theme_is_saved_and_loaded(tmp_path: Path) -> None:
    file = str(tmp_path / "house.json")
    house = House()
    house.custom_css = ".mine { color: red; }"
    house.dump(file)
    loaded = Theme.load(file)
    assert loaded.name == "house"
    assert loaded.css() == house.css()
    assert loaded.css().endswith(".mine { color: red; }")
    with pytest.raises(BuildError, match=r"ends in \.json, got 'house.txt'"):
        house.dump("house.txt")


def test_a_theme_file_of_gradio_is_read() -> None:
    google = {"__gradio_font__": True, "name": "Inter", "class": "google", "weights": [400]}
    saved = {"name": "q", "body_text_color": "red", "font": "'Inter', serif", "_font": [google], "_stylesheets": ["x"]}
    theme = Theme.from_dict({"theme": saved, "version": "0.0.1"})  # type: ignore[dict-item]
    assert theme.name == "q"
    assert declared(theme.css())[0]["--font"] == "'Inter', serif"
    assert theme.body_css()["body_text_color"] == "red"
    with pytest.warns(UserWarning, match="does not know: button_shadow, old_color"):
        Theme.from_dict({"theme": {"button_shadow": "none", "old_color": "red"}})


def test_a_file_that_holds_no_theme_says_so(tmp_path: Path) -> None:
    file = tmp_path / "theme.json"
    file.write_text("{")
    with pytest.raises(BuildError, match=r"theme.json is no theme: JSON was expected"):
        Theme.load(str(file))
    file.write_text(json.dumps([1]))
    with pytest.raises(BuildError, match=r'from_dict expects \{"theme"'):
        Theme.load(str(file))


def test_what_is_not_built_says_so() -> None:
    with pytest.raises(NotBuilt, match=r"from_hub\('a/b'\) is not built"):
        Theme.from_hub("a/b", token="t")
    with pytest.raises(NotBuilt, match=r"push_to_hub\('a'\) is not built"):
        Theme().push_to_hub("a", private=True)
    with pytest.raises(NotBuilt, match=r"themes.builder is not built"):
        builder()


def test_the_digest_changes_with_the_look_alone() -> None:
    assert Default().digest() == Default().digest()
    assert Default().digest() != Default(primary_hue="red").digest()
    assert re.fullmatch(r"[0-9a-f]{64}", Default().digest())


def test_a_copy_has_tokens_of_its_own() -> None:
    theme = Default()
    other = copy.deepcopy(theme).set(block_radius="1px")
    assert theme.block_radius == "*radius_sm"
    assert other.block_radius == "1px"


def test_the_list_for_editors_names_every_token() -> None:
    tokens = {name.removesuffix("_dark") for name in Theme().to_dict()["theme"]} - {"name", "custom_css"}
    built = {name for name in tokens if re.fullmatch(r"(primary|secondary|neutral|spacing|radius|text)_\w{2,3}", name)}
    settable = tokens - built - {"font", "font_mono"}
    assert set(get_type_hints(Settable)) == settable | {f"{name}_dark" for name in settable}
    assert len(settable) == 168
