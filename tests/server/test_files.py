"""Files in and out: uploads that leave nothing half done, downloads of what is offered and nothing else."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from portico.server.options import ServerOptions
from portico.server.uploads import Upload, Uploads
from portico.stores.local_files import UNCLAIMED
from server.harness import FORM, Browser, Make, Site, form

pytestmark = pytest.mark.anyio

URL = "/gradio_api/file="


def content(path: str) -> bytes:
    """What lies at a path."""
    return Path(path).read_bytes()


def kept(site: Site) -> list[str]:
    """Every file below the store's folder."""
    return sorted(path.name for path in site.files.folder.rglob("*") if path.is_file())


# In


@pytest.mark.requirement("R54")
@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("my pic (1)#%é.png", "my pic (1)#%é.png"),
        ("a/b/c.txt", "c.txt"),
        ("..\\..\\evil.txt", "evil.txt"),
        ("/etc/passwd", "passwd"),
        (".bashrc", "_.bashrc"),
        ("a<b>:c|?*.txt", "abc.txt"),
        ("con.txt", "_con.txt"),
        ("trailing. . ", "trailing"),
        ("blob", "blob"),
    ],
)
async def test_an_upload_is_found_under_a_safe_name(site: Site, browser: Browser, sent: str, stored: str) -> None:
    reply = await browser.upload((sent, b"content"))
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    (path,) = reply.json
    assert Path(path).name == stored
    assert content(path) == b"content"
    assert site.files.holds(path)
    back = await browser.get(URL + quote(path))
    assert (back.status, back.body) == (200, b"content")


async def test_several_files_come_back_in_order(browser: Browser) -> None:
    files = [(f"{number}.txt", b"x" * number) for number in (3, 0, 2, 1)]
    paths = (await browser.upload(*files)).json
    assert [(Path(path).name, content(path)) for path in paths] == files


async def test_the_same_file_twice_is_two_files(browser: Browser) -> None:
    first, second = (await browser.upload(("a.txt", b"x"), ("a.txt", b"x"))).json
    assert first != second


async def test_an_upload_belongs_to_the_first_session_that_uses_it(site: Site, browser: Browser) -> None:
    (path,) = (await browser.upload(("a.txt", b"x"))).json
    assert site.files._entries[path].owner == UNCLAIMED
    site.files.local(path, "me")
    assert site.files._entries[path].owner == "me"


@pytest.mark.parametrize("size", [1, 7, 100, 65536])
async def test_a_body_in_pieces_gives_the_same_files(browser: Browser, size: int) -> None:
    sent = os.urandom(5000) + b"\r\n--B-\r\n--\r\n" + b"\r" * 500
    whole = form(("a.bin", sent), ("b.bin", b""))
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    reply = await browser.ask("POST", "/gradio_api/upload", body=pieces, headers=FORM)
    assert [content(path) for path in reply.json] == [sent, b""]


async def test_a_large_upload_is_written_as_it_comes(browser: Browser) -> None:
    sent = os.urandom(5 * 1024 * 1024)
    whole = form(("a.bin", sent))
    pieces = [whole[at : at + 65536] for at in range(0, len(whole), 65536)]
    (path,) = (await browser.ask("POST", "/gradio_api/upload", body=pieces, headers=FORM)).json
    assert content(path) == sent


async def test_other_parts_are_ignored(site: Site, browser: Browser) -> None:
    assert (await browser.upload(("a.txt", b"x"), part="other")).json == []
    assert (await browser.upload(part="files")).json == []
    assert kept(site) == []


@pytest.mark.requirement("R55", "R56")
@pytest.mark.parametrize(
    ("body", "headers", "status", "says"),
    [
        (b"{}", {"content-type": "application/json"}, 400, '{"detail":"Invalid content type."}'),
        (b"", {}, 400, '{"detail":"Invalid content type."}'),
        (b"", {"content-type": "multipart/form-data"}, 400, '{"detail":"Invalid content type."}'),
        (form(("..", b"x")), FORM, 400, '{"detail":"Invalid file name: .."}'),
        (form(("a/..", b"x")), FORM, 400, '{"detail":"Invalid file name: .."}'),
        (form((".", b"x")), FORM, 400, '{"detail":"Invalid file name: ."}'),
        (form(("", b"x")), FORM, 400, '{"detail":"A file needs a name."}'),
        (form(("a/", b"x")), FORM, 400, '{"detail":"A file needs a name."}'),
        (b"nonsense", FORM, 400, ""),
        (b"--C\r\n\r\n", FORM, 400, ""),
        (form(("a.txt", b"x"))[:-8], FORM, 400, "last boundary"),
        (form(*[("a.txt", b"x")] * 1001), FORM, 400, "1000 parts"),
        (b"--B\r\nContent-Disposition" + b"x" * 100_000, FORM, 400, ""),
        (b"--B\r\n" + b"a: b\r\n" * 1000, FORM, 400, ""),
        (b"", {"content-type": "multipart/form-data; boundary=" + "x" * 1000}, 400, ""),
    ],
)
@pytest.mark.requirement("R55")
async def test_forms_that_are_none_leave_nothing(
    site: Site, browser: Browser, body: bytes, headers: dict[str, str], status: int, says: str
) -> None:
    reply = await browser.ask("POST", "/gradio_api/upload", body=body, headers=headers)
    assert reply.status == status
    assert says in reply.text
    assert kept(site) == []
    assert list(site.files.folder.glob("*")) == []


@pytest.mark.requirement("R51", "R52", "R56")
async def test_a_file_over_the_limit_is_refused_as_recorded(make: Make) -> None:
    site = make(ServerOptions(max_file_size=51_200))
    whole = form(("fits.bin", b"x" * 51_200), ("over.bin", b"x" * 60_000))
    pieces = [whole[at : at + 16_384] for at in range(0, len(whole), 16_384)]
    reply = await site.browser.ask("POST", "/gradio_api/upload", body=pieces, headers=FORM)
    assert (reply.status, reply.headers["content-type"]) == (413, "text/plain; charset=utf-8")
    assert reply.text == "File size exceeded maximum allowed size of 51200 bytes."
    assert kept(site) == []
    assert (await site.browser.upload(("fits.bin", b"x" * 51_200))).status == 200


@pytest.mark.requirement("R51")
async def test_an_endless_upload_over_the_limit_is_not_read_to_its_end(make: Make) -> None:
    site = make(ServerOptions(max_file_size=1000))
    start = form(("a.bin", b""))[: -len(b"\r\n--B--\r\n")]
    reading = site.browser.open("POST", "/gradio_api/upload", body=[start] + [b"x" * 65_536] * 500, headers=FORM)
    reply = await reading.whole()
    assert (reply.status, reply.headers["connection"]) == (413, "close")
    # A little of it is: a client that is cut off while it sends never sees the answer.
    assert 400 < len(reading._body) < 450


@pytest.mark.requirement("R55")
async def test_bytes_after_the_last_boundary_are_nothing(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    pieces = [form(("a.txt", b"x")), b"\r" * 1_000_000, b"--B\r\n" * 100_000]
    (path,) = (await browser.ask("POST", "/gradio_api/upload", body=pieces, headers=FORM)).json
    assert content(path) == b"x"
    assert caplog.text == ""


@pytest.mark.requirement("R56")
async def test_an_upload_that_breaks_off_leaves_nothing(site: Site, browser: Browser) -> None:
    whole = form(("a.bin", b"x" * 3_000_000))
    pieces = [whole[at : at + 65_536] for at in range(0, 2_000_000, 65_536)]
    reading = browser.open("POST", "/gradio_api/upload", body=pieces, headers=FORM, more=True)
    await reading.leave()
    assert reading.status == 0
    assert kept(site) == []


@pytest.mark.requirement("R56")
async def test_a_full_disk_is_said_and_leaves_nothing(
    site: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    reply = await browser.upload(("a.txt", b"x"))
    assert reply.status == 507
    assert not site.files._entries


@pytest.mark.requirement("R54")
@pytest.mark.parametrize("name", ["a." + "é" * 150, "é" * 300 + ".txt", "x" * 1000, "." * 300, "é" * 300])
async def test_long_names_fit_every_file_system(browser: Browser, name: str) -> None:
    reply = await browser.upload((name, b"x"))
    assert reply.status in (200, 400)
    for path in reply.json if reply.status == 200 else []:
        assert len(Path(path).name.encode()) <= 255


# Progress


async def test_progress_is_told_as_it_comes(browser: Browser) -> None:
    watching = browser.open("GET", "/gradio_api/upload_progress?upload_id=up1")
    pieces = [form(("slow.txt", b"x" * 1000))[:700], form(("slow.txt", b"x" * 1000))[700:]]
    await browser.ask("POST", "/gradio_api/upload?upload_id=up1", body=pieces, headers=FORM)
    reply = await watching.whole()
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    *updates, done = reply.messages
    assert done == {"msg": "done"}
    assert sum(update["chunk_size"] for update in updates) == 1000
    assert {(update["msg"], update["orig_name"]) for update in updates} == {("update", "slow.txt")}
    assert reply.text.startswith('data: {"msg": "update", "orig_name": "slow.txt", "chunk_size": ')
    again = await browser.get("/gradio_api/upload_progress?upload_id=up1")
    assert (again.status, again.body) == (200, b"")


async def test_progress_of_a_refused_upload_ends(make: Make) -> None:
    site = make(ServerOptions(max_file_size=10))
    watching = site.browser.open("GET", "/gradio_api/upload_progress?upload_id=up1")
    body = form(("a.txt", b"x" * 100))
    await site.browser.ask("POST", "/gradio_api/upload?upload_id=up1", body=body, headers=FORM)
    assert (await watching.whole()).messages[-1] == {"msg": "done"}


async def test_progress_is_merged_while_nobody_reads() -> None:
    upload = Upload()
    upload.add("a", 3)
    upload.add("b", 5)
    upload.add("a", 4)
    assert await upload.news(1.0) == [("a", 7), ("b", 5)]
    assert await upload.news(0.0) == []
    upload.add("a", 1)
    upload.finish()
    assert await upload.news(1.0) == [("a", 1)]
    assert await upload.news(1.0) is None


async def test_watched_uploads_are_bounded_and_those_that_run_stay() -> None:
    uploads = Uploads(capacity=3)
    running = uploads.begin("running")
    for number in range(10):
        uploads.begin(f"done{number}").finish()
    assert await uploads.find("running", 0.0) is running
    assert await uploads.find("done0", 0.0) is None
    assert await uploads.find("done9", 0.0) is not None


async def test_an_upload_nobody_began_is_unknown(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portico.server.routes.upload.PATIENCE", 0.01)
    for query in ("upload_id=nobody", "upload_id=", "", "upload_id=" + "x" * 200):
        reply = await browser.get(f"/gradio_api/upload_progress?{query}")
        assert (reply.status, reply.text) == (404, "Upload not found")


# Out


async def stored(browser: Browser, name: str, sent: bytes = b"0123456789") -> str:
    """The address of a file."""
    return URL + quote((await browser.upload((name, sent))).json[0])


@pytest.mark.requirement("R20")
@pytest.mark.parametrize(
    ("name", "kind", "place"),
    [
        ("a.png", "image/png", 'inline; filename="a.png"'),
        ("a.txt", "text/plain; charset=utf-8", 'inline; filename="a.txt"'),
        ("a.json", "application/json", 'inline; filename="a.json"'),
        ("a.mp4", "video/mp4", 'inline; filename="a.mp4"'),
        ("a b é.png", "image/png", "inline; filename*=utf-8''a%20b%20%C3%A9.png"),
        ("x.html", "application/octet-stream", 'attachment; filename="x.html"'),
        ("x.svg", "application/octet-stream", 'attachment; filename="x.svg"'),
        ("x.xml", "application/octet-stream", 'attachment; filename="x.xml"'),
        ("x.pdf", "application/octet-stream", 'attachment; filename="x.pdf"'),
        ("x.PNG.hTmL", "application/octet-stream", 'attachment; filename="x.PNG.hTmL"'),
        ("x", "application/octet-stream", 'attachment; filename="x"'),
    ],
)
async def test_only_harmless_types_are_shown_in_place(browser: Browser, name: str, kind: str, place: str) -> None:
    reply = await browser.get(await stored(browser, name))
    assert reply.headers["content-type"] == kind
    assert reply.headers["content-disposition"] == place
    assert reply.headers["content-security-policy"] == "sandbox"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"].startswith("private")


@pytest.mark.requirement("R58")
@pytest.mark.parametrize(
    ("asked", "status", "body", "told"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=2-", 206, b"23456789", "bytes 2-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=9-9", 206, b"9", "bytes 9-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("BYTES=0-0", 206, b"0", "bytes 0-0/10"),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("bytes=10-", 416, b'{"detail":"Requested Range Not Satisfiable"}', "bytes */10"),
        ("bytes=20-30", 416, b'{"detail":"Requested Range Not Satisfiable"}', "bytes */10"),
        ("bytes=-0", 416, b'{"detail":"Requested Range Not Satisfiable"}', "bytes */10"),
        ("bytes=3-2", 400, None, None),
        ("bytes=-", 400, None, None),
        ("bytes=a-b", 400, None, None),
        ("bytes", 400, None, None),
        ("lines=1-2", 400, None, None),
        ("bytes=" + "0-1," * 16 + "0-1", 400, None, None),
        ("bytes=0-" + "9" * 30, 400, None, None),
        ("bytes=٣-", 400, None, None),
    ],
)
@pytest.mark.requirement("R58")
async def test_ranges(browser: Browser, asked: str, status: int, body: bytes | None, told: str | None) -> None:
    headers = {"range": asked.encode().decode("latin-1")}
    reply = await browser.get(await stored(browser, "r.txt"), headers=headers)
    assert reply.status == status
    assert body is None or reply.body == body
    assert reply.headers.get("content-range") == told
    assert int(reply.headers["content-length"]) == len(reply.body)


async def test_ranges_of_a_large_file(browser: Browser) -> None:
    sent = os.urandom(700_000)
    path = await stored(browser, "a.bin", sent)
    assert (await browser.get(path)).body == sent
    assert (await browser.get(path, headers={"range": "bytes=1000-600000"})).body == sent[1000:600001]


async def test_an_empty_file(browser: Browser) -> None:
    path = await stored(browser, "a.txt", b"")
    assert (await browser.get(path)).body == b""
    assert (await browser.get(path, headers={"range": "bytes=0-"})).status == 416


async def test_head_tells_what_get_would(browser: Browser) -> None:
    path = await stored(browser, "r.txt")
    get, head = await browser.get(path), await browser.ask("HEAD", path)
    assert (head.status, head.headers, head.body) == (200, get.headers, b"")
    assert head.headers["content-length"] == "10"
    assert head.headers["accept-ranges"] == "bytes"
    part = await browser.ask("HEAD", path, headers={"range": "bytes=0-3"})
    assert (part.status, part.headers["content-length"], part.body) == (206, "4", b"")


async def test_what_a_browser_has_is_not_sent_again(browser: Browser) -> None:
    path = await stored(browser, "r.txt")
    tag = (await browser.get(path)).headers["etag"]
    again = await browser.get(path, headers={"if-none-match": f'"other", {tag}'})
    assert (again.status, again.body) == (304, b"")
    assert (await browser.get(path, headers={"if-none-match": '"other"'})).status == 200


async def test_a_range_of_an_older_file_is_the_whole_newer_one(browser: Browser) -> None:
    path = await stored(browser, "r.txt")
    tag = (await browser.get(path)).headers["etag"]
    assert (await browser.get(path, headers={"range": "bytes=0-0", "if-range": tag})).status == 206
    assert (await browser.get(path, headers={"range": "bytes=0-0", "if-range": '"old"'})).status == 200


async def test_the_older_spelling(browser: Browser) -> None:
    path = (await stored(browser, "r.txt")).removeprefix(URL)
    assert (await browser.get(f"/gradio_api/file/{path}")).body == b"0123456789"
    assert (await browser.get(f"/gradio_api/file{path}")).body == b"0123456789"


@pytest.mark.requirement("R1", "R12")
@pytest.mark.parametrize(
    "path",
    [
        "/etc/hostname",
        "/etc/passwd",
        "",
        ".",
        "/",
        "..",
        "../../etc/passwd",
        "/proc/self/environ",
        "/dev/zero",
        "//etc/passwd",
        "\\\\host\\share",
        "C:\\windows\\win.ini",
        "/windows/win.ini",
        "file.txt::$DATA",
        "~/.ssh/id_rsa",
        "http://127.0.0.1:9/x",
        "https://example.org/x.png",
        "a%00b",
        "nul",
        "x" * 5000,
    ],
)
async def test_what_nobody_offers_is_refused_alike(browser: Browser, path: str) -> None:
    reply = await browser.get(URL + quote(path, safe="%"))
    assert reply.status == 403
    assert set(reply.json) == {"detail"}
    assert reply.json["detail"].startswith("File not allowed: ")


@pytest.mark.requirement("R6")
@pytest.mark.parametrize("path", ["//a", "/a/../b", "/a\x00", "/a\\b", "/a::$DATA", "/nul", "/a/b.", "/a/b ", "./a"])
async def test_a_path_with_tricks_in_it_never_reaches_the_disk(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("portico.stores.offer.os.path.realpath", lambda *args, **_: asked.append(args) or args[0])
    assert (await browser.get(URL + quote(path))).status == 403
    assert asked == []


async def test_the_refusal_is_that_of_the_recording(browser: Browser) -> None:
    assert (await browser.get(f"{URL}/etc/hostname")).text == '{"detail":"File not allowed: /etc/hostname."}'


async def test_neighbours_of_a_stored_file_are_refused(site: Site, browser: Browser) -> None:
    (path,) = (await browser.upload(("a.txt", b"x"))).json
    secret = Path(path).parent / "secret.txt"
    secret.write_bytes(b"secret")
    for way in (
        secret,
        Path(path).parent,
        Path(path).parent / ".." / Path(path).parent.name / "a.txt",
        f"{path}/",
        f"{path}.",
    ):
        assert (await browser.get(URL + quote(str(way)))).status == 403, way
    site.files.discard(path)
    assert (await browser.get(URL + quote(path))).status == 403


@pytest.mark.requirement("R2")
@pytest.mark.skipif(os.name == "nt", reason="Windows has neither FIFOs nor links that everybody may make")
async def test_only_regular_files_are_served(site: Site, browser: Browser, tmp_path: Path) -> None:
    fifo, folder, link = tmp_path / "fifo", tmp_path / "folder", tmp_path / "link"
    os.mkfifo(fifo)
    folder.mkdir()
    link.symlink_to("/etc/hostname")
    site.page.offered["all"] = tmp_path
    for path in (fifo, folder, link, tmp_path / "missing"):
        assert (await browser.get(URL + quote(str(path)))).status == 403, path


@pytest.mark.requirement("R20")
async def test_what_the_author_offers_is_shown_as_it_is_but_in_a_box(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    page = tmp_path / "map.html"
    page.write_text("<script>alert(1)</script>", encoding="utf-8")
    site.page.offered[str(page)] = page
    reply = await browser.get(URL + quote(str(page)))
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["content-disposition"] == 'inline; filename="map.html"'
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("sandbox")
    assert "allow-same-origin" not in policy
    assert "no-cache" in reply.headers["cache-control"]
    page.write_text("changed", encoding="utf-8")
    assert (await browser.get(URL + quote(str(page)))).body == b"changed"
