"""The watch of development: through running apps, by what it writes into the log."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from gradio_client import Client

import portico as gr
from portico.checks.watch import MARK

SHARING = """
import portico as gr

last = ""
words = []
fine = gr.shared([])
cache = {}
model = None
silent = []


class Bot:
    def __init__(self):
        self.seen = 0

    def reply(self, text):
        self.seen += 1
        return text


def by_name(names):
    return globals()[names[0]]


def assign(text):
    globals()["last"] = text
    return text


def change(text):
    by_name(["words"]).append(text)
    return text


async def allowed(text):
    global model
    if model is None:
        model = object()
    if text not in cache:
        cache[text] = 1  # portico: ignore[PC107]
    fine.append(text)
    silent.append(text)  # portico: ignore
    return text


def steps(text):
    yield text
    by_name(["words"]).append(text)
    yield text


def build():
    seen = []

    def inside(text):
        (lambda one: one)(seen).append(text)
        return text

    return inside


def own(text, mine=[]):
    (lambda one: one)(mine).append(text)
    return text


with gr.Blocks() as demo:
    box = gr.Textbox()
    for fn in (assign, change, allowed, steps, build(), own, Bot().reply):
        gr.Button(fn.__name__).click(fn, box, box, api_name=fn.__name__)

demo.launch()
"""


def ask(client: Client, name: str) -> None:
    assert client.predict("hi", api_name=f"/{name}") == "hi"


@pytest.mark.requirement("R44")
def test_a_changed_variable_is_named_once_with_its_code(serve: Any) -> None:
    app = serve(SHARING, env={"PORTICO_WATCH": "1"})
    client = Client(app.url, verbose=False)
    for name in ("allowed", "assign", "assign", "change", "change", "inside", "own", "reply"):
        ask(client, name)
    client.close()
    app.stop()
    expected = {
        "PC101 last": "got another value while 'assign' ran",
        "PC102 words": "was changed while 'change' ran",
        "PC103 seen": "was changed while 'inside' ran",
        "PC104 mine": "was changed while 'own' ran",
        "PC105 self.seen": "got another value while 'reply' ran",
    }
    for said, how in expected.items():
        assert app.log.count(f"{said} {how}") == 1, app.log
    assert "program0.py:4: PC101 last" in app.log
    assert not [one for one in ("fine", "cache", "model", "silent") if f" {one} " in app.log], app.log


RENDERING = """
import portico as gr

words = []
totals = {}


def reached(name):
    return globals()[name]


class Counter:
    def __init__(self):
        self.seen = 0
        self.own = 0

    def count(self, text):
        setattr(self, "seen", self.seen + 1)
        return text


service = Counter()


def page():
    around = []

    @gr.render()
    def cards():
        mine = []
        counter = Counter()
        box = gr.Textbox("hi")

        def press(text):
            (lambda one: one)(mine).append(text)
            reached("words").append(text)
            return text

        def outside(text):
            (lambda one: one)(around).append(text)
            return text

        def usual(text, kept=[]):
            (lambda one: one)(kept).append(text)
            return text

        for fn in (press, outside, usual, service.count):
            gr.Button().click(fn, box, box, api_name=fn.__name__)
        gr.Button().click(counter.count, box, box, api_name="own_count")

        @gr.render(inputs=box)
        def more(text):
            inner = gr.Textbox("hi")

            def deeper(text):
                (lambda one: one)(mine).append(text)
                reached("totals")[text] = 1
                return text

            gr.Button().click(deeper, inner, inner, api_name="deeper")


with gr.Blocks() as demo:
    page()

demo.launch()
"""


class Page:
    """A page that has loaded, and presses the buttons of what was rendered for it."""

    def __init__(self, url: str, session: str) -> None:
        self.api, self.session = f"{url}/gradio_api", session
        self.listeners: dict[str, int] = {}
        self._load(httpx.get(f"{url}/config").json()["dependencies"])

    def ask(self, index: int, data: list[Any]) -> list[dict[str, Any]]:
        body = {"data": data, "fn_index": index, "session_hash": self.session}
        assert httpx.post(f"{self.api}/queue/join", json=body).status_code == 200
        told = httpx.get(f"{self.api}/queue/data?session_hash={self.session}", timeout=20).text
        return [json.loads(line[6:]) for line in told.splitlines() if line.startswith("data: ")]

    def press(self, name: str) -> None:
        assert self.ask(self.listeners[name], ["hi"])[-2]["success"]

    def _load(self, dependencies: list[dict[str, Any]]) -> None:
        for one in dependencies:
            self.listeners[one["api_name"]] = one["id"]
            if one["rendered_in"] is None or one["render_id"] is not None:
                told = self.ask(one["id"], ["hi"] * len(one["inputs"]))
                for message in told:
                    config = message.get("output", {}).get("render_config")
                    if config:
                        self._load(config["dependencies"])


@pytest.mark.requirement("R44")
def test_handlers_inside_a_render_are_watched_and_what_is_a_visitors_own_is_not(serve: Any) -> None:
    app = serve(RENDERING, env={"PORTICO_WATCH": "1"})
    for visitor in ("ann", "bob"):
        page = Page(app.url, visitor)
        for name in ("press", "outside", "usual", "count", "own_count", "deeper"):
            page.press(name)
    expected = {
        "PC102 words": "was changed while 'press' ran",
        "PC102 totals": "was changed while 'deeper' ran",
        "PC103 around": "was changed while 'outside' ran",
        "PC105 self.seen": "got another value while 'count' ran",
        "PC102 service": "was changed while 'count' ran",
    }
    for said, how in expected.items():
        app.wait_for_log(f"{said} {how}")
        assert app.log.count(f"{said} {how}") == 1, app.log
    watched = [line for line in app.log.splitlines() if " while " in line]
    assert len(watched) == len(expected), app.log


@pytest.mark.requirement("R44")
def test_what_reading_finds_is_said_when_the_app_starts(serve: Any) -> None:
    app = serve(SHARING, env={"PORTICO_WATCH": "1"})
    assert "PC105 The handler 'reply' assigns to self" in app.log


def test_the_steps_of_a_generator_are_watched(serve: Any) -> None:
    app = serve(SHARING, env={"PORTICO_WATCH": "1"})
    client = Client(app.url, verbose=False)
    ask(client, "steps")
    client.close()
    app.wait_for_log("PC102 words was changed while 'steps' ran")


@pytest.mark.parametrize(
    ("env", "watched"),
    [
        ({"PORTICO_PROFILE": "dev"}, True),
        ({"PORTICO_PROFILE": "dev", "PORTICO_WATCH": "0"}, False),
        ({"PORTICO_PROFILE": "local"}, False),
    ],
)
def test_the_profile_of_development_watches(
    launched: Any, monkeypatch: Any, env: dict[str, str], watched: bool
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with gr.Blocks() as demo:
        demo.load(lambda: None)
    launched(demo)
    assert hasattr(demo.listeners[0].fn, MARK) is watched


def test_without_the_switch_nothing_is_said_and_nothing_is_wrapped(serve: Any) -> None:
    app = serve(SHARING)
    client = Client(app.url, verbose=False)
    ask(client, "change")
    client.close()
    app.stop()
    assert "PC10" not in app.log


KEPT = {"moves": []}


def test_one_object_in_two_visitors_states_is_noticed(
    launched: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PORTICO_WATCH", "1")

    async def share(text: str, _: Any) -> tuple[str, Any]:
        return text, (lambda: KEPT)()

    def own(text: str, _: Any) -> tuple[str, Any]:
        return text, {"moves": [text]}

    with gr.Blocks() as demo:
        state, box = gr.State(), gr.Textbox()
        gr.Button().click(share, [box, state], [box, state], api_name="share")
        gr.Button().click(own, [box, state], [box, state], api_name="own")
    page = launched(demo)

    def visit(name: str) -> None:
        client = Client(page.url, verbose=False)
        client.predict("hi", api_name=name)
        client.predict("hi", api_name=name)
        client.close()

    visit("/own")
    visit("/own")
    assert "the very object" not in caplog.text
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(visit, ["/share", "/share"]))
    assert caplog.text.count("put into a State the very object") == 1
