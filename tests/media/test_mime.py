"""Media types of names and of first bytes, and what a component accepts."""

from __future__ import annotations

import pytest

from portico.media import mime


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.png", "image/png"),
        ("A.JPG", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.svg", "image/svg+xml"),
        ("a.wav", "audio/wav"),
        ("a.m4a", "audio/mp4"),
        ("a.mp4", "video/mp4"),
        ("a.mov", "video/quicktime"),
        ("a.csv", "text/csv"),
        ("a.js", "text/javascript"),
        ("notes", "application/octet-stream"),
        ("a.unheard-of", "application/octet-stream"),
    ],
)
def test_a_name_promises_a_type(name: str, expected: str) -> None:
    assert mime.guess(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        *("a.png", "a.jpg", "a.gif", "a.webp", "a.wav", "a.mp3", "a.ogg", "a.opus", "a.flac", "a.m4a", "a.aac"),
        *("a.weba", "a.mp4", "a.m4v", "a.webm", "a.ogv", "a.mov", "a.avi", "a.mkv", "a.txt", "a.json", "a.srt"),
    ],
)
def test_what_gradio_shows_in_the_page_is_shown_here(name: str) -> None:
    assert mime.is_inline_safe(mime.guess(name))


@pytest.mark.parametrize(
    "name", ["a.svg", "a.html", "a.xhtml", "a.xml", "a.pdf", "a.js", "a.md", "a.zip", "a", "a.exe"]
)
def test_what_could_run_script_is_a_download(name: str) -> None:
    assert not mime.is_inline_safe(mime.guess(name))


def test_parameters_of_a_type_do_not_count() -> None:
    assert mime.is_inline_safe("Text/Plain; charset=utf-8")
    assert not mime.is_inline_safe("text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [
        ("image/jpeg", ".jpg"),
        ("image/png", ".png"),
        ("audio/mpeg", ".mp3"),
        ("text/plain; charset=utf-8", ".txt"),
        ("video/mp4", ".mp4"),
        ("no/such-type", ""),
    ],
)
def test_a_type_gets_one_suffix(kind: str, suffix: str) -> None:
    assert mime.extension(kind) == suffix


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1", "image/jpeg"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0 ftypisom\0\0\2\0", "video/mp4"),
        (b"\0\0\0 ftypM4A \0\0\2\0", "audio/mp4"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\xf2\x81", "video/webm"),
        (b"BM\x9e\0\0\0\0\0\0\0\x36\0\0\0(\0", "image/bmp"),
        (b"BMW is a maker of cars", None),
        (b"hello, world....", None),
        (b"", None),
    ],
)
def test_first_bytes_tell_where_a_name_does_not(head: bytes, kind: str | None) -> None:
    assert mime.sniff(head) == kind


@pytest.mark.parametrize(
    ("file_types", "accepted", "refused"),
    [
        (["image"], ["a.png", "a.JPG", "a.svg", "a.heic"], ["a.mp3", "a.txt", "a"]),
        (["audio"], ["a.mp3", "a.wav"], ["a.mp4"]),
        (["video"], ["a.mp4"], ["a.mp3"]),
        (["text"], ["a.txt", "a.csv", "a.py", "a.md"], ["a.json", "a.png"]),
        (["file"], ["a", "a.xyz"], []),
        (["*"], ["a", "a.xyz"], []),
        ([".csv"], ["a.csv", "A.CSV"], ["a.csv.exe", "csv"]),
        ([".CSV"], ["a.csv"], ["a.txt"]),
        (["csv"], ["a.csv"], ["acsv", "a.txt"]),
        ([".tar.gz"], ["a.tar.gz"], ["a.gz"]),
        (["text/plain"], ["a.txt"], ["a.csv"]),
        (["image/*"], ["a.png"], ["a.mp4"]),
        (["image", ".pdf"], ["a.png", "a.pdf"], ["a.doc"]),
        ([], ["a", "a.exe"], []),
        (None, ["a", "a.exe"], []),
    ],
)
def test_a_component_accepts_what_its_file_types_say(
    file_types: list[str] | None, accepted: list[str], refused: list[str]
) -> None:
    assert [name for name in accepted if not mime.matches(name, file_types)] == []
    assert [name for name in refused if mime.matches(name, file_types)] == []
