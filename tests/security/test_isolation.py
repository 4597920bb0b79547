"""R38: visitors who do the same at once get their own: with State, batches, renders, and without a session."""

from __future__ import annotations

import copy
import threading
from typing import Any

import httpx
import pytest

import portico as gr
from security.asking import API, Asking, at_once

pytestmark = pytest.mark.requirement("R38")
MANY = 12


class Notebook:
    """An object of the program's own, which can be copied and not be pickled."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.lock = threading.Lock()

    def __deepcopy__(self, memo: Any) -> Notebook:
        other = Notebook()
        other.lines = copy.copy(self.lines)
        return other


def notes(default: Any, **options: Any) -> gr.Blocks:
    """A page whose function changes the state it receives and gives it back."""
    together = threading.Barrier(2)

    def write(text: str, notebook: Any) -> Any:
        try:
            # Two visitors' calls are in the function at the same moment, wherever two may run.
            together.wait(0.05)
        except threading.BrokenBarrierError:
            together.reset()
        notebook.lines.append(text)
        return notebook, " ".join(notebook.lines)

    with gr.Blocks() as demo:
        text, kept, shown = gr.Textbox(), gr.State(default), gr.Textbox()
        text.submit(write, [text, kept], [kept, shown], api_name="write", **options)
    return demo


@pytest.mark.parametrize("way", ["run", "queued"])
@pytest.mark.parametrize("limit", [1, None])
def test_visitors_at_once_have_a_state_each_and_the_default_stays_as_it_was(
    way: str, limit: int | None, launched: Any
) -> None:
    default = Notebook()
    page = launched(notes(default, concurrency_limit=limit))

    def visit(name: str) -> str:
        visitor = Asking(page.url, name)
        for at in range(4):
            value = (
                visitor.run("write", f"{name}{at}", None) if way == "run" else visitor.queued(0, f"{name}{at}", None)
            )
        return value[1]

    names = [f"v{number:02}" for number in range(MANY)]
    assert at_once(visit, names) == [f"{name}0 {name}1 {name}2 {name}3" for name in names]
    assert default.lines == []


def test_who_has_no_session_gets_a_new_one_with_every_call(launched: Any) -> None:
    page = launched(notes(Notebook()))
    nobody = Asking(page.url)
    assert [nobody.run("write", text, None)[1] for text in ("a", "b")] == ["a", "b"]
    for given in ({}, {"session_hash": ""}, {"session_hash": None}):
        assert nobody.post(f"{API}/run/write", {"data": ["c", None], **given}).json()["data"][1] == "c"
        assert '[null, "d"]' in nobody.call("write", "d", None, **given)


@pytest.mark.parametrize("given", [{}, {"session_hash": ""}, {"session_hash": None}])
def test_the_page_s_queue_takes_nobody_without_a_session(given: dict[str, Any], launched: Any) -> None:
    page = launched(notes(Notebook()))
    reply = httpx.post(f"{page.url}{API}/queue/join", json={"data": ["a", None], "fn_index": 0, **given})
    assert (reply.status_code, reply.json()["detail"]) == (400, "Session hash not found.")
    assert httpx.get(f"{page.url}{API}/queue/data").status_code == 400


def test_a_batch_gives_each_their_own_row_and_state(launched: Any) -> None:
    sizes: list[int] = []

    def shout(texts: list[str], seen: list[list[str]]) -> Any:
        sizes.append(len(texts))
        for text, own in zip(texts, seen, strict=True):
            own.append(text)
        return [text.upper() for text in texts], seen, [" ".join(own) for own in seen]

    with gr.Blocks() as demo:
        text, loud, seen, shown = gr.Textbox(), gr.Textbox(), gr.State([]), gr.Textbox()
        text.submit(shout, [text, seen], [loud, seen, shown], batch=True, max_batch_size=5, api_name="shout")
    page = launched(demo)
    names = [f"v{number:02}" for number in range(MANY)]

    def visit(name: str) -> list[Any]:
        visitor = Asking(page.url, name)
        visitor.queued(0, f"{name}a", None)
        return visitor.queued(0, f"{name}b", None)

    assert at_once(visit, names) == [[f"{name}B".upper(), None, f"{name}a {name}b"] for name in names]
    assert sum(sizes) == 2 * MANY


def test_what_is_rendered_for_one_is_not_there_for_another(launched: Any) -> None:
    with gr.Blocks() as demo:
        name, shown = gr.Textbox(), gr.Textbox()

        @gr.render(inputs=name, triggers=[name.submit])
        def rows(given: str) -> None:
            kept = gr.State(given)
            gr.Button(given).click(lambda held: held, kept, shown)

    page = launched(demo)

    def visit(visitor: Asking) -> tuple[int, str]:
        [done] = [one for one in visitor.join(0, visitor.session) if one["msg"] == "process_completed"]
        [built] = done["output"]["render_config"]["dependencies"]
        return built["id"], visitor.queued(built["id"], None)[0]

    visitors = [Asking(page.url, f"v{number:02}") for number in range(MANY)]
    found = at_once(visit, visitors)
    assert [value for _, value in found] == [visitor.session for visitor in visitors]
    stranger = Asking(page.url, "stranger")
    sent = {"data": [None], "fn_index": found[0][0], "session_hash": "stranger"}
    assert stranger.post(f"{API}/queue/join", sent).status_code == 404


def test_changed_properties_are_the_sessions_own(launched: Any) -> None:
    with gr.Blocks() as demo:
        name, names = gr.Textbox(), gr.Dropdown(["Ada"])
        name.submit(lambda text: gr.Dropdown(choices=[text]), name, names, api_name="only")
        names.change(lambda chosen: chosen, names, name, api_name="choose")
    page = launched(demo)
    ada, ben = Asking(page.url, "ada"), Asking(page.url, "ben")
    ada.run("only", "Grace")
    assert ada.run("choose", "Grace") == ["Grace"]
    assert ben.run("choose", "Ada") == ["Ada"]
    assert ben.post(f"{API}/run/choose", {"data": ["Grace"], "session_hash": "ben"}).status_code in (403, 422)
    assert "Grace" not in ben.get("/config").text
