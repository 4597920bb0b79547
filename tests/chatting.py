"""Functions of chats for worker processes, which look them up by module and name."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import workers

import portico as gr

History = list[dict[str, Any]]


def plain(message: str, history: History) -> str:
    return f"{len(history)} {message} {os.getpid()}"


async def later(message: str, history: History) -> str:
    await asyncio.sleep(0)
    return plain(message, history)


def steps(message: str, history: History) -> Iterator[str]:
    for word in plain(message, history).split():
        yield gr.append(f"{word} ")


async def later_steps(message: str, history: History) -> AsyncIterator[str]:
    yield "…"
    yield await later(message, history)


def surroundings(message: str, history: History, times: float, request: gr.Request) -> tuple[str, str]:
    gr.Info(f"asked {message}")
    return f"{message * int(times)} {request.headers['x-team']}", str(os.getpid())


def everything(message: str, history: History) -> list[Any]:
    path = gr.allow_path(message)
    return [
        "text", gr.ChatMessage("thought", metadata={"title": "Hm"}), gr.HTML("<b>bold</b>"), {"path": path},
        gr.ChatMessage(gr.Markdown("*in*")), {"role": "assistant", "content": {"path": path}},
    ]  # fmt: skip


def for_ever(folder: str, history: History) -> Iterator[str]:
    for made in workers.steps_for_ever(folder):
        yield f"step {made}"


def deaf(folder: str, history: History) -> Iterator[str]:
    yield "so far"
    workers.deaf(folder)
