"""A sound."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from portico.components import filepayload
from portico.components.sources import sources_of
from portico.components.subtitles import subtitles_of
from portico.errors import BuildError
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.graph.files import NewFile
from portico.media import audio as sounds
from portico.media import mime
from portico.wire.codec import JSON
from portico.wire.files import FileData

if TYPE_CHECKING:
    from portico.media.pieces import Pieces


@dataclasses.dataclass
class WaveformOptions:
    """How Gradio draws a sound. Portico plays sounds with the browser's own player, which draws no waveform.

    Args:
        waveform_color: Colour of what is to come.
        waveform_progress_color: Colour of what was played.
        trim_region_color: Colour of the part that is kept.
        show_recording_waveform: Whether a recording is drawn while it is made.
        skip_length: Seconds to skip.
        sample_rate: Samples a second of a recording.
    """

    waveform_color: str | None = None
    waveform_progress_color: str | None = None
    trim_region_color: str | None = None
    show_recording_waveform: bool = True
    skip_length: int | float = 5
    sample_rate: int = 44100


class Audio(Component):
    """A sound to upload or to play. The function receives samples or a path.

    As an output it takes samples, bytes, a path or an address.

    Args:
        value: What is played at first: a path, an address, or samples a second and a numpy array; a function is called
            at each page load.
        sources: Where a sound may come from: "upload", "microphone", or a list; default: both, or with `streaming` the
            microphone alone.
        type: "numpy" for samples a second and an int16 array of frames, or of frames × channels; "filepath" for a path.
        label: Its name.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether a visitor can change it; None: where it is an input.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        streaming: As an input: whether the sound goes to the listeners of `stream` piece by piece while it is recorded.
            As an output: whether what a generator yields is played one after the other.
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        format: "wav" or "mp3": the format of what goes to the page, and of the file of type "filepath". None: samples
            become WAV and files stay as they are.
        autoplay: Whether a new sound starts by itself; browsers allow it once the visitor has clicked somewhere.
        editable: Whether a visitor could trim the sound; the page has no tool for it yet.
        buttons: "download", and Buttons of one's own, in its corner; default: download.
        waveform_options: A WaveformOptions, or a dict of the same; the page draws no waveform.
        loop: Whether it starts again at its end.
        recording: Whether the microphone records; changing it starts or ends the recording.
        subtitles: A .vtt, .srt or .json file, or a list of `{"text": …, "timestamp": [from, to]}` in seconds.
        playback_position: Seconds at which it starts; changing it moves there.
    """

    carries_files = True
    blocking = True
    plays = True
    missing: ClassVar[dict[str, str]] = {
        "streaming": "what was played piece by piece cannot be a later input, and a cached example keeps its "
        "last piece",
        "editable": "trimming is not in the page",
        "waveform_options": "the browser's own player draws no waveform",
        "buttons": "`'share'` is left out of the page",
    }
    stream = Event(show_progress="minimal")
    change = Event()
    clear = Event()
    play = Event()
    pause = Event()
    stop = Event()
    start_recording = Event()
    pause_recording = Event()
    stop_recording = Event()
    upload = Event()
    input = Event()

    def __init__(
        self,
        value: str | Path | tuple[int, Any] | Callable[..., Any] | None = None,
        *,
        sources: list[Literal["upload", "microphone"]] | Literal["upload", "microphone"] | None = None,
        type: Literal["numpy", "filepath"] = "numpy",
        label: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        interactive: bool | None = None,
        visible: Visible = True,
        streaming: bool = False,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        format: Literal["wav", "mp3"] | None = None,
        autoplay: bool = False,
        editable: bool = True,
        buttons: list[Any] | None = None,
        waveform_options: WaveformOptions | dict[str, Any] | None = None,
        loop: bool = False,
        recording: bool = False,
        subtitles: str | Path | list[dict[str, Any]] | None = None,
        playback_position: float = 0,
    ) -> None:
        if type not in ("numpy", "filepath"):
            raise BuildError(f"Audio(type=…) is 'numpy' or 'filepath', not {type!r}.", code="PE104")
        if format not in (None, "wav", "mp3"):
            raise BuildError(f"Audio(format=…) is 'wav', 'mp3' or None, not {format!r}.", code="PE104")
        if streaming and sources is None:
            sources = ["microphone"]
        self.sources = sources_of("Audio", sources, ("upload", "microphone"))
        if streaming and "microphone" not in self.sources:
            raise BuildError("Audio(streaming=True) needs the microphone among its sources.", code="PE106")
        self.type: Literal["numpy", "filepath"] = type
        self.streaming = streaming
        self.format = format
        self.autoplay = autoplay
        self.editable = editable
        self.buttons = ["download", "share"] if buttons is None else buttons
        self.waveform_options = dataclasses.asdict(_waveform(waveform_options))
        self.loop = loop
        self.recording = recording
        self.subtitles = subtitles_of("Audio", subtitles)
        self.playback_position = playback_position
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=show_label, container=container, scale=scale,
            min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id, elem_classes=elem_classes,
            render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def preprocess(self, payload: Any) -> Any:
        """Return the sound as samples or a path."""
        if payload is None:
            return None
        return sounds.read(filepayload.received(payload, "Audio"), self.type, self.format)

    def postprocess(self, value: Any) -> NewFile | None:
        """Return the sound as a file."""
        if value is None:
            return None
        if isinstance(value, bytes | bytearray):
            kind = mime.sniff(bytes(value[:16])) or "audio/wav"
            return NewFile(bytes(value), f"audio{mime.extension(kind)}")
        if isinstance(value, str | Path):
            new = filepayload.offered(value, "Audio")
            new.adapt = self._converted if self.format else None
            return new
        wanted = self.format or "wav"
        return NewFile(sounds.encode(value, wanted), f"audio.{wanted}")

    def piece(self, value: Any) -> NewFile:
        """Return one of the sounds that are played one after the other as a file."""
        if isinstance(value, bytes | bytearray | str | Path):
            return (
                filepayload.offered(value, "Audio") if isinstance(value, str | Path) else NewFile(bytes(value), "audio")
            )
        return NewFile(sounds.encode(value, "wav"), "audio.wav")

    def pieces(self) -> Pieces:
        """Return what turns such files into pieces, for one run."""
        from portico.media.pieces import SoundPieces

        return SoundPieces()

    def _converted(self, path: Path, folder: Path) -> Path:
        return Path(sounds.convert(path, self.format or "wav", folder=folder))

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return filepayload.file_schema()

    def api_info_as_input(self) -> JSON:
        """Return the JSON Schema of what may be sent."""
        return filepayload.file_schema(note=filepayload.NOTE)

    def example_payload(self) -> FileData:
        """Return a payload for the API page."""
        return filepayload.example("speech.wav")

    def example_value(self) -> str:
        """Return a value for documentation."""
        return "speech.wav"

    def process_example(self, value: Any) -> str:
        """Return the file's name."""
        if value is None:
            return ""
        return filepayload.name_of(str(value)) if isinstance(value, str | Path) else "(audio)"


def _waveform(given: Any) -> WaveformOptions:
    if given is None:
        return WaveformOptions()
    if isinstance(given, WaveformOptions):
        return given
    try:
        return WaveformOptions(**given)
    except TypeError as error:
        names = ", ".join(field.name for field in dataclasses.fields(WaveformOptions))
        raise BuildError(
            f"Audio(waveform_options=…) is a WaveformOptions, or a dict of {names}.", code="PE105"
        ) from error
