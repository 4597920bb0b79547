"""What `Blocks.queue` is told, and what holds where it is told nothing."""

from __future__ import annotations

from typing import Any

import pytest

import portico as gr
from portico.errors import BuildError


def bounds_of(demo: gr.Blocks) -> tuple[Any, ...]:
    """What the engine of a page was told."""
    options = demo._described().engine.options
    return options.bounds.jobs, options.bounds.size, options.update_rate


def test_the_queue_is_bounded_where_nothing_is_said() -> None:
    with gr.Blocks() as demo:
        gr.Textbox()
    assert bounds_of(demo) == (10_000, 512 * 1024**2, None)
    assert bounds_of(demo.queue()) == (10_000, 512 * 1024**2, None)


def test_what_is_said_reaches_the_engine() -> None:
    with gr.Blocks() as demo:
        gr.Textbox()
    assert bounds_of(demo.queue(2.5, max_size=7, max_bytes="1 kB")) == (7, 1024, 2.5)
    assert bounds_of(demo.queue(status_update_rate="auto", max_size=1, max_bytes=5)) == (1, 5, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_size": 0},
        {"max_bytes": 0},
        {"max_bytes": "much"},
        {"status_update_rate": 0},
        {"status_update_rate": "often"},
        {"default_concurrency_limit": 0},
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with gr.Blocks() as demo:
        gr.Textbox()
    with pytest.raises(BuildError):
        demo.queue(**wrong)
