"""Files that are small and would become huge: refused before they are unpacked, in bounded memory and time."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

import portico as gr
from portico.errors import InvalidPayload
from portico.media import audio, image
from security.visitor import described
from security.world import World

pytestmark = pytest.mark.requirement("R57")

MB = 1024 * 1024


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *more: bytes) -> bytes:
    """A picture that says it has so many pixels, and holds as many zeros as fit into a megabyte."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(8 * MB), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + b"," + struct.pack(
        "<HHHHB", 0, 0, width, height, 0
    ) + b"\x02\x02\x44\x01\x00;"  # fmt: skip


def bmp(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, *[0] * 6)


def webp(width: int, height: int) -> bytes:
    body = (
        b"VP8X"
        + struct.pack("<I", 10)
        + bytes(4)
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def tiff(width: int, height: int) -> bytes:
    tags = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + b"".join(
        struct.pack("<HHII", *tag) for tag in tags
    ) + bytes(4)  # fmt: skip


def wav(size: int, channels: int = 2, width: int = 16) -> bytes:
    """A recording that says it has so many bytes, and has a thousand."""
    frame = channels * width // 8 & 0xFFFF
    form = struct.pack("<HHIIHH", 1, channels, 48_000, 48_000 * frame & 0xFFFFFFFF, frame, width)
    head = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", min(size + 36, 2**32 - 1)) + head + bytes(1000)


PICTURES = {
    "png": png(100_000, 100_000),
    "gif": gif(65_535, 65_535),
    "bmp": bmp(100_000, 100_000),
    "webp": webp(2**24, 2**8),
    "tiff": tiff(100_000, 100_000),
    "wide.png": png(2**31 - 1, 1),
    "text.png": png(10, 10, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200 * MB), 9))),
    "profile.png": png(10, 10, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(200 * MB), 9))),
}


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("kind", ["numpy", "pil", "filepath"])
def test_a_picture_of_ten_thousand_megapixels_is_refused_unread(tmp_path: Path, name: str, kind: Any) -> None:
    path = tmp_path / f"bomb.{name}"
    path.write_bytes(PICTURES[name])
    tracemalloc.start()
    try:
        image.read(path, "RGB", kind)
    except InvalidPayload:
        pass
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 40 * MB
    if name not in ("text.png", "profile.png"):
        with pytest.raises(InvalidPayload):
            image.read(path, "RGB", kind)


@pytest.mark.parametrize("size", [2**32 - 1, 2**31, 2**32 - 37])
def test_a_recording_that_says_it_has_four_gigabytes(tmp_path: Path, size: int) -> None:
    path = tmp_path / "bomb.wav"
    path.write_bytes(wav(size))
    tracemalloc.start()
    rate, samples = audio.read(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (rate, len(samples)) == (48_000, 250), "it is read as far as it goes"
    assert most < 20 * MB


@pytest.mark.parametrize(
    "content",
    [
        wav(2**32 - 1, channels=65_535),
        wav(1000, channels=0),
        wav(1000, width=0),
        b"RIFF\xff\xff\xff\xffWAVE" + (b"junk" + struct.pack("<I", 2**32 - 1)) * 10,
        b"RIFF\0\0\0\0WAVE" + (b"junk" + struct.pack("<I", 0)) * 100_000,
        b"fLaC\0\0\0\x22" + struct.pack(">HH", 4096, 4096) + bytes(6) + b"\x0b\xb8\x01\xff\xff\xff\xff\xff" + bytes(16),
        b"OggS" + bytes(24) + b"\xff" * 10_000,
        b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"\xff\xfb" * 1000,
    ],
)
def test_a_broken_recording_costs_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bomb.wav"
    path.write_bytes(content)
    tracemalloc.start()
    try:
        audio.read(path)
    except (InvalidPayload, ImportError):
        pass  # a format that only another library reads is refused by name where that library is missing
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10 * MB


def zipped() -> bytes:
    """A gigabyte of zeros in a megabyte of zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as file:
        for _ in range(64):
            file.write(bytes(MB))
    return buffer.getvalue()


@pytest.mark.requirement("R54")
@pytest.mark.parametrize("name", ["bomb.zip", "bomb.csv.gz", "bomb.svgz", "bomb.npz", "bomb.csv"])
def test_no_component_unpacks_what_a_visitor_sends(launched: Any, world: World, name: str) -> None:
    """An archive stays one file: nothing of Portico opens it, so nothing in it is written anywhere."""
    with gr.Blocks() as demo:
        for kind in (gr.File, gr.Image, gr.Audio, gr.Video):
            gr.Button().click(lambda _: "read", kind(), gr.Textbox(), api_name=kind.__name__.lower())
        gr.Button().click(lambda path: path, gr.File(), gr.Dataframe(), api_name="table")
    visitor = world.visitor(launched(demo).url, "me")
    content = gzip.compress(bytes(64 * MB)) if "gz" in name else zipped()
    before = world.temp.stat().st_mtime_ns
    for endpoint in ("file", "image", "audio", "video", "table"):
        path = visitor.upload(name, content)
        reply = visitor.call(endpoint, described(path))
        # 500: what the program gives for its table is not one.
        assert reply.status_code == 500 if endpoint == "table" else reply.status_code in (200, 422)
        assert [one.name for one in Path(path).parent.rglob("*")] == [Path(path).name]
    assert visitor.first("file", described(visitor.upload("a.txt", b"x"))) == "read", "the server lives"
    assert world.temp.stat().st_mtime_ns >= before


def test_a_bomb_costs_the_running_server_nothing(serve: Any, world: World) -> None:
    app = serve(
        "import portico as gr\n"
        "with gr.Blocks() as demo:\n"
        "    press = gr.Button().click\n"
        "    press(lambda a: str(a.shape), gr.Image(), gr.Textbox(), api_name='image')\n"
        "    press(lambda a: str(a[1].shape), gr.Audio(), gr.Textbox(), api_name='audio')\n"
        "demo.launch()\n"
    )
    status = Path(f"/proc/{app.pid}/status")
    if os.name == "nt" or not status.exists():
        pytest.skip("no /proc here")
    visitor = world.visitor(app.url, "me")

    def peak() -> int:
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))

    small = png(4, 4)
    assert visitor.call("image", described(visitor.upload("small.png", small))).status_code in (200, 403, 422)
    before = peak()
    for name in ("png", "gif", "bmp", "webp", "tiff"):
        reply = visitor.call("image", described(visitor.upload(f"a.{name}", PICTURES[name])))
        assert reply.status_code in (403, 422)
    assert visitor.first("audio", described(visitor.upload("a.wav", wav(2**32 - 1)))) == "(250, 2)"
    assert peak() - before < 100 * 1024, "kilobytes"
