"""OpenTelemetry: a call is one trace of five parts, linked to whoever asked; without a provider nothing is loaded."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import Any

import httpx
import pytest
from serving import wait_until
from websockets.sync.client import connect

import portico as gr
from portico.engine.spans import MOST, Spans
from portico.stores.protocols import Job
from portico.wire.caller import Caller

export = pytest.importorskip("opentelemetry.sdk.trace.export", reason="opentelemetry-sdk is not installed")
memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
sdk = pytest.importorskip("opentelemetry.sdk.trace")

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
HEADERS = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
PARTS = ["receive", "queue", "run", "encode", "deliver"]


class Traced:
    """What a tracer was told."""

    def __init__(self) -> None:
        self.exporter = memory.InMemorySpanExporter()
        self.provider = sdk.TracerProvider()
        self.provider.add_span_processor(export.SimpleSpanProcessor(self.exporter))
        self.tracer = self.provider.get_tracer("test")
        self.spans = Spans(self.tracer)

    @property
    def by_name(self) -> dict[str, Any]:
        return {one.name: one for one in self.exporter.get_finished_spans()}


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> Traced:
    made = Traced()
    monkeypatch.setattr(Spans, "wanted", lambda: made.spans)
    return made


def page(traced: Traced) -> gr.Blocks:
    def work(text: str) -> str:
        with traced.tracer.start_as_current_span("inside"):
            return text.upper()

    def broken(text: str) -> str:
        raise ValueError(text)

    with gr.Blocks() as demo:
        text = gr.Textbox()
        press = gr.Button().click
        press(work, text, text, api_name="work")
        press(broken, text, text, api_name="broken")
    return demo


def finish(url: str, name: str) -> None:
    event = httpx.post(f"{url}/gradio_api/call/{name}", json={"data": ["secret"]}, headers=HEADERS).json()["event_id"]
    httpx.get(f"{url}/gradio_api/call/{name}/{event}", timeout=20)


def check_whole(traced: Traced) -> None:
    """All five parts, one after the other, below the call, below the request that came."""
    spans = traced.by_name
    root = spans["portico /work"]
    assert f"{root.context.trace_id:032x}" == TRACE
    assert f"{root.parent.span_id:016x}" == PARENT
    assert root.attributes["portico.outcome"] == "done"
    last = root.start_time
    for part in PARTS:
        span = spans[part]
        assert span.parent.span_id == root.context.span_id
        assert last <= span.start_time <= span.end_time
        last = span.start_time
    assert spans["inside"].parent.span_id == spans["run"].context.span_id, "the function's own spans stand in the run"
    assert "secret" not in str([one.to_json() for one in spans.values()])


def test_a_call_is_one_trace_of_five_parts(launched: Any, traced: Traced) -> None:
    url = launched(page(traced)).url
    finish(url, "work")
    wait_until(lambda: len(traced.spans) == 0, "the call is over, and told")
    check_whole(traced)


def test_on_the_stream_of_a_session(launched: Any, traced: Traced) -> None:
    url = launched(page(traced)).url
    body = {"data": ["secret"], "fn_index": 0, "session_hash": "s1"}
    httpx.post(f"{url}/gradio_api/queue/join", json=body, headers=HEADERS)
    httpx.get(f"{url}/gradio_api/queue/data", params={"session_hash": "s1"})
    wait_until(lambda: len(traced.spans) == 0, "the call is over, and told")
    check_whole(traced)


def test_on_the_socket_of_a_page(launched: Any, traced: Traced) -> None:
    url = launched(page(traced)).url
    where = f"{url.replace('http', 'ws')}/gradio_api/socket?session_hash=s1"
    with connect(where, additional_headers=HEADERS, origin=url) as socket:
        socket.send(json.dumps({
            "id": 1, "path": "queue/join", "body": {"data": ["secret"], "fn_index": 0, "session_hash": "s1"},
        }))  # fmt: skip
        told = ""
        while "process_completed" not in told:
            told = str(socket.recv(10))
    wait_until(lambda: len(traced.spans) == 0, "the call is over, and told")
    check_whole(traced)


def test_a_failure_is_one_of_the_trace(launched: Any, traced: Traced) -> None:
    url = launched(page(traced)).url
    finish(url, "broken")
    wait_until(lambda: "portico /broken" in traced.by_name, "the call is over")
    root = traced.by_name["portico /broken"]
    assert root.status.status_code.name == "ERROR"
    assert len(root.attributes["portico.incident"]) == 6


def test_a_direct_call_has_a_run(launched: Any, traced: Traced) -> None:
    url = launched(page(traced)).url
    httpx.post(f"{url}/gradio_api/run/work", json={"data": ["x"]}, headers=HEADERS)
    wait_until(lambda: "portico /work" in traced.by_name, "the call is over")
    spans = traced.by_name
    assert spans["run"].parent.span_id == spans["portico /work"].context.span_id
    assert spans["inside"].parent.span_id == spans["run"].context.span_id
    assert len(traced.spans) == 0


def test_callers_who_share_a_run_have_a_trace_each(launched: Any, traced: Traced) -> None:
    began, free = threading.Event(), threading.Event()

    def held(texts: list[str]) -> list[str]:
        began.set()
        free.wait(20)
        with traced.tracer.start_as_current_span("inside"):
            return texts

    with gr.Blocks() as demo:
        text = gr.Textbox()
        gr.Button().click(held, text, text, api_name="held", batch=True)
    url = launched(demo).url
    httpx.post(f"{url}/gradio_api/call/held", json={"data": ["x"]})
    assert began.wait(10)
    for _ in range(2):  # they wait together
        httpx.post(f"{url}/gradio_api/call/held", json={"data": ["x"]})
    free.set()
    done = traced.exporter.get_finished_spans
    wait_until(lambda: [one.name for one in done()].count("portico /held") == 3, "all have ended")
    roots = {one.context.span_id for one in done() if one.name == "portico /held"}
    runs = {one.context.span_id: one.parent.span_id for one in done() if one.name == "run"}
    assert set(runs.values()) == roots
    inside = [one.parent.span_id for one in done() if one.name == "inside"]
    assert len(inside) == 2
    assert set(inside) <= set(runs)


def test_calls_that_nobody_reads_are_let_go(traced: Traced) -> None:
    for number in range(MOST + 3):
        traced.spans.asked(Job(str(number), "s", 0, "g", 1, [], Caller()), "/a")
    assert len(traced.spans) == MOST
    assert len(traced.exporter.get_finished_spans()) == 3


PROGRAM = """
import sys
import portico as gr
{before}
demo = gr.Interface(lambda x: x, "text", "text")
demo.launch(prevent_thread_lock=True, quiet=True)
print(demo.composed.engine.options.spans is not None, "opentelemetry" in sys.modules)
"""
SET = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
trace.set_tracer_provider(TracerProvider())
"""


@pytest.mark.parametrize(
    ("before", "said"), [("", "False False"), ("import opentelemetry.trace", "False True"), (SET, "True True")]
)
def test_without_a_provider_nothing_is_traced_or_even_loaded(before: str, said: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(before=before)], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.strip() == said
