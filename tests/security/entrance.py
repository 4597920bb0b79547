"""An app with a login, asked over a real socket."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import httpx

import portico as gr

SECRETS = ("Rowing ledger", "Oarsmen", "ledger_total", "#canary", "rgb(1, 2, 3)", "4711 boats", "canary-theme")
"""What no stranger may read: names, labels, values, styles."""
ANN, BEN = ("ann", "tulip"), ("ben", "rose")


def ledger() -> gr.Blocks:
    """An app whose every part has a name that can be searched for."""
    with gr.Blocks(title="Rowing ledger", css="#canary {color: rgb(1, 2, 3)}", head="<!-- canary-theme -->") as demo:
        box, held = gr.Textbox("4711 boats", label="Oarsmen"), gr.State(0)
        answer = gr.Textbox(label="Oarsmen told")

        def total(text: str, count: int, request: gr.Request) -> tuple[str, int]:
            return f"{text} for {request.username} {count}", count + 1

        box.submit(total, [box, held], [answer, held], api_name="ledger_total")
    return demo


@contextlib.contextmanager
def log_in(url: str, pair: tuple[str, str] = ANN, **options: Any) -> Iterator[httpx.Client]:
    """A client that is logged in."""
    with httpx.Client(base_url=url, **options) as client:
        answer = client.post("/login", data={"username": pair[0], "password": pair[1]})
        assert answer.status_code == 200, answer.text
        yield client


def ask(client: httpx.Client, text: str = "x", session: str = "s1") -> httpx.Response:
    """Join the queue."""
    sent = {"data": [text, None], "fn_index": 0, "session_hash": session}
    return client.post("/gradio_api/queue/join", json=sent)


def told(client: httpx.Client, session: str = "s1") -> str:
    """What a session's stream says, to its end."""
    return client.get("/gradio_api/queue/data", params={"session_hash": session}).text
