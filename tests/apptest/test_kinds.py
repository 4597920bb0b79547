"""What AppTest knows of the page is what the page's own source says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from portico.testing.hands.kinds import HANDS
from portico.testing.page import kinds, words

COMPONENTS = Path(__file__).resolve().parents[2] / "ui" / "src" / "components"
if not COMPONENTS.is_dir():
    pytest.skip("the page's source is not here", allow_module_level=True)
VIEWS = {path.parent.name: path.read_text(encoding="utf-8") for path in COMPONENTS.glob("*/index.svelte")}


def exported(name: str) -> dict[str, str]:
    form = re.compile(rf"export const {name}\b[^=]*= (.+);")
    return {kind: found[1] for kind, source in VIEWS.items() if (found := form.search(source))}


def test_labels_blanks_and_what_is_never_seen() -> None:
    assert {kind: json.loads(text) for kind, text in exported("label").items()} == kinds.LABELS
    assert {kind: json.loads(text) for kind, text in exported("blank").items()} == kinds.BLANK
    assert set(exported("background")) == kinds.BACKGROUND


def test_every_kind_that_takes_a_hand_is_on_the_page() -> None:
    assert set(HANDS) <= set(VIEWS)


def test_the_pages_own_words() -> None:
    source = (COMPONENTS.parent / "store" / "localise.ts").read_text(encoding="utf-8")
    assert dict(re.findall(r'"(chat_interface\.\w+)": "([^"]+)"', source)) == words.OWN
