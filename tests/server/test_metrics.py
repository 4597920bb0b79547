"""`/metrics` as Prometheus reads it, `/health` and `/ready`: what they tell, to whom."""

from __future__ import annotations

import re
import threading
from typing import Any

import httpx
import pytest
from security.entrance import ANN, ask, ledger, log_in
from serving import wait_until

import portico as gr
from portico.app.compose import metered
from portico.app.exposure import facts, routes
from portico.app.queue_options import QueueOptions
from portico.app.settings import Settings
from portico.errors import BuildError
from portico.server.exposition import Text

TOKEN = "canary-token-" + "x" * 32
BEARER = {"authorization": f"Bearer {TOKEN}"}
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)?\}})? (-?[0-9.e+-]+|\+Inf|NaN)")


def samples(text: str) -> dict[str, float]:
    """Every sample by name and labels; fails for what the text format 0.0.4 does not allow."""
    assert text.endswith("\n")
    found: dict[str, float] = {}
    family, kinds = "", dict[str, str]()
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split(" ")[2]
            assert family not in kinds, f"{family} comes twice"
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name == family
            assert kind in ("counter", "gauge", "histogram")
            kinds[name] = kind
        else:
            match = SAMPLE.fullmatch(line)
            assert match, line
            suffix = match[1].removeprefix(family)
            allowed = ("_bucket", "_sum", "_count") if kinds[family] == "histogram" else ("",)
            assert suffix in allowed, f"{line} stands in {family}"
            key = f"{match[1]}{{{match[2]}}}" if match[2] else match[1]
            assert key not in found, f"{key} comes twice"
            found[key] = float(match[3])
    return found


class Page:
    """An app with a function that can be held, one that fails, and one outside the queue."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.began = threading.Event()
        with gr.Blocks() as self.demo:
            text, held = gr.Textbox(), gr.State(0)
            press = gr.Button().click
            press(lambda text, count: (text, count + 1), [text, held], [text, held], api_name="echo")
            press(self.hold, text, text, api_name="hold")
            press(self.broken, text, text, api_name="broken")
            press(lambda text: text, text, text, api_name="direct", queue=False)

    def hold(self, text: str) -> str:
        self.began.set()
        self.free.wait(20)
        return text

    def broken(self, text: str) -> str:
        raise gr.Error("no")


def finish(url: str, name: str) -> None:
    event = httpx.post(f"{url}/gradio_api/call/{name}", json={"data": ["x"]}).json()["event_id"]
    httpx.get(f"{url}/gradio_api/call/{name}/{event}", timeout=20)


def metrics(url: str) -> dict[str, float]:
    answer = httpx.get(f"{url}/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    return samples(answer.text)


def test_calls_are_counted_by_endpoint_and_outcome(launched: Any) -> None:
    url = launched(Page().demo).url
    for _ in range(3):
        finish(url, "echo")
    finish(url, "broken")
    httpx.post(f"{url}/gradio_api/run/direct", json={"data": ["x"]})
    wait_until(lambda: metrics(url)["portico_events_in_progress"] == 0, "all is over")
    told = metrics(url)
    assert told['portico_events_total{endpoint="/echo",outcome="done"}'] == 3
    assert told['portico_events_total{endpoint="/broken",outcome="failed"}'] == 1
    assert told['portico_events_total{endpoint="/direct",outcome="done"}'] == 1
    assert told['portico_event_wait_seconds_count{endpoint="/echo"}'] == 3
    assert told['portico_event_run_seconds_bucket{endpoint="/echo",le="+Inf"}'] == 3
    assert told['portico_event_run_seconds_sum{endpoint="/echo"}'] > 0
    assert told["portico_event_loop_lag_now_seconds"] >= 0


def test_what_waits_and_who_is_there_is_told(launched: Any) -> None:
    page = Page()
    url = launched(page.demo).url
    body = {"data": ["x"], "fn_index": 1, "session_hash": "s1"}
    httpx.post(f"{url}/gradio_api/queue/join", json=body)
    httpx.post(f"{url}/gradio_api/queue/join", json={**body, "fn_index": 0, "data": ["x", None]})
    httpx.post(f"{url}/gradio_api/queue/join", json=body)
    assert page.began.wait(10)
    wait_until(lambda: metrics(url)["portico_sessions"] == 1, "the state is kept")
    told = metrics(url)
    assert told["portico_queue_length"] == 1
    assert told["portico_events_in_progress"] == 2
    assert told['portico_held_bytes{what="queue"}'] > 0
    with httpx.stream("GET", f"{url}/gradio_api/queue/data", params={"session_hash": "s1"}) as stream:
        wait_until(lambda: metrics(url)['portico_open_streams{kind="events"}'] == 1, "the stream is counted")
        page.free.set()
        stream.read()
    upload = httpx.post(f"{url}/gradio_api/upload", files={"files": ("a.txt", b"12345")})
    assert upload.status_code == 200
    assert metrics(url)['portico_held_bytes{what="files"}'] == 5


def test_the_cancelled_and_the_refused_are_counted(launched: Any) -> None:
    page = Page()
    page.demo.queue(max_size=1)
    url = launched(page.demo).url
    body = {"data": ["x"], "fn_index": 1, "session_hash": "s1"}
    events: list[str] = []
    for _ in range(2):
        events.append(httpx.post(f"{url}/gradio_api/queue/join", json=body).json()["event_id"])
        assert page.began.wait(10)
    assert httpx.post(f"{url}/gradio_api/queue/join", json=body).status_code == 503
    for event in events:
        httpx.post(f"{url}/gradio_api/cancel", json={"session_hash": "s1", "fn_index": 1, "event_id": event})
    page.free.set()
    wait_until(lambda: metrics(url)["portico_events_in_progress"] == 0, "both ended")
    told = metrics(url)
    assert told['portico_events_total{endpoint="/hold",outcome="cancelled"}'] == 2
    assert told['portico_events_total{endpoint="/hold",outcome="refused"}'] == 1
    assert told['portico_event_run_seconds_count{endpoint="/hold"}'] == 1, "the second never ran"


def test_what_prometheus_publishes_reads_it_too(launched: Any) -> None:
    parser = pytest.importorskip("prometheus_client.parser")
    url = launched(Page().demo).url
    finish(url, "echo")
    families = {one.name: one for one in parser.text_string_to_metric_families(httpx.get(f"{url}/metrics").text)}
    assert families["portico_events"].type == "counter"
    assert families["portico_event_wait_seconds"].type == "histogram"
    assert families["process_cpu_seconds"].samples[0].value > 0


def test_labels_are_escaped() -> None:
    text = Text()
    text.family("a", "gauge", "A.")
    text.sample("a", 1, {"what": 'say "hi"\\\n'})
    assert str(text) == '# HELP a A.\n# TYPE a gauge\na{what="say \\"hi\\"\\\\\\n"} 1\n'
    assert len(samples(str(text))) == 1


@pytest.mark.parametrize(
    ("settings", "counts"),
    [
        (Settings(), True),
        (Settings(profile="dev"), True),
        (Settings(profile="production"), False),
        (Settings(host="0.0.0.0"), False),
        (Settings(mounted=True), False),
        (Settings(root_path="https://app.example"), False),
        (Settings(security=gr.Security(allowed_hosts=["app.example"])), False),
        (Settings(profile="production", security=gr.Security(metrics=True)), True),
        (Settings(security=gr.Security(metrics=False)), False),
        (Settings(profile="production", metrics_token=TOKEN), True),
        (Settings(mounted=True, metrics_token=TOKEN), True),
        (Settings(metrics_token=TOKEN, security=gr.Security(metrics=False)), False),
    ],
)
def test_strangers_can_ask_only_where_the_author_says_so(settings: Settings, counts: bool) -> None:
    assert metered(settings) is counts


def test_where_nothing_is_counted_there_is_no_page_and_no_meter(launched: Any) -> None:
    page = launched(Page().demo, security=gr.Security(metrics=False))
    answer = httpx.get(f"{page.url}/metrics")
    assert answer.status_code == 404
    assert "Security(metrics=True)" in answer.json()["detail"]
    engine = page.demo.composed.engine
    assert engine.options.meter is None
    assert engine.observers is None


def test_in_an_app_with_a_login_it_is_for_who_is_logged_in(launched: Any) -> None:
    url = launched(ledger(), auth=[ANN], security=gr.Security(metrics=True)).url
    assert httpx.get(f"{url}/metrics").status_code == 401
    with log_in(url) as ann:
        ask(ann)
        assert "portico_queue_length" in ann.get("/metrics").text
    assert httpx.get(f"{url}/health").json() == {"status": "ok"}
    assert httpx.get(f"{url}/ready").json() == {"status": "ready"}


def test_who_is_told_that_it_stops_is_not_ready(launched: Any) -> None:
    page = Page()
    url = launched(page.demo, shutdown_grace=10.0).url
    assert httpx.get(f"{url}/ready").json() == {"status": "ready"}
    assert httpx.get(f"{url}/health").json() == {"status": "ok", "waiting": 0}
    httpx.post(f"{url}/gradio_api/queue/join", json={"data": ["x"], "fn_index": 1, "session_hash": "s1"})
    assert page.began.wait(10)
    engine = page.demo.composed.engine
    stopping = threading.Thread(target=page.demo.composed.asgi.leave)
    stopping.start()
    wait_until(lambda: engine.stopping, "the server is told to stop")
    answer = httpx.get(f"{url}/ready")
    page.free.set()
    stopping.join(20)
    assert (answer.status_code, answer.json()) == (503, {"status": "stopping"})


def test_whether_to_count_is_yes_or_no() -> None:
    with pytest.raises(BuildError, match="metrics is True, False or None"):
        gr.Security(metrics="yes")  # pyright: ignore[reportArgumentType]


WRONG = [
    {},
    {"authorization": ""},
    {"authorization": TOKEN},
    {"authorization": f"Basic {TOKEN}"},
    {"authorization": "Bearer"},
    {"authorization": f"Bearer {TOKEN[:-1]}"},
    {"authorization": f"Bearer {TOKEN}x"},
    {"authorization": "Bearer caf\xe9".encode("latin-1")},
    [("authorization", f"Bearer {TOKEN}"), ("authorization", f"Bearer {TOKEN}")],
]


@pytest.mark.parametrize("login", [True, False], ids=["login", "everybody"])
def test_the_numbers_are_for_who_sends_the_token_and_the_token_for_nothing_else(
    launched: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, login: bool
) -> None:
    monkeypatch.setenv("PORTICO_METRICS_TOKEN", TOKEN)
    url = launched(ledger(), auth=[ANN] if login else None).url
    for path in ("/metrics", "/gradio_api/metrics", "/gradio_api/metrics/"):
        assert httpx.get(f"{url}{path}", headers=BEARER).status_code == 200
        assert httpx.get(f"{url}{path}", headers={"authorization": f"bearer {TOKEN}"}).status_code == 200
        for headers in WRONG:
            answer = httpx.get(f"{url}{path}", headers=headers)
            assert answer.status_code == 401, headers
            assert answer.headers["www-authenticate"] == "Bearer"
            assert "portico_queue" not in answer.text
            assert TOKEN not in answer.text
    if login:
        with log_in(url) as ann:
            assert ann.get("/metrics").status_code == 401, "a visitor is no operator"
        assert httpx.get(f"{url}/config", headers=BEARER).status_code == 401
        assert httpx.get(f"{url}/metrics/../config", headers=BEARER).status_code == 401
    assert TOKEN not in caplog.text


def test_a_scraper_may_come_by_address_and_nobody_else(launched: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTICO_METRICS_TOKEN", TOKEN)
    url = launched(Page().demo, security=gr.Security(allowed_hosts=["app.example"])).url
    by_address = {"host": "10.0.0.5:7860"}
    assert httpx.get(f"{url}/metrics", headers={**BEARER, **by_address}).status_code == 200
    assert httpx.get(f"{url}/metrics", headers=by_address).status_code == 400
    assert httpx.get(f"{url}/metrics", headers={**by_address, "authorization": "Bearer no"}).status_code == 400
    assert httpx.get(f"{url}/config", headers={**BEARER, **by_address}).status_code == 400
    assert httpx.post(f"{url}/metrics", headers={**BEARER, **by_address}).status_code == 400
    assert httpx.get(f"{url}/metrics", headers={**BEARER, "host": "a b"}).status_code == 400, "R17"
    assert httpx.get(f"{url}/config", headers=by_address).status_code == 400, "the address is not known from then on"


def test_below_a_path_the_token_opens_the_same(launched: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTICO_METRICS_TOKEN", TOKEN)
    url = launched(Page().demo, root_path="/below").url
    assert httpx.get(f"{url}/metrics", headers=BEARER).status_code == 200
    assert httpx.get(f"{url}/below/metrics", headers=BEARER).status_code == 200
    assert httpx.get(f"{url}/below/metrics").status_code == 401


@pytest.mark.parametrize("token", ["short", "x" * 31, "x y" * 20, "\xe9" * 40, "x" * 40 + "\t"])
def test_a_token_that_can_be_guessed_or_not_be_sent_is_refused(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("PORTICO_METRICS_TOKEN", token)
    with pytest.raises(BuildError, match="at least 32 characters") as raised:
        Page().demo.launch(prevent_thread_lock=True, quiet=True)
    assert token not in str(raised.value)


def test_who_may_read_the_numbers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    on = gr.Security(metrics=True)
    told = [
        facts(settings, QueueOptions())["metrics"]
        for settings in (
            Settings(profile="production"),
            Settings(security=on),
            Settings(security=on, auth=[ANN]),
            Settings(security=on, auth=[ANN], metrics_token=TOKEN),
        )
    ]
    whoever = [
        f"/metrics, for {who}" for who in ("everybody", "whoever is logged in", "whoever sends PORTICO_METRICS_TOKEN")
    ]
    assert told == ["off", *whoever]
    assert TOKEN not in repr(Settings(metrics_token=TOKEN))
    open_to_all = [line for line in routes(login=False) if "metrics" in line]
    assert len(open_to_all) == 2
    assert not [line for line in routes(login=True) + routes(login=False, token=True) if "metrics" in line]
