"""R38: whichever way a function is run, it receives a copy of a State's default or the session's own object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import portico as gr
from security.asking import Asking

pytestmark = pytest.mark.requirement("R38")
Kept = list[str]


def keep(text: str, kept: Kept) -> Any:
    """Change what came, and give it back."""
    kept.append(text)
    return kept, " ".join(kept)


async def keep_later(text: str, kept: Kept) -> Any:
    return keep(text, kept)


def keep_in_steps(text: str, kept: Kept) -> Any:
    yield keep(text, kept)
    yield kept, " ".join(kept)


async def keep_in_steps_later(text: str, kept: Kept) -> Any:
    yield keep(text, kept)


def keep_many(texts: list[str], kept: list[Kept]) -> Any:
    for text, own in zip(texts, kept, strict=True):
        own.append(text)
    return kept, [" ".join(own) for own in kept]


def keep_without_return(text: str, kept: Kept) -> str:
    kept.append(text)
    return " ".join(kept)


@gr.cache
def keep_from_a_cache(text: str, kept: Kept) -> Any:
    """Everybody's first call has the same inputs, and so the same result from the cache."""
    return keep("one" if not kept else text, kept)


def look_and_change(text: str, kept: Kept) -> Any:
    kept.append(text)
    return [gr.validate(True, ""), gr.validate(True, "")]


def simple(function: Callable[..., Any], **options: Any) -> Callable[[Any], gr.Blocks]:
    """A page with one listener."""

    def build(default: Any) -> gr.Blocks:
        with gr.Blocks() as demo:
            text, kept, shown = gr.Textbox(), gr.State(default), gr.Textbox()
            outputs = shown if function is keep_without_return else [kept, shown]
            text.submit(function, [text, kept], outputs, api_name="keep", **options)
        return demo

    return build


def by_component(default: Any) -> gr.Blocks:
    with gr.Blocks() as demo:
        text, kept, shown = gr.Textbox(), gr.State(default), gr.Textbox()
        given = {text, kept}
        text.submit(lambda got: dict(zip((kept, shown), keep(got[text], got[kept]), strict=True)), given, [kept, shown])
    return demo


def two_of_them(default: Any) -> gr.Blocks:
    """Two states with one default object."""
    with gr.Blocks() as demo:
        text, kept, other, shown = gr.Textbox(), gr.State(default), gr.State(default), gr.Textbox()
        text.submit(
            lambda one, mine, untouched: (*keep(one, mine)[:1], " ".join([*mine, *untouched])),
            [text, kept, other],
            [kept, shown],
        )
    return demo


def rendered(default: Any) -> gr.Blocks:
    with gr.Blocks() as demo:
        text, kept = gr.Textbox(), gr.State(default)

        @gr.render(inputs=[text, kept], triggers=[text.submit])
        def part(one: str, mine: Kept) -> None:
            gr.Textbox(keep(one, mine)[1], label="Shown")

    return demo


def interface(default: Any) -> gr.Blocks:
    return gr.Interface(keep, ["text", gr.State(default)], [gr.State(default), "text"], flagging_mode="never")


def chat(default: Any) -> gr.Blocks:
    def answer(message: str, history: Any, kept: Kept) -> str:
        return keep(message, kept)[1]

    return gr.ChatInterface(answer, additional_inputs=[gr.State(default)], api_name="keep")


WAYS: dict[str, Callable[[Any], gr.Blocks]] = {
    "a function": simple(keep),
    "an asynchronous function": simple(keep_later),
    "a generator": simple(keep_in_steps),
    "an asynchronous generator": simple(keep_in_steps_later),
    "a batch": simple(keep_many, batch=True),
    "no output": simple(keep_without_return),
    "a cache": simple(keep_from_a_cache),
    "a validator": simple(lambda text, kept: (kept, " ".join(kept)), validator=look_and_change),
    "by component": by_component,
    "two states": two_of_them,
    "a render": rendered,
    "an interface": interface,
    "a chat": chat,
}


def last_words(page: Any, visitor: Asking, text: str) -> str:
    """Use the page's function and return what it shows."""
    listeners = [one for one in page.demo.get_config_file()["dependencies"] if one["backend_fn"]]
    named = [one for one in listeners if one["api_name"] == "keep"]
    listener = next(one for one in named or listeners if len(one["inputs"]) > 1)
    inputs = [text, *[None] * (len(listener["inputs"]) - 1)]
    [done] = [one for one in visitor.join(listener["id"], *inputs) if one["msg"] == "process_completed"]
    assert done["success"], done
    output = done["output"]
    if output.get("render_config"):
        [shown] = [one for one in output["render_config"]["components"] if one["props"].get("label") == "Shown"]
        return shown["props"]["value"]
    [words] = [value for value in output["data"] if isinstance(value, str)]
    return words


@pytest.mark.parametrize("way", WAYS)
def test_nobody_meets_the_default_or_another_visitors_value(way: str, launched: Any) -> None:
    default: Kept = []
    page = launched(WAYS[way](default))
    ada, ben = Asking(page.url, "ada"), Asking(page.url, "ben")
    heard = [last_words(page, one, text) for one, text in ((ada, "one"), (ben, "one"), (ada, "two"), (ben, "three"))]
    assert heard == ["one", "one", "one two", "one three"]
    assert default == []
