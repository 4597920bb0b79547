"""R42: who leaves is cleaned up after, once; who is still there is not."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from serving import wait_until

import portico as gr
from security.asking import API, Asking

pytestmark = pytest.mark.requirement("R42")


@contextlib.contextmanager
def present(visitor: Asking) -> Iterator[None]:
    """Hold a visitor's heartbeat open."""
    with visitor.lines(f"{API}/heartbeat/{visitor.session}") as lines:
        assert next(lines).startswith("data:")
        yield


def page_with(left: list[str]) -> gr.Blocks:
    """A page that notes who left, and keeps something for who is there."""

    def leave(request: gr.Request) -> None:
        left.append(str(request.session_hash))

    with gr.Blocks() as demo:
        text, kept, shown = gr.Textbox(), gr.State([]), gr.Textbox()
        text.submit(lambda one, had: ([*had, one], " ".join([*had, one])), [text, kept], [kept, shown], api_name="keep")
        demo.unload(leave)
    return demo


def test_one_leaves_and_the_other_keeps_everything(launched: Any) -> None:
    left: list[str] = []
    page = launched(page_with(left))
    ada, ben = Asking(page.url, "ada"), Asking(page.url, "ben")
    with present(ben):
        ben.run("keep", "here")
        with present(ada):
            ada.run("keep", "a")
            with present(ada):
                ada.run("keep", "b")
            assert ada.run("keep", "c")[1] == "a b c"
        wait_until(lambda: left == ["ada"], "Ada's leaving is noted")
        assert ben.run("keep", "still")[1] == "here still"
        assert left == ["ada"]
    wait_until(lambda: left == ["ada", "ben"], "Ben's leaving is noted")


def test_a_heartbeat_of_a_session_that_never_was_ends_nobody_else(launched: Any) -> None:
    left: list[str] = []
    page = launched(page_with(left))
    ada = Asking(page.url, "ada")
    with present(ada):
        for name in ("stranger", "ada2", "ad"):
            with present(Asking(page.url, name)):
                pass
        wait_until(lambda: len(left) == 3, "the strangers left")
        assert "ada" not in left
