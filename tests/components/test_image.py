"""Image: pictures in and out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image as Pillow

import portico as gr
from portico.errors import FileRefused, InvalidPayload, NotBuilt, ResultError
from portico.graph.config import build_config
from portico.graph.files import Reader, publish
from portico.stores.local_files import LocalFiles
from portico.stores.offer import Offer
from portico.wire.codec import plain
from portico.wire.files import FileData

if TYPE_CHECKING:
    from portico.graph.files import NewFile

RED = (200, 30, 30)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture of 4 × 3 pixels."""
    path = tmp_path / "photo.png"
    Pillow.new("RGB", (4, 3), RED).save(path)
    return path


def sent(path: Path) -> FileData:
    return FileData(str(path), orig_name=path.name)


def opened(file: NewFile | None) -> Any:
    assert file is not None
    assert isinstance(file.source, bytes)
    return Pillow.open(io.BytesIO(file.source))


def test_a_function_receives_an_array_a_pil_image_or_a_path(photo: Path) -> None:
    array = gr.Image(render=False).preprocess(sent(photo))
    assert (array.shape, array.dtype, tuple(array[0, 0])) == ((3, 4, 3), np.uint8, RED)
    image = gr.Image(type="pil", render=False).preprocess(sent(photo))
    assert (image.size, image.mode) == ((4, 3), "RGB")
    assert gr.Image(type="filepath", render=False).preprocess(sent(photo)) == str(photo)
    assert gr.Image(render=False).preprocess(None) is None


def test_the_mode_is_converted(photo: Path) -> None:
    assert gr.Image(image_mode="L", render=False).preprocess(sent(photo)).shape == (3, 4)
    assert gr.Image(image_mode="RGBA", render=False).preprocess(sent(photo)).shape == (3, 4, 4)
    path = gr.Image(image_mode="L", type="filepath", render=False).preprocess(sent(photo))
    with Pillow.open(path) as grey:
        assert (grey.mode, Path(path).name) == ("L", "photo.png")


def test_a_photograph_stands_upright(tmp_path: Path) -> None:
    turned = Pillow.Exif()
    turned[0x0112] = 6
    path = tmp_path / "turned.jpg"
    Pillow.new("RGB", (4, 3), RED).save(path, exif=turned)
    assert gr.Image(render=False).preprocess(sent(path)).shape == (4, 3, 3)


def test_what_is_no_image_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_text("hello")
    for kind in ("numpy", "pil", "filepath"):
        with pytest.raises(InvalidPayload, match=r"That file is not an image\. Portico reads PNG, JPEG, WebP"):
            gr.Image(type=kind, render=False).preprocess(sent(path))
    for payload, said in [("photo.png", "got str"), ({"path": "x"}, "an object that is not marked as a file")]:
        with pytest.raises(InvalidPayload, match=said):
            gr.Image(render=False).preprocess(payload)


def test_arrays_and_pil_images_go_to_the_page_as_webp_or_as_asked() -> None:
    array = np.full((3, 4, 3), 128, np.uint8)
    found = gr.Image(render=False).postprocess(array)
    assert found is not None
    assert found.name == "image.webp"
    assert (opened(found).format, opened(found).size) == ("WEBP", (4, 3))
    as_png = gr.Image(format="png", render=False).postprocess(Pillow.new("RGB", (4, 3), RED))
    assert (opened(as_png).format, opened(as_png).getpixel((0, 0))) == ("PNG", RED)
    as_jpeg = gr.Image(format="jpeg", render=False).postprocess(np.zeros((3, 4, 4), np.uint8))
    assert (opened(as_jpeg).format, opened(as_jpeg).mode) == ("JPEG", "RGB")
    floats = gr.Image(format="png", render=False).postprocess(np.linspace(0, 1, 12).reshape(3, 4))
    assert opened(floats).getextrema() == (0, 255)


def test_paths_and_addresses_go_as_they_are(photo: Path) -> None:
    image = gr.Image(render=False)
    for path in (str(photo), photo):
        found = image.postprocess(path)
        assert found is not None
        assert (found.source, found.name, found.tell_size) == (str(photo), "photo.png", False)
    remote = image.postprocess("https://example.com/a.png")
    assert remote is not None
    assert remote.source == "https://example.com/a.png"
    inline = image.postprocess("data:image/png;base64,aGVsbG8=")
    assert inline is not None
    assert (inline.source, inline.name) == (b"hello", "image.png")
    assert image.postprocess(None) is None


def test_what_cannot_be_shown_is_refused() -> None:
    image = gr.Image(render=False)
    for wrong, said in [
        (3, "Expected a PIL image, a numpy array or the path of a file, got int"),
        ([[1]], "got list"),
        (np.zeros((2, 2, 7)), "shape"),
        ("data:text/html,x", "a data: address of a picture"),
        ("", "it was given nothing"),
    ]:
        with pytest.raises(ResultError, match=said):
            image.postprocess(wrong)
    with pytest.raises(ResultError, match="image format"):
        gr.Image(format="docx", render=False).postprocess(np.zeros((2, 2)))


def test_a_drawing_stands_in_its_own_address_where_its_script_does_not_run(tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    store = LocalFiles(tmp_path / "store")
    found = publish(gr.Image(render=False).postprocess(path), store, Reader("s", ""), Offer.of([str(tmp_path)], None))
    assert found["path"] is None
    assert found["url"].startswith("data:image/svg+xml,%3Csvg")
    assert found["orig_name"] == "logo.svg"
    broken = tmp_path / "broken.svg"
    broken.write_bytes(b"\xff\xfe\x00<svg/>")
    with pytest.raises(ResultError, match=r"'broken\.svg' is no SVG file"):
        publish(gr.Image(render=False).postprocess(broken), store, Reader("s", ""), Offer.of([str(tmp_path)], None))


def test_a_drawing_that_the_app_does_not_offer_is_not_even_read(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "secret.svg"
    path.write_text("<svg/>")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "other"))
    monkeypatch.setattr("portico.media.image.svg_data_url", lambda path: pytest.fail("it was read"))
    with pytest.raises(FileRefused, match=r"may not show the file 'secret\.svg'"):
        publish(
            gr.Image(render=False).postprocess(path), LocalFiles(tmp_path / "s"), Reader("s", ""), Offer.of(None, None)
        )


def test_wrong_arguments_are_refused_at_once() -> None:
    for arguments, said in [
        ({"type": "array"}, "'numpy', 'pil' or 'filepath', not 'array'"),
        ({"image_mode": "rgb"}, r"Image\(image_mode=…\) is one of"),
        ({"sources": ["upload", "camera"]}, "'upload', 'webcam', 'clipboard', not 'camera'"),
    ]:
        with pytest.raises(ValueError, match=said):
            gr.Image(**arguments)


@pytest.mark.parametrize(
    "arguments",
    [{"watermark": object()}],
)
def test_what_is_not_built_says_so(arguments: dict[str, Any]) -> None:
    with pytest.raises(NotBuilt, match=r"Image\(.*is not built in Portico yet"):
        gr.Image(**arguments)


def test_a_live_picture_comes_from_the_camera() -> None:
    image = gr.Image(streaming=True, webcam_options=gr.WebcamOptions(mirror=False), render=False)
    props = image.props()
    assert (props["streaming"], props["sources"]) == (True, ["webcam"])
    assert props["webcam_options"] == {"mirror": False, "constraints": None}
    assert image.updated({"label": "New"}).webcam_options == props["webcam_options"]
    assert gr.Image(render=False).props()["webcam_options"] == {"mirror": True, "constraints": None}
    with pytest.raises(ValueError, match="has the camera alone"):
        gr.Image(streaming=True, sources=["webcam", "upload"])
    with pytest.raises(ValueError, match="or a dict of mirror and constraints"):
        gr.Image(webcam_options={"flip": True})


def test_the_page_and_the_api_learn_what_they_need(tmp_path: Path) -> None:
    with gr.Blocks() as demo:
        gr.Image(np.zeros((2, 2)), sources="upload", height="50%", placeholder="Your **cat**", alt_text="A cat")
    config = plain(build_config(demo, LocalFiles(tmp_path)))
    component = next(one for one in config["components"] if one["type"] == "image")
    props = component["props"]
    assert (props["sources"], props["height"], props["placeholder"]) == (["upload"], "50%", "Your **cat**")
    assert (props["alt_text"], props["buttons"]) == ("A cat", ["download", "share", "fullscreen"])
    assert props["value"]["orig_name"] == "image.webp"
    assert props["value"]["size"] is None
    assert component["api_info"]["properties"]["path"]["anyOf"] == [{"type": "string"}, {"type": "null"}]
    assert "required" not in component["api_info"]


def test_examples_show_the_picture(photo: Path) -> None:
    shown = gr.Image(render=False).process_example(str(photo))
    assert shown is not None
    assert shown.source == str(photo)
    assert gr.Image(render=False).process_example(None) is None
