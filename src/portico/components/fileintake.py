"""FileIntake: what File and UploadButton have in common, a value that is one file or several."""

from __future__ import annotations

from typing import Any, Literal

from portico.components import filepayload
from portico.components.filepayload import FileCount, UploadedPath
from portico.graph.component import Component
from portico.graph.files import NewFile
from portico.wire.codec import JSON
from portico.wire.files import FileData


class FileIntake(Component):
    """A component that takes one file or several; a subclass sets the three attributes before it calls `__init__`."""

    carries_files = True
    blocking = True
    file_count: FileCount
    file_types: list[str] | None
    type: Literal["filepath", "binary"]

    @property
    def several(self) -> bool:
        """Whether the function receives a list."""
        return self.file_count != "single"

    def preprocess(self, payload: Any) -> UploadedPath | bytes | list[UploadedPath | bytes] | None:
        """Return the path or the content of what was uploaded."""
        if payload is None:
            return None
        paths = filepayload.received_files(payload, self.several, self.file_types, type(self).__name__)
        found = [filepayload.as_asked(path, self.type) for path in paths]
        return found if self.several else found[0]

    def postprocess(self, value: Any) -> NewFile | list[NewFile] | None:
        """Return the file, or the files, at a path or a list of paths."""
        if value is None:
            return None
        owner = type(self).__name__
        if isinstance(value, list | tuple):
            return [filepayload.offered(one, owner, tell_size=True) for one in value]
        found = filepayload.offered(value, owner, tell_size=True)
        return [found] if self.several else found

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return filepayload.file_schema(self.several)

    def api_info_as_input(self) -> JSON:
        """Return the JSON Schema of what may be sent."""
        return filepayload.file_schema(self.several, filepayload.NOTE)

    def example_payload(self) -> FileData | list[FileData]:
        """Return a payload for the API page."""
        one = filepayload.example("document.pdf")
        return [one] if self.several else one

    def example_value(self) -> str | list[str]:
        """Return a value for documentation."""
        return ["document.pdf"] if self.several else "document.pdf"

    def process_example(self, value: Any) -> str:
        """Return the files' names."""
        several = value if isinstance(value, list | tuple) else [] if value is None else [value]
        return ", ".join(filepayload.name_of(str(one)) for one in several)
