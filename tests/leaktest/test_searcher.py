"""What one visitor sent is found in what another read, in whichever form it is."""

from __future__ import annotations

import base64
import io
import json
from urllib.parse import quote

import pytest

from portico.leaktest.canary import Canaries, Origin
from portico.leaktest.samples import sample, unpacked
from portico.leaktest.searcher import Searcher
from portico.leaktest.signs import picture, sound

ADA, BEN = Canaries(1, 0), Canaries(2, 0)
SEARCHER = Searcher([ADA, BEN])
WORD = ADA.make("/ask", "Question")

FORMS = {
    "as it is": ("you said {}!", ""),
    "upper case": ("YOU SAID {upper}!", "upper case"),
    "titled": ("{title}", ""),
    "spaced": ("{spaced}", ""),
    "wrapped": ("{wrapped}", ""),
    "reversed": ("{reversed}", "reversed"),
    "base64": ("{base64}", "base64"),
    "base64, moved by one": ("{moved}", "base64"),
    "base64, moved by two": ("{moved2}", "base64"),
    "hexadecimal": ("{hex}", "hexadecimal"),
    "in JSON in JSON": ("{json}", ""),
    "every letter escaped": ("{escaped}", ""),
    "in an address": ("/file={url}", ""),
    "as entities": ("{entities}", ""),
}


def written(pattern: str) -> str:
    return pattern.format(
        WORD,
        upper=WORD.upper(),
        title=WORD.title(),
        spaced=" ".join(WORD),
        wrapped=f"{WORD[:6]}-\n{WORD[6:]}",
        reversed=WORD[::-1],
        base64=base64.b64encode(f"<{WORD}>".encode()).decode(),
        moved=base64.b64encode(WORD.encode()).decode(),
        moved2=base64.b64encode(f"<<{WORD}>>".encode()).decode(),
        hex=WORD.encode().hex(),
        json=json.dumps(json.dumps({"né": f"“{WORD}”"})),
        escaped="".join(f"\\u{ord(letter):04x}" for letter in WORD),
        url="".join(f"%{ord(letter):02X}" for letter in WORD) + quote("é"),
        entities="".join(f"&#{ord(letter)};" for letter in WORD),
    )


@pytest.mark.parametrize("name", FORMS)
def test_a_word_is_found_in_any_form(name: str) -> None:
    pattern, form = FORMS[name]
    [found] = SEARCHER.look(written(pattern), 2)
    assert found.origin.visitor == 1
    assert found.form == form
    if not form.startswith(("base64", "hex")):
        assert found.origin == Origin(1, "/ask", "Question")


def test_what_a_visitor_sent_is_no_leak_to_that_visitor() -> None:
    assert list(SEARCHER.look(written("{} {upper} {base64}"), 1)) == []
    assert [one.origin.visitor for one in SEARCHER.look(WORD, None)] == [1]
    assert list(SEARCHER.look("nothing of anybody's: " + "abcdefghij" * 1000, 2)) == []


def test_words_are_the_same_whenever_the_seed_is_and_differ_between_visitors() -> None:
    again = Canaries(1, 0)
    assert again.make("/ask", "Question") == WORD
    assert Canaries(1, 1).name != ADA.name != BEN.name
    assert len({again.make("", "") for _ in range(2000)}) == 2000


CHANGES = {
    "as it was sent": lambda image: image,
    "smaller": lambda image: image.resize((50, 40)),
    "grey, turned": lambda image: image.convert("L").rotate(90, expand=True),
    "mirrored": lambda image: image.transpose(0),
    "inverted": lambda image: image.point(lambda value: 255 - value),
    "darker": lambda image: image.point(lambda value: value // 4),
}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("name", CHANGES)
def test_a_picture_is_known_by_its_pixels(name: str, kind: str) -> None:
    from PIL import Image

    buffer = io.BytesIO()
    with Image.open(io.BytesIO(picture(ADA.sign, ""))) as image:
        CHANGES[name](image.convert("RGB")).save(buffer, kind)
    assert [one.origin for one in SEARCHER.look(buffer.getvalue(), 2, "image")] == [Origin(1, "", "a picture")]
    assert list(SEARCHER.look(buffer.getvalue(), 1, "image")) == []


def test_a_picture_of_something_else_is_nobodys() -> None:
    from PIL import Image

    for image in (Image.new("RGB", (80, 80), "red"), Image.linear_gradient("L"), Image.effect_noise((90, 90), 60)):
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        assert list(SEARCHER.look(buffer.getvalue(), 2, "image.png")) == []
    assert list(SEARCHER.look(b"\x89PNG, but broken", 2, "image.png")) == []


@pytest.mark.parametrize("change", ["as it was", "louder", "reversed", "slower"])
def test_a_sound_is_known_by_its_loudness(change: str) -> None:
    import numpy as np

    from portico.media import wav

    with io.BytesIO(sound(ADA.sign, "")) as file:
        import wave

        with wave.open(file) as read:
            samples = np.frombuffer(read.readframes(read.getnframes()), "<i2")
    changed = {
        "as it was": samples,
        "louder": (samples * 2).astype("i2"),
        "reversed": samples[::-1],
        "slower": np.repeat(samples, 2),
    }[change]
    found = list(SEARCHER.look(wav.write(16_000, changed), 2, "audio.wav"))
    assert [one.origin for one in found] == [Origin(1, "", "a sound")]
    assert list(SEARCHER.look(wav.write(16_000, np.zeros(16_000, "i2")), 2, "audio.wav")) == []


@pytest.mark.parametrize("ending", [".txt", ".csv", ".json", ".zip", ".png", ".wav", ".mp4", ".pdf"])
def test_every_kind_of_file_carries_its_word(ending: str) -> None:
    data = sample(ending, ADA.sign, WORD)
    inside = unpacked(data, 10_000) or data
    assert WORD.encode() in inside
    assert 1 in {one.origin.visitor for one in SEARCHER.look(inside, 2, f"a{ending}")}
