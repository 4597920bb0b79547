"""Sound: a file to samples or a path, and samples to a file.

WAV needs numpy only. Other formats are read and written by soundfile where it is installed, else by ffmpeg.
"""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path
from typing import Any, Literal

from portico.errors import InvalidPayload, MissingExtra, ResultError
from portico.lang.private import scratch
from portico.media import ffmpeg, mime, wav
from portico.media.copies import place, writing
from portico.media.origin import comes_from

AudioType = Literal["numpy", "filepath"]

FORMATS = ("wav", "mp3", "flac", "ogg")
MOST_SAMPLES = 2**29
"""How many samples a compressed file may hold, all channels together: 1 GiB once it is unpacked."""

BLOCK = 2**20
"""Frames that are unpacked at a time."""

Samples = tuple[int, Any]
"""Samples a second, and an int16 array of frames or of frames × channels."""


def read(path: str | Path, type: AudioType = "numpy", format: str | None = None, *, folder: Path | None = None) -> Any:
    """Return the sound in a file, in the form the author asked for.

    Args:
        path: The file.
        type: "numpy" for samples a second and an int16 array of frames, or of frames × channels; "filepath" for a path.
        format: For "filepath", the format to convert to where the name says another: "wav", "mp3", "flac" or "ogg".
        folder: Where a converted copy goes; a subfolder beside the file by default.

    Raises:
        InvalidPayload: The file is no sound, is damaged or too long.
        MissingExtra: Only ffmpeg or soundfile reads this format, and there is neither.
    """
    path = Path(path)
    if type == "filepath":
        return convert(path, format, folder=folder) if format else str(path)
    return _load(path)


def encode(value: Any, format: str = "wav") -> bytes:
    """Return samples as a file's bytes.

    Floats are scaled so that the loudest becomes full scale, as Gradio does; wider integers keep their upper 16 bits.

    Args:
        value: Samples a second, and an array of frames or of frames × channels: floats, int8, int16, int32, uint8 or
            uint16. Channels × frames is understood where there are at most 8 channels and more frames.
        format: "wav", "mp3", "flac" or "ogg".

    Raises:
        ResultError: The value is no such pair, or the format is another.
        MissingExtra: A format other than WAV, and neither ffmpeg nor soundfile is there.
    """
    rate, samples = _checked(value)
    if format == "wav":
        return wav.write(rate, samples)
    _known(format)
    with scratch() as name:
        source, target = Path(name, "audio.wav"), Path(name, f"coded.{format}")
        source.write_bytes(wav.write(rate, samples))
        _write(source, target, (rate, samples))
        return target.read_bytes()


def convert(path: str | Path, format: str, *, folder: Path | None = None) -> str:
    """Return the path of a file in another format, or the one given where its name already says that format.

    Raises:
        InvalidPayload: The file is no sound, is damaged or too long.
        ResultError: Portico does not write that format.
        MissingExtra: Neither ffmpeg nor soundfile is there, and one is needed.
    """
    path = Path(path)
    _known(format)
    if path.suffix.lower() == f".{format}":
        return str(path)
    target = place(path, f"{path.stem}.{format}", format, folder)
    samples = _load(path)
    if format == "wav":
        with writing(target) as draft:
            draft.write_bytes(wav.write(*samples))
    else:
        with scratch() as name:
            source = Path(name, "audio.wav")
            source.write_bytes(wav.write(*samples))
            _write(source, target, samples)
    return str(target)


def _known(format: str) -> None:
    if format not in FORMATS:
        raise ResultError(
            f"Expected one of {', '.join(FORMATS)} as the format of a sound, got {format!r}.", code="PE305"
        )


def _need_numpy() -> None:
    if importlib.util.find_spec("numpy") is None:
        raise MissingExtra("numpy", "audio", "turn sounds into samples and back")


def _soundfile() -> Any:
    """Return the soundfile module, or None where it or the library under it is missing."""
    try:
        import soundfile  # pyright: ignore[reportMissingImports]
    except (ImportError, OSError):
        return None
    return soundfile


# ---- in --------------------------------------------------------------------------------------------------------------


def _load(path: Path) -> Samples:
    _need_numpy()
    with path.open("rb") as file:
        kind = mime.sniff(file.read(16)) or ""
    if kind == "audio/wav" and (found := wav.read(path)) is not None:
        return found
    soundfile, program = _soundfile(), ffmpeg.find()
    if soundfile is not None and (found := _by_soundfile(soundfile, path)) is not None:
        return found
    if program is not None:
        return _by_ffmpeg(program, path)
    if kind.startswith(("audio/", "video/")):
        library, extra = ("imageio-ffmpeg", "video") if soundfile is not None else ("soundfile", "audio")
        raise MissingExtra(library, extra, f"read {kind}, unless ffmpeg is on PATH")
    raise InvalidPayload("That file is not a sound that this app can read. WAV always works.")


def _by_soundfile(soundfile: Any, path: Path) -> Samples | None:
    try:
        with soundfile.SoundFile(path) as file:
            if file.frames * file.channels > MOST_SAMPLES:
                raise InvalidPayload("That recording is too long to be read here.")
            return int(file.samplerate), _in_blocks(file)
    except soundfile.SoundFileError:  # m4a and webm, say, which ffmpeg may know
        return None


def _in_blocks(file: Any) -> Any:
    """Return all samples as int16: floats of the whole would take four times the room of what they become."""
    import numpy as np

    blocks = [wav.from_floats(block) for block in file.blocks(blocksize=BLOCK, dtype="float32")]
    return np.concatenate(blocks) if blocks else wav.from_floats(file.read(dtype="float32"))


def _by_ffmpeg(program: str, path: Path) -> Samples:
    with scratch() as name:
        target = Path(name, "audio.wav")
        ffmpeg.convert(
            program, path, target, ["-vn", "-map", "0:a:0", "-c:a", "pcm_s16le", "-f", "wav"], most=2 * MOST_SAMPLES
        )
        found = wav.read(target)
    if found is None:
        raise InvalidPayload("That file holds no sound.")
    return found


# ---- out -------------------------------------------------------------------------------------------------------------


def _write(source: Path, target: Path, samples: Samples) -> None:
    """Write a WAV file's content in another format, by whichever library is there."""
    program, soundfile = ffmpeg.find(), _soundfile()
    if program is not None:
        ffmpeg.convert(program, source, target, [])
        return
    if soundfile is None:
        raise MissingExtra("soundfile", "audio", f"write {target.suffix[1:]}, unless ffmpeg is on PATH")
    buffer = io.BytesIO()
    try:
        soundfile.write(buffer, samples[1], samples[0], format=target.suffix[1:].upper())
    except soundfile.SoundFileError as error:
        raise ResultError(
            f"A sound of {samples[0]} samples a second cannot be written as {target.suffix}.", code="PE305"
        ) from error
    target.write_bytes(buffer.getvalue())


def _checked(value: Any) -> Samples:
    if not isinstance(value, tuple) or len(value) != 2:
        raise ResultError(
            f"Expected samples a second and an array, or the path of a file, got {type(value).__name__}.", code="PE305"
        )
    _need_numpy()
    import numpy as np

    rate: Any = value[0]
    try:
        rate = int(rate)
    except (TypeError, ValueError):
        rate = 0
    if not 0 < rate < 2**31:
        raise ResultError(f"Expected a number of samples a second, such as 44100, got {value[0]!r}.", code="PE305")
    array = value[1] if comes_from(value[1], "numpy", "ndarray") else np.asarray(value[1])
    if array.ndim == 2 and array.shape[0] <= 8 < array.shape[1]:
        array = array.T
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim not in (1, 2) or (array.ndim == 2 and not 0 < array.shape[1] < 2**16):
        raise ResultError(
            f"Expected an array of frames, or of frames × channels, got the shape {array.shape}.", code="PE305"
        )
    return rate, _to_int16(array)


def _to_int16(array: Any) -> Any:
    import numpy as np

    if array.dtype.kind == "f":
        values = np.nan_to_num(array.astype("f8"), nan=0.0, posinf=0.0, neginf=0.0)
        loudest = np.abs(values).max(initial=0.0)
        return (values / loudest * 32767 if loudest else values).astype("i2")
    match array.dtype.name:
        case "int16":
            return array
        case "int32":
            return (array / 65536).astype("i2")
        case "int8":
            return array.astype("i2") * 256
        case "uint8":
            return (array.astype("i4") * 257 - 32768).astype("i2")
        case "uint16":
            return (array.astype("i4") - 32768).astype("i2")
        case _:
            raise ResultError(
                f"Expected floats or integers of 8 or 16 bits as samples, got {array.dtype}. "
                "Return array.astype('int16') if they go from -32768 to 32767.",
                code="PE305",
            )
