"""A button that takes files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from portico.components import filepayload
from portico.components.fileintake import FileIntake
from portico.components.filepayload import FileCount
from portico.graph.block import Visible
from portico.graph.event import Event
from portico.graph.files import NewFile


class UploadButton(FileIntake):
    """A button that opens the file chooser. The function receives a path, or a list of paths where several are taken.

    A path is a str whose `.name` is the path again, as older programs expect.

    Args:
        label: Its text.
        value: The path of a file it holds at first, or a list of them; a function is called at each page load.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        variant: "primary" (the page's main action), "secondary" or "stop".
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        size: "sm", "md" or "lg".
        icon: An image file or address shown before the text.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether it can be pressed.
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        type: "filepath", or "binary" for the content as bytes.
        file_count: "single", "multiple", or "directory" for a whole folder; all but "single" give a list.
        file_types: What is accepted, checked in the page and again on the server: "image", "audio", "video", "text",
            "file", endings such as ".csv", or media types. None: everything.
    """

    change = Event()
    click = Event()
    upload = Event()

    def __init__(
        self,
        label: str = "Upload a File",
        value: str | list[str] | Callable[..., Any] | None = None,
        *,
        every: Any = None,
        inputs: Any = None,
        variant: Literal["primary", "secondary", "stop"] = "secondary",
        visible: Visible = True,
        size: Literal["sm", "md", "lg"] = "lg",
        icon: str | None = None,
        scale: int | None = None,
        min_width: int | None = None,
        interactive: bool = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        type: Literal["filepath", "binary"] = "filepath",
        file_count: FileCount = "single",
        file_types: list[str] | None = None,
    ) -> None:
        filepayload.check_arguments("UploadButton", file_count, file_types, type)
        self.variant = variant
        self.size = size
        self.icon = None if icon is None else NewFile(str(icon), Path(str(icon)).name)
        self.type = type
        self.file_count = file_count
        self.file_types = file_types
        super().__init__(
            value, label=label, every=every, inputs=inputs, scale=scale, min_width=min_width, interactive=interactive,
            visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip
