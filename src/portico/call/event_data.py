"""What an event carries besides the inputs; a function receives it by annotation."""

from __future__ import annotations

from typing import Any

import msgspec

from portico.call.unknown import Unknown
from portico.wire.codec import JSON
from portico.wire.files import FileData


class EventData:
    """What the event was about.

    Args:
        target: The block that fired.
        _data: What the page sent with the event.
    """

    def __init__(self, target: Any, _data: JSON) -> None:
        self.target = target
        self._data: JSON = _data

    def __getattr__(self, name: str) -> Any:
        data = self.__dict__.get("_data")
        if isinstance(data, dict) and name in data:
            return data[name]
        raise Unknown(self, name, data if isinstance(data, dict) else (), code="PE213")


def member(data: JSON, name: str, default: Any = None) -> Any:
    """Return a member of the event's object, or the default where there is none."""
    return data.get(name, default) if isinstance(data, dict) else default


class SelectData(EventData):
    """A choice: `index`, `value`, `selected`, and for a table `row_value` and `col_value`."""

    def __init__(self, target: Any, data: JSON) -> None:
        super().__init__(target, data)
        self.index: Any = member(data, "index")
        self.value: Any = member(data, "value")
        self.row_value: list[Any] = member(data, "row_value")
        self.col_value: list[Any] = member(data, "col_value")
        self.selected: bool = member(data, "selected", True)


class KeyUpData(EventData):
    """A key: `key` and what the field holds, `input_value`."""

    def __init__(self, target: Any, data: JSON) -> None:
        super().__init__(target, data)
        self.key: str = member(data, "key")
        self.input_value: str = member(data, "input_value")


class _FileEvent(EventData):
    def __init__(self, target: Any, data: JSON) -> None:
        super().__init__(target, data)
        self.file: FileData = msgspec.convert(data, FileData)


class DeletedFileData(_FileEvent):
    """The file that was removed: `file`."""


class DownloadData(_FileEvent):
    """The file that was downloaded: `file`."""


class LikeData(EventData):
    """A judgement of a message: `index`, `value`, and `liked`, which is True, False or the feedback's text."""

    def __init__(self, target: Any, data: JSON) -> None:
        super().__init__(target, data)
        self.index: Any = member(data, "index")
        self.value: Any = member(data, "value")
        self.liked: bool | str = member(data, "liked", True)


class RetryData(EventData):
    """The message to answer again: `index`, `value`."""

    def __init__(self, target: Any, data: JSON) -> None:
        super().__init__(target, data)
        self.index: Any = member(data, "index")
        self.value: Any = member(data, "value")


class UndoData(RetryData):
    """The message to take back: `index`, `value`."""


class EditData(RetryData):
    """A change: `index`, `previous_value`, `value`."""

    def __init__(self, target: Any, data: JSON) -> None:
        super().__init__(target, data)
        self.previous_value: Any = member(data, "previous_value")


class CopyData(EventData):
    """What was copied: `value`."""

    def __init__(self, target: Any, data: JSON) -> None:
        super().__init__(target, data)
        self.value: str = member(data, "value")
