"""Sounds and films as pieces of a playlist: what they are recognised by, how long they last, how they are joined."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from portico.errors import MissingExtra, ResultError
from portico.media import adts, audio, ffmpeg, transport
from portico.media.encoder import AacEncoder
from portico.media.pieces import FilmPieces, SoundPieces, joined
from portico.media.playlist import Playlist

FACTS = Path(__file__).parent / "facts"
TONE = (FACTS / "tone.aac").read_bytes()
FILM = (FACTS / "film.ts").read_bytes()
MP3 = b"\xff\xfb\x90\x64" + bytes(400)
needs_ffmpeg = pytest.mark.skipif(ffmpeg.find() is None, reason="ffmpeg is not on PATH")


def wave(seconds: float, rate: int = 8000) -> tuple[int, np.ndarray]:
    return rate, (np.sin(np.arange(int(seconds * rate)) / 3) * 20_000).astype("i2")


def test_sound_is_measured_by_its_frames() -> None:
    assert adts.is_adts(TONE)
    assert not adts.is_adts(MP3)
    assert not adts.is_adts(b"\xff")
    assert (adts.frames(TONE), adts.seconds(TONE)) == (9, pytest.approx(9 * 1024 / 8000))
    assert adts.seconds(TONE + TONE) == pytest.approx(2 * adts.seconds(TONE))
    assert adts.whole(TONE + TONE[:5]) == len(TONE)
    assert adts.whole(TONE[:-1]) < len(TONE) - 1
    assert adts.seconds(MP3) == 0


def test_sound_is_cut_between_frames_and_nothing_is_lost() -> None:
    parts = adts.split(TONE, 3)
    assert b"".join(parts) == TONE
    assert all(adts.whole(part) == len(part) for part in parts)
    first = parts[0][: adts.whole(parts[0]) // 3]
    assert len(adts.split(TONE[: adts.whole(TONE)], 1000)) == adts.frames(TONE)
    assert adts.split(first[:3], 3) == []


def test_a_film_is_measured_by_its_time_stamps() -> None:
    assert transport.is_transport(FILM)
    assert not transport.is_transport(TONE)
    assert transport.seconds(FILM) == pytest.approx(1)
    assert transport.seconds(FILM[:188]) == 0


def test_the_first_sound_is_cut_in_three_and_frames_are_taken_as_they_are() -> None:
    pieces = SoundPieces()
    assert len(pieces.take(TONE, ".aac")) == 3
    assert pieces.take(TONE, ".aac") == [TONE]
    assert pieces.finish() == []
    assert FilmPieces().take(FILM, ".ts") == [FILM]


def test_without_ffmpeg_what_must_be_encoded_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "find", lambda: None)
    with pytest.raises(MissingExtra, match=r"play a sound piece by piece.*portico\[video\]"):
        SoundPieces().take(audio.encode(wave(0.1)), ".wav")
    with pytest.raises(MissingExtra, match=r"play a film piece by piece.*portico\[video\]"):
        FilmPieces().take(b"\0\0\0\x18ftypmp42", ".mp4")


def test_without_ffmpeg_the_whole_is_what_the_pieces_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "find", lambda: None)
    (tmp_path / "in").mkdir()
    paths = [tmp_path / "in" / "a.aac", tmp_path / "in" / "b.aac"]
    for path in paths:
        path.write_bytes(TONE)
    whole = joined("audio", paths, tmp_path, ready=True)
    assert (whole.name, whole.read_bytes()) == ("audio.aac", TONE + TONE)


@needs_ffmpeg
def test_samples_become_one_sound_without_a_gap(tmp_path: Path) -> None:
    pieces = SoundPieces()
    found = [piece for _ in range(5) for piece in pieces.take(audio.encode(wave(0.5)), ".wav")]
    assert sum(map(adts.seconds, found)) > 1.5  # they come while the sound is still made
    found += pieces.finish()
    assert sum(map(adts.seconds, found)) == pytest.approx(2.5, abs=0.3)
    paths = [tmp_path / f"{number}.aac" for number in range(len(found))]
    for path, piece in zip(paths, found, strict=True):
        path.write_bytes(piece)
    whole = joined("audio", paths, tmp_path, ready=True)
    rate, samples = audio.read(whole)
    assert (whole.suffix, rate) == (".wav", 8000)
    # Nowhere inside is it silent for as long as a frame, as it would be where another encoder began.
    inside = np.abs(samples[2000:18000].astype("i4")).reshape(-1, 400).max(axis=1)
    assert inside.min() > 5_000


@needs_ffmpeg
def test_another_rate_begins_another_encoder() -> None:
    pieces = SoundPieces()
    found = pieces.take(audio.encode(wave(0.5)), ".wav")
    found += pieces.take(audio.encode(wave(0.5, 16_000)), ".wav")
    found += pieces.finish()
    assert sum(map(adts.seconds, found)) == pytest.approx(1, abs=0.5)


@needs_ffmpeg
def test_films_of_any_format_become_pieces_and_one_film(tmp_path: Path) -> None:
    program = ffmpeg.find()
    assert program is not None
    source, film = tmp_path / "film.ts", tmp_path / "film.mp4"
    source.write_bytes(FILM)
    ffmpeg.convert(program, source, film, ["-c", "copy"])
    (piece,) = FilmPieces().take(film.read_bytes(), ".mp4")
    assert transport.is_transport(piece)
    assert transport.seconds(piece) == pytest.approx(1)
    whole = joined("video", [source, source], tmp_path, ready=True)
    assert whole.suffix == ".mp4"
    (again,) = FilmPieces().take(whole.read_bytes(), ".mp4")
    assert transport.seconds(again) == pytest.approx(2, abs=0.3)


def test_an_encoder_that_dies_is_a_failure_of_the_step(tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    made = AacEncoder(str(program), 8000, 1)
    made._reader.join(5)
    made._process.wait(5)
    with pytest.raises(ResultError, match="8000 samples a second"):
        made.encode(wave(10)[1])
    assert made.finish() == b""


def test_a_playlist_says_what_there_is() -> None:
    playlist = Playlist("audio")
    playlist.add("/store/a", 0.128, 600)
    lines = playlist.text().split("\n")
    assert lines[:7] == [
        "#EXTM3U",
        "#EXT-X-PLAYLIST-TYPE:EVENT",
        "#EXT-X-TARGETDURATION:1",
        "#EXT-X-VERSION:4",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-START:TIME-OFFSET=0",
        "#EXTINF:0.128000,",
    ]
    name = lines[7]
    assert name.endswith(".aac")
    assert playlist.find(name) is playlist.segments[0]
    assert playlist.find("other.aac") is None
    playlist.ended = True
    assert playlist.text("?__sign=x").endswith(f"{name}?__sign=x\n#EXT-X-ENDLIST\n")


def test_a_playlist_is_bounded_and_films_say_where_their_clock_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portico.media.playlist.LARGEST", 250)
    playlist = Playlist("video")
    dropped = [one.path for number in range(4) for one in playlist.add(f"/{number}", 1.5, 100)]
    assert dropped == ["/0", "/1"]
    text = playlist.text()
    assert "#EXT-X-MEDIA-SEQUENCE:2" in text
    assert "PLAYLIST-TYPE" not in text
    assert "#EXT-X-TARGETDURATION:2" in text
    assert text.count("#EXT-X-DISCONTINUITY") == 1
