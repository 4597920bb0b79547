"""Pages that show hostile texts wherever a text can stand: one function a page."""

from __future__ import annotations

import html
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import portico as gr

sys.path.append(str(Path(__file__).parents[3]))
from security.payloads import CLASSES, PAYLOADS

TOGETHER = ["\n".join(several) for several in CLASSES.values()]
"""For places that show plain text: a class at a time."""
STEP = 30
"""Characters that a stream adds at a time."""


def fields() -> gr.Blocks:
    """Names, explanations, hints and values of fields; each explanation is Markdown of its own."""
    with gr.Blocks() as demo:
        for text in PAYLOADS:
            gr.Textbox(text, label=text, info=text, placeholder=text)
        for text in TOGETHER:
            choices = CLASSES[list(CLASSES)[TOGETHER.index(text)]]
            gr.Checkbox(label=text, info=text)
            gr.Number(1, label=text, info=text)
            gr.Slider(1, label=text, info=text)
            gr.Radio(choices, value=choices[0], label=text, info=text)
            gr.CheckboxGroup(choices, value=choices[:2], label=text, info=text)
            gr.Dropdown(choices, value=choices[0], label=text, info=text)
            gr.Dropdown(choices, value=choices, multiselect=True, label=text, info=text)
            gr.Button(text, link=text)
            gr.UploadButton(text)
            gr.DownloadButton(text)
            for kind in (gr.File, gr.Image, gr.Audio, gr.Video, gr.Plot):
                kind(label=text)
            gr.Image(placeholder=text, label=text)
            with gr.Accordion(text):
                gr.HTML(html.escape(text), label=text, show_label=True)
        with gr.Tabs():
            for text in PAYLOADS:
                with gr.Tab(text):
                    gr.Button("Inside", link=text)
    return demo


def markdown() -> gr.Blocks:
    """Formatted texts: by themselves, with links in headings, with line breaks."""
    with gr.Blocks() as demo:
        for text in PAYLOADS:
            gr.Markdown(text)
            gr.Markdown(text, header_links=True, line_breaks=True, buttons=["copy"])
    return demo


def conversation() -> list[dict[str, Any]]:
    """What visitors and models said to each other, with thoughts and answers to choose from."""
    messages: list[dict[str, Any]] = []
    for text in PAYLOADS:
        messages.append({"role": "user", "content": text})
        thought = {"title": text, "log": text, "status": "done"}
        options = [{"value": text, "label": text}]
        messages.append({"role": "assistant", "content": text, "metadata": thought, "options": options})
    return messages


def forged() -> list[dict[str, Any]]:
    """A conversation that only a visitor who writes requests by hand would send."""
    script = {"js_on_load": "hit()", "head": "<script>hit()</script>"}
    parts = [{"component": "html", "value": text, "props": script} for text in PAYLOADS]
    parts += [{"component": "markdown", "value": text, "props": {"sanitize_html": False}} for text in PAYLOADS[::4]]
    inner = [{"role": "user", "content": [{**part, "type": "component"}]} for part in parts[15:40]]
    parts.append({"component": "chatbot", "value": inner, "props": {"sanitize_html": False}})
    parts += [{"component": "button", "value": text, "props": {"link": text}} for text in TOGETHER]
    return [{"role": "assistant", "content": parts}]


def chat() -> gr.Blocks:
    """Conversations."""
    with gr.Blocks() as demo:
        gr.Chatbot(conversation(), height=20_000, label=PAYLOADS[0])
        for options in ({"allow_tags": ["thinking"]}, {"allow_tags": False}, {"render_markdown": False}):
            gr.Chatbot([{"role": "user", "content": text} for text in PAYLOADS], height=20_000, **options)
        gr.Chatbot(forged(), height=20_000)
    return demo


def empty() -> gr.Blocks:
    """What stands in conversations that have not begun."""
    with gr.Blocks() as demo:
        for text in PAYLOADS:
            gr.Chatbot(placeholder=text, examples=[{"text": text, "display_text": text}], height=200)
        gr.Textbox("press")
    return demo


def findings() -> gr.Blocks:
    """Tables, data, classes, code and samples."""
    kinds = ["str", "markdown", "html", "auto"]
    with gr.Blocks() as demo:
        rows = [[text] * len(kinds) for text in PAYLOADS]
        gr.Dataframe(rows, headers=TOGETHER[:4], datatype=kinds, max_height=30_000, label=TOGETHER[0])  # type: ignore[arg-type]
        for several in CLASSES.values():
            styled = {"headers": several, "data": [several], "metadata": {"styling": [several]}}
            gr.Dataframe(styled, interactive=True)
        gr.JSON({text: [text, {text: {"__proto__": text, "constructor": text}}] for text in PAYLOADS}, open=True)
        gr.Label({text: 1 / len(PAYLOADS) for text in PAYLOADS}, num_top_classes=len(PAYLOADS))
        gr.Label(TOGETHER[0])
        for language in ("html", "markdown", "javascript", "python", "json", "css", "latex", None):
            gr.Code("\n".join(TOGETHER), language=language, max_lines=10_000)
        parts: list[Any] = [gr.Textbox(visible=False), gr.Markdown(visible=False), gr.HTML(visible=False)]
        for layout in ("table", "gallery"):
            samples = [[text] * len(parts) for text in PAYLOADS] if layout == "table" else [[text] for text in PAYLOADS]
            gr.Dataset(
                components=parts[: len(samples[0])], samples=samples, headers=TOGETHER[: len(samples[0])],
                layout=layout, samples_per_page=len(samples), label=TOGETHER[0],
            )  # fmt: skip
        gr.Examples([[text] for text in PAYLOADS], gr.Textbox(), examples_per_page=len(PAYLOADS), label=TOGETHER[1])
        gr.Dataset(components=parts[1:2], samples=[[text] for text in PAYLOADS], sample_labels=PAYLOADS)
    return demo


def told() -> gr.Blocks:
    """What a running function says: messages, errors, progress, streams, updates, parts that are built."""

    def grown() -> Iterator[tuple[list[dict[str, Any]], list[str], str]]:
        """All texts at once, a few characters more at each step: the changes are edit lists deep in the values."""
        for end in [*range(STEP, max(map(len, PAYLOADS)) + STEP, STEP)]:
            cut = [text[:end] for text in PAYLOADS]
            yield [{"role": "assistant", "content": text} for text in cut], [*cut, {"__proto__": cut}], cut[end % 9]  # type: ignore[list-item]

    def progress(say: gr.Progress = gr.Progress()) -> str:
        for text in PAYLOADS:
            say(0.5, desc=text)
            gr.Info(text, title=text, duration=None)
            gr.Warning(text)
        return "said"

    def fails(text: str) -> Callable[[], str]:
        def fail() -> str:
            raise gr.Error(text, title=text, duration=None)

        return fail

    with gr.Blocks(title=TOGETHER[0]) as demo:
        ready = gr.Textbox(label="Ready")
        chatting, data, text = gr.Chatbot(height=20_000), gr.JSON(open=True), gr.Markdown()
        saying = gr.Textbox(label="Progress")
        demo.load(progress, None, saying).then(grown, None, [chatting, data, text]).then(lambda: "yes", None, ready)
        for number, payload in enumerate(TOGETHER):
            output = gr.Textbox(label=f"{number}")
            demo.load(fails(payload), None, output, concurrency_limit=None, show_progress="minimal")
        changed = [gr.Textbox(label=f"Changed {number}") for number in range(len(CLASSES))]
        updates = [gr.update(label=one, info=one, value=one, placeholder=one) for one in TOGETHER]
        demo.load(lambda: updates, None, changed)
        shown = [gr.Markdown() for _ in range(3)]
        hostile = {"__type__": "update", "value": PAYLOADS[15], "sanitize_html": False, "constructor": 1}
        demo.load(lambda: [hostile] * 3, None, shown)

        @gr.render()
        def build() -> None:
            for one in PAYLOADS:
                gr.Markdown(one)
            for one in TOGETHER:
                with gr.Accordion(one):
                    gr.Textbox(one, label=one, info=one)

    return demo


def templates() -> gr.Blocks:
    """The author's own HTML with texts of visitors in it: escaped by the author, and never read as a template."""
    with gr.Blocks() as demo:
        for text in PAYLOADS:
            safe = html.escape(text)
            gr.HTML(f"<p title='{safe}'>{safe}</p>")
            gr.HTML(safe, html_template="<p title='${value}'>${value} ${name}</p>", name=safe)
            # No markup in it, so nothing to escape: what looks like a template inside a value is a text.
            plain = text.replace("<", "").replace(">", "").replace("'", "").replace('"', "").replace("&", "")
            gr.HTML(plain, html_template="<p>${value}</p>")
    return demo


BOARDS = {board.__name__: board for board in (fields, markdown, chat, empty, findings, told, templates)}

if __name__ == "__main__":
    BOARDS[sys.argv[1]]().launch()
