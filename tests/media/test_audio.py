"""Sounds read and written. Expected samples are what Gradio 6.31 wrote for the same values."""

from __future__ import annotations

import io
import os
import struct
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from portico.errors import InvalidPayload, MissingExtra, ResultError
from portico.media import audio, ffmpeg

needs_ffmpeg = pytest.mark.skipif(ffmpeg.find() is None, reason="ffmpeg is not on PATH")


def frames(content: bytes) -> tuple[int, int, list[int]]:
    """Rate, channels and samples of a WAV file, as the standard library reads it."""
    with wave.open(io.BytesIO(content)) as file:
        assert file.getsampwidth() == 2
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return file.getframerate(), file.getnchannels(), samples.tolist()


def wav_file(path: Path, tag: int, data: Any, bits: int, channels: int = 1, *, extended: bool = False) -> Path:
    """Write a WAV file of any kind, the "extensible" ones included."""
    body = data if isinstance(data, bytes) else data.tobytes()
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", 0xFFFE if extended else tag, channels, 8000, 8000 * frame, frame, bits)
    if extended:
        form += struct.pack("<HHIH", 22, bits, 4, tag) + bytes.fromhex("000000001000800000aa00389b71")
    chunks = b"LIST\x03\x00\x00\x00abc\x00" + b"fmt " + struct.pack("<I", len(form)) + form
    chunks += b"data" + struct.pack("<I", len(body)) + body
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)
    return path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither ffmpeg nor soundfile."""
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setitem(sys.modules, "soundfile", None)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)


# ---- in --------------------------------------------------------------------------------------------------------------

FLOATS = np.array([0, 0.5, -0.5, 1, -1, 2, np.nan])
FROM_FLOATS = [0, 16384, -16384, 32767, -32768, 32767, 0]


@pytest.mark.parametrize(
    ("tag", "data", "bits", "expected"),
    [
        (1, bytes([0, 128, 255]), 8, [-32768, 0, 32512]),
        (1, np.array([0, 1, -1, 32767, -32768], "<i2"), 16, [0, 1, -1, 32767, -32768]),
        (1, bytes.fromhex("000000 000100 00ffff ffff7f 000080"), 24, [0, 1, -1, 32767, -32768]),
        (1, np.array([0, 65536, -65536, 2**31 - 1, -(2**31)], "<i4"), 32, [0, 1, -1, 32767, -32768]),
        (3, FLOATS.astype("<f4"), 32, FROM_FLOATS),
        (3, FLOATS.astype("<f8"), 64, FROM_FLOATS),
    ],
)
@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.usefixtures("bare")
def test_every_kind_of_wav_is_read(
    tmp_path: Path, tag: int, data: Any, bits: int, expected: list[int], extended: bool
) -> None:
    rate, samples = audio.read(wav_file(tmp_path / "a.wav", tag, data, bits, extended=extended))
    assert (rate, samples.dtype, samples.shape) == (8000, np.int16, (len(expected),))
    assert samples.tolist() == expected
    samples[0] = 7  # a function may write into what it was given


@pytest.mark.usefixtures("bare")
def test_several_channels_are_columns(tmp_path: Path) -> None:
    _, samples = audio.read(wav_file(tmp_path / "a.wav", 1, np.array([1, 2, 3, 4], "<i2"), 16, 2))
    assert samples.tolist() == [[1, 2], [3, 4]]


@pytest.mark.usefixtures("bare")
def test_a_recording_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = wav_file(tmp_path / "a.wav", 1, np.arange(6, dtype="<i2"), 16, 2)
    path.write_bytes(path.read_bytes()[:-3])
    assert audio.read(path)[1].tolist() == [[0, 1], [2, 3]]


@pytest.mark.parametrize("length", [b"\xff\xff\xff\xff", b"\0\0\0\0"])
@pytest.mark.usefixtures("bare")
def test_a_recording_of_unknown_length_is_read(tmp_path: Path, length: bytes) -> None:
    path = wav_file(tmp_path / "a.wav", 1, np.arange(6, dtype="<i2"), 16)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"data\x0c\0\0\0", b"data" + length))
    assert audio.read(path)[1].tolist() == [0, 1, 2, 3, 4, 5]


def test_a_path_is_given_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "anything.ogg"
    assert audio.read(path, "filepath") == str(path)
    assert audio.read(path, "filepath", "ogg") == str(path)


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"",
        b"RIFF\x04\0\0\0WAVE",
        b"RIFF\x18\0\0\0WAVEdata\x04\0\0\0abcd",
        b"RIFF\x18\0\0\0WAVEfmt \x10\0\0\0" + bytes(16) + b"data\x04\0\0\0abcd",
        b"RIFF\x18\0\0\0WAVE" + b"junk\0\0\0\0" * 100_000,
    ],
)
@pytest.mark.usefixtures("bare")
def test_what_is_no_sound_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "claims.wav"
    path.write_bytes(content)
    expected = MissingExtra if content[:4] == b"RIFF" else InvalidPayload  # a WAV of a kind that others may know
    with pytest.raises(expected, match=r"not a sound|read audio/wav"):
        audio.read(path)


@pytest.mark.usefixtures("bare")
def test_what_to_install_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"ID3\x04" + bytes(100))
    with pytest.raises(MissingExtra, match=r"read audio/mpeg, unless ffmpeg is on PATH. .*'portico\[audio\]'"):
        audio.read(path)
    with pytest.raises(MissingExtra, match=r"write mp3, unless ffmpeg is on PATH"):
        audio.encode((8000, np.zeros(8, "i2")), "mp3")
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(MissingExtra, match="numpy is needed"):
        audio.read(path)


# ---- out -------------------------------------------------------------------------------------------------------------

T = np.array([0, 0.5, -0.5, 1, -1, 0.25])
LOUD = [0, 16383, -16383, 32767, -32767, 8191]


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (T, LOUD),
        (T.astype("f4"), LOUD),
        (T.astype("f2"), LOUD),
        (T / 2, LOUD),
        (T * 4, LOUD),
        (np.zeros(4), [0, 0, 0, 0]),
        (np.array([0.3, 1 / 3, -0.7, 0.99999, -1]), [9830, 10922, -22936, 32766, -32767]),
        (np.array([0, 1, -1, 32767, -32768], "i2"), [0, 1, -1, 32767, -32768]),
        (np.array([0, 1, 2], "i2"), [0, 1, 2]),
        (np.array([65535, 65537, -1, -65535, -65537, 2**31 - 1, -(2**31)], "i4"), [0, 1, 0, 0, -1, 32767, -32768]),
        (np.array([0, 1, 127, -128], "i1"), [0, 256, 32512, -32768]),
        (np.array([0, 1, 127, 128, 129, 255], "u1"), [-32768, -32511, -129, 128, 385, 32767]),
        (np.array([0, 32768, 65535], "u2"), [-32768, 0, 32767]),
        (np.array([[1], [2], [3]], "i2"), [1, 2, 3]),
        (np.zeros(0, "i2"), []),
        ([0.0, 1.0], [0, 32767]),
    ],
)
def test_samples_become_a_wav(array: Any, expected: list[int]) -> None:
    assert frames(audio.encode((16000, array))) == (16000, 1, expected)


def test_channels_come_second_or_first() -> None:
    pair = np.array([[1, 2], [3, 4], [5, 6]], "i2")
    assert frames(audio.encode((8000, pair))) == (8000, 2, [1, 2, 3, 4, 5, 6])
    long = np.arange(20, dtype="i2").reshape(2, 10)
    assert frames(audio.encode((8000, long))) == (8000, 2, long.T.reshape(-1).tolist())
    assert frames(audio.encode((8000, long[:1]))) == (8000, 1, list(range(10)))


def test_one_bad_float_does_not_silence_the_rest() -> None:
    assert frames(audio.encode((8000, np.array([0, np.nan, 0.5, np.inf]))))[2] == [0, 0, 32767, 0]


@pytest.mark.parametrize("rate", [8000.0, np.int64(8000), np.float32(8000)])
def test_a_rate_is_any_number(rate: Any) -> None:
    assert frames(audio.encode((rate, np.zeros(2, "i2"))))[0] == 8000


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([8000, T], "Expected samples a second and an array, or the path of a file, got list"),
        (T, "got ndarray"),
        ((0, T), "Expected a number of samples a second, such as 44100, got 0"),
        (("fast", T), "got 'fast'"),
        ((8000, np.zeros((2, 2, 2))), r"got the shape \(2, 2, 2\)"),
        ((8000, np.zeros((4, 0))), r"got the shape \(4, 0\)"),
        ((8000, np.array([1, 2])), r"got int64. Return array.astype\('int16'\)"),
        ((8000, np.array([1, 2], "u4")), "got uint32"),
        ((8000, np.array([True])), "got bool"),
    ],
)
def test_what_is_no_sound_cannot_be_played(value: Any, message: str) -> None:
    with pytest.raises(ResultError, match=message):
        audio.encode(value)


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ResultError, match="Expected one of wav, mp3, flac, ogg as the format of a sound, got 'xyz'"):
        audio.encode((8000, T), "xyz")


@pytest.mark.usefixtures("bare")
def test_there_and_back(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(-32768, 32768, (1000, 2)).astype("i2")
    path = tmp_path / "noise.wav"
    path.write_bytes(audio.encode((44100, noise)))
    rate, samples = audio.read(path)
    assert rate == 44100
    assert np.array_equal(samples, noise)


# ---- other formats ---------------------------------------------------------------------------------------------------


@pytest.fixture(params=["soundfile", "ffmpeg"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Only one of the two libraries that know other formats."""
    if request.param == "soundfile":
        pytest.importorskip("soundfile")
        monkeypatch.setenv("PATH", os.devnull)
        monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    else:
        if ffmpeg.find() is None:
            pytest.skip("ffmpeg is not on PATH")
        monkeypatch.setitem(sys.modules, "soundfile", None)
    return request.param


@pytest.mark.parametrize("format", ["mp3", "flac", "ogg"])
def test_other_formats_there_and_back(tmp_path: Path, library: str, format: str) -> None:
    tone = np.sin(np.arange(16000) / 16000 * 440 * 2 * np.pi)
    path = tmp_path / f"tone.{format}"
    path.write_bytes(audio.encode((16000, tone), format))
    rate, samples = audio.read(path)
    assert rate == 16000
    assert abs(len(samples) - 16000) < 2500  # lossy formats pad
    assert 20_000 < np.abs(samples.astype("i4")).max() <= 32768
    copy = Path(audio.read(path, "filepath", "wav"))
    assert (copy.name, copy.parent.parent) == ("tone.wav", tmp_path)
    assert np.array_equal(audio.read(copy)[1], samples)


def test_a_path_is_converted_to_the_format_asked_for(tmp_path: Path, library: str) -> None:
    path = wav_file(tmp_path / "a.wav", 1, np.zeros(16000, "<i2"), 16)
    copy = Path(audio.read(path, "filepath", "mp3", folder=tmp_path / "else"))
    assert copy == tmp_path / "else" / "a.mp3"
    assert audio.read(copy)[0] == 8000


def test_a_sound_that_unpacks_to_hours_is_refused(
    tmp_path: Path, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "silence.flac"
    path.write_bytes(audio.encode((8000, np.zeros(200_000, "i2")), "flac"))
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(audio, "MOST_SAMPLES", 100_000)
    with pytest.raises(InvalidPayload, match="recording is too long"):
        audio.read(path)


@needs_ffmpeg
def test_a_playlist_does_not_reach_other_files(tmp_path: Path) -> None:
    secret = wav_file(tmp_path / "secret.wav", 1, np.zeros(8000, "<i2"), 16)
    for name, content in {
        "hls.mp3": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n",
        "concat.mp3": f"ffconcat version 1.0\nfile '{secret.name}'\n",
    }.items():
        (tmp_path / name).write_text(content)
        with pytest.raises(InvalidPayload, match="damaged, or of a kind"):
            audio.read(tmp_path / name)
