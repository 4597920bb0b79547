"""Files from a visitor to a function and back: what moves, what is refused, and whose it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from graph.conftest import Page
from PIL import Image as Pillow

import portico as gr
from portico.stores.local_files import UNCLAIMED


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`run(demo)`: a page whose store lies neither in the working folder nor in the system's temporary one."""
    for name in ("work", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return lambda demo: Page(demo, tmp_path / "store")


def uploaded(app: Page, name: str, content: bytes) -> dict[str, Any]:
    """Upload a file as the page does."""
    kept = app.stores.files.put(content, name, UNCLAIMED)
    return {"path": kept.path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}


def test_a_file_goes_through_a_function_and_keeps_its_name_and_size(run: Any) -> None:
    seen: list[str] = []

    def shout(path: Any) -> str:
        seen.append(path.name)
        target = Path("shouted.txt")
        target.write_text(Path(path).read_text().upper())
        return str(target)

    with gr.Blocks() as demo:
        file, result = gr.File(file_types=["text"]), gr.File()
        file.upload(shout, file, result)
    app = run(demo)
    (answer,) = app.data(("shout", uploaded(app, "a b.txt", b"hello")))
    assert Path(seen[0]).name == "a b.txt"
    assert (answer["orig_name"], answer["size"], answer["meta"]) == ("shouted.txt", 5, {"_type": "gradio.FileData"})
    assert app.stores.files.readable(answer["path"]).read_bytes() == b"HELLO"
    assert "'a.exe' cannot be used here" in app.data(("shout", uploaded(app, "a.exe", b"MZ")))


def test_a_path_that_nobody_uploaded_and_the_file_of_another_session_are_refused(run: Any) -> None:
    with gr.Blocks() as demo:
        file, box = gr.File(), gr.Textbox()
        file.upload(lambda path: Path(path).read_text(), file, box, api_name="read")
    app = run(demo)
    Path("secret.txt").write_text("secret")
    for path in ("secret.txt", str(Path("secret.txt").resolve()), "/etc/passwd"):
        payload = {"path": path, "meta": {"_type": "gradio.FileData"}}
        assert "was not uploaded by a user of this session" in app.data(("read", payload))
    mine = uploaded(app, "mine.txt", b"mine")
    assert app.data(("read", mine), session="me") == ["mine"]
    assert "was not uploaded by a user of this session" in app.data(("read", mine), session="you")


@pytest.mark.parametrize("kind", [gr.File, gr.Image, gr.Audio, gr.Video, gr.DownloadButton, gr.UploadButton])
def test_a_result_outside_what_the_app_lends_is_refused(run: Any, tmp_path: Path, kind: Any) -> None:
    outside = tmp_path / "outside.svg"
    outside.write_text("<svg/>")
    with gr.Blocks() as demo:
        result = kind()
        gr.Button().click(lambda: str(outside), None, result, api_name="leak")
        gr.Button().click(lambda: "none.wav", None, result, api_name="none")
    app = run(demo)
    assert "may not show the file 'outside.svg'" in app.data(("leak",))
    assert "'none.wav', which does not exist" in app.data(("none",))


def test_a_converted_upload_and_what_is_written_beside_one_can_be_shown(run: Any, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    Pillow.new("RGB", (4, 3), (200, 30, 30)).save(photo)

    def beside(path: str) -> str:
        target = Path(path).with_name("beside.png")
        Pillow.new("L", (2, 2)).save(target)
        return str(target)

    with gr.Blocks() as demo:
        grey, result = gr.Image(type="filepath", image_mode="L"), gr.Image()
        grey.upload(lambda path: path, grey, result, api_name="same")
        grey.upload(beside, grey, result, api_name="beside")
    app = run(demo)
    upload = uploaded(app, "photo.png", photo.read_bytes())
    (answer,) = app.data(("same", upload))
    with Pillow.open(app.stores.files.readable(answer["path"])) as shown:
        assert (shown.mode, answer["orig_name"]) == ("L", "photo.png")
    (answer,) = app.data(("beside", upload))
    assert answer["orig_name"] == "beside.png"


def test_a_picture_pasted_as_an_address_is_read(run: Any) -> None:
    with gr.Blocks() as demo:
        image, box = gr.Image(), gr.Textbox()
        image.change(lambda array: str(array.shape), image, box, api_name="shape")
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
    payload = {"path": None, "url": f"data:image/png;base64,{dot}", "meta": {"_type": "gradio.FileData"}}
    app = run(demo)
    assert app.data(("shape", payload)) == ["(1, 1, 3)"]
    broken = {**payload, "url": "data:image/png;base64,aGVsbG8="}
    assert "That file is not an image" in app.data(("shape", broken))


def test_pictures_and_sounds_that_a_function_makes_arrive_as_files(run: Any) -> None:
    with gr.Blocks() as demo:
        image, sound, files = gr.Image(), gr.Audio(), gr.Files()
        made = lambda: (np.zeros((2, 3, 3), np.uint8), (8000, np.zeros(8, np.int16)), None)  # noqa: E731
        gr.Button().click(made, None, [image, sound, files], api_name="made")
    app = run(demo)
    picture, wave, nothing = app.data(("made",))
    assert (picture["orig_name"], wave["orig_name"], nothing) == ("image.webp", "audio.wav", None)
    assert picture["url"].endswith("/image.webp")
    assert app.stores.files.readable(wave["path"]).read_bytes()[:4] == b"RIFF"


def test_an_update_carries_a_file_and_a_bad_one_is_named(run: Any) -> None:
    Path("report.txt").write_text("report")
    with gr.Blocks() as demo:
        save = gr.DownloadButton("Nothing yet", interactive=False)
        ready = lambda: gr.DownloadButton("Save", value="report.txt", interactive=True)  # noqa: E731
        gr.Button().click(ready, None, save, api_name="ready")
        gr.Button().click(lambda: gr.update(value=3), None, save, api_name="wrong")
    app = run(demo)
    (answer,) = app.data(("ready",))
    assert (answer["label"], answer["interactive"], answer["value"]["orig_name"]) == ("Save", True, "report.txt")
    assert "DownloadButton shows a file by its path" in app.data(("wrong",))
