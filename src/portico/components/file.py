"""Files to upload, and files to download."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from portico.components import filepayload
from portico.components.fileintake import FileIntake
from portico.components.filepayload import FileCount
from portico.graph.block import Visible
from portico.graph.event import Event


class File(FileIntake):
    """Files to upload or to download. The function receives a path, or a list of paths where several are taken.

    A path is a str whose `.name` is the path again, as older programs expect. As an output it takes a path, or a list
    of paths.

    Args:
        value: The path of a file shown at first, or a list of them; a function is called at each page load.
        file_count: "single", "multiple", or "directory" for a whole folder; all but "single" give a list.
        file_types: What is accepted, checked in the page and again on the server: "image", "audio", "video", "text",
            "file", endings such as ".csv", or media types. None: everything.
        type: "filepath", or "binary" for the content as bytes.
        label: Its name.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        height: Height in pixels, or a CSS length; a longer list scrolls.
        interactive: Whether a visitor can upload; None: where it is an input.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        allow_reordering: Whether a visitor can change the order of the files.
        buttons: Buttons of one's own, in its corner.
    """

    change = Event()
    select = Event()
    clear = Event()
    upload = Event()
    delete = Event()
    download = Event()

    def __init__(
        self,
        value: str | list[str] | Callable[..., Any] | None = None,
        *,
        file_count: FileCount = "single",
        file_types: list[str] | None = None,
        type: Literal["filepath", "binary"] = "filepath",
        label: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        height: str | float | None = None,
        interactive: bool | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        allow_reordering: bool = False,
        buttons: list[Any] | None = None,
    ) -> None:
        filepayload.check_arguments("File", file_count, file_types, type)
        self.file_count = file_count
        self.file_types = file_types
        self.type = type
        self.height = height
        self.allow_reordering = allow_reordering
        self.buttons = buttons or []
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=show_label, container=container, scale=scale,
            min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id, elem_classes=elem_classes,
            render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip


class Files(File):
    """Several files to upload or to download: a File with `file_count="multiple"`. Parameters as in `File`."""

    view = "file"

    def __init__(
        self,
        value: str | list[str] | Callable[..., Any] | None = None,
        *,
        file_count: Literal["multiple"] = "multiple",
        file_types: list[str] | None = None,
        type: Literal["filepath", "binary"] = "filepath",
        label: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        height: float | None = None,
        interactive: bool | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        allow_reordering: bool = False,
        buttons: list[Any] | None = None,
    ) -> None:
        super().__init__(
            value, file_count=file_count, file_types=file_types, type=type, label=label, every=every, inputs=inputs,
            show_label=show_label, container=container, scale=scale, min_width=min_width, height=height,
            interactive=interactive, visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render,
            key=key, preserved_by_key=preserved_by_key, allow_reordering=allow_reordering, buttons=buttons,
        )  # fmt: skip

    @classmethod
    def class_name(cls) -> str:
        """Return the name by which a client may create it again: it is a File."""
        return "file"
