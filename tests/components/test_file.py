"""File and Files: what a function receives, what it may answer with, and what the page is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import portico as gr
from portico.components.filepayload import UploadedPath
from portico.errors import FileRefused, InvalidPayload, ResultError
from portico.graph.config import build_config
from portico.stores.local_files import LocalFiles
from portico.wire.codec import plain
from portico.wire.files import FileData

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """`write(name, text)`: the path of a new file."""

    def make(name: str, text: str = "hello") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


def sent(path: Path) -> FileData:
    """A visitor's file, as the graph hands it to a component."""
    return FileData(str(path), orig_name=path.name)


def test_a_function_receives_a_path_that_also_has_a_name(write: Any) -> None:
    path = write("notes.txt")
    found = gr.File(render=False).preprocess(sent(path))
    assert found == str(path)
    assert found.name == str(path)
    assert Path(found).read_text() == "hello"
    assert isinstance(found, UploadedPath)


def test_binary_gives_the_content(write: Any) -> None:
    assert gr.File(type="binary", render=False).preprocess(sent(write("notes.txt", "abc"))) == b"abc"


@pytest.mark.parametrize("count", ["multiple", "directory"])
def test_several_files_come_as_a_list(write: Any, count: Any) -> None:
    paths = [write("a.txt"), write("b.txt")]
    many = gr.File(file_count=count, render=False)
    assert many.preprocess([sent(path) for path in paths]) == [str(path) for path in paths]
    assert many.preprocess([]) == []
    assert many.preprocess(None) is None


def test_what_is_no_file_or_of_the_wrong_number_is_refused(write: Any) -> None:
    one, many = gr.File(render=False), gr.Files(render=False)
    file = sent(write("a.txt"))
    for component, payload, said in [
        (one, [file], "expects one file, got a list of 1"),
        (many, file, "expects a list of files, got one file"),
        (one, {"path": "/etc/passwd"}, "got an object that is not marked as a file"),
        (one, "/etc/passwd", "expects an uploaded file, got str"),
        (many, [file, None], "expects an uploaded file, got nothing"),
        (one, FileData("", url="x"), "a file without a path"),
    ]:
        with pytest.raises(InvalidPayload, match=said):
            component.preprocess(payload)


@pytest.mark.parametrize(
    ("types", "name", "fits"),
    [
        ([".txt"], "NOTES.TXT", True),
        (["text"], "notes.csv", True),
        (["text/plain"], "notes.txt", True),
        (["image", ".csv"], "notes.csv", True),
        (["file"], "whatever", True),
        (["image"], "notes.txt", False),
        ([".csv"], "notes.csv.exe", False),
    ],
)
def test_the_server_checks_the_kind_too(write: Any, types: list[str], name: str, fits: bool) -> None:
    component = gr.File(file_types=types, render=False)
    payload = sent(write(name))
    if fits:
        assert component.preprocess(payload) is not None
    else:
        with pytest.raises(InvalidPayload, match=rf"'{name}' cannot be used here. Accepted: {', '.join(types)}"):
            component.preprocess(payload)


def test_an_answer_is_a_path_or_a_list_of_paths() -> None:
    one, many = gr.File(render=False), gr.Files(render=False)
    found = one.postprocess(Path("a/b/notes.txt"))
    assert (found.source, found.name, found.tell_size) == ("a/b/notes.txt", "notes.txt", True)
    assert [file.name for file in one.postprocess(["a.txt", "b.txt"])] == ["a.txt", "b.txt"]
    assert [file.name for file in many.postprocess("a.txt")] == ["a.txt"]
    assert one.postprocess("https://example.com/x/my%20file.pdf?v=1").name == "my file.pdf"
    assert one.postprocess(None) is None
    for wrong in (3, b"abc", "", {"path": "a.txt"}):
        with pytest.raises(ResultError, match=r"File shows a file by its path, a str or a pathlib\.Path"):
            one.postprocess(wrong)


def test_wrong_arguments_are_refused_at_once() -> None:
    for arguments, said in [
        ({"file_count": "many"}, "'single', 'multiple' or 'directory', not 'many'"),
        ({"type": "bytes"}, "'filepath' or 'binary', not 'bytes'"),
        ({"file_types": "image"}, "is a list such as"),
        ({"file_types": [3]}, "is a list such as"),
    ]:
        with pytest.raises(ValueError, match=said):
            gr.File(**arguments)


def test_files_is_a_file_that_takes_several(write: Any, tmp_path: Path) -> None:
    path = write("notes.txt", "twelve bytes")
    with gr.Blocks() as demo:
        gr.Files(str(path), label="Papers")
    config = plain(build_config(demo, LocalFiles(tmp_path / "store")))
    component = next(one for one in config["components"] if one["type"] == "file")
    assert component["props"]["name"] == "file"
    assert component["props"]["file_count"] == "multiple"
    (value,) = component["props"]["value"]
    assert (value["orig_name"], value["size"], value["mime_type"]) == ("notes.txt", 12, None)
    assert component["api_info"]["type"] == "array"
    assert component["api_info"]["items"] == {"$ref": "#/$defs/FileData"}
    assert set(component["api_info"]["$defs"]) == {"FileData", "FileDataMeta"}


def test_a_file_named_in_the_program_may_lie_anywhere_but_must_be_there(tmp_path: Path, monkeypatch: Any) -> None:
    elsewhere, here = tmp_path / "elsewhere", tmp_path / "here"
    elsewhere.mkdir()
    here.mkdir()
    (elsewhere / "a.txt").write_text("x")
    monkeypatch.chdir(here)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(here))
    with gr.Blocks() as demo:
        gr.File(str(elsewhere / "a.txt"))
    build_config(demo, LocalFiles(tmp_path / "store"))
    with gr.Blocks() as demo:
        gr.File(str(elsewhere / "none.txt"))
    with pytest.raises(FileRefused, match=r"none\.txt', which does not exist"):
        build_config(demo, LocalFiles(tmp_path / "store"))


def test_an_update_keeps_what_the_program_gave() -> None:
    file = gr.File(file_types=[".csv"], file_count="multiple", render=False)
    changed = file.updated({"label": "Tables", "interactive": False})
    assert (changed.label, changed.interactive, changed.file_types, changed.value) == ("Tables", False, [".csv"], None)


def test_examples_show_names() -> None:
    assert gr.Files(render=False).process_example(["x/a.txt", "x/b.txt"]) == "a.txt, b.txt"
    assert gr.File(render=False).process_example(None) == ""
