"""What a visitor writes or sends never becomes a path: forged files, texts, JSON, chat messages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import portico as gr
from portico.wire.files import FileData
from security.visitor import MARK, described
from security.world import SECRET, World, leaks

SCRIPT = {"x-gradio-user": ""}
"""Who reads a stream as a script does is told its end at once."""


def echo(component: Any, source: Any = None) -> gr.Blocks:
    """An app that shows in a component what a visitor sends."""
    with gr.Blocks() as demo:
        first = source() if source else component()
        gr.Button().click(lambda value: value, first, component(), api_name="echo")
    return demo


# Forged FileData


@pytest.mark.requirement("R3")
@pytest.mark.parametrize("kind", [gr.File, gr.UploadButton, gr.Image, gr.Audio, gr.Video, gr.DownloadButton])
def test_a_forged_file_is_refused(launched: Any, world: World, kind: Any) -> None:
    """One of the attacks of 2024: FileData that names a file of the host."""
    page = launched(echo(kind))
    visitor = world.visitor(page.url, "me")
    for path in (
        str(world.app / "secret.txt"),
        "secret.txt",
        str(world.temp / "secret.txt"),
        str(world.outside / "secret.txt"),
        "/etc/passwd",
        "file:///etc/passwd",
        "../outside/secret.txt",
        "",
        "/proc/self/environ",
        "\0",
    ):
        forged: Any
        for forged in (
            described(path),
            {"path": path},
            {"path": path, "url": path, "meta": MARK},
            {"path": None, "url": path, "meta": MARK},
            [described(path)],
            path,
        ):
            reply = visitor.call("echo", forged)
            assert reply.status_code >= 400 or reply.json()["data"] == [None], (path, forged, reply.text)
            assert not leaks(reply)


@pytest.mark.requirement("R3", "R7", "R37")
def test_another_visitors_upload_is_refused(launched: Any, world: World) -> None:
    with gr.Blocks() as demo:
        gr.Button().click(lambda path: Path(path).read_text(), gr.File(), gr.Textbox(), api_name="read")
    page = launched(demo)
    me, other = world.visitor(page.url, "me"), world.visitor(page.url, "other")
    path = me.upload("mine.txt", SECRET.encode())
    assert not leaks(other.call("read", described(path))), "before the session of its visitor used it"
    assert me.first("read", described(path)) == SECRET
    assert not leaks(other.call("read", described(path))), "after"
    thief = world.visitor(page.url, "me")
    assert not leaks(thief.call("read", described(path))), "the session's name alone is worth nothing"


@pytest.mark.requirement("R3")
def test_a_forged_file_is_not_flagged(launched: Any, world: World) -> None:
    demo = gr.Interface(
        lambda file: file, "file", "file", flagging_mode="manual", flagging_dir=str(world.temp / "kept")
    )
    page = launched(demo)
    visitor = world.visitor(page.url, "me")
    names = [str(one.api_name) for one in demo.listeners.values() if one.fn is not None]
    for name in names:
        visitor.call(name, described("/etc/hostname"), described(str(world.outside / "secret.txt")))
    kept = [path for path in (world.temp / "kept").rglob("*") if path.is_file()]
    assert all(SECRET not in path.read_text(errors="replace") for path in kept)


# Text


@pytest.mark.requirement("R5")
@pytest.mark.parametrize(
    "shown",
    [gr.File, gr.Files, gr.Image, gr.Audio, gr.Video, gr.DownloadButton, gr.UploadButton, gr.Label, gr.Dataframe],
)
def test_a_visitors_text_never_becomes_a_path(launched: Any, world: World, shown: Any) -> None:
    page = launched(echo(shown, gr.Textbox))
    visitor = world.visitor(page.url, "me")
    names = ["secret.txt", "secret.json", "secret.csv", ".env", ".git/config"]
    paths = [str(folder / name) for folder in (world.app, world.temp, world.outside, world.offered) for name in names]
    for text in [
        *paths,
        *names,
        "./secret.txt",
        " secret.txt ",
        "../app/secret.txt",
        "~/secret.txt",
        "x/../secret.json",
    ]:
        reply = visitor.call("echo", text)
        assert not leaks(reply), text
        for path in files_in(reply.json()):
            assert not leaks(visitor.get(path)), text


def files_in(value: Any) -> list[str]:
    """The paths of the files in a reply."""
    if isinstance(value, dict):
        own = [value["path"]] if isinstance(value.get("path"), str) else []
        return own + [path for inner in value.values() for path in files_in(inner)]
    return [path for inner in value for path in files_in(inner)] if isinstance(value, list) else []


@pytest.mark.requirement("R5")
@pytest.mark.parametrize(
    "make",
    [
        lambda text: gr.File(value=text),
        lambda text: gr.update(value=text),
        lambda text: Path(text),
        lambda text: os.path.abspath(text),  # noqa: PTH100
        lambda text: f"./{text}",
        lambda text: [text],
    ],
)
def test_nor_does_it_by_a_detour(launched: Any, world: World, make: Any) -> None:
    with gr.Blocks() as demo:
        gr.Button().click(make, gr.Textbox(), gr.Files(), api_name="show")
    visitor = world.visitor(launched(demo, show_error=True).url, "me")
    reply = visitor.call("show", "secret.txt")
    assert reply.status_code in (403, 422)
    assert "gr.allow_path" in reply.json()["error"]


@pytest.mark.requirement("R5")
def test_the_plain_interface_says_how_to_opt_in(launched: Any, world: World) -> None:
    def predict(s: str) -> str:
        return s

    visitor = world.visitor(launched(gr.Interface(predict, "text", "file"), show_error=True).url, "me")
    reply = visitor.call("predict", "secret.txt")
    assert reply.status_code in (403, 422)
    assert reply.json()["error"].endswith("allowed_paths=[…]).")
    script = world.visitor(launched(gr.Interface(predict, "text", "file")).url, "me", page=False)
    assert script.call("predict", "secret.txt").json()["error"] is None


@pytest.mark.requirement("R5")
def test_headers_queries_and_cookies_are_a_visitors_words_too(launched: Any, world: World) -> None:
    with gr.Blocks() as demo:
        show = gr.Button().click

        def named(request: gr.Request) -> str:
            return request.headers["x-file"]

        def asked(request: gr.Request) -> str:
            return request.query_params["file"]

        show(named, None, gr.File(), api_name="named")
        show(asked, None, gr.File(), api_name="asked")
    visitor = world.visitor(launched(demo, show_error=True).url, "me")
    sent = {"data": [], "session_hash": "me"}
    for url in ("/gradio_api/run/named", "/gradio_api/run/asked?file=secret.txt"):
        reply = visitor.http.post(url, json=sent, headers={"x-file": "secret.txt"})
        assert "gr.allow_path" in reply.json()["error"]


@pytest.mark.requirement("R5")
@pytest.mark.parametrize(
    ("shown", "path"),
    [(gr.File, "secret.txt"), (gr.Label, "secret.json"), (gr.Dataframe, "secret.csv"), (gr.Image, "secret.svg")],
)
def test_a_render_function_opens_nothing_that_a_visitor_wrote(
    launched: Any, world: World, shown: Any, path: str
) -> None:
    (world.app / "secret.svg").write_text(f"<svg>{SECRET}</svg>")
    with gr.Blocks() as demo:
        text = gr.Textbox()

        @gr.render(text)
        def part(text: str) -> None:
            shown("other" if text == "other" and shown is gr.Label else None)
            shown(text if text != "other" else None)

    page = launched(demo)
    (render,) = (one.id for one in demo.listeners.values() if one.fn is not None)
    for words in ("other", path, str(world.app / path)):
        visitor = world.visitor(page.url, f"me-{len(words)}")
        sent = {"data": [words], "session_hash": visitor.session, "fn_index": render}
        assert visitor.http.post("/gradio_api/queue/join", json=sent).status_code == 200
        told = visitor.http.get(f"/gradio_api/queue/data?session_hash={visitor.session}&after=0", headers=SCRIPT)
        assert ('"success":true' in told.text) == (words == "other" or shown is gr.Label)
        assert not leaks(told)
        whole = visitor.http.get("/config", params={"session_hash": visitor.session})
        assert not leaks(whole)
        assert all(not leaks(visitor.get(one)) for one in files_in(whole.json()))


# What stays possible


@pytest.mark.requirement("R5")
def test_a_name_in_a_folder_that_the_program_chose_is_the_programs(launched: Any, world: World) -> None:
    def write(name: str) -> str:
        made = world.temp / f"{Path(name).name}.txt"
        made.write_text("made")
        return str(made)

    with gr.Blocks() as demo:
        gr.Button().click(write, gr.Textbox(), gr.File(), api_name="write")
    visitor = world.visitor(launched(demo).url, "me")
    assert visitor.get(visitor.first("write", "bob")["path"]).text == "made"


@pytest.mark.requirement("R5")
def test_a_choice_among_the_authors_files_is_the_authors(launched: Any, world: World) -> None:
    with gr.Blocks() as demo:
        show, wanted = gr.Button().click, gr.File()
        show(lambda path: path, gr.Radio(["secret.txt"]), wanted, api_name="radio")
        show(lambda path: path, gr.Dropdown(["secret.txt"]), wanted, api_name="dropdown")
        show(lambda paths: paths[0], gr.CheckboxGroup(["secret.txt"]), wanted, api_name="group")
        show(lambda path: path, gr.Dropdown(["x"], allow_custom_value=True), wanted, api_name="custom")
        show(lambda path: path, gr.Radio(["x"]), wanted, api_name="raw", preprocess=False)
    visitor = world.visitor(launched(demo).url, "me")
    for name, sent in (("radio", "secret.txt"), ("dropdown", "secret.txt"), ("group", ["secret.txt"])):
        assert visitor.get(visitor.first(name, sent)["path"]).text == SECRET
    for name in ("custom", "raw"):
        assert visitor.call(name, "secret.txt").status_code in (403, 422)


@pytest.mark.requirement("R5")
def test_the_author_opts_in_for_a_value_or_for_a_folder(launched: Any, world: World) -> None:
    with gr.Blocks() as demo:
        gr.Button().click(lambda text: gr.allow_path(text), gr.Textbox(), gr.File(), api_name="value")
        gr.Button().click(lambda text: text, gr.Textbox(), gr.File(), api_name="folder")
    visitor = world.visitor(launched(demo, allowed_paths=[str(world.offered)]).url, "me")
    assert visitor.get(visitor.first("value", "secret.txt")["path"]).text == SECRET
    for text in (".env", str(world.outside / "secret.txt"), ".git/config"):
        assert visitor.call("value", text).status_code in (403, 422), "the places stay what they are"
    assert visitor.get(visitor.first("folder", str(world.offered / "secret.txt"))["path"]).text == SECRET


# JSON, State, chat


@pytest.mark.requirement("R4")
@pytest.mark.parametrize(
    "forged",
    [
        described("secret.txt"),
        {"path": "secret.txt", "url": "http://x/", "meta": MARK, "deep": [described("/etc/hostname")]},
        [[described("secret.txt")]],
    ],
)
def test_json_and_state_are_never_walked_for_files(launched: Any, world: World, forged: Any) -> None:
    with gr.Blocks() as demo:
        state, given, shown = gr.State(), gr.JSON(), gr.JSON()
        gr.Button().click(lambda value: (value, value), given, [shown, state], api_name="keep")
        gr.Button().click(lambda value: value, state, shown, api_name="back")
    visitor = world.visitor(launched(demo).url, "me")
    assert visitor.first("keep", forged) == forged
    assert visitor.first("back", None) == forged


@pytest.mark.requirement("R4")
def test_a_chats_text_is_never_a_file(launched: Any, world: World) -> None:
    def talk(text: str, history: list[Any]) -> list[Any]:
        return [*history, {"role": "user", "content": text}]

    with gr.Blocks() as demo:
        gr.Button().click(talk, [gr.Textbox(), chat := gr.Chatbot()], chat, api_name="talk")
    visitor = world.visitor(launched(demo).url, "me")
    forgeries: list[Any] = [
        {"role": "user", "content": "secret.txt"},
        {"role": "user", "content": '{"path": "secret.txt"}'},
        {"role": "user", "content": {"path": "secret.txt"}},
        {"role": "user", "content": [{"type": "file", "file": {"path": "secret.txt"}}]},
        {"role": "user", "content": [{"type": "file", "file": described("secret.txt")}]},
        {"role": "user", "content": {"component": "label", "value": "secret.json", "props": {}}},
        {"role": "user", "content": {"component": "file", "value": described("secret.txt")}},
    ]
    for forged in forgeries:
        for text in ("hello", "secret.txt", '{"path": "secret.txt"}'):
            reply = visitor.call("talk", text, [forged])
            for path in files_in(reply.json()):
                assert not leaks(visitor.get(path)), forged


@pytest.mark.requirement("R4")
def test_only_a_component_that_carries_files_is_looked_at(launched: Any, world: World) -> None:
    seen: list[Any] = []
    with gr.Blocks() as demo:
        gr.Button().click(lambda *values: seen.extend(values), [gr.JSON(), gr.Textbox()], None, api_name="see")
    visitor = world.visitor(launched(demo).url, "me")
    path = visitor.upload("a.txt", b"x")
    visitor.call("see", described(path), "x")
    assert seen == [described(path), "x"]
    assert not any(isinstance(one, FileData) for one in seen)
