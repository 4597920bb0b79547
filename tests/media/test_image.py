"""Pictures read and written. Expected pixels and names are what Gradio 6.31 gave for the same values."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from portico.errors import InvalidPayload, MissingExtra, ResultError
from portico.media import image

ORIENTATION = 0x0112


@pytest.fixture
def red_dot() -> Image.Image:
    """Six by four, black, red at the top left."""
    picture = Image.new("RGB", (6, 4))
    picture.putpixel((0, 0), (255, 0, 0))
    return picture


def saved(picture: Image.Image, path: Path, **options: Any) -> Path:
    picture.save(path, **options)
    return path


def pixels(coded: tuple[bytes, str, str]) -> Any:
    with Image.open(io.BytesIO(coded[0])) as picture:
        return np.array(picture)


def png_header(width: int, height: int) -> bytes:
    """A PNG file that claims a size, and whose data would unpack to it."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


# ---- in --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["png", "webp", "bmp", "tiff"])
def test_a_file_becomes_an_array(tmp_path: Path, red_dot: Image.Image, suffix: str) -> None:
    path = saved(red_dot, tmp_path / f"dot.{suffix}", **({"lossless": True} if suffix == "webp" else {}))
    array = image.read(path)
    assert (array.shape, array.dtype) == ((4, 6, 3), np.uint8)
    assert array[0, 0].tolist() == [255, 0, 0]
    assert array[1:].max() == 0
    array[0, 0] = 7  # a function may write into what it was given


@pytest.mark.parametrize(
    ("mode", "shape", "first"),
    [
        ("RGB", (4, 6, 3), [255, 0, 0]),
        ("RGBA", (4, 6, 4), [255, 0, 0, 255]),
        ("L", (4, 6), 76),
        ("1", (4, 6), False),
        ("CMYK", (4, 6, 4), [0, 255, 255, 0]),
        ("YCbCr", (4, 6, 3), [76, 84, 255]),
        ("LAB", (4, 6, 3), [138, 81, 70]),
        ("HSV", (4, 6, 3), [0, 255, 255]),
        ("I", (4, 6), 76),
    ],
)
def test_a_mode_is_converted_to(tmp_path: Path, red_dot: Image.Image, mode: str, shape: Any, first: Any) -> None:
    array = image.read(saved(red_dot, tmp_path / "dot.png"), mode)
    assert array.shape == shape
    assert array[0, 0].tolist() == first


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_without_a_mode_a_picture_stays_as_it_is(tmp_path: Path, mode: str) -> None:
    picture = image.read(saved(Image.new(mode, (3, 2)), tmp_path / "a.png"), None, "pil")
    assert (picture.mode, picture.size, picture.format) == (mode, (3, 2), "PNG")
    assert image.read(tmp_path / "a.png", "RGB", "pil").mode == "RGB"


@pytest.mark.parametrize("mode", ["L", "P", "CMYK"])
def test_modes_that_meet_only_by_way_of_rgb(tmp_path: Path, mode: str) -> None:
    path = saved(Image.new(mode, (3, 2)), tmp_path / "a.tiff")
    assert image.read(path, "LAB", "pil").mode == "LAB"


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (6, 4), (0, 0)),
        (2, (6, 4), (5, 0)),
        (3, (6, 4), (5, 3)),
        (4, (6, 4), (0, 3)),
        (5, (4, 6), (0, 0)),
        (6, (4, 6), (3, 0)),
        (7, (4, 6), (3, 5)),
        (8, (4, 6), (0, 5)),
    ],
)
def test_a_photograph_is_turned_as_its_camera_says(
    tmp_path: Path, red_dot: Image.Image, orientation: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    path = saved(red_dot, tmp_path / "photo.png", exif=exif)
    for mode in ("RGB", None):
        picture = image.read(path, mode, "pil")
        assert picture.size == size
        assert picture.getpixel(corner) == (255, 0, 0)
        again = image.encode(picture, "png")
        with Image.open(io.BytesIO(again[0])) as written:
            assert written.getexif().get(ORIENTATION, 1) == 1
    assert image.read(path, "RGB", "filepath") == str(path)


def test_a_damaged_exif_does_not_refuse_the_picture(tmp_path: Path, red_dot: Image.Image) -> None:
    path = saved(red_dot, tmp_path / "photo.png", exif=b"Exif\0\0no such thing")
    assert image.read(path, "RGB", "pil").size == (6, 4)


def test_a_path_of_the_right_mode_is_given_as_it_is(tmp_path: Path, red_dot: Image.Image) -> None:
    path = saved(red_dot, tmp_path / "dot.png")
    assert image.read(path, "RGB", "filepath") == str(path)
    assert image.read(path, None, "filepath") == str(path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "mode", "expected"),
    [
        ("dot.png", "L", "dot.png"),
        ("dot.jpg", "L", "dot.jpeg"),
        ("dot.jpg", "RGBA", "dot.png"),
        ("dot.png", "CMYK", "dot.tiff"),
        ("dot.bmp", "L", "dot.bmp"),
    ],
)
def test_a_path_of_another_mode_is_a_copy(
    tmp_path: Path, red_dot: Image.Image, name: str, mode: str, expected: str
) -> None:
    path = saved(red_dot, tmp_path / name)
    before = path.read_bytes()
    copy = Path(image.read(path, mode, "filepath"))
    assert copy.name == expected
    assert copy.parent.parent == tmp_path
    with Image.open(copy) as picture:
        assert picture.mode == mode
    assert path.read_bytes() == before
    elsewhere = Path(image.read(path, mode, "filepath", folder=tmp_path / "else"))
    assert elsewhere == tmp_path / "else" / expected
    assert elsewhere.read_bytes() == copy.read_bytes()


def test_a_mode_that_no_file_holds_is_named(tmp_path: Path, red_dot: Image.Image) -> None:
    with pytest.raises(InvalidPayload, match="No file format holds a picture of mode HSV"):
        image.read(saved(red_dot, tmp_path / "dot.png"), "HSV", "filepath")


def test_an_animation_keeps_its_frames(tmp_path: Path, red_dot: Image.Image) -> None:
    other = Image.new("RGB", (6, 4), "blue")
    path = saved(red_dot, tmp_path / "moving.gif", save_all=True, append_images=[other])
    picture = image.read(path, "RGB", "pil")
    assert picture.n_frames == 2
    picture.seek(1)
    assert picture.convert("RGB").getpixel((0, 0)) == (0, 0, 255)
    assert image.read(path, "RGB", "filepath") == str(path)
    assert image.read(path, "RGB", "numpy").shape == (4, 6, 3)
    still = saved(red_dot, tmp_path / "still.gif")
    assert image.read(still, "RGB", "pil").mode == "RGB"


# ---- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(100_000, 100_000), (10_000, 10_000), (60_000, 60_000)])
@pytest.mark.parametrize("type", ["pil", "numpy", "filepath"])
def test_a_bomb_is_refused_before_it_is_decoded(
    tmp_path: Path, size: tuple[int, int], type: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png_header(*size))
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("the bomb was decoded"))
    with pytest.raises(InvalidPayload, match=r"too large\. Send one of at most 89 megapixels"):
        image.read(path, "RGB", type)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_bomb_is_refused_where_warnings_are_not_errors(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png_header(10_000, 10_000))
    with pytest.raises(InvalidPayload, match="too large"):
        image.read(path)


def test_an_author_may_allow_larger_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(Image.new("L", (200, 100)), tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 15_000)
    with pytest.raises(InvalidPayload, match="too large"):
        image.read(path)
    for allowed in (20_000, None):
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", allowed)
        assert image.read(path).shape == (100, 200, 3)


@pytest.mark.parametrize("type", ["pil", "numpy", "filepath"])
@pytest.mark.parametrize(
    "content", [b"hello", b"", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes, type: Any) -> None:
    path = tmp_path / "claims.png"
    path.write_bytes(content)
    with pytest.raises(
        InvalidPayload, match=r"That file is not an image\. Portico reads PNG, JPEG, WebP, GIF, BMP and"
    ):
        image.read(path, "RGB", type)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.gif", "a.tiff"])
def test_a_picture_that_breaks_off_is_refused(tmp_path: Path, name: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype("u1")
    path = saved(Image.fromarray(noise), tmp_path / name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InvalidPayload, match=r"damaged or incomplete|not an image"):
        image.read(path)


def test_a_drawing_with_script_stays_a_file(tmp_path: Path) -> None:
    path = tmp_path / "drawing.svg"
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    before = path.read_bytes()
    assert image.read(path, "L", "filepath") == str(path)
    assert path.read_bytes() == before
    for type in ("pil", "numpy"):
        with pytest.raises(InvalidPayload, match="An SVG file has no pixels"):
            image.read(path, "RGB", type)  # type: ignore[arg-type]


def test_a_drawing_is_shown_without_its_script_running(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    expected = "data:image/svg+xml,%3Csvg%20xmlns%3D%22http%3A//www.w3.org/2000/svg%22%3E%3C/svg%3E"
    assert image.svg_data_url(path) == expected


def test_a_missing_library_is_named(tmp_path: Path, red_dot: Image.Image, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(red_dot, tmp_path / "dot.png")
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "numpy", None)
        with pytest.raises(MissingExtra, match=r"numpy .*pip install 'portico\[image\]'"):
            image.read(path)
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(MissingExtra, match=r"pillow .*pip install 'portico\[image\]'"):
        image.read(path)


# ---- out -------------------------------------------------------------------------------------------------------------

GREY = np.array([[0, 50, 100], [150, 200, 255]], dtype="u1")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (GREY, GREY),
        (GREY[..., None], GREY),
        (np.dstack([GREY] * 2), np.dstack([GREY] * 2)),
        (np.dstack([GREY] * 3), np.dstack([GREY] * 3)),
        (np.dstack([GREY] * 4), np.dstack([GREY] * 4)),
        (GREY > 100, np.array([[0, 0, 0], [255, 255, 255]])),
        (GREY / 255, GREY),
        ((GREY / 255).astype("f4"), GREY),
        (GREY / 127.5 - 1, np.array([[0, 0, 0], [45, 145, 255]])),
        (np.array([[0.5, 0.499, 0.501, 0.0019, 0.00197, np.nan]]), np.array([[128, 127, 128, 0, 1, 0]])),
        (GREY.astype("i4"), GREY),
        (GREY.astype("i8"), GREY),
        (np.array([[-128, -1, 1, 2, 3, 63, 64, 100, 127]], "i1"), np.array([[0, 0, 2, 4, 6, 126, 129, 201, 255]])),
        (np.array([[-3, 100, 255]], "i2"), np.array([[0, 100, 255]])),
        (np.array([[-3, 100, 256, 32767]], "i2"), np.array([[0, 0, 2, 255]])),
        (np.array([[0, 100, 255]], "u2"), np.array([[0, 100, 255]])),
        (np.array([[0, 255, 256, 65535]], "u2"), np.array([[0, 0, 1, 255]])),
        (np.array([[0, 256, 2**31 - 1]], "i4"), np.array([[0, 0, 255]])),
        (np.array([[0, 256, 2**32 - 1]], "u4"), np.array([[0, 0, 255]])),
        (np.array([[-5, 100, 300]]), np.array([[0, 0, 0]])),
    ],
)
def test_an_array_becomes_a_picture(value: Any, expected: Any) -> None:
    coded = image.encode(value, "png")
    assert coded[1:] == (".png", "image/png")
    assert pixels(coded).tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.zeros((2, 3, 5), "u1"), r"got the shape \(2, 3, 5\)\.\n"),
        (np.zeros((3, 8, 9), "u1"), r"return array.transpose\(1, 2, 0\)"),
        (np.zeros((1, 4, 4, 3), "u1"), r"return array\[0\]"),
        (np.zeros((0, 0, 3), "u1"), "Expected a picture with pixels"),
        (GREY.astype("f8"), "got 0 to 255. Divide by 255"),
        (np.array([[np.inf, 0.5]]), "got 0.5 to inf"),
        (GREY.astype(complex), "an array of complex128"),
        (GREY.astype(object), "an array of object"),
        ([[1, 2], [3, 4]], "Expected a PIL image, a numpy array or the path of a file, got list"),
        (3, "got int"),
        (b"abc", "got bytes"),
    ],
)
def test_what_is_no_picture_cannot_be_shown(value: Any, message: str) -> None:
    with pytest.raises(ResultError, match=message):
        image.encode(value, "png")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "F", "I;16"])
@pytest.mark.parametrize("format", ["webp", "png", "jpeg", "gif"])
def test_every_mode_fits_every_format(mode: str, format: str) -> None:
    content, suffix, kind = image.encode(Image.new(mode, (4, 3)), format)
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        assert (picture.format, picture.size) == (format.upper(), (4, 3))
    assert (suffix, kind) == (f".{format}", f"image/{format}")


def test_transparency_is_kept_or_laid_on_white() -> None:
    clear = Image.new("RGBA", (4, 3), (255, 0, 0, 0))
    assert pixels(image.encode(clear, "png"))[0, 0].tolist() == [255, 0, 0, 0]
    assert pixels(image.encode(clear, "webp")).shape == (3, 4, 4)
    assert pixels(image.encode(clear, "jpeg"))[0, 0].tolist() == [255, 255, 255]


def test_formats_go_by_their_common_names(red_dot: Image.Image) -> None:
    assert image.encode(red_dot)[1:] == (".webp", "image/webp")
    assert image.encode(red_dot, "WEBP")[1:] == (".webp", "image/webp")
    assert image.encode(red_dot, "jpg")[1:] == (".jpg", "image/jpeg")
    with pytest.raises(ResultError, match="Expected an image format such as webp, png or jpeg, got 'bogus'"):
        image.encode(red_dot, "bogus")


def test_a_picture_too_large_for_webp_becomes_png() -> None:
    assert image.encode(Image.new("1", (20_000, 1)), "webp")[1:] == (".png", "image/png")


def test_there_and_back_is_lossless_in_png(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (32, 48, 3)).astype("u1")
    path = tmp_path / "noise.png"
    path.write_bytes(image.encode(noise, "png")[0])
    assert np.array_equal(image.read(path), noise)


def test_a_data_address_of_a_picture(red_dot: Image.Image) -> None:
    from portico.media import data_url

    content, _, kind = image.encode(red_dot, "png")
    assert image.from_data_url(data_url.encode(content, kind)) == (content, "image/png")
    with pytest.raises(InvalidPayload, match="Expected a data: address of a picture, got one of text/html"):
        image.from_data_url("data:text/html,<b>hi")


def test_threads_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(image.encode(np.full((64, 64, 3), 200, "u1"), "png")[0])

    def work(number: int) -> bool:
        array = np.full((40, 40, 3), number, "u1")
        copy = image.read(path, "L", "filepath")
        with Image.open(copy) as picture:
            picture.load()
        return bool((pixels(image.encode(array, "png")) == number).all()) and picture.mode == "L"

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(64)))
    assert [p.name for p in (tmp_path / "L").iterdir()] == ["a.png"]
