"""The figures as a table."""

from __future__ import annotations

from typing import Any

ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("imports", "import", "`import`, CPU", "ms"),
    ("imports", "page of six", "`import` and a page of six components, CPU", "ms"),
    ("start", "first event", "process start to the first answered event", "s"),
    ("size", "installed", "what `pip install` adds", "MB"),
    ("size", "distributions", "distributions that it adds", ""),
    ("idle", "memory", "memory of an idle server", "MB"),
    ("idle", "idle CPU", "CPU of an idle server", "ms/s"),
    ("queue", "CPU per event", "CPU per event, 32 clients", "µs"),
    ("queue", "round trip", "round trip of one client, median", "ms"),
    ("waiting", "messages per event", "messages of one event, 200 waiting behind one place", ""),
    ("waiting", "CPU per event", "its CPU", "µs"),
    ("waiting", "CPU per event, alone", "its CPU where nobody else waits", "µs"),
    ("waiting", "events a second", "one place, 10 ms function, 16 clients: of the ideal 100", "/s"),
    ("batch", "CPU per event", "CPU per event in batches of 32, 128 clients", "µs"),
    ("batch", "events a core and second", "the same as events that one core could run", "/s"),
    ("many", "build", "3,000 components: to build them, CPU", "ms"),
    ("many", "config", "one request for their config, CPU", "ms"),
    ("state", "left alone", "CPU per event of a session with 1 MB of State that the function leaves alone", "µs"),
    ("state", "taken", "the same where it takes it", "µs"),
    ("state", "taken and given", "the same where it takes it and gives it back", "µs"),
    ("visitors", "1,000 clients left", "memory that 1,000 API clients left behind", "MB"),
    ("visitors", "1,000 clients with a State left", "the same, each with a State", "MB"),
    ("visitors", "1,000 pages left", "memory that 1,000 pages left behind", "MB"),
    ("visitors", "growth after 10,000 sessions", "memory after 10,000 sessions: more than before", "%"),
    ("visitors", "slower after 20,000 events", "CPU per event after 20,000 events: more than before", "%"),
    ("stream", "1,000 tokens, 0 messages above", "1,000 tokens into a chat", "s"),
    ("stream", "1,000 tokens, 200 messages above", "the same under 200 messages", "s"),
    ("stream_cost", "Textbox", "CPU of a streamed step, Textbox", "µs"),
    ("stream_cost", "Chatbot, 0 messages above", "the same, Chatbot", "µs"),
    ("stream_cost", "Chatbot, 200 messages above", "the same under 200 messages", "µs"),
    ("stream_cost", "Chatbot, 2000 messages above", "the same under 2,000 messages", "µs"),
    ("stream_cost", "Chatbot, 0 messages from the page", "the same, Chatbot that is also the input", "µs"),
    ("stream_cost", "Chatbot, 200 messages from the page", "the same with 200 messages in it", "µs"),
    ("stream_cost", "Chatbot, 2000 messages from the page", "the same with 2,000 messages in it", "µs"),
    ("stream_cost", "ChatInterface, 0 messages above", "the same, ChatInterface", "µs"),
    ("stream_cost", "ChatInterface, 200 messages above", "the same under 200 messages", "µs"),
    ("stream_cost", "ChatInterface, 2000 messages above", "the same under 2,000 messages", "µs"),
    ("stream_page", "Chatbot, 0 messages above", "CPU of the page for a streamed step, Chatbot", "ms"),
    ("stream_page", "Chatbot, 200 messages above", "the same under 200 messages", "ms"),
    ("stream_page", "Chatbot, 1000 messages above", "the same under 1,000 messages", "ms"),
    ("first_page", "JS and CSS", "hello-world page, compressed JS and CSS", "kB"),
    ("first_page", "requests", "its requests", ""),
    ("first_page", "other hosts", "of them to other hosts", ""),
    ("first_page", "ready", "until its button is there, median", "ms"),
    ("click", "click to DOM", "click to changed text, median", "ms"),
    ("apptest", "click", "a click, and what follows it, in `AppTest`, median", "ms"),
    ("apptest", "open and close", "an app opened and closed in `AppTest`, median", "ms"),
    ("reload", "way", "reload: how a save is noticed", ""),
    ("reload", "small", "a save of a small program, until the open page shows it, median", "ms"),
    ("reload", "large", "the same beside an import of 2 s and a resource of 5 s", "ms"),
    ("reload", "CPU", "CPU of a save", "ms"),
    ("reload", "idle", "CPU while nothing is saved", "ms/s"),
    ("reload", "left", "memory that each of 200 saves left behind", "MB"),
    ("reload", "missed", "of 100 saves, those that nothing followed", ""),
    ("reload", "events", "events a second of 4 clients while one save follows another", "/s"),
)


def table(known: dict[str, Any]) -> str:
    """Return Markdown."""
    lines = ["| | Portico | Gradio 6.31 | ratio | bare Starlette |", "|---|--:|--:|--:|--:|"]
    for measure, part, title, unit in ROWS:
        values = known.get(measure, {}).get(part)
        if values is None:
            continue
        ours, theirs = values["portico"], values.get("gradio")
        if isinstance(ours, str):
            lines.append(f"| {title} | {ours} |  |  |  |")
            continue
        # Of rates, more is better; of growth, which may be none, a ratio says nothing.
        times = 0.0
        if theirs is not None and unit != "%" and ours > 0 and theirs > 0:
            times = ours / theirs if unit == "/s" else theirs / ours
        ratio = f"{times:.1f}" if times else ""
        other = "" if theirs is None else shown(theirs, unit)
        bare = shown(values["starlette"], unit) if "starlette" in values else ""
        if "nicegui" in values:
            bare = f"NiceGUI: {shown(values['nicegui'], unit)}"
        lines.append(f"| {title} | {shown(ours, unit)} | {other} | {ratio} | {bare} |")
    return "\n".join(lines) + "\n"


def shown(value: float, unit: str) -> str:
    """Return a figure with about three digits."""
    text = f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return f"{text} {unit}".strip()
