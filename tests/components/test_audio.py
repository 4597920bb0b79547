"""Audio: sounds in and out."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import portico as gr
from portico.components.audio import WaveformOptions
from portico.errors import FileRefused, InvalidPayload, ResultError
from portico.graph.files import Reader, publish
from portico.media import wav
from portico.stores.local_files import LocalFiles
from portico.stores.offer import Offer
from portico.wire.files import FileData

TONE = (8000, (np.sin(np.arange(800) / 8) * 12000).astype(np.int16))


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """A tenth of a second."""
    path = tmp_path / "tone.wav"
    path.write_bytes(wav.write(*TONE))
    return path


def sent(path: Path) -> FileData:
    return FileData(str(path), orig_name=path.name)


def test_a_function_receives_samples_or_a_path(tone: Path) -> None:
    rate, samples = gr.Audio(render=False).preprocess(sent(tone))
    assert (rate, samples.dtype) == (8000, np.int16)
    assert np.array_equal(samples, TONE[1])
    assert gr.Audio(type="filepath", render=False).preprocess(sent(tone)) == str(tone)
    assert gr.Audio(format="wav", type="filepath", render=False).preprocess(sent(tone)) == str(tone)
    assert gr.Audio(render=False).preprocess(None) is None


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    path.write_text("hello")
    with pytest.raises(InvalidPayload):
        gr.Audio(render=False).preprocess(sent(path))
    with pytest.raises(InvalidPayload, match="Audio expects an uploaded file, got float"):
        gr.Audio(render=False).preprocess(float("nan"))


def test_samples_go_to_the_page_as_wav() -> None:
    found = gr.Audio(render=False).postprocess(TONE)
    assert found is not None
    assert found.name == "audio.wav"
    assert isinstance(found.source, bytes)
    with wave.open(io.BytesIO(found.source)) as sound:
        assert (sound.getframerate(), sound.getnframes(), sound.getnchannels()) == (8000, 800, 1)


def test_bytes_are_named_for_what_they_are() -> None:
    audio = gr.Audio(render=False)
    for content, name in [(wav.write(*TONE), "audio.wav"), (b"ID3" + bytes(20), "audio.mp3"), (b"??", "audio.wav")]:
        found = audio.postprocess(content)
        assert found is not None
        assert (found.source, found.name) == (content, name)


def test_paths_go_as_they_are_unless_a_format_is_asked_for(tone: Path, tmp_path: Path) -> None:
    plain = gr.Audio(render=False).postprocess(tone)
    assert plain is not None
    assert (plain.source, plain.name, plain.adapt) == (str(tone), "tone.wav", None)
    store, offer = LocalFiles(tmp_path / "store"), Offer.of([str(tmp_path)], None)
    same = publish(gr.Audio(format="wav", render=False).postprocess(tone), store, Reader("s", ""), offer)
    assert same["orig_name"] == "tone.wav"


def test_a_converted_copy_takes_the_place_of_the_file(tone: Path, tmp_path: Path, monkeypatch: Any) -> None:
    folders: list[Path] = []

    def convert(path: Path, format: str, *, folder: Path) -> str:
        target = folder / f"{path.stem}.{format}"
        target.write_bytes(b"coded")
        folders.append(folder)
        return str(target)

    monkeypatch.setattr("portico.media.audio.convert", convert)
    store, offer = LocalFiles(tmp_path / "store"), Offer.of([str(tmp_path)], None)
    audio = gr.Audio(format="mp3", render=False)
    found = publish(audio.postprocess(str(tone)), store, Reader("s", ""), offer)
    assert found["orig_name"] == "tone.mp3"
    assert store.local(found["path"], "s").read_bytes() == b"coded"
    assert not folders[0].exists()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "other"))
    with pytest.raises(FileRefused):
        publish(audio.postprocess(str(tone)), store, Reader("s", ""), Offer.of(None, None))
    assert len(folders) == 1, "a file that the app may not show was converted"


def test_what_cannot_be_played_is_refused() -> None:
    for wrong in (3, [1, 2], (0, np.zeros(3)), (8000, np.zeros((2, 2, 2)))):
        with pytest.raises(ResultError):
            gr.Audio(render=False).postprocess(wrong)


def test_wrong_arguments_are_refused_at_once() -> None:
    for arguments, said in [
        ({"type": "bytes"}, "'numpy' or 'filepath', not 'bytes'"),
        ({"format": "flac"}, "'wav', 'mp3' or None, not 'flac'"),
        ({"sources": "radio"}, "'upload', 'microphone', not 'radio'"),
        ({"waveform_options": {"colour": "red"}}, "a dict of waveform_color"),
        ({"subtitles": "words.txt"}, r"reads \.vtt, \.srt, \.json files, not 'words\.txt'"),
        ({"subtitles": [{"text": "hi"}]}, "holds entries like .*; entry 0 is"),
        ({"subtitles": 3}, "the path of a file or a list, not int"),
    ]:
        with pytest.raises(ValueError, match=said):
            gr.Audio(**arguments)


@pytest.mark.parametrize(
    ("arguments", "sources"),
    [
        ({}, ["upload", "microphone"]),
        ({"streaming": True}, ["microphone"]),
        ({"streaming": True, "sources": ["upload", "microphone"]}, ["upload", "microphone"]),
        ({"recording": True, "sources": "microphone"}, ["microphone"]),
    ],
)
def test_a_live_sound_comes_from_the_microphone(arguments: dict[str, Any], sources: list[str]) -> None:
    props = gr.Audio(**arguments, render=False).props()
    assert props["sources"] == sources
    assert (props["streaming"], props["recording"]) == ("streaming" in arguments, "recording" in arguments)
    with pytest.raises(ValueError, match="needs the microphone"):
        gr.Audio(streaming=True, sources="upload")


def test_the_page_learns_what_it_needs() -> None:
    audio = gr.Audio(
        waveform_options=WaveformOptions(waveform_color="teal"),
        subtitles=[{"text": "Hi", "timestamp": [0, 1.5]}],
        autoplay=True,
        render=False,
    )
    props = audio.props()
    assert props["waveform_options"]["waveform_color"] == "teal"
    assert props["subtitles"] == [{"start": 0.0, "end": 1.5, "text": "Hi"}]
    assert (props["sources"], props["autoplay"], props["loop"]) == (["upload", "microphone"], True, False)
    assert audio.updated({"label": "New"}).waveform_options == props["waveform_options"]


def test_examples_show_names() -> None:
    audio = gr.Audio(render=False)
    assert (audio.process_example("x/tone.wav"), audio.process_example(None)) == ("tone.wav", "")
    assert audio.process_example(TONE) == "(audio)"
