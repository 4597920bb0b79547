"""A picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, ClassVar, Literal

from portico.components import filepayload
from portico.components.sources import sources_of
from portico.components.webcam import WebcamOptions, webcam_of
from portico.errors import BuildError, InvalidPayload, NotBuilt, ResultError
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.graph.files import NewFile, is_remote
from portico.media import image as pictures
from portico.media import mime
from portico.wire.codec import JSON
from portico.wire.files import FileData, InlineFile

ImageMode = Literal["1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F"]
ImageSource = Literal["upload", "webcam", "clipboard"]
MODES = frozenset({"1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "LA", "PA", "RGBX", "I;16"})
"""Pillow's names of pixel formats."""
NOTE = "A local filepath or publicly available URL."
"""What the wire says of a picture as a parameter, word for word, as its recorded samples have it."""


class Image(Component):
    """A picture to upload, paste, drop or show. The function receives an array, a PIL image or a path.

    As an output it takes an array, a PIL image, a path or an address.

    Args:
        value: What is shown at first: a path, an address, a PIL image or a numpy array; a function is called at each
            page load.
        format: The format in which arrays and PIL images go to the page: "webp", "png", "jpeg", "gif" or another that
            Pillow writes.
        height: Height in pixels, or a CSS length.
        width: Width in pixels, or a CSS length.
        image_mode: Pillow's name of the pixel format that the function receives, such as "RGB", "L" or "RGBA"; None
            leaves pictures as they are.
        sources: Where a picture may come from: "upload", "webcam", "clipboard", or a list; default: all, or with
            `streaming` the camera alone.
        type: "numpy" (height × width × channels, 0 to 255), "pil" or "filepath".
        label: Its name.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        buttons: "download" and "fullscreen", and Buttons of one's own, in its corner; default: both.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether a visitor can change it; None: where it is an input.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        streaming: Whether the camera's pictures go to the listeners of `stream` one after the other, while it records.
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        webcam_options: A WebcamOptions: how the camera is shown, and what is asked of it.
        placeholder: Text of the empty upload area, instead of its own; it may be Markdown.
        watermark: Not built.
        alt_text: What the picture shows, for those who do not see it; default: the label.
    """

    carries_files = True
    blocking = True
    missing: ClassVar[dict[str, str]] = {
        "buttons": "`'share'` is left out of the page",
        "watermark": "raises NotBuilt",
    }
    clear = Event()
    change = Event()
    stream = Event(show_progress="minimal")
    select = Event()
    upload = Event()
    input = Event()

    def __init__(
        self,
        value: Any = None,
        *,
        format: str = "webp",
        height: int | str | None = None,
        width: int | str | None = None,
        image_mode: ImageMode | None = "RGB",
        sources: list[ImageSource] | ImageSource | None = None,
        type: Literal["numpy", "pil", "filepath"] = "numpy",
        label: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        buttons: list[Any] | None = None,
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
        webcam_options: WebcamOptions | dict[str, Any] | None = None,
        placeholder: str | None = None,
        watermark: Any = None,
        alt_text: str | None = None,
    ) -> None:
        if type not in ("numpy", "pil", "filepath"):
            raise BuildError(f"Image(type=…) is 'numpy', 'pil' or 'filepath', not {type!r}.", code="PE104")
        if image_mode is not None and image_mode not in MODES:
            raise BuildError(
                f"Image(image_mode=…) is one of {', '.join(sorted(MODES))}, or None; not {image_mode!r}.", code="PE104"
            )
        if watermark is not None:
            raise NotBuilt("Image(watermark=…)", "Draw the mark with Pillow before you return the picture.")
        self.format = format
        self.height = height
        self.width = width
        self.image_mode = image_mode
        if streaming and sources is None:
            sources = ["webcam"]
        self.sources = sources_of("Image", sources, ("upload", "webcam", "clipboard"))
        if streaming and self.sources != ["webcam"]:
            raise BuildError(
                f"Image(streaming=True) has the camera alone: sources=['webcam'], not {self.sources!r}.", code="PE106"
            )
        self.type: Literal["numpy", "pil", "filepath"] = type
        self.buttons = ["download", "share", "fullscreen"] if buttons is None else buttons
        self.streaming = streaming
        self.webcam_options = webcam_of("Image", webcam_options)
        self.placeholder = placeholder
        self.watermark = None
        self.alt_text = alt_text
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=show_label, container=container, scale=scale,
            min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id, elem_classes=elem_classes,
            render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def preprocess(self, payload: Any) -> Any:
        """Return the picture as an array, a PIL image or a path."""
        if payload is None:
            return None
        return pictures.read(filepayload.received(payload, "Image"), self.image_mode, self.type)

    def postprocess(self, value: Any) -> NewFile | None:
        """Return the picture as a file."""
        if value is None:
            return None
        if isinstance(value, str | os.PathLike):
            return self._named(os.fspath(value))
        content, suffix, _ = pictures.encode(value, self.format)
        return NewFile(content, f"image{suffix}")

    def _named(self, text: str) -> NewFile:
        """Return the picture at a path or an address."""
        if text.startswith("data:"):
            try:
                content, kind = pictures.from_data_url(text)
            except InvalidPayload as error:
                raise ResultError(f"Image: {error.message}", code="PE305") from error
            return NewFile(content, f"image{mime.extension(kind)}")
        new = filepayload.offered(text, "Image")
        if text.lower().endswith(".svg") and not is_remote(text):
            new.adapt = _drawn
        return new

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload: a file whose content may also stand in its address."""
        schema = filepayload.file_schema()
        del schema["required"], schema["$defs"]
        optional = {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None, "title": "Path"}
        meta = {"type": "object", "title": "Meta", "default": {"_type": "gradio.FileData"}}
        members = {**schema["properties"], "path": optional, "meta": meta}
        return schema | {"properties": members, "title": "ImageData"}

    def api_info_as_input(self) -> JSON:
        """Return the JSON Schema of what may be sent."""
        return self.api_info() | {"additional_description": NOTE}

    def example_payload(self) -> FileData:
        """Return a payload for the API page."""
        return filepayload.example("photo.png")

    def example_value(self) -> str:
        """Return a value for documentation."""
        return "photo.png"

    def process_example(self, value: Any) -> NewFile | None:
        """Return the picture, to be shown small."""
        return self.postprocess(value)


def _drawn(path: Path, _: Path) -> InlineFile:
    """Return a drawing inside its own address, where none of its script runs."""
    try:
        return InlineFile(url=pictures.svg_data_url(path), orig_name=path.name)
    except UnicodeDecodeError as error:
        raise ResultError(f"Image: '{path.name}' is no SVG file: it is not text in UTF-8.", code="PE306") from error
