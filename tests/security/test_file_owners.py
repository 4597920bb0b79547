"""A file is its visitor's: read by the cookie that made it, or by a signed address until that expires."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

import portico as gr
from portico.stores.links import Links
from security.visitor import described
from security.world import SECRET, World, leaks

TONE = (Path(__file__).parent.parent / "media" / "facts" / "tone.aac").read_bytes()


def page(launched: Any, **options: Any) -> Any:
    kept: list[str] = []

    def keep(path: str) -> str:
        kept.append(path)
        return path

    with gr.Blocks() as demo:
        press = gr.Button().click
        press(keep, gr.File(), gr.File(), api_name="echo")
        press(lambda: kept[0], None, gr.File(), api_name="another")
        press(lambda: gr.allow_path(kept[0]), None, gr.File(), api_name="vouched")
        press(lambda: gr.allow_path("secret.txt", public=True), None, gr.File(), api_name="public")
        press(lambda: "secret.txt", None, gr.File(), api_name="own")

    return launched(demo, **options)


@pytest.mark.requirement("R7")
def test_a_file_is_read_with_its_visitors_cookie_alone(launched: Any, world: World) -> None:
    app = page(launched)
    me, other = world.visitor(app.url, "me"), world.visitor(app.url, "other")
    upload = me.upload("a.txt", SECRET.encode())
    shown = me.first("echo", described(upload))
    made = me.first("own")
    for told in (upload, shown["path"], made["path"]):
        assert me.get(told).text == SECRET
        for stranger in (other, world.visitor(app.url, "me"), world.visitor(app.url, "me", page=False)):
            reply = stranger.get(told)
            assert reply.status_code == 403
            assert not leaks(reply)
    assert shown["url"] == f"{app.url}/gradio_api/file={upload}", "the page's own address has no signature in it"
    assert httpx.get(shown["url"]).status_code == 403


@pytest.mark.requirement("R7")
def test_whose_upload_it_is_shows_before_any_session_used_it(launched: Any, world: World) -> None:
    app = page(launched)
    me, other = world.visitor(app.url, "me"), world.visitor(app.url, "other")
    upload = me.upload("a.txt", SECRET.encode())
    assert other.get(upload).status_code == 403
    assert other.call("echo", described(upload)).status_code in (403, 422)
    assert me.get(upload).text == SECRET


@pytest.mark.requirement("R7")
def test_a_function_that_returns_another_visitors_file_is_stopped(launched: Any, world: World) -> None:
    app = page(launched, show_error=True)
    me, other = world.visitor(app.url, "me"), world.visitor(app.url, "other")
    me.first("echo", described(me.upload("a.txt", SECRET.encode())))
    refused = other.call("another")
    assert "another visitor's" in refused.json()["error"]
    assert "gr.allow_path" in refused.json()["error"]
    copied = other.first("vouched")
    assert other.get(copied["path"]).text == SECRET, "where the author says so"
    assert me.get(copied["path"]).status_code == 403, "it is a copy of the other's own"


@pytest.mark.requirement("R7")
def test_what_is_public_is_everybodys(launched: Any, world: World) -> None:
    app = page(launched)
    me, other = world.visitor(app.url, "me"), world.visitor(app.url, "other")
    shared = me.first("public")
    assert other.get(shared["path"]).text == SECRET
    assert httpx.get(shared["url"]).text == SECRET


@pytest.mark.requirement("R7")
@pytest.mark.parametrize("cookie", [True, False])
def test_a_script_reads_its_result_by_the_address_alone(launched: Any, world: World, cookie: bool) -> None:
    app = page(launched)
    script = world.visitor(app.url, "me", page=False)
    if cookie:
        script.http.get("/config")
    told = script.first("echo", described(script.upload("a b#.txt", SECRET.encode())))
    assert told["url"].endswith("/a%20b%23.txt"), "the end of the address is the file's name"
    assert httpx.get(told["url"]).text == SECRET
    stranger = world.visitor(app.url, "me", page=False)
    assert stranger.get(told["path"]).status_code == (403 if cookie else 200), "an upload without a cookie has no other"
    assert script.first("echo", described(told["path"]))["path"] == told["path"], "a result is an input again"
    made = script.first("own")
    assert httpx.get(made["url"]).text == SECRET
    assert stranger.get(made["path"]).status_code == 403


@pytest.mark.requirement("R7")
def test_a_signed_address_is_for_one_file_and_ends(
    launched: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(launched, security=gr.Security(link_seconds=60))
    script = world.visitor(app.url, "me", page=False)
    first, second = script.first("own"), script.first("own")
    address = str(first["url"])
    assert httpx.get(address).text == SECRET
    found = re.search(r"signed\.([0-9a-f]+)\.([0-9a-f]{32})", address)
    assert found is not None
    until, code = found.groups()
    later, other = f"{int(until, 16) + 3600:x}", code.translate(str.maketrans("0123456789abcdef", "123456789abcdef0"))
    for forged in (
        address.replace(first["path"], second["path"]),
        address.replace(until, later),
        address.replace(code, other),
        address.replace(code, code[:-1]),
        address.replace(f".{code}", ""),
        address.replace(f"{until}.", ""),
        address.replace(first["path"], "/etc/hostname"),
        address.replace(first["path"], str(world.app / "secret.txt")),
    ):
        reply = httpx.get(forged)
        assert reply.status_code == 403
        assert not leaks(reply)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 61)
    assert httpx.get(address).status_code == 403, "it expired"
    assert httpx.get(script.first("own")["url"]).text == SECRET


@pytest.mark.requirement("R7")
def test_a_signature_lasts_at_least_half_of_its_time_and_never_longer() -> None:
    links = Links(seconds=60)
    for now in (0.0, 29.9, 30.0, 59.0, 1e9 + 7):
        given = links.signature("/a", now)
        assert links.is_signed("/a", given, now + 30)
        assert not links.is_signed("/a", given, now + 61)
        assert not links.is_signed("/b", given, now)
    assert links.signature("/a", 30) == links.signature("/a", 59), "a browser finds again what it has"
    for path in ("/tmp/x/a b.txt", "C:\\tmp\\a.txt"):
        assert links.proven_path(links.signed_path(path)) == path
    assert links.proven_path("/tmp/a") is None
    assert links.proven_path("/signed.x.y/tmp/a") is None


@pytest.mark.requirement("R7", "R39")
def test_the_cookie_is_for_this_host_and_no_script(launched: Any, world: World) -> None:
    app = page(launched)
    for path in ("/", "/config"):
        reply = httpx.get(app.url + path)
        given = reply.headers["set-cookie"]
        name, value = given.split(";")[0].split("=")
        assert name == "portico_visitor"
        assert len(value) >= 32, "at least 128 bits"
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in given.split(";")}
        again = httpx.get(app.url + path, cookies={name: value})
        assert "set-cookie" not in again.headers, "who has one keeps it"
        other = httpx.get(app.url + path).headers["set-cookie"]
        assert value not in other
    proxied = page(launched, security=gr.Security(trusted_proxies=["127.0.0.1"], allowed_hosts=["127.0.0.1"]))
    behind_tls = httpx.get(proxied.url + "/config", headers={"x-forwarded-proto": "https"}).headers["set-cookie"]
    assert behind_tls.startswith("__Host-portico_visitor=")
    assert "Secure" in behind_tls


@pytest.mark.requirement("R7")
@pytest.mark.parametrize("value", ["", "short", "x" * 31, "x" * 200, "a b" * 20, "é" * 40])
def test_a_cookie_that_no_server_gave_proves_nothing(launched: Any, world: World, value: str) -> None:
    app = page(launched)
    me = world.visitor(app.url, "me", page=False)
    me.http.headers["x-gradio-user"] = "app"
    me.http.headers.update([(b"cookie", f"portico_visitor={value}".encode("latin-1"))])
    made = me.first("own")
    assert me.get(made["path"]).status_code == 403
    assert httpx.get(made["url"]).text == SECRET


@pytest.mark.requirement("R8")
def test_names_are_random_and_the_same_content_is_stored_twice(launched: Any, world: World) -> None:
    app = page(launched)
    me, other = world.visitor(app.url, "me"), world.visitor(app.url, "other")
    paths = [who.upload("a.txt", b"the same") for who in (me, me, other)]
    folders = {Path(path).parent.name for path in paths}
    assert len(folders) == 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", folder) for folder in folders)
    assert len({Path(path).stat().st_ino for path in paths}) == 3


@pytest.mark.requirement("R7")
def test_what_stands_in_the_page_itself_is_everybodys(launched: Any, world: World) -> None:
    with gr.Blocks() as demo:
        gr.File("secret.txt")
    app = launched(demo)
    path = httpx.get(f"{app.url}/config").json()["components"]
    (shown,) = (one["props"]["value"]["path"] for one in path if one["type"] == "file")
    assert httpx.get(f"{app.url}/gradio_api/file={shown}").text == SECRET


@pytest.mark.requirement("R7", "R37")
def test_a_sound_that_is_still_being_made_is_its_visitors(launched: Any, world: World) -> None:
    def play() -> Any:
        yield TONE
        yield TONE

    with gr.Blocks() as demo:
        gr.Button().click(play, None, gr.Audio(streaming=True), api_name="play")
    app = launched(demo)
    me = world.visitor(app.url, "me")
    (play_it,) = (one.id for one in demo.listeners.values())
    me.http.post("/gradio_api/queue/join", json={"data": [], "session_hash": "me", "fn_index": play_it})
    stream = me.http.get("/gradio_api/queue/data?session_hash=me&after=0", headers={"x-gradio-user": ""}).text
    found = re.search(r'"url":"([^"]+playlist\.m3u8)"', stream)
    assert found, stream
    text = me.http.get(found[1]).text
    (piece, *_) = [line for line in text.splitlines() if line.endswith(".aac")]
    addresses = [found[1], found[1].replace("playlist.m3u8", piece), found[1].replace("playlist.m3u8", "playlist-file")]
    for address in addresses:
        assert me.http.get(address).status_code == 200
        assert httpx.get(address).status_code in (403, 404)
        assert world.visitor(app.url, "me").http.get(address).status_code in (403, 404)
    script = world.visitor(app.url, "script", page=False)
    script.http.get("/config")
    script.http.post("/gradio_api/queue/join", json={"data": [], "session_hash": "script", "fn_index": play_it})
    told = script.http.get("/gradio_api/queue/data?session_hash=script").text
    signed = re.search(r'"url":"([^"]+playlist\.m3u8\?__sign=[^"]+)"', told)
    assert signed, told
    assert httpx.get(signed[1]).status_code == 200, "an API client's address is good by itself"
    assert httpx.get(signed[1].partition("?")[0]).status_code in (403, 404)
