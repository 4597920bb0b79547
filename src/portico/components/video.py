"""A film."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from portico.components import filepayload
from portico.components.sources import sources_of
from portico.components.subtitles import subtitles_of
from portico.components.webcam import WebcamOptions, webcam_of
from portico.errors import BuildError, NotBuilt, ResultError
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.graph.files import NewFile
from portico.media import video as films
from portico.wire.codec import JSON
from portico.wire.files import FileData

if TYPE_CHECKING:
    from portico.media.pieces import Pieces


class Video(Component):
    """A film to upload or to play. The function receives a path.

    As an output it takes a path or an address.

    Args:
        value: The path or address of what is shown at first; a function is called at each page load.
        format: The suffix of the file that the function receives and the page shows, such as "mp4"; another format is
            converted, which needs ffmpeg. None leaves films as they are, but for those that browsers do not play.
        sources: Where a film may come from: "upload", "webcam", or a list; default: both.
        height: Height in pixels, or a CSS length.
        width: Width in pixels, or a CSS length.
        label: Its name.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether a visitor can change it; None: where it is an input.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        webcam_options: A WebcamOptions: how the camera is shown, and what is asked of it.
        include_audio: Whether the function receives the sound as well; False needs ffmpeg. None: as it came.
        autoplay: Whether a new film starts by itself; browsers allow it once the visitor has clicked somewhere.
        buttons: "download", and Buttons of one's own, in its corner; default: download.
        loop: Whether it starts again at its end.
        streaming: Whether the films that a generator yields are played one after the other, while it still makes them.
        watermark: Not built.
        subtitles: A .vtt, .srt or .json file, or a list of `{"text": …, "timestamp": [from, to]}` in seconds.
        playback_position: Seconds at which it starts; changing it moves there.
    """

    carries_files = True
    blocking = True
    plays = True
    missing: ClassVar[dict[str, str]] = {
        "streaming": "what was played piece by piece cannot be a later input, and a cached example keeps its "
        "last piece",
        "watermark": "raises NotBuilt",
        "buttons": "`'share'` is left out of the page",
        "value": "a pair of film and subtitles is refused: give `subtitles=`",
    }
    change = Event()
    clear = Event()
    start_recording = Event()
    stop_recording = Event()
    stop = Event()
    play = Event()
    pause = Event()
    end = Event()
    upload = Event()
    input = Event()

    def __init__(
        self,
        value: str | Path | Callable[..., Any] | None = None,
        *,
        format: str | None = None,
        sources: list[Literal["upload", "webcam"]] | Literal["upload", "webcam"] | None = None,
        height: int | str | None = None,
        width: int | str | None = None,
        label: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        interactive: bool | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        webcam_options: WebcamOptions | dict[str, Any] | None = None,
        include_audio: bool | None = None,
        autoplay: bool = False,
        buttons: list[Any] | None = None,
        loop: bool = False,
        streaming: bool = False,
        watermark: Any = None,
        subtitles: str | Path | list[dict[str, Any]] | None = None,
        playback_position: float = 0,
    ) -> None:
        if watermark is not None:
            raise NotBuilt("Video(watermark=…)", "Draw the mark with ffmpeg before you return the film.")
        if format is not None and not (isinstance(format, str) and format.isalnum()):
            raise BuildError(f"Video(format=…) is a suffix such as 'mp4' or 'webm', not {format!r}.", code="PE105")
        self.format = format
        self.sources = sources_of("Video", sources, ("upload", "webcam"))
        self.height = height
        self.width = width
        self.webcam_options = webcam_of("Video", webcam_options)
        self.include_audio = True if include_audio is None else include_audio
        self.autoplay = autoplay
        self.buttons = ["download"] if buttons is None else buttons
        self.loop = loop
        self.streaming = streaming
        self.watermark = None
        self.subtitles = subtitles_of("Video", subtitles)
        self.playback_position = playback_position
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=show_label, container=container, scale=scale,
            min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id, elem_classes=elem_classes,
            render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def preprocess(self, payload: Any) -> str | None:
        """Return the path of the film."""
        if payload is None:
            return None
        return films.read(filepayload.received(payload, "Video"), self.format, include_audio=self.include_audio)

    def postprocess(self, value: Any) -> NewFile | None:
        """Return the film as a file that browsers play."""
        if value is None:
            return None
        if isinstance(value, tuple):
            raise ResultError(
                "Video shows one path; it was given a tuple. Give subtitles as gr.Video(subtitles=…).", code="PE303"
            )
        new = filepayload.offered(value, "Video")
        new.adapt = self._playable
        return new

    def piece(self, value: Any) -> NewFile:
        """Return one of the films that are played one after the other as a file."""
        return filepayload.offered(value, "Video")

    def pieces(self) -> Pieces:
        """Return what turns such files into pieces, for one run."""
        from portico.media.pieces import FilmPieces

        return FilmPieces()

    def _playable(self, path: Path, folder: Path) -> Path:
        return Path(films.to_playable(path, self.format, folder=folder))

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return filepayload.file_schema()

    def api_info_as_input(self) -> JSON:
        """Return the JSON Schema of what may be sent."""
        return filepayload.file_schema(note=filepayload.NOTE)

    def example_payload(self) -> FileData:
        """Return a payload for the API page."""
        return filepayload.example("film.mp4")

    def example_value(self) -> str:
        """Return a value for documentation."""
        return "film.mp4"

    def process_example(self, value: Any) -> NewFile | None:
        """Return the film, to be shown small."""
        return self.postprocess(value)
